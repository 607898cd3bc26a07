// The two hot functions of the heap: one holder more, one holder fewer. Private to heap/.
#pragma once

#include "heap/events.h"
#include "heap/object.h"
#include "heap/state.h"

static inline void object_retain(Heap *heap, Object *object, HeapHolder holder) {
    if (object->flags & OBJECT_STATIC && object->count == 1) {
        object_list_static(heap, object);
    }
    object->count++;
    object->flags |= OBJECT_WAS_HELD;
    heap->increments++;
    if (event_wanted(heap, HEAP_EVENT_REFCOUNT)) {
        HeapHolder told = event_holder(holder);
        object_count_event(heap, object, +1, &told);
    }
}

// May free the object and all that it alone holds.
static inline void object_release(Heap *heap, Object *object, HeapHolder holder) {
    object->count--;
    heap->decrements++;
    if (event_wanted(heap, HEAP_EVENT_REFCOUNT)) {
        HeapHolder told = event_holder(holder);
        object_count_event(heap, object, -1, &told);
    }
    if (object->count == 0 && object->holds == 0) {
        object_die(heap, object, HEAP_DEATH_REFCOUNT);
    } else if (object->flags & OBJECT_STATIC && object->count == 1) {
        object_unlist_static(heap, object);
    }
}

static inline HeapHolder holder_at(HeapHolderKind kind, const Object *owner, uint64_t index) {
    return (HeapHolder){.kind = kind, .owner = owner, .index = (uint32_t)index};
}
static inline HeapHolder holder_keyed(HeapHolderKind kind, const Object *owner, const Object *key) {
    return (HeapHolder){.kind = kind, .owner = owner, .key = key};
}
static inline HeapHolder holder_part(const Object *owner, const char *label) {
    return (HeapHolder){.kind = HEAP_HOLDER_ATTR, .owner = owner, .label = label};
}
