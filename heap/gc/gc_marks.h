// What a collection knows of its candidates: a byte for each, found by the object's place alone, so
// that following a reference touches nothing of what it leads to. Private to heap/gc/.
//
// The bytes have a part of the range to themselves, one for each 16 bytes of the heap, which is few
// enough to stay in a cache while the objects do not. Always, but for a collection at work between
// update_refs() and the end of move_unreachable(): every byte is 0.
#pragma once

#include "heap/gc/gc_list.h"

enum {
    GC_NO_CANDIDATE = 0,  // Or no more: known to be reachable.
    GC_SET_ASIDE = 1,     // Tentatively unreachable.
    GC_NO_REFS = 2,       // And so on: one more for each reference from outside the candidates...
    GC_MANY_REFS = 255,   // ... unless they are so many that the GcHeader's refs has the number.
};

// Static objects, below the arenas, have a byte too, which stays 0.
static inline uint8_t *gc_mark_at(const Heap *heap, Ref object) {
    return (uint8_t *)range_at(heap, range_part(RANGE_MARKS_MIB)) +
           (object - range_part(RANGE_STATICS_MIB)) / 16;
}

// The mark of a candidate to which so many references are known to lead from outside.
static inline uint8_t gc_mark_of(uint32_t refs) {
    return refs < GC_MANY_REFS - GC_NO_REFS ? (uint8_t)(GC_NO_REFS + refs) : GC_MANY_REFS;
}
static inline uint32_t gc_mark_refs(uint8_t mark, const GcHeader *node) {
    return mark == GC_MANY_REFS ? node->refs : mark - (uint32_t)GC_NO_REFS;
}

// After: the bytes of these, all that are not 0, are 0.
void gc_marks_clear(Heap *heap, const GcHeader *list, uint64_t candidates);
