#include "heap/types/singletons.h"

#include "heap/events.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/int.h"

enum { NONE_BYTES = 16 };

HeapStatus singleton_hand_out(Heap *heap, Object *object, Object **out_object) {
    HeapStatus status = object_name_static(heap, object);
    if (status == HEAP_OK) {
        event_object(heap, HEAP_EVENT_CACHE_HIT, object, 0, 0);
        *out_object = object;
    }
    return status;
}

HeapStatus singleton_give_again(Heap *heap, Object *object, Object **out_object) {
    if (object_is_static(object)) {
        return singleton_hand_out(heap, object, out_object);
    }
    heap_hold(heap, object);
    *out_object = object;
    return HEAP_OK;
}

HeapStatus heap_new_none(Heap *heap, Object **out_object) {
    if (heap->scratch_end != 0) {
        return object_new(heap, HEAP_NONE, NONE_BYTES, FREE_LISTS, out_object);
    }
    return singleton_hand_out(heap, static_none(heap), out_object);
}

HeapStatus heap_new_bool(Heap *heap, bool value, Object **out_object) {
    if (heap->scratch_end == 0) {
        return singleton_hand_out(heap, static_bool(heap, value), out_object);
    }
    Object *object;
    HeapStatus status = object_new(heap, HEAP_BOOL, INT_DIGIT_BYTES, FREE_LISTS, &object);
    if (status == HEAP_OK) {
        int_set_small(object, value);
        *out_object = object;
    }
    return status;
}

static uint64_t none_size(const Heap *heap, const Object *object) {
    (void)heap, (void)object;
    return NONE_BYTES;
}

const Type none_type = {
    .name = "NoneType",
    .size = none_size,
    .block_size = none_size,
};

const Type bool_type = {
    .name = "bool",
    .size = int_size,
    .block_size = int_size,
};
