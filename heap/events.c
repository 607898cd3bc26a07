#include "heap/events.h"

void event_send(Heap *heap, const HeapEvent *event) {
    if (event_wanted(heap, event->kind)) {
        heap->observer.event(heap->observer.context, heap, event);
    }
}

void event_pool(Heap *heap, HeapEventKind kind, Ref pool) {
    if (!event_wanted(heap, kind)) {
        return;
    }
    HeapEvent event = {.kind = kind};
    memory_describe(heap, pool, 0, &event.block);
    event_send(heap, &event);
}

void event_arena(Heap *heap, HeapEventKind kind, uint32_t arena) {
    event_send(heap, &(HeapEvent){.kind = kind, .block.arena = arena});
}

void event_block(Heap *heap, HeapEventKind kind, Object *owner, HeapBlock block) {
    event_send(heap, &(HeapEvent){.kind = kind, .object = owner, .block = block});
}

void event_send_slot(Heap *heap, const HeapHolder *slot, uint64_t at, Object *from, Object *to) {
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_SLOT,
                                  .object = (Object *)(uintptr_t)slot->owner,
                                  .holder = *slot,
                                  .at = (uint32_t)at,
                                  .from_object = from,
                                  .to_object = to});
}

void event_shift(Heap *heap, Object *object, uint64_t at, int64_t by) {
    heap->mutations++;
    if (event_wanted(heap, HEAP_EVENT_SHIFT)) {
        event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_SHIFT,
                                      .object = object,
                                      .at = (uint32_t)at,
                                      .by = (int32_t)by});
    }
}

void event_object(Heap *heap, HeapEventKind kind, Object *object, int64_t from, int64_t to) {
    heap->mutations++;
    if (event_wanted(heap, kind)) {
        event_send(heap, &(HeapEvent){.kind = kind, .object = object, .from = from, .to = to});
    }
}

void event_setting(Heap *heap, const char *setting, int64_t from, int64_t to) {
    heap->mutations++;
    event_send(heap,
               &(HeapEvent){.kind = HEAP_EVENT_SETTING, .label = setting, .from = from, .to = to});
}

static const char *const event_names[HEAP_EVENTS] = {
    // clang-format off
    [HEAP_EVENT_ALLOC] = "alloc",
    [HEAP_EVENT_DEALLOC] = "dealloc",
    [HEAP_EVENT_REFCOUNT] = "refcount",
    [HEAP_EVENT_BIND] = "bind",
    [HEAP_EVENT_SLOT] = "slot",
    [HEAP_EVENT_SHIFT] = "shift",
    [HEAP_EVENT_RESIZE] = "resize",
    [HEAP_EVENT_BLOCK_ALLOC] = "block_alloc",
    [HEAP_EVENT_BLOCK_FREE] = "block_free",
    [HEAP_EVENT_POOL_NEW] = "pool_new",
    [HEAP_EVENT_POOL_FREE] = "pool_free",
    [HEAP_EVENT_ARENA_NEW] = "arena_new",
    [HEAP_EVENT_ARENA_FREE] = "arena_free",
    [HEAP_EVENT_INTERN] = "intern",
    [HEAP_EVENT_INTERN_HIT] = "intern_hit",
    [HEAP_EVENT_IMMORTAL] = "immortal",
    [HEAP_EVENT_CACHE_HIT] = "cache_hit",
    [HEAP_EVENT_TRACK] = "track",
    [HEAP_EVENT_UNTRACK] = "untrack",
    [HEAP_EVENT_FREE_LIST_PUT] = "free_list_put",
    [HEAP_EVENT_FREE_LIST_TAKE] = "free_list_take",
    [HEAP_EVENT_FRAME_PUSH] = "frame_push",
    [HEAP_EVENT_FRAME_POP] = "frame_pop",
    [HEAP_EVENT_SETTING] = "setting",
    [HEAP_EVENT_GC_COUNT] = "gc_count",
    [HEAP_EVENT_GC_START] = "gc_start",
    [HEAP_EVENT_GC_PHASE] = "gc_phase",
    [HEAP_EVENT_GC_REFS] = "gc_refs",
    [HEAP_EVENT_PROMOTE] = "promote",
    [HEAP_EVENT_GC_STOP] = "gc_stop",
    [HEAP_EVENT_FREEZE] = "freeze",
    [HEAP_EVENT_UNFREEZE] = "unfreeze",
    [HEAP_EVENT_WEAKREF_CLEAR] = "weakref_clear",
    [HEAP_EVENT_WEAKREF_CALLBACK] = "weakref_callback",
    [HEAP_EVENT_FINALIZER] = "finalizer",
    [HEAP_EVENT_UNRAISABLE] = "unraisable",
    [HEAP_EVENT_RESURRECT] = "resurrect",
    // clang-format on
};

const char *heap_event_name(HeapEventKind kind) {
    return event_names[kind];
}
