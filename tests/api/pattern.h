// Whether an answer is what a dialogue expects.
//
// A pattern is JSON of which only what it says has to be there: an object matches when each of its
// members does. An array matches element by element, with "..." for any number of elements.
// "<any>" matches everything, "<none>" a member that is not there.
#pragma once

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

// On a mismatch `where` says at which member.
bool pattern_matches(const cJSON *pattern, const cJSON *value, char *where, size_t size);
