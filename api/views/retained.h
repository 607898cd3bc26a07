// What would go with an object: all that it alone keeps alive.
//
// Suppose that everything outside lets go of the object. Then it goes, and with it what no root
// leads to any more: its retained set. Counting frees a part of it at once; the rest is in cycles,
// or held by them, and waits for the collector. Objects in the set that hold the object itself do
// not have to let go.
//
// References are followed as far as they keep alive, which is not everywhere: what a class knows its
// subclasses by goes with them, and a weakref lets go of its callback once counting has freed what it
// leads to (but not when the collector did, as in CPython). What finalizers and callbacks do is not
// foreseen.
//
// An object that no root leads to is garbage with others. Of these, those that it does not lead to
// count as roots: the set is what it keeps, however long the rest stays.
#pragma once

#include "api/views/object_map.h"

typedef struct {
    uint32_t *positions;  // Rising. Owned.
    bool *by_count;       // Of each: counting alone frees it. Owned.
    uint32_t count, counted;
    uint64_t bytes;      // What sys.getsizeof() says of each, in all.
    uint64_t in_blocks;  // The bytes of their blocks.
} Retained;

// Four walks of the heap at most, and passes over its objects. Empty for an object that is cached
// or immortal: it never goes. False without memory; to be discarded all the same.
MUST_USE bool retained_find(Retained *retained, const Heap *heap, const ObjectMap *map,
                            const Object *object);
void retained_discard(Retained *retained);
