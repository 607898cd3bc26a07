// values: the attributes of an instance, one slot for each name of the key table that its class's
// instances share. Private to heap/types/.
//
// Before slot 0 stand, backwards: how many bytes there are before it, how many slots are set, and
// their numbers in the order in which they were. They have a block of their own, which belongs to
// an instance or to a dict that took it over; or they stand at the end of an instance's block, as
// the profile says (ValuesPlace), where the dict of the instance may use them too.
#pragma once

#include "heap/object.h"

typedef struct {
    Ref at;  // Slot 0; 0: there are none.
    uint32_t slots;
} Values;
_Static_assert(sizeof(Values) == sizeof(Slot), "takes the place of a pointer");
enum { VALUES_MAX = 30 };  // As many names as a class's instances share.

// ---- in a block of their own

// All slots empty. `owner` is told to have the block. 0 in `at`: no memory.
MUST_USE Values values_new(Heap *heap, Object *owner, unsigned slots);
void values_free(Heap *heap, Object *owner, Values values);
HeapBlock values_describe(const Heap *heap, Values values);

// ---- at the end of an instance's block, in an area that begins at `area`

uint64_t values_area_bytes(const Heap *heap, unsigned room);
// All `slots` empty, in an area that has room for as many or one more.
void values_begin_area(Heap *heap, Ref area, unsigned room, unsigned slots);
unsigned values_area_room(const Heap *heap, Ref area);
// 0 in `at` once they were given up, which is for ever.
Values values_in_area(const Heap *heap, Ref area);
void values_give_up_area(Heap *heap, Ref area);

// ---- the slots

Slot *values_slot(const Heap *heap, Values values, unsigned slot);
Object *values_object(const Heap *heap, Values values, unsigned slot);
// In the order in which they were set: how many, and the slot of each.
unsigned values_used(const Heap *heap, Values values);
unsigned values_slot_at(const Heap *heap, Values values, unsigned position);
// Each gives the position.
unsigned values_append(const Heap *heap, Values values, unsigned slot);
unsigned values_find(const Heap *heap, Values values, unsigned slot);
unsigned values_remove(const Heap *heap, Values values, unsigned slot);
// Moves what the slots hold, each in its place, to `slots`; after: all of the values are empty.
void values_take_all(Heap *heap, Values values, Slot slots[static VALUES_MAX]);
// The same content in the same order. `copy` has as many slots, all empty.
void values_copy(Heap *heap, Values values, Values copy);
