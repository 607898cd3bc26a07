// The dict of an instance while it shares its class's key table: it has a slot for each name, and
// holds no keys. A key that the table can't take, and what empties it, make it a dict like any
// other. Private to heap/.
#pragma once

#include "heap/types/dict_object.h"

// A new hold, announced, with fresh values.
MUST_USE HeapStatus dict_new_split(Heap *heap, Ref keys, uint8_t flags, Object **out_dict);
// An empty dict without a table takes over the values of an instance, or uses them inside `owner`;
// the caller tells so and moves over what they hold, see split_receive().
void split_begin(Heap *heap, Object *dict, Ref keys, Values values, const Object *owner);
// The values inside an instance get a block of their own; false: no memory.
MUST_USE bool split_detach(Heap *heap, DictObject *dict);
// What comes first among the values; still counted. NULL if there is none.
Object *split_take_next(Heap *heap, DictObject *dict);
// A dict that uses an instance's values loses them, and is empty.
void split_abandon(Heap *heap, DictObject *dict);

// In the order of the values, each once: the value, which stands in its place already, is held by
// the dict too.
void split_receive(Heap *heap, DictObject *dict, int64_t slot);

bool split_next(const Heap *heap, const DictObject *dict, uint32_t *cursor, Object **out_key,
                Object **out_value);
// Slots are numbered as the names of the table.
Object *split_key(const Heap *heap, const DictObject *dict, int64_t slot);
Object *split_value(const Heap *heap, const DictObject *dict, int64_t slot);
// False: the table takes no such key.
bool split_insert(Heap *heap, DictObject *dict, Object *key, Object *value);
// Stores in a dict that uses an instance's values, past the collector's knowledge of the dict.
// False: it does not, or the table takes no such key.
bool split_store(Heap *heap, DictObject *dict, Object *key, Object *value);
void split_replace(Heap *heap, DictObject *dict, int64_t slot, Object *value);
// What was there is still counted.
Object *split_take(Heap *heap, DictObject *dict, int64_t slot);
// After: the dict has this table for its own, which holds what it held. Nothing is counted or told.
void split_change_table(Heap *heap, DictObject *dict, Ref table);
// After: a table of its own, of the given size and kind; room is the caller's matter.
MUST_USE HeapStatus split_unshare(Heap *heap, DictObject *dict, unsigned log2_size, KeysKind kind);
void split_clear(Heap *heap, DictObject *dict);
MUST_USE HeapStatus split_copy(Heap *heap, Object *dict, uint8_t flags, Object **out_dict);
