// hash() as CPython computes it with PYTHONHASHSEED=0. Private to heap/.
//
// Texts go through SipHash-1-3 with a zero key, piece by piece, so that a text can be hashed before
// there is an object of it. No hash is ever -1.
#pragma once

#include "heap/object.h"

typedef struct {
    uint64_t v0, v1, v2, v3;
    uint64_t tail;  // Bytes not yet mixed in: the last size % 8.
    uint64_t size;
} TextHash;

void hash_begin(TextHash *hash);
void hash_add(TextHash *hash, const void *data, size_t size);
int64_t hash_end(const TextHash *hash);  // 0 for nothing.
int64_t hash_data(const void *data, size_t size);

// Of the address, as objects without a hash of their own have it.
int64_t hash_identity(const Heap *heap, const Object *object);
// Kept in the object.
int64_t str_hash(const Heap *heap, Object *str);
