// Why an object is alive: the shortest chain of holders that leads to it from a root.
#pragma once

#include "api/views/object_map.h"

// The first holder is a root (a name, a frame, a cache, gc.garbage), the object of each is the owner
// of the next, and that of the last is the object asked for. Among chains of the same length it is
// the one whose first holder comes first, then whose second does, and so on: roots in the order of
// holders_each_root(), slots in their own.
typedef struct {
    HeapHolder *holders;  // Owned.
    size_t count;         // 0: no root leads there.
} Chain;

// One walk from the roots, which ends at the object. False without memory; to be discarded all the
// same.
MUST_USE bool chain_find(Chain *chain, const Heap *heap, const ObjectMap *map,
                         const Object *object);
void chain_discard(Chain *chain);
