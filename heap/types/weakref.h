// weakref: by which a class's list of subclasses knows them without holding them. Private to heap/.
#pragma once

#include "heap/object.h"

// A new hold. Tracked. It counts nothing of `target`, which calls weakref_clear() before it goes.
MUST_USE HeapStatus weakref_new(Heap *heap, const Object *target, Object **out_weakref);
void weakref_clear(Object *weakref);
// NULL once it is dead.
Object *weakref_target(const Heap *heap, const Object *weakref);
