// What keeps an object alive that no root leads to: other garbage, in the end always a cycle.
#pragma once

#include "api/views/object_map.h"

typedef struct {
    uint32_t
        *cycle;  // The positions of those that are in a cycle with it, itself too; rising. Owned.
    uint32_t cycle_count;  // 0: it is in no cycle.
    uint32_t keepers;      // All from which references lead to it, itself not counted.
    // The youngest generation that a collection has to be of to find it; -1: frozen objects keep it,
    // which none looks at.
    int generation;
} Keepers;

// A walk from the object against the direction of references. False without memory; to be discarded
// all the same.
MUST_USE bool keepers_find(Keepers *keepers, const Heap *heap, const ObjectMap *map,
                           uint32_t position);
void keepers_discard(Keepers *keepers);
