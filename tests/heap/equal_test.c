// a == b, as CPython 3.11 answers.
#include "heap/heap.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static bool equal(Heap *heap, Object *a, Object *b) {
    bool forth = false, back = false;
    CHECK_INT(HEAP_OK, heap_equal(heap, a, b, &forth));
    CHECK_INT(HEAP_OK, heap_equal(heap, b, a, &back));
    CHECK_INT(forth, back);
    return forth;
}

static Object *new_bool(Heap *heap, bool value) {
    Object *object = NULL;
    CHECK_INT(HEAP_OK, heap_new_bool(heap, value, &object));
    return object;
}

static Object *new_bytes(Heap *heap, const char *text) {
    Object *object = NULL;
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, text, strlen(text), &object));
    return object;
}

static Object *new_list_of(Heap *heap, Object *const *items, size_t count) {
    Object *list = NULL;
    CHECK_INT(HEAP_OK, heap_new_list(heap, items, count, HEAP_DISPLAY_EXACT, &list));
    return list;
}

static Object *new_dict_of(Heap *heap, Object *const *pairs, size_t count) {
    Object *dict = NULL;
    CHECK_INT(HEAP_OK, heap_new_dict(heap, pairs, count, &dict));
    return dict;
}

static void values_are_compared_not_objects(void) {
    Heap *heap = world_create();
    CHECK(equal(heap, new_int(heap, 1000), new_int(heap, 1000)));
    CHECK(!equal(heap, new_int(heap, 1000), new_int(heap, -1000)));
    CHECK(!equal(heap, new_int(heap, 1 << 30), new_int(heap, 0)));
    CHECK(equal(heap, new_str(heap, "a b"), new_str(heap, "a b")));
    CHECK(!equal(heap, new_str(heap, "a b"), new_str(heap, "a c")));
    CHECK(!equal(heap, new_str(heap, "a b"), new_str(heap, "a b ")));
    CHECK(!equal(heap, new_str(heap, "\u00e9\u0100"), new_str(heap, "\u00e9\u00e9")));
    CHECK(equal(heap, new_bytes(heap, "ab"), new_bytes(heap, "ab")));
    CHECK(!equal(heap, new_bytes(heap, "ab"), new_str(heap, "ab")));
    world_destroy(heap);
}

static void true_is_one(void) {
    Heap *heap = world_create();
    Object *yes = new_bool(heap, true), *no = new_bool(heap, false);
    CHECK(equal(heap, yes, new_int(heap, 1)));
    CHECK(equal(heap, no, new_int(heap, 0)));
    CHECK(!equal(heap, yes, new_int(heap, 2)));
    CHECK(!equal(heap, yes, no));
    CHECK(!equal(heap, yes, new_str(heap, "True")));
    world_destroy(heap);
}

static void sequences_are_compared_item_by_item(void) {
    Heap *heap = world_create();
    Object *one = new_int(heap, 1), *yes = new_bool(heap, true), *two = new_int(heap, 2);
    Object *first = new_list_of(heap, (Object *[]){one, two}, 2);
    CHECK(equal(heap, first, new_list_of(heap, (Object *[]){yes, two}, 2)));
    CHECK(!equal(heap, first, new_list_of(heap, (Object *[]){one, one}, 2)));
    CHECK(!equal(heap, first, new_list_of(heap, (Object *[]){one}, 1)));
    Object *nested = new_list_of(heap, (Object *[]){first, one}, 2);
    Object *copy = new_list_of(heap, (Object *[]){one, two}, 2);
    CHECK(equal(heap, nested, new_list_of(heap, (Object *[]){copy, yes}, 2)));
    CHECK(!equal(heap, nested, new_list_of(heap, (Object *[]){copy, two}, 2)));
    CHECK(equal(heap, new_tuple_of(heap, first), new_tuple_of(heap, copy)));
    CHECK(!equal(heap, new_tuple_of(heap, one), new_list_of(heap, &one, 1)));
    world_destroy(heap);
}

static void dicts_are_compared_by_content(void) {
    Heap *heap = world_create();
    Object *a = new_str(heap, "a"), *b = new_str(heap, "b"), *c = new_str(heap, "c");
    Object *one = new_int(heap, 1), *two = new_int(heap, 2);
    Object *dict = new_dict_of(heap, (Object *[]){a, one, b, two}, 2);
    CHECK(equal(heap, dict, new_dict_of(heap, (Object *[]){b, two, a, new_bool(heap, true)}, 2)));
    CHECK(!equal(heap, dict, new_dict_of(heap, (Object *[]){a, one}, 1)));
    CHECK(!equal(heap, dict, new_dict_of(heap, (Object *[]){a, one, c, two}, 2)));
    CHECK(!equal(heap, dict, new_dict_of(heap, (Object *[]){a, one, b, one}, 2)));
    Object *key = new_tuple_of(heap, new_str(heap, "x y"));
    Object *same_key = new_tuple_of(heap, new_str(heap, "x y"));
    CHECK(equal(heap, new_dict_of(heap, (Object *[]){key, dict}, 1),
                new_dict_of(heap, (Object *[]){same_key, dict}, 1)));
    world_destroy(heap);
}

static void instances_and_classes_equal_only_themselves(void) {
    Heap *heap = world_create();
    Object *cls = new_class(heap, "P"), *instance = new_instance(heap, cls);
    CHECK(equal(heap, cls, cls));
    CHECK(!equal(heap, cls, new_class(heap, "P")));
    CHECK(equal(heap, instance, instance));
    CHECK(!equal(heap, instance, new_instance(heap, cls)));
    world_destroy(heap);
}

// Python looks at identity first: a list that holds itself equals itself.
static void a_cycle_equals_itself_but_not_another(void) {
    Heap *heap = world_create();
    Object *first = new_list(heap), *second = new_list(heap);
    append(heap, first, first);
    append(heap, second, second);
    bool same = false;
    CHECK(equal(heap, first, first));
    CHECK_INT(HEAP_RECURSION_ERROR, heap_equal(heap, first, second, &same));
    CHECK_STR("maximum recursion depth exceeded in comparison", heap_error(heap));
    world_destroy(heap);
}

static Object *nested_list(Heap *heap, int depth) {
    Object *inner = new_list(heap);
    for (int i = 1; i < depth; i++) {
        Object *outer = new_list(heap);
        append(heap, outer, inner);
        heap_drop(heap, inner);
        inner = outer;
    }
    return inner;
}

static void a_thousand_levels_are_compared(void) {
    Heap *heap = world_create();
    bool same = false;
    CHECK(equal(heap, nested_list(heap, 1000), nested_list(heap, 1000)));
    CHECK_INT(HEAP_RECURSION_ERROR,
              heap_equal(heap, nested_list(heap, 1001), nested_list(heap, 1001), &same));
    world_destroy(heap);
}

static void a_scratch_value_equals_the_real_one(void) {
    Heap *heap = world_create();
    Object *none, *scratch_none, *tuple = new_tuple_of(heap, new_str(heap, "five"));
    CHECK_INT(HEAP_OK, heap_new_none(heap, &none));
    heap_scratch_begin(heap);
    CHECK_INT(HEAP_OK, heap_new_none(heap, &scratch_none));
    CHECK(none != scratch_none && equal(heap, none, scratch_none));
    CHECK(equal(heap, new_int(heap, 5), heap_small_int(heap, 5)));
    CHECK(equal(heap, tuple, new_tuple_of(heap, new_str(heap, "five"))));
    heap_scratch_end(heap);
    world_destroy(heap);
}

static Object *doubled(Heap *heap, int times) {
    Object *list = new_list(heap);
    for (int i = 0; i < times; i++) {
        list = new_list_of(heap, (Object *[]){list, list}, 2);
    }
    return list;
}

static void comparing_is_work_and_ends_with_the_budget(void) {
    Heap *heap = world_create();
    Object *first = doubled(heap, 40), *second = doubled(heap, 40);
    bool same = false;
    heap_set_budget(heap, 10000);
    CHECK_INT(HEAP_QUOTA_WORK, heap_equal(heap, first, second, &same));
    world_destroy(heap);
}

int main(void) {
    RUN(values_are_compared_not_objects);
    RUN(true_is_one);
    RUN(sequences_are_compared_item_by_item);
    RUN(dicts_are_compared_by_content);
    RUN(instances_and_classes_equal_only_themselves);
    RUN(a_cycle_equals_itself_but_not_another);
    RUN(a_thousand_levels_are_compared);
    RUN(a_scratch_value_equals_the_real_one);
    RUN(comparing_is_work_and_ends_with_the_budget);
    return 0;
}
