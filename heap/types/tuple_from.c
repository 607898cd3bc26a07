// tuple(source).
#include "heap/gc/gc.h"
#include "heap/iteration.h"
#include "heap/state.h"
#include "heap/types/list.h"
#include "heap/types/singletons.h"
#include "heap/types/tuple.h"

enum { COLLECTED_BESIDE = 8, COLLECTED_ROOM = 16 };

// ---- tuple() makes room, then fills it

static HeapStatus fill_tuple(Heap *heap, Object *tuple, Iteration *iteration) {
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < tuple_length(tuple); i++) {
        Object *item = NULL;
        status = iteration_next(heap, iteration, &item);
        if (status == HEAP_OK && item != NULL) {
            tuple_fill(heap, tuple, i, item);
            heap_drop(heap, item);
        }
    }
    return status;
}

static HeapStatus tuple_of_iterator(Heap *heap, Iteration *iteration, Object **out_object) {
    Object *tuple;
    size_t length = iteration_length(iteration->source);
    if (length == 0) {
        return heap_new_tuple(heap, NULL, 0, out_object);
    }
    HeapStatus status = tuple_new(heap, length, &tuple);
    if (status != HEAP_OK) {
        return status;
    }
    object_announce(heap, tuple);
    gc_track(heap, tuple);
    status = fill_tuple(heap, tuple, iteration);
    if (status != HEAP_OK) {
        heap_drop(heap, tuple);
        return status;
    }
    *out_object = tuple;
    return HEAP_OK;
}

// Full, and not tracked yet. The list is not empty.
static HeapStatus fill_from_list(Heap *heap, Object *list, Object **out_tuple) {
    Object *tuple;
    size_t length = list_length(list);
    HeapStatus status = tuple_new(heap, length, &tuple);
    if (status != HEAP_OK) {
        return status;
    }
    object_announce(heap, tuple);
    for (size_t i = 0; i < length && i < list_length(list); i++) {
        tuple_fill(heap, tuple, i, list_item(heap, list, i));
    }
    *out_tuple = tuple;
    return HEAP_OK;
}

// A list needs no iterator.
static HeapStatus tuple_of_list(Heap *heap, Object *list, Object **out_object) {
    if (list_length(list) == 0) {
        return heap_new_tuple(heap, NULL, 0, out_object);
    }
    HeapStatus status = fill_from_list(heap, list, out_object);
    if (status == HEAP_OK) {
        tuple_track_made(heap, *out_object);
    }
    return status;
}

// Items that have been collected for a tuple, each with a hold: the first few beside, and if there
// are more, all of them in a list.
typedef struct {
    Object *few[COLLECTED_BESIDE];
    size_t count;
    Object *list;  // NULL: there are no more.
} Collected;

static HeapStatus collect_few(Heap *heap, Iteration *iteration, Collected *collected) {
    Object *item = NULL;
    HeapStatus status = HEAP_OK;
    do {
        status = iteration_next(heap, iteration, &item);
        if (status == HEAP_OK && item != NULL) {
            collected->few[collected->count++] = item;
        }
    } while (status == HEAP_OK && item != NULL && collected->count < COLLECTED_BESIDE);
    return status;
}

static HeapStatus collect_more(Heap *heap, Iteration *iteration, Collected *collected) {
    HeapStatus status = list_new_with_room(heap, COLLECTED_ROOM, &collected->list);
    if (status != HEAP_OK) {
        return status;
    }
    for (size_t i = 0; i < collected->count; i++) {
        list_place(heap, collected->list, collected->few[i]);
    }
    Object *item = NULL;
    status = iteration_next(heap, iteration, &item);
    while (status == HEAP_OK && item != NULL) {
        status = list_append(heap, collected->list, item);
        heap_drop(heap, item);
        status = status == HEAP_OK ? iteration_next(heap, iteration, &item) : status;
    }
    return status;
}

static void drop_collected(Heap *heap, const Collected *collected) {
    heap_drop(heap, collected->list);
    for (size_t i = 0; i < collected->count; i++) {
        heap_drop(heap, collected->few[i]);
    }
}

// The iterator is gone when the tuple is made.
static HeapStatus tuple_of_collected(Heap *heap, Iteration *iteration, Object **out_object) {
    Collected collected = {.count = 0};
    HeapStatus status = collect_few(heap, iteration, &collected);
    if (status == HEAP_OK && collected.count == COLLECTED_BESIDE) {
        status = collect_more(heap, iteration, &collected);
    }
    iteration_end(heap, iteration);
    if (status == HEAP_OK && collected.list == NULL) {
        status = heap_new_constant_tuple(heap, collected.few, collected.count, out_object);
    } else if (status == HEAP_OK) {
        status = fill_from_list(heap, collected.list, out_object);
        if (status == HEAP_OK) {
            gc_track(heap, *out_object);
        }
    }
    drop_collected(heap, &collected);
    return status;
}

static HeapStatus tuple_of_iterated(Heap *heap, Object *source, Object **out_object) {
    Iteration iteration;
    HeapStatus status = iteration_begin(heap, source, &iteration);
    if (status != HEAP_OK) {
        return status;
    }
    if (heap->profile->tuple_collects_first) {
        return tuple_of_collected(heap, &iteration, out_object);
    }
    status = tuple_of_iterator(heap, &iteration, out_object);
    iteration_end(heap, &iteration);
    return status;
}

HeapStatus tuple_from(Heap *heap, Object *source, Object **out_object) {
    if (source == NULL) {
        return heap_new_tuple(heap, NULL, 0, out_object);
    }
    if (source->kind == HEAP_TUPLE) {
        return singleton_give_again(heap, source, out_object);
    }
    return source->kind == HEAP_LIST ? tuple_of_list(heap, source, out_object)
                                     : tuple_of_iterated(heap, source, out_object);
}
