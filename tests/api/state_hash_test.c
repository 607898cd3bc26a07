// The state_hash: equal for equal histories, another for whatever can be seen.
//
// tests/api/ending.c holds it to the history of every dialogue, dialogues_test.c to its graphs.
#include "tests/api/ending.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

// Each of these shows somewhere: in the graph, in gc or in memory.
static const char *const changes[] = {
    "{\"op\": \"assign\", \"name\": \"a\", \"value\": [1]}",
    "{\"op\": \"assign\", \"name\": \"b\", \"value\": {\"ref\": \"a\"}}",
    "{\"op\": \"append\", \"target\": \"a\", \"value\": 1}",
    "{\"op\": \"set_item\", \"target\": \"a\", \"key\": 0, \"value\": 2}",
    "{\"op\": \"del\", \"name\": \"b\"}",
    "{\"op\": \"gc\", \"enabled\": false}",
    "{\"op\": \"gc\", \"thresholds\": [5, 5, 5]}",
    "{\"op\": \"gc\", \"debug_saveall\": true}",
    "{\"op\": \"collect\"}",
    "{\"op\": \"freeze\"}",
    "{\"op\": \"unfreeze\"}",
    "{\"op\": \"function\", \"name\": \"f\", \"params\": []}",
    "{\"op\": \"call\", \"function\": \"f\"}",
    "{\"op\": \"return\"}",
    "{\"op\": \"evaluate\", \"value\": []}",
};
enum { CHANGES = sizeof changes / sizeof *changes };

static ApiSession *begin(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, "{\"op\": \"class\", \"name\": \"P\"}");
    return session;
}

static void whatever_can_be_seen_changes_it(void) {
    ApiSession *session = begin();
    char *before = ending_hash(session);
    for (size_t i = 0; i < CHANGES; i++) {
        talk_expect(session, API_OK, changes[i]);
        char *after = ending_hash(session);
        printf("  %s %s\n", after, changes[i]);
        CHECK(strcmp(before, after) != 0);
        free(before);
        before = after;
    }
    free(before);
    api_session_destroy(session);
}

static void equal_histories_have_equal_hashes(void) {
    ApiSession *one = begin(), *other = begin();
    for (size_t i = 0; i < CHANGES; i++) {
        talk_expect(one, API_OK, changes[i]);
        talk_expect(other, API_OK, changes[i]);
        char *hash = ending_hash(one), *same = ending_hash(other);
        CHECK_STR(hash, same);
        free(hash);
        free(same);
    }
    api_session_destroy(one);
    api_session_destroy(other);
}

static void looking_and_being_refused_leave_it_alone(void) {
    ApiSession *session = begin();
    char *before = ending_hash(session);
    free(talk_everything(session));
    talk_expect(session, API_EXCEPTION, "{\"op\": \"del\", \"name\": \"nobody\"}");
    talk_expect(session, API_EXCEPTION,
                "{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": [1]}, "
                "{\"op\": \"del\", \"name\": \"nobody\"}]}");
    char *after = ending_hash(session);
    CHECK_STR(before, after);
    free(before);
    free(after);
    api_session_destroy(session);
}

// One that was written down: another machine, compiler or byte order has to give the same. It is
// another when what the hash is made of has changed: how an object is told, or a root.
static void it_is_the_same_everywhere(void) {
    ApiSession *session = begin();
    for (size_t i = 0; i < CHANGES; i++) {
        talk_expect(session, API_OK, changes[i]);
    }
    char *hash = ending_hash(session);
    CHECK_STR("2c450627be0a0bca", hash);
    free(hash);
    api_session_destroy(session);
}

int main(void) {
    RUN(whatever_can_be_seen_changes_it);
    RUN(equal_histories_have_equal_hashes);
    RUN(looking_and_being_refused_leave_it_alone);
    RUN(it_is_the_same_everywhere);
    return 0;
}
