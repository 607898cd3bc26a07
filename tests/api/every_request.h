// A script of requests to one session that leaves nothing out: every operation, every form of value
// and expression, every call. no_memory_test holds it against the tables.
#pragma once

#include "api/api.h"

typedef struct {
    ApiCall call;      // API_CALLS ends the script.
    const char *body;  // With ' in place of "; NULL: none.
    const char *path[API_MAX_PATH_PIECES];
    ApiParameter parameter, second;
} ScriptRequest;

extern const ScriptRequest every_request[];

// The body with its quotes; to be freed.
char *script_body(const ScriptRequest *request);
