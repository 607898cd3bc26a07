// bytes: a length, and the bytes in the object itself with a NUL behind them. Private to heap/.
#pragma once

#include "heap/object.h"

typedef struct {
    struct Object base;
    uint64_t size;
    int64_t hash;  // -1: not computed yet.
    unsigned char data[];
} BytesObject;

enum { BYTES_EMPTY_BYTES = sizeof(BytesObject) + 1 };

size_t bytes_length(const Object *bytes);
const unsigned char *bytes_data(const Object *bytes);
bool bytes_equal(const Object *a, const Object *b);
// Fills memory of BYTES_EMPTY_BYTES + size. NULL `data` means zeros.
void bytes_set(Object *object, const void *data, size_t size);
