// Who refers to each object, for walks against the direction of references.
#pragma once

#include "api/views/object_map.h"

// Rows in one array: the owners of references to the object at `position` stand in `owners` from
// begins[position] to begins[position + 1]. Each owner stands once in a row, by rising position;
// roots stand nowhere.
typedef struct {
    const Heap *heap;
    const ObjectMap *map;
    size_t *begins;    // Owned, as the others.
    uint32_t *owners;  // By row.
    uint32_t *last;    // By position: the owner + 1 that was noted last, so that none is twice.
} Referring;

// Two passes over all references. False without memory; to be discarded all the same.
MUST_USE bool referring_find(Referring *referring, const Heap *heap, const ObjectMap *map);
void referring_discard(Referring *referring);
