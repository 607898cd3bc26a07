// The two hot functions of the heap: one holder more, one holder fewer. Private to heap/.
#pragma once

#include "heap/events.h"
#include "heap/object.h"
#include "heap/state.h"

// A count of 2^31 or more is *saturated*, where the profile says so: it stands for no number of
// holders any more. Whoever lets the object go leaves it as it is, whoever holds it adds one until it
// is the immortal count, so the object never dies. No heap has room for so many holders: tests
// pretend them.
enum { COUNT_BITS = 31 };
static inline bool count_is_saturated(const Heap *heap, const Object *object) {
    return object->count >> COUNT_BITS != 0 && heap->profile->saturates;
}
static inline void object_pretend_count(Object *object, uint32_t count) {
    object->count = count;
}

// Both return by how much the count changed.
static inline int count_up(Heap *heap, Object *object) {
    if (count_is_saturated(heap, object)) {
        return object_count_up_saturated(heap, object);
    }
    object->count++;
    return +1;
}
static inline int count_down(Heap *heap, Object *object) {
    if (count_is_saturated(heap, object)) {
        return 0;
    }
    object->count--;
    return -1;
}

static inline void object_retain(Heap *heap, Object *object, HeapHolder holder) {
    if (object->flags & OBJECT_STATIC && object->count == 1) {
        object_list_static(heap, object);
    }
    int change = count_up(heap, object);
    object->flags |= OBJECT_WAS_HELD;
    heap->increments++;
    if (event_wanted(heap, HEAP_EVENT_REFCOUNT)) {
        HeapHolder told = event_holder(holder);
        object_count_event(heap, object, change, &told);
    }
}

// May free the object and all that it alone holds.
static inline void object_release(Heap *heap, Object *object, HeapHolder holder) {
    int change = count_down(heap, object);
    heap->decrements++;
    if (event_wanted(heap, HEAP_EVENT_REFCOUNT)) {
        HeapHolder told = event_holder(holder);
        object_count_event(heap, object, change, &told);
    }
    if (object_is_let_go(object)) {
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
