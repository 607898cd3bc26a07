// Any lines as requests to a fresh session, one after the other. After each the heap holds all its
// invariants. What is refused changes nothing: if the heap had to go back for that, a session that
// was only sent what was accepted ends up the same. Only the last answer tells events, and is read
// as JSON: that is what costs time. A line in front that is the name of a profile, "cpython-3.14",
// chooses that, and checkpoints all the time, which are slow; without it the profile is "article".
#include "api/json/json_scan.h"
#include "api/session.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Of a request: enough for anything that is not merely large.
enum { MAX_REQUESTS = 8, WORK_BUDGET = 3000, STEP_BUDGET = 60, CHECKPOINT_WORK = 100 };

typedef struct {
    const char *text;
    size_t size;
} Line;

// Takes the first line off what is left.
static Line take_line(const char **text, size_t *left) {
    const char *end = memchr(*text, '\n', *left);
    Line line = {*text, end != NULL ? (size_t)(end - *text) : *left};
    size_t used = end != NULL ? line.size + 1 : line.size;
    *text += used;
    *left -= used;
    return line;
}

// The profile that the first line names, which is taken; NULL, and nothing is, if it names none.
static const char *take_profile(const char **text, size_t *left) {
    const char *rest = *text;
    size_t rest_left = *left;
    Line line = take_line(&rest, &rest_left);
    HeapProfileInfo info;
    for (size_t i = 0; rest > *text + line.size && heap_profile(i, &info); i++) {
        if (strlen(info.name) == line.size && memcmp(line.text, info.name, line.size) == 0) {
            *text = rest;
            *left = rest_left;
            return info.name;
        }
    }
    return NULL;
}

// NULL: as a session without a wish has it.
static ApiSession *begin(const char *profile) {
    char body[64];
    int length =
        profile != NULL ? snprintf(body, sizeof body, "{\"profile\": \"%s\"}", profile) : 0;
    ApiIdentity identity = {"s", "/v1/sessions/s", "2026-01-01T00:00:00Z"};
    ApiInput input = {.body = body, .size = (size_t)length};
    ApiSession *session = NULL;
    ApiReply reply = api_session_create(&identity, &input, &session);
    fuzz_check(reply.code == API_CREATED, "there is a session");
    session->checkpoint_work = profile != NULL ? CHECKPOINT_WORK : SESSION_CHECKPOINT_WORK;
    session->work_budget = WORK_BUDGET;
    session->step_budget = STEP_BUDGET;
    free(reply.body);
    return session;
}

// A refusal for being too large is one by the limits of requests only.
static void check_answer(const ApiReply *reply) {
    Problem problem;
    problem_init(&problem);
    fuzz_check(reply->body != NULL && strlen(reply->body) == reply->size, "there is an answer");
    fuzz_check(json_scan(reply->body, reply->size, &problem) != API_BAD_JSON, problem.detail);
}

static void check_heap(ApiSession *session) {
    char *message = api_session_check(session);
    fuzz_check(message == NULL, message);
}

// What became of the requests.
typedef struct {
    Line accepted[MAX_REQUESTS];
    size_t accepted_count, sent;
    bool went_back;
} Story;

static bool send(ApiSession *session, Line line, bool events) {
    ApiInput input = {.body = line.text,
                      .size = line.size,
                      .parameters = {{"events", "none"}},
                      .parameter_count = events ? 0 : 1};
    uint64_t seq = session->log.count;
    ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
    bool accepted = reply.code == API_OK;
    if (events) {
        check_answer(&reply);
    }
    check_heap(session);
    fuzz_check(reply.code != API_NO_MEMORY, "there is memory");
    fuzz_check(accepted ? reply.seq > seq || line.size > 0 : reply.seq == seq,
               "only what is accepted counts");
    free(reply.body);
    return accepted;
}

static void send_and_note(ApiSession *session, Line line, bool is_last, Story *story) {
    const Heap *heap = session->heap;
    uint64_t mutations = heap_mutations(heap);
    if (send(session, line, is_last)) {
        story->accepted[story->accepted_count++] = line;
    } else if (session->heap != heap) {
        story->went_back = true;
    } else {
        fuzz_check(heap_mutations(heap) == mutations, "what is refused changes nothing");
    }
    story->sent++;
}

// The whole answer, which has the hash of everything.
static char *summary(ApiSession *session) {
    ApiReply reply = api_call(session, API_CALL_SESSION, &(ApiInput){.size = 0});
    check_answer(&reply);
    return reply.body;
}

static void check_same(ApiSession *session, const char *profile, const Story *story) {
    ApiSession *second = begin(profile);
    for (size_t i = 0; i < story->accepted_count; i++) {
        fuzz_check(send(second, story->accepted[i], false), "what was accepted is accepted again");
    }
    char *expected = summary(second), *actual = summary(session);
    fuzz_check(strcmp(expected, actual) == 0, "what was refused left no trace");
    free(expected);
    free(actual);
    api_session_destroy(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    const char *text = (const char *)bytes;
    const char *profile = take_profile(&text, &size);
    ApiSession *session = begin(profile);
    Story story = {0};
    while (size > 0 && story.sent < MAX_REQUESTS) {
        Line line = take_line(&text, &size);
        send_and_note(session, line, size == 0, &story);
    }
    if (story.went_back) {
        check_same(session, profile, &story);
    }
    api_session_destroy(session);
    return 0;
}
