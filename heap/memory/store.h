// The store: memory for the heap's own books. Private to heap/.
//
// Names, frames, the index of ids, the intern table and the list of large requests are not Python
// objects and have no place in arenas. They live here, in blocks of powers of two with a free list
// for each power, so that they are cloned with everything else.
#pragma once

#include "heap/memory/range.h"

enum { STORE_MIN_POWER = 4, STORE_POWERS = 30 };

typedef struct {
    Ref end;                 // First byte never handed out.
    Ref free[STORE_POWERS];  // Heads of the free lists; a free block begins with the next Ref.
} Store;

void store_init(Heap *heap);
// Zeroed. 0 when the part is full, or the quota of bytes, which counts for the store by itself.
MUST_USE Ref store_allocate(Heap *heap, uint64_t size);
void store_free(Heap *heap, Ref block, uint64_t size);  // 0 does nothing.
// Makes *array of `*capacity` elements hold at least `needed`; new elements are zero. False when
// store_allocate() gives none.
MUST_USE bool store_grow(Heap *heap, Ref *array, uint32_t *capacity, uint32_t needed,
                         uint32_t element_size);
// The status of a store that gave nothing; `what` it was for.
HeapStatus store_refuse(Heap *heap, const char *what);
