#include "api/views/object_map.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 16 };

// Room for `count` elements, the new ones zero; false without memory.
static bool grow(void **elements, uint32_t *capacity, uint64_t count, size_t size) {
    if (count <= *capacity) {
        return true;
    }
    uint64_t larger = *capacity == 0 ? FIRST_CAPACITY : (uint64_t)*capacity * 2;
    larger = larger < count ? count : larger;
    void *moved = larger > UINT32_MAX ? NULL : realloc(*elements, larger * size);
    if (moved == NULL) {
        return false;
    }
    memset((char *)moved + *capacity * size, 0, (larger - *capacity) * size);
    *elements = moved;
    *capacity = (uint32_t)larger;
    return true;
}

// The page of an id that has just been met; NULL without memory.
static ObjectMapPage *open_page(ObjectMap *map, uint32_t id) {
    uint32_t at = id / OBJECT_MAP_PAGE_IDS;
    if (!grow((void **)&map->page_at, &map->page_at_count, (uint64_t)at + 1,
              sizeof *map->page_at)) {
        return NULL;
    }
    if (map->page_at[at] == 0) {
        if (!grow((void **)&map->pages, &map->page_capacity, (uint64_t)map->page_count + 1,
                  sizeof *map->pages)) {
            return NULL;
        }
        map->page_at[at] = ++map->page_count;
    }
    return &map->pages[map->page_at[at] - 1];
}

// Ids come by rising number.
static bool add(ObjectMap *map, uint32_t id, Object *object) {
    ObjectMapPage *page = open_page(map, id);
    if (page == NULL ||
        !grow((void **)&map->objects, &map->capacity, (uint64_t)map->count + 1, sizeof(Object *))) {
        return false;
    }
    page->positions[id % OBJECT_MAP_PAGE_IDS] = map->count + 1;
    map->objects[map->count++] = object;
    return true;
}

bool object_map_make(ObjectMap *map, const Heap *heap) {
    *map = (ObjectMap){0};
    Object *object = NULL;
    for (uint32_t id = 0; heap_next_object(heap, &id, &object);) {
        if (!add(map, id, object)) {
            return false;
        }
    }
    return true;
}

uint32_t object_map_find(const ObjectMap *map, const Object *object) {
    uint32_t id = heap_object_id(object), at = id / OBJECT_MAP_PAGE_IDS;
    if (at >= map->page_at_count || map->page_at[at] == 0) {
        return OBJECT_MAP_NONE;
    }
    uint32_t position = map->pages[map->page_at[at] - 1].positions[id % OBJECT_MAP_PAGE_IDS];
    return position == 0 ? OBJECT_MAP_NONE : position - 1;
}

void object_map_discard(ObjectMap *map) {
    free((void *)map->objects);
    free(map->pages);
    free(map->page_at);
    *map = (ObjectMap){0};
}
