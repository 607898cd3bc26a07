// frozenset: its hash, equality and repr. Expectations recorded from CPython 3.11 with
// PYTHONHASHSEED=0.
#include "heap/types/set.h"
#include "tests/heap/scene.h"

enum { MAX_ITEMS = 20 };

static Object *set_of(Heap *heap, const int64_t *values, size_t count) {
    Object *items[MAX_ITEMS] = {NULL}, *set = NULL;
    for (size_t i = 0; i < count; i++) {
        items[i] = new_int(heap, values[i]);
    }
    CHECK_INT(HEAP_OK, heap_new_set(heap, items, count, HEAP_SET_ADDED, &set));
    for (size_t i = 0; i < count; i++) {
        heap_drop(heap, items[i]);
    }
    return set;
}

// frozenset(source); the hold on the source is the test's no more.
static Object *freeze(Heap *heap, Object *source) {
    Object *frozen = NULL;
    CHECK_INT(HEAP_OK, set_new_from(heap, HEAP_FROZENSET, source, &frozen));
    heap_drop(heap, source);
    return frozen;
}

static Object *frozen_ints(Heap *heap, int64_t count) {
    int64_t values[MAX_ITEMS];
    for (int64_t i = 0; i < count; i++) {
        values[i] = i;
    }
    return freeze(heap, set_of(heap, values, (size_t)count));
}

static Object *frozen_of(Heap *heap, Object *only) {
    Object *set = NULL;
    CHECK_INT(HEAP_OK, heap_new_set(heap, &only, 1, HEAP_SET_ADDED, &set));
    heap_drop(heap, only);
    return freeze(heap, set);
}

static int64_t hash_of(Heap *heap, Object *object) {
    int64_t hash = -1;
    CHECK_INT(HEAP_OK, heap_hash(heap, object, &hash));
    return hash;
}

static bool equal(Heap *heap, Object *a, Object *b) {
    bool forth = false, back = false;
    CHECK_INT(HEAP_OK, heap_equal(heap, a, b, &forth));
    CHECK_INT(HEAP_OK, heap_equal(heap, b, a, &back));
    CHECK_INT(forth, back);
    return forth;
}

static void a_frozenset_hashes_as_in_python(void) {
    static const struct {
        int64_t count, hash;
    } facts[] = {{0, 133146708735736},      {1, -2704248722033767810}, {2, 9000494312501845833},
                 {3, -4850097147344926394}, {7, -3936811188946224554}, {16, 266988609371666622}};
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        Object *frozen = frozen_ints(heap, facts[i].count);
        CHECK_INT(facts[i].hash, hash_of(heap, frozen));
        CHECK_INT(facts[i].hash, hash_of(heap, frozen));
        heap_drop(heap, frozen);
    }
    CHECK_INT(-6993584179861130285, hash_of(heap, frozen_of(heap, frozen_ints(heap, 0))));
    world_destroy(heap);
}

static void the_hash_knows_no_order_and_no_size_of_table(void) {
    Heap *heap = world_create();
    Object *set = set_of(heap, (int64_t[]){3, 11, 19, 4, 5, 6, 7}, 7);
    Object *other = set_of(heap, (int64_t[]){19, 3, 11}, 3);
    for (int64_t i = 4; i < 8; i++) {
        Object *item = new_int(heap, i);
        CHECK_INT(HEAP_OK, heap_discard(heap, set, item));
        heap_drop(heap, item);
    }
    Object *one = freeze(heap, set), *two = freeze(heap, other);
    CHECK_INT(hash_of(heap, one), hash_of(heap, two));
    CHECK(equal(heap, one, two));
    world_destroy(heap);
}

static void a_set_equals_a_frozenset_and_nothing_else(void) {
    Heap *heap = world_create();
    Object *set = set_of(heap, (int64_t[]){0, 1, 2}, 3);
    CHECK(equal(heap, set, frozen_ints(heap, 3)));
    CHECK(!equal(heap, set, frozen_ints(heap, 4)));
    CHECK(!equal(heap, set, set_of(heap, (int64_t[]){0, 1, 3}, 3)));
    CHECK(!equal(heap, set, new_list(heap)));
    CHECK(!equal(heap, set_of(heap, NULL, 0), new_dict(heap)));
    world_destroy(heap);
}

// hash(-1) == hash(-2): each of the two is looked at in place of the other.
static void among_elements_of_one_hash_the_equal_one_is_found(void) {
    Heap *heap = world_create();
    Object *sets[2];
    for (int i = 0; i < 2; i++) {
        Object *items[2];
        for (int64_t k = 0; k < 2; k++) {
            items[k] = frozen_of(heap, new_int(heap, i == 0 ? -1 - k : k - 2));
        }
        CHECK_INT(HEAP_OK, heap_new_set(heap, items, 2, HEAP_SET_ADDED, &sets[i]));
    }
    CHECK(equal(heap, sets[0], sets[1]));
    Object *third = frozen_of(heap, new_int(heap, -1)), *other = new_int(heap, 7);
    CHECK_INT(HEAP_OK, heap_remove(heap, sets[1], third));
    CHECK_INT(HEAP_OK, heap_add(heap, sets[1], other));
    CHECK(!equal(heap, sets[0], sets[1]));
    world_destroy(heap);
}

static Object *nested(Heap *heap, int depth, int64_t seed) {
    Object *frozen = frozen_of(heap, new_int(heap, seed));
    for (int i = 1; i < depth; i++) {
        frozen = frozen_of(heap, frozen);
    }
    return frozen;
}

static void sets_as_deep_as_allowed_are_compared_and_deeper_ones_refused(void) {
    Heap *heap = world_create();
    bool same = false;
    CHECK(equal(heap, nested(heap, 1000, 1), nested(heap, 1000, 1)));
    CHECK(!equal(heap, nested(heap, 20, -1), nested(heap, 20, -2)));
    CHECK_INT(HEAP_RECURSION_ERROR,
              heap_equal(heap, nested(heap, 1001, 1), nested(heap, 1001, 1), &same));
    world_destroy(heap);
}

static void a_set_stands_for_a_frozenset_when_it_is_looked_for(void) {
    Heap *heap = world_create();
    Object *element = frozen_ints(heap, 3), *set = NULL;
    CHECK_INT(HEAP_OK, heap_new_set(heap, &element, 1, HEAP_SET_ADDED, &set));
    CHECK_INT(HEAP_OK, heap_remove(heap, set, set_of(heap, (int64_t[]){0, 1, 2}, 3)));
    CHECK_INT(0, heap_slot_count(heap, set));
    CHECK_INT(HEAP_KEY_ERROR, heap_remove(heap, set, set_of(heap, (int64_t[]){0}, 1)));
    CHECK_STR("{0}", heap_error(heap));
    world_destroy(heap);
}

static void check_repr(Heap *heap, const char *expected, Object *object) {
    char text[128];
    bool cut;
    heap_repr(heap, object, text, sizeof text, &cut);
    CHECK_STR(expected, text);
}

static void a_frozenset_shows_its_name(void) {
    Heap *heap = world_create();
    check_repr(heap, "frozenset()", frozen_ints(heap, 0));
    check_repr(heap, "frozenset({0, 1})", frozen_ints(heap, 2));
    check_repr(heap, "frozenset({frozenset()})", frozen_of(heap, frozen_ints(heap, 0)));
    check_repr(heap, "{0}", set_of(heap, (int64_t[]){0}, 1));
    world_destroy(heap);
}

static void a_frozenset_cannot_be_changed(void) {
    Heap *heap = world_create();
    Object *frozen = frozen_ints(heap, 3), *item = new_int(heap, 1), *taken = NULL;
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_add(heap, frozen, item));
    CHECK_STR("'frozenset' object has no attribute 'add'", heap_error(heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_discard(heap, frozen, item));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_remove(heap, frozen, item));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_clear(heap, frozen));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_pop(heap, frozen, NULL, &taken));
    CHECK_STR("'frozenset' object has no attribute 'pop'", heap_error(heap));
    world_destroy(heap);
}

static void a_frozenset_is_a_key(void) {
    Heap *heap = world_create();
    Object *dict = new_dict(heap), *found = NULL;
    CHECK_INT(HEAP_OK, heap_set_item(heap, dict, frozen_ints(heap, 3), new_int(heap, 70)));
    CHECK_INT(HEAP_OK, heap_get_item(heap, dict, frozen_ints(heap, 3), &found));
    CHECK_INT(HEAP_KEY_ERROR, heap_get_item(heap, dict, frozen_ints(heap, 4), &found));
    world_destroy(heap);
}

static void a_frozenset_of_a_set_takes_the_room_it_needs_at_once(void) {
    static const struct {
        int64_t count, size;
    } facts[] = {{0, 216}, {4, 216}, {5, 472}, {7, 472}, {8, 728}, {15, 728}, {16, 1240}};
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        CHECK_INT(facts[i].size, size_of(heap, frozen_ints(heap, facts[i].count)));
    }
    world_destroy(heap);
}

int main(void) {
    RUN(a_frozenset_hashes_as_in_python);
    RUN(the_hash_knows_no_order_and_no_size_of_table);
    RUN(a_set_equals_a_frozenset_and_nothing_else);
    RUN(among_elements_of_one_hash_the_equal_one_is_found);
    RUN(sets_as_deep_as_allowed_are_compared_and_deeper_ones_refused);
    RUN(a_set_stands_for_a_frozenset_when_it_is_looked_for);
    RUN(a_frozenset_shows_its_name);
    RUN(a_frozenset_cannot_be_changed);
    RUN(a_frozenset_is_a_key);
    RUN(a_frozenset_of_a_set_takes_the_room_it_needs_at_once);
    return 0;
}
