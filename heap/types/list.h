// list: a length, and an array of slots with room to grow. Private to heap/.
#pragma once

#include "heap/object.h"

size_t list_length(const Object *list);
Object *list_item(const Heap *heap, const Object *list, size_t index);
MUST_USE HeapStatus list_append(Heap *heap, Object *list, Object *item);
MUST_USE HeapStatus list_insert(Heap *heap, Object *list, int64_t index, Object *item);
MUST_USE HeapStatus list_extend(Heap *heap, Object *list, Object *source);
// Takes the item out and gives a hold on it. Indexes are in range.
MUST_USE HeapStatus list_pop(Heap *heap, Object *list, size_t index, Object **out_object);
MUST_USE HeapStatus list_delete(Heap *heap, Object *list, size_t index);     // del list[index]
MUST_USE HeapStatus list_remove_at(Heap *heap, Object *list, size_t index);  // As list.remove().
void list_assign(Heap *heap, Object *list, size_t index, Object *item);
// `items` are the list's own in another order.
void list_rearrange(Heap *heap, Object *list, Object *const *items);
void list_clear(Heap *heap, Object *list);

// Empty, as for a new value: exactly `slots` slots.
MUST_USE HeapStatus list_new_with_room(Heap *heap, uint64_t slots, Object **out_list);
// Empty, as list() makes it: its block never comes from the free list.
MUST_USE HeapStatus list_new_fresh(Heap *heap, Object **out_list);
// What an iterator of the source gives, for those who want a sequence. HEAP_TYPE_ERROR: it has none.
MUST_USE HeapStatus list_new_of_iterated(Heap *heap, Object *source, Object **out_list);
// Behind the others, into a slot that is there.
void list_place(Heap *heap, Object *list, Object *item);
