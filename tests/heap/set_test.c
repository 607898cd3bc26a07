// set: the table, its order, its growth, what it holds. Expectations recorded from CPython 3.11
// with PYTHONHASHSEED=0.
#include "tests/heap/scene.h"

enum { MAX_ITEMS = 80 };

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static void check_repr(Scene *scene, const char *expected, Object *object) {
    char text[512];
    bool cut;
    heap_repr(scene->heap, object, text, sizeof text, &cut);
    CHECK_STR(expected, text);
}

static Object *bind_set(Scene *scene, Object *const *items, size_t count, HeapSetDisplay display) {
    Object *set = NULL;
    CHECK_INT(HEAP_OK, heap_new_set(scene->heap, items, count, display, &set));
    for (size_t i = 0; i < count; i++) {
        heap_drop(scene->heap, items[i]);
    }
    return scene_bind(scene, "s", set);
}

static Object *set_of_ints(Scene *scene, const int64_t *values, size_t count,
                           HeapSetDisplay display) {
    Object *items[MAX_ITEMS] = {NULL};
    for (size_t i = 0; i < count; i++) {
        items[i] = new_int(scene->heap, values[i]);
    }
    return bind_set(scene, items, count, display);
}

static void add_int(Scene *scene, Object *set, int64_t value) {
    Object *item = new_int(scene->heap, value);
    CHECK_INT(HEAP_OK, heap_add(scene->heap, set, item));
    heap_drop(scene->heap, item);
    scene_check(scene);
}

static void discard_int(Scene *scene, Object *set, int64_t value) {
    Object *item = new_int(scene->heap, value);
    CHECK_INT(HEAP_OK, heap_discard(scene->heap, set, item));
    heap_drop(scene->heap, item);
    scene_check(scene);
}

// {3, 11, 19}: all belong at place 3.
static void elements_stand_where_the_probing_of_cpython_puts_them(void) {
    static const struct {
        int64_t values[5];
        size_t count;
        const char *repr;
    } facts[] = {
        {{3, 11, 19}, 3, "{11, 19, 3}"},       {{8, 0, 16}, 3, "{8, 0, 16}"},
        {{-1, -2, -3}, 3, "{-3, -1, -2}"},     {{100, 7, 2000}, 3, "{2000, 100, 7}"},
        {{1, 9, 17, 25}, 4, "{1, 25, 9, 17}"}, {{5, 4, 3, 2, 1}, 5, "{1, 2, 3, 4, 5}"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        Scene scene;
        scene_begin(&scene);
        Object *set = set_of_ints(&scene, facts[i].values, facts[i].count, HEAP_SET_ADDED);
        check_repr(&scene, facts[i].repr, set);
        scene_end(&scene);
    }
}

static void a_text_stands_where_its_hash_says(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[] = {new_str(scene.heap, "spam"), new_str(scene.heap, "egg"),
                       new_str(scene.heap, "bacon x"), new_str(scene.heap, "a")};
    check_repr(&scene, "{'spam', 'a', 'bacon x', 'egg'}",
               bind_set(&scene, items, 4, HEAP_SET_ADDED));
    scene_end(&scene);
}

static void a_set_grows_when_three_fifths_are_full(void) {
    static const struct {
        int64_t elements, size;
    } steps[] = {{0, 216}, {4, 216}, {5, 728}, {18, 728}, {19, 2264}, {76, 2264}, {77, 8408}};
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED);
    int64_t made = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        for (; made < steps[i].elements; made++) {
            add_int(&scene, set, made);
        }
        CHECK_INT(steps[i].size, scene_info(&scene, set).size);
    }
    scene_end(&scene);
}

static void a_set_has_a_block_of_224_and_another_for_a_larger_table(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED);
    CHECK_INT(224, class_of_block(scene.heap, set, "object"));
    CHECK_INT(0, class_of_block(scene.heap, set, "table"));
    for (int64_t i = 0; i < 5; i++) {
        add_int(&scene, set, i);
    }
    CHECK_INT(512, class_of_block(scene.heap, set, "table"));
    scene_end(&scene);
}

static void a_set_is_tracked_from_the_start_and_counts_for_the_collector(void) {
    Scene scene;
    scene_begin(&scene);
    int64_t count = scene_count(&scene);
    Object *set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED);
    CHECK_INT(0, generation_of(scene.heap, set));
    CHECK_INT(count + 1, scene_count(&scene));
    scene_unbind(&scene, "s");
    CHECK_INT(count, scene_count(&scene));
    set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED);
    CHECK_INT(count + 1, scene_count(&scene));  // There is no free list of sets.
    scene_collect(&scene, 2);
    CHECK_INT(2, generation_of(scene.heap, set));
    scene_end(&scene);
}

static void a_deleted_element_leaves_a_dummy_that_an_insertion_takes_again(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = set_of_ints(&scene, (int64_t[]){0, 1, 2, 3}, 4, HEAP_SET_ADDED);
    discard_int(&scene, set, 0);
    check_repr(&scene, "{1, 2, 3}", set);
    add_int(&scene, set, 8);
    check_repr(&scene, "{8, 1, 2, 3}", set);
    CHECK_INT(216, scene_info(&scene, set).size);
    scene_end(&scene);
}

// Ten values one after the other leave four dummies; the fifth entry makes room for one element.
static void dummies_fill_a_table_and_go_when_it_is_made_anew(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED);
    for (int64_t i = 0; i < 10; i++) {
        add_int(&scene, set, i);
        discard_int(&scene, set, i);
        CHECK_INT(216, scene_info(&scene, set).size);
    }
    scene_end(&scene);
}

static void constants_come_from_a_frozenset_and_take_a_table_of_their_own_size(void) {
    static const struct {
        size_t count;
        int64_t added, constants;
    } facts[] = {{2, 216, 216},    {3, 216, 216},    {4, 216, 216},   {5, 728, 472},
                 {7, 728, 472},    {8, 728, 728},    {15, 728, 728},  {16, 728, 1240},
                 {19, 2264, 1240}, {31, 2264, 1240}, {32, 2264, 2264}};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        int64_t values[32];
        for (size_t k = 0; k < 32; k++) {
            values[k] = (int64_t)k;
        }
        Scene scene;
        scene_begin(&scene);
        Object *set = set_of_ints(&scene, values, facts[i].count, HEAP_SET_ADDED);
        CHECK_INT(facts[i].added, scene_info(&scene, set).size);
        set = set_of_ints(&scene, values, facts[i].count, HEAP_SET_CONSTANTS);
        CHECK_INT(facts[i].constants, scene_info(&scene, set).size);
        scene_end(&scene);
    }
}

// {3, 11, 19} typed out: the compiler's frozensets have turned the order round, and round again.
static void the_order_of_constants_is_that_of_the_last_frozenset(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = set_of_ints(&scene, (int64_t[]){3, 11, 19}, 3, HEAP_SET_CONSTANTS);
    check_repr(&scene, "{19, 3, 11}", set);
    scene_end(&scene);
}

// CPython 3.11 has interned 'b' in another object than the preallocated one, but not 'z'.
static void a_letter_that_was_interned_turns_the_constants_round_once_more(void) {
    static const char *const facts[][2] = {{"b", "{3, 11, 19, 'b'}"}, {"z", "{19, 3, 11, 'z'}"}};
    for (size_t i = 0; i < 2; i++) {
        Scene scene;
        scene_begin(&scene);
        Object *items[] = {new_int(scene.heap, 3), new_int(scene.heap, 11), new_int(scene.heap, 19),
                           new_str(scene.heap, facts[i][0])};
        check_repr(&scene, facts[i][1], bind_set(&scene, items, 4, HEAP_SET_CONSTANTS));
        scene_end(&scene);
    }
}

static void pop_goes_round_the_table(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = set_of_ints(&scene, (int64_t[]){1, 2, 3}, 3, HEAP_SET_ADDED), *taken = NULL;
    static const char *const popped[] = {"1", "2", "3", "0"};
    for (int i = 0; i < 4; i++) {
        CHECK_INT(HEAP_OK, heap_pop(scene.heap, set, NULL, &taken));
        check_repr(&scene, popped[i], taken);
        heap_drop(scene.heap, taken);
        if (i == 0) {
            add_int(&scene, set, 0);  // Behind the finger: its turn comes last.
        }
    }
    CHECK_INT(HEAP_KEY_ERROR, heap_pop(scene.heap, set, NULL, &taken));
    CHECK_STR("'pop from an empty set'", heap_error(scene.heap));
    scene_end(&scene);
}

static void clear_goes_back_to_the_small_table(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set =
        set_of_ints(&scene, (int64_t[]){1000, 1001, 1002, 1003, 1004, 1005}, 6, HEAP_SET_ADDED);
    scene_log(&scene,
              bit(HEAP_EVENT_DEALLOC) | bit(HEAP_EVENT_RESIZE) | bit(HEAP_EVENT_BLOCK_FREE));
    CHECK_INT(HEAP_OK, heap_clear(scene.heap, set));
    CHECK_STR("resize set, dealloc int, block_free object 28, dealloc int, block_free object 28, "
              "dealloc int, block_free object 28, dealloc int, block_free object 28, "
              "dealloc int, block_free object 28, dealloc int, block_free object 28, "
              "block_free table 512, ",
              scene.log);
    CHECK_INT(216, scene_info(&scene, set).size);
    check_repr(&scene, "set()", set);
    scene_log(&scene, 0);
    scene_end(&scene);
}

static void a_dying_set_lets_its_elements_go_in_the_order_of_its_table(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[] = {new_int(scene.heap, 1003), new_str(scene.heap, "a b"),
                       new_float(scene.heap, 2.5)};
    Object *set = bind_set(&scene, items, 3, HEAP_SET_ADDED);
    check_repr(&scene, "{'a b', 2.5, 1003}", set);
    scene_log(&scene, bit(HEAP_EVENT_DEALLOC));
    scene_unbind(&scene, "s");
    CHECK_STR("dealloc set, dealloc str, dealloc float, dealloc int, ", scene.log);
    scene_end(&scene);
}

static void a_cycle_through_a_set_is_collected(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P"));
    Object *set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED);
    CHECK_INT(HEAP_OK, heap_add(scene.heap, set, instance));
    scene_set(&scene, instance, "s", set);
    scene_unbind(&scene, "s");
    scene_unbind(&scene, "p");
    CHECK_INT(2, scene_collect(&scene, 0));
    scene_end(&scene);
}

static void what_has_no_hash_is_refused_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED);
    Object *list = scene_list(&scene, "l");
    CHECK_INT(HEAP_TYPE_ERROR, heap_add(scene.heap, set, list));
    CHECK_STR("unhashable type: 'list'", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_add(scene.heap, set, set));
    CHECK_STR("unhashable type: 'set'", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_remove(scene.heap, set, list));
    CHECK_STR("unhashable type: 'list'", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_discard(scene.heap, set, list));
    scene_end(&scene);
}

static void what_is_not_there_can_be_discarded_but_not_removed(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED), *text = new_str(scene.heap, "x");
    CHECK_INT(HEAP_OK, heap_discard(scene.heap, set, text));
    CHECK_INT(HEAP_KEY_ERROR, heap_remove(scene.heap, set, text));
    CHECK_STR("'x'", heap_error(scene.heap));
    CHECK_INT(HEAP_OK, heap_add(scene.heap, set, text));
    CHECK_INT(HEAP_OK, heap_remove(scene.heap, set, text));
    check_repr(&scene, "set()", set);
    scene_end(&scene);
}

static void only_a_set_has_the_methods_of_sets(void) {
    Scene scene;
    scene_begin(&scene);
    Object *list = scene_list(&scene, "l"), *taken = NULL;
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_add(scene.heap, list, list));
    CHECK_STR("'list' object has no attribute 'add'", heap_error(scene.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_discard(scene.heap, list, list));
    CHECK_STR("'list' object has no attribute 'discard'", heap_error(scene.heap));
    Object *set = bind_set(&scene, NULL, 0, HEAP_SET_ADDED);
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_append(scene.heap, set, list));
    CHECK_STR("'set' object has no attribute 'append'", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_pop(scene.heap, set, list, &taken));
    CHECK_STR("set.pop() takes no arguments (1 given)", heap_error(scene.heap));
    scene_end(&scene);
}

static void equal_elements_are_one(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[] = {new_int(scene.heap, 1), new_float(scene.heap, 1.0), NULL};
    CHECK_INT(HEAP_OK, heap_new_bool(scene.heap, true, &items[2]));
    check_repr(&scene, "{1}", bind_set(&scene, items, 3, HEAP_SET_ADDED));
    scene_end(&scene);
}

static void a_clone_of_a_heap_has_the_same_sets(void) {
    Scene scene;
    scene_begin(&scene);
    set_of_ints(&scene, (int64_t[]){1000, 1001, 1002, 1003, 1004, 1005}, 6, HEAP_SET_ADDED);
    Heap *clone = heap_clone(scene.heap);
    CHECK(clone != NULL);
    world_check(clone);
    world_same(scene.heap, clone);
    heap_destroy(clone);
    scene_end(&scene);
}

int main(void) {
    RUN(elements_stand_where_the_probing_of_cpython_puts_them);
    RUN(a_text_stands_where_its_hash_says);
    RUN(a_set_grows_when_three_fifths_are_full);
    RUN(a_set_has_a_block_of_224_and_another_for_a_larger_table);
    RUN(a_set_is_tracked_from_the_start_and_counts_for_the_collector);
    RUN(a_deleted_element_leaves_a_dummy_that_an_insertion_takes_again);
    RUN(dummies_fill_a_table_and_go_when_it_is_made_anew);
    RUN(constants_come_from_a_frozenset_and_take_a_table_of_their_own_size);
    RUN(the_order_of_constants_is_that_of_the_last_frozenset);
    RUN(a_letter_that_was_interned_turns_the_constants_round_once_more);
    RUN(pop_goes_round_the_table);
    RUN(clear_goes_back_to_the_small_table);
    RUN(a_dying_set_lets_its_elements_go_in_the_order_of_its_table);
    RUN(a_cycle_through_a_set_is_collected);
    RUN(what_has_no_hash_is_refused_in_pythons_words);
    RUN(what_is_not_there_can_be_discarded_but_not_removed);
    RUN(only_a_set_has_the_methods_of_sets);
    RUN(equal_elements_are_one);
    RUN(a_clone_of_a_heap_has_the_same_sets);
    return 0;
}
