// The names that code has used: of variables, attributes, parameters, functions, classes. Private to
// heap/.
//
// CPython interns such a name when it compiles the code, and since 3.12.7 makes it immortal, while
// other interned strings can die. Names are no objects here; so what is kept of them is their text,
// for the strings that have the same one. Only where the profile asks for it.
#pragma once

#include "heap/memory/range.h"

enum { CODE_NAME_BYTES = 1024 };  // Longer names are not kept.

typedef struct {
    Ref table;  // Ref[capacity] of texts, by hash; 0: free.
    uint32_t capacity, count;
} CodeNames;

// `size` bytes of UTF-8.
bool code_names_have(const Heap *heap, const char *name, size_t size);
