// How a dict lies in memory. Private to dict.c, dict_type.c and the check of objects.
#pragma once

#include "heap/types/dict_keys.h"
#include "heap/types/values.h"

// As CPython's PyDictObject. Without a key table the dict is empty and shares CPython's static one.
typedef struct {
    Object base;
    uint32_t used;  // Live entries.
    Ref owner;      // The instance inside which its values are; 0: they have a block of their own.
    uint32_t guarded;  // A class's: see dict_guard().
    Ref keys;
    Ref next_dict, previous_dict;  // That share the keys, if they are shared.
    // Only while the keys are shared: the dict of an instance, which took over its values or uses
    // them where they are.
    Values values;
} DictObject;
_Static_assert(sizeof(DictObject) == 48, "64 with the GcHeader");

enum { DICT_BYTES = 64 };

static inline DictObject *as_dict(const Object *object) {
    return (DictObject *)(uintptr_t)object;
}

static inline Keys *keys_of(const Heap *heap, const DictObject *dict) {
    return dict->keys == 0 ? NULL : range_at(heap, dict->keys);
}

static inline bool dict_is_split(const DictObject *dict) {
    return dict->values.at != 0;
}
// How many slots of it are listed before those of shared names; see shared_keys.h.
uint64_t dict_slots_of_entries(const DictObject *dict);

// Entries ever added, holes too.
int64_t dict_entry_count(const Heap *heap, const DictObject *dict);
uint64_t dict_size(const Heap *heap, const Object *object);  // sys.getsizeof
