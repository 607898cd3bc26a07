// Where each Python has the values of an instance, and how large things are: expectations recorded
// from CPython 3.11.7, 3.12.1, 3.13.0, 3.14 and 3.15, a row each.
#include "tests/heap/scene.h"

typedef struct {
    const char *profile;
    uint64_t object, plain, slotted, weak, with_dict;  // sys.getsizeof: `object`, then instances.
    uint64_t class_size, bare_class, function, empty_tuple, letters;
    uint64_t block, values;      // Of the first instance of a class; 0: its values are inside.
    uint64_t settled_block;      // Of the fiftieth.
    uint64_t copied;             // The values that a dict gets when its instance dies first.
    uint64_t mixed_dict;         // With one str key and another key.
    uint64_t cleared_dict;       // sys.getsizeof of the first instance's, after clear()
    long long cycle_with_dicts;  // gc.collect() of two instances in a cycle that have dicts.
    long long class_references;  // Of a new plain class.
} Row;

static const Row rows[] = {
    {"article", 424, 56, 40, 48, 56, 1688, 920, 152, 40, 52, 56, 264, 56, 0, 352, 64, 4, 5},
    {"cpython-3.11", 424, 56, 40, 48, 56, 1688, 920, 152, 40, 52, 56, 264, 56, 0, 352, 64, 4, 5},
    {"cpython-3.12", 432, 48, 40, 56, 56, 1704, 936, 160, 40, 44, 48, 264, 48, 0, 352, 64, 4, 5},
    {"cpython-3.13", 416, 48, 40, 56, 56, 1712, 944, 160, 40, 44, 328, 0, 72, 272, 352, 296, 2, 5},
    {"cpython-3.14", 416, 48, 40, 56, 56, 1720, 952, 168, 48, 44, 328, 0, 72, 272, 224, 296, 4, 5},
    {"cpython-3.15", 424, 48, 40, 56, 56, 1728, 960, 168, 48, 44, 328, 0, 72, 272, 224, 296, 4, 3},
};

static const Row *row_for(const Heap *heap) {
    const char *name = heap_profile_info(heap)->name;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].profile, name) == 0) {
            return &rows[i];
        }
    }
    CHECK_STR("a profile with a row", name);
    return NULL;
}

static const Row *row_of(const Scene *scene) {
    return row_for(scene->heap);
}

static bool values_are_inside(const Heap *heap) {
    return row_for(heap)->values == 0;
}

static Object *slotted(Scene *scene, const char *name, const char *first, const char *second) {
    const char *slots[] = {first, second};
    HeapClassSpec spec = {
        .name = name, .has_slots = true, .slots = slots, .slot_count = second == NULL ? 1 : 2};
    return scene_make_class(scene, &spec);
}

static uint64_t size_of_instance(Scene *scene, Object *cls) {
    return scene_info(scene, scene_instance(scene, "i", cls)).size;
}

static uint64_t size_of_str(Scene *scene, const char *text) {
    return scene_info(scene, scene_bind(scene, "s", new_str(scene->heap, text))).size;
}

// ---- sizes

static void sizes_are_those_of_each_python(void) {
    Scene scene;
    scene_begin(&scene);
    const Row *row = row_of(&scene);
    Object *plain = scene_class(&scene, "P"), *bare = slotted(&scene, "S", "a", NULL), *empty;
    CHECK_INT(row->object, scene_info(&scene, scene_get(&scene, plain, "__base__")).size);
    CHECK_INT(row->plain, size_of_instance(&scene, plain));
    CHECK_INT(row->slotted, size_of_instance(&scene, bare));
    CHECK_INT(row->weak, size_of_instance(&scene, slotted(&scene, "W", "a", "__weakref__")));
    CHECK_INT(row->with_dict, size_of_instance(&scene, slotted(&scene, "D", "a", "__dict__")));
    CHECK_INT(row->class_size, scene_info(&scene, plain).size);
    CHECK_INT(row->bare_class, scene_info(&scene, bare).size);
    CHECK_INT(row->letters, size_of_str(&scene, "q q"));
    CHECK_INT(HEAP_OK, heap_new_tuple(scene.heap, NULL, 0, &empty));
    CHECK_INT(row->empty_tuple, size_of(scene.heap, empty));
    scene_end(&scene);
}

static void a_class_is_held_by_its_descriptors_unless_they_are_objects(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    CHECK_INT(row_of(&scene)->class_references, scene_info(&scene, cls).references + 1);
    scene_end(&scene);
}

// ---- blocks

static void check_blocks(const Scene *scene, const Object *instance, uint64_t block,
                         uint64_t values) {
    HeapObjectInfo info = scene_info(scene, instance);
    CHECK_INT(block, info.blocks[0].bytes);
    CHECK_INT(values == 0 ? 1 : 2, info.block_count);
    CHECK(values == 0 || info.blocks[1].bytes == values);
}

static void the_room_for_values_shrinks_from_instance_to_instance(void) {
    Scene scene;
    scene_begin(&scene);
    const Row *row = row_of(&scene);
    Object *cls = scene_class(&scene, "P");
    check_blocks(&scene, scene_instance(&scene, "p", cls), row->block, row->values);
    for (int i = 2; i <= 50; i++) {
        scene_instance(&scene, "q", cls);
    }
    check_blocks(&scene, scene_object(&scene, "q"), row->settled_block,
                 values_are_inside(scene.heap) ? 0 : 16);
    scene_set(&scene, scene_object(&scene, "q"), "x", cls);
    check_blocks(&scene, scene_object(&scene, "q"), row->settled_block,
                 values_are_inside(scene.heap) ? 0 : 16);
    scene_end(&scene);
}

static void a_dict_that_the_instance_leaves_behind_has_the_values(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P"));
    scene_set(&scene, instance, "a", scene_int(&scene, "n", 2000));
    Object *dict = scene_load_dict(&scene, "d", instance);
    CHECK_INT(values_are_inside(scene.heap) ? 1 : 2, scene_info(&scene, dict).block_count);
    scene_set(&scene, instance, "b", scene_object(&scene, "n"));
    CHECK_INT(296, scene_info(&scene, dict).size);
    scene_unbind(&scene, "p");
    CHECK_INT(2, scene_info(&scene, dict).block_count);
    CHECK_INT(values_are_inside(scene.heap) ? row_of(&scene)->copied : 264,
              scene_info(&scene, dict).blocks[1].bytes);
    CHECK_INT(3, scene_info(&scene, scene_object(&scene, "n")).references);
    scene_end(&scene);
}

static void a_dict_that_is_cleared_goes_on_sharing_values_that_are_inside(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P"));
    scene_set(&scene, instance, "a", instance);
    Object *dict = scene_load_dict(&scene, "d", instance);
    CHECK_INT(HEAP_OK, heap_clear(scene.heap, dict));
    scene_check(&scene);
    CHECK_INT(row_of(&scene)->cleared_dict, scene_info(&scene, dict).size);
    CHECK(scene_get(&scene, instance, "a") == NULL);
    scene_set(&scene, instance, "a", dict);
    CHECK(scene_get(&scene, instance, "a") == dict);
    scene_end(&scene);
}

static void an_empty_dict_that_is_updated_goes_on_sharing_values_that_are_inside(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P"));
    Object *dict = scene_load_dict(&scene, "d", instance);
    Object *source = scene_bind(&scene, "s", new_dict(scene.heap));
    set_item(scene.heap, source, "a", dict);
    CHECK_INT(HEAP_OK, heap_update(scene.heap, dict, source));
    scene_check(&scene);
    CHECK_INT(values_are_inside(scene.heap) ? 296 : 184, scene_info(&scene, dict).size);
    CHECK(scene_get(&scene, instance, "a") == dict);
    scene_end(&scene);
}

static void a_dict_with_a_name_too_many_takes_the_values_away(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P"));
    scene_set(&scene, instance, "a", instance);
    Object *dict = scene_load_dict(&scene, "d", instance);
    Object *key = scene_int(&scene, "n", 2000);
    CHECK_INT(HEAP_OK, heap_set_item(scene.heap, dict, key, dict));
    scene_check(&scene);
    CHECK_INT(row_of(&scene)->mixed_dict, scene_info(&scene, dict).size);
    check_blocks(&scene, instance, row_of(&scene)->block, 0);
    CHECK(scene_get(&scene, instance, "a") == instance);
    scene_set(&scene, instance, "b", dict);
    scene_end(&scene);
}

static void another_dict_takes_the_place_of_values_that_die_then(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P"));
    scene_set(&scene, instance, "a", scene_int(&scene, "n", 2000));
    Object *dict = scene_bind(&scene, "d", new_dict(scene.heap));
    scene_set(&scene, instance, "__dict__", dict);
    CHECK_INT(1, scene_info(&scene, scene_object(&scene, "n")).references);
    scene_set(&scene, instance, "b", instance);
    CHECK(scene_get(&scene, instance, "b") == instance);
    scene_delete(&scene, instance, "__dict__");
    scene_set(&scene, instance, "c", instance);
    CHECK(scene_get(&scene, instance, "c") == instance);
    scene_end(&scene);
}

// d = p.__dict__; p.x = []; c = d.copy()
static void an_attribute_tracks_the_dict_and_its_copy_but_in_313(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P")), *copy = NULL;
    Object *dict = scene_load_dict(&scene, "d", instance);
    scene_set(&scene, instance, "x", scene_list(&scene, "l"));
    CHECK_INT(HEAP_OK, heap_copy(scene.heap, dict, &copy));
    scene_bind(&scene, "c", copy);
    bool tracks = strcmp(row_of(&scene)->profile, "cpython-3.13") != 0;
    CHECK_INT(tracks, scene_info(&scene, dict).tracked);
    CHECK_INT(tracks, scene_info(&scene, copy).tracked);
    set_item(scene.heap, dict, "y", scene_object(&scene, "l"));
    CHECK(scene_info(&scene, dict).tracked);
    scene_end(&scene);
}

static void a_full_collection_goes_on_knowing_a_dict_that_holds_its_instance(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P"));
    scene_set(&scene, instance, "me", instance);
    Object *dict = scene_load_dict(&scene, "d", instance);
    scene_collect(&scene, 2);
    CHECK(scene_info(&scene, dict).tracked);
    scene_end(&scene);
}

// q.__dict__ = p.__dict__; q.x = []
static void an_attribute_tracks_the_dict_that_is_another_instances(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *p = scene_instance(&scene, "p", cls), *q = scene_instance(&scene, "q", cls);
    Object *dict = scene_load_dict(&scene, "d", p);
    scene_set(&scene, q, "__dict__", dict);
    scene_set(&scene, q, "x", scene_list(&scene, "l"));
    CHECK(scene_info(&scene, dict).tracked);
    CHECK(scene_get(&scene, p, "x") == scene_object(&scene, "l"));
    scene_end(&scene);
}

// ---- dying

static void a_cycle_of_instances_with_dicts_is_collected(void) {
    Scene scene;
    scene_begin(&scene);
    scene_leave_cycle_with_dicts(&scene);
    CHECK_INT(row_of(&scene)->cycle_with_dicts, scene_collect(&scene, 2));
    scene_end(&scene);
}

enum { FILLERS = 1 << 17 };

// Takes what blocks there are, the large ones first.
static size_t take_all_memory(Heap *heap, Object **fillers) {
    size_t count = 0;
    for (size_t bytes = 480; bytes > 0; bytes -= 16) {
        while (count < FILLERS && heap_new_bytes(heap, NULL, bytes, &fillers[count]) == HEAP_OK) {
            count++;
        }
    }
    CHECK(count < FILLERS);
    return count;
}

static void drop_all(Heap *heap, Object **fillers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        heap_drop(heap, fillers[i]);
    }
}

// Without memory for a copy the dict is empty, and what it had is gone.
static void without_memory_the_values_inside_die_with_their_instance(void) {
    static Object *fillers[FILLERS];
    Heap *heap = heap_create(
        &(HeapOptions){.index = true, .max_bytes = 4 << 20, .profile = getenv("SANDHEAP_PROFILE")});
    Object *instance = new_instance(heap, new_class(heap, "P")), *dict = NULL;
    Object *value = new_int(heap, 2000);
    set_attr(heap, instance, "a", value);
    CHECK_INT(HEAP_OK, heap_load_attr(heap, instance, "__dict__", &dict));
    bool inside = values_are_inside(heap);
    size_t count = take_all_memory(heap, fillers);
    heap_drop(heap, instance);
    world_check(heap);
    CHECK_INT(inside ? 0 : 1, references_of(heap, value));
    CHECK_INT(inside ? 0 : 1, heap_slot_count(heap, dict));
    drop_all(heap, fillers, count);
    heap_destroy(heap);
}

int main(void) {
    RUN(sizes_are_those_of_each_python);
    RUN(a_class_is_held_by_its_descriptors_unless_they_are_objects);
    RUN(the_room_for_values_shrinks_from_instance_to_instance);
    RUN(a_dict_that_the_instance_leaves_behind_has_the_values);
    RUN(a_dict_that_is_cleared_goes_on_sharing_values_that_are_inside);
    RUN(an_empty_dict_that_is_updated_goes_on_sharing_values_that_are_inside);
    RUN(a_dict_with_a_name_too_many_takes_the_values_away);
    RUN(another_dict_takes_the_place_of_values_that_die_then);
    RUN(an_attribute_tracks_the_dict_and_its_copy_but_in_313);
    RUN(an_attribute_tracks_the_dict_that_is_another_instances);
    RUN(a_full_collection_goes_on_knowing_a_dict_that_holds_its_instance);
    RUN(a_cycle_of_instances_with_dicts_is_collected);
    RUN(without_memory_the_values_inside_die_with_their_instance);
    return 0;
}
