// The items of a list or tuple, whichever it is. Private to heap/.
#pragma once

#include "heap/types/list.h"
#include "heap/types/tuple.h"

static inline bool items_are_there(const Object *object) {
    return object->kind == HEAP_LIST || object->kind == HEAP_TUPLE;
}

static inline size_t items_count(const Object *sequence) {
    return sequence->kind == HEAP_LIST ? list_length(sequence) : tuple_length(sequence);
}

static inline Object *items_at(const Heap *heap, const Object *sequence, size_t index) {
    return sequence->kind == HEAP_LIST ? list_item(heap, sequence, index)
                                       : tuple_item(heap, sequence, index);
}
