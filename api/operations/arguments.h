// The arguments of operations, each held against its kind.
#pragma once

#include "api/operations/operation.h"

// As many parameters as old Pythons took; keeps the search for doubles short.
enum { ARGUMENT_MAX_NAMES = 255 };

API_MUST_USE ApiCode argument_check(ArgumentKind kind, const cJSON *json, const Place *place,
                                    Problem *problem);
// "'params' should be ...": the argument stands at `place`.
ApiCode argument_refuse(Problem *problem, const Place *place, const char *why);
