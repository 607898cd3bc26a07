// What a finalizer brings back lives on, and is never finalized again.
#include "tests/heap/play.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static HeapStatus bind_back(Play *play, Object *argument) {
    return heap_bind(play->heap, HEAP_MODULE_FRAME, "back", argument);
}

static void what_a_finalizer_binds_lives_on_in_the_youngest_generation(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", play_class(&play, "P", "del", bind_back));
    scene_collect(&play.scene, 2);
    CHECK_INT(2, generation_of(play.heap, p));
    scene_log(&play.scene,
              bit(HEAP_EVENT_RESURRECT) | bit(HEAP_EVENT_DEALLOC) | bit(HEAP_EVENT_FINALIZER));
    scene_unbind(&play.scene, "p");
    CHECK_STR("finalizer P, resurrect P, ", play.scene.log);
    CHECK(scene_object(&play.scene, "back") == p);
    CHECK_INT(0, generation_of(play.heap, p));
    CHECK(scene_info(&play.scene, p).finalized);
    CHECK_INT(1, references_of(play.heap, p));
    play_end(&play);
}

static void it_dies_silently_the_next_time(void) {
    Play play;
    play_begin(&play);
    scene_instance(&play.scene, "p", play_class(&play, "P", "del", bind_back));
    scene_unbind(&play.scene, "p");
    scene_unbind(&play.scene, "back");
    CHECK_STR("del ", play.ran);
    CHECK(scene_object(&play.scene, "back") == NULL);
    play_end(&play);
}

static void its_weakrefs_live_and_do_not_call_back_until_it_dies(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", play_class(&play, "P", "del", bind_back));
    Object *weakref = play_weakref(&play, "w", p, play_function(&play, "cb", NULL));
    scene_unbind(&play.scene, "p");
    CHECK_STR("del ", play.ran);
    CHECK(heap_weakref_target(play.heap, weakref) == p);
    scene_unbind(&play.scene, "back");
    CHECK_STR("del cb ", play.ran);
    play_end(&play);
}

// Its list dies with it only in the end, and the rest of the list's items goes on dying.
static void what_was_dying_around_it_dies(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "P", "del", bind_back), *plain = scene_class(&play.scene, "Q");
    Object *list = scene_list(&play.scene, "li");
    Object *const items[] = {new_instance(play.heap, plain), new_instance(play.heap, cls),
                             new_instance(play.heap, plain)};
    for (size_t i = 0; i < 3; i++) {
        append(play.heap, list, items[i]);
        heap_drop(play.heap, items[i]);
    }
    uint64_t before = heap_totals(play.heap).objects;
    scene_unbind(&play.scene, "li");
    CHECK_INT(before - 3, heap_totals(play.heap).objects);
    CHECK(scene_object(&play.scene, "back") == items[1]);
    play_end(&play);
}

// ---- in a collection

// p is a cycle that holds a list; the cycle comes back, and with it all that it reaches.
static void what_comes_back_in_a_collection_keeps_all_it_reaches(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "P", "del", bind_back);
    scene_collect(&play.scene, 2);
    Object *p = scene_instance(&play.scene, "p", cls), *list = new_list(play.heap);
    append(play.heap, list, p);
    scene_set(&play.scene, p, "li", list);
    heap_drop(play.heap, list);
    Object *weakref = play_weakref(&play, "w", p, NULL);
    scene_unbind(&play.scene, "p");
    HeapCollection result = collect(play.heap, 0);
    scene_check(&play.scene);
    CHECK_INT(0, result.collected);
    CHECK_INT(result.examined, result.survived);
    CHECK_INT(1, generation_of(play.heap, p));
    CHECK_INT(1, generation_of(play.heap, list));
    CHECK(heap_weakref_target(play.heap, weakref) == NULL);
    CHECK_INT(2, references_of(play.heap, p));
    scene_unbind(&play.scene, "back");
    CHECK_INT(2, scene_collect(&play.scene, 2));
    CHECK_STR("del ", play.ran);
    play_end(&play);
}

static void make_cycle(Play *play, Object *cls) {
    Object *object = new_instance(play->heap, cls);
    set_attr(play->heap, object, "me", object);
    heap_drop(play->heap, object);
}

// test_gc: test_resurrection_does_not_block_cleanup_of_other_objects
static void one_that_comes_back_does_not_save_the_others(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "P", "del", bind_back), *plain = scene_class(&play.scene, "Q");
    scene_collect(&play.scene, 2);
    for (int i = 0; i < 100; i++) {
        make_cycle(&play, plain);
    }
    CHECK_INT(100, scene_collect(&play.scene, 2));
    make_cycle(&play, cls);
    CHECK_INT(0, scene_collect(&play.scene, 2));
    for (int i = 0; i < 100; i++) {
        make_cycle(&play, plain);
    }
    make_cycle(&play, cls);
    CHECK_INT(100, scene_collect(&play.scene, 2));
    scene_unbind(&play.scene, "back");
    CHECK_INT(2, scene_collect(&play.scene, 2));
    CHECK_STR("del del ", play.ran);
    CHECK_INT(202, heap_gc_info(play.heap).stats[2].collected);
    play_end(&play);
}

static HeapStatus let_partner_go(Play *play, Object *argument) {
    return heap_del_attr(play->heap, argument, "other");
}

// The partner dies by count in the middle of the collection; its finalizer runs there and then.
static void a_finalizer_may_let_other_trash_go(void) {
    Play play;
    play_begin(&play);
    Object *first = new_instance(play.heap, play_class(&play, "P", "a", let_partner_go));
    Object *second = new_instance(play.heap, play_class(&play, "Q", "b", NULL));
    set_attr(play.heap, first, "me", first);
    set_attr(play.heap, first, "other", second);
    set_attr(play.heap, second, "owner", first);
    heap_drop(play.heap, second);
    heap_drop(play.heap, first);
    CHECK_INT(1, scene_collect(&play.scene, 2));
    CHECK_STR("a b ", play.ran);
    play_end(&play);
}

static HeapStatus collect_in_vain(Play *play, Object *argument) {
    (void)argument;
    HeapCollection result = collect(play->heap, 2);
    CHECK_INT(0, result.examined);
    CHECK_INT(0, result.collected);
    CHECK_INT(HEAP_CONFLICT, heap_freeze(play->heap));
    return HEAP_OK;
}

static void a_collection_in_a_collection_does_nothing(void) {
    Play play;
    play_begin(&play);
    make_cycle(&play, play_class(&play, "P", "del", collect_in_vain));
    CHECK_INT(1, scene_collect(&play.scene, 2));
    CHECK_STR("del ", play.ran);
    CHECK_INT(1, heap_gc_info(play.heap).stats[2].collections);
    play_end(&play);
}

// An old object that only trash holds is finalized while the trash is cleared, after it.
static void what_trash_lets_go_is_finalized(void) {
    Play play;
    play_begin(&play);
    Object *old = scene_instance(&play.scene, "o", play_class(&play, "P", "del", bind_back));
    scene_collect(&play.scene, 2);
    Object *trash = new_instance(play.heap, scene_class(&play.scene, "Q"));
    set_attr(play.heap, trash, "me", trash);
    set_attr(play.heap, trash, "o", old);
    heap_drop(play.heap, trash);
    scene_unbind(&play.scene, "o");
    CHECK_INT(1, scene_collect(&play.scene, 0));
    CHECK(scene_object(&play.scene, "back") == old);
    play_end(&play);
}

// The id of what a collection has cleared may still be known to a client.
static HeapStatus find_cleared(Play *play, Object *argument) {
    (void)argument;
    return heap_bind(play->heap, HEAP_MODULE_FRAME, "back", play->kept[0]);
}

static void what_was_cleared_takes_attributes_again(void) {
    Play play;
    play_begin(&play);
    Object *old = scene_instance(&play.scene, "o", play_class(&play, "P", "del", find_cleared));
    scene_collect(&play.scene, 2);
    Object *trash = new_instance(play.heap, scene_class(&play.scene, "Q"));
    Object *dict = NULL;
    CHECK_INT(HEAP_OK, heap_load_attr(play.heap, trash, "__dict__", &dict));
    heap_drop(play.heap, dict);
    set_attr(play.heap, trash, "o", old);
    set_attr(play.heap, trash, "me", trash);
    play.kept[0] = trash;
    heap_drop(play.heap, trash);
    scene_unbind(&play.scene, "o");
    scene_collect(&play.scene, 0);
    CHECK(scene_object(&play.scene, "back") == trash);
    CHECK(scene_get(&play.scene, trash, "me") == NULL);
    scene_set(&play.scene, trash, "me", trash);
    CHECK(scene_get(&play.scene, trash, "me") == trash);
    play_end(&play);
}

int main(void) {
    RUN(what_a_finalizer_binds_lives_on_in_the_youngest_generation);
    RUN(it_dies_silently_the_next_time);
    RUN(its_weakrefs_live_and_do_not_call_back_until_it_dies);
    RUN(what_was_dying_around_it_dies);
    RUN(what_comes_back_in_a_collection_keeps_all_it_reaches);
    RUN(one_that_comes_back_does_not_save_the_others);
    RUN(a_finalizer_may_let_other_trash_go);
    RUN(a_collection_in_a_collection_does_nothing);
    RUN(what_trash_lets_go_is_finalized);
    RUN(what_was_cleared_takes_attributes_again);
    return 0;
}
