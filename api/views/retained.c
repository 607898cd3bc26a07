#include "api/views/retained.h"

#include "api/views/keeping.h"

#include <stdlib.h>

// ---------------------------------------------------------------- what counting frees

// The deaths by counting, as they would follow each other.
typedef struct {
    const Heap *heap;
    const ObjectMap *map;
    uint64_t *left;   // By position: the references that are left, once one has gone.
    bool *is_freed;   // By position.
    uint32_t *queue;  // Those that are freed, in their order.
    uint32_t count;
    bool has_given_up;  // A weakref that stays let go of its callback.
} Deaths;

static bool is_freed(const Deaths *deaths, const Object *object) {
    uint32_t position = object == NULL ? OBJECT_MAP_NONE : object_map_find(deaths->map, object);
    return position != OBJECT_MAP_NONE && deaths->is_freed[position];
}

static bool never_goes(const Heap *heap, const Object *object) {
    return heap_object_is_immortal(object) || heap_object_info(heap, object).cached;
}

static void let_go(Deaths *deaths, const Object *object) {
    uint32_t position = object_map_find(deaths->map, object);
    if (position == OBJECT_MAP_NONE || deaths->is_freed[position] ||
        never_goes(deaths->heap, object)) {
        return;
    }
    if (deaths->left[position] == 0) {
        deaths->left[position] = heap_object_info(deaths->heap, object).references;
    }
    if (--deaths->left[position] == 0) {
        deaths->is_freed[position] = true;
        deaths->queue[deaths->count++] = position;
    }
}

// A weakref whose object died has let go of its callback already.
static void let_go_of_slots(Deaths *deaths, const Object *object) {
    const Object *target = heap_weakref_target(deaths->heap, object);
    HeapHolder slot;
    for (uint32_t cursor = 0; heap_next_slot(deaths->heap, object, &cursor, &slot);) {
        if (slot.kind != HEAP_HOLDER_CALLBACK || !is_freed(deaths, target)) {
            let_go(deaths, slot.object);
        }
    }
}

static void let_go_of_callbacks(Deaths *deaths, const Object *object) {
    Object *weakref = NULL;
    for (uint32_t cursor = 0; heap_next_weakref(deaths->heap, object, &cursor, &weakref);) {
        HeapHolder slot;
        uint32_t at = 0;
        if (!is_freed(deaths, weakref) && heap_next_slot(deaths->heap, weakref, &at, &slot)) {
            let_go(deaths, slot.object);
            deaths->has_given_up = true;
        }
    }
}

// How often what goes refers to the object itself: of that nobody lets go.
static uint64_t inside_references(const Keeping *keeping, const Object *object) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < keeping->map->count; i++) {
        HeapHolder slot;
        uint32_t cursor = 0;
        while (keeping_goes(keeping, i) &&
               heap_next_slot(keeping->heap, keeping->map->objects[i], &cursor, &slot)) {
            count += slot.object == object;
        }
    }
    return count;
}

// Whoever is outside lets go of the object, as one.
static void follow_deaths(Deaths *deaths, const Keeping *keeping, const Object *object) {
    uint32_t position = object_map_find(deaths->map, object);
    deaths->left[position] = inside_references(keeping, object) + 1;
    let_go(deaths, object);
    for (uint32_t next = 0; next < deaths->count; next++) {
        const Object *dead = deaths->map->objects[deaths->queue[next]];
        let_go_of_callbacks(deaths, dead);
        let_go_of_slots(deaths, dead);
    }
}

static bool prepare_deaths(Deaths *deaths, const Heap *heap, const ObjectMap *map) {
    size_t size = (size_t)map->count + 1;
    *deaths = (Deaths){.heap = heap,
                       .map = map,
                       .left = calloc(size, sizeof *deaths->left),
                       .is_freed = calloc(size, sizeof *deaths->is_freed),
                       .queue = malloc(size * sizeof *deaths->queue)};
    return deaths->left != NULL && deaths->is_freed != NULL && deaths->queue != NULL;
}

static void discard_deaths(Deaths *deaths) {
    free(deaths->left);
    free(deaths->is_freed);
    free(deaths->queue);
}

// ---------------------------------------------------------------- what goes

static void add_sizes(Retained *retained, const HeapObjectInfo *info) {
    retained->bytes += info->size;
    for (size_t i = 0; i < info->block_count; i++) {
        const HeapBlock *block = &info->blocks[i];
        retained->in_blocks += block->size_class != 0 ? block->size_class : block->bytes;
    }
}

static bool gather(const Keeping *keeping, const Deaths *deaths, Retained *retained) {
    size_t size = (size_t)keeping->map->count + 1;
    retained->positions = malloc(size * sizeof *retained->positions);
    retained->by_count = malloc(size * sizeof *retained->by_count);
    if (retained->positions == NULL || retained->by_count == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < keeping->map->count; i++) {
        if (keeping_goes(keeping, i)) {
            HeapObjectInfo info = heap_object_info(keeping->heap, keeping->map->objects[i]);
            add_sizes(retained, &info);
            retained->counted += deaths->is_freed[i];
            retained->by_count[retained->count] = deaths->is_freed[i];
            retained->positions[retained->count++] = i;
        }
    }
    return true;
}

// First as if no weakref let go of its callback; then, where one does, once more.
static bool walk(Keeping *keeping, Deaths *deaths, const Object *object) {
    const Heap *heap = deaths->heap;
    if (!keeping_find(keeping, heap, deaths->map, object, NULL)) {
        return false;
    }
    follow_deaths(deaths, keeping, object);
    if (!deaths->has_given_up) {
        return true;
    }
    keeping_discard(keeping);
    return keeping_find(keeping, heap, deaths->map, object, deaths->is_freed);
}

bool retained_find(Retained *retained, const Heap *heap, const ObjectMap *map,
                   const Object *object) {
    *retained = (Retained){0};
    if (never_goes(heap, object)) {
        return true;
    }
    Keeping keeping = {0};
    Deaths deaths;
    bool done = prepare_deaths(&deaths, heap, map) && walk(&keeping, &deaths, object) &&
                gather(&keeping, &deaths, retained);
    keeping_discard(&keeping);
    discard_deaths(&deaths);
    return done;
}

void retained_discard(Retained *retained) {
    free(retained->positions);
    free(retained->by_count);
    *retained = (Retained){0};
}
