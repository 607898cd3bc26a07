// What every type must answer, for dict.
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/types/dict.h"
#include "heap/types/dict_object.h"

int64_t dict_entry_count(const Heap *heap, const DictObject *dict) {
    const Keys *keys = keys_of(heap, dict);
    return keys == NULL ? 0 : keys->entries;
}

uint64_t dict_size(const Heap *heap, const Object *object) {
    const Keys *keys = keys_of(heap, as_dict(object));
    return DICT_BYTES + (keys == NULL ? 0 : keys_bytes(keys));
}

static uint64_t dict_block_size(const Heap *heap, const Object *object) {
    (void)heap, (void)object;
    return DICT_BYTES;
}

static bool dict_extra_block(const Heap *heap, const Object *object, unsigned index,
                             HeapBlock *out_block) {
    const Keys *keys = keys_of(heap, as_dict(object));
    if (index > 0 || keys == NULL) {
        return false;
    }
    *out_block = block_describe(heap, "keys", (Ref)as_dict(object)->keys, keys_bytes(keys));
    return true;
}

// The cursor counts keys and values: even for an entry's key, odd for its value.
static bool dict_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                           HeapHolder *out_holder) {
    const DictObject *dict = as_dict(object);
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

// A str has no references: tables of str keys are visited by value alone.
static void dict_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                          void *context) {
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

static ReleaseStep dict_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    HeapHolder slot;
    if (!dict_next_slot(heap, object, cursor, &slot)) {
        return (ReleaseStep){NULL, true};
    }
    return (ReleaseStep){slot.object, false};
}

static void dict_free_memory(Heap *heap, Object *object) {
    const DictObject *dict = as_dict(object);
    if (dict->keys != 0) {
        keys_free(heap, object, (Ref)dict->keys);
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
