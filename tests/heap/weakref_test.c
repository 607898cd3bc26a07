// Weakrefs: what they lead to, their order, and when they call back.
#include "tests/heap/play.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static Object *ref_to(Play *play, Object *target) {
    Object *weakref = NULL;
    CHECK_INT(HEAP_OK, heap_new_weakref(play->heap, target, NULL, &weakref));
    return weakref;
}

static bool repr_has(Heap *heap, Object *object, const char *part) {
    char text[128];
    bool cut;
    heap_repr(heap, object, text, sizeof text, &cut);
    return strstr(text, part) != NULL;
}

// ---- making

static void a_weakref_is_an_object_of_80_bytes_that_counts_nothing_of_its_target(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *weakref = play_weakref(&play, "w", p, NULL);
    HeapObjectInfo info = scene_info(&play.scene, weakref);
    CHECK_STR("ReferenceType", info.type);
    CHECK_INT(80, info.size);
    CHECK(info.tracked);
    CHECK_INT(1, references_of(play.heap, p));
    CHECK(heap_weakref_target(play.heap, weakref) == p);
    CHECK(repr_has(play.heap, weakref, "; to 'P' at 0x"));
    play_end(&play);
}

static void without_a_callback_there_is_one_for_each_object(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *weakref = play_weakref(&play, "w", p, NULL), *again = ref_to(&play, p);
    CHECK(again == weakref);
    heap_drop(play.heap, again);
    Object *none = NULL;
    CHECK_INT(HEAP_OK, heap_new_none(play.heap, &none));
    CHECK(play_weakref(&play, "v", p, none) == weakref);
    heap_drop(play.heap, none);
    CHECK_INT(2, references_of(play.heap, weakref));
    play_end(&play);
}

// weakref.getweakrefs(p): the one without a callback, then the newest first.
static void weakrefs_stand_in_the_order_of_cpython(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *f = play_function(&play, "f", NULL);
    Object *first = play_weakref(&play, "a", p, f), *second = play_weakref(&play, "b", p, f);
    Object *plain = play_weakref(&play, "c", p, NULL), *third = play_weakref(&play, "d", p, f);
    Object *const expected[] = {plain, third, second, first};
    Object *weakref = NULL;
    uint32_t cursor = 0;
    for (size_t i = 0; i < 4; i++) {
        CHECK(heap_next_weakref(play.heap, p, &cursor, &weakref));
        CHECK(weakref == expected[i]);
    }
    CHECK(!heap_next_weakref(play.heap, p, &cursor, &weakref));
    CHECK_INT(4, references_of(play.heap, f));
    play_end(&play);
}

static void what_cannot_be_referred_to_weakly_is_a_type_error(void) {
    Play play;
    play_begin(&play);
    Object *list = scene_list(&play.scene, "li"), *made = NULL;
    CHECK_INT(HEAP_TYPE_ERROR, heap_new_weakref(play.heap, list, NULL, &made));
    CHECK_STR("cannot create weak reference to 'list' object", heap_error(play.heap));
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *weakref = play_weakref(&play, "w", p, NULL);
    CHECK_INT(HEAP_TYPE_ERROR, heap_new_weakref(play.heap, weakref, NULL, &made));
    CHECK_STR("cannot create weak reference to 'weakref.ReferenceType' object",
              heap_error(play.heap));
    play_end(&play);
}

// gc.get_count(): the weakref, and the tuple of arguments when none is parked.
static void making_one_counts_two_with_cold_free_lists_and_one_with_warm_ones(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    scene_collect(&play.scene, 2);
    CHECK_INT(0, scene_count(&play.scene));
    play_weakref(&play, "w", p, NULL);
    CHECK_INT(2, scene_count(&play.scene));
    scene_unbind(&play.scene, "w");
    CHECK_INT(1, scene_count(&play.scene));
    play_weakref(&play, "w", p, NULL);
    CHECK_INT(2, scene_count(&play.scene));
    play_end(&play);
}

// ---- dying

static void a_weakref_is_dead_after_its_target(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P")), *found = p;
    Object *weakref = play_weakref(&play, "w", p, NULL);
    scene_log(&play.scene, bit(HEAP_EVENT_WEAKREF_CLEAR) | bit(HEAP_EVENT_DEALLOC));
    scene_unbind(&play.scene, "p");
    CHECK_STR("dealloc P, weakref_clear ReferenceType, ", play.scene.log);
    CHECK_INT(HEAP_OK, heap_deref(play.heap, weakref, &found));
    CHECK(found == NULL);
    CHECK(repr_has(play.heap, weakref, "; dead>"));
    play_end(&play);
}

static HeapStatus see_all_dead(Play *play, Object *argument) {
    CHECK(heap_weakref_target(play->heap, argument) == NULL);
    const char *const names[] = {"a", "b", "c", "w"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Object *weakref = scene_object(&play->scene, names[i]);
        CHECK(weakref != NULL && heap_weakref_target(play->heap, weakref) == NULL);
    }
    return HEAP_OK;
}

static void callbacks_run_newest_first_when_all_are_dead(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    play_weakref(&play, "w", p, NULL);
    play_weakref(&play, "a", p, play_function(&play, "first", see_all_dead));
    play_weakref(&play, "b", p, play_function(&play, "second", see_all_dead));
    play_weakref(&play, "c", p, play_function(&play, "third", see_all_dead));
    scene_unbind(&play.scene, "p");
    CHECK_STR("third second first ", play.ran);
    CHECK_INT(1, references_of(play.heap, scene_object(&play.scene, "first")));
    play_end(&play);
}

static void the_finalizer_runs_before_the_callback(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", play_class(&play, "P", "del", NULL));
    play_weakref(&play, "w", p, play_function(&play, "cb", NULL));
    scene_unbind(&play.scene, "p");
    CHECK_STR("del cb ", play.ran);
    play_end(&play);
}

static void a_weakref_that_dies_first_never_calls_back(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *f = play_function(&play, "f", NULL);
    play_weakref(&play, "w", p, f);
    scene_unbind(&play.scene, "w");
    CHECK_INT(1, references_of(play.heap, f));
    scene_unbind(&play.scene, "p");
    CHECK_STR("", play.ran);
    play_end(&play);
}

// A weakref may hold the last reference to its callback.
static void a_callback_that_only_its_weakref_holds_is_called_and_dies(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    play_weakref(&play, "w", p, play_function(&play, "cb", NULL));
    scene_unbind(&play.scene, "cb");
    scene_log(&play.scene, bit(HEAP_EVENT_DEALLOC));
    scene_unbind(&play.scene, "p");
    CHECK_STR("cb ", play.ran);
    CHECK(strstr(play.scene.log, "dealloc function") != NULL);
    play_end(&play);
}

static HeapStatus drop_all(Play *play, Object *argument) {
    (void)argument;
    const char *const names[] = {"a", "b"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (scene_object(&play->scene, names[i]) != NULL) {
            unbind_name(play->heap, names[i]);
        }
    }
    return HEAP_OK;
}

static void a_callback_may_let_go_of_the_weakrefs(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *f = play_function(&play, "f", drop_all);
    play_weakref(&play, "a", p, f);
    play_weakref(&play, "b", p, f);
    scene_unbind(&play.scene, "p");
    CHECK_STR("f f ", play.ran);
    play_end(&play);
}

static void a_callback_that_is_called_with_one_weakref_may_let_go_of_it(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    play_weakref(&play, "a", p, play_function(&play, "f", drop_all));
    scene_unbind(&play.scene, "p");
    CHECK_STR("f ", play.ran);
    CHECK(scene_object(&play.scene, "a") == NULL);
    play_end(&play);
}

static void the_callback_can_be_read_and_not_set(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *cb = play_function(&play, "cb", NULL);
    Object *weakref = play_weakref(&play, "w", p, cb);
    CHECK(scene_get(&play.scene, weakref, "__callback__") == cb);
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_set_attr(play.heap, weakref, "__callback__", p));
    CHECK_STR("readonly attribute", heap_error(play.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_set_attr(play.heap, weakref, "x", p));
    CHECK_STR("'weakref.ReferenceType' object has no attribute 'x'", heap_error(play.heap));
    scene_unbind(&play.scene, "p");
    CHECK_STR("NoneType",
              scene_info(&play.scene, scene_get(&play.scene, weakref, "__callback__")).type);
    play_end(&play);
}

// ---- classes and functions

// `weakref.ref(P)` is the weakref by which object knows P.
static void the_weakref_to_a_class_is_that_of_its_base(void) {
    Play play;
    play_begin(&play);
    Object *cls = scene_class(&play.scene, "P");
    uint64_t objects = heap_totals(play.heap).objects;
    Object *weakref = play_weakref(&play, "w", cls, NULL);
    CHECK_INT(objects, heap_totals(play.heap).objects);
    CHECK_INT(2, references_of(play.heap, weakref));
    CHECK(repr_has(play.heap, weakref, "; to 'type' at 0x"));
    CHECK(repr_has(play.heap, weakref, " (P)>"));
    scene_unbind(&play.scene, "P");
    CHECK_INT(6, scene_collect(&play.scene, 2));
    CHECK(repr_has(play.heap, weakref, "; dead>"));
    CHECK_INT(1, references_of(play.heap, weakref));
    play_end(&play);
}

static void a_class_that_is_collected_calls_back(void) {
    Play play;
    play_begin(&play);
    Object *cls = scene_class(&play.scene, "P");
    play_weakref(&play, "w", cls, play_function(&play, "cb", NULL));
    scene_unbind(&play.scene, "P");
    scene_collect(&play.scene, 2);
    CHECK_STR("cb ", play.ran);
    play_end(&play);
}

static void functions_call_back(void) {
    Play play;
    play_begin(&play);
    play_weakref(&play, "w", play_function(&play, "f", NULL), play_function(&play, "cb", NULL));
    scene_unbind(&play.scene, "f");
    CHECK_STR("cb ", play.ran);
    play_end(&play);
}

// ---- hash and equality

static void a_weakref_hashes_as_its_target_even_after_it(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *hashed = play_weakref(&play, "a", p, NULL);
    Object *other = play_weakref(&play, "b", p, play_function(&play, "f", NULL));
    int64_t expected = 0, hash = 0;
    CHECK_INT(HEAP_OK, heap_hash(play.heap, p, &expected));
    CHECK_INT(HEAP_OK, heap_hash(play.heap, hashed, &hash));
    CHECK_INT(expected, hash);
    scene_unbind(&play.scene, "p");
    CHECK_INT(HEAP_OK, heap_hash(play.heap, hashed, &hash));
    CHECK_INT(expected, hash);
    CHECK_INT(HEAP_TYPE_ERROR, heap_hash(play.heap, other, &hash));
    CHECK_STR("weak object has gone away", heap_error(play.heap));
    Object *tuple = new_tuple_of(play.heap, other);
    CHECK_INT(HEAP_TYPE_ERROR, heap_hash(play.heap, tuple, &hash));
    heap_drop(play.heap, tuple);
    play_end(&play);
}

static void weakrefs_are_equal_while_their_targets_live_and_are(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *f = play_function(&play, "f", NULL);
    Object *a = play_weakref(&play, "a", p, NULL), *b = play_weakref(&play, "b", p, f);
    Object *c = play_weakref(&play, "c", f, NULL);
    bool equal = false;
    CHECK_INT(HEAP_OK, heap_equal(play.heap, a, b, &equal));
    CHECK(equal);
    CHECK_INT(HEAP_OK, heap_equal(play.heap, a, c, &equal));
    CHECK(!equal);
    scene_unbind(&play.scene, "p");
    CHECK_INT(HEAP_OK, heap_equal(play.heap, a, b, &equal));
    CHECK(!equal);
    CHECK_INT(HEAP_OK, heap_equal(play.heap, a, a, &equal));
    CHECK(equal);
    play_end(&play);
}

// ---- and collections

// Callbacks first, then finalizers; the weakref keeps its callback.
static void a_collection_calls_back_before_it_finalizes(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", play_class(&play, "P", "del", NULL));
    Object *cb = play_function(&play, "cb", NULL);
    scene_set(&play.scene, p, "me", p);
    play_weakref(&play, "w", p, cb);
    scene_unbind(&play.scene, "p");
    CHECK_INT(1, scene_collect(&play.scene, 2));
    CHECK_STR("cb del ", play.ran);
    CHECK_INT(2, references_of(play.heap, cb));
    play_end(&play);
}

static void a_weakref_in_the_trash_never_calls_back(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *weakref = NULL;
    CHECK_INT(HEAP_OK, heap_new_weakref(play.heap, p, play_function(&play, "cb", NULL), &weakref));
    scene_set(&play.scene, p, "w", weakref);
    heap_drop(play.heap, weakref);
    scene_set(&play.scene, p, "me", p);
    scene_unbind(&play.scene, "p");
    CHECK_INT(2, scene_collect(&play.scene, 2));
    CHECK_STR("", play.ran);
    play_end(&play);
}

static HeapStatus pop_weakref(Play *play, Object *argument) {
    Object *taken = NULL;
    (void)argument;
    CHECK_INT(HEAP_OK, heap_pop(play->heap, scene_object(&play->scene, "li"), NULL, &taken));
    heap_drop(play->heap, taken);
    return HEAP_OK;
}

// As a WeakValueDictionary does: the cycle and its entry's weakref, so 2.
static void a_weakref_that_dies_of_its_callback_is_counted(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *list = scene_list(&play.scene, "li"), *weakref = NULL;
    scene_set(&play.scene, p, "me", p);
    CHECK_INT(HEAP_OK,
              heap_new_weakref(play.heap, p, play_function(&play, "cb", pop_weakref), &weakref));
    append(play.heap, list, weakref);
    heap_drop(play.heap, weakref);
    scene_unbind(&play.scene, "p");
    CHECK_INT(2, scene_collect(&play.scene, 2));
    CHECK_INT(0, heap_slot_count(play.heap, list));
    play_end(&play);
}

static void a_weakref_that_called_back_is_in_the_older_generation(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", scene_class(&play.scene, "P"));
    Object *weakref = play_weakref(&play, "w", p, play_function(&play, "cb", NULL));
    scene_collect(&play.scene, 2);
    scene_unbind(&play.scene, "p");
    Object *q = scene_instance(&play.scene, "p", scene_object(&play.scene, "P"));
    scene_set(&play.scene, q, "me", q);
    Object *young = play_weakref(&play, "v", q, scene_object(&play.scene, "cb"));
    scene_collect(&play.scene, 1);
    CHECK_INT(2, generation_of(play.heap, young));
    scene_unbind(&play.scene, "p");
    CHECK_INT(0, scene_collect(&play.scene, 0));
    CHECK_INT(2, generation_of(play.heap, weakref));
    play_end(&play);
}

int main(void) {
    RUN(a_weakref_is_an_object_of_80_bytes_that_counts_nothing_of_its_target);
    RUN(without_a_callback_there_is_one_for_each_object);
    RUN(weakrefs_stand_in_the_order_of_cpython);
    RUN(what_cannot_be_referred_to_weakly_is_a_type_error);
    RUN(making_one_counts_two_with_cold_free_lists_and_one_with_warm_ones);
    RUN(a_weakref_is_dead_after_its_target);
    RUN(callbacks_run_newest_first_when_all_are_dead);
    RUN(the_finalizer_runs_before_the_callback);
    RUN(a_weakref_that_dies_first_never_calls_back);
    RUN(a_callback_that_only_its_weakref_holds_is_called_and_dies);
    RUN(a_callback_may_let_go_of_the_weakrefs);
    RUN(a_callback_that_is_called_with_one_weakref_may_let_go_of_it);
    RUN(the_callback_can_be_read_and_not_set);
    RUN(the_weakref_to_a_class_is_that_of_its_base);
    RUN(a_class_that_is_collected_calls_back);
    RUN(functions_call_back);
    RUN(a_weakref_hashes_as_its_target_even_after_it);
    RUN(weakrefs_are_equal_while_their_targets_live_and_are);
    RUN(a_collection_calls_back_before_it_finalizes);
    RUN(a_weakref_in_the_trash_never_calls_back);
    RUN(a_weakref_that_dies_of_its_callback_is_counted);
    RUN(a_weakref_that_called_back_is_in_the_older_generation);
    return 0;
}
