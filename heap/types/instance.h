// instance: the slots that its class's `__slots__` give it, and, unless these leave it out, values
// in a block of their own: one for each name of the class's shared key table. An instance that gets
// a name too many for the table moves to a dict of its own, for ever. Private to heap/.
#pragma once

#include "heap/object.h"

// False if an instance has no fixed part of that name; the others are found through its class.
bool instance_find_part(Heap *heap, Object *instance, const char *name, Object **out_part);

// Refuses: an instance keeps its class. NULL deletes.
MUST_USE HeapStatus instance_assign_part(Heap *heap, Object *instance, const char *name,
                                         Object *value);

// As Python looks attributes up: what a class holds as the descriptor of a slot comes first, then
// the instance's own, then the class's. NULL when absent. Borrowed. HEAP_MADE_ANEW for a bound
// method and for a `__dict__` that is not there yet. `key` may be a scratch object.
MUST_USE HeapStatus instance_find_attribute(Heap *heap, Object *instance, Object *key,
                                            Object **out_value);
// Makes that `__dict__`; a new hold.
MUST_USE HeapStatus instance_make_attribute(Heap *heap, Object *instance, const char *name,
                                            Object **out_dict);
// The same, for a call: a function of the class comes with the instance as `self`, else NULL. Both
// borrowed.
MUST_USE HeapStatus instance_find_method(Heap *heap, Object *instance, Object *key,
                                         Object **out_callable, Object **out_self);
MUST_USE HeapStatus instance_set_attribute(Heap *heap, Object *instance, Object *key,
                                           Object *value);
// HEAP_KEY_ERROR when absent; the class's instances share the name all the same, as in CPython.
// (Unlike there, a name too many for the table that is only to be deleted makes no dict.)
MUST_USE HeapStatus instance_delete_attribute(Heap *heap, Object *instance, Object *key);
