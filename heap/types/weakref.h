// weakref: by which a class's list of subclasses knows them without holding them. Private to heap/.
#pragma once

#include "heap/object.h"

// A new hold. Tracked. It counts nothing of `target`, which must outlive it.
MUST_USE HeapStatus weakref_new(Heap *heap, const Object *target, Object **out_weakref);
Object *weakref_target(const Heap *heap, const Object *weakref);  // Borrowed.
