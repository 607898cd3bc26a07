// The table of sessions by itself: what it remembers, and for how long.
#include "server/sessions.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support/test.h"

enum { MANY = 12000, MORE_THAN_FIT = 3, HOUR_SECONDS = 3600, NAP_MILLISECONDS = 10 };
enum { OURS = 1, THEIRS = 2 };  // Addresses.

static const ApiInput nothing = {0};

static ApiCode finish(ApiReply reply) {
    free(reply.body);
    return reply.code;
}

static ApiCode open_session(Sessions *sessions, char id[static SESSION_ID_SIZE]) {
    return finish(sessions_open(sessions, &nothing, OURS, id));
}

static ApiCode ask(Sessions *sessions, const char *id) {
    return finish(sessions_call(sessions, id, API_CALL_SESSION, &nothing));
}

// Of `limit` sessions, each of which may be idle for so many seconds.
static Sessions *create(ServerLimits *limits, uint64_t limit, uint64_t idle) {
    *limits = (ServerLimits){0};
    limits->rows[SERVER_LIMIT_SESSIONS] = *limits_fixed(SERVER_LIMIT_SESSIONS);
    limits->rows[SERVER_LIMIT_SESSIONS].value = limit;
    limits->rows[SERVER_LIMIT_IDLE_SESSION].value = idle;
    return sessions_create(limits);
}

static void an_id_is_thirty_two_hexadecimal_digits_and_never_the_same(void) {
    ServerLimits limits;
    Sessions *sessions = create(&limits, MORE_THAN_FIT, 0);
    char first[SESSION_ID_SIZE], second[SESSION_ID_SIZE];
    CHECK_INT(API_CREATED, open_session(sessions, first));
    CHECK_INT(API_CREATED, open_session(sessions, second));
    CHECK_INT(32, strspn(first, "0123456789abcdef"));
    CHECK(strcmp(first, second) != 0);
    sessions_destroy(sessions);
}

static void the_limit_counts_only_those_that_live(void) {
    ServerLimits limits;
    Sessions *sessions = create(&limits, 1, 0);
    char id[SESSION_ID_SIZE], other[SESSION_ID_SIZE];
    CHECK_INT(API_CREATED, open_session(sessions, id));
    CHECK_INT(API_TOO_MANY_SESSIONS, open_session(sessions, other));
    CHECK_INT(API_NO_CONTENT, finish(sessions_end(sessions, id, &nothing)));
    CHECK_INT(API_CREATED, open_session(sessions, other));
    sessions_destroy(sessions);
}

static void one_address_leaves_room_for_others(void) {
    ServerLimits limits;
    Sessions *sessions = create(&limits, MORE_THAN_FIT, 0);
    limits.rows[SERVER_LIMIT_SESSIONS_PER_ADDRESS] =
        *limits_fixed(SERVER_LIMIT_SESSIONS_PER_ADDRESS);
    limits.rows[SERVER_LIMIT_SESSIONS_PER_ADDRESS].value = 1;
    char id[SESSION_ID_SIZE], other[SESSION_ID_SIZE];
    CHECK_INT(API_CREATED, open_session(sessions, id));
    CHECK_INT(API_TOO_MANY_SESSIONS, open_session(sessions, other));
    CHECK_INT(API_CREATED, finish(sessions_open(sessions, &nothing, THEIRS, other)));
    CHECK_INT(API_NO_CONTENT, finish(sessions_end(sessions, id, &nothing)));
    CHECK_INT(API_CREATED, open_session(sessions, id));
    sessions_destroy(sessions);
}

static void a_session_that_cannot_be_made_takes_no_room(void) {
    ServerLimits limits;
    Sessions *sessions = create(&limits, 1, 0);
    char id[SESSION_ID_SIZE];
    ApiInput bad = {.body = "{", .size = 1};
    for (int i = 0; i < MORE_THAN_FIT; i++) {
        CHECK_INT(API_BAD_JSON, finish(sessions_open(sessions, &bad, OURS, id)));
    }
    CHECK_INT(API_CREATED, open_session(sessions, id));
    sessions_destroy(sessions);
}

// Ended sessions cost memory too: the first of very many is forgotten, the last is not.
static void an_ended_session_is_remembered_for_a_while(void) {
    ServerLimits limits;
    Sessions *sessions = create(&limits, 1, 0);
    char first[SESSION_ID_SIZE], id[SESSION_ID_SIZE];
    CHECK_INT(API_CREATED, open_session(sessions, first));
    CHECK_INT(API_NO_CONTENT, finish(sessions_end(sessions, first, &nothing)));
    CHECK_INT(API_SESSION_ENDED, ask(sessions, first));
    for (int i = 0; i < MANY; i++) {
        CHECK_INT(API_CREATED, open_session(sessions, id));
        CHECK_INT(API_NO_CONTENT, finish(sessions_end(sessions, id, &nothing)));
    }
    CHECK_INT(API_NO_SUCH_SESSION, ask(sessions, first));
    CHECK_INT(API_SESSION_ENDED, ask(sessions, id));
    sessions_destroy(sessions);
}

static void a_sweep_ends_what_has_been_idle_for_so_long_and_nothing_else(void) {
    ServerLimits long_ones, short_ones;
    Sessions *patient = create(&long_ones, 1, HOUR_SECONDS), *hasty = create(&short_ones, 1, 1);
    char id[SESSION_ID_SIZE], idle[SESSION_ID_SIZE];
    CHECK_INT(API_CREATED, open_session(patient, id));
    CHECK_INT(API_CREATED, open_session(hasty, idle));
    nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = NAP_MILLISECONDS * 1000000L}, NULL);
    sessions_sweep(patient);
    sessions_sweep(hasty);
    CHECK_INT(API_OK, ask(patient, id));
    CHECK_INT(API_SESSION_ENDED, ask(hasty, idle));
    CHECK_INT(API_CREATED, open_session(hasty, id));
    sessions_destroy(patient);
    sessions_destroy(hasty);
}

int main(void) {
    RUN(an_id_is_thirty_two_hexadecimal_digits_and_never_the_same);
    RUN(the_limit_counts_only_those_that_live);
    RUN(one_address_leaves_room_for_others);
    RUN(a_session_that_cannot_be_made_takes_no_room);
    RUN(an_ended_session_is_remembered_for_a_while);
    RUN(a_sweep_ends_what_has_been_idle_for_so_long_and_nothing_else);
    return 0;
}
