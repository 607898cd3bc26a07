// a == b, without recursion: what is compared inside what is a stack of levels.
#include "heap/state.h"
#include "heap/types/bytes.h"
#include "heap/types/cell.h"
#include "heap/types/dict.h"
#include "heap/types/list.h"
#include "heap/types/method.h"
#include "heap/types/number.h"
#include "heap/types/set.h"
#include "heap/types/set_object.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"
#include "heap/types/weakref.h"

enum { MAX_DEPTH = 1000 };

typedef enum { DIFFERENT, SAME, ITEM_BY_ITEM } Verdict;

static Verdict verdict(bool same) {
    return same ? SAME : DIFFERENT;
}

// ---- two objects, without looking at their items

static Verdict compare_none(Heap *heap, const Object *a, const Object *b) {
    (void)heap, (void)a, (void)b;
    return SAME;  // A scratch None is None too.
}

static Verdict compare_numbers(Heap *heap, const Object *a, const Object *b) {
    (void)heap;
    return verdict(number_compare(a, b) == NUMBER_EQUAL);
}

static Verdict compare_strs(Heap *heap, const Object *a, const Object *b) {
    heap->work += str_unit_bytes(a) / 64;
    return verdict(str_equal(heap, a, b));
}

static Verdict compare_bytes(Heap *heap, const Object *a, const Object *b) {
    heap->work += ((const BytesObject *)a)->size / 64;
    return verdict(bytes_equal(a, b));
}

static Verdict compare_methods(Heap *heap, const Object *a, const Object *b) {
    (void)heap;
    return verdict(method_equal(a, b));
}

static Verdict compare_cells(Heap *heap, const Object *a, const Object *b) {
    const Object *inner_a = cell_content(heap, a), *inner_b = cell_content(heap, b);
    if (inner_a == NULL || inner_b == NULL) {
        return verdict(inner_a == inner_b);
    }
    return ITEM_BY_ITEM;
}

static Verdict compare_lists(Heap *heap, const Object *a, const Object *b) {
    (void)heap;
    return list_length(a) == list_length(b) ? ITEM_BY_ITEM : DIFFERENT;
}

static Verdict compare_tuples(Heap *heap, const Object *a, const Object *b) {
    (void)heap;
    return tuple_length(a) == tuple_length(b) ? ITEM_BY_ITEM : DIFFERENT;
}

static Verdict compare_dicts(Heap *heap, const Object *a, const Object *b) {
    (void)heap;
    return dict_length(a) == dict_length(b) ? ITEM_BY_ITEM : DIFFERENT;
}

// Two frozensets that were hashed differently need no look at their elements.
static Verdict compare_sets(Heap *heap, const Object *a, const Object *b) {
    (void)heap;
    int64_t hash_a = as_set(a)->hash, hash_b = as_set(b)->hash;
    bool hashed = hash_a != -1 && hash_b != -1;
    bool may_be = set_length(a) == set_length(b) && (!hashed || hash_a == hash_b);
    return may_be ? ITEM_BY_ITEM : DIFFERENT;
}

// ---- the pairs inside two containers

// A level of sets looks for the counterpart of an element of `a` among the candidates in `b`.
typedef struct {
    Object *a, *b;
    uint32_t cursor;
    bool searching;
    SetProbe probe;
} Level;

// `a` is NULL at the end, `b` if it has no counterpart.
typedef struct {
    Object *a, *b;
} Pair;

static HeapStatus next_in_cells(Heap *heap, Level *level, Pair *out_pair) {
    *out_pair = (Pair){NULL, NULL};
    if (level->cursor++ == 0) {
        *out_pair = (Pair){cell_content(heap, level->a), cell_content(heap, level->b)};
    }
    return HEAP_OK;
}

static HeapStatus next_in_lists(Heap *heap, Level *level, Pair *out_pair) {
    *out_pair = (Pair){NULL, NULL};
    if (level->cursor < list_length(level->a)) {
        size_t index = level->cursor++;
        *out_pair = (Pair){list_item(heap, level->a, index), list_item(heap, level->b, index)};
    }
    return HEAP_OK;
}

static HeapStatus next_in_tuples(Heap *heap, Level *level, Pair *out_pair) {
    *out_pair = (Pair){NULL, NULL};
    if (level->cursor < tuple_length(level->a)) {
        size_t index = level->cursor++;
        *out_pair = (Pair){tuple_item(heap, level->a, index), tuple_item(heap, level->b, index)};
    }
    return HEAP_OK;
}

// Comparing keys may compare tuples, but hashable ones, which hold no dict: it ends there.
static HeapStatus next_in_dicts(Heap *heap, Level *level, Pair *out_pair) {
    Object *key;
    *out_pair = (Pair){NULL, NULL};
    return dict_next(heap, level->a, &level->cursor, &key, &out_pair->a)
               ? dict_find(heap, level->b, key, &out_pair->b)
               : HEAP_OK;
}

static HeapStatus next_in_sets(Heap *heap, Level *level, Pair *out_pair) {
    SetTable a = set_table_of(heap, as_set(level->a)), b = set_table_of(heap, as_set(level->b));
    *out_pair = (Pair){NULL, NULL};
    if (!level->searching) {
        const SetEntry *next = set_table_next(&a, &level->cursor);
        if (next == NULL) {
            return HEAP_OK;
        }
        level->searching = true;
        level->probe = set_probe_start(&b, next->hash);
    }
    const SetEntry *entry = &a.entries[level->cursor - 1];
    bool candidate = set_probe_candidate(heap, &b, entry->hash, &level->probe);
    out_pair->a = slot_object(heap, entry->key);
    out_pair->b = candidate ? slot_object(heap, b.entries[level->probe.place].key) : NULL;
    return HEAP_OK;
}

// ---- the types; those without a row are equal only to themselves

typedef struct {
    Verdict (*compare)(Heap *heap, const Object *a, const Object *b);
    HeapStatus (*next_pair)(Heap *heap, Level *level, Pair *out_pair);
} Equality;

static const Equality equalities[HEAP_KINDS] = {
    [HEAP_NONE] = {.compare = compare_none},
    [HEAP_INT] = {.compare = compare_numbers},
    [HEAP_STR] = {.compare = compare_strs},
    [HEAP_BYTES] = {.compare = compare_bytes},
    [HEAP_METHOD] = {.compare = compare_methods},
    [HEAP_CELL] = {.compare = compare_cells, .next_pair = next_in_cells},
    [HEAP_LIST] = {.compare = compare_lists, .next_pair = next_in_lists},
    [HEAP_TUPLE] = {.compare = compare_tuples, .next_pair = next_in_tuples},
    [HEAP_DICT] = {.compare = compare_dicts, .next_pair = next_in_dicts},
    [HEAP_SET] = {.compare = compare_sets, .next_pair = next_in_sets},
};

// True == 1 == 1.0, and a set may equal a frozenset.
static HeapKind kind_of(const Object *object) {
    return number_is(object) ? HEAP_INT : set_is_any(object) ? HEAP_SET : (HeapKind)object->kind;
}

// Weakrefs compare what they lead to while both live; a dead one is equal only to itself.
static Pair look_through(const Heap *heap, Pair pair) {
    if (pair.a->kind != HEAP_WEAKREF || pair.b == NULL || pair.b->kind != HEAP_WEAKREF) {
        return pair;
    }
    Pair targets = {weakref_target(heap, pair.a), weakref_target(heap, pair.b)};
    return targets.a == NULL || targets.b == NULL ? pair : targets;
}

static Verdict compare(Heap *heap, Pair pair) {
    heap->work++;
    if (pair.a == pair.b) {
        return SAME;
    }
    if (pair.b == NULL || kind_of(pair.a) != kind_of(pair.b)) {
        return DIFFERENT;
    }
    const Equality *equality = &equalities[kind_of(pair.a)];
    return equality->compare == NULL ? DIFFERENT : equality->compare(heap, pair.a, pair.b);
}

// ---- all pairs

typedef struct {
    size_t depth;
    Level levels[MAX_DEPTH];
} Stack;

static HeapStatus go_down(Heap *heap, Stack *stack, Pair pair) {
    if (stack->depth == MAX_DEPTH) {
        return heap_fail(heap, HEAP_RECURSION_ERROR,
                         "maximum recursion depth exceeded in comparison");
    }
    stack->levels[stack->depth++] = (Level){.a = pair.a, .b = pair.b};
    return HEAP_OK;
}

static Level *innermost(Stack *stack) {
    return &stack->levels[stack->depth - 1];
}

static bool in_sets(Stack *stack) {
    return stack->depth > 0 && set_is_any(innermost(stack)->a);
}

// The innermost level's pair is equal: sets go on with the next element.
static void found_same(Stack *stack) {
    if (in_sets(stack)) {
        innermost(stack)->searching = false;
    }
}

// The innermost level's pair differs, and with it the levels around: up to sets, which go on with
// the next candidate.
static void found_different(const Heap *heap, Stack *stack) {
    while (stack->depth > 0 && !in_sets(stack)) {
        stack->depth--;
    }
    if (stack->depth > 0) {
        Level *level = innermost(stack);
        SetTable table = set_table_of(heap, as_set(level->b));
        set_probe_next(&table, &level->probe);
    }
}

// Compares the next pair of the innermost level, or leaves the level. *out_verdict is final when no
// level is left.
static HeapStatus take_step(Heap *heap, Stack *stack, Verdict *out_verdict) {
    Level *level = innermost(stack);
    Pair pair;
    HeapStatus status = equalities[kind_of(level->a)].next_pair(heap, level, &pair);
    if (status != HEAP_OK) {
        return status;
    }
    *out_verdict = pair.a == NULL ? SAME : compare(heap, look_through(heap, pair));
    if (*out_verdict == ITEM_BY_ITEM) {
        return go_down(heap, stack, look_through(heap, pair));
    }
    stack->depth -= pair.a == NULL || pair.b == NULL;  // The level is at its end.
    if (*out_verdict == SAME) {
        found_same(stack);
    } else {
        found_different(heap, stack);
    }
    return heap_check_budget(heap);
}

static HeapStatus compare_deep(Heap *heap, Pair pair, bool *out_equal) {
    Stack stack;
    stack.depth = 0;
    Verdict found = SAME;
    HeapStatus status = go_down(heap, &stack, pair);
    while (status == HEAP_OK && stack.depth > 0) {
        status = take_step(heap, &stack, &found);
    }
    if (status == HEAP_OK) {
        *out_equal = found != DIFFERENT;
    }
    return status;
}

HeapStatus heap_equal(Heap *heap, Object *a, Object *b, bool *out_equal) {
    Pair pair = {a, b};
    if (a->kind == HEAP_FLOAT && b->kind == HEAP_FLOAT) {
        *out_equal = number_compare(a, b) == NUMBER_EQUAL;  // No nan, not even the same.
        return HEAP_OK;
    }
    pair = look_through(heap, pair);
    Verdict found = compare(heap, pair);
    if (found == ITEM_BY_ITEM) {
        return compare_deep(heap, pair, out_equal);
    }
    *out_equal = found == SAME;
    return HEAP_OK;
}
