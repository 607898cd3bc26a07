#include "api/views/keepers.h"

#include "api/views/referring.h"

#include <stdlib.h>

// Which way an object was met: leading to the one asked for, or led to by it as well.
enum { LEADS = 1, IS_LED_TO = 2 };

typedef struct {
    const Heap *heap;
    const ObjectMap *map;
    unsigned char *met;  // By position: LEADS, IS_LED_TO.
    uint32_t *queue;
    uint32_t count;
} Search;

static void meet(Search *search, uint32_t position, unsigned char way) {
    if ((search->met[position] & way) == 0) {
        search->met[position] |= way;
        search->queue[search->count++] = position;
    }
}

// After: everything that leads to the object is met, itself too if it leads to itself.
static void meet_keepers(Search *search, const Referring *referring, uint32_t position) {
    uint32_t from = position;
    for (uint32_t next = 0;; from = search->queue[next++]) {
        for (size_t i = referring->begins[from]; i < referring->begins[from + 1]; i++) {
            meet(search, referring->owners[i], LEADS);
        }
        if (next == search->count) {
            return;
        }
    }
}

// After: those in a cycle with the object have been met both ways. What it leads to and what leads
// to it are in a cycle with it, and so is all on the way: nothing else needs to be gone through.
static void meet_cycle(Search *search, uint32_t position) {
    search->count = 0;
    meet(search, position, IS_LED_TO);
    for (uint32_t next = 0; next < search->count; next++) {
        HeapHolder slot;
        const Object *object = search->map->objects[search->queue[next]];
        for (uint32_t cursor = 0; heap_next_slot(search->heap, object, &cursor, &slot);) {
            uint32_t target = object_map_find(search->map, slot.object);
            if (target != OBJECT_MAP_NONE && search->met[target] & LEADS) {
                meet(search, target, IS_LED_TO);
            }
        }
    }
}

// A collection finds it when it looks at all of them; untracked ones go with those that hold them.
static void note_generation(Keepers *keepers, const Heap *heap, const Object *object) {
    HeapObjectInfo info = heap_object_info(heap, object);
    if (info.frozen) {
        keepers->generation = -1;
    } else if (keepers->generation >= 0 && info.generation > keepers->generation) {
        keepers->generation = info.generation;
    }
}

static bool gather(const Search *search, uint32_t position, Keepers *keepers) {
    bool in_cycle = search->met[position] & LEADS;
    keepers->cycle = malloc(((size_t)search->count + 1) * sizeof *keepers->cycle);
    if (keepers->cycle == NULL) {
        return false;
    }
    note_generation(keepers, search->heap, search->map->objects[position]);
    for (uint32_t i = 0; i < search->map->count; i++) {
        if (search->met[i] & LEADS) {
            note_generation(keepers, search->heap, search->map->objects[i]);
            keepers->keepers += i != position;
        }
        if (in_cycle && search->met[i] == (LEADS | IS_LED_TO)) {
            keepers->cycle[keepers->cycle_count++] = i;
        }
    }
    return true;
}

bool keepers_find(Keepers *keepers, const Heap *heap, const ObjectMap *map, uint32_t position) {
    *keepers = (Keepers){0};
    Referring referring;
    Search search = {.heap = heap, .map = map};
    search.met = calloc((size_t)map->count + 1, sizeof *search.met);
    search.queue = malloc(((size_t)map->count + 1) * sizeof *search.queue);
    bool done = referring_find(&referring, heap, map) && search.met != NULL && search.queue != NULL;
    if (done) {
        meet_keepers(&search, &referring, position);
        meet_cycle(&search, position);
        done = gather(&search, position, keepers);
    }
    referring_discard(&referring);
    free(search.met);
    free(search.queue);
    return done;
}

void keepers_discard(Keepers *keepers) {
    free(keepers->cycle);
    *keepers = (Keepers){0};
}
