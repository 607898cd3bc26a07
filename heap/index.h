// The index of ids: finds live objects by id, lists them in order, and remembers the last deaths.
// It belongs to those who look, not to the hot paths. Private to heap/.
#pragma once

#include "heap/memory/range.h"

enum { INDEX_PAGE_IDS = 1000, INDEX_DEATHS = 4096 };

typedef struct {
    Ref pages;  // Ref[page_capacity] of pages; a page is freed when nothing in it lives.
    uint32_t page_capacity;
    Ref deaths;            // Death[INDEX_DEATHS], a ring.
    uint32_t death_count;  // Ever.
} Index;

// Leaves room for the ids of a few objects more, so that a static object can always be named in the
// middle of making another. False when the store is full.
MUST_USE bool index_add(Heap *heap, Object *object);
void index_remove(Heap *heap, const Object *object, HeapDeathCause cause);
