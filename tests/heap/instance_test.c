// Instances of plain classes: expectations recorded from CPython 3.11.7.
#include "tests/heap/scene.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

// The names a0, a1 ... get the value.
static void set_numbered(Scene *scene, Object *object, int first, int last, Object *value) {
    for (int i = first; i <= last; i++) {
        char name[16];
        snprintf(name, sizeof name, "a%d", i);
        scene_set(scene, object, name, value);
    }
}

static int64_t values_bytes(const Scene *scene, const Object *instance) {
    HeapObjectInfo info = scene_info(scene, instance);
    return info.block_count < 2 ? 0 : (int64_t)info.blocks[1].bytes;
}

// The names of the attributes in the order of the slots, "b, a, ".
static const char *slot_names(const Scene *scene, const Object *object) {
    static char text[1000];
    text[0] = '\0';
    HeapHolder slot;
    for (uint32_t cursor = 0; heap_next_slot(scene->heap, object, &cursor, &slot);) {
        char name[40];
        bool cut;
        size_t size =
            slot.key == NULL ? 0 : heap_repr(scene->heap, slot.key, name, sizeof name, &cut);
        name[size] = '\0';
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s, ",
                 slot.key == NULL ? slot.label : name);
    }
    return text;
}

static void an_instance_is_tracked_counted_and_holds_its_class(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    int64_t count = scene_count(&scene);
    Object *instance = scene_instance(&scene, "p", cls);
    HeapObjectInfo info = scene_info(&scene, instance);
    CHECK_INT(count + 1, scene_count(&scene));
    CHECK_INT(1, info.references);
    CHECK_INT(56, info.size);
    CHECK_INT(56, info.blocks[0].bytes);
    CHECK_STR("P", info.type);
    CHECK_STR("values", info.blocks[1].use);
    CHECK_INT(0, info.generation);
    CHECK_INT(5, scene_info(&scene, cls).references);
    scene_unbind(&scene, "p");
    CHECK_INT(4, scene_info(&scene, cls).references);
    CHECK_INT(count, scene_count(&scene));
    scene_end(&scene);
}

static void the_room_of_successive_instances_shrinks(void) {
    static const int64_t bytes[60] = {264, 256, 248, 240, 232, 224, 216, 200, 192, 184,
                                      176, 168, 160, 152, 144, 128, 120, 112, 104, 96,
                                      88,  80,  72,  56,  48,  40,  32,  24,  16};
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    for (int i = 0; i < 60; i++) {
        Object *instance = scene_instance(&scene, "p", cls);
        CHECK_INT(bytes[i] == 0 ? 16 : bytes[i], values_bytes(&scene, instance));
    }
    scene_end(&scene);
}

static void the_room_never_goes_below_the_shared_names_and_one(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    for (int i = 0; i < 60; i++) {
        Object *instance = scene_instance(&scene, "p", cls);
        scene_set(&scene, instance, "x", cls);
        scene_set(&scene, instance, "y", cls);
        scene_set(&scene, instance, "z", cls);
        CHECK(i == 0 ? values_bytes(&scene, instance) == 264
                     : values_bytes(&scene, instance) >= 40);
    }
    CHECK_INT(40, values_bytes(&scene, scene_object(&scene, "p")));
    scene_end(&scene);
}

static void attributes_are_listed_as_set_and_die_as_the_class_knows_them(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *first = scene_instance(&scene, "p", cls), *second = scene_instance(&scene, "q", cls);
    scene_set(&scene, first, "a", scene_list(&scene, "l"));
    scene_set(&scene, first, "b", scene_object(&scene, "l"));
    scene_set(&scene, second, "b", scene_list(&scene, "l"));
    Object *other = scene_class(&scene, "Q");
    scene_set(&scene, second, "a", scene_instance(&scene, "o", other));
    CHECK_STR("'b', 'a', __class__, ", slot_names(&scene, second));
    scene_unbind(&scene, "l");
    scene_unbind(&scene, "o");
    scene_log(&scene, bit(HEAP_EVENT_DEALLOC) | bit(HEAP_EVENT_BLOCK_FREE));
    scene_unbind(&scene, "q");
    CHECK_STR("dealloc P, dealloc Q, block_free values 264, block_free object 56, "
              "dealloc list, block_free object 56, "
              "block_free values 256, block_free object 56, ",
              scene.log);
    scene_end(&scene);
}

static void an_attribute_set_again_after_its_deletion_comes_last(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *instance = scene_instance(&scene, "p", cls);
    set_numbered(&scene, instance, 1, 3, cls);
    scene_delete(&scene, instance, "a1");
    CHECK_STR("'a2', 'a3', __class__, ", slot_names(&scene, instance));
    scene_set(&scene, instance, "a1", cls);
    CHECK_STR("'a2', 'a3', 'a1', __class__, ", slot_names(&scene, instance));
    scene_set(&scene, instance, "a2", instance);
    CHECK_STR("'a2', 'a3', 'a1', __class__, ", slot_names(&scene, instance));
    scene_end(&scene);
}

static void what_is_missing_is_said_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *instance = scene_instance(&scene, "p", cls);
    CHECK(scene_get(&scene, instance, "x") == NULL);
    CHECK_STR("'P' object has no attribute 'x'", heap_error(scene.heap));
    size_t slots = heap_slot_count(scene.heap, cls);
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_del_attr(scene.heap, instance, "y"));
    CHECK_STR("'P' object has no attribute 'y'", heap_error(scene.heap));
    CHECK_INT(slots + 1, heap_slot_count(scene.heap, cls));  // The class shares the name now.
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_set_attr(scene.heap, instance, "__weakref__", cls));
    CHECK_STR("attribute '__weakref__' of 'P' objects is not writable", heap_error(scene.heap));
    scene_end(&scene);
}

static void the_class_answers_for_what_an_instance_lacks(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *instance = scene_instance(&scene, "p", cls);
    scene_set(&scene, cls, "x", scene_list(&scene, "l"));
    CHECK(scene_get(&scene, instance, "x") == scene_object(&scene, "l"));
    scene_set(&scene, instance, "x", cls);
    CHECK(scene_get(&scene, instance, "x") == cls);
    CHECK(scene_get(&scene, instance, "__class__") == cls);
    CHECK_INT(HEAP_NONE, heap_object_kind(scene_get(&scene, instance, "__doc__")));
    scene_end(&scene);
}

static void the_thirtieth_name_of_an_only_instance_makes_a_dict(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *instance = scene_instance(&scene, "p", cls);
    Object *value = scene_int(&scene, "n", 1000);
    set_numbered(&scene, instance, 1, 29, value);
    CHECK_INT(264, values_bytes(&scene, instance));
    int64_t count = scene_count(&scene), parked = scene_parked(&scene, "dict");
    scene_log(&scene, bit(HEAP_EVENT_BLOCK_ALLOC) | bit(HEAP_EVENT_BLOCK_FREE));
    set_numbered(&scene, instance, 30, 30, value);
    CHECK_STR("block_alloc object 52, block_alloc object 64, "
              "block_free values 264, block_alloc values 264, "  // From the instance to its dict.
              "block_alloc keys 1520, block_free values 264, ",
              scene.log);
    Object *dict = scene_get(&scene, instance, "__dict__");
    CHECK_INT(64 + 1520, scene_info(&scene, dict).size);
    CHECK(!scene_info(&scene, dict).tracked);
    CHECK_INT(count + (parked == 0), scene_count(&scene));
    CHECK_STR("__dict__, __class__, ", slot_names(&scene, instance));
    CHECK_INT(31, scene_info(&scene, value).references);
    CHECK(scene_get(&scene, instance, "a30") == value);
    scene_delete(&scene, instance, "a1");
    CHECK(scene_get(&scene, instance, "a1") == NULL);
    scene_end(&scene);
}

// A settled class has room for one name more; a class without names, then, for one in all.
static void the_second_name_of_a_settled_class_makes_a_dict(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    for (int i = 0; i < 40; i++) {
        scene_instance(&scene, "p", cls);
    }
    Object *instance = scene_object(&scene, "p");
    set_numbered(&scene, instance, 1, 1, cls);
    CHECK_INT(16, values_bytes(&scene, instance));
    set_numbered(&scene, instance, 2, 2, cls);
    CHECK_INT(0, values_bytes(&scene, instance));
    Object *dict = scene_get(&scene, instance, "__dict__");
    CHECK_INT(64 + 208, scene_info(&scene, dict).size);
    CHECK(scene_info(&scene, dict).tracked);
    scene_end(&scene);
}

static void an_instance_that_never_had_attributes_gets_the_smallest_dict(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    for (int i = 0; i < 40; i++) {
        scene_instance(&scene, "p", cls);
    }
    set_numbered(&scene, scene_object(&scene, "p"), 1, 1, cls);
    Object *instance = scene_instance(&scene, "q", cls);
    scene_log(&scene, bit(HEAP_EVENT_BLOCK_FREE));
    set_numbered(&scene, instance, 2, 2, cls);
    // First of the instance, then of the dict that took them over.
    CHECK_STR("block_free values 16, block_free values 16, ", scene.log);
    Object *dict = scene_get(&scene, instance, "__dict__");
    CHECK_INT(64 + 120, scene_info(&scene, dict).size);
    scene_log(&scene, bit(HEAP_EVENT_DEALLOC) | bit(HEAP_EVENT_BLOCK_FREE));
    scene_unbind(&scene, "q");
    CHECK_STR("dealloc P, dealloc dict, dealloc str, block_free object 51, block_free keys 120, "
              "block_free object 64, block_free object 56, ",
              scene.log);
    scene_end(&scene);
}

// q.c = Q; q.s = q; del Q, q
static void a_class_that_its_instance_holds_is_collected_with_it(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "Q");
    Object *instance = scene_instance(&scene, "q", cls);
    scene_set(&scene, instance, "c", cls);
    scene_set(&scene, instance, "s", instance);
    scene_unbind(&scene, "Q");
    scene_unbind(&scene, "q");
    CHECK_INT(7, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

// p.d = q; q.d = p: clearing p kills what p has, q in it; p's memory goes last.
static void two_instances_in_a_cycle_die_as_in_cpython(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *p = scene_instance(&scene, "p", cls), *q = scene_instance(&scene, "q", cls);
    scene_set(&scene, p, "a", scene_list(&scene, "l"));
    scene_set(&scene, p, "d", q);
    scene_set(&scene, q, "d", p);
    scene_unbind(&scene, "l");
    scene_unbind(&scene, "p");
    scene_unbind(&scene, "q");
    scene_log(&scene, bit(HEAP_EVENT_DEALLOC) | bit(HEAP_EVENT_BLOCK_FREE));
    CHECK_INT(3, scene_collect(&scene, 0));
    CHECK_STR("dealloc list, block_free object 56, dealloc P, block_free values 256, "
              "block_free object 56, dealloc P, block_free values 264, block_free object 56, ",
              scene.log);
    scene_end(&scene);
}

// A cycle through a dict that the instance got late.
static void an_instance_with_a_dict_is_collected_with_it(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *instance = scene_instance(&scene, "p", cls);
    set_numbered(&scene, instance, 1, 30, instance);
    scene_unbind(&scene, "p");
    CHECK_INT(2, scene_collect(&scene, 2));
    scene_end(&scene);
}

static void a_chain_of_instances_dies_without_recursion(void) {
    enum { LENGTH = 100000 };
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P"), *previous = NULL;
    for (int i = 0; i < LENGTH; i++) {
        Object *instance;
        CHECK_INT(HEAP_OK, heap_instantiate(scene.heap, cls, &instance));
        if (previous != NULL) {
            CHECK_INT(HEAP_OK, heap_set_attr(scene.heap, instance, "next", previous));
        }
        heap_drop(scene.heap, previous);
        previous = instance;
    }
    scene_bind(&scene, "head", previous);
    scene_unbind(&scene, "head");
    CHECK_INT(4, scene_info(&scene, cls).references);
    scene_end(&scene);
}

static void only_plain_classes_can_be_called(void) {
    Scene scene;
    scene_begin(&scene);
    Object *instance = NULL, *cls = scene_class(&scene, "P");
    CHECK_INT(HEAP_TYPE_ERROR, heap_instantiate(scene.heap, scene_list(&scene, "l"), &instance));
    CHECK_STR("'list' object is not callable", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR,
              heap_instantiate(scene.heap, scene_get(&scene, cls, "__base__"), &instance));
    CHECK(instance == NULL);
    scene_end(&scene);
}

int main(void) {
    RUN(an_instance_is_tracked_counted_and_holds_its_class);
    RUN(the_room_of_successive_instances_shrinks);
    RUN(the_room_never_goes_below_the_shared_names_and_one);
    RUN(attributes_are_listed_as_set_and_die_as_the_class_knows_them);
    RUN(an_attribute_set_again_after_its_deletion_comes_last);
    RUN(what_is_missing_is_said_in_pythons_words);
    RUN(the_class_answers_for_what_an_instance_lacks);
    RUN(the_thirtieth_name_of_an_only_instance_makes_a_dict);
    RUN(the_second_name_of_a_settled_class_makes_a_dict);
    RUN(an_instance_that_never_had_attributes_gets_the_smallest_dict);
    RUN(a_class_that_its_instance_holds_is_collected_with_it);
    RUN(two_instances_in_a_cycle_die_as_in_cpython);
    RUN(an_instance_with_a_dict_is_collected_with_it);
    RUN(a_chain_of_instances_dies_without_recursion);
    RUN(only_plain_classes_can_be_called);
    return 0;
}
