// The key table that the instances of a class share, and the dicts that took over their values. It
// lives as long as one of them. Private to heap/types/.
//
// Its names are held once: by the class, its *owner*. When the class dies before the last of the
// dicts, the first of these becomes the owner. Names never leave a table, and names and room
// together only shrink: every block of values has room for every name.
#pragma once

#include "heap/types/dict_keys.h"

// 0: no memory.
MUST_USE Ref shared_keys_new(Heap *heap, Object *cls);
// The slots of new values.
unsigned shared_keys_slots(const Heap *heap, Ref keys);
// The same for a new instance: each but those of a settled class makes that one less.
unsigned shared_keys_take_slots(Heap *heap, Ref keys);
// Finds or enters the name; -1: it takes no more.
int64_t shared_keys_add(Heap *heap, Ref keys, Object *key);
Object *shared_keys_name(const Heap *heap, Ref keys, int64_t index);

// Whether all others are gone: then they count for its size.
bool shared_keys_are_of_one_dict(const Heap *heap, Ref keys);
// A dict with the keys joins those that share them.
void shared_keys_join(Heap *heap, Object *dict);
// The owner or another dict goes. True if the table was its alone: the names, which the owner still
// holds, and the table are its to free.
bool shared_keys_leave(Heap *heap, Ref keys, Object *who);
// For next_slot of the owner: the names, from `*index` on.
bool shared_keys_next_name(const Heap *heap, Ref keys, const Object *owner, uint32_t *index,
                           HeapHolder *out_holder);
