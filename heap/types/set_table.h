// The table of a set: open addressing in entries of 16 bytes, without an order of insertion.
// Private to the files of sets, their check, equal.c and order.c.
//
// As CPython's setobject.c: from the place that a hash gives, the nine entries behind it are tried
// too, if the table has so many; then the next place comes from the perturbed hash. A deleted entry
// leaves a dummy, which an insertion takes again: the last one on its way.
//
// Always: fill = used + dummies < size, and every element is found by its hash.
#pragma once

#include "heap/object.h"

enum { SET_MIN_ENTRIES = 8, SET_DUMMY = 1 };  // No object is at Ref 1.

typedef struct {
    Slot key;      // 0: never used; SET_DUMMY: deleted.
    int64_t hash;  // -1 of a dummy, 0 of an entry never used.
} SetEntry;

typedef struct {
    SetEntry *entries;
    uint64_t mask;  // Entries - 1; their number is a power of two.
    int64_t fill, used;
} SetTable;

static inline bool set_entry_is_live(const SetEntry *entry) {
    return entry->key > SET_DUMMY;
}

// The walk through the places where an element with a hash may stand.
typedef struct {
    uint64_t base, perturb, place;
    unsigned left;  // Neighbours still to be tried.
} SetProbe;

SetProbe set_probe_start(const SetTable *table, int64_t hash);
// Moves from the probe's place on to an entry that has the hash; false when an entry never used
// comes first. To go on after a candidate: set_probe_next().
bool set_probe_candidate(Heap *heap, const SetTable *table, int64_t hash, SetProbe *probe);
void set_probe_next(const SetTable *table, SetProbe *probe);

// The place of an equal element, -1 if there is none; comparing may fail. `key` may be a scratch
// object.
MUST_USE HeapStatus set_table_find(Heap *heap, const SetTable *table, Object *key, int64_t hash,
                                   int64_t *out_place);
// Where an element that is not there belongs.
uint64_t set_table_room(Heap *heap, const SetTable *table, int64_t hash);
// Puts an element there. Counts nothing.
void set_table_put(SetTable *table, uint64_t place, SetEntry entry);
// With so many entries more in use, CPython takes a larger table.
bool set_table_is_crowded(const SetTable *table, int64_t more);
// Entries of the table that CPython takes for more than `least` elements.
uint64_t set_table_size_for(uint64_t least);
// After an insertion into a crowded table, the `least` for the next.
uint64_t set_table_growth(const SetTable *table);
// The live entries in order. *cursor starts at 0 and is the place after the last.
const SetEntry *set_table_next(const SetTable *table, uint32_t *cursor);
// Puts all elements of one table into an empty one that has room for them.
void set_table_refill(Heap *heap, SetTable *to, const SetTable *from);
