#include "heap/iteration.h"

#include "heap/state.h"
#include "heap/temporary.h"
#include "heap/types/bytes.h"
#include "heap/types/dict.h"
#include "heap/types/list.h"
#include "heap/types/set.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"

// Each gives a borrowed item, but for what is made anew: a new hold. NULL at the end.
static HeapStatus next_in_list(Heap *heap, Iteration *iteration, Object **out_item) {
    bool more = iteration->cursor < list_length(iteration->source);
    *out_item = more ? list_item(heap, iteration->source, iteration->cursor++) : NULL;
    return HEAP_OK;
}

static HeapStatus next_in_tuple(Heap *heap, Iteration *iteration, Object **out_item) {
    bool more = iteration->cursor < tuple_length(iteration->source);
    *out_item = more ? tuple_item(heap, iteration->source, iteration->cursor++) : NULL;
    return HEAP_OK;
}

static HeapStatus next_in_dict(Heap *heap, Iteration *iteration, Object **out_item) {
    if (dict_length(iteration->source) != iteration->length) {
        return heap_fail(heap, HEAP_RUNTIME_ERROR, "dictionary changed size during iteration");
    }
    Object *key = NULL, *value;
    bool more = dict_next(heap, iteration->source, &iteration->cursor, &key, &value);
    *out_item = more ? key : NULL;
    return HEAP_OK;
}

static HeapStatus next_in_set(Heap *heap, Iteration *iteration, Object **out_item) {
    if (set_length(iteration->source) != iteration->length) {
        return heap_fail(heap, HEAP_RUNTIME_ERROR, "Set changed size during iteration");
    }
    Object *element = NULL;
    bool more = set_next(heap, iteration->source, &iteration->cursor, &element);
    *out_item = more ? element : NULL;
    return HEAP_OK;
}

static HeapStatus next_in_str(Heap *heap, Iteration *iteration, Object **out_item) {
    Object *str = iteration->source;
    *out_item = NULL;
    return iteration->cursor < str_length(str)
               ? str_new_character(heap, str_character(heap, str, iteration->cursor++), out_item)
               : HEAP_OK;
}

static HeapStatus next_in_bytes(Heap *heap, Iteration *iteration, Object **out_item) {
    Object *bytes = iteration->source;
    *out_item = NULL;
    return iteration->cursor < bytes_length(bytes)
               ? heap_new_int(heap, bytes_data(bytes)[iteration->cursor++], out_item)
               : HEAP_OK;
}

// How a kind is iterated; others are not.
typedef struct {
    size_t (*length)(const Object *source);
    HeapStatus (*next)(Heap *heap, Iteration *iteration, Object **out_item);
    uint32_t iterator_bytes;
    bool makes_items;  // They come with a hold.
    unsigned list;     // Where the iterator comes from; 0: not from a free list.
} Iterable;

static const Iterable iterables[HEAP_KINDS] = {
    [HEAP_LIST] = {list_length, next_in_list, 48, false, FREE_LIST_ITERATOR},
    [HEAP_TUPLE] = {tuple_length, next_in_tuple, 48, false, FREE_TUPLE_ITERATOR},
    [HEAP_DICT] = {dict_length, next_in_dict, 72, false, 0},
    [HEAP_SET] = {set_length, next_in_set, 64, false, 0},
    [HEAP_FROZENSET] = {set_length, next_in_set, 64, false, 0},
    [HEAP_STR] = {str_length, next_in_str, 48, true, 0},
    [HEAP_BYTES] = {bytes_length, next_in_bytes, 48, true, 0},
};

size_t iteration_length(const Object *source) {
    const Iterable *iterable = &iterables[source->kind];
    return iterable->length == NULL ? 0 : iterable->length(source);
}

static HeapStatus make_iterator(Heap *heap, const Iterable *iterable, Ref *out_block) {
    return iterable->list != 0 ? temporary_take(heap, iterable->list, out_block)
                               : temporary_begin(heap, iterable->iterator_bytes, out_block);
}

static void free_iterator(Heap *heap, const Iterable *iterable, Ref block) {
    if (iterable->list != 0) {
        temporary_put(heap, iterable->list, block);
    } else {
        temporary_end(heap, block, iterable->iterator_bytes);
    }
}

HeapStatus iteration_begin(Heap *heap, Object *source, Iteration *out_iteration) {
    const Iterable *iterable = &iterables[source->kind];
    if (iterable->next == NULL) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "'%s' object is not iterable",
                         object_type_name(heap, source));
    }
    Iteration iteration = {.source = source, .length = iterable->length(source)};
    heap_hold(heap, source);
    HeapStatus status = make_iterator(heap, iterable, &iteration.block);
    if (status != HEAP_OK) {
        heap_drop(heap, source);
        return status;
    }
    *out_iteration = iteration;
    return HEAP_OK;
}

HeapStatus iteration_next(Heap *heap, Iteration *iteration, Object **out_item) {
    const Iterable *iterable = &iterables[iteration->source->kind];
    Object *item = NULL;
    HeapStatus status = iterable->next(heap, iteration, &item);
    if (status == HEAP_OK && item != NULL && !iterable->makes_items) {
        heap_hold(heap, item);
    }
    if (status == HEAP_OK && iteration->cursor % 1024 == 0) {
        status = heap_check_budget(heap);
        if (status != HEAP_OK && item != NULL) {
            heap_drop(heap, item);
        }
    }
    if (status == HEAP_OK) {
        *out_item = item;
    }
    return status;
}

// The iterator may have been the last to hold its source.
void iteration_end(Heap *heap, Iteration *iteration) {
    free_iterator(heap, &iterables[iteration->source->kind], iteration->block);
    heap_drop(heap, iteration->source);
}
