// Which containers the collector knows from their first day, in each profile, as measured.
#include "tests/heap/world.h"
#include "tests/support/test.h"

static const char *const before_3_14[] = {"article", "cpython-3.11", "cpython-3.12",
                                          "cpython-3.13"};
static const char *const from_3_14[] = {"cpython-3.14", "cpython-3.15"};
enum { BEFORE = 4, FROM = 2 };

typedef Object *Make(Heap *heap);

static bool is_tracked(const char *profile, Make *make) {
    Heap *heap = world_create_as(profile);
    Object *made = make(heap);
    bool tracked = generation_of(heap, made) == 0;
    heap_drop(heap, made);
    world_destroy(heap);
    return tracked;
}

static void check(Make *make, bool before, bool from) {
    for (int i = 0; i < BEFORE; i++) {
        CHECK(is_tracked(before_3_14[i], make) == before);
    }
    for (int i = 0; i < FROM; i++) {
        CHECK(is_tracked(from_3_14[i], make) == from);
    }
}

static Object *atoms(Heap *heap) {
    Object *tuple = NULL, *items[] = {new_float(heap, 1.5), new_str(heap, "a b")};
    CHECK_INT(HEAP_OK, heap_new_tuple(heap, items, 2, &tuple));
    heap_drop(heap, items[0]);
    heap_drop(heap, items[1]);
    return tuple;
}

static Object *constant(Heap *heap) {
    Object *tuple = NULL, *item = new_float(heap, 1.5);
    CHECK_INT(HEAP_OK, heap_new_constant_tuple(heap, &item, 1, &tuple));
    heap_drop(heap, item);
    return tuple;
}

static Object *holding(Heap *heap, Object *item) {
    Object *tuple = new_tuple_of(heap, item);
    heap_drop(heap, item);
    return tuple;
}

static Object *with_list(Heap *heap) {
    return holding(heap, new_list(heap));
}

static Object *with_untracked_tuple(Heap *heap) {
    return holding(heap, atoms(heap));
}

static Object *with_empty_tuple(Heap *heap) {
    Object *empty = NULL;
    CHECK_INT(HEAP_OK, heap_new_tuple(heap, NULL, 0, &empty));
    return holding(heap, empty);
}

static Object *repeated(Heap *heap) {
    Object *tuple = atoms(heap), *two = new_int(heap, 2), *made = NULL;
    CHECK_INT(HEAP_OK, heap_repeat(heap, tuple, two, &made));
    heap_drop(heap, two);
    heap_drop(heap, tuple);
    return made;
}

static Object *concatenated(Heap *heap) {
    Object *tuple = atoms(heap), *made = NULL;
    CHECK_INT(HEAP_OK, heap_concat(heap, tuple, tuple, &made));
    heap_drop(heap, tuple);
    return made;
}

static Object *sliced(Heap *heap) {
    Object *tuple = atoms(heap), *made = NULL;
    CHECK_INT(HEAP_OK, heap_slice(heap, tuple, &(int64_t){1}, NULL, &made));
    heap_drop(heap, tuple);
    return made;
}

static Object *converted(Heap *heap, HeapKind kind, Object *source) {
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_convert(heap, kind, source, &made));
    heap_drop(heap, source);
    return made;
}

static Object *of_list(Heap *heap) {
    Object *list = new_list(heap), *item = new_float(heap, 1.5);
    append(heap, list, item);
    heap_drop(heap, item);
    return list;
}

static Object *tuple_of_list(Heap *heap) {
    return converted(heap, HEAP_TUPLE, of_list(heap));
}

static Object *tuple_of_str(Heap *heap) {
    return converted(heap, HEAP_TUPLE, new_str(heap, "abc"));
}

static void a_tuple_of_atoms_made_at_run_time(void) {
    check(atoms, true, false);
    check(tuple_of_list, true, false);
}

// By the type, even if the item is no tracked one.
static void a_tuple_of_an_item_of_a_gc_type(void) {
    check(with_list, true, true);
    check(with_untracked_tuple, true, true);
    check(with_empty_tuple, true, true);
}

static void a_tuple_made_by_the_compiler_or_with_room_first(void) {
    check(constant, true, true);
    check(repeated, true, true);
    check(concatenated, true, true);
    check(sliced, true, true);
    check(tuple_of_str, true, true);
}

static Object *frozenset_of_floats(Heap *heap) {
    return converted(heap, HEAP_FROZENSET, of_list(heap));
}

static Object *frozenset_of(Heap *heap, Object *item) {
    Object *list = new_list(heap);
    append(heap, list, item);
    heap_drop(heap, item);
    return converted(heap, HEAP_FROZENSET, list);
}

static Object *frozenset_of_untracked_tuple(Heap *heap) {
    return frozenset_of(heap, atoms(heap));
}

static Object *frozenset_of_frozenset(Heap *heap) {
    return frozenset_of(heap, frozenset_of_floats(heap));
}

static Object *empty_frozenset(Heap *heap) {
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_convert(heap, HEAP_FROZENSET, NULL, &made));
    return made;
}

static void a_frozenset(void) {
    check(frozenset_of_frozenset, true, true);
    static Make *const untracked[] = {frozenset_of_floats, frozenset_of_untracked_tuple,
                                      empty_frozenset};
    for (int i = 0; i < 3; i++) {
        CHECK(is_tracked("cpython-3.14", untracked[i]));
        CHECK(!is_tracked("cpython-3.15", untracked[i]));
    }
}

static Object *dict_copy(Heap *heap) {
    Object *dict = new_dict(heap), *value = new_int(heap, 1), *copy = NULL;
    set_item(heap, dict, "a", value);
    heap_drop(heap, value);
    CHECK_INT(HEAP_OK, heap_copy(heap, dict, &copy));
    heap_drop(heap, dict);
    return copy;
}

static Object *dict_of_dict(Heap *heap) {
    return converted(heap, HEAP_DICT, dict_copy(heap));
}

static void a_dict_of_atoms(void) {
    check(new_dict, false, true);
    check(dict_copy, false, true);
    check(dict_of_dict, false, true);
}

// A full collection untracks a dict of atoms up to 3.13; a tuple, any collection in all profiles.
static void what_a_collection_untracks(void) {
    for (int i = 0; i < BEFORE + FROM; i++) {
        Heap *heap = world_create_as(i < BEFORE ? before_3_14[i] : from_3_14[i - BEFORE]);
        Object *dict = bind_name(heap, "d", new_dict(heap)), *list = new_list(heap);
        Object *tuple = bind_name(heap, "t", constant(heap));
        set_item(heap, dict, "a", list);
        heap_drop(heap, list);
        Object *atom = new_int(heap, 1);
        set_item(heap, dict, "a", atom);
        collect(heap, 1);
        CHECK_INT(-1, generation_of(heap, tuple));
        CHECK_INT(2, generation_of(heap, dict));
        collect(heap, 2);
        CHECK_INT(i < BEFORE ? -1 : 2, generation_of(heap, dict));
        heap_drop(heap, atom);
        world_destroy(heap);
    }
}

int main(void) {
    RUN(a_tuple_of_atoms_made_at_run_time);
    RUN(a_tuple_of_an_item_of_a_gc_type);
    RUN(a_tuple_made_by_the_compiler_or_with_room_first);
    RUN(a_frozenset);
    RUN(a_dict_of_atoms);
    RUN(what_a_collection_untracks);
    return 0;
}
