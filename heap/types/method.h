// method: a function and the object that becomes its first argument. Private to heap/.
#pragma once

#include "heap/object.h"

// A new hold. Tracked; no free list keeps its block.
MUST_USE HeapStatus method_new(Heap *heap, Object *function, Object *self, Object **out_method);

bool method_equal(const Object *a, const Object *b);
int64_t method_hash(Heap *heap, const Object *method);

// False if a bound method has no fixed part of that name: its own two and those of its function.
bool method_find_part(Heap *heap, Object *method, const char *name, Object **out_part);
// The part of its function that is missing. A new hold.
MUST_USE HeapStatus method_make_part(Heap *heap, Object *method, const char *name,
                                     Object **out_part);
// Refuses in Python's words: no part can be set.
MUST_USE HeapStatus method_assign_part(Heap *heap, Object *method, const char *name, Object *value);
// The function's. NULL when absent. Borrowed.
MUST_USE HeapStatus method_find_attribute(Heap *heap, Object *method, Object *key,
                                          Object **out_value);
