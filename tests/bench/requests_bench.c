// What a request takes without HTTP, of one core: the processor time in api_call().
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/api.h"
#include "tests/bench/bench.h"

enum { OPERATION_SIZE = 128, OPERATIONS_OF_A_SESSION = 200000 };

static const double seconds_enough = 0.5;

// ---------------------------------------------------------------- sessions

static double processor_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static ApiSession *begin(void) {
    ApiIdentity identity = {
        .id = "s", .url = "/v1/sessions/s", .created_at = "2024-01-01T00:00:00Z"};
    ApiSession *session = NULL;
    ApiReply reply = api_session_create(&identity, &(ApiInput){0}, &session);
    bench_need(reply.code == API_CREATED, "a session");
    free(reply.body);
    return session;
}

static void ask(ApiSession *session, ApiCall call, const char *body, ApiParameter parameter,
                ApiCode expected) {
    ApiInput input = {.body = body, .size = body != NULL ? strlen(body) : 0};
    input.parameters[0] = parameter;
    input.parameter_count = parameter.name != NULL ? 1 : 0;
    ApiReply reply = api_call(session, call, &input);
    bench_need(reply.code == expected, "a call");
    free(reply.body);
}

static const ApiParameter without_events = {"events", "none"};

// A session with so many lists: each is in a list of a thousand, those are in one.
static ApiSession *begin_with(uint64_t objects) {
    enum { ROW = 1000, BODY_SIZE = 512 };
    ApiSession *session = begin();
    ask(session, API_CALL_OPERATIONS, "{\"op\":\"assign\",\"name\":\"all\",\"value\":[]}",
        without_events, API_OK);
    for (uint64_t made = 1; made < objects;) {
        uint64_t left = objects - made;
        unsigned count = left > ROW ? ROW - 1 : (unsigned)left - 1;
        char body[BODY_SIZE];
        snprintf(body, sizeof body,
                 "{\"ops\":[{\"op\":\"assign\",\"name\":\"row\",\"value\":[]},"
                 "{\"op\":\"append\",\"target\":\"all\",\"value\":{\"ref\":\"row\"}},"
                 "{\"op\":\"repeat\",\"times\":%u,\"ops\":"
                 "[{\"op\":\"append\",\"target\":\"row\",\"value\":[]}]}]}",
                 count);
        ask(session, API_CALL_OPERATIONS, body, without_events, API_OK);
        made += count + 1;
    }
    return session;
}

// ---------------------------------------------------------------- lists

// Lists made, named again, appended and let go.
static char *list_of(uint64_t count) {
    static const char *const operations[] = {
        "{\"op\":\"assign\",\"name\":\"a\",\"value\":[]}",
        "{\"op\":\"assign\",\"name\":\"b\",\"value\":{\"ref\":\"a\"}}",
        "{\"op\":\"append\",\"target\":\"a\",\"value\":{\"ref\":\"b\"}}",
        "{\"op\":\"del\",\"name\":\"b\"}",
    };
    size_t size = (size_t)count * OPERATION_SIZE + OPERATION_SIZE, used = 0;
    char *body = malloc(size);
    bench_need(body != NULL, "memory");
    used += (size_t)snprintf(body, size, "{\"ops\":[");
    for (uint64_t i = 0; i < count; i++) {
        used += (size_t)snprintf(body + used, size - used, "%s%s", i == 0 ? "" : ",",
                                 operations[i % 4]);
    }
    snprintf(body + used, size - used, "]}");
    return body;
}

static double list(uint64_t size) {
    char *body = list_of(size);
    ApiSession *session = begin();
    uint64_t done = 0;
    double start = processor_now(), now = start;
    while (now - start < seconds_enough) {
        ask(session, API_CALL_OPERATIONS, body, without_events, API_OK);
        done += size;
        now = processor_now();
        if (done % OPERATIONS_OF_A_SESSION < size) {
            api_session_destroy(session);
            session = begin();
        }
    }
    api_session_destroy(session);
    free(body);
    return (now - start) / (double)done * 1e9;
}

// ---------------------------------------------------------------- one request

// The processor time of a call, in nanoseconds, on a session of so many objects.
static double repeated(uint64_t objects, ApiCall call, const char *body, ApiParameter parameter,
                       ApiCode expected) {
    ApiSession *session = begin_with(objects);
    ask(session, call, body, parameter, expected);
    uint64_t done = 0;
    double start = processor_now(), now = start;
    while (now - start < seconds_enough) {
        ask(session, call, body, parameter, expected);
        done++;
        now = processor_now();
    }
    api_session_destroy(session);
    return (now - start) / (double)done * 1e9;
}

static double one(uint64_t size) {
    return repeated(size, API_CALL_OPERATIONS, "{\"op\":\"assign\",\"name\":\"a\",\"value\":[]}",
                    (ApiParameter){"events", "all"}, API_OK);
}

// The first of two operations has happened when the second is refused.
static double refused(uint64_t size) {
    return repeated(size, API_CALL_OPERATIONS,
                    "{\"ops\":[{\"op\":\"append\",\"target\":\"all\",\"value\":[]},"
                    "{\"op\":\"del\",\"name\":\"nothing\"}]}",
                    without_events, API_EXCEPTION);
}

static double graph(uint64_t size) {
    return repeated(size, API_CALL_GRAPH, NULL, (ApiParameter){"limit", "100000"}, API_OK) / 1e6;
}

static const Measurement measurements[] = {
    {"list", list, "ns"},
    {"one", one, "ns"},
    {"refused", refused, "ns"},
    {"graph", graph, "ms"},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, measurements, sizeof measurements / sizeof *measurements);
}
