#include "api/views/neighbours.h"

#include "api/views/referring.h"

#include <stdlib.h>

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
    neighbours->positions = calloc((size_t)map->count + 1, sizeof *neighbours->positions);
    neighbours->is_in = calloc((size_t)map->count + 1, sizeof *neighbours->is_in);
    Referring referring = {0};
    bool done = neighbours->positions != NULL && neighbours->is_in != NULL &&
                (depth == 0 || referring_find(&referring, heap, map));
    if (done) {
        meet(neighbours, around, limit);
        go_outwards(neighbours, &referring, depth, limit);
    }
    referring_discard(&referring);
    return done;
}

void neighbours_discard(Neighbours *neighbours) {
    free(neighbours->positions);
    free(neighbours->is_in);
    *neighbours = (Neighbours){0};
}
