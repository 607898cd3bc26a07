// The names that a body binds, by which a name of it is told to be local: found once for each time
// the body is read, since every read of a name that is not bound asks.
#pragma once

#include "api/operations/name_list.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A name with the turn of its repeat in it.
typedef struct {
    const char *name;
    uint64_t times;
} BoundPattern;

// More are not looked for: each is compared with every name that is asked for.
enum { BOUND_MAX_PATTERNS = 32 };

typedef struct BoundNames {
    NameList names;  // The texts are the body's.
    BoundPattern patterns[BOUND_MAX_PATTERNS];
    size_t pattern_count;
    bool has_more_patterns;
} BoundNames;

// The plain names that the operations of a checked body bind in their frame. False without memory.
bool bound_names_find(BoundNames *bound, const cJSON *body);
bool bound_names_have(const BoundNames *bound, const char *name);
// The body's own text of a name that it binds, not by its turn; NULL when there is none.
const char *bound_names_find_text(const BoundNames *bound, const char *name);
void bound_names_discard(BoundNames *bound);
