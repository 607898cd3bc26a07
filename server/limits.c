#include "server/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const ApiLimit rows[SERVER_LIMITS];

// Where the value of a row stands among the options; 0 for one that none changes. `bind` stands
// first, so no option that is a number has offset 0.
static const size_t option_offsets[SERVER_LIMITS] = {
    [SERVER_LIMIT_CONNECTIONS] = offsetof(Config, max_connections),
    [SERVER_LIMIT_CONNECTIONS_PER_ADDRESS] = offsetof(Config, max_connections_per_address),
    [SERVER_LIMIT_REQUEST_TIME] = offsetof(Config, request_timeout),
    [SERVER_LIMIT_REPLY_TIME] = offsetof(Config, reply_timeout),
    [SERVER_LIMIT_IDLE_TIME] = offsetof(Config, idle_timeout),
    [SERVER_LIMIT_SESSIONS] = offsetof(Config, max_sessions),
    [SERVER_LIMIT_SESSIONS_PER_ADDRESS] = offsetof(Config, max_sessions_per_address),
    [SERVER_LIMIT_IDLE_SESSION] = offsetof(Config, session_ttl),
    [SERVER_LIMIT_BUSY_TIME] = offsetof(Config, busy_timeout),
    [SERVER_LIMIT_MEMORY] = offsetof(Config, max_memory),
    [SERVER_LIMIT_DRAIN_TIME] = offsetof(Config, drain_timeout),
};

void limits_read(ServerLimits *limits, const Config *config) {
    for (size_t i = 0; i < SERVER_LIMITS; i++) {
        limits->rows[i] = rows[i];
        if (option_offsets[i] != 0) {
            long value = 0;
            memcpy(&value, (const char *)config + option_offsets[i], sizeof value);
            limits->rows[i].value = (uint64_t)value;
        }
    }
    limits->rows[SERVER_LIMIT_MEMORY].value *= 1024 * 1024;
}

uint64_t limits_value(const ServerLimits *limits, ServerLimit limit) {
    return limits->rows[limit].value;
}

const ApiLimit *limits_fixed(ServerLimit limit) {
    return &rows[limit];
}

// --- Refusals ---

Refusal limits_refuse(const ApiLimit *limit, const char *detail) {
    return (Refusal){limit->code, detail, limit};
}

// Units are plurals; of one there is no more than the word without its last letter.
void limits_words(char words[static LIMITS_WORDS_SIZE], const ApiLimit *limit, const char *detail) {
    int letters = (int)strlen(limit->unit) - (limit->value == 1);
    snprintf(words, LIMITS_WORDS_SIZE, "%s The limit is %" PRIu64 " %.*s.", detail, limit->value,
             letters, limit->unit);
}

ApiReply limits_problem(const ApiLimit *limit, const char *detail) {
    char words[LIMITS_WORDS_SIZE];
    limits_words(words, limit, detail);
    return api_problem_limit(limit, words);
}

ApiReply limits_answer(Refusal refusal) {
    return refusal.limit != NULL ? limits_problem(refusal.limit, refusal.detail)
                                 : api_problem(refusal.code, refusal.detail);
}

// --- Help ---

static void print_limit(const ApiLimit *limit) {
    printf("  %s: %" PRIu64 "%s%s\n      %s\n", limit->name, limit->value,
           limit->unit[0] != '\0' ? " " : "", limit->unit, limit->summary);
}

void limits_print_help(void) {
    ApiLimit limit;
    puts("\nLimits besides those that are options; GET /v1/limits tells all of them:\n");
    for (size_t i = 0; i < SERVER_LIMITS; i++) {
        if (rows[i].value != 0) {
            print_limit(&rows[i]);
        }
    }
    for (size_t i = 0; api_limit(i, &limit); i++) {
        print_limit(&limit);
    }
}

// A value of 0 is an option's, or the machine's.
// clang-format off
static const ApiLimit rows[SERVER_LIMITS] = {
    [SERVER_LIMIT_BODY] = {"body", LIMITS_MAX_BODY, "bytes", API_BODY_TOO_LARGE,
        "How long the body of a request may be."},
    [SERVER_LIMIT_OPERATIONS_BODY] = {"operations-body", LIMITS_MAX_OPERATIONS_BODY, "bytes", API_BODY_TOO_LARGE,
        "How long the body of .../ops, of a new session and of a comparison may be."},
    [SERVER_LIMIT_REFUSED_BODY] = {"refused-body", LIMITS_MAX_REFUSED_BODY, "bytes", API_OK,
        "How much of a body that is refused is read; then the connection is closed."},
    [SERVER_LIMIT_TARGET] = {"target", REQUEST_MAX_TARGET, "bytes", API_URI_TOO_LONG,
        "How long path and query may be together."},
    [SERVER_LIMIT_PARAMETERS] = {"query-parameters", API_MAX_PARAMETERS, "parameters", API_BAD_QUERY,
        "How many parameters a query may have."},
    [SERVER_LIMIT_FIELDS] = {"header-fields", REQUEST_MAX_FIELDS, "fields", API_HEADERS_TOO_LARGE,
        "How many header fields a request may have."},
    [SERVER_LIMIT_HEADER] = {"header-bytes", LIMITS_HEADER_BYTES, "bytes", API_HEADERS_TOO_LARGE,
        "How long request line and header fields may be together."},
    [SERVER_LIMIT_TAGS] = {"entity-tags", API_MAX_STATES, "tags", API_BAD_REQUEST,
        "How many states of a session If-Match or If-None-Match may list."},
    [SERVER_LIMIT_CONNECTIONS] = {"connections", 0, "connections", API_TOO_MANY_CONNECTIONS,
        "How many connections there may be at a time."},
    [SERVER_LIMIT_CONNECTIONS_PER_ADDRESS] = {"connections-per-address", 0, "connections", API_TOO_MANY_CONNECTIONS,
        "How many of them one address, or one network of IPv6, may have; 0 is any number."},
    [SERVER_LIMIT_OPEN_FILES] = {"open-files", 0, "files", API_TOO_MANY_CONNECTIONS,
        "How many files the system lets the process have open, connections included."},
    [SERVER_LIMIT_REQUEST_TIME] = {"request-time", 0, "seconds", API_OK,
        "How long a request may take to arrive; then its connection is closed."},
    [SERVER_LIMIT_REPLY_TIME] = {"reply-time", 0, "seconds", API_OK,
        "How long a client may take to receive an answer; then its connection is closed."},
    [SERVER_LIMIT_IDLE_TIME] = {"idle-time", 0, "seconds", API_OK,
        "How long a connection may wait for its next request; then it is closed."},

    [SERVER_LIMIT_SESSIONS] = {"sessions", 0, "sessions", API_TOO_MANY_SESSIONS,
        "How many sessions there may be at a time."},
    [SERVER_LIMIT_SESSIONS_PER_ADDRESS] = {"sessions-per-address", 0, "sessions", API_TOO_MANY_SESSIONS,
        "How many of them one address, or one network of IPv6, may have made."},
    [SERVER_LIMIT_IDLE_SESSION] = {"idle-session", 0, "seconds", API_SESSION_ENDED,
        "How long a session that nobody uses is kept; 0 is for good."},
    [SERVER_LIMIT_ENDED_SESSIONS] = {"ended-sessions", LIMITS_ENDED_SESSIONS, "sessions", API_NO_SUCH_SESSION,
        "About how many ended sessions are remembered as ended."},
    [SERVER_LIMIT_BUSY_TIME] = {"busy-time", 0, "seconds", API_BUSY,
        "How long a request waits for another one of the same session."},
    [SERVER_LIMIT_MEMORY] = {"memory", 0, "bytes", API_TOO_MUCH_MEMORY,
        "How much memory the process may have in use for anything new to be taken."},
    [SERVER_LIMIT_DRAIN_TIME] = {"drain-time", 0, "seconds", API_OK,
        "How long requests under way are answered once the server is told to stop."},
};
// clang-format on
