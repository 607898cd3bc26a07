#include "api/views/neighbours.h"

#include <stdlib.h>

// ---------------------------------------------------------------- who refers to each object

// Rows in one array: the owners of references to the object at `position` stand in `owners` from
// begins[position] to begins[position + 1]. Each owner stands once in a row, by rising position.
typedef struct {
    const Heap *heap;
    const ObjectMap *map;
    size_t *begins;
    uint32_t *owners;
    uint32_t *last;  // By position: the owner + 1 that was noted last, so that none is twice.
} Referring;

static void discard_referring(Referring *referring) {
    free(referring->begins);
    free(referring->owners);
    free(referring->last);
}

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

static bool find_referring(Referring *referring, const Heap *heap, const ObjectMap *map) {
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

// ---------------------------------------------------------------- going outwards

static void meet(Neighbours *neighbours, uint32_t position, uint64_t limit) {
    if (position != OBJECT_MAP_NONE && !neighbours->is_in[position] && neighbours->count < limit) {
        neighbours->is_in[position] = true;
        neighbours->positions[neighbours->count++] = position;
    }
}

static void meet_around(Neighbours *neighbours, const Referring *referring, uint32_t position,
                        uint64_t limit) {
    HeapHolder slot;
    for (uint32_t cursor = 0;
         heap_next_slot(referring->heap, referring->map->objects[position], &cursor, &slot);) {
        meet(neighbours, object_map_find(referring->map, slot.object), limit);
    }
    for (size_t i = referring->begins[position]; i < referring->begins[position + 1]; i++) {
        meet(neighbours, referring->owners[i], limit);
    }
}

// Invariant: from `next` to `end` stand those whose own neighbours are still to be met, all of them
// `step` references away.
static void go_outwards(Neighbours *neighbours, const Referring *referring, uint64_t depth,
                        uint64_t limit) {
    uint32_t next = 0;
    for (uint64_t step = 0; step < depth && next < neighbours->count; step++) {
        uint32_t end = neighbours->count;
        for (; next < end && neighbours->count < limit; next++) {
            meet_around(neighbours, referring, neighbours->positions[next], limit);
        }
    }
}

bool neighbours_find(Neighbours *neighbours, const Heap *heap, const ObjectMap *map,
                     uint32_t around, uint64_t depth, uint64_t limit) {
    *neighbours = (Neighbours){0};
    neighbours->positions = malloc(((size_t)map->count + 1) * sizeof *neighbours->positions);
    neighbours->is_in = calloc((size_t)map->count + 1, sizeof *neighbours->is_in);
    Referring referring = {0};
    bool done = neighbours->positions != NULL && neighbours->is_in != NULL &&
                (depth == 0 || find_referring(&referring, heap, map));
    if (done) {
        meet(neighbours, around, limit);
        go_outwards(neighbours, &referring, depth, limit);
    }
    discard_referring(&referring);
    return done;
}

void neighbours_discard(Neighbours *neighbours) {
    free(neighbours->positions);
    free(neighbours->is_in);
    *neighbours = (Neighbours){0};
}
