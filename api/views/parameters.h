// The parameters of queries, as data: what each is called, what it may say, what it means when it
// is left out. query.c holds requests against these rows, the OpenAPI document tells them.
#pragma once

#include "api/api.h"
#include "api/limits.h"

#include <stdbool.h>

typedef enum {
    PARAMETER_NUMBER,  // From `low` to `high`.
    PARAMETER_BOOL,    // true or false.
    PARAMETER_WORD,    // One of those that `word` gives.
    PARAMETER_WORDS,   // One of them or more, with commas.
    PARAMETER_TEXT,    // Anything.
} ParameterKind;

typedef struct {
    const char *name;
    ParameterKind kind;
    uint64_t low, high;
    const LimitName *limit;  // That `high` is; NULL when it is none.
    uint64_t fallback;       // Of a number or word that is left out: itself, or its position.
    const char *(*word)(size_t index);  // NULL past the last.
    bool required;
    const char *summary;  // One sentence.
} Parameter;

enum {
    PARAMETER_MAX_LIMIT = 1000,          // Of a listing.
    PARAMETER_MAX_GRAPH_LIMIT = 100000,  // Nodes.
    PARAMETER_MAX_GRAPH_DEPTH = 32,
};

extern const Parameter parameter_limit, parameter_whole_limit, parameter_cursor;
extern const Parameter parameter_frame, parameter_name_text, parameter_name_type;
extern const Parameter parameter_function, parameter_used;
extern const Parameter parameter_operation, parameter_python_text;
extern const Parameter parameter_type, parameter_generation, parameter_tracked, parameter_reachable,
    parameter_min_size, parameter_text;
extern const Parameter parameter_graph_limit, parameter_around, parameter_depth;
extern const Parameter parameter_a, parameter_b;
extern const Parameter parameter_events, parameter_include;
extern const Parameter parameter_profiles;
// The positions of their words.
enum { EVENTS_ALL, EVENTS_NONE };
enum { INCLUDE_REACHABLE, INCLUDE_REFERRERS };

// Those that a call or topic takes; NULL ends them.
const Parameter *const *call_parameters(ApiCall call);
