// Parts: the references that classes, functions and descriptors hold under fixed names, such as
// "__mro__". Private to heap/.
#pragma once

#include "heap/object.h"

// Where an object keeps its parts, 0 for a missing one, and how each is called.
typedef struct {
    Slot *slots;
    const char *const *labels;
    const HeapHolderKind *kinds;  // NULL: all are HEAP_HOLDER_ATTR.
    unsigned count;
} Parts;

// What was there before is released after the new part is stored.
void part_set(Heap *heap, Object *owner, Parts parts, unsigned index, Object *value);
void part_clear(Heap *heap, Object *owner, Parts parts, unsigned index);
// For release_next: the part leaves its slot, still counted; NULL if it is missing.
Object *part_take(const Heap *heap, Parts parts, unsigned index);
// The next part that is there; *cursor is at most `count` afterwards.
bool part_next(const Heap *heap, const Object *owner, Parts parts, uint32_t *cursor,
               HeapHolder *out_holder);
// False if there is no such label; else the part, NULL if it is missing.
bool part_find(const Heap *heap, Parts parts, const char *label, Object **out_part);
// How many parts are there before `index`: its position among the owner's slots.
unsigned part_position(Parts parts, unsigned index);
