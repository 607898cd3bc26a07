// What takes long is work, whatever it is that takes long: a budget ends it soon.
#include "tests/heap/play.h"

enum { BUDGET = 20000, LINE = 200, SLOTS = 200 };

// The work of the call, of which there is none left afterwards.
static uint64_t work_of(Scene *scene, HeapStatus status) {
    CHECK_INT(HEAP_OK, status);
    uint64_t work = heap_work(scene->heap);
    heap_set_budget(scene->heap, 0);
    return work;
}

// [[...], [...]] whose text is twice as long for each level.
static void a_text_that_is_too_long_is_not_written(void) {
    Scene scene;
    scene_begin(&scene);
    Object *list = new_list(scene.heap), *text = NULL;
    for (int i = 0; i < 40; i++) {
        Object *outer = new_list(scene.heap);
        append(scene.heap, outer, list);
        append(scene.heap, outer, list);
        heap_drop(scene.heap, list);
        list = outer;
    }
    heap_set_budget(scene.heap, BUDGET);
    CHECK_INT(HEAP_QUOTA_WORK, heap_convert(scene.heap, HEAP_STR, list, &text));
    CHECK(text == NULL);
    heap_set_budget(scene.heap, 0);
    heap_drop(scene.heap, list);
    scene_end(&scene);
}

static Object *line_of_classes(Scene *scene, const HeapClassSpec *spec) {
    Object *cls = scene_class(scene, "C");
    for (int i = 0; i < LINE; i++) {
        HeapClassSpec next = *spec;
        next.bases = &cls;
        next.base_count = 1;
        cls = scene_make_class(scene, &next);
    }
    return cls;
}

static void looking_for_a_finalizer_in_a_long_line_of_classes_is_work(void) {
    Play play;
    play_begin(&play);
    Object *instance = NULL;
    Object *cls = line_of_classes(&play.scene, &(HeapClassSpec){.name = "C"});
    heap_set_budget(play.heap, 0);
    HeapStatus status = heap_instantiate(play.heap, cls, &instance);
    heap_drop(play.heap, instance);
    CHECK(work_of(&play.scene, status) >= LINE);
    play_end(&play);
}

// Each class adds slots: an instance has all of them, whether they are set or not.
static void the_slots_of_an_instance_are_work_at_each_walk_along_them(void) {
    Scene scene;
    char texts[SLOTS][16];
    const char *names[SLOTS];
    for (int i = 0; i < SLOTS; i++) {
        snprintf(texts[i], sizeof texts[i], "s%d", i);
        names[i] = texts[i];
    }
    scene_begin(&scene);
    Object *cls = line_of_classes(
        &scene,
        &(HeapClassSpec){.name = "C", .has_slots = true, .slots = names, .slot_count = SLOTS});
    Object *instance = scene_instance(&scene, "p", cls);
    heap_set_budget(scene.heap, 0);
    CHECK(work_of(&scene, heap_set_attr(scene.heap, instance, "s7", instance)) > LINE * SLOTS / 16);
    HeapCollection collection;
    CHECK(work_of(&scene, heap_collect(scene.heap, 0, &collection)) > LINE * SLOTS / 16);
    scene_end(&scene);
}

int main(void) {
    RUN(a_text_that_is_too_long_is_not_written);
    RUN(looking_for_a_finalizer_in_a_long_line_of_classes_is_work);
    RUN(the_slots_of_an_instance_are_work_at_each_walk_along_them);
    return 0;
}
