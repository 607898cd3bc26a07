// heap_repr() for a str that is kept. Private to heap/.
#pragma once

#include "heap/object.h"

// *out_room: for how many characters CPython takes the block of this text; 0 for as many as it has.
size_t repr_with_room(const Heap *heap, const Object *object, char *buffer, size_t capacity,
                      bool *out_cut, uint64_t *out_room);
