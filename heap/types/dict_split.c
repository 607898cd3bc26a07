#include "heap/types/dict_split.h"

#include "heap/events.h"
#include "heap/hash.h"
#include "heap/holding.h"
#include "heap/types/dict.h"
#include "heap/types/instance_object.h"
#include "heap/types/shared_keys.h"

Object *split_key(const Heap *heap, const DictObject *dict, int64_t slot) {
    return shared_keys_name(heap, dict->keys, slot);
}

Object *split_value(const Heap *heap, const DictObject *dict, int64_t slot) {
    return values_object(heap, dict->values, (unsigned)slot);
}

static HeapHolder holder_of(const Heap *heap, const DictObject *dict, int64_t slot) {
    return holder_keyed(HEAP_HOLDER_VALUE, &dict->base, split_key(heap, dict, slot));
}

bool split_next(const Heap *heap, const DictObject *dict, uint32_t *cursor, Object **out_key,
                Object **out_value) {
    if (*cursor >= dict->used) {
        return false;
    }
    unsigned slot = values_slot_at(heap, dict->values, (*cursor)++);
    *out_key = split_key(heap, dict, slot);
    *out_value = split_value(heap, dict, slot);
    return true;
}

// ---- changing

static void put(Heap *heap, DictObject *dict, int64_t slot, Object *value) {
    unsigned position = values_append(heap, dict->values, (unsigned)slot);
    HeapHolder holder = holder_of(heap, dict, slot);
    *values_slot(heap, dict->values, (unsigned)slot) = ref_of(heap, value);
    dict->used++;
    object_retain(heap, value, holder);
    event_slot(heap, holder, position, NULL, value);
}

bool split_insert(Heap *heap, DictObject *dict, Object *key, Object *value) {
    int64_t slot = key->kind == HEAP_STR ? shared_keys_add(heap, dict->keys, key) : -1;
    if (slot >= 0) {
        put(heap, dict, slot, value);
    }
    return slot >= 0;
}

void split_replace(Heap *heap, DictObject *dict, int64_t slot, Object *value) {
    Object *old = split_value(heap, dict, slot);
    HeapHolder holder = holder_of(heap, dict, slot);
    *values_slot(heap, dict->values, (unsigned)slot) = ref_of(heap, value);
    object_retain(heap, value, holder);
    event_slot(heap, holder, values_find(heap, dict->values, (unsigned)slot), old, value);
    object_release(heap, old, holder);
}

bool split_store(Heap *heap, DictObject *dict, Object *key, Object *value) {
    int64_t slot = dict->owner != 0 ? shared_keys_add(heap, dict->keys, key) : -1;
    if (slot < 0) {
        return false;
    }
    if (split_value(heap, dict, slot) == NULL) {
        put(heap, dict, slot, value);
    } else {
        split_replace(heap, dict, slot, value);
    }
    return true;
}

Object *split_take(Heap *heap, DictObject *dict, int64_t slot) {
    Object *old = split_value(heap, dict, slot);
    unsigned position = values_remove(heap, dict->values, (unsigned)slot);
    *values_slot(heap, dict->values, (unsigned)slot) = 0;
    dict->used--;
    event_slot(heap, holder_of(heap, dict, slot), position, old, NULL);
    return old;
}

Object *split_take_next(Heap *heap, DictObject *dict) {
    for (unsigned slot = 0; slot < dict->values.slots; slot++) {
        if (split_value(heap, dict, slot) != NULL) {
            return split_take(heap, dict, slot);
        }
    }
    return NULL;
}

// ---- leaving the shared table

// After: the dict holds none of its names; if it was the last, the table is gone.
static void leave(Heap *heap, DictObject *dict, Ref keys) {
    if (!shared_keys_leave(heap, keys, &dict->base)) {
        return;
    }
    Keys *table = range_at(heap, keys);
    for (int64_t i = 0; i < table->entries; i++) {
        Object *name = shared_keys_name(heap, keys, i);
        HeapHolder holder = holder_keyed(HEAP_HOLDER_KEY, &dict->base, name);
        event_slot(heap, holder, dict_slots_of_entries(dict), name, NULL);
        object_release(heap, name, holder);
    }
    keys_free(heap, &dict->base, keys);
}

// Of a dict that is to have others, or none.
static void free_values(Heap *heap, DictObject *dict, Values values) {
    if (dict->owner != 0) {
        instance_give_up_values(heap, object_at(heap, dict->owner));
        dict->owner = 0;
    } else {
        values_free(heap, &dict->base, values);
    }
}

void split_change_table(Heap *heap, DictObject *dict, Ref table) {
    uint64_t size = dict_size(heap, &dict->base);
    Values values = dict->values;
    Ref shared = dict->keys;
    dict->keys = table;
    dict->values = (Values){0};
    leave(heap, dict, shared);
    free_values(heap, dict, values);
    object_resized(heap, &dict->base, size);
}

HeapStatus split_unshare(Heap *heap, DictObject *dict, unsigned log2_size, KeysKind kind) {
    Ref table = keys_new(heap, &dict->base, log2_size, kind, true);
    if (table == 0) {
        return heap_refuse_memory(heap);
    }
    for (unsigned i = 0; i < dict->used; i++) {
        unsigned slot = values_slot_at(heap, dict->values, i);
        Object *key = split_key(heap, dict, slot);
        HeapHolder holder = holder_keyed(HEAP_HOLDER_KEY, &dict->base, key);
        keys_append(heap, range_at(heap, table), str_hash(heap, key), key,
                    split_value(heap, dict, slot));
        object_retain(heap, key, holder);
        event_slot(heap, holder, 2 * (uint64_t)i, NULL, key);
    }
    split_change_table(heap, dict, table);
    return HEAP_OK;
}

static void tell_all_gone(Heap *heap, const DictObject *dict) {
    for (uint64_t i = dict->used; i > 0; i--) {
        unsigned slot = values_slot_at(heap, dict->values, (unsigned)i - 1);
        event_slot(heap, holder_of(heap, dict, slot), i - 1, split_value(heap, dict, slot), NULL);
    }
}

static void release_all(Heap *heap, DictObject *dict, const Slot slots[static VALUES_MAX]) {
    for (unsigned slot = 0; slot < VALUES_MAX; slot++) {
        if (slots[slot] != 0) {
            object_release(heap, slot_object(heap, slots[slot]),
                           holder_keyed(HEAP_HOLDER_VALUE, &dict->base, NULL));
        }
    }
}

// After: it shares no names, and its values, which are empty, are not its any more.
static void end_sharing(Heap *heap, DictObject *dict) {
    uint64_t size = dict_size(heap, &dict->base);
    Ref shared = dict->keys;
    dict->keys = 0;
    dict->values = (Values){0};
    leave(heap, dict, shared);
    object_resized(heap, &dict->base, size);
}

// The dict is empty before the first value goes. Nobody else is left who could name its slot. One
// that uses an instance's values goes on doing so.
void split_clear(Heap *heap, DictObject *dict) {
    Slot slots[VALUES_MAX] = {0};
    Values values = dict->values;
    bool is_own = dict->owner == 0;
    tell_all_gone(heap, dict);
    values_take_all(heap, values, slots);
    dict->used = 0;
    if (is_own) {
        end_sharing(heap, dict);
    }
    release_all(heap, dict, slots);
    if (is_own) {
        values_free(heap, &dict->base, values);
    }
}

void split_abandon(Heap *heap, DictObject *dict) {
    split_clear(heap, dict);
    if (dict->owner != 0) {
        Object *owner = object_at(heap, dict->owner);
        dict->owner = 0;
        end_sharing(heap, dict);
        instance_give_up_values(heap, owner);
    }
}

bool split_detach(Heap *heap, DictObject *dict) {
    Values values = values_new(heap, &dict->base, dict->values.slots);
    if (values.at == 0) {
        return false;
    }
    values_copy(heap, dict->values, values);
    instance_give_up_values(heap, object_at(heap, dict->owner));
    dict->values = values;
    dict->owner = 0;
    return true;
}

// ---- making

void split_begin(Heap *heap, Object *object, Ref keys, Values values, const Object *owner) {
    DictObject *dict = as_dict(object);
    dict->keys = keys;
    dict->values = values;
    dict->owner = owner == NULL ? 0 : ref_of(heap, owner);
    shared_keys_join(heap, object);
    object_resized(heap, object, DICT_BYTES);
}

// The values are made before the dict, and told after it.
static HeapStatus new_split(Heap *heap, Ref keys, unsigned slots, uint8_t flags,
                            Object **out_dict) {
    Values values = values_new(heap, NULL, slots);
    if (values.at == 0) {
        return heap_refuse_memory(heap);
    }
    Object *object;
    HeapStatus status = dict_new(heap, flags, &object);
    if (status != HEAP_OK) {
        values_free(heap, NULL, values);
        return status;
    }
    if (event_wanted(heap, HEAP_EVENT_BLOCK_ALLOC)) {
        event_block(heap, HEAP_EVENT_BLOCK_ALLOC, object, values_describe(heap, values));
    }
    split_begin(heap, object, keys, values, NULL);
    *out_dict = object;
    return HEAP_OK;
}

HeapStatus dict_new_split(Heap *heap, Ref keys, uint8_t flags, Object **out_dict) {
    return new_split(heap, keys, shared_keys_slots(heap, keys), flags, out_dict);
}

void split_receive(Heap *heap, DictObject *dict, int64_t slot) {
    Object *value = split_value(heap, dict, slot);
    HeapHolder holder = holder_of(heap, dict, slot);
    object_retain(heap, value, holder);
    event_slot(heap, holder, dict->used, NULL, value);
    dict->used++;
}

// A collection on the way may have run code that changed the dict: it is read anew.
HeapStatus split_copy(Heap *heap, Object *dict, uint8_t flags, Object **out_dict) {
    Object *copy = NULL, *key, *value;
    Ref keys = as_dict(dict)->keys;
    bool as_many = heap->profile->values_place == VALUES_INSIDE;
    unsigned slots = as_many ? as_dict(dict)->values.slots : shared_keys_slots(heap, keys);
    HeapStatus status = new_split(heap, keys, slots, flags, &copy);
    uint32_t cursor = 0;
    while (status == HEAP_OK && dict_next(heap, dict, &cursor, &key, &value)) {
        put(heap, as_dict(copy), shared_keys_add(heap, keys, key), value);
    }
    if (status == HEAP_OK) {
        dict_track_like(heap, copy, dict);
        *out_dict = copy;
    }
    return status;
}
