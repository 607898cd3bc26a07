// a + b, a * n and a[i:j]: sizes, blocks and texts as recorded from CPython 3.11.
#include "tests/heap/world.h"
#include "tests/support/test.h"

static Object *concat(Heap *heap, Object *a, Object *b) {
    Object *made = NULL;
    HeapStatus status = heap_concat(heap, a, b, &made);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(heap));
    world_check(heap);
    return made;
}

static Object *times(Heap *heap, Object *a, int64_t count) {
    Object *made = NULL, *number = new_int(heap, count);
    HeapStatus status = heap_repeat(heap, a, number, &made);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(heap));
    heap_drop(heap, number);
    world_check(heap);
    return made;
}

static Object *slice(Heap *heap, Object *a, int64_t begin, int64_t end) {
    Object *made = NULL;
    HeapStatus status = heap_slice(heap, a, &begin, &end, &made);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(heap));
    world_check(heap);
    return made;
}

static void shows(Heap *heap, const char *expected, const Object *object) {
    char text[200];
    bool cut;
    heap_repr(heap, object, text, sizeof text, &cut);
    CHECK_STR(expected, text);
}

// Shows and drops.
static void gives(Heap *heap, const char *expected, Object *made) {
    shows(heap, expected, made);
    heap_drop(heap, made);
}

static Object *ints(Heap *heap, HeapKind kind, int count) {
    Object *items[16], *made = NULL;
    for (int i = 0; i < count; i++) {
        items[i] = new_int(heap, i);
    }
    HeapStatus status = kind == HEAP_LIST
                            ? heap_new_list(heap, items, (size_t)count, HEAP_DISPLAY_EXACT, &made)
                            : heap_new_tuple(heap, items, (size_t)count, &made);
    CHECK_INT(HEAP_OK, status);
    return made;
}

static Object *bytes_of(Heap *heap, const char *text) {
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, text, strlen(text), &made));
    return made;
}

// ---- lists and tuples

static void lists_are_joined_repeated_and_sliced_into_exact_arrays(void) {
    Heap *heap = world_create();
    Object *a = bind_name(heap, "a", ints(heap, HEAP_LIST, 3));
    Object *both = bind_name(heap, "b", concat(heap, a, a));
    shows(heap, "[0, 1, 2, 0, 1, 2]", both);
    CHECK_INT(56 + 6 * 8, size_of(heap, both));
    Object *thrice = bind_name(heap, "b", times(heap, a, 3));
    CHECK_INT(56 + 9 * 8, size_of(heap, thrice));
    Object *part = bind_name(heap, "b", slice(heap, a, 1, 99));
    shows(heap, "[1, 2]", part);
    CHECK_INT(56 + 2 * 8, size_of(heap, part));
    CHECK_INT(56, size_of(heap, bind_name(heap, "b", times(heap, a, -1))));
    CHECK_INT(56, size_of(heap, bind_name(heap, "b", slice(heap, a, 2, 1))));
    world_destroy(heap);
}

static void a_slice_counts_from_the_end_and_is_clamped(void) {
    Heap *heap = world_create();
    Object *a = bind_name(heap, "a", ints(heap, HEAP_LIST, 5));
    gives(heap, "[3, 4]", slice(heap, a, -2, 9));
    gives(heap, "[0, 1, 2, 3]", slice(heap, a, -99, -1));
    gives(heap, "[]", slice(heap, a, INT64_MAX, INT64_MIN));
    gives(heap, "[0, 1, 2, 3, 4]", slice(heap, a, INT64_MIN, INT64_MAX));
    world_destroy(heap);
}

static void is_same(Heap *heap, Object *expected, Object *made) {
    CHECK(made == expected);
    heap_drop(heap, made);
}

static void what_changes_nothing_gives_the_same_tuple(void) {
    Heap *heap = world_create();
    Object *t = bind_name(heap, "t", ints(heap, HEAP_TUPLE, 3));
    Object *empty = bind_name(heap, "e", ints(heap, HEAP_TUPLE, 0));
    is_same(heap, t, slice(heap, t, 0, 3));
    is_same(heap, t, times(heap, t, 1));
    is_same(heap, t, concat(heap, t, empty));
    is_same(heap, t, concat(heap, empty, t));
    is_same(heap, empty, times(heap, t, 0));
    is_same(heap, empty, slice(heap, t, 1, 1));
    CHECK_INT(1, references_of(heap, t));
    gives(heap, "(0, 1, 2, 0, 1, 2)", concat(heap, t, t));
    gives(heap, "(1, 2)", slice(heap, t, 1, 3));
    world_destroy(heap);
}

static void a_list_is_never_given_again(void) {
    Heap *heap = world_create();
    Object *a = bind_name(heap, "a", ints(heap, HEAP_LIST, 2));
    Object *made = times(heap, a, 1);
    CHECK(made != a);
    heap_drop(heap, made);
    made = slice(heap, a, 0, 2);
    CHECK(made != a);
    heap_drop(heap, made);
    world_destroy(heap);
}

static void a_list_holds_what_it_repeats_each_time(void) {
    Heap *heap = world_create();
    Object *item = bind_name(heap, "x", new_list(heap)), *a = bind_name(heap, "a", new_list(heap));
    append(heap, a, item);
    bind_name(heap, "b", times(heap, a, 10));
    CHECK_INT(12, references_of(heap, item));
    unbind_name(heap, "b");
    CHECK_INT(2, references_of(heap, item));
    world_destroy(heap);
}

// ---- texts

static void texts_that_stay_the_same_are_the_same_object(void) {
    Heap *heap = world_create();
    Object *s = bind_name(heap, "s", new_str(heap, "zq a")), *none = new_str(heap, "");
    is_same(heap, s, concat(heap, s, none));
    is_same(heap, s, concat(heap, none, s));
    is_same(heap, s, times(heap, s, 1));
    is_same(heap, s, slice(heap, s, 0, 4));
    is_same(heap, none, times(heap, s, 0));
    Object *b = bind_name(heap, "b", bytes_of(heap, "zq a")), *nothing = bytes_of(heap, "");
    is_same(heap, b, concat(heap, b, nothing));
    is_same(heap, b, times(heap, b, 1));
    is_same(heap, b, slice(heap, b, 0, 4));
    is_same(heap, nothing, slice(heap, b, 2, 2));
    Object *made = times(heap, b, 0);  // Unlike all others.
    CHECK(made != nothing);
    CHECK_INT(33, size_of(heap, made));
    is_same(heap, nothing, slice(heap, made, 0, 0));
    heap_drop(heap, made);
    world_destroy(heap);
}

static void a_text_takes_the_narrowest_form_of_its_characters(void) {
    Heap *heap = world_create();
    Object *a = bind_name(heap, "a", new_str(heap, "a b")),
           *wide = bind_name(heap, "w", new_str(heap, "\u0436 b"));
    Object *both = bind_name(heap, "b", concat(heap, a, wide));
    CHECK_INT(74 + 2 * 6, size_of(heap, both));
    shows(heap, "'a b\u0436 b'", both);
    Object *part = bind_name(heap, "c", slice(heap, wide, 1, 3));
    CHECK_INT(51, size_of(heap, part));
    CHECK_INT(74 + 2 * 30, size_of(heap, bind_name(heap, "d", times(heap, wide, 10))));
    gives(heap, "b'xyxyxy'", times(heap, bind_name(heap, "e", bytes_of(heap, "xy")), 3));
    world_destroy(heap);
}

static void one_character_of_a_text_is_preallocated(void) {
    Heap *heap = world_create();
    Object *s = bind_name(heap, "s", new_str(heap, "a b")), *space = new_str(heap, " ");
    is_same(heap, space, slice(heap, s, 1, 2));
    world_destroy(heap);
}

// ---- numbers

static Object *number(Heap *heap, const char *digits) {
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_new_int_text(heap, digits, &made));
    return made;
}

static Object *sum(Heap *heap, const char *a, const char *b) {
    Object *one = bind_name(heap, "a", number(heap, a));
    Object *other = bind_name(heap, "b", number(heap, b));
    return concat(heap, one, other);
}

static Object *product(Heap *heap, const char *a, const char *b) {
    Object *one = bind_name(heap, "a", number(heap, a));
    Object *other = bind_name(heap, "b", number(heap, b)), *made = NULL;
    CHECK_INT(HEAP_OK, heap_repeat(heap, one, other, &made));
    return made;
}

static void ints_of_any_size_are_added_and_multiplied_exactly(void) {
    Heap *heap = world_create();
    gives(heap, "1000000000000000000000", sum(heap, "999999999999999999999", "1"));
    gives(heap, "-1", sum(heap, "1180591620717411303424", "-1180591620717411303425"));
    gives(heap, "0", sum(heap, "-1180591620717411303424", "1180591620717411303424"));
    gives(heap, "1152921504606846976", sum(heap, "1152921504606846975", "1"));
    gives(heap, "1393796574908163946345982392040522594123776",
          product(heap, "1180591620717411303424", "1180591620717411303424"));
    gives(heap, "-340282366920938463463374607431768211455",
          product(heap, "-18446744073709551615", "18446744073709551617"));
    gives(heap, "0", product(heap, "0", "1180591620717411303424"));
    gives(heap, "2", concat(heap, new_int(heap, 1), new_int(heap, 1)));
    world_destroy(heap);
}

static void block_is(Heap *heap, uint64_t size, uint64_t block, Object *made) {
    bind_name(heap, "made", made);
    world_check(heap);
    CHECK_INT(size, size_of(heap, made));
    CHECK_INT(block, class_of_block(heap, made, "object"));
}

// Recorded: what is added takes a digit more than the longer, what is multiplied those of both.
static void the_block_of_a_result_has_digits_to_spare(void) {
    Heap *heap = world_create();
    block_is(heap, 32, 32, sum(heap, "1073741823", "1073741823"));
    block_is(heap, 32, 48, sum(heap, "1099511627776", "1"));
    block_is(heap, 32, 48, sum(heap, "1180591620717411303424", "-1180591620682226958335"));
    block_is(heap, 36, 48, product(heap, "1099511627776", "1099511627776"));
    block_is(heap, 32, 32, product(heap, "536870912", "536870912"));
    block_is(heap, 32, 48, product(heap, "1099511627776", "1"));
    world_destroy(heap);
}

static void a_float_makes_the_result_a_float(void) {
    Heap *heap = world_create();
    Object *half = NULL, *made = NULL, *big = number(heap, "9007199254740993");
    CHECK_INT(HEAP_OK, heap_new_float(heap, 0.5, &half));
    gives(heap, "1.5", concat(heap, half, new_int(heap, 1)));
    gives(heap, "1.0", concat(heap, half, half));
    CHECK_INT(HEAP_OK, heap_repeat(heap, new_int(heap, 3), half, &made));
    gives(heap, "1.5", made);
    gives(heap, "9007199254740992.0", concat(heap, big, half));
    heap_drop(heap, big);
    heap_drop(heap, half);
    world_destroy(heap);
}

// ---- refusals

static void refuses(Heap *heap, HeapStatus expected, const char *text, HeapStatus status) {
    CHECK_INT(expected, status);
    CHECK_STR(text, heap_error(heap));
    world_check(heap);
}

static void operands_that_do_not_fit_are_refused_in_pythons_words(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "a", new_list(heap)),
           *text = bind_name(heap, "s", new_str(heap, "a b"));
    Object *bytes = bind_name(heap, "b", bytes_of(heap, "a b")), *one = new_int(heap, 1), *made;
    Object *dict = bind_name(heap, "d", new_dict(heap));
    refuses(heap, HEAP_TYPE_ERROR, "can only concatenate list (not \"int\") to list",
            heap_concat(heap, list, one, &made));
    refuses(heap, HEAP_TYPE_ERROR, "can only concatenate str (not \"bytes\") to str",
            heap_concat(heap, text, bytes, &made));
    refuses(heap, HEAP_TYPE_ERROR, "can't concat str to bytes",
            heap_concat(heap, bytes, text, &made));
    refuses(heap, HEAP_TYPE_ERROR, "unsupported operand type(s) for +: 'int' and 'list'",
            heap_concat(heap, one, list, &made));
    refuses(heap, HEAP_TYPE_ERROR, "can't multiply sequence by non-int of type 'list'",
            heap_repeat(heap, list, list, &made));
    refuses(heap, HEAP_TYPE_ERROR, "unsupported operand type(s) for *: 'dict' and 'int'",
            heap_repeat(heap, dict, one, &made));
    refuses(heap, HEAP_TYPE_ERROR, "unhashable type: 'slice'",
            heap_slice(heap, dict, NULL, NULL, &made));
    refuses(heap, HEAP_TYPE_ERROR, "'int' object is not subscriptable",
            heap_slice(heap, one, NULL, NULL, &made));
    world_destroy(heap);
}

static void results_without_end_are_refused(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "a", ints(heap, HEAP_LIST, 2)), *made;
    Object *text = bind_name(heap, "s", new_str(heap, "a b"));
    Object *many = bind_name(heap, "n", new_int(heap, INT64_MAX / 2));
    Object *endless = bind_name(heap, "e", number(heap, "1180591620717411303424"));
    refuses(heap, HEAP_MEMORY_ERROR, "", heap_repeat(heap, list, many, &made));
    refuses(heap, HEAP_OVERFLOW_ERROR, "repeated string is too long",
            heap_repeat(heap, text, many, &made));
    refuses(heap, HEAP_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer",
            heap_repeat(heap, endless, list, &made));
    Object *million = bind_name(heap, "m", new_int(heap, 1 << 30));
    CHECK_INT(HEAP_NO_MEMORY, heap_repeat(heap, list, million, &made));
    world_destroy(heap);
}

static void a_long_result_stops_at_the_budget(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "a", ints(heap, HEAP_LIST, 1)), *made;
    Object *many = bind_name(heap, "n", new_int(heap, 10000000));
    heap_set_budget(heap, 2000000);
    CHECK_INT(HEAP_QUOTA_WORK, heap_repeat(heap, list, many, &made));
    CHECK(heap_work(heap) < 4000000);
    world_destroy(heap);
}

static void what_is_popped_past_the_budget_is_not_given(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "l", new_list(heap)), *taken = NULL, *first = NULL;
    for (int i = 0; i < 1000; i++) {
        Object *item = new_list(heap);
        append(heap, list, item);
        heap_drop(heap, item);
    }
    CHECK_INT(HEAP_OK, heap_new_int(heap, 0, &first));
    uint64_t objects = heap_totals(heap).objects;
    heap_set_budget(heap, 100);
    CHECK_INT(HEAP_QUOTA_WORK, heap_pop(heap, list, first, &taken));
    CHECK(taken == NULL);
    CHECK_INT(objects - 1, heap_totals(heap).objects);
    heap_set_budget(heap, 0);
    world_destroy(heap);
}

int main(void) {
    RUN(lists_are_joined_repeated_and_sliced_into_exact_arrays);
    RUN(a_slice_counts_from_the_end_and_is_clamped);
    RUN(what_changes_nothing_gives_the_same_tuple);
    RUN(a_list_is_never_given_again);
    RUN(a_list_holds_what_it_repeats_each_time);
    RUN(texts_that_stay_the_same_are_the_same_object);
    RUN(a_text_takes_the_narrowest_form_of_its_characters);
    RUN(one_character_of_a_text_is_preallocated);
    RUN(ints_of_any_size_are_added_and_multiplied_exactly);
    RUN(the_block_of_a_result_has_digits_to_spare);
    RUN(a_float_makes_the_result_a_float);
    RUN(operands_that_do_not_fit_are_refused_in_pythons_words);
    RUN(results_without_end_are_refused);
    RUN(a_long_result_stops_at_the_budget);
    RUN(what_is_popped_past_the_budget_is_not_given);
    return 0;
}
