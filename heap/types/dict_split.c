#include "heap/types/dict_split.h"

#include "heap/events.h"
#include "heap/hash.h"
#include "heap/holding.h"
#include "heap/types/dict.h"
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

Object *split_take(Heap *heap, DictObject *dict, int64_t slot) {
    Object *old = split_value(heap, dict, slot);
    unsigned position = values_remove(heap, dict->values, (unsigned)slot);
    *values_slot(heap, dict->values, (unsigned)slot) = 0;
    dict->used--;
    event_slot(heap, holder_of(heap, dict, slot), position, old, NULL);
    return old;
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

void split_change_table(Heap *heap, DictObject *dict, Ref table) {
    uint64_t size = dict_size(heap, &dict->base);
    Values values = dict->values;
    Ref shared = dict->keys;
    dict->keys = table;
    dict->values = (Values){0};
    leave(heap, dict, shared);
    values_free(heap, &dict->base, values);
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

// The dict is empty before the first value goes. Nobody else is left who could name its slot.
void split_clear(Heap *heap, DictObject *dict) {
    uint64_t size = dict_size(heap, &dict->base);
    Values values = dict->values;
    Ref shared = dict->keys;
    tell_all_gone(heap, dict);
    dict->used = 0;
    dict->keys = 0;
    dict->values = (Values){0};
    leave(heap, dict, shared);
    object_resized(heap, &dict->base, size);
    for (unsigned slot = 0; slot < values.slots; slot++) {
        Object *value = values_object(heap, values, slot);
        if (value != NULL) {
            *values_slot(heap, values, slot) = 0;
            object_release(heap, value, holder_keyed(HEAP_HOLDER_VALUE, &dict->base, NULL));
        }
    }
    values_free(heap, &dict->base, values);
}

// ---- making

void split_begin(Heap *heap, Object *object, Ref keys, Values values) {
    DictObject *dict = as_dict(object);
    dict->keys = keys;
    dict->values = values;
    shared_keys_join(heap, object);
    object_resized(heap, object, DICT_BYTES);
}

// The values are made before the dict, and told after it.
HeapStatus dict_new_split(Heap *heap, Ref keys, uint8_t flags, Object **out_dict) {
    Values values = values_new(heap, NULL, shared_keys_slots(heap, keys));
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
    split_begin(heap, object, keys, values);
    *out_dict = object;
    return HEAP_OK;
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
    HeapStatus status = dict_new_split(heap, as_dict(dict)->keys, flags, &copy);
    uint32_t cursor = 0;
    while (status == HEAP_OK && dict_next(heap, dict, &cursor, &key, &value)) {
        status = dict_set(heap, copy, key, value);
    }
    if (status == HEAP_OK) {
        *out_dict = copy;
    } else {
        heap_drop(heap, copy);
    }
    return status;
}
