// function: a name, parameters, a text that only the caller understands, and the constants in it.
// Private to heap/.
#pragma once

#include "heap/object.h"

// False if a function has no fixed part of that name, such as "__name__"; else NULL if it is
// missing: "__dict__" until there is one.
bool function_find_part(Heap *heap, Object *function, const char *name, Object **out_part);
// Sets a fixed part, or refuses in Python's words; NULL deletes.
MUST_USE HeapStatus function_assign_part(Heap *heap, Object *function, const char *name,
                                         Object *value);
// The part that is missing, `__dict__`. A new hold.
MUST_USE HeapStatus function_make_part(Heap *heap, Object *function, const char *name,
                                       Object **out_part);
// NULL when absent. Borrowed. `key` may be a scratch object.
MUST_USE HeapStatus function_find_attribute(Heap *heap, Object *function, Object *key,
                                            Object **out_value);
MUST_USE HeapStatus function_set_attribute(Heap *heap, Object *function, Object *key,
                                           Object *value);
// HEAP_KEY_ERROR when absent.
MUST_USE HeapStatus function_delete_attribute(Heap *heap, Object *function, Object *key);
