// The layout of a list, for those who walk along its items in a hurry. Private to heap/.
#pragma once

#include "heap/object.h"

// As CPython's PyListObject. An array without slots is one that was resized to none: one byte, kept
// so that the next append resizes it.
typedef struct {
    Object base;
    uint64_t length;
    Slot items;  // The array's block, or 0.
    uint64_t slots;
} ListObject;
_Static_assert(sizeof(ListObject) == 40, "56 with the GcHeader");

static inline Slot *list_items(const Heap *heap, const ListObject *list) {
    return range_at(heap, (Ref)list->items);
}
