#include "api/compare/watch.h"

#include "api/replies/events_json.h"

static void see_alloc(Watch *watch, uint32_t id) {
    watch->last = id > watch->last ? id : watch->last;
}

static void see_change(Watch *watch, HeapEventKind kind, uint32_t id) {
    bool is_old = id > 0 && id <= watch->newest;
    bool is_inside =
        kind == HEAP_EVENT_SLOT || kind == HEAP_EVENT_SHIFT || kind == HEAP_EVENT_WEAKREF_CLEAR;
    watch->shows_otherwise = watch->shows_otherwise || (is_old && is_inside);
    if (is_old && event_touches(kind) && !id_set_add(&watch->touched, id)) {
        watch->failed = true;
    }
}

static void see(void *context, Heap *heap, const HeapEvent *event) {
    Watch *watch = context;
    uint32_t id = event->object != NULL ? heap_object_id(event->object) : 0;
    (void)heap;
    switch (event->kind) {
    case HEAP_EVENT_DEALLOC: watch->freed += event->cause != HEAP_DEATH_CACHED; break;
    case HEAP_EVENT_UNRAISABLE: watch->unraisable++; break;
    case HEAP_EVENT_ALLOC: see_alloc(watch, id); break;
    default: see_change(watch, event->kind, id); break;
    }
}

static uint64_t wanted_events(void) {
    uint64_t wanted = UINT64_C(1) << HEAP_EVENT_DEALLOC | UINT64_C(1) << HEAP_EVENT_UNRAISABLE;
    for (int kind = 0; kind < HEAP_EVENTS; kind++) {
        wanted |= event_touches((HeapEventKind)kind) ? UINT64_C(1) << kind : 0;
    }
    return wanted;
}

void watch_attach(Watch *watch, Heap *heap) {
    id_set_clear(&watch->touched);
    watch->freed = watch->unraisable = 0;
    watch->shows_otherwise = false;
    watch->newest = watch->last;
    heap_set_observer(heap, &(HeapObserver){see, watch, wanted_events()});
}

void watch_detach(Heap *heap) {
    heap_set_observer(heap, NULL);
}

void watch_forget(Watch *watch) {
    id_set_clear(&watch->touched);
    watch->freed = watch->unraisable = 0;
    watch->shows_otherwise = false;
    watch->last = watch->newest;
}

void watch_discard(Watch *watch) {
    id_set_discard(&watch->touched);
}

// What it shows is all its own.
static bool is_atom(const Object *object) {
    static const bool atoms[HEAP_KINDS] = {
        [HEAP_NONE] = true,  [HEAP_BOOL] = true, [HEAP_INT] = true,
        [HEAP_FLOAT] = true, [HEAP_STR] = true,  [HEAP_BYTES] = true,
    };
    return atoms[heap_object_kind(object)];
}

bool watch_knows(const Watch *watch, const Object *object) {
    return heap_object_id(object) <= watch->newest &&
           (!watch->shows_otherwise || is_atom(object)) &&
           !id_set_has(&watch->touched, heap_object_id(object));
}
