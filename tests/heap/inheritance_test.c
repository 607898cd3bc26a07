// Classes with bases: expectations recorded from CPython 3.11.7.
#include "tests/heap/scene.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static Object *two_bases(Scene *scene, const char *name, Object *first, Object *second) {
    Object *bases[] = {first, second};
    return scene_make_class(scene, &(HeapClassSpec){.name = name, .bases = bases, .base_count = 2});
}

// "E, C, D, B, object, "
static const char *mro_of(Scene *scene, Object *cls) {
    static char text[200];
    text[0] = '\0';
    HeapHolder slot;
    Object *mro = scene_get(scene, cls, "__mro__");
    for (uint32_t cursor = 0; heap_next_slot(scene->heap, mro, &cursor, &slot);) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s, ",
                 heap_function_name(scene->heap, slot.object));
    }
    return text;
}

static void a_base_gets_three_references_and_a_dict_of_its_subclasses(void) {
    Scene scene;
    scene_begin(&scene);
    Object *base = scene_class(&scene, "B");
    scene_collect(&scene, 2);
    Object *cls = scene_subclass(&scene, "C", base);
    CHECK_INT(4 + 3, scene_info(&scene, base).references);
    CHECK_INT(2, scene_info(&scene, cls).references);
    CHECK_INT(9, scene_count(&scene));
    scene_collect(&scene, 2);
    scene_subclass(&scene, "D", base);
    CHECK_INT(8, scene_count(&scene));
    CHECK_INT(1688, scene_info(&scene, cls).size);
    scene_end(&scene);
}

static void a_subclass_has_no_descriptors_and_an_untracked_dict(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_subclass(&scene, "C", scene_class(&scene, "B"));
    Object *dict = scene_get(&scene, cls, "__dict__");
    CHECK_INT(4, heap_slot_count(scene.heap, dict));  // __module__ and __doc__.
    CHECK(!scene_info(&scene, dict).tracked);
    CHECK_STR("C, B, object, ", mro_of(&scene, cls));
    scene_end(&scene);
}

static void blocks_of_a_subclass_are_taken_in_the_order_of_cpython(void) {
    Scene scene;
    scene_begin(&scene);
    Object *base = scene_class(&scene, "B");
    scene_collect(&scene, 2);
    scene_log(&scene, bit(HEAP_EVENT_BLOCK_ALLOC));
    scene_subclass(&scene, "C", base);
    CHECK_STR("block_alloc object 48, "
              "block_alloc object 64, block_alloc keys 120, block_alloc object 64, "
              "block_alloc object 64, block_alloc keys 120, block_alloc object 960, "
              "block_alloc object 64, block_alloc object 32, block_alloc object 80, "
              "block_alloc object 64, block_alloc keys 160, block_alloc keys 768, "
              "block_alloc object 64, block_alloc keys 120, ",
              strstr(scene.log, "block_alloc object 48"));
    scene_end(&scene);
}

static void several_bases_are_merged_with_a_list_that_ends_in_its_free_list(void) {
    Scene scene;
    scene_begin(&scene);
    Object *base = scene_class(&scene, "B");
    Object *left = scene_subclass(&scene, "C", base), *right = scene_subclass(&scene, "D", base);
    scene_collect(&scene, 2);
    Object *cls = two_bases(&scene, "E", left, right);
    CHECK_INT(11, scene_count(&scene));
    CHECK_INT(1, scene_parked(&scene, "list"));
    CHECK_STR("E, C, D, B, object, ", mro_of(&scene, cls));
    CHECK(scene_get(&scene, cls, "__base__") == left);
    // Base of tp_base, bases and mro of E; bases, mro and name of itself; nothing of B but the mro.
    CHECK_INT(2 + 3, scene_info(&scene, left).references);
    CHECK_INT(2 + 2, scene_info(&scene, right).references);
    CHECK_INT(4 + 3 + 3 + 1, scene_info(&scene, base).references);
    scene_end(&scene);
}

static void orders_that_contradict_each_other_are_refused(void) {
    Scene scene;
    scene_begin(&scene);
    Object *base = scene_class(&scene, "A");
    Object *derived = scene_subclass(&scene, "B", base);
    Object *wrong[] = {base, derived}, *twice[] = {base, base};
    HeapClassSpec spec = {.name = "X", .bases = wrong, .base_count = 2};
    CHECK_STR("Cannot create a consistent method resolution\norder (MRO) for bases A, B",
              scene_refused_class(&scene, &spec));
    spec.bases = twice;
    CHECK_STR("duplicate base class A", scene_refused_class(&scene, &spec));
    CHECK_INT(4 + 3, scene_info(&scene, base).references);
    scene_end(&scene);
}

static void layouts_that_do_not_fit_together_are_refused(void) {
    Scene scene;
    scene_begin(&scene);
    const char *const a[] = {"a"}, *const b[] = {"b"};
    HeapClassSpec spec = {.name = "S", .has_slots = true, .slots = a, .slot_count = 1};
    Object *bases[2];
    bases[0] = scene_make_class(&scene, &spec);
    spec.name = "T";
    spec.slots = b;
    bases[1] = scene_make_class(&scene, &spec);
    HeapClassSpec both = {.name = "X", .bases = bases, .base_count = 2};
    CHECK_STR("multiple bases have instance lay-out conflict", scene_refused_class(&scene, &both));
    bases[1] = scene_class(&scene, "P");  // Adds only what every class may add.
    CHECK(scene_get(&scene, scene_make_class(&scene, &both), "__base__") == bases[0]);
    scene_end(&scene);
}

static void the_last_subclass_takes_the_dict_of_subclasses_along(void) {
    Scene scene;
    scene_begin(&scene);
    Object *base = scene_class(&scene, "B");
    uint64_t slots = heap_slot_count(scene.heap, base);
    scene_subclass(&scene, "C", base);
    CHECK_INT(slots + 1, heap_slot_count(scene.heap, base));
    scene_unbind(&scene, "C");
    CHECK_INT(3, scene_collect(&scene, 0));  // Bases, type, mro; its dict holds only atoms.
    CHECK_INT(slots, heap_slot_count(scene.heap, base));
    CHECK_INT(4, scene_info(&scene, base).references);
    scene_end(&scene);
}

static void attributes_are_found_in_the_order_of_the_mro(void) {
    Scene scene;
    scene_begin(&scene);
    Object *base = scene_class(&scene, "B");
    Object *left = scene_subclass(&scene, "C", base), *right = scene_subclass(&scene, "D", base);
    Object *cls = two_bases(&scene, "E", left, right);
    Object *one = scene_list(&scene, "one"), *two = scene_list(&scene, "two");
    Object *instance = scene_instance(&scene, "e", cls);
    scene_set(&scene, base, "x", one);
    CHECK(scene_get(&scene, instance, "x") == one);
    scene_set(&scene, right, "x", two);
    CHECK(scene_get(&scene, instance, "x") == two && scene_get(&scene, cls, "x") == two);
    scene_set(&scene, left, "x", one);
    CHECK(scene_get(&scene, instance, "x") == one);
    scene_set(&scene, instance, "x", two);
    CHECK(scene_get(&scene, instance, "x") == two && scene_get(&scene, cls, "x") == one);
    scene_end(&scene);
}

// No collection can untrack the bases tuple: it holds a class.
static void a_family_of_classes_is_garbage_together(void) {
    Scene scene;
    scene_begin(&scene);
    Object *base = scene_class(&scene, "B");
    Object *left = scene_subclass(&scene, "C", base), *right = scene_subclass(&scene, "D", base);
    two_bases(&scene, "E", left, right);
    scene_collect(&scene, 2);
    for (const char *name = "BCDE"; *name != '\0'; name++) {
        scene_unbind(&scene, (char[]){*name, '\0'});
    }
    CHECK_INT(5 + 3 * 3, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

static void a_class_in_a_body_shows_its_qualified_name(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_make_class(
        &scene, &(HeapClassSpec){.name = "C", .is_nested = true, .qualname = "fn.<locals>.C"});
    char text[80];
    bool cut;
    text[heap_repr(scene.heap, scene_get(&scene, cls, "__qualname__"), text, sizeof text, &cut)] =
        '\0';
    CHECK_STR("'fn.<locals>.C'", text);
    CHECK_STR("C", heap_function_name(scene.heap, cls));
    scene_end(&scene);
}

int main(void) {
    RUN(a_base_gets_three_references_and_a_dict_of_its_subclasses);
    RUN(a_subclass_has_no_descriptors_and_an_untracked_dict);
    RUN(blocks_of_a_subclass_are_taken_in_the_order_of_cpython);
    RUN(several_bases_are_merged_with_a_list_that_ends_in_its_free_list);
    RUN(orders_that_contradict_each_other_are_refused);
    RUN(layouts_that_do_not_fit_together_are_refused);
    RUN(the_last_subclass_takes_the_dict_of_subclasses_along);
    RUN(attributes_are_found_in_the_order_of_the_mro);
    RUN(a_family_of_classes_is_garbage_together);
    RUN(a_class_in_a_body_shows_its_qualified_name);
    return 0;
}
