// What is near an object: so many references away or less, in either direction.
#pragma once

#include "api/views/object_map.h"

// The positions of those that are `depth` references or less away from the one at `around`, the
// nearest first, those equally near in the order in which they are met: what an object refers to
// in the order of its slots, then what refers to it by rising id. At most `limit`.
typedef struct {
    uint32_t *positions;  // Owned.
    uint32_t count;
    bool *is_in;  // By position. Owned.
} Neighbours;

// Two passes over all references and then work in proportion to what is found. False without
// memory; to be discarded all the same.
MUST_USE bool neighbours_find(Neighbours *neighbours, const Heap *heap, const ObjectMap *map,
                              uint32_t around, uint64_t depth, uint64_t limit);
void neighbours_discard(Neighbours *neighbours);
