// gc.freeze() and gc.unfreeze().
#include "tests/heap/play.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static void all_tracked_objects_freeze_and_the_counts_go_to_zero(void) {
    Scene scene;
    scene_begin(&scene);
    Object *list = scene_list(&scene, "li");
    scene_list(&scene, "other");
    CHECK_INT(2, scene_count(&scene));
    scene_log(&scene, bit(HEAP_EVENT_FREEZE));
    CHECK_INT(HEAP_OK, heap_freeze(scene.heap));
    scene_check(&scene);
    CHECK_STR("freeze list, freeze list, ", scene.log);
    HeapGcInfo info = heap_gc_info(scene.heap);
    CHECK_INT(2, info.frozen);
    CHECK_INT(0, info.objects[0] + info.objects[1] + info.objects[2]);
    CHECK_INT(0, info.counts[0]);
    CHECK(scene_info(&scene, list).frozen);
    CHECK(scene_info(&scene, list).tracked);
    CHECK_INT(-1, generation_of(scene.heap, list));
    scene_end(&scene);
}

static void frozen_garbage_is_not_found_until_it_thaws(void) {
    Scene scene;
    scene_begin(&scene);
    Object *list = scene_list(&scene, "li");
    append(scene.heap, list, list);
    scene_unbind(&scene, "li");
    CHECK_INT(HEAP_OK, heap_freeze(scene.heap));
    CHECK_INT(0, scene_collect(&scene, 2));
    CHECK_INT(HEAP_OK, heap_unfreeze(scene.heap));
    scene_check(&scene);
    CHECK_INT(2, generation_of(scene.heap, list));
    CHECK_INT(0, scene_collect(&scene, 1));
    CHECK_INT(1, scene_collect(&scene, 2));
    scene_end(&scene);
}

static void what_is_frozen_dies_by_count(void) {
    Scene scene;
    scene_begin(&scene);
    scene_list(&scene, "li");
    CHECK_INT(HEAP_OK, heap_freeze(scene.heap));
    scene_unbind(&scene, "li");
    CHECK_INT(0, heap_gc_info(scene.heap).frozen);
    scene_end(&scene);
}

static void what_is_made_later_is_not_frozen_and_lives_by_what_is(void) {
    Scene scene;
    scene_begin(&scene);
    Object *frozen = scene_list(&scene, "li");
    append(scene.heap, frozen, frozen);
    CHECK_INT(HEAP_OK, heap_freeze(scene.heap));
    Object *young = new_list(scene.heap);
    append(scene.heap, young, young);
    append(scene.heap, frozen, young);
    heap_drop(scene.heap, young);
    scene_unbind(&scene, "li");
    CHECK_INT(0, generation_of(scene.heap, young));
    CHECK_INT(0, scene_collect(&scene, 2));
    CHECK_INT(2, generation_of(scene.heap, young));
    CHECK_INT(HEAP_OK, heap_unfreeze(scene.heap));
    CHECK_INT(2, scene_collect(&scene, 2));
    scene_end(&scene);
}

static HeapStatus bind_back(Play *play, Object *argument) {
    return heap_bind(play->heap, HEAP_MODULE_FRAME, "back", argument);
}

static void what_comes_back_is_not_frozen_any_more(void) {
    Play play;
    play_begin(&play);
    Object *p = scene_instance(&play.scene, "p", play_class(&play, "P", "del", bind_back));
    CHECK_INT(HEAP_OK, heap_freeze(play.heap));
    scene_unbind(&play.scene, "p");
    CHECK(!scene_info(&play.scene, p).frozen);
    CHECK_INT(0, generation_of(play.heap, p));
    play_end(&play);
}

int main(void) {
    RUN(all_tracked_objects_freeze_and_the_counts_go_to_zero);
    RUN(frozen_garbage_is_not_found_until_it_thaws);
    RUN(what_is_frozen_dies_by_count);
    RUN(what_is_made_later_is_not_frozen_and_lives_by_what_is);
    RUN(what_comes_back_is_not_frozen_any_more);
    return 0;
}
