// Every listed object of a heap with its position by rising id: what a walk notes about each stands
// in plain arrays, and is found from an object in a few steps, however far apart the ids are. Good
// until the heap changes.
#pragma once

#include "heap/heap.h"

enum { OBJECT_MAP_PAGE_IDS = 128 };

// Ids in a row, of which one is listed at least: the position + 1 of each; 0: not listed.
typedef struct {
    uint32_t positions[OBJECT_MAP_PAGE_IDS];
} ObjectMapPage;

typedef struct {
    Object **objects;  // By position. Owned, as all of these.
    uint32_t count, capacity;
    ObjectMapPage *pages;
    uint32_t page_count, page_capacity;
    uint32_t *page_at;  // By id: the page's position + 1; 0: no object has such an id.
    uint32_t page_at_count;
} ObjectMap;

// What object_map_find() says of a static object that is not listed.
#define OBJECT_MAP_NONE UINT32_MAX

// One pass over the objects. False without memory; to be discarded all the same.
MUST_USE bool object_map_make(ObjectMap *map, const Heap *heap);
uint32_t object_map_find(const ObjectMap *map, const Object *object);
void object_map_discard(ObjectMap *map);
