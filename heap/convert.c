// list(a), tuple(a), set(a), frozenset(a), dict(a), str(a), and a.copy().
#include <stdlib.h>

#include "heap/methods.h"
#include "heap/repr.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/temporary.h"
#include "heap/types/dict.h"
#include "heap/types/int.h"
#include "heap/types/list.h"
#include "heap/types/set.h"
#include "heap/types/singletons.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"

// The hold is the caller's if all went well.
static HeapStatus give_made(Heap *heap, HeapStatus status, Object *made, Object **out_object) {
    if (status != HEAP_OK) {
        heap_drop(heap, made);
        return status;
    }
    *out_object = made;
    return HEAP_OK;
}

// ---- list and dict

static HeapStatus make_list(Heap *heap, Object *source, Object **out_object) {
    Object *list;
    HeapStatus status = list_new_fresh(heap, &list);
    if (status != HEAP_OK) {
        return status;
    }
    status = source == NULL ? HEAP_OK : list_extend(heap, list, source);
    return give_made(heap, status, list, out_object);
}

static HeapStatus make_dict(Heap *heap, Object *source, Object **out_object) {
    Object *dict;
    HeapStatus status = dict_new_fresh(heap, &dict);
    if (status != HEAP_OK) {
        return status;
    }
    status = source == NULL ? HEAP_OK : dict_update(heap, dict, source);
    return give_made(heap, status, dict, out_object);
}

// ---- set and frozenset

// frozenset() is made anew each time; a frozenset is its own.
static HeapStatus make_set(Heap *heap, HeapKind kind, Object *source, Object **out_object) {
    if (source == NULL) {
        return set_new(heap, kind, out_object);
    }
    return kind == HEAP_FROZENSET && source->kind == HEAP_FROZENSET
               ? singleton_give_again(heap, source, out_object)
               : set_new_from(heap, kind, source, out_object);
}

// ---- str

enum { MOST_PASSING = 80, SET_ITERATOR_BYTES = 64 };

// What waits while what is inside is shown.
typedef struct {
    size_t count;
    Ref blocks[MOST_PASSING];
} Passing;

static HeapStatus take_passing(Heap *heap, unsigned list, size_t count, Passing *passing) {
    HeapStatus status = HEAP_OK;
    passing->count = 0;
    while (status == HEAP_OK && passing->count < count && passing->count < MOST_PASSING) {
        status = temporary_take(heap, list, &passing->blocks[passing->count]);
        passing->count += status == HEAP_OK;
    }
    return status;
}

static void put_passing(Heap *heap, unsigned list, Passing *passing) {
    while (passing->count > 0) {
        temporary_put(heap, list, passing->blocks[--passing->count]);
    }
}

static HeapStatus pass_set_iterator(Heap *heap) {
    Ref iterator = 0;
    HeapStatus status = temporary_begin(heap, SET_ITERATOR_BYTES, &iterator);
    temporary_end(heap, iterator, SET_ITERATOR_BYTES);
    return status;
}

// Of each set that it shows CPython makes a list.
static HeapStatus pass_lists(Heap *heap, size_t sets) {
    Passing lists;
    HeapStatus status = take_passing(heap, FREE_LIST, sets, &lists);
    if (status == HEAP_OK && sets > 0 && !heap->profile->list_reads_tables) {
        status = pass_set_iterator(heap);
    }
    put_passing(heap, FREE_LIST, &lists);
    return status;
}

static HeapStatus pass_containers(Heap *heap, const ReprText *shown) {
    Passing writers;
    size_t count = heap->profile->repr_has_room ? shown->writers : 0;
    HeapStatus status = take_passing(heap, FREE_WRITER, count, &writers);
    status = status == HEAP_OK ? pass_lists(heap, shown->sets) : status;
    put_passing(heap, FREE_WRITER, &writers);
    return status;
}

// The decimals of an int stand in one of its digits and one more before they are a text: those of
// 0, which has no digit, in an int of one.
static HeapStatus pass_temporaries(Heap *heap, const ReprText *shown) {
    HeapStatus status = shown->shows_zero ? temporary_pass(heap, FREE_INT) : HEAP_OK;
    return status == HEAP_OK ? pass_containers(heap, shown) : status;
}

enum { FIRST_TEXT_BYTES = 1 << 10, MOST_TEXT_BYTES = 1 << 29, LONGEST_PIECE = 64 };

// What stopped before the buffer was full stopped because it was too deep.
static bool was_too_deep(size_t size, size_t capacity) {
    return capacity - size > LONGEST_PIECE;
}

static HeapStatus refuse_long_int(Heap *heap) {
    return heap_fail(heap, HEAP_VALUE_ERROR,
                     "Exceeds the limit (%lld digits) for integer string conversion; use "
                     "sys.set_int_max_str_digits() to increase the limit",
                     (long long)INT_MAX_DECIMALS);
}

static HeapStatus check_shown(Heap *heap, ReprText shown, size_t capacity) {
    if (shown.lacks_text) {
        return refuse_long_int(heap);
    }
    if (shown.cut && was_too_deep(shown.size, capacity)) {
        return heap_fail(heap, HEAP_RECURSION_ERROR,
                         "maximum recursion depth exceeded while getting the repr of an object");
    }
    return HEAP_OK;
}

// The work is counted before: a text may be longer than any budget has time for. What does not fit
// where there was little room is written anew, and will fill at least a quarter of the larger one.
static HeapStatus show(Heap *heap, Object *object, size_t capacity, bool *out_cut,
                       Object **out_object) {
    heap->work += capacity == FIRST_TEXT_BYTES ? 1 : capacity / 2;
    HeapStatus status = heap_check_budget(heap);
    if (status != HEAP_OK) {
        return status;
    }
    char *text = malloc(capacity);
    if (text == NULL) {
        return heap_fail(heap, HEAP_NO_MEMORY, "the server has no memory for a text");
    }
    ReprText shown = repr_with_room(heap, object, text, capacity);
    status = check_shown(heap, shown, capacity);
    if (status == HEAP_OK && !shown.cut) {
        status = pass_temporaries(heap, &shown);
    }
    if (status == HEAP_OK && !shown.cut) {
        status = shown.room == 0 ? str_new_fresh(heap, text, shown.size, out_object)
                                 : str_new_written(heap, text, shown.size, shown.room, out_object);
    }
    free(text);
    *out_cut = shown.cut;
    return status;
}

static HeapStatus show_bool(Heap *heap, const Object *object, Object **out_object) {
    Object *text = static_bool_text(heap, object == static_bool(heap, true));
    return singleton_hand_out(heap, text, out_object);
}

static HeapStatus show_whole(Heap *heap, Object *object, Object **out_object) {
    if (object->kind == HEAP_BOOL && !heap->profile->info.intern_every_word) {
        return show_bool(heap, object, out_object);
    }
    bool cut = true;
    HeapStatus status = HEAP_OK;
    for (size_t capacity = FIRST_TEXT_BYTES; status == HEAP_OK && cut; capacity *= 4) {
        status = capacity > MOST_TEXT_BYTES ? heap_fail(heap, HEAP_MEMORY_ERROR, "%s", "")
                                            : show(heap, object, capacity, &cut, out_object);
    }
    return status;
}

// Up to 3.12 the call has a tuple of its arguments.
static HeapStatus make_str(Heap *heap, Object *source, Object **out_object) {
    if (source == NULL) {
        return heap_new_str(heap, "", 0, HEAP_RUNTIME, out_object);
    }
    Ref arguments = 0;
    HeapStatus status =
        heap->profile->str_takes_tuple ? temporary_arguments_begin(heap, 1, &arguments) : HEAP_OK;
    if (status == HEAP_OK) {
        status = source->kind == HEAP_STR ? singleton_give_again(heap, source, out_object)
                                          : show_whole(heap, source, out_object);
    }
    temporary_arguments_end(heap, arguments, 1);
    return status;
}

// ---- which does what

static HeapStatus convert(Heap *heap, HeapKind kind, Object *source, Object **out_object) {
    switch (kind) {
    case HEAP_LIST: return make_list(heap, source, out_object);
    case HEAP_TUPLE: return tuple_from(heap, source, out_object);
    case HEAP_DICT: return make_dict(heap, source, out_object);
    case HEAP_SET:
    case HEAP_FROZENSET: return make_set(heap, kind, source, out_object);
    case HEAP_STR: return make_str(heap, source, out_object);
    default: return heap_fail(heap, HEAP_TYPE_ERROR, "nothing is converted to this type");
    }
}

// The source is held, whatever dies while the new object is made.
HeapStatus heap_convert(Heap *heap, HeapKind kind, Object *a, Object **out_object) {
    if (a != NULL) {
        heap_hold(heap, a);
    }
    Object *made = NULL;
    HeapStatus status = convert(heap, kind, a, &made);
    heap_drop(heap, a);
    return object_give(heap, status, made, out_object);
}

static HeapStatus copy(Heap *heap, Object *a, Object **out_object) {
    switch ((HeapKind)a->kind) {
    case HEAP_LIST: return heap_slice(heap, a, NULL, NULL, out_object);
    case HEAP_DICT: return dict_copy(heap, a, out_object);
    case HEAP_SET:
    case HEAP_FROZENSET: return make_set(heap, (HeapKind)a->kind, a, out_object);
    default: return methods_fail(heap, a, "copy");
    }
}

HeapStatus heap_copy(Heap *heap, Object *a, Object **out_object) {
    heap_hold(heap, a);
    Object *made = NULL;
    HeapStatus status = copy(heap, a, &made);
    heap_drop(heap, a);
    return object_give(heap, status, made, out_object);
}
