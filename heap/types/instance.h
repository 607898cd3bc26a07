// instance: of a plain class. Private to heap/.
//
// Attributes stand in a block of values, one slot for each name of the class's shared key table.
// The block begins with the order in which they were set. An instance that gets a name too many for
// the table moves to a dict of its own, for ever.
#pragma once

#include "heap/object.h"

// False if an instance has no fixed part of that name, such as "__class__"; else NULL if it is
// missing: "__dict__" until there is one.
bool instance_find_part(Heap *heap, Object *instance, const char *name, Object **out_part);
// Its own or its class's; NULL when absent. Borrowed. `key` may be a scratch object.
MUST_USE HeapStatus instance_find_attribute(Heap *heap, Object *instance, Object *key,
                                            Object **out_value);
MUST_USE HeapStatus instance_set_attribute(Heap *heap, Object *instance, Object *key,
                                           Object *value);
// HEAP_KEY_ERROR when absent; the class's instances share the name all the same, as in CPython.
// (Unlike there, a name too many for the table that is only to be deleted makes no dict.)
MUST_USE HeapStatus instance_delete_attribute(Heap *heap, Object *instance, Object *key);
