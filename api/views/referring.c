#include "api/views/referring.h"

#include <stdlib.h>

// Calls for every pair of an owner and an object that it refers to, once for each.
static void each_pair(Referring *referring, void (*note)(Referring *, uint32_t, uint32_t)) {
    const ObjectMap *map = referring->map;
    for (uint32_t owner = 0; owner < map->count; owner++) {
        HeapHolder slot;
        for (uint32_t cursor = 0;
             heap_next_slot(referring->heap, map->objects[owner], &cursor, &slot);) {
            uint32_t target = object_map_find(map, slot.object);
            if (target != OBJECT_MAP_NONE && referring->last[target] != owner + 1) {
                referring->last[target] = owner + 1;
                note(referring, owner, target);
            }
        }
    }
}

static void count_pair(Referring *referring, uint32_t owner, uint32_t target) {
    (void)owner;
    referring->begins[target + 1]++;
}

static void write_pair(Referring *referring, uint32_t owner, uint32_t target) {
    referring->owners[referring->begins[target + 1]++] = owner;
}

// After: begins[position + 1] is where the row of `position` begins, and goes on to its end.
static size_t lay_out_rows(const Referring *referring) {
    size_t total = 0;
    for (uint32_t i = 1; i <= referring->map->count; i++) {
        size_t row = referring->begins[i];
        referring->begins[i] = total;
        total += row;
    }
    return total;
}

bool referring_find(Referring *referring, const Heap *heap, const ObjectMap *map) {
    *referring = (Referring){.heap = heap, .map = map};
    referring->begins = calloc((size_t)map->count + 2, sizeof *referring->begins);
    referring->last = calloc((size_t)map->count + 1, sizeof *referring->last);
    if (referring->begins == NULL || referring->last == NULL) {
        return false;
    }
    each_pair(referring, count_pair);
    size_t total = lay_out_rows(referring);
    referring->owners = malloc((total + 1) * sizeof *referring->owners);
    if (referring->owners == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < map->count; i++) {
        referring->last[i] = 0;
    }
    each_pair(referring, write_pair);
    return true;
}

void referring_discard(Referring *referring) {
    free(referring->begins);
    free(referring->owners);
    free(referring->last);
    *referring = (Referring){0};
}
