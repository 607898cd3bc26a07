// What many fresh sessions take from the system, each, in bytes.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "tests/bench/bench.h"

static double kib_of(const char *name) {
    FILE *status = fopen("/proc/self/status", "r");
    bench_need(status != NULL, "/proc/self/status");
    char line[256];
    size_t length = strlen(name);
    double kib = 0;
    while (fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, name, length) == 0) {
            kib = strtod(line + length, NULL);
        }
    }
    fclose(status);
    return kib;
}

// Of this process, with the tables in which the system keeps where its pages are.
static double resident_bytes(void) {
    return (kib_of("VmRSS:") + kib_of("VmPTE:")) * 1024;
}

typedef void *Make(uint64_t number);

static double measure(uint64_t size, Make *make, void (*destroy)(void *)) {
    void **made = calloc(size, sizeof *made);
    if (made == NULL) {
        bench_fail("memory");
    }
    destroy(make(0));
    double before = resident_bytes();
    for (uint64_t i = 0; i < size; i++) {
        made[i] = make(i);
    }
    double after = resident_bytes();
    for (uint64_t i = 0; i < size; i++) {
        destroy(made[i]);
    }
    free(made);
    return (after - before) / (double)size;
}

static void *make_heap(uint64_t number) {
    (void)number;
    return bench_heap(true);
}

static void destroy_heap(void *heap) {
    heap_destroy(heap);
}

static void *make_session(uint64_t number) {
    char id[32], url[64];
    snprintf(id, sizeof id, "s%lu", (unsigned long)number);
    snprintf(url, sizeof url, "/v1/sessions/%s", id);
    ApiIdentity identity = {.id = id, .url = url, .created_at = "2024-01-01T00:00:00Z"};
    ApiSession *session = NULL;
    ApiReply reply = api_session_create(&identity, &(ApiInput){0}, &session);
    bench_need(reply.code == API_CREATED, "a session");
    free(reply.body);
    return session;
}

// And it has been used: a list that holds a string, two names, a collection.
static void *make_used_session(uint64_t number) {
    static const char body[] =
        "{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": [\"hello\", 1]}, "
        "{\"op\": \"assign\", \"name\": \"b\", \"value\": {\"ref\": \"a\"}}, "
        "{\"op\": \"del\", \"name\": \"a\"}, {\"op\": \"collect\"}]}";
    ApiSession *session = make_session(number);
    ApiInput input = {.body = body, .size = sizeof body - 1};
    ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
    bench_need(reply.code == API_OK, "operations");
    free(reply.body);
    return session;
}

static void destroy_session(void *session) {
    api_session_destroy(session);
}

static double heaps(uint64_t size) {
    return measure(size, make_heap, destroy_heap);
}
static double sessions(uint64_t size) {
    return measure(size, make_session, destroy_session);
}
static double used_sessions(uint64_t size) {
    return measure(size, make_used_session, destroy_session);
}

static const Measurement measurements[] = {
    {"heaps", heaps, "B"},
    {"sessions", sessions, "B"},
    {"used-sessions", used_sessions, "B"},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, measurements, sizeof measurements / sizeof *measurements);
}
