#include "heap/types/set_table.h"

#include "heap/state.h"

enum { LINEAR_PROBES = 9, PERTURB_SHIFT = 5, LARGE_SET = 50000 };

// ---- probing

static unsigned neighbours(const SetTable *table, uint64_t place) {
    return place + LINEAR_PROBES <= table->mask ? LINEAR_PROBES : 0;
}

SetProbe set_probe_start(const SetTable *table, int64_t hash) {
    uint64_t place = (uint64_t)hash & table->mask;
    return (SetProbe){place, (uint64_t)hash, place, neighbours(table, place)};
}

void set_probe_next(const SetTable *table, SetProbe *probe) {
    if (probe->left > 0) {
        probe->left--;
        probe->place++;
        return;
    }
    probe->perturb >>= PERTURB_SHIFT;
    probe->base = (probe->base * 5 + 1 + probe->perturb) & table->mask;
    probe->place = probe->base;
    probe->left = neighbours(table, probe->place);
}

bool set_probe_candidate(Heap *heap, const SetTable *table, int64_t hash, SetProbe *probe) {
    for (;; set_probe_next(table, probe)) {
        const SetEntry *entry = &table->entries[probe->place];
        heap->work++;
        if (entry->key == 0) {
            return false;
        }
        if (entry->hash == hash) {
            return true;
        }
    }
}

HeapStatus set_table_find(Heap *heap, const SetTable *table, Object *key, int64_t hash,
                          int64_t *out_place) {
    SetProbe probe = set_probe_start(table, hash);
    while (set_probe_candidate(heap, table, hash, &probe)) {
        Object *found = slot_object(heap, table->entries[probe.place].key);
        bool same = found == key;
        HeapStatus status = same ? HEAP_OK : heap_equal(heap, found, key, &same);
        if (status == HEAP_OK) {
            status = heap_check_budget(heap);
        }
        if (status != HEAP_OK || same) {
            *out_place = (int64_t)probe.place;
            return status;
        }
        set_probe_next(table, &probe);
    }
    *out_place = -1;
    return HEAP_OK;
}

// ---- filling

uint64_t set_table_room(Heap *heap, const SetTable *table, int64_t hash) {
    SetProbe probe = set_probe_start(table, hash);
    const SetEntry *dummy = NULL;
    while (table->entries[probe.place].key != 0) {
        if (table->entries[probe.place].key == SET_DUMMY) {
            dummy = &table->entries[probe.place];
        }
        set_probe_next(table, &probe);
        heap->work++;
    }
    return dummy != NULL ? (uint64_t)(dummy - table->entries) : probe.place;
}

void set_table_put(SetTable *table, uint64_t place, SetEntry entry) {
    table->fill += table->entries[place].key == 0;
    table->used++;
    table->entries[place] = entry;
}

bool set_table_is_crowded(const SetTable *table, int64_t more) {
    return (uint64_t)(table->fill + more) * 5 >= table->mask * 3;
}

uint64_t set_table_size_for(uint64_t least) {
    uint64_t size = SET_MIN_ENTRIES;
    while (size <= least) {
        size *= 2;
    }
    return size;
}

uint64_t set_table_growth(const SetTable *table) {
    return (uint64_t)table->used * (table->used > LARGE_SET ? 2 : 4);
}

const SetEntry *set_table_next(const SetTable *table, uint32_t *cursor) {
    while (*cursor <= table->mask) {
        const SetEntry *entry = &table->entries[(*cursor)++];
        if (set_entry_is_live(entry)) {
            return entry;
        }
    }
    return NULL;
}

void set_table_refill(Heap *heap, SetTable *to, const SetTable *from) {
    const SetEntry *entry;
    for (uint32_t cursor = 0; (entry = set_table_next(from, &cursor)) != NULL;) {
        set_table_put(to, set_table_room(heap, to, entry->hash), *entry);
    }
}
