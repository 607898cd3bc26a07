// What every type must answer, for dict.
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/types/dict.h"
#include "heap/types/dict_split.h"
#include "heap/types/shared_keys.h"

int64_t dict_entry_count(const Heap *heap, const DictObject *dict) {
    const Keys *keys = keys_of(heap, dict);
    return keys == NULL ? 0 : keys->entries;
}

uint64_t dict_slots_of_entries(const DictObject *dict) {
    return dict_is_split(dict) ? dict->used : 2 * dict->used;
}

// That of a split one counts values made now, whatever its own have.
uint64_t dict_size(const Heap *heap, const Object *object) {
    const DictObject *dict = as_dict(object);
    const Keys *keys = keys_of(heap, dict);
    uint64_t size = DICT_BYTES;
    if (dict_is_split(dict)) {
        size += shared_keys_slots(heap, dict->keys) * sizeof(Slot);
    }
    bool counts_keys =
        dict_is_split(dict) ? shared_keys_are_of_one_dict(heap, dict->keys) : keys != NULL;
    return size + (counts_keys ? keys_bytes(keys) : 0);
}

static uint64_t dict_block_size(const Heap *heap, const Object *object) {
    (void)heap, (void)object;
    return DICT_BYTES;
}

static bool dict_extra_block(const Heap *heap, const Object *object, unsigned index,
                             HeapBlock *out_block) {
    const Keys *keys = keys_of(heap, as_dict(object));
    unsigned has_values = dict_is_split(as_dict(object)) && as_dict(object)->owner == 0;
    if (index == 0 && has_values) {
        *out_block = values_describe(heap, as_dict(object)->values);
        return true;
    }
    bool own = keys != NULL && (keys->kind != KEYS_SHARED || keys->owner == ref_of(heap, object));
    if (index > has_values || !own) {
        return false;
    }
    *out_block = block_describe(heap, "keys", as_dict(object)->keys, keys_bytes(keys));
    return true;
}

static bool split_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                            HeapHolder *out_holder) {
    Object *key, *value;
    const DictObject *dict = as_dict(object);
    if (split_next(heap, dict, cursor, &key, &value)) {
        *out_holder = holder_keyed(HEAP_HOLDER_VALUE, object, key);
        out_holder->object = value;
        return true;
    }
    uint32_t index = *cursor - (uint32_t)dict->used;
    bool found = shared_keys_next_name(heap, dict->keys, object, &index, out_holder);
    *cursor = (uint32_t)dict->used + index;
    return found;
}

// The cursor counts keys and values: even for an entry's key, odd for its value.
static bool dict_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                           HeapHolder *out_holder) {
    const DictObject *dict = as_dict(object);
    if (dict_is_split(dict)) {
        return split_next_slot(heap, object, cursor, out_holder);
    }
    for (; *cursor < 2 * dict_entry_count(heap, dict); (*cursor)++) {
        const KeysEntry *entry = keys_entry(keys_of(heap, dict), *cursor / 2);
        if (entry->key == 0) {
            continue;
        }
        bool value = *cursor % 2 == 1;
        *out_holder = holder_keyed(value ? HEAP_HOLDER_VALUE : HEAP_HOLDER_KEY, object,
                                   slot_object(heap, entry->key));
        out_holder->object = slot_object(heap, value ? entry->value : entry->key);
        (*cursor)++;
        return true;
    }
    return false;
}

static void split_visit(Heap *heap, const DictObject *dict, void (*visit)(Heap *, Object *, void *),
                        void *context) {
    for (unsigned slot = 0; slot < dict->values.slots; slot++) {
        Object *value = split_value(heap, dict, slot);
        if (value != NULL) {
            visit(heap, value, context);
        }
    }
}

// A str has no references: tables of str keys are visited by value alone.
void dict_visit_all(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                    void *context) {
    if (dict_is_split(as_dict(object))) {
        split_visit(heap, as_dict(object), visit, context);
        return;
    }
    Object *key, *value;
    uint32_t cursor = 0;
    const Keys *keys = keys_of(heap, as_dict(object));
    while (dict_next(heap, object, &cursor, &key, &value)) {
        visit(heap, value, context);
        if (keys->kind == KEYS_GENERAL) {
            visit(heap, key, context);
        }
    }
}

// Values inside an instance are visited by one of both.
static void dict_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                          void *context) {
    if (as_dict(object)->owner == 0 || !heap->profile->traverse_passes_dict) {
        dict_visit_all(heap, object, visit, context);
    }
}

// The values in the order of the shared names, then, from the last owner of these, the names.
static ReleaseStep split_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    DictObject *dict = as_dict(object);
    uint32_t step = (*cursor)++;
    if (step < dict->values.slots) {
        Slot *slot = values_slot(heap, dict->values, step);
        Object *value = slot_object(heap, *slot);
        *slot = 0;
        return (ReleaseStep){value, false};
    }
    step -= dict->values.slots;
    if (step == 0 && !shared_keys_leave(heap, dict->keys, object)) {
        dict->keys = 0;
    }
    if (dict->keys == 0 || step >= dict_entry_count(heap, dict)) {
        return (ReleaseStep){NULL, true};
    }
    return (ReleaseStep){shared_keys_name(heap, dict->keys, step), false};
}

static ReleaseStep dict_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    if (dict_is_split(as_dict(object))) {
        return split_release_next(heap, object, cursor);
    }
    HeapHolder slot;
    if (!dict_next_slot(heap, object, cursor, &slot)) {
        return (ReleaseStep){NULL, true};
    }
    return (ReleaseStep){slot.object, false};
}

static void dict_free_memory(Heap *heap, Object *object) {
    const DictObject *dict = as_dict(object);
    if (dict_is_split(dict)) {
        values_free(heap, object, dict->values);
    }
    if (dict->keys != 0) {
        keys_free(heap, object, dict->keys);
    }
    object_free_block(heap, object, DICT_BYTES, FREE_DICT);
}

const Type dict_type = {
    .name = "dict",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = dict_size,
    .block_size = dict_block_size,
    .extra_block = dict_extra_block,
    .next_slot = dict_next_slot,
    .traverse = dict_traverse,
    .clear = dict_clear,
    .release_next = dict_release_next,
    .free_memory = dict_free_memory,
};
