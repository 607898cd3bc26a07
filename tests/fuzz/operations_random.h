// Operations at random, made of the table of operations itself: whatever it has is tried. They are
// about a few names only, so that much of what they say makes sense.
#pragma once

#include "api/operations/operations.h"

typedef struct {
    uint64_t state;
} Random;

Random random_begin(uint32_t seed);
uint32_t random_below(Random *random, uint32_t bound);

// Owned by the caller; NULL without memory. Nothing is deeper than `depth` further bodies or values.
cJSON *random_operation(Random *random, unsigned depth);
// A line that others build upon: an object of each type under its name, a cycle, a finalizer.
// With ' for ".
const char *random_idiom(Random *random);
// A reference, or another text: what a text in a request can be replaced by.
cJSON *random_text(Random *random);
cJSON *random_value(Random *random, unsigned depth);
