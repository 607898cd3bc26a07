// heap_check() of each set: its table.
#include "heap/check/check.h"
#include "heap/types/set_object.h"

// Whether the way through the table that the noted hash gives meets the place before an entry never
// used.
static bool is_found(Check *check, const SetTable *table, uint64_t place) {
    int64_t hash = table->entries[place].hash;
    SetProbe probe = set_probe_start(table, hash);
    while (set_probe_candidate(check->heap, table, hash, &probe)) {
        if (probe.place == place) {
            return true;
        }
        set_probe_next(table, &probe);
    }
    return false;
}

// Hashing a tuple may go deep, and what a weakref led to may be gone: their hashes are taken as
// they stand there.
static bool hash_is_right(Check *check, const SetEntry *entry) {
    Object *element = slot_object(check->heap, entry->key);
    int64_t hash = entry->hash;
    if (element->kind == HEAP_TUPLE || element->kind == HEAP_WEAKREF) {
        return true;
    }
    return heap_hash(check->heap, element, &hash) == HEAP_OK && hash == entry->hash;
}

static void check_entry(Check *check, const Object *set, const SetTable *table, uint64_t place) {
    const SetEntry *entry = &table->entries[place];
    if (!set_entry_is_live(entry)) {
        check_expect(check, entry->hash == (entry->key == SET_DUMMY ? -1 : 0),
                     "entry %llu of set %u is free and has a hash", (unsigned long long)place,
                     set->id);
        return;
    }
    check_expect(check, hash_is_right(check, entry), "an element of set %u has another hash",
                 set->id);
    check_expect(check, is_found(check, table, place), "an element of set %u is not found",
                 set->id);
}

void check_set(Check *check, const Object *object) {
    SetTable table = set_table_of(check->heap, as_set(object));
    int64_t live = 0, dummies = 0;
    for (uint64_t place = 0; place <= table.mask; place++) {
        live += set_entry_is_live(&table.entries[place]);
        dummies += table.entries[place].key == SET_DUMMY;
    }
    check_expect(check, live == table.used && live + dummies == table.fill,
                 "set %u has %lld elements and %lld dummies, and counts others", object->id,
                 (long long)live, (long long)dummies);
    check_expect(check, !set_table_is_crowded(&table, 0), "the table of set %u is crowded",
                 object->id);
    for (uint64_t place = 0; place <= table.mask && check->holds; place++) {
        check_entry(check, object, &table, place);
    }
}
