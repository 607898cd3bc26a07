#include "api/views/chain.h"

#include "api/replies/holder_json.h"

#include <stdlib.h>

// By whom an object was met first: an owner's position, or one of these.
#define NOT_MET UINT32_MAX
#define BY_ROOT (UINT32_MAX - 1)

typedef struct {
    const Heap *heap;
    const ObjectMap *map;
    uint32_t *met_by;  // By position.
    uint32_t *queue;   // Positions in the order in which they were met: the nearest first.
    uint32_t count;
} Search;

static void meet(Search *search, const Object *object, uint32_t by) {
    uint32_t position = object_map_find(search->map, object);
    if (position != OBJECT_MAP_NONE && search->met_by[position] == NOT_MET) {
        search->met_by[position] = by;
        search->queue[search->count++] = position;
    }
}

static void meet_root(void *context, const HeapHolder *holder) {
    meet(context, holder->object, BY_ROOT);
}

static void search_for(Search *search, uint32_t position) {
    holders_each_root(search->heap, meet_root, search);
    for (uint32_t next = 0; next < search->count && search->met_by[position] == NOT_MET; next++) {
        const Object *owner = search->map->objects[search->queue[next]];
        HeapHolder slot;
        for (uint32_t cursor = 0; heap_next_slot(search->heap, owner, &cursor, &slot);) {
            meet(search, slot.object, search->queue[next]);
        }
    }
}

// ---------------------------------------------------------------- back to the root

typedef struct {
    const Object *object;
    HeapHolder *holder;  // To be filled.
    bool found;
} RootOf;

static void note_root(void *context, const HeapHolder *holder) {
    RootOf *root = context;
    if (!root->found && holder->object == root->object) {
        *root->holder = *holder;
        root->found = true;
    }
}

static void find_slot(const Search *search, uint32_t owner, const Object *object,
                      HeapHolder *holder) {
    uint32_t cursor = 0;
    while (heap_next_slot(search->heap, search->map->objects[owner], &cursor, holder) &&
           holder->object != object) {
    }
}

static size_t chain_length(const Search *search, uint32_t position) {
    size_t length = 1;
    while (search->met_by[position] != BY_ROOT) {
        position = search->met_by[position];
        length++;
    }
    return length;
}

// From the object to the root, so that the chain is filled from its end.
static bool trace_back(const Search *search, uint32_t position, Chain *chain) {
    size_t left = chain_length(search, position);
    chain->holders = calloc(left, sizeof *chain->holders);
    if (chain->holders == NULL) {
        return false;
    }
    chain->count = left;
    for (uint32_t by = search->met_by[position]; by != BY_ROOT; by = search->met_by[position]) {
        find_slot(search, by, search->map->objects[position], &chain->holders[--left]);
        position = by;
    }
    RootOf root = {.object = search->map->objects[position], .holder = chain->holders};
    holders_each_root(search->heap, note_root, &root);
    return true;
}

// A static object that is not listed is held by its cache, and by nothing else.
static bool only_cache(Chain *chain, const Object *object) {
    chain->holders = calloc(1, sizeof *chain->holders);
    if (chain->holders == NULL) {
        return false;
    }
    chain->holders[chain->count++] =
        (HeapHolder){.kind = HEAP_HOLDER_CACHE, .object = (Object *)(uintptr_t)object};
    return true;
}

bool chain_find(Chain *chain, const Heap *heap, const ObjectMap *map, const Object *object) {
    *chain = (Chain){0};
    uint32_t position = object_map_find(map, object);
    if (position == OBJECT_MAP_NONE) {
        return only_cache(chain, object);
    }
    Search search = {.heap = heap, .map = map};
    search.met_by = malloc(((size_t)map->count + 1) * sizeof *search.met_by);
    search.queue = malloc(((size_t)map->count + 1) * sizeof *search.queue);
    bool done = search.met_by != NULL && search.queue != NULL;
    for (uint32_t i = 0; done && i < map->count; i++) {
        search.met_by[i] = NOT_MET;
    }
    if (done) {
        search_for(&search, position);
        done = search.met_by[position] == NOT_MET || trace_back(&search, position, chain);
    }
    free(search.met_by);
    free(search.queue);
    return done;
}

void chain_discard(Chain *chain) {
    free(chain->holders);
    *chain = (Chain){0};
}
