// The limits that the server keeps besides those of api/: one table, told by GET /v1/limits. A
// refusal by one names its row.
#pragma once

#include "server/config.h"
#include "server/request.h"

enum {
    LIMITS_MAX_BODY = 256 * 1024,
    LIMITS_MAX_OPERATIONS_BODY = 1024 * 1024,
    LIMITS_HEADER_BYTES = 16 * 1024,
    // A client that sends a body in vain is read to its end up to here, so that it sees the answer.
    LIMITS_MAX_REFUSED_BODY = 1024 * 1024,
    LIMITS_ENDED_SESSIONS = 8192,
};

typedef enum {
    // Of a request.
    SERVER_LIMIT_BODY,
    SERVER_LIMIT_OPERATIONS_BODY,
    SERVER_LIMIT_REFUSED_BODY,
    SERVER_LIMIT_TARGET,
    SERVER_LIMIT_PARAMETERS,
    SERVER_LIMIT_FIELDS,
    SERVER_LIMIT_HEADER,
    SERVER_LIMIT_TAGS,
    // Of connections.
    SERVER_LIMIT_CONNECTIONS,
    SERVER_LIMIT_CONNECTIONS_PER_ADDRESS,
    SERVER_LIMIT_OPEN_FILES,
    SERVER_LIMIT_REQUEST_TIME,
    SERVER_LIMIT_REPLY_TIME,
    SERVER_LIMIT_IDLE_TIME,
    // Of sessions, and of all of them.
    SERVER_LIMIT_SESSIONS,
    SERVER_LIMIT_SESSIONS_PER_ADDRESS,
    SERVER_LIMIT_IDLE_SESSION,
    SERVER_LIMIT_ENDED_SESSIONS,
    SERVER_LIMIT_BUSY_TIME,
    SERVER_LIMIT_MEMORY,
    SERVER_LIMIT_DRAIN_TIME,
    SERVER_LIMITS
} ServerLimit;

// The rows as they are for this process: with what its options say, and what the machine allows.
typedef struct {
    ApiLimit rows[SERVER_LIMITS];
} ServerLimits;
void limits_read(ServerLimits *limits, const Config *config);

uint64_t limits_value(const ServerLimits *limits, ServerLimit limit);

// A row that is the same for every process.
const ApiLimit *limits_fixed(ServerLimit limit);

// The refusal by a row. `detail` is a sentence; limits_words() adds the value to it.
Refusal limits_refuse(const ApiLimit *limit, const char *detail);

enum { LIMITS_WORDS_SIZE = 256 };
void limits_words(char words[static LIMITS_WORDS_SIZE], const ApiLimit *limit, const char *detail);
API_MUST_USE ApiReply limits_answer(Refusal refusal);
API_MUST_USE ApiReply limits_problem(const ApiLimit *limit, const char *detail);

// The part of --help about limits that no option changes, those of api/ too.
void limits_print_help(void);
