// Free lists: what is parked, what is taken back, and how much of it: recorded from CPython.
#include "tests/heap/program.h"
#include "tests/heap/scene.h"

static Object *new_tuple(Scene *scene, size_t count) {
    Object *items[32], *tuple = NULL;
    for (size_t i = 0; i < count; i++) {
        CHECK_INT(HEAP_OK, heap_new_none(scene->heap, &items[i]));
    }
    CHECK_INT(HEAP_OK, heap_new_tuple(scene->heap, items, count, &tuple));
    return tuple;
}

static int64_t parked_tuples(const Scene *scene, size_t count) {
    char name[40];
    snprintf(name, sizeof name, "tuple[%zu]", count);
    return scene_parked(scene, name);
}

static void tuples_of_1_to_19_are_taken_back(void) {
    for (size_t count = 1; count <= 19; count++) {
        Scene scene;
        scene_begin(&scene);
        Object *tuple = new_tuple(&scene, count);
        uint64_t address = address_of(scene.heap, tuple);
        heap_drop(scene.heap, tuple);
        CHECK_INT(1, parked_tuples(&scene, count));
        CHECK_INT(1, scene_count(&scene));
        tuple = new_tuple(&scene, count);
        CHECK_INT(address, address_of(scene.heap, tuple));
        CHECK_INT(0, parked_tuples(&scene, count));
        CHECK_INT(1, scene_count(&scene));
        scene_end(&scene);
    }
}

// A slip of CPython's up to 3.12.4: the list for 20 items fills, but is never asked.
static void tuples_of_20_are_parked_and_never_taken_back(void) {
    Scene scene;
    scene_begin_as(&scene, "cpython-3.12");
    for (int64_t made = 1; made <= 3; made++) {
        heap_drop(scene.heap, new_tuple(&scene, 20));
        CHECK_INT(made, parked_tuples(&scene, 20));
        CHECK_INT(made, scene_count(&scene));
    }
    scene_collect(&scene, 2);
    CHECK_INT(0, parked_tuples(&scene, 20));
    scene_end(&scene);
}

static void tuples_of_20_are_taken_back_from_3_13_on(void) {
    Scene scene;
    scene_begin_as(&scene, "cpython-3.13");
    for (int made = 1; made <= 3; made++) {
        heap_drop(scene.heap, new_tuple(&scene, 20));
        CHECK_INT(1, parked_tuples(&scene, 20));
        CHECK_INT(1, scene_count(&scene));
    }
    scene_end(&scene);
}

static void tuples_of_21_are_freed(void) {
    Scene scene;
    scene_begin(&scene);
    heap_drop(scene.heap, new_tuple(&scene, 21));
    CHECK_INT(0, scene_count(&scene));
    CHECK_INT(0, heap_totals(scene.heap).in_blocks);
    scene_end(&scene);
}

static void drop_many(Scene *scene, Object *(*make)(Heap *heap)) {
    Object *made[100];
    for (int i = 0; i < 100; i++) {
        made[i] = make(scene->heap);
    }
    for (int i = 0; i < 100; i++) {
        heap_drop(scene->heap, made[i]);
    }
    scene_check(scene);
}

static void eighty_lists_and_eighty_dicts_are_parked_at_most(void) {
    Scene scene;
    scene_begin(&scene);
    drop_many(&scene, new_list);
    CHECK_INT(80, scene_parked(&scene, "list"));
    drop_many(&scene, new_dict);
    CHECK_INT(80, scene_parked(&scene, "dict"));
    CHECK_INT(160, scene_count(&scene));
    scene_end(&scene);
}

// ---------------------------------------------------------------- from 3.14 on

static Object *new_number(Heap *heap) {
    return new_int(heap, 123456789);
}

static void a_hundred_ints_of_one_digit_are_parked_at_most(void) {
    Scene scene;
    scene_begin_as(&scene, "cpython-3.14");
    drop_many(&scene, new_number);
    CHECK_INT(100, scene_parked(&scene, "int"));
    heap_drop(scene.heap, new_int(scene.heap, (int64_t)1 << 40));
    CHECK_INT(100, scene_parked(&scene, "int"));
    heap_drop(scene.heap, new_number(scene.heap));
    CHECK_INT(100, scene_parked(&scene, "int"));
    CHECK_INT(0, scene_count(&scene));
    scene_collect(&scene, 2);
    CHECK_INT(0, scene_parked(&scene, "int"));
    CHECK_INT(0, heap_totals(scene.heap).in_blocks);
    scene_end(&scene);
}

static void twenty_bound_methods_are_parked_at_most_and_go_on_counting(void) {
    Scene scene;
    scene_begin_as(&scene, "cpython-3.15");
    Object *cls = scene_class(&scene, "C"), *function = NULL, *made[30];
    HeapFunctionSpec spec = {.name = "m", .params = (const char *[]){"self"}, .param_count = 1};
    CHECK_INT(HEAP_OK, heap_new_function(scene.heap, &spec, &function));
    scene_set(&scene, cls, "m", function);
    heap_drop(scene.heap, function);
    Object *object = scene_instance(&scene, "c", cls);
    scene_collect(&scene, 2);
    for (int i = 0; i < 30; i++) {
        CHECK_INT(HEAP_OK, heap_load_attr(scene.heap, object, "m", &made[i]));
    }
    CHECK_INT(30, scene_count(&scene));
    for (int i = 0; i < 30; i++) {
        heap_drop(scene.heap, made[i]);
    }
    CHECK_INT(20, scene_parked(&scene, "method"));
    CHECK_INT(20, scene_count(&scene));
    scene_end(&scene);
}

static Object *slice_of(Scene *scene, Object *a, const int64_t *begin, const int64_t *end) {
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_slice(scene->heap, a, begin, end, &made));
    return made;
}

static void iterators_and_ranges_are_parked(void) {
    Scene scene;
    scene_begin_as(&scene, "cpython-3.14");
    Object *list = scene_list(&scene, "li"), *set = NULL;
    CHECK_INT(HEAP_OK, heap_convert(scene.heap, HEAP_SET, list, &set));
    heap_drop(scene.heap, set);
    CHECK_INT(1, scene_parked(&scene, "list iterator"));
    uint32_t outer = 0, inner = 0;
    CHECK_INT(HEAP_OK, heap_begin_range(scene.heap, &outer));
    CHECK_INT(HEAP_OK, heap_begin_range(scene.heap, &inner));
    CHECK_INT(1, scene_parked(&scene, "range"));
    heap_end_range(scene.heap, inner);
    heap_end_range(scene.heap, outer);
    CHECK_INT(2, scene_parked(&scene, "range iterator"));
    scene_end(&scene);
}

// Recorded of [1, 2][-2:-1] and b'zq'[-2:-1], which count a slice each time the list is empty.
static void a_slice_is_parked_unless_an_instruction_cuts(void) {
    static const struct {
        const char *profile;
        uint64_t by_list, by_bytes;
    } rows[] = {{"cpython-3.14", 1, 1}, {"cpython-3.15", 0, 1}};
    int64_t begin = -2, end = -1, from = 0, to = 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Scene scene;
        scene_begin_as(&scene, rows[i].profile);
        Object *list = scene_list(&scene, "li"), *bytes = NULL;
        CHECK_INT(HEAP_OK, heap_new_bytes(scene.heap, "zq", 2, &bytes));
        heap_drop(scene.heap, slice_of(&scene, list, &from, &to));
        CHECK_INT(0, scene_parked(&scene, "slice"));
        heap_drop(scene.heap, slice_of(&scene, list, &begin, &end));
        CHECK_INT(rows[i].by_list, scene_parked(&scene, "slice"));
        heap_drop(scene.heap, slice_of(&scene, bytes, &begin, &end));
        CHECK_INT(rows[i].by_bytes, scene_parked(&scene, "slice"));
        scene_collect(&scene, 2);
        CHECK_INT(0, scene_parked(&scene, "slice"));
        heap_drop(scene.heap, bytes);
        scene_end(&scene);
    }
}

static void the_copy_of_an_empty_dict_is_made_as_dict_makes_it_in_315(void) {
    for (int later = 0; later < 2; later++) {
        Scene scene;
        scene_begin_as(&scene, later ? "cpython-3.15" : "cpython-3.14");
        Object *dict = scene_bind(&scene, "d", new_dict(scene.heap)), *copy = NULL;
        heap_drop(scene.heap, new_dict(scene.heap));
        CHECK_INT(HEAP_OK, heap_copy(scene.heap, dict, &copy));
        CHECK_INT(later, scene_parked(&scene, "dict"));
        heap_drop(scene.heap, copy);
        scene_end(&scene);
    }
}

static void a_profile_tells_only_the_lists_that_it_has(void) {
    HeapFreeListInfo info;
    Heap *heap = world_create_as("cpython-3.13");
    for (uint32_t cursor = 0; heap_next_free_list(heap, &cursor, &info);) {
        CHECK(info.limit > 0);
        CHECK(strcmp(info.name, "int") != 0);
    }
    world_destroy(heap);
}

// ---------------------------------------------------------------- what is out of a pool

static uint32_t blocks_of_objects(const Heap *heap, const HeapPoolInfo *pool) {
    Object *object = NULL;
    uint32_t count = 0;
    for (uint32_t id = 0; heap_next_object(heap, &id, &object);) {
        HeapObjectInfo info = heap_object_info(heap, object);
        for (size_t i = 0; i < info.block_count; i++) {
            count += info.blocks[i].arena == pool->arena && info.blocks[i].pool == pool->index;
        }
    }
    return count;
}

static uint32_t parked_blocks(const Heap *heap, const HeapPoolInfo *pool) {
    HeapParkedBlock parked;
    uint32_t count = 0;
    for (uint64_t cursor = 0; heap_next_parked(heap, &cursor, &parked);) {
        count += parked.block.arena == pool->arena && parked.block.pool == pool->index;
    }
    return count;
}

static void every_block_that_is_out_is_an_objects_or_parked(void) {
    Program program;
    HeapPoolInfo pool;
    uint32_t parked = 0;
    program_begin(&program, 31);
    for (int i = 0; i < 300; i++) {
        (void)!program_step(&program);
        for (uint32_t cursor = 0; i % 20 == 0 && heap_next_pool(program.heap, &cursor, &pool);) {
            uint32_t kept = parked_blocks(program.heap, &pool);
            CHECK_INT(pool.used, blocks_of_objects(program.heap, &pool) + kept);
            parked += kept;
        }
    }
    CHECK(parked > 20);
    program_end(&program);
}

int main(void) {
    RUN(tuples_of_1_to_19_are_taken_back);
    RUN(tuples_of_20_are_parked_and_never_taken_back);
    RUN(tuples_of_20_are_taken_back_from_3_13_on);
    RUN(tuples_of_21_are_freed);
    RUN(eighty_lists_and_eighty_dicts_are_parked_at_most);
    RUN(a_hundred_ints_of_one_digit_are_parked_at_most);
    RUN(twenty_bound_methods_are_parked_at_most_and_go_on_counting);
    RUN(iterators_and_ranges_are_parked);
    RUN(the_copy_of_an_empty_dict_is_made_as_dict_makes_it_in_315);
    RUN(a_slice_is_parked_unless_an_instruction_cuts);
    RUN(a_profile_tells_only_the_lists_that_it_has);
    RUN(every_block_that_is_out_is_an_objects_or_parked);
    return 0;
}
