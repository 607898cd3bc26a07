// Descriptors: what a class keeps in its dict under `__dict__` and `__weakref__` (getset
// descriptors), and under the names of its slots (member descriptors). Private to heap/.
#pragma once

#include "heap/object.h"

// Fills one of `object` in the place that statics.c gives it. It holds neither its class nor its
// name, a StaticWord.
void descriptor_init_static(Object *object, Ref owner, uint32_t word);
// A new hold. Tracked.
MUST_USE HeapStatus descriptor_new(Heap *heap, Object *cls, Object *name, Object **out_descriptor);
// The same for a slot, which stands `offset` bytes behind the Object of an instance.
MUST_USE HeapStatus member_new(Heap *heap, Object *cls, Object *name, uint32_t offset,
                               Object **out_member);
uint32_t member_offset(const Object *member);

enum { DESCRIPTOR_NAME_SIZE = 256 };
// Of both kinds: its name, cut if need be; "?" while it is being made or is dying.
void descriptor_name(const Heap *heap, const Object *descriptor,
                     char name[static DESCRIPTOR_NAME_SIZE]);
// The class; NULL while it is being made or is dying. Borrowed.
Object *descriptor_owner(const Heap *heap, const Object *descriptor);
