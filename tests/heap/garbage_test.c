// gc.DEBUG_SAVEALL and gc.garbage; statistics of collections.
#include "tests/heap/play.h"

static Object *make_cycle(Scene *scene, const char *name) {
    Object *list = scene_list(scene, name);
    append(scene->heap, list, list);
    scene_unbind(scene, name);
    return list;
}

static void what_is_saved_is_held_by_the_garbage_in_the_older_generation(void) {
    Scene scene;
    scene_begin(&scene);
    heap_gc_set_saveall(scene.heap, true);
    Object *first = make_cycle(&scene, "a"), *second = make_cycle(&scene, "b");
    CHECK_INT(2, scene_collect(&scene, 0));
    CHECK_INT(2, heap_gc_info(scene.heap).garbage);
    CHECK(heap_gc_info(scene.heap).saveall);
    CHECK(heap_garbage(scene.heap, 0) == first);
    CHECK(heap_garbage(scene.heap, 1) == second);
    CHECK(heap_garbage(scene.heap, 2) == NULL);
    CHECK_INT(2, references_of(scene.heap, first));
    CHECK_INT(1, generation_of(scene.heap, first));
    CHECK_INT(HEAP_OK, heap_mark_reachable(scene.heap));
    CHECK(heap_is_reachable(first));
    CHECK_INT(0, scene_collect(&scene, 2));
    heap_clear_garbage(scene.heap);
    heap_gc_set_saveall(scene.heap, false);
    scene_check(&scene);
    CHECK_INT(2, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

static void note(void *context, Heap *heap, const HeapEvent *event) {
    (void)heap;
    if (event->holder.kind == HEAP_HOLDER_GARBAGE) {
        char *log = context;
        size_t used = strlen(log);
        snprintf(log + used, 64 - used, "%d%c ", (int)event->holder.index,
                 event->to > event->from ? '+' : '-');
    }
}

static void the_garbage_is_let_go_last_to_first(void) {
    Scene scene;
    scene_begin(&scene);
    char log[64] = "";
    heap_gc_set_saveall(scene.heap, true);
    make_cycle(&scene, "a");
    make_cycle(&scene, "b");
    HeapObserver observer = {note, log, (uint64_t)1 << HEAP_EVENT_REFCOUNT};
    heap_set_observer(scene.heap, &observer);
    scene_collect(&scene, 2);
    heap_clear_garbage(scene.heap);
    heap_set_observer(scene.heap, NULL);
    CHECK_STR("0+ 1+ 1- 0- ", log);
    scene_end(&scene);
}

static void a_clone_has_the_same_garbage(void) {
    Scene scene;
    scene_begin(&scene);
    heap_gc_set_saveall(scene.heap, true);
    Object *first = make_cycle(&scene, "a");
    scene_collect(&scene, 2);
    Heap *clone = heap_clone(scene.heap);
    CHECK_INT(heap_object_id(first), heap_object_id(heap_garbage(clone, 0)));
    world_check(clone);
    heap_destroy(clone);
    scene_end(&scene);
}

static HeapStatus take_from_garbage(Play *play, Object *argument) {
    (void)argument;
    heap_clear_garbage(play->heap);
    return HEAP_OK;
}

static void a_finalizer_may_clear_the_garbage_that_is_being_cleared(void) {
    Play play;
    play_begin(&play);
    Object *cls = play_class(&play, "P", "del", take_from_garbage);
    heap_gc_set_saveall(play.heap, true);
    Object *cycle = make_cycle(&play.scene, "a"), *p = new_instance(play.heap, cls);
    append(play.heap, cycle, p);
    heap_drop(play.heap, p);
    CHECK_INT(2, scene_collect(&play.scene, 2));
    CHECK_STR("del ", play.ran);
    heap_gc_set_saveall(play.heap, false);
    heap_clear_garbage(play.heap);
    scene_check(&play.scene);
    CHECK_INT(2, scene_collect(&play.scene, 2));
    play_end(&play);
}

// gc.get_stats() and how many died of what.
static void statistics_count_each_generation_apart(void) {
    Scene scene;
    scene_begin(&scene);
    make_cycle(&scene, "a");
    scene_collect(&scene, 0);
    make_cycle(&scene, "a");
    scene_list(&scene, "b");
    scene_unbind(&scene, "b");
    scene_collect(&scene, 2);
    HeapGcInfo info = heap_gc_info(scene.heap);
    CHECK_INT(1, info.stats[0].collections);
    CHECK_INT(1, info.stats[0].collected);
    CHECK_INT(0, info.stats[1].collections);
    CHECK_INT(1, info.stats[2].collections);
    CHECK_INT(1, info.stats[2].collected);
    CHECK_INT(2, info.freed_by_collector);
    CHECK_INT(1, info.freed_by_count);
    scene_end(&scene);
}

int main(void) {
    RUN(what_is_saved_is_held_by_the_garbage_in_the_older_generation);
    RUN(the_garbage_is_let_go_last_to_first);
    RUN(a_clone_has_the_same_garbage);
    RUN(a_finalizer_may_clear_the_garbage_that_is_being_cleared);
    RUN(statistics_count_each_generation_apart);
    return 0;
}
