// A query, held against the rows of parameters.h.
#pragma once

#include "api/api.h"
#include "api/replies/problem.h"
#include "api/views/parameters.h"

// API_BAD_QUERY when there is another parameter than those `known` (NULL ends them), or one twice,
// or one says what it may not, or a required one is missing. The rest takes what has passed.
API_MUST_USE ApiCode query_check(const ApiInput *input, const Parameter *const *known,
                                 Problem *problem);
// The refusal of a parameter that only the session can judge.
API_MUST_USE ApiCode query_refuse(Problem *problem, const char *name, const char *expected);

// NULL when it is not there.
const char *query_text(const ApiInput *input, const Parameter *parameter);
// The number, or the position of the word; the parameter's `fallback` when it is not there.
uint64_t query_number(const ApiInput *input, const Parameter *parameter);
size_t query_word(const ApiInput *input, const Parameter *parameter);
// Of a list of words: bits 1 << position. 0 when it is not there.
unsigned query_words(const ApiInput *input, const Parameter *parameter);
// Whether it is there, and what it says.
bool query_bool(const ApiInput *input, const Parameter *parameter, bool *out_value);

// Digits without a sign; false when it is something else or larger than 2^64 - 1.
bool query_read_number(const char *text, uint64_t *out_number);

// The piece of a listing that is asked for: `limit` and `cursor`.
typedef struct {
    uint64_t limit;
    uint64_t after;  // The cursor; 0 at the beginning.
} Page;
// `limit` is one of the parameters of that name.
Page query_page(const ApiInput *input, const Parameter *limit);
