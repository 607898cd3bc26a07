#include "heap/types/weakref.h"

#include "heap/gc/gc.h"
#include "heap/state.h"

typedef struct {
    Object base;
    Ref target;
} WeakrefObject;

static WeakrefObject *as_weakref(const Object *object) {
    return (WeakrefObject *)(uintptr_t)object;
}

HeapStatus weakref_new(Heap *heap, const Object *target, Object **out_weakref) {
    Object *object;
    uint64_t bytes = heap->profile->weakref_bytes;
    HeapStatus status = object_new(heap, HEAP_WEAKREF, bytes, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        return status;
    }
    as_weakref(object)->target = ref_of(heap, target);
    object->flags |= OBJECT_INTERNAL;
    object_announce(heap, object);
    gc_track(heap, object);
    *out_weakref = object;
    return HEAP_OK;
}

void weakref_clear(Object *weakref) {
    as_weakref(weakref)->target = 0;
}

Object *weakref_target(const Heap *heap, const Object *weakref) {
    return object_at(heap, as_weakref(weakref)->target);
}

// ---- the type

static uint64_t weakref_size(const Heap *heap, const Object *object) {
    (void)object;
    return heap->profile->weakref_bytes;
}

// The only reference that CPython's traverse reports is a callback, and there is none.
static void weakref_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                             void *context) {
    (void)heap, (void)object, (void)visit, (void)context;
}

static bool weakref_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                              HeapHolder *out_holder) {
    (void)heap, (void)object, (void)cursor, (void)out_holder;
    return false;
}

static ReleaseStep weakref_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    (void)heap, (void)object, (void)cursor;
    return (ReleaseStep){NULL, true};
}

static void weakref_free_memory(Heap *heap, Object *object) {
    object_free_block(heap, object, heap->profile->weakref_bytes, FREE_LISTS);
}

const Type weakref_type = {
    .name = "weakref",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = weakref_size,
    .block_size = weakref_size,
    .next_slot = weakref_next_slot,
    .traverse = weakref_traverse,
    .release_next = weakref_release_next,
    .free_memory = weakref_free_memory,
};
