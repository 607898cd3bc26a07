// dict displays and tracking: expectations recorded from CPython 3.11.7.
#include "tests/heap/scene.h"

enum { MAX_PAIRS = 17 };

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

// {'a': None, 'b': None ...}: nothing but the dict has a block. `general`: the last key is an int.
static Object *display(Scene *scene, size_t count, bool general) {
    Object *pairs[2 * MAX_PAIRS], *dict = NULL;
    for (size_t i = 0; i < count; i++) {
        char key[2] = {(char)('a' + i), '\0'};
        bool number = general && i == count - 1;
        pairs[2 * i] = number ? new_int(scene->heap, 1) : new_str(scene->heap, key);
        CHECK_INT(HEAP_OK, heap_new_none(scene->heap, &pairs[2 * i + 1]));
    }
    CHECK_INT(HEAP_OK, heap_new_dict(scene->heap, pairs, count, &dict));
    return scene_bind(scene, "d", dict);
}

static const struct {
    size_t pairs;
    bool general;
    int64_t size;
    const char *blocks;
} displays[] = {
    {0, false, 64, "block_alloc object 64, "},
    {1, false, 184, "block_alloc object 64, block_alloc keys 120, "},
    {5, false, 184, "block_alloc object 64, block_alloc keys 120, "},
    {6, false, 272, "block_alloc object 64, block_alloc keys 208, "},
    {10, false, 272, "block_alloc object 64, block_alloc keys 208, "},
    {11, false, 464, "block_alloc object 64, block_alloc keys 400, "},
    {15, false, 464, "block_alloc object 64, block_alloc keys 400, "},
    {16, false, 464,
     "block_alloc object 64, block_alloc keys 120, "
     "block_alloc keys 208, block_free keys 120, free_list_put dict keys, "
     "block_alloc keys 400, block_free keys 208, "},
    {5, true, 352,
     "block_alloc object 64, block_alloc keys 120, "
     "block_alloc keys 288, block_free keys 120, free_list_put dict keys, "},
    {6, true, 352, "block_alloc object 64, block_alloc keys 288, "},
    {10, true, 352, "block_alloc object 64, block_alloc keys 288, "},
    {11, true, 632, "block_alloc object 64, block_alloc keys 568, "},
};

static void a_display_of_six_to_fifteen_pairs_has_its_final_table_at_once(void) {
    for (size_t i = 0; i < sizeof displays / sizeof *displays; i++) {
        Scene scene;
        scene_begin(&scene);
        scene_log(&scene, bit(HEAP_EVENT_BLOCK_ALLOC) | bit(HEAP_EVENT_BLOCK_FREE) |
                              bit(HEAP_EVENT_FREE_LIST_PUT));
        Object *dict = display(&scene, displays[i].pairs, displays[i].general);
        CHECK_STR(displays[i].blocks, scene.log);
        CHECK_INT(displays[i].size, scene_info(&scene, dict).size);
        scene_end(&scene);
    }
}

// In a fresh heap what is taken first lies in the first pool.
static void the_table_of_six_to_fifteen_pairs_is_taken_before_the_dict(void) {
    for (size_t pairs = 1; pairs <= MAX_PAIRS; pairs++) {
        Scene scene;
        scene_begin(&scene);
        HeapObjectInfo info = scene_info(&scene, display(&scene, pairs, false));
        bool table_first = info.blocks[1].address < info.blocks[0].address;
        CHECK_INT(pairs >= 6 && pairs <= 15, table_first);
        scene_end(&scene);
    }
}

static void a_display_of_six_pairs_leaves_the_parked_table_alone(void) {
    Scene scene;
    scene_begin(&scene);
    display(&scene, 1, false);
    scene_unbind(&scene, "d");
    CHECK_INT(1, scene_parked(&scene, "dict keys"));
    display(&scene, 6, false);
    CHECK_INT(1, scene_parked(&scene, "dict keys"));
    display(&scene, 5, false);
    CHECK_INT(0, scene_parked(&scene, "dict keys"));
    scene_end(&scene);
}

static int generation_with(Scene *scene, Object *key, Object *value) {
    Object *dict = scene_bind(scene, "d", new_dict(scene->heap));
    CHECK_INT(-1, generation_of(scene->heap, dict));
    CHECK_INT(HEAP_OK, heap_set_item(scene->heap, dict, key, value));
    scene_check(scene);
    return generation_of(scene->heap, dict);
}

static void a_key_that_the_collector_knows_makes_it_know_the_dict(void) {
    Scene scene;
    scene_begin(&scene);
    Object *number = scene_int(&scene, "n", 1000), *cls = scene_class(&scene, "P");
    Object *instance = scene_instance(&scene, "p", cls);
    CHECK_INT(0, generation_with(&scene, cls, number));
    CHECK_INT(0, generation_with(&scene, instance, number));
    CHECK_INT(0, generation_with(&scene, number, cls));
    CHECK_INT(-1, generation_with(&scene, number, number));
    scene_end(&scene);
}

// d = {p: 1}; p.d = d: untracked, the dict would hide the cycle from the collector for ever.
static void a_cycle_through_a_key_is_collected(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = scene_instance(&scene, "p", scene_class(&scene, "P"));
    generation_with(&scene, instance, scene_int(&scene, "n", 1000));
    scene_set(&scene, instance, "d", scene_object(&scene, "d"));
    scene_unbind(&scene, "d");
    scene_unbind(&scene, "p");
    CHECK_INT(2, scene_collect(&scene, 0));
    scene_end(&scene);
}

int main(void) {
    RUN(a_display_of_six_to_fifteen_pairs_has_its_final_table_at_once);
    RUN(the_table_of_six_to_fifteen_pairs_is_taken_before_the_dict);
    RUN(a_display_of_six_pairs_leaves_the_parked_table_alone);
    RUN(a_key_that_the_collector_knows_makes_it_know_the_dict);
    RUN(a_cycle_through_a_key_is_collected);
    return 0;
}
