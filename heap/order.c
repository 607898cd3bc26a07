// a < b, without recursion: two lists or tuples are ordered by their first items that differ.
#include <string.h>

#include "heap/state.h"
#include "heap/types/bytes.h"
#include "heap/types/cell.h"
#include "heap/types/items.h"
#include "heap/types/number.h"
#include "heap/types/set.h"
#include "heap/types/set_object.h"
#include "heap/types/str.h"

enum { MAX_DEPTH = 1000 };

static HeapStatus refuse(Heap *heap, const Object *a, const Object *b) {
    return heap_fail(heap, HEAP_TYPE_ERROR, "'<' not supported between instances of '%s' and '%s'",
                     object_type_name(heap, a), object_type_name(heap, b));
}

// ---- what has no items, and sets

static bool less_texts(Heap *heap, const Object *a, const Object *b) {
    size_t length_a = str_length(a), length_b = str_length(b);
    for (size_t i = 0; i < length_a && i < length_b; i++) {
        uint32_t one = str_character(heap, a, i), other = str_character(heap, b, i);
        if (one != other) {
            heap->work += i / 64;
            return one < other;
        }
    }
    heap->work += length_a / 64;
    return length_a < length_b;
}

static bool less_bytes(Heap *heap, const Object *a, const Object *b) {
    size_t length_a = bytes_length(a), length_b = bytes_length(b);
    size_t common = length_a < length_b ? length_a : length_b;
    int order = memcmp(bytes_data(a), bytes_data(b), common);
    heap->work += common / 64;
    return order < 0 || (order == 0 && length_a < length_b);
}

// Whether `a` is a proper subset of `b`.
static HeapStatus less_sets(Heap *heap, const Object *a, const Object *b, bool *out_less) {
    SetTable one = set_table_of(heap, as_set(a)), other = set_table_of(heap, as_set(b));
    HeapStatus status = HEAP_OK;
    bool within = one.used < other.used;
    const SetEntry *entry;
    for (uint32_t cursor = 0;
         status == HEAP_OK && within && (entry = set_table_next(&one, &cursor)) != NULL;) {
        int64_t place = -1;
        status = set_table_find(heap, &other, slot_object(heap, entry->key), entry->hash, &place);
        within = place >= 0;
    }
    if (status == HEAP_OK) {
        *out_less = within;
    }
    return status;
}

static HeapStatus less_flat(Heap *heap, const Object *a, const Object *b, bool *out_less) {
    if (number_is(a) && number_is(b)) {
        *out_less = number_compare(a, b) == NUMBER_LESS;
    } else if (a->kind == HEAP_STR && b->kind == HEAP_STR) {
        *out_less = less_texts(heap, a, b);
    } else if (a->kind == HEAP_BYTES && b->kind == HEAP_BYTES) {
        *out_less = less_bytes(heap, a, b);
    } else if (set_is_any(a) && set_is_any(b)) {
        return less_sets(heap, a, b, out_less);
    } else {
        return refuse(heap, a, b);
    }
    return HEAP_OK;
}

// ---- what has items

typedef struct {
    Object *a, *b;
} Pair;

// The first items that are neither the same nor equal; NULL if there are none.
static HeapStatus first_difference(Heap *heap, Pair pair, Pair *out_items) {
    size_t length_a = items_count(pair.a), length_b = items_count(pair.b);
    for (size_t i = 0; i < length_a && i < length_b; i++) {
        Pair items = {items_at(heap, pair.a, i), items_at(heap, pair.b, i)};
        bool same = items.a == items.b;
        HeapStatus status = same ? HEAP_OK : heap_equal(heap, items.a, items.b, &same);
        heap->work++;
        if (status == HEAP_OK) {
            status = heap_check_budget(heap);
        }
        if (status != HEAP_OK || !same) {
            *out_items = items;
            return status;
        }
    }
    *out_items = (Pair){NULL, NULL};
    return HEAP_OK;
}

// Goes on to the items that decide; else *out_less has the answer and *pair is NULL.
static HeapStatus step_into(Heap *heap, Pair *pair, bool *out_less) {
    Pair items = {NULL, NULL};
    if (pair->a->kind == HEAP_CELL) {  // An empty one comes before anything else.
        items = (Pair){cell_content(heap, pair->a), cell_content(heap, pair->b)};
        *out_less = items.a == NULL && items.b != NULL;
        *pair = items.a == NULL || items.b == NULL ? (Pair){NULL, NULL} : items;
        return HEAP_OK;
    }
    HeapStatus status = first_difference(heap, *pair, &items);
    if (status == HEAP_OK) {
        *out_less = items.a == NULL && items_count(pair->a) < items_count(pair->b);
        *pair = items;
    }
    return status;
}

static bool has_items(const Object *object) {
    return items_are_there(object) || object->kind == HEAP_CELL;
}

HeapStatus heap_less(Heap *heap, Object *a, Object *b, bool *out_less) {
    Pair pair = {a, b};
    bool less = false;
    HeapStatus status = HEAP_OK;
    heap->work++;
    for (int depth = 0; has_items(pair.a) && pair.a->kind == pair.b->kind; depth++) {
        if (depth == MAX_DEPTH) {
            return heap_fail(heap, HEAP_RECURSION_ERROR,
                             "maximum recursion depth exceeded in comparison");
        }
        status = step_into(heap, &pair, &less);
        if (status != HEAP_OK || pair.a == NULL) {
            break;
        }
    }
    if (status == HEAP_OK && pair.a != NULL) {
        status = less_flat(heap, pair.a, pair.b, &less);
    }
    if (status == HEAP_OK) {
        *out_less = less;
    }
    return status;
}
