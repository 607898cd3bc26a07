// heap_check() of each object: what its type promises of its fields, and whether the collector must
// know it.
#include "heap/check/check.h"
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/class.h"
#include "heap/types/dict_object.h"
#include "heap/types/instance_object.h"
#include "heap/types/list.h"
#include "heap/types/str.h"
#include "heap/types/weakref.h"

// ---- key tables

static int64_t index_at(const Keys *keys, uint64_t place) {
    const void *indices = keys + 1;
    if (keys->log2_size < 8) {
        return ((const int8_t *)indices)[place];
    }
    return keys->log2_size < 16 ? ((const int16_t *)indices)[place]
                                : ((const int32_t *)indices)[place];
}

// Whether CPython's probing meets the entry's number before a place that was never used. It visits
// every place before it has done size + 13 steps: by then nothing is left of 64 bits of hash.
static bool is_found(const Keys *keys, int64_t hash, int64_t entry) {
    enum { NEVER_USED = -1, PERTURB_SHIFT = 5, PERTURBED_STEPS = 13 };
    uint64_t mask = ((uint64_t)1 << keys->log2_size) - 1;
    uint64_t perturb = (uint64_t)hash, place = perturb & mask;
    for (uint64_t steps = 0; steps <= mask + PERTURBED_STEPS; steps++) {
        int64_t index = index_at(keys, place);
        if (index == entry || index == NEVER_USED) {
            return index == entry;
        }
        perturb >>= PERTURB_SHIFT;
        place = (place * 5 + perturb + 1) & mask;
    }
    return false;
}

// Comparing and hashing may go deep, so the entry of a general table is only looked for, and the
// hash of a tuple is taken as it stands there.
static bool general_entry_is_found(Heap *heap, Keys *keys, int64_t index, Object *key) {
    int64_t noted = keys_entry_hash(heap, keys, index), hash = noted;
    bool hashed = key->kind == HEAP_TUPLE || heap_hash(heap, key, &hash) == HEAP_OK;
    return hashed && hash == noted && is_found(keys, noted, index);
}

static bool entry_is_found(Heap *heap, Keys *keys, int64_t index) {
    Object *key = slot_object(heap, keys_entry(keys, index)->key);
    if (keys->kind == KEYS_GENERAL) {
        return general_entry_is_found(heap, keys, index, key);
    }
    return key->kind == HEAP_STR && keys_find_str(heap, keys, key) == index;
}

static uint64_t places_in_use(const Keys *keys) {
    uint64_t used = 0;
    for (uint64_t place = 0; place >> keys->log2_size == 0; place++) {
        used += index_at(keys, place) >= 0;
    }
    return used;
}

// Returns the number of live entries.
static uint64_t check_entries(Check *check, const Object *dict, Keys *keys) {
    uint64_t live = 0;
    for (int64_t i = 0; i < keys->entries; i++) {
        const KeysEntry *entry = keys_entry(keys, i);
        check_expect(check, (entry->key == 0) == (entry->value == 0),
                     "an entry of dict %u is half a hole", dict->id);
        if (entry->key != 0) {
            check_expect(check, entry_is_found(check->heap, keys, i),
                         "entry %lld of dict %u is not found by its key", (long long)i, dict->id);
            live++;
        }
    }
    return live;
}

// Not by looking at `object`, whose memory may be gone.
static bool is_alive(const Check *check, const Object *object) {
    uint64_t address = range_virtual_address(ref_of(check->heap, object));
    size_t low = 0, high = check->block_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (check->blocks[middle].start <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && check->blocks[low - 1].owner == object;
}

static bool is_among_sharers(const Heap *heap, const Keys *keys, const Object *dict) {
    Ref ref = keys->first_dict, previous = 0;
    while (ref != 0 && ref != ref_of(heap, dict)) {
        previous = ref;
        ref = as_dict(object_at(heap, ref))->next_dict;
    }
    return ref != 0 && as_dict(dict)->previous_dict == previous;
}

static bool uses_values_of_owner(const Check *check, const DictObject *dict) {
    const Object *owner = object_at(check->heap, dict->owner);
    return is_alive(check, owner) && dict_of(check->heap, owner) == &dict->base;
}

// The dict of an instance: its values are in the order of their slots, as many as it counts.
static void check_split(Check *check, const Object *object) {
    const DictObject *dict = as_dict(object);
    const Keys *keys = keys_of(check->heap, dict);
    uint64_t set = 0;
    for (unsigned slot = 0; slot < dict->values.slots; slot++) {
        set += *values_slot(check->heap, dict->values, slot) != 0;
    }
    check_expect(check, set == dict->used && set == values_used(check->heap, dict->values),
                 "dict %u has %llu values, %llu counted", object->id, (unsigned long long)set,
                 (unsigned long long)dict->used);
    check_expect(check, dict->owner == 0 || uses_values_of_owner(check, dict),
                 "dict %u uses the values of an instance that has another", object->id);
    check_expect(check, keys->kind == KEYS_SHARED && keys->entries <= dict->values.slots,
                 "dict %u has no room for the names it shares", object->id);
    check_expect(check, is_among_sharers(check->heap, keys, object),
                 "the names of dict %u do not know it", object->id);
    check_expect(check, is_alive(check, object_at(check->heap, keys->owner)),
                 "nobody owns the names of dict %u", object->id);
}

static void check_dict(Check *check, const Object *object) {
    const DictObject *dict = as_dict(object);
    Keys *keys = keys_of(check->heap, dict);
    if (dict_is_split(dict)) {
        check_split(check, object);
        return;
    }
    if (keys == NULL) {
        check_expect(check, dict->used == 0, "dict %u has no table and %llu entries", object->id,
                     (unsigned long long)dict->used);
        return;
    }
    check_expect(check, keys->usable + keys->entries == keys_usable_for(keys->log2_size),
                 "the table of dict %u has %lld usable and %lld made entries of %lld", object->id,
                 (long long)keys->usable, (long long)keys->entries,
                 (long long)keys_usable_for(keys->log2_size));
    check_expect(check, keys->kind != KEYS_SHARED && keys->holders == 1,
                 "the table of dict %u is not its own", object->id);
    uint64_t live = check_entries(check, object, keys);
    check_expect(check, live == dict->used, "dict %u has %llu live entries, %llu counted",
                 object->id, (unsigned long long)live, (unsigned long long)dict->used);
    check_expect(check, live == places_in_use(keys),
                 "the index of dict %u has other entries than its table", object->id);
}

// ---- list, class, instance, weakref

static uint64_t extra_bytes(const Check *check, const Object *object) {
    HeapBlock block;
    bool there = object_type(object)->extra_block(check->heap, object, 0, &block);
    return there ? block.bytes : 0;
}

static void check_list(Check *check, const Object *list) {
    check_expect(check, list_length(list) * sizeof(Slot) <= extra_bytes(check, list),
                 "list %u has %zu items and no room for them", list->id, list_length(list));
}

// The short way to a finalizer finds what the long one finds.
static void check_finalizer(Check *check, Object *cls) {
    Object *found = NULL, *key = static_word(check->heap, STATIC_WORD_DEL);
    if (class_find_attribute(check->heap, cls, key, &found) == HEAP_OK) {
        check_expect(check, class_find_finalizer(check->heap, cls) == found,
                     "the finalizer of the instances of class %u is overlooked", cls->id);
    }
}

static void check_class(Check *check, Object *cls) {
    check_finalizer(check, cls);
    for (size_t i = 0; i < class_shared_name_count(check->heap, cls); i++) {
        Object *name = class_shared_name(check->heap, cls, i);
        check_expect(check,
                     name == NULL || class_find_shared_name(check->heap, cls, name) == (int64_t)i,
                     "the name %zu that instances of class %u share is not found", i, cls->id);
    }
}

// References as a sum that no order changes.
typedef struct {
    uint64_t count, sum;
} References;

static void add_reference(Heap *heap, Object *target, void *context) {
    References *references = context;
    references->count++;
    references->sum += ref_of(heap, target);
}

// The attributes in the order in which they were set are those that stand in slots.
static void check_order(Check *check, Object *instance) {
    References in_order = {0}, in_slots = {0};
    HeapHolder slot;
    for (uint32_t cursor = 0; heap_next_slot(check->heap, instance, &cursor, &slot);) {
        add_reference(check->heap, slot.object, &in_order);
    }
    object_type(instance)->traverse(check->heap, instance, add_reference, &in_slots);
    check_expect(check, in_order.count == in_slots.count && in_order.sum == in_slots.sum,
                 "the order of the attributes of object %u is not that of its slots", instance->id);
}

static void check_instance(Check *check, Object *instance) {
    bool passes_dict = check->heap->profile->traverse_passes_dict;
    if (!passes_dict || !instance_shares_values(check->heap, instance)) {
        check_order(check, instance);
    }
    Values values = values_of(check->heap, instance);
    const Object *cls = object_at(check->heap, instance->cls);
    size_t names = class_shared_name_count(check->heap, cls);
    check_expect(check, values.at == 0 || values.slots >= names,
                 "object %u has no room for all %zu names of its class", instance->id, names);
}

static bool stands_in_list(const Check *check, const Object *weakref, Object *target) {
    const Object *known = weakref_first(check->heap, target);
    while (known != NULL && known != weakref) {
        known = weakref_next(check->heap, known);
    }
    return known != NULL;
}

static void check_weakref(Check *check, const Object *weakref) {
    Object *target = weakref_target(check->heap, weakref);
    if (target == NULL) {
        check_expect(check, weakref_next(check->heap, weakref) == NULL,
                     "weakref %u is dead and stands in a list", weakref->id);
        return;
    }
    bool alive = object_is_static(target) || is_alive(check, target);
    check_expect(check, alive, "weakref %u refers to what is gone", weakref->id);
    check_expect(check, !alive || stands_in_list(check, weakref, target),
                 "weakref %u is not among those of object %u", weakref->id, target->id);
}

// Every object's list: each leads to it, and only the first may have no callback.
static void check_weakrefs(Check *check, Object *object) {
    Object *weakref = weakref_first(check->heap, object);
    for (bool first = true; weakref != NULL && check->holds; first = false) {
        bool alive = is_alive(check, weakref) && weakref->kind == HEAP_WEAKREF;
        check_expect(check, alive && weakref_target(check->heap, weakref) == object,
                     "the list of weakrefs to object %u is broken", object->id);
        if (alive) {
            check_expect(check, first || weakref_callback(check->heap, weakref) != NULL,
                         "weakref %u has no callback and is not the first to object %u",
                         weakref->id, object->id);
            weakref = weakref_next(check->heap, weakref);
        }
    }
}

// ---- tracking

static void note_trackable(Heap *heap, Object *target, void *context) {
    bool *found = context;
    *found = *found || object_may_be_tracked(heap, target);
}

static bool is_of_untracked_kind(const Profile *profile, const Object *object) {
    switch ((HeapKind)object->kind) {
    case HEAP_TUPLE: return true;
    case HEAP_DICT: return !profile->tracks_every_dict;
    case HEAP_FROZENSET: return !profile->tracks_every_frozenset;
    default: return false;
    }
}

// Some containers may be untracked while they hold nothing that the collector could care for.
static bool may_be_untracked(const Check *check, Object *object) {
    if (!is_of_untracked_kind(check->heap->profile, object)) {
        return false;
    }
    if (object->kind == HEAP_DICT && !check->heap->profile->attribute_tracks_dict) {
        return true;  // It may be, or have been, the dict of an instance.
    }
    bool found = false;
    object_type(object)->traverse(check->heap, object, note_trackable, &found);
    return !found;
}

static void check_tracked(Check *check, Object *object) {
    if (object_is_gc(object) && !gc_is_tracked(object)) {
        check_expect(check,
                     may_be_untracked(check, object) || count_is_saturated(check->heap, object),
                     "the collector does not know object %u (%s)", object->id,
                     object_type_name(check->heap, object));
    }
}

// ---- all

static void check_fields(Check *check, Object *object) {
    switch ((HeapKind)object->kind) {
    case HEAP_DICT: check_dict(check, object); break;
    case HEAP_SET:
    case HEAP_FROZENSET: check_set(check, object); break;
    case HEAP_LIST: check_list(check, object); break;
    case HEAP_CLASS: check_class(check, object); break;
    case HEAP_INSTANCE: check_instance(check, object); break;
    case HEAP_WEAKREF: check_weakref(check, object); break;
    default: break;
    }
}

void check_objects(Check *check) {
    Object *object;
    uint32_t cursor = 0;
    while (check->holds && heap_next_object(check->heap, &cursor, &object)) {
        if (!object_is_static(object)) {
            check_fields(check, object);
            check_weakrefs(check, object);
            check_tracked(check, object);
        }
    }
}
