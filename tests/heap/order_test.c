// a < b, as CPython 3.11 answers.
#include <math.h>

#include "heap/heap.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static bool less(Heap *heap, Object *a, Object *b) {
    bool answer = false;
    CHECK_STR("", heap_less(heap, a, b, &answer) == HEAP_OK ? "" : heap_error(heap));
    return answer;
}

static bool less_only_forth(Heap *heap, Object *a, Object *b) {
    return less(heap, a, b) && !less(heap, b, a) && !less(heap, a, a);
}

static Object *new_list_of(Heap *heap, Object *const *items, size_t count) {
    Object *list = NULL;
    CHECK_INT(HEAP_OK, heap_new_list(heap, items, count, HEAP_DISPLAY_EXACT, &list));
    return list;
}

static Object *new_set_of(Heap *heap, int64_t count, int64_t first) {
    Object *items[8], *set = NULL;
    for (int64_t i = 0; i < count; i++) {
        items[i] = new_int(heap, first + i);
    }
    CHECK_INT(HEAP_OK, heap_new_set(heap, items, (size_t)count, HEAP_SET_ADDED, &set));
    return set;
}

static Object *new_bytes(Heap *heap, const char *text) {
    Object *bytes = NULL;
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, text, strlen(text), &bytes));
    return bytes;
}

static void numbers_are_ordered_exactly(void) {
    Heap *heap = world_create();
    Object *huge = NULL, *yes = NULL;
    CHECK_INT(HEAP_OK, heap_new_int_text(heap, "9007199254740993", &huge));
    CHECK_INT(HEAP_OK, heap_new_bool(heap, true, &yes));
    CHECK(less_only_forth(heap, new_float(heap, 0x1p53), huge));
    CHECK(less_only_forth(heap, huge, new_float(heap, INFINITY)));
    CHECK(less_only_forth(heap, new_int(heap, -1), yes));
    CHECK(less_only_forth(heap, yes, new_float(heap, 1.5)));
    CHECK(less_only_forth(heap, new_int(heap, -(1 << 30)), new_int(heap, -5)));
    CHECK(!less(heap, new_float(heap, NAN), huge) && !less(heap, huge, new_float(heap, NAN)));
    CHECK(!less(heap, new_float(heap, -0.0), new_float(heap, 0.0)));
    world_destroy(heap);
}

static void texts_are_ordered_by_character(void) {
    Heap *heap = world_create();
    CHECK(less_only_forth(heap, new_str(heap, "a b"), new_str(heap, "a c")));
    CHECK(less_only_forth(heap, new_str(heap, "a b"), new_str(heap, "a b ")));
    CHECK(less_only_forth(heap, new_str(heap, "\uffee"), new_str(heap, "\U0001f600")));
    CHECK(less_only_forth(heap, new_bytes(heap, "ab"), new_bytes(heap, "\xff")));
    CHECK(less_only_forth(heap, new_bytes(heap, ""), new_bytes(heap, "a")));
    world_destroy(heap);
}

static void sequences_are_ordered_by_the_first_items_that_differ(void) {
    Heap *heap = world_create();
    Object *one = new_int(heap, 1), *two = new_int(heap, 2), *nan = new_float(heap, NAN);
    Object *shorter = new_list_of(heap, (Object *[]){one}, 1);
    Object *longer = new_list_of(heap, (Object *[]){one, one}, 2);
    Object *other = new_list_of(heap, (Object *[]){one, two}, 2);
    CHECK(less_only_forth(heap, shorter, longer));
    CHECK(less_only_forth(heap, longer, other));
    CHECK(less_only_forth(heap, new_list_of(heap, &longer, 1), new_list_of(heap, &other, 1)));
    CHECK(less_only_forth(heap, new_tuple_of(heap, one), new_tuple_of(heap, two)));
    CHECK(less_only_forth(heap, new_list_of(heap, (Object *[]){nan, one}, 2),
                          new_list_of(heap, (Object *[]){nan, two}, 2)));
    world_destroy(heap);
}

static void a_set_is_less_than_another_that_has_all_of_it_and_more(void) {
    Heap *heap = world_create();
    CHECK(less_only_forth(heap, new_set_of(heap, 2, 0), new_set_of(heap, 3, 0)));
    CHECK(!less(heap, new_set_of(heap, 2, 0), new_set_of(heap, 2, 0)));
    CHECK(!less(heap, new_set_of(heap, 2, 0), new_set_of(heap, 3, 1)));
    world_destroy(heap);
}

static void what_has_no_order_is_refused_in_pythons_words(void) {
    Heap *heap = world_create();
    Object *number = new_int(heap, 1), *text = new_str(heap, "x"), *cls = new_class(heap, "P");
    bool answer;
    CHECK_INT(HEAP_TYPE_ERROR, heap_less(heap, number, text, &answer));
    CHECK_STR("'<' not supported between instances of 'int' and 'str'", heap_error(heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_less(heap, new_instance(heap, cls), cls, &answer));
    CHECK_STR("'<' not supported between instances of 'P' and 'type'", heap_error(heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_less(heap, new_dict(heap), new_dict(heap), &answer));
    Object *list = new_list_of(heap, &number, 1), *other = new_list_of(heap, &text, 1);
    CHECK_INT(HEAP_TYPE_ERROR, heap_less(heap, list, other, &answer));
    CHECK_STR("'<' not supported between instances of 'int' and 'str'", heap_error(heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_less(heap, list, new_tuple_of(heap, number), &answer));
    world_destroy(heap);
}

static Object *nested(Heap *heap, int depth, int64_t value) {
    Object *list = new_int(heap, value);
    for (int i = 0; i < depth; i++) {
        list = new_list_of(heap, &list, 1);
    }
    return list;
}

static void deeper_than_a_thousand_levels_is_refused(void) {
    Heap *heap = world_create();
    bool answer;
    CHECK(less(heap, nested(heap, 900, 1), nested(heap, 900, 2)));
    CHECK_INT(HEAP_RECURSION_ERROR,
              heap_less(heap, nested(heap, 1002, 1), nested(heap, 1002, 2), &answer));
    CHECK_STR("maximum recursion depth exceeded in comparison", heap_error(heap));
    world_destroy(heap);
}

int main(void) {
    RUN(numbers_are_ordered_exactly);
    RUN(texts_are_ordered_by_character);
    RUN(sequences_are_ordered_by_the_first_items_that_differ);
    RUN(a_set_is_less_than_another_that_has_all_of_it_and_more);
    RUN(what_has_no_order_is_refused_in_pythons_words);
    RUN(deeper_than_a_thousand_levels_is_refused);
    return 0;
}
