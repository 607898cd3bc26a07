// What every type must answer, for set and frozenset.
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/state.h"
#include "heap/types/set.h"
#include "heap/types/set_object.h"

SetTable set_table_of(const Heap *heap, const SetObject *set) {
    SetEntry *small = (SetEntry *)(uintptr_t)set->small;
    return (SetTable){
        .entries = set->table == 0 ? small : range_at(heap, (Ref)set->table),
        .mask = set->mask,
        .fill = set->fill,
        .used = set->used,
    };
}

void set_store_table(SetObject *set, const SetTable *table) {
    set->fill = table->fill;
    set->used = table->used;
}

static uint64_t table_bytes(const SetObject *set) {
    return set->table == 0 ? 0 : (set->mask + 1) * sizeof(SetEntry);
}

uint64_t set_size(const Heap *heap, const Object *object) {
    (void)heap;
    return SET_BYTES + table_bytes(as_set(object));
}

// ---- the hash of a frozenset, which no order of its elements changes

static uint64_t shuffle_bits(uint64_t hash) {
    return ((hash ^ 89869747) ^ hash << 16) * 3644798167;
}

// The hashes of all entries, and then those of an odd number of dummies or unused ones taken back:
// what is left is the elements'.
static uint64_t mix_entries(const SetTable *table) {
    uint64_t hash = 0;
    for (uint64_t i = 0; i <= table->mask; i++) {
        hash ^= shuffle_bits((uint64_t)table->entries[i].hash);
    }
    hash ^= ((int64_t)table->mask + 1 - table->fill) % 2 != 0 ? shuffle_bits(0) : 0;
    hash ^= (table->fill - table->used) % 2 != 0 ? shuffle_bits(UINT64_MAX) : 0;
    return hash;
}

int64_t set_hash(const Heap *heap, Object *frozenset) {
    SetObject *set = as_set(frozenset);
    if (set->hash == -1) {
        SetTable table = set_table_of(heap, set);
        uint64_t hash = mix_entries(&table) ^ ((uint64_t)set->used + 1) * 1927868237;
        hash ^= hash >> 11 ^ hash >> 25;
        hash = hash * 69069 + 907133923;
        set->hash = hash == UINT64_MAX ? 590923713 : (int64_t)hash;
    }
    return set->hash;
}

// ---- the types

static uint64_t set_block_size(const Heap *heap, const Object *object) {
    (void)heap, (void)object;
    return SET_BYTES;
}

static bool set_extra_block(const Heap *heap, const Object *object, unsigned index,
                            HeapBlock *out_block) {
    const SetObject *set = as_set(object);
    if (index > 0 || set->table == 0) {
        return false;
    }
    *out_block = block_describe(heap, "table", (Ref)set->table, table_bytes(set));
    return true;
}

static bool set_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                          HeapHolder *out_holder) {
    Object *element;
    if (!set_next(heap, object, cursor, &element)) {
        return false;
    }
    *out_holder = holder_keyed(HEAP_HOLDER_ELEMENT, object, element);
    out_holder->object = element;
    return true;
}

static void set_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                         void *context) {
    Object *element;
    for (uint32_t cursor = 0; set_next(heap, object, &cursor, &element);) {
        visit(heap, element, context);
    }
}

static ReleaseStep set_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    Object *element = NULL;
    bool there = set_next(heap, object, cursor, &element);
    return (ReleaseStep){element, !there};
}

static Ref *set_weakrefs(const Heap *heap, Object *object) {
    (void)heap;
    return &as_set(object)->weakrefs;
}

static void set_free_memory(Heap *heap, Object *object) {
    const SetObject *set = as_set(object);
    if (set->table != 0) {
        block_free(heap, object, "table", (Ref)set->table, table_bytes(set));
    }
    object_free_block(heap, object, SET_BYTES, FREE_LISTS);
}

const Type set_type = {
    .name = "set",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = set_size,
    .block_size = set_block_size,
    .extra_block = set_extra_block,
    .next_slot = set_next_slot,
    .traverse = set_traverse,
    .clear = set_clear,
    .release_next = set_release_next,
    .weakrefs = set_weakrefs,
    .free_memory = set_free_memory,
};

const Type frozenset_type = {
    .name = "frozenset",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = set_size,
    .block_size = set_block_size,
    .extra_block = set_extra_block,
    .next_slot = set_next_slot,
    .traverse = set_traverse,
    .clear = set_clear,
    .release_next = set_release_next,
    .weakrefs = set_weakrefs,
    .free_memory = set_free_memory,
};
