#include "heap/types/shared_keys.h"

#include "heap/events.h"
#include "heap/hash.h"
#include "heap/holding.h"
#include "heap/types/class_object.h"
#include "heap/types/dict_object.h"

static Keys *table_at(const Heap *heap, Ref keys) {
    return range_at(heap, keys);
}

Ref shared_keys_new(Heap *heap, Object *cls) {
    Ref keys = keys_new(heap, cls, SHARED_KEYS_LOG2, KEYS_SHARED, false);
    if (keys != 0) {
        table_at(heap, keys)->usable = SHARED_KEYS_MAX;
        table_at(heap, keys)->owner = ref_of(heap, cls);
    }
    return keys;
}

unsigned shared_keys_slots(const Heap *heap, Ref keys) {
    return (unsigned)(table_at(heap, keys)->entries + table_at(heap, keys)->usable);
}

// The size of a dict is that of values made now.
unsigned shared_keys_take_slots(Heap *heap, Ref keys) {
    Keys *table = table_at(heap, keys);
    if (table->usable <= 1) {
        return shared_keys_slots(heap, keys);
    }
    table->usable--;
    heap->mutations++;
    for (Ref ref = table->first_dict; ref != 0;) {
        Object *dict = object_at(heap, ref);
        object_resized(heap, dict, dict_size(heap, dict) + sizeof(Slot));
        ref = as_dict(dict)->next_dict;
    }
    return shared_keys_slots(heap, keys);
}

Object *shared_keys_name(const Heap *heap, Ref keys, int64_t index) {
    return slot_object(heap, keys_entry(table_at(heap, keys), index)->key);
}

// ---- names

static uint64_t names_start(const Object *owner) {
    return owner->kind == HEAP_DICT ? dict_slots_of_entries(as_dict(owner))
                                    : part_position(class_parts(owner), CLASS_PARTS);
}

int64_t shared_keys_add(Heap *heap, Ref keys, Object *key) {
    Keys *table = table_at(heap, keys);
    int64_t index = keys_find_str(heap, table, key);
    if (index >= 0 || table->usable == 0) {
        return index;
    }
    index = table->entries;
    Object *owner = object_at(heap, table->owner);
    keys_append(heap, table, str_hash(heap, key), key, NULL);
    HeapHolder holder = holder_keyed(HEAP_HOLDER_KEY, owner, key);
    object_retain(heap, key, holder);
    event_slot(heap, holder, names_start(owner) + (uint64_t)index, NULL, key);
    return index;
}

bool shared_keys_next_name(const Heap *heap, Ref keys, const Object *owner, uint32_t *index,
                           HeapHolder *out_holder) {
    const Keys *table = table_at(heap, keys);
    while (table->owner == ref_of(heap, owner) && *index < table->entries) {
        Object *name = shared_keys_name(heap, keys, (*index)++);
        if (name != NULL) {
            *out_holder = holder_keyed(HEAP_HOLDER_KEY, owner, name);
            out_holder->object = name;
            return true;
        }
    }
    return false;
}

// ---- who shares

bool shared_keys_are_of_one_dict(const Heap *heap, Ref keys) {
    const Keys *table = table_at(heap, keys);
    return table->holders == 1 && table->first_dict != 0;
}

static void add_dict(Heap *heap, Keys *table, Object *object) {
    DictObject *dict = as_dict(object);
    dict->previous_dict = 0;
    dict->next_dict = table->first_dict;
    if (table->first_dict != 0) {
        as_dict(object_at(heap, table->first_dict))->previous_dict = ref_of(heap, object);
    }
    table->first_dict = ref_of(heap, object);
}

void shared_keys_join(Heap *heap, Object *dict) {
    Keys *table = table_at(heap, as_dict(dict)->keys);
    Object *alone = shared_keys_are_of_one_dict(heap, as_dict(dict)->keys)
                        ? object_at(heap, table->first_dict)
                        : NULL;
    add_dict(heap, table, dict);
    table->holders++;
    if (alone != NULL) {
        object_resized(heap, alone, dict_size(heap, alone) + keys_bytes(table));
    }
}

static void remove_dict(Heap *heap, Keys *table, const DictObject *dict) {
    if (dict->previous_dict != 0) {
        as_dict(object_at(heap, dict->previous_dict))->next_dict = dict->next_dict;
    } else {
        table->first_dict = dict->next_dict;
    }
    if (dict->next_dict != 0) {
        as_dict(object_at(heap, dict->next_dict))->previous_dict = dict->previous_dict;
    }
}

// Tells that the names and the block belong to another; nothing is counted.
static void hand_over(Heap *heap, Ref keys, Object *from, Object *to) {
    Keys *table = table_at(heap, keys);
    HeapBlock block = block_describe(heap, "keys", keys, keys_bytes(table));
    table->owner = ref_of(heap, to);
    event_block(heap, HEAP_EVENT_BLOCK_FREE, from, block);
    event_block(heap, HEAP_EVENT_BLOCK_ALLOC, to, block);
    for (int64_t i = 0; i < table->entries; i++) {
        Object *name = shared_keys_name(heap, keys, i);
        event_slot(heap, holder_keyed(HEAP_HOLDER_KEY, from, name), names_start(from), name, NULL);
        event_slot(heap, holder_keyed(HEAP_HOLDER_KEY, to, name), names_start(to) + (uint64_t)i,
                   NULL, name);
    }
}

bool shared_keys_leave(Heap *heap, Ref keys, Object *who) {
    Keys *table = table_at(heap, keys);
    if (who->kind == HEAP_DICT) {
        remove_dict(heap, table, as_dict(who));
    }
    table->holders--;
    bool owns = table->owner == ref_of(heap, who);
    if (table->first_dict == 0) {
        return owns;
    }
    Object *next = object_at(heap, table->first_dict);
    if (owns) {
        hand_over(heap, keys, who, next);
    }
    if (shared_keys_are_of_one_dict(heap, keys)) {
        object_resized(heap, next, dict_size(heap, next) - keys_bytes(table));
    }
    return false;
}
