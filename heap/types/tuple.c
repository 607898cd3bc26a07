#include "heap/types/tuple.h"

#include <string.h>

#include "heap/events.h"
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/statics.h"
#include "heap/types/singletons.h"

typedef struct {
    Object base;
    uint64_t length;
    Slot items[];
} TupleObject;

static TupleObject *as_tuple(const Object *object) {
    return (TupleObject *)(uintptr_t)object;
}

size_t tuple_length(const Object *tuple) {
    return as_tuple(tuple)->length;
}

Object *tuple_item(const Heap *heap, const Object *tuple, size_t index) {
    return slot_object(heap, as_tuple(tuple)->items[index]);
}

static uint64_t tuple_block_size(const Heap *heap, const Object *object) {
    return heap->profile->tuple_bytes + 8 * tuple_length(object);
}

static unsigned tuple_free_list(size_t count) {
    return count <= FREE_TUPLE_LENGTHS ? FREE_TUPLE + (unsigned)count - 1 : FREE_LISTS;
}

// ---- making

HeapStatus tuple_new(Heap *heap, size_t count, Object **out_tuple) {
    Object *object;
    uint64_t bytes = heap->profile->tuple_bytes + 8 * (uint64_t)count;
    HeapStatus status = object_new(heap, HEAP_TUPLE, bytes, tuple_free_list(count), &object);
    if (status != HEAP_OK) {
        return status;
    }
    TupleObject *tuple = as_tuple(object);
    tuple->length = count;
    memset(tuple->items, 0, count * sizeof *tuple->items);
    *out_tuple = object;
    return HEAP_OK;
}

void tuple_fill(Heap *heap, Object *object, size_t index, Object *item) {
    as_tuple(object)->items[index] = ref_of(heap, item);
    if (!object_is_scratch(object)) {
        HeapHolder holder = holder_at(HEAP_HOLDER_ITEM, object, index);
        object_retain(heap, item, holder);
        event_slot(heap, holder, index, NULL, item);
    }
}

static bool has_gc_type_inside(const Heap *heap, const Object *tuple) {
    bool found = false;
    for (size_t i = 0; !found && i < tuple_length(tuple); i++) {
        found = object_has_gc_type(tuple_item(heap, tuple, i));
    }
    return found;
}

// By the types alone: an untracked tuple inside is enough.
void tuple_track_made(Heap *heap, Object *tuple) {
    if (heap->profile->tracks_every_tuple || has_gc_type_inside(heap, tuple)) {
        gc_track(heap, tuple);
    }
}

static HeapStatus make_full(Heap *heap, Object *const *items, size_t count, Object **out_object) {
    if (count == 0 && heap->scratch_end == 0) {
        return singleton_hand_out(heap, static_empty_tuple(heap), out_object);
    }
    Object *tuple;
    HeapStatus status = tuple_new(heap, count, &tuple);
    if (status != HEAP_OK) {
        return status;
    }
    object_announce(heap, tuple);
    for (size_t i = 0; i < count; i++) {
        tuple_fill(heap, tuple, i, items[i]);
    }
    *out_object = tuple;
    return HEAP_OK;
}

HeapStatus heap_new_tuple(Heap *heap, Object *const *items, size_t count, Object **out_object) {
    HeapStatus status = make_full(heap, items, count, out_object);
    if (status == HEAP_OK && count > 0) {
        tuple_track_made(heap, *out_object);
    }
    return status;
}

HeapStatus heap_new_constant_tuple(Heap *heap, Object *const *items, size_t count,
                                   Object **out_object) {
    HeapStatus status = make_full(heap, items, count, out_object);
    if (status == HEAP_OK && count > 0) {
        gc_track(heap, *out_object);
    }
    return status;
}

// ---- the type

static bool tuple_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                            HeapHolder *out_holder) {
    while (*cursor < tuple_length(object)) {
        uint32_t index = (*cursor)++;
        Object *item = tuple_item(heap, object, index);
        if (item != NULL) {
            *out_holder = holder_at(HEAP_HOLDER_ITEM, object, index);
            out_holder->object = item;
            return true;
        }
    }
    return false;
}

static void tuple_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                           void *context) {
    for (size_t i = tuple_length(object); i-- > 0;) {
        Object *item = tuple_item(heap, object, i);
        if (item != NULL) {
            visit(heap, item, context);
        }
    }
}

static ReleaseStep tuple_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    size_t left = tuple_length(object) - *cursor;
    if (left == 0) {
        return (ReleaseStep){NULL, true};
    }
    (*cursor)++;
    return (ReleaseStep){tuple_item(heap, object, left - 1), false};
}

static void tuple_free_memory(Heap *heap, Object *object) {
    object_free_block(heap, object, tuple_block_size(heap, object),
                      tuple_free_list(tuple_length(object)));
}

const Type tuple_type = {
    .name = "tuple",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = tuple_block_size,
    .block_size = tuple_block_size,
    .next_slot = tuple_next_slot,
    .traverse = tuple_traverse,
    .release_next = tuple_release_next,
    .free_memory = tuple_free_memory,
};
