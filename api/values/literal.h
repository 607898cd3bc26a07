// A literal as Python writes it, inside a reference: 7, 1.5, 'a\n', b'\xff', None, (1, 'x').
#pragma once

#include "api/replies/problem.h"

enum { LITERAL_MAX_DEPTH = 32, LITERAL_MAX_ITEMS = 1000, LITERAL_MAX_DIGITS = 4300 };

typedef struct {
    const char *at;  // The next character to read; NUL-terminated text.
    Heap *heap;      // Literals become scratch objects in it; NULL: they are only checked.
    const Place *place;
    Problem *problem;
    size_t depth;
} LiteralReader;

// Reads what stands between '[' and the ']' that closes it, both included: one literal, or several
// with commas, which are a tuple. API_BAD_REFERENCE where it is not one.
API_MUST_USE ApiCode literal_read_key(LiteralReader *reader, Object **out_object);
