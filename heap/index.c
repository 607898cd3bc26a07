#include "heap/index.h"

#include "heap/object.h"
#include "heap/state.h"

typedef struct {
    uint32_t live;
    Ref objects[INDEX_PAGE_IDS];  // By id modulo INDEX_PAGE_IDS; 0 = not alive.
} Page;

typedef struct {
    uint32_t id;
    uint32_t cause;
    uint64_t operation;
} Death;

static Ref *page_ref(const Heap *heap, uint32_t id) {
    return (Ref *)range_at(heap, heap->index.pages) + id / INDEX_PAGE_IDS;
}

static Page *page_of(const Heap *heap, uint32_t id) {
    if (id / INDEX_PAGE_IDS >= heap->index.page_capacity || *page_ref(heap, id) == 0) {
        return NULL;
    }
    return range_at(heap, *page_ref(heap, id));
}

enum { INDEX_AHEAD = 64 };

static bool make_page(Heap *heap, uint32_t id) {
    Index *index = &heap->index;
    if (!store_grow(heap, &index->pages, &index->page_capacity, id / INDEX_PAGE_IDS + 1,
                    sizeof(Ref))) {
        return false;
    }
    if (*page_ref(heap, id) == 0) {
        Ref page = store_allocate(heap, sizeof(Page));
        *page_ref(heap, id) = page;
        return page != 0;
    }
    return true;
}

static uint32_t id_ahead(uint32_t id) {
    return id > UINT32_MAX - INDEX_AHEAD ? UINT32_MAX : id + INDEX_AHEAD;
}

static void free_page(Heap *heap, uint32_t id) {
    store_free(heap, *page_ref(heap, id), sizeof(Page));
    *page_ref(heap, id) = 0;
}

// A page that emptied while ids were still given from it goes when the next one is begun.
static void leave_page(Heap *heap, uint32_t id) {
    uint32_t before = id - 1;
    if (id % INDEX_PAGE_IDS == 0 && page_of(heap, before) != NULL &&
        page_of(heap, before)->live == 0) {
        free_page(heap, before);
    }
}

static bool make_pages(Heap *heap, const Object *object) {
    uint32_t id = object->id;
    if (!make_page(heap, id) || (!make_page(heap, id_ahead(id)) && !object_is_static(object))) {
        return false;
    }
    leave_page(heap, id);
    return true;
}

// In the middle of a page there is nothing to make or to leave.
bool index_add(Heap *heap, Object *object) {
    uint32_t id = object->id, place = id % INDEX_PAGE_IDS;
    bool in_the_middle = 0 < place && place < INDEX_PAGE_IDS - INDEX_AHEAD;
    Page *page = in_the_middle ? page_of(heap, id) : NULL;
    if (page == NULL) {
        if (!make_pages(heap, object)) {
            return false;
        }
        page = page_of(heap, id);
    }
    page->objects[place] = ref_of(heap, object);
    page->live++;
    return true;
}

// The ring is made at the first death; a death that finds no memory is only not remembered.
static void remember_death(Heap *heap, uint32_t id, HeapDeathCause cause) {
    Index *index = &heap->index;
    if (index->deaths == 0) {
        index->deaths = store_allocate(heap, INDEX_DEATHS * sizeof(Death));
    }
    if (index->deaths != 0) {
        Death *deaths = range_at(heap, index->deaths);
        deaths[index->death_count++ % INDEX_DEATHS] = (Death){id, cause, heap->operation};
    }
}

void index_remove(Heap *heap, const Object *object, HeapDeathCause cause) {
    uint32_t id = object->id;
    Page *page = page_of(heap, id);
    if (page == NULL || page->objects[id % INDEX_PAGE_IDS] == 0) {
        return;  // Never entered: its id could not be.
    }
    page->objects[id % INDEX_PAGE_IDS] = 0;
    if (--page->live == 0 && id / INDEX_PAGE_IDS < heap->last_id / INDEX_PAGE_IDS) {
        free_page(heap, id);
    }
    remember_death(heap, id, cause);
}

Object *heap_find(const Heap *heap, uint32_t id) {
    const Page *page = page_of(heap, id);
    return page == NULL ? NULL : object_at(heap, page->objects[id % INDEX_PAGE_IDS]);
}

bool heap_next_object(const Heap *heap, uint32_t *cursor, Object **out_object) {
    uint64_t id = (uint64_t)*cursor + 1;
    while (id <= heap->last_id) {
        if (page_of(heap, (uint32_t)id) == NULL) {
            id = (id / INDEX_PAGE_IDS + 1) * INDEX_PAGE_IDS;
            continue;
        }
        Object *object = heap_find(heap, (uint32_t)id);
        if (object != NULL && object_is_listed(object)) {
            *cursor = (uint32_t)id;
            *out_object = object;
            return true;
        }
        id++;
    }
    return false;
}

HeapFate heap_fate(const Heap *heap, uint32_t id, uint64_t *out_operation,
                   HeapDeathCause *out_cause) {
    if (id == 0 || id > heap->last_id) {
        return HEAP_NEVER;
    }
    if (heap_find(heap, id) != NULL) {
        return HEAP_ALIVE;
    }
    const Death *deaths = range_at(heap, heap->index.deaths);
    uint32_t kept = heap->index.death_count < INDEX_DEATHS ? heap->index.death_count : INDEX_DEATHS;
    for (uint32_t i = 0; i < kept; i++) {
        if (deaths[i].id == id) {
            *out_operation = deaths[i].operation;
            *out_cause = (HeapDeathCause)deaths[i].cause;
            return HEAP_FREED;
        }
    }
    return HEAP_FREED_LONG_AGO;
}
