// The refusals: when each code is said, and with what arguments.
#pragma once

#include "api/contract/shapes.h"

// What the code means, one sentence; NULL for a code that is no refusal.
const char *problem_summary(ApiCode code);
// Each refusal as a schema called problem-<code>, with its key.
void problems_write(JsonWriter *writer);
// One of those whose bits 1 << code are set, as a value.
void problems_write_one_of(JsonWriter *writer, uint64_t codes);
