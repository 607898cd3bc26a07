// The parameters of a query: which are known, and what they may say.
#pragma once

#include "api/api.h"
#include "api/replies/problem.h"

// API_BAD_QUERY when there is another parameter than the `known` ones (NULL-terminated), or one
// twice.
API_MUST_USE ApiCode query_check(const ApiInput *input, const char *const *known, Problem *problem);
// NULL when it is not there.
const char *query_find(const ApiInput *input, const char *name);
API_MUST_USE ApiCode query_refuse(Problem *problem, const char *name, const char *expected);
// A whole number between the two, or `fallback` when the parameter is not there.
API_MUST_USE ApiCode query_number(const ApiInput *input, const char *name, uint64_t low,
                                  uint64_t high, uint64_t fallback, uint64_t *out_number,
                                  Problem *problem);
// "true" or "false"; *out_given tells whether it is there.
API_MUST_USE ApiCode query_bool(const ApiInput *input, const char *name, bool *out_given,
                                bool *out_value, Problem *problem);
// Digits without a sign; false when it is something else or larger than 2^64 - 1.
bool query_read_number(const char *text, uint64_t *out_number);

// The piece of a listing that is asked for: `limit` and `cursor`.
typedef struct {
    uint64_t limit;
    uint64_t after;  // The cursor; 0 at the beginning.
} Page;
API_MUST_USE ApiCode query_page(const ApiInput *input, Page *out_page, Problem *problem);
