// values: the attributes of an instance, one slot for each name of the key table that its class's
// instances share. Private to heap/types/.
//
// Before slot 0 stand, backwards: how many bytes there are before it, how many slots are set, and
// their numbers in the order in which they were. The block belongs to an instance, or to the dict
// that took it over.
#pragma once

#include "heap/object.h"

typedef struct {
    Ref at;  // Slot 0; 0: there are none.
    uint32_t slots;
} Values;
_Static_assert(sizeof(Values) == sizeof(Slot), "takes the place of a pointer");

// All slots empty. `owner` is told to have the block. 0 in `at`: no memory.
MUST_USE Values values_new(Heap *heap, Object *owner, unsigned slots);
void values_free(Heap *heap, Object *owner, Values values);
HeapBlock values_describe(const Heap *heap, Values values);
uint64_t values_bytes(Values values);

Slot *values_slot(const Heap *heap, Values values, unsigned slot);
Object *values_object(const Heap *heap, Values values, unsigned slot);
// In the order in which they were set: how many, and the slot of each.
unsigned values_used(const Heap *heap, Values values);
unsigned values_slot_at(const Heap *heap, Values values, unsigned position);
// Each gives the position.
unsigned values_append(const Heap *heap, Values values, unsigned slot);
unsigned values_find(const Heap *heap, Values values, unsigned slot);
unsigned values_remove(const Heap *heap, Values values, unsigned slot);
