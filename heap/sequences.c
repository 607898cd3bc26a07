// a + b, a * n and a[i:j] of sequences, and the rules that tell when Python gives the same object
// again.
#include <stdlib.h>
#include <string.h>

#include "heap/arithmetic.h"
#include "heap/refusals.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/temporary.h"
#include "heap/types/bytes.h"
#include "heap/types/int.h"
#include "heap/types/items.h"
#include "heap/types/singletons.h"
#include "heap/types/str.h"

enum { BUDGET_STEP = 4096 };
static const uint64_t most_items = (uint64_t)1 << 59;  // CPython's PY_SSIZE_T_MAX / 16 or so.

static HeapStatus refuse_size(Heap *heap) {
    return heap_fail(heap, HEAP_MEMORY_ERROR, "%s", "");
}

static HeapStatus no_memory(Heap *heap) {
    return heap_fail(heap, HEAP_NO_MEMORY, "the server has no memory for a text");
}

// ---- lists and tuples

// A new list or tuple while it is being filled.
typedef struct {
    Object *made;
    size_t filled, count;
} Filling;

static HeapStatus begin_filling(Heap *heap, HeapKind kind, size_t count, Filling *out_filling) {
    Object *made;
    HeapStatus status =
        kind == HEAP_LIST ? list_new_with_room(heap, count, &made) : tuple_new(heap, count, &made);
    if (status != HEAP_OK) {
        return status;
    }
    if (kind == HEAP_TUPLE) {
        object_announce(heap, made);
    }
    *out_filling = (Filling){.made = made, .count = count};
    return HEAP_OK;
}

// The items from `begin` to `end`, or as many as there are and have room.
static HeapStatus fill_from(Heap *heap, Filling *filling, const Object *source, size_t begin,
                            size_t end) {
    for (size_t i = begin; i < end && i < items_count(source) && filling->filled < filling->count;
         i++) {
        Object *item = items_at(heap, source, i);
        if (filling->made->kind == HEAP_LIST) {
            list_place(heap, filling->made, item);
        } else {
            tuple_fill(heap, filling->made, filling->filled, item);
        }
        filling->filled++;
        if (filling->filled % BUDGET_STEP == 0 && heap_check_budget(heap) != HEAP_OK) {
            return HEAP_QUOTA_WORK;
        }
    }
    return HEAP_OK;
}

static HeapStatus end_filling(Heap *heap, Filling *filling, HeapStatus status,
                              Object **out_object) {
    if (status != HEAP_OK) {
        heap_drop(heap, filling->made);
        return status;
    }
    if (filling->made->kind == HEAP_TUPLE) {
        gc_track(heap, filling->made);
    }
    *out_object = filling->made;
    return HEAP_OK;
}

static HeapStatus concat_items(Heap *heap, Object *a, Object *b, Object **out_object) {
    size_t first = items_count(a), second = items_count(b);
    Filling filling;
    HeapStatus status = begin_filling(heap, (HeapKind)a->kind, first + second, &filling);
    if (status != HEAP_OK) {
        return status;
    }
    status = fill_from(heap, &filling, a, 0, first);
    if (status == HEAP_OK) {
        status = fill_from(heap, &filling, b, 0, second);
    }
    return end_filling(heap, &filling, status, out_object);
}

static HeapStatus repeat_items(Heap *heap, Object *a, uint64_t times, Object **out_object) {
    size_t length = items_count(a);
    if (length > 0 && times > most_items / length) {
        return refuse_size(heap);
    }
    Filling filling;
    HeapStatus status = begin_filling(heap, (HeapKind)a->kind, length * times, &filling);
    if (status != HEAP_OK) {
        return status;
    }
    while (status == HEAP_OK && filling.filled < filling.count && items_count(a) > 0) {
        status = fill_from(heap, &filling, a, 0, length);
    }
    return end_filling(heap, &filling, status, out_object);
}

static HeapStatus slice_items(Heap *heap, Object *a, size_t begin, size_t end,
                              Object **out_object) {
    Filling filling;
    HeapStatus status = begin_filling(heap, (HeapKind)a->kind, end - begin, &filling);
    if (status != HEAP_OK) {
        return status;
    }
    status = fill_from(heap, &filling, a, begin, end);
    return end_filling(heap, &filling, status, out_object);
}

static HeapStatus repeat_list(Heap *heap, Object *a, uint64_t times, Object **out_object) {
    return repeat_items(heap, a, list_length(a) == 0 ? 0 : times, out_object);
}

static HeapStatus concat_tuples(Heap *heap, Object *a, Object *b, Object **out_object) {
    if (tuple_length(a) == 0 || tuple_length(b) == 0) {
        return singleton_give_again(heap, tuple_length(a) == 0 ? b : a, out_object);
    }
    return concat_items(heap, a, b, out_object);
}

static HeapStatus repeat_tuple(Heap *heap, Object *a, uint64_t times, Object **out_object) {
    if (tuple_length(a) == 0 || times == 1) {
        return singleton_give_again(heap, a, out_object);
    }
    return times == 0 ? heap_new_tuple(heap, NULL, 0, out_object)
                      : repeat_items(heap, a, times, out_object);
}

static HeapStatus slice_tuple(Heap *heap, Object *a, size_t begin, size_t end,
                              Object **out_object) {
    return begin == end ? heap_new_tuple(heap, NULL, 0, out_object)
                        : slice_items(heap, a, begin, end, out_object);
}

// Tracked as what tuple() makes, by the types of its items.
static HeapStatus cut_tuple(Heap *heap, Object *a, size_t begin, size_t end, Object **out_object) {
    Filling filling = {0};
    HeapStatus status = begin == end ? heap_new_tuple(heap, NULL, 0, out_object)
                                     : begin_filling(heap, HEAP_TUPLE, end - begin, &filling);
    if (status != HEAP_OK || begin == end) {
        return status;
    }
    status = fill_from(heap, &filling, a, begin, end);
    if (status != HEAP_OK) {
        heap_drop(heap, filling.made);
        return status;
    }
    tuple_track_made(heap, filling.made);
    *out_object = filling.made;
    return HEAP_OK;
}

// ---- str

static HeapStatus join_two(Heap *heap, const Object *a, const Object *b, Object **out_object) {
    char *utf8 = malloc(str_utf8_bound(a) + str_utf8_bound(b) + 1);
    if (utf8 == NULL) {
        return no_memory(heap);
    }
    size_t size = str_utf8_copy(heap, a, utf8);
    size += str_utf8_copy(heap, b, utf8 + size);
    heap->work += size / 16;  // Character by character, there and back.
    HeapStatus status = heap_new_str(heap, utf8, size, HEAP_RUNTIME, out_object);
    free(utf8);
    return status;
}

static HeapStatus concat_strs(Heap *heap, Object *a, Object *b, Object **out_object) {
    if (str_length(a) == 0 || str_length(b) == 0) {
        return singleton_give_again(heap, str_length(a) == 0 ? b : a, out_object);
    }
    return join_two(heap, a, b, out_object);
}

static HeapStatus give_text(Heap *heap, const Object *str, size_t begin, size_t end, uint64_t times,
                            Object **out_object) {
    StrUtf8 text;
    if (!str_utf8(heap, str, begin, end, &text)) {
        return no_memory(heap);
    }
    HeapStatus status = times == 1
                            ? heap_new_str(heap, text.data, text.size, HEAP_RUNTIME, out_object)
                            : heap_new_str_repeated(heap, text.data, text.size, times, out_object);
    free(text.owned);
    return status;
}

static HeapStatus repeat_str(Heap *heap, Object *a, uint64_t times, Object **out_object) {
    size_t length = str_length(a);
    if (times == 1) {
        return singleton_give_again(heap, a, out_object);
    }
    if (length > 0 && times > INT64_MAX / length) {
        return heap_fail(heap, HEAP_OVERFLOW_ERROR, "repeated string is too long");
    }
    return give_text(heap, a, 0, length, times, out_object);
}

static HeapStatus slice_str(Heap *heap, Object *a, size_t begin, size_t end, Object **out_object) {
    return give_text(heap, a, begin, end, 1, out_object);
}

// ---- bytes

static HeapStatus concat_bytes(Heap *heap, Object *a, Object *b, Object **out_object) {
    if (bytes_length(a) == 0 || bytes_length(b) == 0) {
        return singleton_give_again(heap, bytes_length(a) == 0 ? b : a, out_object);
    }
    BytesPiece pieces[] = {bytes_piece(a), bytes_piece(b)};
    return bytes_new_joined(heap, pieces, 2, out_object);
}

// Nothing of something is an object of its own, unlike b''.
static HeapStatus repeat_bytes(Heap *heap, Object *a, uint64_t times, Object **out_object) {
    size_t length = bytes_length(a);
    if (times == 1 || length == 0) {
        return singleton_give_again(heap, a, out_object);
    }
    if (times > INT64_MAX / length) {
        return heap_fail(heap, HEAP_OVERFLOW_ERROR, "repeated bytes are too long");
    }
    return bytes_new_repeated(heap, bytes_piece(a), times, out_object);
}

static HeapStatus slice_bytes(Heap *heap, Object *a, size_t begin, size_t end,
                              Object **out_object) {
    return heap_new_bytes(heap, bytes_data(a) + begin, end - begin, out_object);
}

// ---- which does what

typedef struct {
    size_t (*length)(const Object *a);
    HeapStatus (*concat)(Heap *heap, Object *a, Object *b, Object **out_object);
    HeapStatus (*repeat)(Heap *heap, Object *a, uint64_t times, Object **out_object);
    HeapStatus (*slice)(Heap *heap, Object *a, size_t begin, size_t end, Object **out_object);
    // a[i:j] by an instruction, without a slice; NULL: there is none.
    HeapStatus (*cut)(Heap *heap, Object *a, size_t begin, size_t end, Object **out_object);
    bool whole_is_itself;  // a[:] is a
    const char *wrong_concat;
} Sequence;

static const Sequence sequences[HEAP_KINDS] = {
    [HEAP_LIST] = {list_length, concat_items, repeat_list, slice_items, slice_items, false, NULL},
    [HEAP_TUPLE] = {tuple_length, concat_tuples, repeat_tuple, slice_tuple, cut_tuple, true, NULL},
    [HEAP_STR] = {str_length, concat_strs, repeat_str, slice_str, slice_str, true, NULL},
    [HEAP_BYTES] = {bytes_length, concat_bytes, repeat_bytes, slice_bytes, NULL, true, NULL},
};

static const Sequence *sequence_of(const Object *object) {
    const Sequence *sequence = &sequences[object->kind];
    return sequence->length == NULL ? NULL : sequence;
}

static HeapStatus refuse_operands(Heap *heap, const char *operator, const Object * a,
                                  const Object *b) {
    return heap_fail(heap, HEAP_TYPE_ERROR,
                     "unsupported operand type(s) for %s: '%s' and '%s'", operator,
                     object_type_name(heap, a), object_type_name(heap, b));
}

static HeapStatus refuse_concat(Heap *heap, const Object *a, const Object *b) {
    const char *name = object_type_name(heap, a), *other = object_type_name(heap, b);
    if (a->kind == HEAP_BYTES) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "can't concat %s to bytes", other);
    }
    return heap_fail(heap, HEAP_TYPE_ERROR, "can only concatenate %s (not \"%s\") to %s", name,
                     other, name);
}

HeapStatus heap_concat(Heap *heap, Object *a, Object *b, Object **out_object) {
    if (arithmetic_is_number(a) && arithmetic_is_number(b)) {
        return arithmetic_add(heap, a, b, out_object);
    }
    const Sequence *sequence = sequence_of(a);
    if (sequence == NULL) {
        return refuse_operands(heap, "+", a, b);
    }
    if (a->kind != b->kind) {
        return refuse_concat(heap, a, b);
    }
    Object *made = NULL;
    heap_hold(heap, a);
    heap_hold(heap, b);
    HeapStatus status = sequence->concat(heap, a, b, &made);
    heap_drop(heap, b);
    heap_drop(heap, a);
    return object_give(heap, status, made, out_object);
}

static HeapStatus repeat_sequence(Heap *heap, Object *a, Object *times, Object **out_object) {
    int64_t count = 0;
    if (times->kind != HEAP_INT && times->kind != HEAP_BOOL) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "can't multiply sequence by non-int of type '%s'",
                         object_type_name(heap, times));
    }
    if (!int_value(times, &count)) {
        return heap_fail(heap, HEAP_OVERFLOW_ERROR, "cannot fit '%s' into an index-sized integer",
                         object_type_name(heap, times));
    }
    Object *made = NULL;
    heap_hold(heap, a);
    heap_hold(heap, times);
    HeapStatus status = sequence_of(a)->repeat(heap, a, count < 0 ? 0 : (uint64_t)count, &made);
    heap_drop(heap, times);
    heap_drop(heap, a);
    return object_give(heap, status, made, out_object);
}

HeapStatus heap_repeat(Heap *heap, Object *a, Object *times, Object **out_object) {
    if (arithmetic_is_number(a) && arithmetic_is_number(times)) {
        return arithmetic_multiply(heap, a, times, out_object);
    }
    if (sequence_of(a) != NULL) {
        return repeat_sequence(heap, a, times, out_object);
    }
    return sequence_of(times) != NULL ? repeat_sequence(heap, times, a, out_object)
                                      : refuse_operands(heap, "*", a, times);
}

// As slice.indices(): counted from the end when negative, then clamped.
static size_t clamp(const int64_t *index, size_t length, size_t otherwise) {
    if (index == NULL) {
        return otherwise;
    }
    int64_t at = *index < 0 ? *index + (int64_t)length : *index;
    return at < 0 ? 0 : (uint64_t)at > length ? length : (size_t)at;
}

static HeapStatus refuse_slice(Heap *heap, const Object *a, const int64_t *begin,
                               const int64_t *end) {
    if (a->kind == HEAP_CLASS) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "type '%s' is not subscriptable",
                         heap_function_name(heap, a));
    }
    return a->kind == HEAP_DICT
               ? refuse_slice_as_key(heap, begin, end)
               : heap_fail(heap, HEAP_TYPE_ERROR, "'%s' object is not subscriptable",
                           object_type_name(heap, a));
}

// Bounds that are constants are a constant slice; one below zero is none to the compiler.
static bool has_negative(const int64_t *begin, const int64_t *end) {
    return (begin != NULL && *begin < 0) || (end != NULL && *end < 0);
}

// From `from` to `to`, which are in range.
static HeapStatus take_slice(Heap *heap, Object *a, size_t from, size_t to, bool cuts,
                             Object **out_object) {
    const Sequence *sequence = sequence_of(a);
    if (sequence->whole_is_itself && from < to && to - from == sequence->length(a)) {
        return singleton_give_again(heap, a, out_object);
    }
    Object *made = NULL;
    heap_hold(heap, a);
    HeapStatus status = (cuts ? sequence->cut : sequence->slice)(heap, a, from, to, &made);
    heap_drop(heap, a);
    return object_give(heap, status, made, out_object);
}

// By a slice that is made for it, if CPython does not keep one ready for ever.
static HeapStatus take_by_new_slice(Heap *heap, Object *a, size_t from, size_t to,
                                    Object **out_object) {
    Ref slice = 0;
    if (heap->profile->slice_free_limit > 0) {
        HeapStatus status = temporary_take(heap, FREE_SLICE, &slice);
        if (status != HEAP_OK) {
            return status;
        }
    }
    HeapStatus status = take_slice(heap, a, from, to, false, out_object);
    temporary_put(heap, FREE_SLICE, slice);
    return status;
}

HeapStatus heap_slice(Heap *heap, Object *a, const int64_t *begin, const int64_t *end,
                      Object **out_object) {
    const Sequence *sequence = sequence_of(a);
    if (sequence == NULL) {
        return refuse_slice(heap, a, begin, end);
    }
    size_t length = sequence->length(a);
    size_t from = clamp(begin, length, 0), to = clamp(end, length, length);
    to = to < from ? from : to;
    bool cuts = heap->profile->instruction_cuts && sequence->cut != NULL;
    return !has_negative(begin, end) ? take_slice(heap, a, from, to, false, out_object)
           : cuts                    ? take_slice(heap, a, from, to, true, out_object)
                                     : take_by_new_slice(heap, a, from, to, out_object);
}
