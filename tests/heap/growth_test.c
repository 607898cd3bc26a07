// How lists and dicts grow and shrink: sys.getsizeof as recorded from CPython 3.11, and what later
// ones do otherwise.
#include "tests/heap/world.h"
#include "tests/support/test.h"

static uint64_t slots_of(Heap *heap, Object *list) {
    return (size_of(heap, list) - 56) / 8;
}

// The slots after each growth, by appends from empty.
static const uint64_t append_slots[] = {0,   4,   8,   16,  24,  32,  40,  52,  64,  76,
                                        92,  108, 128, 148, 172, 200, 232, 268, 308, 352,
                                        400, 456, 520, 592, 672, 760, 860, 972, 1100};

static void a_list_grows_by_appends_as_cpythons(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "li", new_list(heap));
    Object *item = bind_name(heap, "x", new_list(heap));
    for (size_t step = 1; step < sizeof append_slots / sizeof *append_slots; step++) {
        for (uint64_t i = append_slots[step - 1]; i < append_slots[step]; i++) {
            append(heap, list, item);
            CHECK_INT(append_slots[step], slots_of(heap, list));
        }
    }
    world_destroy(heap);
}

static void pop_last(Heap *heap, Object *list) {
    Object *popped;
    CHECK_INT(HEAP_OK, heap_pop(heap, list, NULL, &popped));
    heap_drop(heap, popped);
}

// Recorded: 100 appends, then pops: 108 slots until the length is 53.
static const struct {
    int length, slots;
} pop_slots[] = {{54, 108}, {53, 64}, {32, 64}, {31, 40}, {19, 24}, {11, 16},
                 {7, 12},   {5, 8},   {2, 8},   {1, 4},   {0, 0}};

static void a_list_shrinks_by_pops_as_cpythons(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "li", new_list(heap));
    Object *item = bind_name(heap, "x", new_list(heap));
    for (int i = 0; i < 100; i++) {
        append(heap, list, item);
    }
    int length = 100;
    for (size_t step = 0; step < sizeof pop_slots / sizeof *pop_slots; step++) {
        for (; length > pop_slots[step].length; length--) {
            pop_last(heap, list);
        }
        CHECK_INT(pop_slots[step].slots, slots_of(heap, list));
    }
    world_destroy(heap);
}

static Object *display(Heap *heap, size_t count, HeapDisplay kind) {
    Object *items[33], *list = NULL;
    for (size_t i = 0; i < count; i++) {
        items[i] = new_int(heap, (int64_t)i);
    }
    CHECK_INT(HEAP_OK, heap_new_list(heap, items, count, kind, &list));
    return bind_name(heap, "li", list);
}

static void a_display_of_three_or_more_constants_is_rounded_up_to_even(void) {
    Heap *heap = world_create();
    static const uint64_t constants[] = {0, 1, 2, 4, 4, 6, 6, 8, 8};
    for (size_t count = 0; count <= 8; count++) {
        CHECK_INT(constants[count], slots_of(heap, display(heap, count, HEAP_DISPLAY_CONSTANTS)));
        CHECK_INT(count, slots_of(heap, display(heap, count, HEAP_DISPLAY_EXACT)));
    }
    world_destroy(heap);
}

// Recorded for [0] extended by n, and for [] extended by n.
static const struct {
    size_t more;
    uint64_t from_one, from_empty;
} extend_slots[] = {{1, 8, 2}, {2, 8, 2}, {3, 8, 4},  {4, 8, 4},   {5, 12, 6},
                    {6, 8, 6}, {7, 8, 8}, {8, 12, 8}, {11, 12, 12}};

static void a_list_extends_by_the_rule_of_two_steps(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof extend_slots / sizeof *extend_slots; i++) {
        heap_hold(heap, display(heap, extend_slots[i].more, HEAP_DISPLAY_EXACT));
        Object *source = NULL;
        CHECK_INT(HEAP_OK, heap_lookup(heap, "li", &source));
        Object *one = display(heap, 1, HEAP_DISPLAY_EXACT);
        CHECK_INT(HEAP_OK, heap_extend(heap, one, source));
        CHECK_INT(extend_slots[i].from_one, slots_of(heap, one));
        Object *empty = bind_name(heap, "empty", new_list(heap));
        CHECK_INT(HEAP_OK, heap_extend(heap, empty, source));
        CHECK_INT(extend_slots[i].from_empty, slots_of(heap, empty));
        heap_drop(heap, source);
    }
    world_destroy(heap);
}

// Recorded: the 4 slots of [1, 2, 3] grow to 12 for the 3 guessed more, and half of them are used.
static void extending_by_a_str_keeps_the_room_that_was_guessed(void) {
    Heap *heap = world_create();
    Object *list = display(heap, 3, HEAP_DISPLAY_CONSTANTS), *text = new_str(heap, "abc");
    CHECK_INT(HEAP_OK, heap_extend(heap, list, text));
    CHECK_INT(152, size_of(heap, list));
    heap_drop(heap, text);
    world_destroy(heap);
}

static void removing_the_last_item_frees_the_array(void) {
    Heap *heap = world_create();
    Object *list = display(heap, 4, HEAP_DISPLAY_CONSTANTS);
    static const uint64_t slots[] = {4, 4, 4, 0};
    for (int i = 0; i < 4; i++) {
        Object *item = new_int(heap, i);
        CHECK_INT(HEAP_OK, heap_remove(heap, list, item));
        CHECK_INT(slots[i], slots_of(heap, list));
    }
    CHECK_INT(0, class_of_block(heap, list, "items"));
    world_destroy(heap);
}

// A quirk of CPython's: 0 is not less than half of 1 slot, so the array stays.
static void popping_the_only_item_of_one_slot_keeps_the_array(void) {
    Heap *heap = world_create();
    Object *list = display(heap, 1, HEAP_DISPLAY_EXACT);
    pop_last(heap, list);
    CHECK_INT(64, size_of(heap, list));
    world_destroy(heap);
}

// ---- what later Pythons do otherwise

static const char *const later_profiles[] = {"cpython-3.12", "cpython-3.13", "cpython-3.14",
                                             "cpython-3.15"};

static void what_a_pop_empties_has_no_array_since_312(void) {
    for (size_t i = 0; i < sizeof later_profiles / sizeof *later_profiles; i++) {
        Heap *heap = world_create_as(later_profiles[i]);
        Object *list = display(heap, 1, HEAP_DISPLAY_EXACT);
        pop_last(heap, list);
        CHECK_INT(56, size_of(heap, list));
        CHECK_INT(0, class_of_block(heap, list, "items"));
        append(heap, list, list);
        CHECK_INT(32, class_of_block(heap, list, "items"));
        unbind_name(heap, "li");
        CHECK_INT(1, collect(heap, 2).collected);
        world_destroy(heap);
    }
}

static void delete_first(Heap *heap, Object *list) {
    Object *index = new_int(heap, 0);
    CHECK_INT(HEAP_OK, heap_del_item(heap, list, index));
}

// Recorded for an array of 8 slots, after each `del a[0]`.
static void del_leaves_the_array_as_it_is_since_313(void) {
    static const uint64_t shrinks[] = {8, 8, 8, 8, 8, 8, 4, 0};
    static const struct {
        const char *profile;
        bool keeps;
    } rows[] = {{"cpython-3.11", false},
                {"cpython-3.12", false},
                {"cpython-3.13", true},
                {"cpython-3.14", true},
                {"cpython-3.15", true}};
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        Heap *heap = world_create_as(rows[row].profile);
        Object *list = display(heap, 8, HEAP_DISPLAY_EXACT);
        for (size_t i = 0; i < sizeof shrinks / sizeof *shrinks; i++) {
            delete_first(heap, list);
            CHECK_INT(rows[row].keeps ? 8 : shrinks[i], slots_of(heap, list));
        }
        Object *number = new_int(heap, 1);
        append(heap, list, number);
        CHECK_INT(rows[row].keeps ? 8 : 4, slots_of(heap, list));
        world_destroy(heap);
    }
}

static Object *new_numbers(Heap *heap, HeapKind kind, size_t count) {
    Object *source = NULL;
    if (kind == HEAP_DICT) {
        source = new_dict(heap);
        for (size_t i = 0; i < count; i++) {
            Object *key = new_int(heap, (int64_t)i);
            CHECK_INT(HEAP_OK, heap_set_item(heap, source, key, key));
        }
        return source;
    }
    Object *list = display(heap, count, HEAP_DISPLAY_EXACT);
    CHECK_INT(HEAP_OK, heap_convert(heap, HEAP_SET, list, &source));
    return source;
}

// Recorded for list() of a set or dict of so many: by an iterator, and from its table.
static const struct {
    size_t count;
    uint64_t by_iterator, by_table;
} table_slots[] = {{0, 0, 0}, {1, 2, 4},  {2, 2, 8},   {3, 4, 8},
                   {5, 6, 8}, {6, 6, 12}, {9, 10, 12}, {11, 12, 12}};

static void a_set_or_dict_makes_room_as_appends_do_since_313(void) {
    static const HeapKind kinds[] = {HEAP_SET, HEAP_DICT};
    for (size_t i = 0; i < 2 * sizeof table_slots / sizeof *table_slots; i++) {
        for (int later = 0; later < 2; later++) {
            Heap *heap = world_create_as(later ? "cpython-3.13" : "cpython-3.12");
            Object *source = new_numbers(heap, kinds[i % 2], table_slots[i / 2].count);
            Object *list = NULL;
            CHECK_INT(HEAP_OK, heap_convert(heap, HEAP_LIST, source, &list));
            CHECK_INT(later ? table_slots[i / 2].by_table : table_slots[i / 2].by_iterator,
                      slots_of(heap, list));
            heap_drop(heap, list);
            heap_drop(heap, source);
            world_destroy(heap);
        }
    }
}

// An iterator would be one allocation more than the collector's threshold allows.
static void a_set_or_dict_is_taken_without_an_iterator_since_313(void) {
    for (int later = 0; later < 2; later++) {
        Heap *heap = world_create_as(later ? "cpython-3.13" : "cpython-3.12");
        Object *source = new_numbers(heap, HEAP_DICT, 1);
        Object *list = bind_name(heap, "v", new_list(heap));
        heap_gc_set_thresholds(heap, (const uint32_t[]){(uint32_t)count0(heap), 10, 10});
        heap_gc_enable(heap, true);
        CHECK_INT(HEAP_OK, heap_extend(heap, list, source));
        CHECK_INT(!later, heap_gc_info(heap).scheduled);
        heap_drop(heap, source);
        world_destroy(heap);
    }
}

// Recorded for `[0, 1, 2, ...]`.
static void a_long_display_of_constants_is_appended_to_since_314(void) {
    for (int later = 0; later < 2; later++) {
        Heap *heap = world_create_as(later ? "cpython-3.14" : "cpython-3.13");
        CHECK_INT(30, slots_of(heap, display(heap, 30, HEAP_DISPLAY_CONSTANTS)));
        CHECK_INT(later ? 40 : 34, slots_of(heap, display(heap, 33, HEAP_DISPLAY_CONSTANTS)));
        world_destroy(heap);
    }
}

static void set_number(Heap *heap, Object *dict, int64_t number, bool text) {
    char name[32];
    snprintf(name, sizeof name, "key %d", (int)number);
    Object *key = text ? new_str(heap, name) : new_int(heap, number);
    CHECK_INT(HEAP_OK, heap_set_item(heap, dict, key, dict));
    heap_drop(heap, key);
}

static void delete_number(Heap *heap, Object *dict, int64_t number) {
    char name[32];
    snprintf(name, sizeof name, "key %d", (int)number);
    Object *key = new_str(heap, name);
    CHECK_INT(HEAP_OK, heap_del_item(heap, dict, key));
    heap_drop(heap, key);
}

static const struct {
    int64_t entries;
    uint64_t str_keys, other_keys;
} dict_sizes[] = {{0, 64, 64},       {5, 184, 224},     {10, 272, 352},
                  {21, 464, 632},    {42, 832, 1168},   {85, 1584, 2264},
                  {170, 3328, 4688}, {341, 6576, 9304}, {682, 13056, 18512}};

static void a_dict_grows_as_cpythons(void) {
    for (int text = 0; text < 2; text++) {
        Heap *heap = world_create();
        Object *dict = bind_name(heap, "d", new_dict(heap));
        for (size_t step = 1; step < sizeof dict_sizes / sizeof *dict_sizes; step++) {
            for (int64_t i = dict_sizes[step - 1].entries; i < dict_sizes[step].entries; i++) {
                set_number(heap, dict, i, text);
                CHECK_INT(text ? dict_sizes[step].str_keys : dict_sizes[step].other_keys,
                          size_of(heap, dict));
            }
        }
        unbind_name(heap, "d");
        CHECK_INT(1, collect(heap, 2).collected);
        world_destroy(heap);
    }
}

static void deleting_never_shrinks_a_dict(void) {
    Heap *heap = world_create();
    Object *dict = bind_name(heap, "d", new_dict(heap));
    for (int64_t i = 0; i < 100; i++) {
        set_number(heap, dict, i, true);
    }
    for (int64_t i = 0; i < 100; i++) {
        delete_number(heap, dict, i);
    }
    CHECK_INT(3328, size_of(heap, dict));
    CHECK_INT(HEAP_OK, heap_clear(heap, dict));
    CHECK_INT(64, size_of(heap, dict));
    world_destroy(heap);
}

// CPython before 3.13.4: one live key and a table without usable entries makes 16 slots, not 8.
static void one_key_among_holes_grows_the_table_to_sixteen(void) {
    Heap *heap = world_create();
    Object *dict = bind_name(heap, "d", new_dict(heap));
    set_number(heap, dict, 0, true);
    for (int64_t i = 1; i < 30; i++) {
        set_number(heap, dict, i, true);
        delete_number(heap, dict, i);
    }
    CHECK_INT(272, size_of(heap, dict));
    world_destroy(heap);
}

static void the_first_key_that_is_no_str_makes_a_general_table(void) {
    Heap *heap = world_create();
    Object *dict = bind_name(heap, "d", new_dict(heap));
    set_number(heap, dict, 0, true);
    CHECK_INT(184, size_of(heap, dict));
    set_number(heap, dict, 1, false);
    CHECK_INT(352, size_of(heap, dict));
    world_destroy(heap);
}

static void blocks_are_those_of_cpython(void) {
    Heap *heap = world_create();
    Object *list = display(heap, 4, HEAP_DISPLAY_EXACT);
    CHECK_INT(64, class_of_block(heap, list, "object"));
    CHECK_INT(32, class_of_block(heap, list, "items"));
    Object *dict = bind_name(heap, "d", new_dict(heap));
    CHECK_INT(64, class_of_block(heap, dict, "object"));
    set_number(heap, dict, 0, true);
    CHECK_INT(128, class_of_block(heap, dict, "keys"));
    Object *tuple = bind_name(heap, "t", new_tuple_of(heap, list));
    CHECK_INT(48, class_of_block(heap, tuple, "object"));
    CHECK_INT(48, size_of(heap, tuple));
    world_destroy(heap);
}

int main(void) {
    RUN(a_list_grows_by_appends_as_cpythons);
    RUN(a_list_shrinks_by_pops_as_cpythons);
    RUN(a_display_of_three_or_more_constants_is_rounded_up_to_even);
    RUN(a_list_extends_by_the_rule_of_two_steps);
    RUN(extending_by_a_str_keeps_the_room_that_was_guessed);
    RUN(removing_the_last_item_frees_the_array);
    RUN(popping_the_only_item_of_one_slot_keeps_the_array);
    RUN(what_a_pop_empties_has_no_array_since_312);
    RUN(del_leaves_the_array_as_it_is_since_313);
    RUN(a_set_or_dict_makes_room_as_appends_do_since_313);
    RUN(a_set_or_dict_is_taken_without_an_iterator_since_313);
    RUN(a_long_display_of_constants_is_appended_to_since_314);
    RUN(a_dict_grows_as_cpythons);
    RUN(deleting_never_shrinks_a_dict);
    RUN(one_key_among_holes_grows_the_table_to_sixteen);
    RUN(the_first_key_that_is_no_str_makes_a_general_table);
    RUN(blocks_are_those_of_cpython);
    return 0;
}
