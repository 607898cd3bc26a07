// list.sort() and list.reverse(). The orders of what is ordered only in part are those that CPython
// gave: they tell which comparisons were made.
#include <math.h>

#include "tests/heap/scene.h"

enum { MAX_ITEMS = 2000 };

static Object *bind_list(Scene *scene, Object *const *items, size_t count) {
    Object *list = NULL;
    CHECK_INT(HEAP_OK, heap_new_list(scene->heap, items, count, HEAP_DISPLAY_EXACT, &list));
    for (size_t i = 0; i < count; i++) {
        heap_drop(scene->heap, items[i]);
    }
    return scene_bind(scene, "l", list);
}

static void check_repr(Scene *scene, const char *expected, Object *object) {
    char text[512];
    bool cut;
    heap_repr(scene->heap, object, text, sizeof text, &cut);
    CHECK_STR(expected, text);
}

static void sort(Scene *scene, Object *list) {
    CHECK_STR("", heap_sort(scene->heap, list) == HEAP_OK ? "" : heap_error(scene->heap));
    scene_check(scene);
}

// l = [['', ''], l]; while it is sorted, l is less than ['', ''], since it has nothing.
static void a_list_that_is_being_sorted_looks_empty_to_its_items(void) {
    Scene scene;
    scene_begin(&scene);
    Object *words[] = {new_str(scene.heap, ""), new_str(scene.heap, "")};
    Object *inner = NULL;
    CHECK_INT(HEAP_OK, heap_new_list(scene.heap, words, 2, HEAP_DISPLAY_EXACT, &inner));
    heap_drop(scene.heap, words[0]);
    heap_drop(scene.heap, words[1]);
    Object *list = bind_list(&scene, &inner, 1);
    append(scene.heap, list, list);
    sort(&scene, list);
    check_repr(&scene, "[[...], ['', '']]", list);
    scene_end(&scene);
}

static void a_list_is_sorted_by_value_and_keeps_equal_ones_in_order(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[] = {new_int(scene.heap, 3),     new_float(scene.heap, 1.0),
                       new_int(scene.heap, 1),     new_float(scene.heap, 2.5),
                       new_float(scene.heap, 3.0), new_int(scene.heap, -1000)};
    Object *list = bind_list(&scene, items, 6);
    sort(&scene, list);
    check_repr(&scene, "[-1000, 1.0, 1, 2.5, 3, 3.0]", list);
    scene_end(&scene);
}

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

static Object *new_random_set(Scene *scene, uint32_t *state, unsigned bits) {
    Object *items[16], *set = NULL;
    size_t count = 0;
    uint32_t mask = next_random(state);
    for (unsigned bit = 0; bit < bits; bit++) {
        if (mask >> bit & 1) {
            items[count++] = new_int(scene->heap, bit);
        }
    }
    CHECK_INT(HEAP_OK, heap_new_set(scene->heap, items, count, HEAP_SET_ADDED, &set));
    return set;
}

static uint64_t place_of(Object *const *items, const Object *item) {
    uint64_t place = 0;
    while (items[place] != item) {
        place++;
    }
    return place;
}

// A number that tells in which order the items stand now.
static int64_t order_of(Scene *scene, Object *list, Object *const *items) {
    HeapHolder slot;
    uint64_t sum = 0;
    for (uint32_t cursor = 0; heap_next_slot(scene->heap, list, &cursor, &slot);) {
        sum = (sum * 31 + place_of(items, slot.object)) % 1000000007;
    }
    return (int64_t)sum;
}

// Which of the three ways of finding runs a profile has.
static size_t way_of(const Heap *heap) {
    static const struct {
        const char *profile;
        size_t way;
    } later[] = {{"cpython-3.13", 1}, {"cpython-3.14", 1}, {"cpython-3.15", 2}};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        if (strcmp(later[i].profile, heap_profile_info(heap)->name) == 0) {
            return later[i].way;
        }
    }
    return 0;
}

static void sets_end_in_the_order_of_cpython(void) {
    static const struct {
        size_t count;
        unsigned bits;
        int64_t orders[3];  // Of 3.11 and 3.12, of 3.13 and 3.14, of 3.15.
    } facts[] = {{10, 3, {127791312, 127791312, 127791312}},
                 {64, 3, {403598791, 403598791, 403598791}},
                 {200, 3, {340635320, 340635320, 340635320}},
                 {500, 5, {859652148, 9324072, 776260139}},
                 {1500, 4, {155899346, 212812265, 330654160}}};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        Scene scene;
        scene_begin(&scene);
        Object *items[MAX_ITEMS];
        uint32_t state = (uint32_t)facts[i].count;
        for (size_t k = 0; k < facts[i].count; k++) {
            items[k] = new_random_set(&scene, &state, facts[i].bits);
        }
        Object *list = bind_list(&scene, items, facts[i].count);
        sort(&scene, list);
        CHECK_INT(facts[i].orders[way_of(scene.heap)], order_of(&scene, list, items));
        scene_end(&scene);
    }
}

// Runs up and down, which merges of both directions gallop through.
static void runs_are_merged_to_one(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[MAX_ITEMS];
    for (int64_t i = 0; i < MAX_ITEMS; i++) {
        int64_t run = i / 250, at = i % 250;
        items[i] = new_int(scene.heap, 1000 + (run % 2 == 0 ? at * 3 : 2000 - at * 7) + run * 400);
    }
    Object *list = bind_list(&scene, items, MAX_ITEMS);
    sort(&scene, list);
    Object *before = NULL;
    HeapHolder slot;
    for (uint32_t cursor = 0; heap_next_slot(scene.heap, list, &cursor, &slot);) {
        bool less = false;
        if (before != NULL) {
            CHECK_INT(HEAP_OK, heap_less(scene.heap, slot.object, before, &less));
        }
        CHECK(!less);
        before = slot.object;
    }
    scene_end(&scene);
}

static void nan_stands_in_the_way_of_order(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[] = {new_int(scene.heap, 3), new_float(scene.heap, NAN), new_int(scene.heap, 1),
                       new_int(scene.heap, 2), new_float(scene.heap, NAN), new_int(scene.heap, 0)};
    Object *list = bind_list(&scene, items, 6);
    sort(&scene, list);
    check_repr(&scene, "[3, nan, 1, 2, nan, 0]", list);
    scene_end(&scene);
}

static void what_has_no_order_leaves_the_list_as_it_was(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[] = {new_int(scene.heap, 3), new_int(scene.heap, 2), new_str(scene.heap, "x")};
    Object *list = bind_list(&scene, items, 3);
    CHECK_INT(HEAP_TYPE_ERROR, heap_sort(scene.heap, list));
    CHECK_STR("'<' not supported between instances of 'str' and 'int'", heap_error(scene.heap));
    scene_check(&scene);
    check_repr(&scene, "[3, 2, 'x']", list);
    scene_end(&scene);
}

static void a_list_is_reversed_where_it_stands(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[] = {new_int(scene.heap, 1), new_int(scene.heap, 2), new_int(scene.heap, 3)};
    Object *list = bind_list(&scene, items, 3);
    uint64_t size = size_of(scene.heap, list);
    CHECK_INT(HEAP_OK, heap_reverse(scene.heap, list));
    scene_check(&scene);
    check_repr(&scene, "[3, 2, 1]", list);
    CHECK_INT(size, size_of(scene.heap, list));
    scene_end(&scene);
}

// The middle item stays, and no count changes.
static void only_slots_that_change_are_told(void) {
    Scene scene;
    scene_begin(&scene);
    Object *items[] = {new_int(scene.heap, 1), new_int(scene.heap, 2), new_int(scene.heap, 3)};
    Object *list = bind_list(&scene, items, 3);
    scene_log(&scene, UINT64_MAX);
    CHECK_INT(HEAP_OK, heap_reverse(scene.heap, list));
    CHECK_STR("slot list, slot list, ", scene.log);
    scene_log(&scene, 0);
    scene_end(&scene);
}

static void only_a_list_has_these_methods(void) {
    Scene scene;
    scene_begin(&scene);
    Object *dict = scene_bind(&scene, "d", new_dict(scene.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_sort(scene.heap, dict));
    CHECK_STR("'dict' object has no attribute 'sort'", heap_error(scene.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_reverse(scene.heap, dict));
    CHECK_STR("'dict' object has no attribute 'reverse'", heap_error(scene.heap));
    scene_end(&scene);
}

int main(void) {
    RUN(a_list_is_sorted_by_value_and_keeps_equal_ones_in_order);
    RUN(a_list_that_is_being_sorted_looks_empty_to_its_items);
    RUN(sets_end_in_the_order_of_cpython);
    RUN(runs_are_merged_to_one);
    RUN(nan_stands_in_the_way_of_order);
    RUN(what_has_no_order_leaves_the_list_as_it_was);
    RUN(a_list_is_reversed_where_it_stands);
    RUN(only_slots_that_change_are_told);
    RUN(only_a_list_has_these_methods);
    return 0;
}
