// Getset descriptors: what a class keeps in its dict under `__dict__` and `__weakref__`. Private to
// heap/.
#pragma once

#include "heap/object.h"

// A new hold. Tracked.
MUST_USE HeapStatus descriptor_new(Heap *heap, Object *cls, Object *name, Object **out_descriptor);
// NULL while it is being made or is dying. Borrowed.
const char *descriptor_name(const Heap *heap, const Object *descriptor);
Object *descriptor_owner(const Heap *heap, const Object *descriptor);  // The class.
