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

// Some bytes of an object that is held.
typedef struct {
    const unsigned char *data;
    size_t size;
} BytesPiece;
BytesPiece bytes_piece(const Object *bytes);
// Pieces in a row, or one piece over and over: always a new object, however short.
MUST_USE HeapStatus bytes_new_joined(Heap *heap, const BytesPiece *pieces, size_t count,
                                     Object **out_object);
MUST_USE HeapStatus bytes_new_repeated(Heap *heap, BytesPiece piece, uint64_t times,
                                       Object **out_object);
