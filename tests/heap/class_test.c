// `class P: pass`: expectations recorded from CPython 3.11.7.
#include "tests/heap/scene.h"

enum { STORIES = 16 };

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static void a_class_has_four_references_and_its_size_counts_the_shared_keys(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    HeapObjectInfo info = scene_info(&scene, cls);
    CHECK_INT(4, info.references);
    CHECK_INT(5, info.getrefcount);
    CHECK_INT(1688, info.size);
    CHECK_INT(2, info.block_count);
    CHECK_INT(960, info.blocks[0].bytes);
    CHECK_INT(768, info.blocks[1].bytes);
    CHECK_STR("keys", info.blocks[1].use);
    CHECK_STR("type", info.type);
    CHECK_STR("P", heap_function_name(scene.heap, cls));
    scene_end(&scene);
}

static void a_class_counts_ten_for_the_collector_and_four_when_free_lists_help(void) {
    Scene scene;
    scene_begin(&scene);
    scene_class(&scene, "P");
    CHECK_INT(10, scene_count(&scene));
    CHECK_INT(1, scene_parked(&scene, "tuple[3]"));
    CHECK_INT(2, scene_parked(&scene, "dict"));
    CHECK_INT(2, scene_parked(&scene, "dict keys"));
    scene_collect(&scene, 2);
    CHECK_INT(0, scene_count(&scene));
    scene_class(&scene, "Q");
    CHECK_INT(10, scene_count(&scene));
    scene_class(&scene, "R");  // Takes the tuple of 3 and two dicts; tuples of 1 and 2 are new.
    CHECK_INT(10 + 4 + 3, scene_count(&scene));
    CHECK_INT(3, scene_parked(&scene, "dict keys"));
    scene_end(&scene);
}

static void a_class_made_where_one_died_counts_four(void) {
    Scene scene;
    scene_begin(&scene);
    scene_class(&scene, "P");
    scene_unbind(&scene, "P");
    CHECK_INT(6, scene_collect(&scene, 0));
    int64_t count = scene_count(&scene);
    scene_class(&scene, "Q");
    CHECK_INT(4, scene_count(&scene) - count);
    scene_end(&scene);
}

// The temporaries' tracking is in the log too: the tuple of arguments first, the copy of the dict
// last.
static void tracking_begins_with_the_bases_and_ends_with_the_weakref(void) {
    Scene scene;
    scene_begin(&scene);
    scene_log(&scene, bit(HEAP_EVENT_TRACK));
    scene_class(&scene, "P");
    CHECK_STR("track tuple, track tuple, track type, track tuple, track getset_descriptor, "
              "track dict, track getset_descriptor, track ReferenceType, track dict, ",
              scene.log);
    scene_end(&scene);
}

static void blocks_are_taken_in_the_order_of_cpython(void) {
    Scene scene;
    scene_begin(&scene);
    scene_log(&scene, bit(HEAP_EVENT_BLOCK_ALLOC));
    scene_class(&scene, "P");
    CHECK_STR("block_alloc object 64, block_alloc keys 120, block_alloc object 64, "
              "block_alloc object 48, "
              "block_alloc object 64, block_alloc keys 120, "
              "block_alloc object 960, block_alloc object 56, block_alloc object 64, "
              "block_alloc object 64, block_alloc object 80, block_alloc keys 768, "
              "block_alloc object 64, block_alloc keys 120, ",
              strstr(scene.log, "block_alloc object 64"));
    scene_end(&scene);
}

static void deleting_the_name_frees_nothing_and_a_collection_finds_six(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    heap_hold(scene.heap, cls);
    scene_unbind(&scene, "P");
    CHECK_INT(3, scene_info(&scene, cls).references);
    heap_drop(scene.heap, cls);
    CHECK_INT(6, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

static void a_class_that_was_in_a_collection_counts_five(void) {
    Scene scene;
    scene_begin(&scene);
    scene_class(&scene, "P");
    CHECK_INT(0, scene_collect(&scene, 2));
    scene_unbind(&scene, "P");
    CHECK_INT(5, scene_collect(&scene, 2));
    scene_end(&scene);
}

static void a_class_with_a_list_in_it_counts_seven(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    scene_set(&scene, cls, "x", scene_list(&scene, "l"));
    scene_unbind(&scene, "l");
    scene_unbind(&scene, "P");
    CHECK_INT(7, scene_collect(&scene, 2));
    scene_end(&scene);
}

// The strs, but for the last, None and the second type are static: nobody but their cache holds
// them any more.
static void the_parts_die_in_the_order_of_cpython(void) {
    Scene scene;
    scene_begin(&scene);
    scene_class(&scene, "P");
    scene_unbind(&scene, "P");
    scene_log(&scene, bit(HEAP_EVENT_DEALLOC));
    scene_collect(&scene, 2);
    CHECK_STR("dealloc str, dealloc str, dealloc getset_descriptor, dealloc str, "
              "dealloc getset_descriptor, dealloc str, "
              "dealloc str, dealloc NoneType, dealloc tuple, dealloc type, dealloc ReferenceType, "
              "dealloc dict, dealloc tuple, dealloc type, dealloc str, ",
              scene.log);
    scene_end(&scene);
}

static void attributes_of_a_class_live_in_its_dict(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *dict = scene_get(&scene, cls, "__dict__");
    CHECK_INT(64 + 120, scene_info(&scene, dict).size);
    CHECK(scene_info(&scene, dict).internal);
    int64_t parked = scene_parked(&scene, "dict keys");
    scene_set(&scene, cls, "x", scene_list(&scene, "l"));
    CHECK_INT(64 + 208, scene_info(&scene, dict).size);
    CHECK_INT(parked + 1, scene_parked(&scene, "dict keys"));
    CHECK(scene_get(&scene, cls, "x") == scene_object(&scene, "l"));
    CHECK_INT(2, scene_info(&scene, scene_object(&scene, "l")).references);
    scene_delete(&scene, cls, "x");
    CHECK(scene_get(&scene, cls, "x") == NULL);
    CHECK_STR("type object 'P' has no attribute 'x'", heap_error(scene.heap));
    CHECK_INT(1, scene_info(&scene, scene_object(&scene, "l")).references);
    scene_end(&scene);
}

static void the_dict_of_a_class_grows_at_the_seventh_attribute_added(void) {
    static const char *const names[] = {"a1", "a2", "a3", "a4", "a5", "a6", "a7"};
    static const int64_t sizes[] = {208, 208, 208, 208, 208, 208, 400};
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *value = scene_int(&scene, "n", 1000);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        scene_set(&scene, cls, names[i], value);
        Object *dict = scene_get(&scene, cls, "__dict__");
        CHECK_INT(64 + sizes[i], scene_info(&scene, dict).size);
    }
    scene_end(&scene);
}

static void what_a_class_guards_is_refused_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *object = scene_get(&scene, cls, "__base__");
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_del_attr(scene.heap, cls, "nosuch"));
    CHECK_STR("type object 'P' has no attribute 'nosuch'", heap_error(scene.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_set_attr(scene.heap, cls, "__dict__", object));
    CHECK_STR("attribute '__dict__' of 'type' objects is not writable", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_del_attr(scene.heap, cls, "__doc__"));
    CHECK_STR("cannot delete '__doc__' attribute of immutable type 'P'", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_set_attr(scene.heap, object, "x", cls));
    CHECK_STR("cannot set 'x' attribute of immutable type 'object'", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_del_attr(scene.heap, object, "x"));
    CHECK(scene_get(&scene, object, "x") == NULL);
    CHECK_STR("type object 'object' has no attribute 'x'", heap_error(scene.heap));
    scene_end(&scene);
}

static void other_kinds_have_no_attributes(void) {
    Scene scene;
    scene_begin(&scene);
    Object *list = scene_list(&scene, "l"), *number = scene_int(&scene, "n", 1);
    CHECK(scene_get(&scene, list, "x") == NULL);
    CHECK_STR("'list' object has no attribute 'x'", heap_error(scene.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_set_attr(scene.heap, number, "x", list));
    CHECK_STR("'int' object has no attribute 'x'", heap_error(scene.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_del_attr(scene.heap, list, "x"));
    scene_end(&scene);
}

static void the_base_knows_its_subclasses_by_weakrefs(void) {
    Scene scene;
    scene_begin(&scene);
    Object *first = scene_class(&scene, "P");
    Object *object = scene_get(&scene, first, "__base__");
    scene_class(&scene, "Q");
    scene_class(&scene, "R");
    CHECK_INT(3, heap_slot_count(scene.heap, object));
    scene_unbind(&scene, "Q");
    scene_collect(&scene, 2);
    CHECK_INT(2, heap_slot_count(scene.heap, object));
    CHECK_INT(6, scene_info(&scene, object).references - scene_info(&scene, object).cached);
    scene_end(&scene);
}

static void parts_are_read_like_attributes(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *name = scene_get(&scene, cls, "__name__");
    CHECK_INT(HEAP_STR, heap_object_kind(name));
    CHECK(scene_get(&scene, cls, "__qualname__") == name);
    CHECK_INT(56, scene_info(&scene, scene_get(&scene, cls, "__mro__")).size);
    CHECK_INT(48, scene_info(&scene, scene_get(&scene, cls, "__bases__")).size);
    CHECK_INT(HEAP_NONE, heap_object_kind(scene_get(&scene, cls, "__doc__")));
    CHECK_INT(HEAP_DESCRIPTOR, heap_object_kind(scene_get(&scene, cls, "__weakref__")));
    CHECK_INT(HEAP_STR, heap_object_kind(scene_get(&scene, cls, "__module__")));
    scene_end(&scene);
}

// Every object that a class needs is refused once.
static void a_class_that_can_not_be_finished_leaves_nothing(void) {
    for (uint32_t limit = 1; limit < STORIES; limit++) {
        Scene scene = {
            .heap = heap_create(&(HeapOptions){.index = true, .max_objects = limit}),
        };
        CHECK(scene.heap != NULL);
        Object *cls = NULL;
        HeapStatus status = heap_new_class(scene.heap, "Point", &cls);
        scene_check(&scene);
        if (status == HEAP_OK) {
            scene_bind(&scene, "Point", cls);
            scene_unbind(&scene, "Point");
        } else {
            CHECK_INT(HEAP_QUOTA_OBJECTS, status);
        }
        scene_collect(&scene, 2);
        CHECK_INT(0, heap_totals(scene.heap).objects);
        scene_end(&scene);
    }
}

int main(void) {
    RUN(a_class_has_four_references_and_its_size_counts_the_shared_keys);
    RUN(a_class_counts_ten_for_the_collector_and_four_when_free_lists_help);
    RUN(a_class_made_where_one_died_counts_four);
    RUN(tracking_begins_with_the_bases_and_ends_with_the_weakref);
    RUN(blocks_are_taken_in_the_order_of_cpython);
    RUN(deleting_the_name_frees_nothing_and_a_collection_finds_six);
    RUN(a_class_that_was_in_a_collection_counts_five);
    RUN(a_class_with_a_list_in_it_counts_seven);
    RUN(the_parts_die_in_the_order_of_cpython);
    RUN(attributes_of_a_class_live_in_its_dict);
    RUN(the_dict_of_a_class_grows_at_the_seventh_attribute_added);
    RUN(what_a_class_guards_is_refused_in_pythons_words);
    RUN(other_kinds_have_no_attributes);
    RUN(the_base_knows_its_subclasses_by_weakrefs);
    RUN(parts_are_read_like_attributes);
    RUN(a_class_that_can_not_be_finished_leaves_nothing);
    return 0;
}
