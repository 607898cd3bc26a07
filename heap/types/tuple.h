// tuple: its items stand in the object itself. Private to heap/.
#pragma once

#include "heap/object.h"

size_t tuple_length(const Object *tuple);
Object *tuple_item(const Heap *heap, const Object *tuple, size_t index);
// A tuple with empty slots and a hold, not announced, not tracked: fill with tuple_fill().
MUST_USE HeapStatus tuple_new(Heap *heap, size_t count, Object **out_tuple);
void tuple_fill(Heap *heap, Object *tuple, size_t index, Object *item);
MUST_USE HeapStatus tuple_from(Heap *heap, Object *source, Object **out_object);  // NULL: empty.
// A full tuple that was made of given items at run time is tracked if the profile says so.
void tuple_track_made(Heap *heap, Object *tuple);
