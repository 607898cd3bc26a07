#include "server/limits.h"

#include <string.h>

static const ApiLimit rows[SERVER_LIMITS];

// Where the value of a row stands among the options; 0 for one that none changes. `bind` stands
// first, so no option that is a number has offset 0.
static const size_t option_offsets[SERVER_LIMITS] = {
    [SERVER_LIMIT_SESSIONS] = offsetof(Config, max_sessions),
    [SERVER_LIMIT_CONNECTIONS] = offsetof(Config, max_connections),
    [SERVER_LIMIT_IDLE_SESSION] = offsetof(Config, session_ttl),
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
}

const ApiLimit *limits_fixed(ServerLimit limit) {
    return &rows[limit];
}

Refusal limits_refuse(ServerLimit limit, const char *detail) {
    return (Refusal){rows[limit].code, detail, &rows[limit]};
}

// clang-format off
static const ApiLimit rows[SERVER_LIMITS] = {
    [SERVER_LIMIT_BODY] = {"body", LIMITS_MAX_BODY, "bytes", API_BODY_TOO_LARGE,
        "How long the body of a request may be."},
    [SERVER_LIMIT_OPERATIONS_BODY] = {"operations-body", LIMITS_MAX_OPERATIONS_BODY, "bytes", API_BODY_TOO_LARGE,
        "How long the body of .../ops and of a new session may be."},
    [SERVER_LIMIT_TARGET] = {"target", REQUEST_MAX_TARGET, "bytes", API_URI_TOO_LONG,
        "How long path and query may be together."},
    [SERVER_LIMIT_PARAMETERS] = {"query-parameters", API_MAX_PARAMETERS, "parameters", API_BAD_QUERY,
        "How many parameters a query may have."},
    [SERVER_LIMIT_FIELDS] = {"header-fields", REQUEST_MAX_FIELDS, "fields", API_HEADERS_TOO_LARGE,
        "How many header fields a request may have."},
    [SERVER_LIMIT_HEADER] = {"header-bytes", LIMITS_HEADER_BYTES, "bytes", API_HEADERS_TOO_LARGE,
        "How long request line and header fields may be together."},
    [SERVER_LIMIT_SESSIONS] = {"sessions", 0, "sessions", API_TOO_MANY_SESSIONS,
        "How many sessions there may be at a time."},
    [SERVER_LIMIT_CONNECTIONS] = {"connections", 0, "connections", API_TOO_MANY_CONNECTIONS,
        "How many connections there may be at a time."},
    [SERVER_LIMIT_IDLE_SESSION] = {"idle-session", 0, "seconds", API_SESSION_ENDED,
        "How long a session that nobody uses is kept; 0 is for good."},
};
// clang-format on
