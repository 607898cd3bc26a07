// How a set lies in memory. Private to the files of sets and the check of objects.
#pragma once

#include "heap/types/set_table.h"

// As CPython's PySetObject, for set and frozenset. The table of eight entries is part of it.
typedef struct {
    Object base;
    int64_t fill, used;
    uint64_t mask;
    Slot table;       // The block of a larger table, or 0.
    int64_t hash;     // Of a frozenset; -1: not computed yet.
    uint64_t finger;  // Where the next pop() begins to look.
    SetEntry small[SET_MIN_ENTRIES];
    Ref weakrefs;
    uint32_t unused;
} SetObject;
_Static_assert(sizeof(SetObject) == 200, "216 with the GcHeader");

enum { SET_BYTES = 216 };

static inline SetObject *as_set(const Object *object) {
    return (SetObject *)(uintptr_t)object;
}

// The table as it stands now; set_store_table() puts back what was changed in it.
SetTable set_table_of(const Heap *heap, const SetObject *set);
void set_store_table(SetObject *set, const SetTable *table);
uint64_t set_size(const Heap *heap, const Object *object);  // sys.getsizeof

// ---- for set.c and set_new.c

// Puts an element that is not there at its place, holds it, and tells.
void set_place(Heap *heap, SetObject *set, uint64_t place, Object *element, int64_t hash);
// After: the table has the smallest size above `least`, and no dummies.
MUST_USE HeapStatus set_resize(Heap *heap, SetObject *set, uint64_t least);
MUST_USE HeapStatus set_add_hashed(Heap *heap, Object *set, Object *element, int64_t hash);
// Adds all elements of a table that is not the set's own.
MUST_USE HeapStatus set_merge(Heap *heap, SetObject *set, const SetTable *other);
