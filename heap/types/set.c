#include "heap/types/set.h"

#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"
#include "heap/refusals.h"
#include "heap/types/dict.h"
#include "heap/types/set_object.h"

bool set_is_any(const Object *object) {
    return object->kind == HEAP_SET || object->kind == HEAP_FROZENSET;
}

size_t set_length(const Object *set) {
    return (size_t)as_set(set)->used;
}

bool set_next(const Heap *heap, const Object *set, uint32_t *cursor, Object **out_element) {
    SetTable table = set_table_of(heap, as_set(set));
    const SetEntry *entry = set_table_next(&table, cursor);
    if (entry != NULL) {
        *out_element = slot_object(heap, entry->key);
    }
    return entry != NULL;
}

// ---- slots, for the observer: one for each element, in the order of the table

static HeapHolder element_slot(const SetObject *set, Object *element) {
    HeapHolder slot = holder_keyed(HEAP_HOLDER_ELEMENT, &set->base, element);
    slot.object = element;
    return slot;
}

static uint64_t rank_of(Heap *heap, const SetTable *table, uint64_t place) {
    uint64_t rank = 0;
    heap->work += place / 8;
    for (uint64_t i = 0; i < place; i++) {
        rank += set_entry_is_live(&table->entries[i]);
    }
    return rank;
}

// The element at the place appears in its slot, or is about to vanish from it.
static void tell_slot(Heap *heap, SetObject *set, uint64_t place, bool appears) {
    heap->mutations++;
    if (event_wanted(heap, HEAP_EVENT_SLOT)) {
        SetTable table = set_table_of(heap, set);
        Object *element = slot_object(heap, table.entries[place].key);
        event_slot(heap, element_slot(set, element), rank_of(heap, &table, place),
                   appears ? NULL : element, appears ? element : NULL);
    }
}

// How many elements come first in both tables, in the same order.
static uint32_t common_begin(const SetTable *a, const SetTable *b) {
    uint32_t cursor_a = 0, cursor_b = 0, count = 0;
    const SetEntry *one = set_table_next(a, &cursor_a), *other = set_table_next(b, &cursor_b);
    while (one != NULL && other != NULL && one->key == other->key) {
        count++;
        one = set_table_next(a, &cursor_a);
        other = set_table_next(b, &cursor_b);
    }
    return count;
}

// Slots that stand in another order now leave from the last on, and come back in the new order.
static void tell_reordered(Heap *heap, SetObject *set, const SetTable *from, const SetTable *to) {
    if (!event_wanted(heap, HEAP_EVENT_SLOT)) {
        return;
    }
    uint32_t stays = common_begin(from, to), rank = (uint32_t)to->used;
    for (uint64_t i = from->mask + 1; i-- > 0 && rank > stays;) {
        if (set_entry_is_live(&from->entries[i])) {
            Object *element = slot_object(heap, from->entries[i].key);
            event_slot(heap, element_slot(set, element), --rank, element, NULL);
        }
    }
    const SetEntry *entry;
    uint32_t cursor = 0;
    for (uint32_t at = 0; (entry = set_table_next(to, &cursor)) != NULL; at++) {
        if (at >= stays) {
            Object *element = slot_object(heap, entry->key);
            event_slot(heap, element_slot(set, element), at, NULL, element);
        }
    }
}

// ---- growing

void set_place(Heap *heap, SetObject *set, uint64_t place, Object *element, int64_t hash) {
    SetTable table = set_table_of(heap, set);
    set_table_put(&table, place, (SetEntry){ref_of(heap, element), hash});
    set_store_table(set, &table);
    heap->work += 2;
    object_retain(heap, element, element_slot(set, element));
    tell_slot(heap, set, place, true);
}

// A table of the new size, empty and not announced as the set's; the small one is in the set.
static HeapStatus open_table(Heap *heap, SetObject *set, uint64_t size) {
    Ref block = 0;
    if (size > SET_MIN_ENTRIES) {
        block = block_new(heap, &set->base, "table", size * sizeof(SetEntry));
        if (block == 0) {
            return heap_refuse_memory(heap);
        }
    }
    set->table = block;
    set->mask = size - 1;
    set->fill = set->used = 0;
    memset(set_table_of(heap, set).entries, 0, size * sizeof(SetEntry));
    return HEAP_OK;
}

// As set_clear(), what leaves the small table is copied first.
HeapStatus set_resize(Heap *heap, SetObject *set, uint64_t least) {
    uint64_t bytes = set_size(heap, &set->base), size = set_table_size_for(least);
    SetEntry copy[SET_MIN_ENTRIES];
    SetTable old = set_table_of(heap, set);
    Ref block = (Ref)set->table;
    if (block == 0) {
        if (size == SET_MIN_ENTRIES && old.fill == old.used) {
            return HEAP_OK;
        }
        memcpy(copy, set->small, sizeof copy);
        old.entries = copy;
    }
    HeapStatus status = open_table(heap, set, size);
    if (status != HEAP_OK) {
        return status;
    }
    SetTable table = set_table_of(heap, set);
    set_table_refill(heap, &table, &old);
    set_store_table(set, &table);
    heap->work += old.mask + 1;
    tell_reordered(heap, set, &old, &table);
    if (block != 0) {
        block_free(heap, &set->base, "table", block, (old.mask + 1) * sizeof(SetEntry));
    }
    object_resized(heap, &set->base, bytes);
    return HEAP_OK;
}

HeapStatus set_add_hashed(Heap *heap, Object *object, Object *element, int64_t hash) {
    SetObject *set = as_set(object);
    SetTable table = set_table_of(heap, set);
    int64_t place = -1;
    HeapStatus status = set_table_find(heap, &table, element, hash, &place);
    if (status != HEAP_OK || place >= 0) {
        return status;
    }
    set_place(heap, set, set_table_room(heap, &table, hash), element, hash);
    bool fills = set->fill > table.fill;  // A dummy taken again fills nothing.
    table = set_table_of(heap, set);
    return fills && set_table_is_crowded(&table, 0)
               ? set_resize(heap, set, set_table_growth(&table))
               : HEAP_OK;
}

HeapStatus set_add(Heap *heap, Object *set, Object *element) {
    int64_t hash = 0;
    HeapStatus status = hash_as_element(heap, element, &hash);
    return status == HEAP_OK ? set_add_hashed(heap, set, element, hash) : status;
}

// ---- taking out

// A dummy stays at the place. The element is given with a hold.
static Object *take_out(Heap *heap, SetObject *set, uint64_t place) {
    SetTable table = set_table_of(heap, set);
    Object *element = slot_object(heap, table.entries[place].key);
    tell_slot(heap, set, place, false);
    table.entries[place] = (SetEntry){SET_DUMMY, -1};
    set->used--;
    heap_hold(heap, element);
    object_release(heap, element, element_slot(set, element));
    return element;
}

static HeapStatus discard_hashable(Heap *heap, Object *object, Object *key, bool *out_found) {
    SetTable table = set_table_of(heap, as_set(object));
    int64_t hash = 0, place = -1;
    HeapStatus status = hash_as_element(heap, key, &hash);
    if (status == HEAP_OK) {
        status = set_table_find(heap, &table, key, hash, &place);
    }
    if (status != HEAP_OK) {
        return status;
    }
    *out_found = place >= 0;
    if (place >= 0) {
        heap_drop(heap, take_out(heap, as_set(object), (uint64_t)place));
    }
    return HEAP_OK;
}

// CPython looks for a frozenset that it makes of the key, because the set itself has no hash.
HeapStatus set_discard(Heap *heap, Object *set, Object *key, bool *out_found) {
    if (key->kind != HEAP_SET) {
        return discard_hashable(heap, set, key, out_found);
    }
    Object *frozen;
    HeapStatus status = set_new_from(heap, HEAP_FROZENSET, key, &frozen);
    if (status == HEAP_OK) {
        status = discard_hashable(heap, set, frozen, out_found);
        heap_drop(heap, frozen);
    }
    return status;
}

HeapStatus set_remove(Heap *heap, Object *set, Object *key) {
    bool found = false;
    HeapStatus status = set_discard(heap, set, key, &found);
    return status != HEAP_OK || found ? status : dict_fail_key(heap, key);
}

HeapStatus set_pop(Heap *heap, Object *object, Object **out_object) {
    SetObject *set = as_set(object);
    if (set->used == 0) {
        return heap_fail(heap, HEAP_KEY_ERROR, "'pop from an empty set'");
    }
    SetTable table = set_table_of(heap, set);
    uint64_t place = set->finger & table.mask;
    while (!set_entry_is_live(&table.entries[place])) {
        place = (place + 1) & table.mask;
        heap->work++;
    }
    set->finger = place + 1;
    *out_object = take_out(heap, set, place);
    return HEAP_OK;
}

static void tell_emptied(Heap *heap, SetObject *set, const SetTable *table) {
    uint32_t rank = (uint32_t)table->used;
    for (uint64_t i = table->mask + 1; i-- > 0 && rank > 0;) {
        if (set_entry_is_live(&table->entries[i])) {
            Object *element = slot_object(heap, table->entries[i].key);
            event_slot(heap, element_slot(set, element), --rank, element, NULL);
        }
    }
}

// The table leaves the set before its elements die, in its order; a large one goes after them.
void set_clear(Heap *heap, Object *object) {
    SetObject *set = as_set(object);
    SetEntry copy[SET_MIN_ENTRIES];
    SetTable table = set_table_of(heap, set);
    uint64_t bytes = set_size(heap, object);
    Ref block = (Ref)set->table;
    if (block == 0) {
        memcpy(copy, set->small, sizeof copy);
        table.entries = copy;
    }
    memset(set->small, 0, sizeof set->small);
    set->fill = set->used = 0;
    set->mask = SET_MIN_ENTRIES - 1;
    set->table = 0;
    set->hash = -1;
    heap->work += table.mask / 8;
    object_resized(heap, object, bytes);
    tell_emptied(heap, set, &table);
    const SetEntry *entry;
    for (uint32_t cursor = 0; (entry = set_table_next(&table, &cursor)) != NULL;) {
        Object *element = slot_object(heap, entry->key);
        object_release(heap, element, element_slot(set, element));
    }
    if (block != 0) {
        block_free(heap, object, "table", block, (table.mask + 1) * sizeof(SetEntry));
    }
}
