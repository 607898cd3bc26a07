// Runs that stand in order already are found from left to right, short ones lengthened by binary
// insertion, and neighbours merged in an order that keeps the merges balanced ("powersort"). A
// merge that always takes from the same side gallops: it looks ahead in steps that double.
//
// After a comparison has failed none is made any more, and each further answer is "not less": the
// rest runs through quickly, and the items stay a permutation of what they were.
#include "heap/sort.h"

#include <stdlib.h>
#include <string.h>

#include "heap/state.h"

enum { MIN_GALLOP = 7, MIN_MERGE = 64, MAX_PENDING = 85 };

typedef struct {
    Object **start;
    size_t length;
    int power;  // Of the boundary with the next run.
} Run;

typedef struct {
    Heap *heap;
    HeapStatus status;
    Object **items;
    size_t count;
    Object **room;      // For the shorter run of a merge.
    size_t min_gallop;  // Wins in a row after which a merge gallops.
    size_t pending_count;
    Run pending[MAX_PENDING];
} Sort;

static bool less(Sort *sort, Object *a, Object *b) {
    bool answer = false;
    if (sort->status == HEAP_OK) {
        sort->status = heap_less(sort->heap, a, b, &answer);
    }
    if (sort->status == HEAP_OK) {
        sort->status = heap_check_budget(sort->heap);
    }
    return answer;
}

// ---- runs

static void reverse(Object **start, size_t length) {
    for (size_t i = 0; i < length / 2; i++) {
        Object *item = start[i];
        start[i] = start[length - 1 - i];
        start[length - 1 - i] = item;
    }
}

// The length of the run at the begin, which stands in order afterwards.
static size_t take_run(Sort *sort, Object **start, size_t left) {
    if (left < 2) {
        return left;
    }
    bool descending = less(sort, start[1], start[0]);
    size_t length = 2;
    while (length < left && less(sort, start[length], start[length - 1]) == descending) {
        length++;
    }
    if (descending) {
        reverse(start, length);
    }
    return length;
}

static size_t skip_rising(Sort *sort, Object **start, size_t length, size_t left) {
    while (length < left && !less(sort, start[length], start[length - 1])) {
        length++;
    }
    return length;
}

// The last item and the equal ones before it change places: the whole will be reversed once more.
static void turn_equals(Object **start, size_t length, size_t *equals) {
    reverse(start + length - *equals - 1, *equals + 1);
    *equals = 0;
}

// How far the items fall, equal ones among them.
static size_t skip_falling(Sort *sort, Object **start, size_t length, size_t left) {
    size_t equals = 0;
    for (; length < left; length++) {
        if (less(sort, start[length], start[length - 1])) {
            turn_equals(start, length, &equals);
        } else if (less(sort, start[length - 1], start[length])) {
            break;
        } else {
            equals++;
        }
    }
    turn_equals(start, length, &equals);
    return length;
}

// As take_run(), but a falling run may have equal items, and goes on with what rises behind it.
static size_t take_run_with_equals(Sort *sort, Object **start, size_t left) {
    size_t length = skip_rising(sort, start, 1, left);
    if (length == left) {
        return length;
    }
    if (length > 1) {
        if (less(sort, start[0], start[length - 1])) {
            return length;
        }
        reverse(start, length);
    }
    length = skip_falling(sort, start, length + 1, left);
    reverse(start, length);
    return skip_rising(sort, start, length, left);
}

// The first `sorted` items stand in order; afterwards all do.
static void insert_rest(Sort *sort, Object **start, size_t sorted, size_t length) {
    for (; sorted < length; sorted++) {
        Object *pivot = start[sorted];
        size_t low = 0, high = sorted;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (less(sort, pivot, start[middle])) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        memmove(start + low + 1, start + low, (sorted - low) * sizeof *start);
        start[low] = pivot;
    }
}

// The shortest run to be merged: count / 2^k, between 32 and 64, so that there are about 2^k.
static size_t shortest_run(size_t count) {
    size_t rest = 0;
    while (count >= MIN_MERGE) {
        rest |= count & 1;
        count >>= 1;
    }
    return count + rest;
}

// The same as a fraction: what the runs so far fell short of it the next one makes good.
typedef struct {
    size_t count, shift, owed;
} FairRun;

static FairRun fair_run(size_t count) {
    FairRun fair = {.count = count};
    while (count >> fair.shift >= MIN_MERGE) {
        fair.shift++;
    }
    return fair;
}

static size_t next_shortest(FairRun *fair) {
    size_t due = fair->owed + fair->count;
    fair->owed = due & (((size_t)1 << fair->shift) - 1);
    return due >> fair->shift;
}

// ---- galloping

typedef enum { LEFT_OF_EQUALS, RIGHT_OF_EQUALS } Side;

static bool is_before(Sort *sort, Object *item, Object *key, Side side) {
    return side == LEFT_OF_EQUALS ? less(sort, item, key) : !less(sort, key, item);
}

// Where the key belongs among items in order, found from `hint` on.
static size_t gallop(Sort *sort, Object *key, Object *const *items, size_t count, size_t hint,
                     Side side) {
    bool up = is_before(sort, items[hint], key, side);
    size_t most = up ? count - hint : hint + 1;
    size_t last = 0, step = 1;
    while (step < most &&
           is_before(sort, up ? items[hint + step] : items[hint - step], key, side) == up) {
        last = step;
        step = step * 2 + 1;
    }
    step = step > most ? most : step;
    size_t low = up ? hint + last + 1 : hint + 1 - step, high = up ? hint + step : hint - last;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(sort, items[middle], key, side)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return high;
}

// ---- merging two neighbouring runs

// What is left of both, and where the next item goes. From the left, `a` is in the room and the
// pointers go up; from the right, `b` is and they go down, each at the last item that is left.
typedef struct {
    Object **a, **b, **to;
    size_t left_a, left_b;
    size_t won_a, won_b;  // In a row.
} Merge;

static void move_up(Object ***to, Object ***from, size_t count) {
    memmove(*to, *from, count * sizeof **to);
    *to += count;
    *from += count;
}

static void move_down(Object ***to, Object ***from, size_t count) {
    *to -= count;
    *from -= count;
    memmove(*to + 1, *from + 1, count * sizeof **to);
}

// The last of `a` is known to come last of all.
static bool is_decided_up(const Merge *merge) {
    return merge->left_b == 0 || merge->left_a <= 1;
}

static bool is_decided_down(const Merge *merge) {
    return merge->left_a == 0 || merge->left_b <= 1;
}

static void take_a_up(Merge *merge, size_t count) {
    move_up(&merge->to, &merge->a, count);
    merge->left_a -= count;
}

static void take_b_up(Merge *merge, size_t count) {
    move_up(&merge->to, &merge->b, count);
    merge->left_b -= count;
}

static void take_a_down(Merge *merge, size_t count) {
    move_down(&merge->to, &merge->a, count);
    merge->left_a -= count;
}

static void take_b_down(Merge *merge, size_t count) {
    move_down(&merge->to, &merge->b, count);
    merge->left_b -= count;
}

static void count_win(Merge *merge, bool a) {
    merge->won_a = a ? merge->won_a + 1 : 0;
    merge->won_b = a ? 0 : merge->won_b + 1;
}

static bool wins_often(const Merge *merge, size_t enough) {
    return merge->won_a >= enough || merge->won_b >= enough;
}

static void one_by_one_up(Sort *sort, Merge *merge) {
    do {
        bool a = !less(sort, *merge->b, *merge->a);
        (a ? take_a_up : take_b_up)(merge, 1);
        count_win(merge, a);
    } while (!is_decided_up(merge) && !wins_often(merge, sort->min_gallop));
}

static void one_by_one_down(Sort *sort, Merge *merge) {
    do {
        bool a = less(sort, *merge->b, *merge->a);
        (a ? take_a_down : take_b_down)(merge, 1);
        count_win(merge, a);
    } while (!is_decided_down(merge) && !wins_often(merge, sort->min_gallop));
}

// One look ahead into each run.
static void gallop_up(Sort *sort, Merge *merge) {
    merge->won_a = gallop(sort, *merge->b, merge->a, merge->left_a, 0, RIGHT_OF_EQUALS);
    take_a_up(merge, merge->won_a);
    if (merge->left_a <= 1) {
        return;
    }
    take_b_up(merge, 1);
    if (merge->left_b == 0) {
        return;
    }
    merge->won_b = gallop(sort, *merge->a, merge->b, merge->left_b, 0, LEFT_OF_EQUALS);
    take_b_up(merge, merge->won_b);
    if (merge->left_b > 0) {
        take_a_up(merge, 1);
    }
}

static void gallop_down(Sort *sort, Merge *merge) {
    Object **start_a = merge->a - (merge->left_a - 1);
    merge->won_a = merge->left_a - gallop(sort, *merge->b, start_a, merge->left_a,
                                          merge->left_a - 1, RIGHT_OF_EQUALS);
    take_a_down(merge, merge->won_a);
    if (merge->left_a == 0) {
        return;
    }
    take_b_down(merge, 1);
    if (merge->left_b <= 1) {
        return;
    }
    Object **start_b = merge->b - (merge->left_b - 1);
    merge->won_b = merge->left_b - gallop(sort, *merge->a, start_b, merge->left_b,
                                          merge->left_b - 1, LEFT_OF_EQUALS);
    take_b_down(merge, merge->won_b);
    if (merge->left_b > 1) {
        take_a_down(merge, 1);
    }
}

// The two directions of a merge.
typedef struct {
    bool (*is_decided)(const Merge *merge);
    void (*one_by_one)(Sort *sort, Merge *merge);
    void (*gallop)(Sort *sort, Merge *merge);
} Direction;

static const Direction up = {is_decided_up, one_by_one_up, gallop_up};
static const Direction down = {is_decided_down, one_by_one_down, gallop_down};

static void gallop_on(Sort *sort, Merge *merge, const Direction *direction) {
    sort->min_gallop++;
    do {
        sort->min_gallop -= sort->min_gallop > 1;
        direction->gallop(sort, merge);
    } while (!direction->is_decided(merge) && wins_often(merge, MIN_GALLOP));
}

// Galloping that pays makes it come earlier the next time, and later if it did not.
static void merge_until_decided(Sort *sort, Merge *merge, const Direction *direction) {
    while (!direction->is_decided(merge)) {
        merge->won_a = merge->won_b = 0;
        direction->one_by_one(sort, merge);
        if (!direction->is_decided(merge)) {
            gallop_on(sort, merge, direction);
            sort->min_gallop += !direction->is_decided(merge);
        }
    }
}

// `a` is the shorter run, and its first item comes after the first of `b`.
static void merge_up(Sort *sort, Run a, Run b) {
    memcpy(sort->room, a.start, a.length * sizeof *a.start);
    Merge merge = {sort->room, b.start, a.start, a.length, b.length, 0, 0};
    take_b_up(&merge, 1);
    merge_until_decided(sort, &merge, &up);
    take_b_up(&merge, merge.left_b);
    take_a_up(&merge, merge.left_a);
}

// `b` is the shorter run, and the last item of `a` comes after its last.
static void merge_down(Sort *sort, Run a, Run b) {
    memcpy(sort->room, b.start, b.length * sizeof *b.start);
    Merge merge = {a.start + a.length - 1,
                   sort->room + b.length - 1,
                   b.start + b.length - 1,
                   a.length,
                   b.length,
                   0,
                   0};
    take_a_down(&merge, 1);
    merge_until_decided(sort, &merge, &down);
    take_a_down(&merge, merge.left_a);
    take_b_down(&merge, merge.left_b);
}

// Merges the pending runs at `index` and behind it. What stands right already is left where it is.
static void merge_at(Sort *sort, size_t index) {
    Run a = sort->pending[index], b = sort->pending[index + 1];
    sort->pending[index].length += b.length;
    if (index + 3 == sort->pending_count) {
        sort->pending[index + 1] = sort->pending[index + 2];
    }
    sort->pending_count--;
    size_t before = gallop(sort, b.start[0], a.start, a.length, 0, RIGHT_OF_EQUALS);
    a.start += before;
    a.length -= before;
    if (a.length == 0) {
        return;
    }
    b.length = gallop(sort, a.start[a.length - 1], b.start, b.length, b.length - 1, LEFT_OF_EQUALS);
    if (b.length > 0) {
        (a.length <= b.length ? merge_up : merge_down)(sort, a, b);
    }
}

// ---- which to merge when

// The power of the boundary between a pending run and the next: how often the whole has to be
// halved until the middles of the two lie in different parts.
static int power_of(const Sort *sort, const Run *run, size_t next_length) {
    size_t a = 2 * (size_t)(run->start - sort->items) + run->length;
    size_t b = a + run->length + next_length;
    int power = 1;
    while (a >= sort->count || b < sort->count) {
        size_t half = a >= sort->count ? sort->count : 0;
        a = (a - half) * 2;
        b = (b - half) * 2;
        power++;
    }
    return power;
}

static void push_run(Sort *sort, Object **start, size_t length) {
    if (sort->pending_count > 0) {
        int power = power_of(sort, &sort->pending[sort->pending_count - 1], length);
        while (sort->pending_count > 1 && sort->pending[sort->pending_count - 2].power > power) {
            merge_at(sort, sort->pending_count - 2);
        }
        sort->pending[sort->pending_count - 1].power = power;
    }
    sort->pending[sort->pending_count++] = (Run){start, length, 0};
}

static void merge_pending(Sort *sort) {
    while (sort->pending_count > 1) {
        size_t index = sort->pending_count - 2;
        if (index > 0 && sort->pending[index - 1].length < sort->pending[index + 1].length) {
            index--;
        }
        merge_at(sort, index);
    }
}

static void sort_all(Sort *sort) {
    size_t shortest = shortest_run(sort->count);
    FairRun fair = fair_run(sort->count);
    bool with_equals = sort->heap->profile->runs_have_equals;
    for (size_t at = 0; at < sort->count;) {
        Object **start = sort->items + at;
        size_t left = sort->count - at;
        size_t length =
            with_equals ? take_run_with_equals(sort, start, left) : take_run(sort, start, left);
        shortest = sort->heap->profile->runs_are_fair ? next_shortest(&fair) : shortest;
        if (length < shortest) {
            size_t longer = left < shortest ? left : shortest;
            insert_rest(sort, sort->items + at, length, longer);
            length = longer;
        }
        push_run(sort, sort->items + at, length);
        at += length;
    }
    merge_pending(sort);
}

HeapStatus sort_items(Heap *heap, Object **items, size_t count) {
    Sort sort = {.heap = heap, .items = items, .count = count, .min_gallop = MIN_GALLOP};
    if (count < 2) {
        return HEAP_OK;
    }
    sort.room = malloc((count / 2 + 1) * sizeof *sort.room);
    if (sort.room == NULL) {
        return heap_fail(heap, HEAP_NO_MEMORY, "no memory to sort %zu items", count);
    }
    sort_all(&sort);
    free(sort.room);
    return sort.status;
}
