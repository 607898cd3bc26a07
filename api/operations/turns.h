// The turns of a repeat in the names of its operations: `{i}` in a name to bind, or in the name
// that a reference begins with, stands for the number of the turn. It is that of the innermost
// repeat; the body of a function has turns only where it repeats something itself.
#pragma once

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

// Whether any of these operations names the turn. They need not have been checked.
bool turns_are_named(const cJSON *operations);
// Copies as they are in a turn, owned by the caller; NULL without memory.
cJSON *turn_operation(const cJSON *operation, uint64_t turn);
cJSON *turn_operations(const cJSON *operations, uint64_t turn);
// Whether the pattern is the name in one of so many turns.
bool turn_name_matches(const char *pattern, uint64_t times, const char *name);
bool turn_is_in(const char *text);
