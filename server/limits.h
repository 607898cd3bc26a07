// The limits that the server keeps besides those of api/: one table, told by GET /v1/limits. A
// refusal by one names its row.
#pragma once

#include "server/config.h"
#include "server/request.h"

enum {
    LIMITS_MAX_BODY = 256 * 1024,
    LIMITS_MAX_OPERATIONS_BODY = 1024 * 1024,
    LIMITS_HEADER_BYTES = 16 * 1024,
};

typedef enum {
    SERVER_LIMIT_BODY,
    SERVER_LIMIT_OPERATIONS_BODY,
    SERVER_LIMIT_TARGET,
    SERVER_LIMIT_PARAMETERS,
    SERVER_LIMIT_FIELDS,
    SERVER_LIMIT_HEADER,
    SERVER_LIMIT_SESSIONS,
    SERVER_LIMIT_CONNECTIONS,
    SERVER_LIMIT_IDLE_SESSION,
    SERVER_LIMITS
} ServerLimit;

// The rows with what `config` says of those that are options.
typedef struct {
    ApiLimit rows[SERVER_LIMITS];
} ServerLimits;
void limits_read(ServerLimits *limits, const Config *config);

// A row whose value no option changes.
const ApiLimit *limits_fixed(ServerLimit limit);
// The refusal by such a row.
Refusal limits_refuse(ServerLimit limit, const char *detail);
