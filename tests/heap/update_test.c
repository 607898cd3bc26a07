// set.update() and what a call of update() leaves: recorded from CPython 3.11.
#include "tests/heap/scene.h"

static Object *bind_set(Scene *scene, const char *name, int64_t count) {
    Object *items[40] = {NULL}, *set = NULL;
    for (int64_t i = 0; i < count; i++) {
        items[i] = new_int(scene->heap, i);
    }
    CHECK_INT(HEAP_OK, heap_new_set(scene->heap, items, (size_t)count, HEAP_SET_ADDED, &set));
    return scene_bind(scene, name, set);
}

static void update(Scene *scene, Object *target, Object *source) {
    HeapStatus status = heap_update(scene->heap, target, source);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(scene->heap));
    scene_check(scene);
}

static void check_repr(Scene *scene, const char *expected, Object *object) {
    char text[256];
    bool cut;
    heap_repr(scene->heap, object, text, sizeof text, &cut);
    CHECK_STR(expected, text);
}

// s = set(); s.update(range(n)), and s.update(set(range(n))): one by one, and with one resize.
static void a_set_takes_the_room_for_another_at_once(void) {
    static const struct {
        int64_t count, by_set, by_list;
    } facts[] = {{4, 216, 216}, {5, 472, 728}, {8, 728, 728}, {16, 1240, 728}, {20, 1240, 2264}};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        Scene scene;
        scene_begin(&scene);
        Object *source = bind_set(&scene, "t", facts[i].count), *list = scene_list(&scene, "l");
        CHECK_INT(HEAP_OK, heap_extend(scene.heap, list, source));
        Object *set = bind_set(&scene, "s", 0), *other = bind_set(&scene, "u", 0);
        update(&scene, set, source);
        update(&scene, other, list);
        CHECK_INT(facts[i].by_set, size_of(scene.heap, set));
        CHECK_INT(facts[i].by_list, size_of(scene.heap, other));
        scene_end(&scene);
    }
}

static void a_set_takes_the_keys_of_a_dict(void) {
    Scene scene;
    scene_begin(&scene);
    Object *dict = scene_bind(&scene, "d", new_dict(scene.heap));
    for (int64_t i = 0; i < 5; i++) {
        Object *key = new_int(scene.heap, i);
        CHECK_INT(HEAP_OK, heap_set_item(scene.heap, dict, key, dict));
    }
    Object *set = bind_set(&scene, "s", 0);
    update(&scene, set, dict);
    check_repr(&scene, "{0, 1, 2, 3, 4}", set);
    CHECK_INT(472, size_of(scene.heap, set));
    scene_end(&scene);
}

static void a_set_takes_the_characters_of_a_str(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, "s", 0);
    update(&scene, set, scene_bind(&scene, "t", new_str(scene.heap, "aba a")));
    CHECK_INT(3, heap_slot_count(scene.heap, set));
    scene_end(&scene);
}

static void a_set_can_be_updated_with_itself(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, "s", 6);
    update(&scene, set, set);
    check_repr(&scene, "{0, 1, 2, 3, 4, 5}", set);
    scene_end(&scene);
}

static void a_call_of_update_leaves_its_tuple_of_arguments_in_the_free_list(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, "s", 0), *list = scene_list(&scene, "l");
    int64_t count = scene_count(&scene);
    update(&scene, set, list);
    CHECK_INT(count + 1, scene_count(&scene));
    CHECK_INT(1, scene_parked(&scene, "tuple[1]"));
    update(&scene, set, list);
    CHECK_INT(count + 1, scene_count(&scene));
    CHECK_INT(1, scene_parked(&scene, "tuple[1]"));
    scene_end(&scene);
}

static void what_cannot_be_taken_is_refused_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *set = bind_set(&scene, "s", 0), *number = scene_int(&scene, "n", 1000);
    CHECK_INT(HEAP_TYPE_ERROR, heap_update(scene.heap, set, number));
    CHECK_STR("'int' object is not iterable", heap_error(scene.heap));
    Object *list = scene_list(&scene, "l");
    append(scene.heap, list, list);
    CHECK_INT(HEAP_TYPE_ERROR, heap_update(scene.heap, set, list));
    CHECK_STR("unhashable type: 'list'", heap_error(scene.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_update(scene.heap, list, set));
    CHECK_STR("'list' object has no attribute 'update'", heap_error(scene.heap));
    scene_check(&scene);
    scene_end(&scene);
}

int main(void) {
    RUN(a_set_takes_the_room_for_another_at_once);
    RUN(a_set_takes_the_keys_of_a_dict);
    RUN(a_set_takes_the_characters_of_a_str);
    RUN(a_set_can_be_updated_with_itself);
    RUN(a_call_of_update_leaves_its_tuple_of_arguments_in_the_free_list);
    RUN(what_cannot_be_taken_is_refused_in_pythons_words);
    return 0;
}
