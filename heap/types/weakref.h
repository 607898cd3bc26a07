// weakref: leads to an object without holding it. Private to heap/.
//
// The weakrefs to an object are a list, which begins where its Type.weakrefs says: first the one
// without a callback, of which there is one at most, then the others, the newest first. Always: a
// weakref stands in the list of its target, or is dead and leads nowhere.
#pragma once

#include "heap/object.h"

// A new hold on the target's weakref without a callback, made if there is none. That is how a class
// is known to its base: what is made is then a part, OBJECT_INTERNAL in `flags`.
MUST_USE HeapStatus weakref_to(Heap *heap, Object *target, uint8_t flags, Object **out_weakref);
// The first weakref to an object, or NULL.
Object *weakref_first(const Heap *heap, Object *target);
Object *weakref_next(const Heap *heap, const Object *weakref);
// NULL once it is dead.
Object *weakref_target(const Heap *heap, const Object *weakref);
Object *weakref_callback(const Heap *heap, const Object *weakref);  // Borrowed; may be NULL.
// After: it is dead; its callback, if it has one, stays and is not called.
void weakref_clear(Heap *heap, Object *weakref);
// PyObject_ClearWeakRefs: after, no weakref leads to the dying object, and the callbacks of those
// that live have run.
void weakrefs_clear_all(Heap *heap, Object *dying);
// "__callback__", None without one, which nobody may set.
bool weakref_find_part(Heap *heap, Object *weakref, const char *name, Object **out_part);
MUST_USE HeapStatus weakref_assign_part(Heap *heap, Object *weakref, const char *name,
                                        Object *value);
// As CPython's, cached. HEAP_TYPE_ERROR for one that died before it was hashed.
MUST_USE HeapStatus weakref_hash(Heap *heap, Object *weakref, int64_t *out_hash);
