// cell: where a variable lives that inner functions capture, so that all of them see the same.
// Private to heap/.
#pragma once

#include "heap/object.h"

// A new hold. Tracked; no free list keeps its block. NULL: empty.
MUST_USE HeapStatus cell_new(Heap *heap, Object *content, Object **out_cell);
// Borrowed; NULL if it is empty.
Object *cell_content(const Heap *heap, const Object *cell);
// NULL empties it. What was there before is released last.
void cell_set(Heap *heap, Object *cell, Object *content);

// False for a name other than "cell_contents"; else NULL if it is empty.
bool cell_find_part(Heap *heap, Object *cell, const char *name, Object **out_part);
MUST_USE HeapStatus cell_assign_part(Heap *heap, Object *cell, const char *name, Object *value);
