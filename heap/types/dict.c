#include "heap/types/dict.h"

#include "heap/events.h"
#include "heap/gc/gc.h"
#include "heap/hash.h"
#include "heap/holding.h"
#include "heap/refusals.h"
#include "heap/types/dict_object.h"
#include "heap/types/dict_split.h"

size_t dict_length(const Object *dict) {
    return as_dict(dict)->used;
}

void dict_guard(Object *dict) {
    as_dict(dict)->guarded = 1;
}

bool dict_is_guarded(const Object *dict) {
    return as_dict(dict)->guarded != 0;
}

bool dict_next(const Heap *heap, const Object *object, uint32_t *cursor, Object **out_key,
               Object **out_value) {
    const DictObject *dict = as_dict(object);
    if (dict_is_split(dict)) {
        return split_next(heap, dict, cursor, out_key, out_value);
    }
    while (*cursor < dict_entry_count(heap, dict)) {
        const KeysEntry *entry = keys_entry(keys_of(heap, dict), (*cursor)++);
        if (entry->key != 0) {
            *out_key = slot_object(heap, entry->key);
            *out_value = slot_object(heap, entry->value);
            return true;
        }
    }
    return false;
}

// ---- slots, for the observer: two for each live entry, its key and its value

static uint64_t rank_of(Heap *heap, const DictObject *dict, int64_t index) {
    uint64_t rank = 0;
    heap->work += (uint64_t)index / 8;
    for (int64_t i = 0; i < index; i++) {
        rank += keys_entry(keys_of(heap, dict), i)->key != 0;
    }
    return rank;
}

static void tell_value(Heap *heap, DictObject *dict, int64_t index, Object *from, Object *to) {
    if (event_wanted(heap, HEAP_EVENT_SLOT)) {
        Object *key = slot_object(heap, keys_entry(keys_of(heap, dict), index)->key);
        event_slot(heap, holder_keyed(HEAP_HOLDER_VALUE, &dict->base, key),
                   2 * rank_of(heap, dict, index) + 1, from, to);
    }
}

// The two slots of an entry, at their place `rank`, appear together or vanish together.
static void tell_entry(Heap *heap, DictObject *dict, uint64_t rank, KeysEntry entry, bool appears) {
    Object *key = slot_object(heap, entry.key), *value = slot_object(heap, entry.value);
    HeapHolder key_slot = holder_keyed(HEAP_HOLDER_KEY, &dict->base, key);
    HeapHolder value_slot = holder_keyed(HEAP_HOLDER_VALUE, &dict->base, key);
    if (appears) {
        event_slot(heap, key_slot, 2 * rank, NULL, key);
        event_slot(heap, value_slot, 2 * rank + 1, NULL, value);
    } else {
        event_slot(heap, value_slot, 2 * rank + 1, value, NULL);
        event_slot(heap, key_slot, 2 * rank, key, NULL);
    }
}

static void retain_entry(Heap *heap, DictObject *dict, Object *key, Object *value) {
    object_retain(heap, key, holder_keyed(HEAP_HOLDER_KEY, &dict->base, key));
    object_retain(heap, value, holder_keyed(HEAP_HOLDER_VALUE, &dict->base, key));
}

// Key first, then value, as CPython. A key that dies can't name the value's slot any more. A split
// dict holds no keys.
static void release_entry(Heap *heap, DictObject *dict, KeysEntry entry) {
    Object *key = slot_object(heap, entry.key), *value = slot_object(heap, entry.value);
    if (key == NULL) {
        object_release(heap, value, holder_keyed(HEAP_HOLDER_VALUE, &dict->base, NULL));
        return;
    }
    bool key_dies = key->count == 1 && key->holds == 0 && !(key->flags & OBJECT_IMMORTAL);
    object_release(heap, key, holder_keyed(HEAP_HOLDER_KEY, &dict->base, key));
    object_release(heap, value,
                   holder_keyed(HEAP_HOLDER_VALUE, &dict->base, key_dies ? NULL : key));
}

// ---- the table

// CPython's calculate_log2_keysize: the smallest table for `least` entries' worth of slots, in older
// ones with their slip for 1 and 2 entries, which get 16 slots.
static unsigned log2_for(const Heap *heap, uint64_t least) {
    enum { SMALLEST = 1 << KEYS_MIN_LOG2 };
    bool slips = heap->profile->few_keys_grow_twice;
    uint64_t slots = slips ? least | SMALLEST : least < SMALLEST ? SMALLEST : least;
    uint64_t bits = (slots - 1) | (SMALLEST - 1);
    unsigned log2_size = 0;
    while (bits >> log2_size != 0) {
        log2_size++;
    }
    return log2_size;
}

static void copy_live(Heap *heap, Keys *from, Keys *to) {
    for (int64_t i = 0; i < from->entries; i++) {
        KeysEntry entry = *keys_entry(from, i);
        if (entry.key != 0) {
            keys_append(heap, to, keys_entry_hash(heap, from, i), slot_object(heap, entry.key),
                        slot_object(heap, entry.value));
        }
    }
}

// After: the dict has this table, and its old one, if there was one, is gone.
static void change_table(Heap *heap, DictObject *dict, Ref table) {
    uint64_t size = dict_size(heap, &dict->base);
    Ref old = dict->keys;
    dict->keys = table;
    if (old != 0) {
        keys_free(heap, &dict->base, old);
    }
    object_resized(heap, &dict->base, size);
}

// After: a new table without holes; the old one, if there was one, is gone.
static HeapStatus resize(Heap *heap, DictObject *dict, unsigned log2_size, KeysKind kind) {
    Ref keys = keys_new(heap, &dict->base, log2_size, kind, true);
    if (keys == 0) {
        return heap_refuse_memory(heap);
    }
    if (dict->keys != 0) {
        copy_live(heap, keys_of(heap, dict), range_at(heap, keys));
    }
    heap->work += dict->used;
    change_table(heap, dict, keys);
    return HEAP_OK;
}

// After: there is room for at least one entry more.
static HeapStatus grow(Heap *heap, DictObject *dict, KeysKind kind) {
    return resize(heap, dict, log2_for(heap, dict->used * 3), kind);
}

HeapStatus dict_expect(Heap *heap, Object *object, size_t more, KeysKind kind) {
    DictObject *dict = as_dict(object);
    const Keys *keys = keys_of(heap, dict);
    if (keys != NULL && keys_usable_for(keys->log2_size) >= (int64_t)more) {
        return HEAP_OK;
    }
    bool stays_general = keys != NULL && keys->kind == KEYS_GENERAL;
    unsigned log2_size = log2_for(heap, ((dict->used + more) * 3 + 1) / 2);
    return dict_is_split(dict) ? split_unshare(heap, dict, log2_size, kind)
                               : resize(heap, dict, log2_size, stays_general ? KEYS_GENERAL : kind);
}

HeapStatus dict_reserve(Heap *heap, Object *object, size_t used) {
    return resize(heap, as_dict(object), log2_for(heap, used * 3), KEYS_STR);
}

// After: the table can take one entry more, with a key like this.
static HeapStatus make_room(Heap *heap, DictObject *dict, const Object *key) {
    const Keys *keys = keys_of(heap, dict);
    KeysKind kind = key->kind == HEAP_STR ? KEYS_STR : KEYS_GENERAL;
    if (dict_is_split(dict)) {
        return split_unshare(heap, dict, log2_for(heap, dict->used * 3), kind);
    }
    if (keys == NULL) {
        return resize(heap, dict, KEYS_MIN_LOG2, kind);
    }
    if (keys->kind == KEYS_STR && kind == KEYS_GENERAL) {
        return grow(heap, dict, KEYS_GENERAL);
    }
    return keys->usable > 0 ? HEAP_OK : grow(heap, dict, (KeysKind)keys->kind);
}

// ---- finding

static HeapStatus find_index(Heap *heap, DictObject *dict, Object *key, int64_t hash,
                             int64_t *out_index) {
    Keys *keys = keys_of(heap, dict);
    if (keys == NULL || (keys->kind != KEYS_GENERAL && key->kind != HEAP_STR)) {
        *out_index = -1;
        return HEAP_OK;
    }
    if (keys->kind != KEYS_GENERAL) {
        int64_t index = keys_find_str(heap, keys, key);
        bool empty = index >= 0 && dict_is_split(dict) && split_value(heap, dict, index) == NULL;
        *out_index = empty ? -1 : index;
        return HEAP_OK;
    }
    return keys_find(heap, keys, key, hash, out_index);
}

static HeapStatus find_key(Heap *heap, DictObject *dict, Object *key, int64_t *out_hash,
                           int64_t *out_index) {
    HeapStatus status = hash_as_key(heap, key, out_hash);
    return status == HEAP_OK ? find_index(heap, dict, key, *out_hash, out_index) : status;
}

static Object *value_at(const Heap *heap, const DictObject *dict, int64_t index) {
    return dict_is_split(dict) ? split_value(heap, dict, index)
                               : slot_object(heap, keys_entry(keys_of(heap, dict), index)->value);
}

HeapStatus dict_find(Heap *heap, Object *object, Object *key, Object **out_value) {
    DictObject *dict = as_dict(object);
    int64_t hash = 0, index = -1;
    HeapStatus status = find_key(heap, dict, key, &hash, &index);
    if (status == HEAP_OK) {
        *out_value = index < 0 ? NULL : value_at(heap, dict, index);
    }
    return status;
}

// ---- storing

static void track_for(Heap *heap, DictObject *dict, const Object *content) {
    if (!gc_is_tracked(&dict->base) && object_may_be_tracked(heap, content)) {
        gc_track(heap, &dict->base);
    }
}

static HeapStatus insert_new(Heap *heap, DictObject *dict, int64_t hash, Object *key,
                             Object *value) {
    if (dict_is_split(dict) && split_insert(heap, dict, key, value)) {
        return HEAP_OK;
    }
    HeapStatus status = make_room(heap, dict, key);
    if (status != HEAP_OK) {
        return status;
    }
    keys_append(heap, keys_of(heap, dict), hash, key, value);
    retain_entry(heap, dict, key, value);
    tell_entry(heap, dict, dict->used, (KeysEntry){ref_of(heap, key), ref_of(heap, value)}, true);
    dict->used++;
    return HEAP_OK;
}

// The key that stands there stays.
static void replace_value(Heap *heap, DictObject *dict, int64_t index, Object *value) {
    if (dict_is_split(dict)) {
        split_replace(heap, dict, index, value);
        return;
    }
    KeysEntry *entry = keys_entry(keys_of(heap, dict), index);
    Object *old = slot_object(heap, entry->value);
    HeapHolder holder = holder_keyed(HEAP_HOLDER_VALUE, &dict->base, slot_object(heap, entry->key));
    entry->value = ref_of(heap, value);
    object_retain(heap, value, holder);
    tell_value(heap, dict, index, old, value);
    object_release(heap, old, holder);
}

HeapStatus dict_set(Heap *heap, Object *object, Object *key, Object *value) {
    DictObject *dict = as_dict(object);
    int64_t hash = 0, index = -1;
    HeapStatus status = find_key(heap, dict, key, &hash, &index);
    if (status != HEAP_OK) {
        return status;
    }
    track_for(heap, dict, key);
    track_for(heap, dict, value);
    if (index < 0) {
        return insert_new(heap, dict, hash, key, value);
    }
    replace_value(heap, dict, index, value);
    return HEAP_OK;
}

// ---- taking out

HeapStatus dict_fail_key(Heap *heap, const Object *key) {
    char text[HEAP_ERROR_SIZE];
    bool cut;
    heap_repr(heap, key, text, sizeof text, &cut);
    return heap_fail(heap, HEAP_KEY_ERROR, "%s", text);
}

// After: a hole where the entry was; what it held is still counted.
static HeapStatus take_out(Heap *heap, DictObject *dict, Object *key, KeysEntry *out_entry) {
    int64_t hash = 0, index = -1;
    HeapStatus status = find_key(heap, dict, key, &hash, &index);
    if (status != HEAP_OK || index < 0) {
        return status != HEAP_OK ? status : dict_fail_key(heap, key);
    }
    if (dict_is_split(dict)) {
        *out_entry = (KeysEntry){0, ref_of(heap, split_take(heap, dict, index))};
        return HEAP_OK;
    }
    Keys *keys = keys_of(heap, dict);
    uint64_t rank = event_wanted(heap, HEAP_EVENT_SLOT) ? rank_of(heap, dict, index) : 0;
    *out_entry = *keys_entry(keys, index);
    keys_make_hole(heap, keys, index);
    dict->used--;
    tell_entry(heap, dict, rank, *out_entry, false);
    return HEAP_OK;
}

HeapStatus dict_delete(Heap *heap, Object *object, Object *key) {
    KeysEntry entry = {0, 0};
    HeapStatus status = take_out(heap, as_dict(object), key, &entry);
    if (status == HEAP_OK) {
        release_entry(heap, as_dict(object), entry);
    }
    return status;
}

HeapStatus dict_pop(Heap *heap, Object *object, Object *key, Object **out_object) {
    KeysEntry entry = {0, 0};
    if (as_dict(object)->used == 0) {
        return dict_fail_key(heap, key);  // Not hashed: the key may be unhashable.
    }
    HeapStatus status = take_out(heap, as_dict(object), key, &entry);
    if (status == HEAP_OK) {
        *out_object = slot_object(heap, entry.value);
        heap_hold(heap, *out_object);
        release_entry(heap, as_dict(object), entry);
    }
    return status;
}

static void tell_entries_gone(Heap *heap, DictObject *dict, Keys *keys) {
    for (int64_t i = 0; i < keys->entries; i++) {
        KeysEntry entry = *keys_entry(keys, i);
        if (entry.key != 0) {
            tell_entry(heap, dict, 0, entry, false);
        }
    }
}

// The table leaves the dict before what it holds dies, entry by entry; it goes after them.
void dict_clear(Heap *heap, Object *object) {
    DictObject *dict = as_dict(object);
    Ref table = dict->keys;
    if (table == 0) {
        return;
    }
    if (dict_is_split(dict)) {
        split_clear(heap, dict);
        return;
    }
    uint64_t size = dict_size(heap, object);
    Keys *keys = range_at(heap, table);
    heap->work += dict->used;
    dict->keys = 0;
    dict->used = 0;
    object_resized(heap, object, size);
    tell_entries_gone(heap, dict, keys);
    for (int64_t i = 0; i < keys->entries; i++) {
        KeysEntry entry = *keys_entry(keys, i);
        if (entry.key != 0) {
            release_entry(heap, dict, entry);
        }
    }
    keys_free(heap, object, table);
}

// ---- making

// The table, if there is one, was made before the dict and was not told yet; on failure it is
// freed.
static HeapStatus new_with_table(Heap *heap, Ref keys, uint8_t flags, unsigned free_list,
                                 Object **out_dict) {
    Object *object;
    HeapStatus status = object_new(heap, HEAP_DICT, DICT_BYTES, free_list, &object);
    if (status != HEAP_OK) {
        if (keys != 0) {
            keys_free(heap, NULL, keys);
        }
        return status;
    }
    DictObject *dict = as_dict(object);
    dict->used = dict->guarded = 0;
    dict->owner = dict->keys = dict->next_dict = dict->previous_dict = 0;
    dict->values = (Values){0};
    object->flags |= flags;
    object_announce(heap, object);
    if (heap->profile->tracks_every_dict) {
        gc_track(heap, object);
    }
    dict->keys = keys;
    if (keys != 0 && events_wanted(heap)) {
        event_block(heap, HEAP_EVENT_BLOCK_ALLOC, object,
                    block_describe(heap, "keys", keys, keys_bytes(range_at(heap, keys))));
        object_resized(heap, object, DICT_BYTES);
    }
    *out_dict = object;
    return HEAP_OK;
}

HeapStatus dict_new(Heap *heap, uint8_t flags, Object **out_dict) {
    return new_with_table(heap, 0, flags, FREE_DICT, out_dict);
}

HeapStatus dict_new_fresh(Heap *heap, Object **out_dict) {
    return new_with_table(heap, 0, 0, FREE_LISTS, out_dict);
}

// A display of 6 to 15 pairs makes a table of the right size before the dict; others start empty.
static bool is_presized(size_t pair_count) {
    return pair_count >= 6 && pair_count <= 15;
}

static KeysKind kind_for(Object *const *pairs, size_t pair_count) {
    for (size_t i = 0; i < pair_count; i++) {
        if (pairs[2 * i]->kind != HEAP_STR) {
            return KEYS_GENERAL;
        }
    }
    return KEYS_STR;
}

HeapStatus heap_new_dict(Heap *heap, Object *const *pairs, size_t pair_count, Object **out_object) {
    Ref keys = 0;
    if (is_presized(pair_count)) {
        keys = keys_new(heap, NULL, log2_for(heap, (pair_count * 3 + 1) / 2),
                        kind_for(pairs, pair_count), true);
        if (keys == 0) {
            return heap_refuse_memory(heap);
        }
    }
    Object *dict;
    HeapStatus status = new_with_table(heap, keys, 0, FREE_DICT, &dict);
    if (status != HEAP_OK) {
        return status;
    }
    for (size_t i = 0; status == HEAP_OK && i < pair_count; i++) {
        status = dict_set(heap, dict, pairs[2 * i], pairs[2 * i + 1]);
    }
    if (status != HEAP_OK) {
        heap_drop(heap, dict);
        return status;
    }
    *out_object = dict;
    return HEAP_OK;
}

static void copy_entry(Heap *heap, DictObject *copy, const KeysEntry *entry, int64_t hash) {
    Keys *keys = keys_of(heap, copy);
    Object *key = slot_object(heap, entry->key), *value = slot_object(heap, entry->value);
    if (key == NULL) {  // A hole stays a hole.
        *keys_entry(keys, keys->entries++) = (KeysEntry){0, 0};
        keys->usable--;
        return;
    }
    keys_append(heap, keys, hash, key, value);
    retain_entry(heap, copy, key, value);
    tell_entry(heap, copy, copy->used, *entry, true);
    copy->used++;
}

static void copy_entries(Heap *heap, DictObject *copy, Keys *from) {
    for (int64_t i = 0; i < from->entries; i++) {
        const KeysEntry *entry = keys_entry(from, i);
        int64_t hash = entry->key == 0 ? 0 : keys_entry_hash(heap, from, i);
        copy_entry(heap, copy, entry, hash);
    }
    heap->work += (uint64_t)from->entries;
}

HeapStatus dict_clone(Heap *heap, Object *object, uint8_t flags, Object **out_dict) {
    if (dict_is_split(as_dict(object))) {
        return split_copy(heap, object, flags, out_dict);
    }
    Keys *from = keys_of(heap, as_dict(object));
    Ref table = keys_new(heap, NULL, from->log2_size, (KeysKind)from->kind, false);
    if (table == 0) {
        return heap_refuse_memory(heap);
    }
    Object *copy;
    HeapStatus status = new_with_table(heap, table, flags, FREE_DICT, &copy);
    if (status != HEAP_OK) {
        return status;
    }
    copy_entries(heap, as_dict(copy), from);
    dict_track_like(heap, copy, object);
    *out_dict = copy;
    return HEAP_OK;
}

HeapStatus dict_clone_into(Heap *heap, Object *object, Object *source) {
    DictObject *dict = as_dict(object);
    Keys *from = keys_of(heap, as_dict(source));
    Ref table = keys_new(heap, object, from->log2_size, (KeysKind)from->kind, false);
    if (table == 0) {
        return heap_refuse_memory(heap);
    }
    if (dict_is_split(dict)) {
        split_change_table(heap, dict, table);
    } else {
        change_table(heap, dict, table);
    }
    copy_entries(heap, dict, from);
    return HEAP_OK;
}
