// How sets are made and filled from others.
#include <stdlib.h>
#include <string.h>

#include "heap/gc/gc.h"
#include "heap/iteration.h"
#include "heap/refusals.h"
#include "heap/state.h"
#include "heap/types/dict.h"
#include "heap/types/set.h"
#include "heap/types/set_object.h"
#include "heap/types/str.h"

HeapStatus set_new(Heap *heap, HeapKind kind, Object **out_set) {
    Object *object;
    HeapStatus status = object_new(heap, kind, SET_BYTES, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        return status;
    }
    *as_set(object) = (SetObject){.base = *object, .mask = SET_MIN_ENTRIES - 1, .hash = -1};
    object_announce(heap, object);
    if (kind == HEAP_SET || heap->profile->tracks_every_frozenset) {
        gc_track(heap, object);
    }
    *out_set = object;
    return HEAP_OK;
}

static void note_trackable(Heap *heap, Object *element, void *context) {
    bool *found = context;
    *found = *found || object_may_be_tracked(heap, element);
}

// The set is full.
static void track_made(Heap *heap, Object *set) {
    bool found = false;
    if (!gc_is_tracked(set)) {
        object_type(set)->traverse(heap, set, note_trackable, &found);
    }
    if (found) {
        gc_track(heap, set);
    }
}

// ---- filling

// As CPython: one resize at the start, in the hope that few elements are there already.
static HeapStatus make_room(Heap *heap, SetObject *set, int64_t more) {
    SetTable table = set_table_of(heap, set);
    return set_table_is_crowded(&table, more)
               ? set_resize(heap, set, (uint64_t)(set->used + more) * 2)
               : HEAP_OK;
}

// An empty table takes over the places of one of the same size without dummies; elsewhere the
// elements go where they belong, in the order in which they come.
static HeapStatus add_all(Heap *heap, SetObject *set, const SetTable *other) {
    bool empty = set->fill == 0;
    bool in_place = empty && set->mask == other->mask && other->fill == other->used;
    HeapStatus status = HEAP_OK;
    const SetEntry *entry;
    for (uint32_t cursor = 0;
         status == HEAP_OK && (entry = set_table_next(other, &cursor)) != NULL;) {
        Object *element = slot_object(heap, entry->key);
        if (!empty) {
            status = set_add_hashed(heap, &set->base, element, entry->hash);
        } else {
            SetTable table = set_table_of(heap, set);
            uint64_t place = in_place ? cursor - 1 : set_table_room(heap, &table, entry->hash);
            set_place(heap, set, place, element, entry->hash);
            status = heap_check_budget(heap);
        }
    }
    return status;
}

HeapStatus set_merge(Heap *heap, SetObject *set, const SetTable *other) {
    if (other->used == 0) {
        return HEAP_OK;
    }
    HeapStatus status = make_room(heap, set, other->used);
    return status == HEAP_OK ? add_all(heap, set, other) : status;
}

static HeapStatus add_keys(Heap *heap, SetObject *set, Object *dict) {
    HeapStatus status = make_room(heap, set, (int64_t)dict_length(dict));
    Object *key, *value;
    uint32_t cursor = 0;
    while (status == HEAP_OK && dict_next(heap, dict, &cursor, &key, &value)) {
        status = set_add(heap, &set->base, key);
    }
    return status;
}

static HeapStatus add_iterated(Heap *heap, Object *set, Object *source) {
    Iteration iteration;
    HeapStatus status = iteration_begin(heap, source, &iteration);
    if (status != HEAP_OK) {
        return status;
    }
    Object *item = NULL;
    status = iteration_next(heap, &iteration, &item);
    while (status == HEAP_OK && item != NULL) {
        status = set_add(heap, set, item);
        heap_drop(heap, item);
        if (status == HEAP_OK) {
            status = iteration_next(heap, &iteration, &item);
        }
    }
    iteration_end(heap, &iteration);
    return status;
}

HeapStatus set_update(Heap *heap, Object *set, Object *source) {
    if (set_is_any(source)) {
        SetTable other = set_table_of(heap, as_set(source));
        return source == set ? HEAP_OK : set_merge(heap, as_set(set), &other);
    }
    return source->kind == HEAP_DICT ? add_keys(heap, as_set(set), source)
                                     : add_iterated(heap, set, source);
}

// The hold on a set that is made, or nothing.
static HeapStatus give(Heap *heap, Object *set, HeapStatus status, Object **out_set) {
    if (status != HEAP_OK) {
        heap_drop(heap, set);
        return status;
    }
    *out_set = set;
    return HEAP_OK;
}

HeapStatus set_new_from(Heap *heap, HeapKind kind, Object *source, Object **out_set) {
    Object *set;
    HeapStatus status = set_new(heap, kind, &set);
    if (status != HEAP_OK) {
        return status;
    }
    status = set_update(heap, set, source);
    track_made(heap, set);
    return give(heap, set, status, out_set);
}

// ---- displays of constants
//
// The compiler makes a frozenset of the items, then another of what that one lists (while it looks
// for equal constants), and a third if a word among them was interned before and is another object
// now. The display is a copy of the last: each has the order that its predecessor listed.

static HeapStatus grow(Heap *heap, SetTable *table) {
    SetTable grown = {.mask = set_table_size_for(set_table_growth(table)) - 1};
    grown.entries = calloc(grown.mask + 1, sizeof *grown.entries);
    if (grown.entries == NULL) {
        return heap_fail(heap, HEAP_NO_MEMORY, "no memory for a set of constants");
    }
    set_table_refill(heap, &grown, table);
    free(table->entries);
    *table = grown;
    return HEAP_OK;
}

static HeapStatus add_constant(Heap *heap, SetTable *table, Object *item) {
    int64_t hash = 0, place = -1;
    HeapStatus status = hash_as_element(heap, item, &hash);
    if (status == HEAP_OK) {
        status = set_table_find(heap, table, item, hash, &place);
    }
    if (status != HEAP_OK || place >= 0) {
        return status;
    }
    set_table_put(table, set_table_room(heap, table, hash), (SetEntry){ref_of(heap, item), hash});
    return set_table_is_crowded(table, 0) ? grow(heap, table) : HEAP_OK;
}

// A table as frozenset(items) has it. On failure there is nothing to free.
static HeapStatus fill_constants(Heap *heap, Object *const *items, size_t count,
                                 SetTable *out_table) {
    SetTable table = {.mask = SET_MIN_ENTRIES - 1};
    table.entries = calloc(SET_MIN_ENTRIES, sizeof *table.entries);
    HeapStatus status = table.entries != NULL
                            ? HEAP_OK
                            : heap_fail(heap, HEAP_NO_MEMORY, "no memory for a set of constants");
    for (size_t i = 0; status == HEAP_OK && i < count; i++) {
        status = add_constant(heap, &table, items[i]);
    }
    if (status == HEAP_OK) {
        *out_table = table;
    } else {
        free(table.entries);
    }
    return status;
}

// *table becomes that of a frozenset of what it lists.
static HeapStatus fill_again(Heap *heap, SetTable *table) {
    size_t count = 0;
    Object **items = calloc((size_t)table->used + 1, sizeof *items);
    if (items == NULL) {
        return heap_fail(heap, HEAP_NO_MEMORY, "no memory for a set of constants");
    }
    const SetEntry *entry;
    for (uint32_t cursor = 0; (entry = set_table_next(table, &cursor)) != NULL;) {
        items[count++] = slot_object(heap, entry->key);
    }
    SetTable again;
    HeapStatus status = fill_constants(heap, items, count, &again);
    if (status == HEAP_OK) {
        free(table->entries);
        *table = again;
    }
    free(items);
    return status;
}

// A literal that is an older object was interned when it was read. Of single characters only those
// that the interpreter has interned itself: the others' literals are the preallocated strings.
static bool was_interned_before(const Heap *heap, const Object *item) {
    if (item->kind != HEAP_STR || str_length(item) == 0 || !str_is_word(heap, item)) {
        return false;
    }
    return str_length(item) > 1
               ? item->flags & OBJECT_WAS_HELD
               : strchr(heap->profile->interned_letters, (int)str_character(heap, item, 0)) != NULL;
}

static HeapStatus constants_table(Heap *heap, Object *const *items, size_t count,
                                  SetTable *out_table) {
    bool third = false;
    for (size_t i = 0; i < count; i++) {
        third = third || was_interned_before(heap, items[i]);
    }
    SetTable table;
    HeapStatus status = fill_constants(heap, items, count, &table);
    if (status != HEAP_OK) {
        return status;
    }
    uint32_t again = heap->profile->set_display_refills + third;
    for (; status == HEAP_OK && again > 0; again--) {
        status = fill_again(heap, &table);
    }
    if (status != HEAP_OK) {
        free(table.entries);
        return status;
    }
    *out_table = table;
    return HEAP_OK;
}

static HeapStatus add_constants(Heap *heap, Object *set, Object *const *items, size_t count) {
    SetTable constants;
    HeapStatus status = constants_table(heap, items, count, &constants);
    if (status == HEAP_OK) {
        status = set_merge(heap, as_set(set), &constants);
        free(constants.entries);
    }
    return status;
}

static HeapStatus add_items(Heap *heap, Object *set, Object *const *items, size_t count) {
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < count; i++) {
        status = set_add(heap, set, items[i]);
    }
    return status;
}

HeapStatus heap_new_set(Heap *heap, Object *const *items, size_t count, HeapSetDisplay display,
                        Object **out_object) {
    Object *set;
    HeapStatus status = set_new(heap, HEAP_SET, &set);
    if (status != HEAP_OK) {
        return status;
    }
    uint32_t limit = heap->profile->set_display_limit;
    bool at_once = display == HEAP_SET_CONSTANTS && count >= 3 && (limit == 0 || count <= limit);
    status = at_once ? add_constants(heap, set, items, count) : add_items(heap, set, items, count);
    return give(heap, set, status, out_object);
}
