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

static void what_is_no_class_is_called_for_its_type(void) {
    Scene scene;
    scene_begin(&scene);
    Object *bases[] = {scene_list(&scene, "l"), scene_class(&scene, "P")};
    HeapClassSpec spec = {.name = "X", .bases = bases, .base_count = 1};
    CHECK_STR("list expected at most 1 argument, got 3", scene_refused_class(&scene, &spec));
    spec.base_count = 2;
    CHECK(strncmp("metaclass conflict: ", scene_refused_class(&scene, &spec), 20) == 0);
    bases[0] = scene_instance(&scene, "p", bases[1]);
    spec.base_count = 1;
    CHECK_STR("P() takes no arguments", scene_refused_class(&scene, &spec));
    bases[0] = scene_int(&scene, "n", 1);
    CHECK_STR("int() takes at most 2 arguments (3 given)", scene_refused_class(&scene, &spec));
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

static const char *text_of(const Scene *scene, const Object *object) {
    static char text[200];
    bool cut;
    text[heap_repr(scene->heap, object, text, sizeof text, &cut)] = '\0';
    return text;
}

static void the_qualified_name_is_shown_and_can_be_set(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_make_class(
        &scene, &(HeapClassSpec){.name = "C", .is_nested = true, .qualname = "fn.<locals>.C"});
    CHECK_STR("<class '__main__.fn.<locals>.C'>", text_of(&scene, cls));
    scene_set(&scene, cls, "__qualname__",
              scene_bind(&scene, "s", new_str(scene.heap, "\u00e9.D")));
    CHECK_STR("<class '__main__.\u00e9.D'>", text_of(&scene, cls));
    const char *shown = text_of(&scene, scene_instance(&scene, "i", cls));
    CHECK(strstr(shown, "<__main__.\u00e9.D object at 0x") == shown);
    scene_end(&scene);
}

static const char *refused_part(Scene *scene, Object *cls, const char *name, Object *value) {
    HeapStatus status = value == NULL ? heap_del_attr(scene->heap, cls, name)
                                      : heap_set_attr(scene->heap, cls, name, value);
    scene_check(scene);
    return status == HEAP_OK ? "" : heap_error(scene->heap);
}

static void parts_of_a_class_are_guarded_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "A"), *one = scene_int(&scene, "n", 1);
    CHECK_STR("can only assign string to A.__name__, not 'int'",
              refused_part(&scene, cls, "__name__", one));
    CHECK_STR("can only assign string to A.__qualname__, not 'int'",
              refused_part(&scene, cls, "__qualname__", one));
    CHECK_STR("can only assign tuple to A.__bases__, not int",
              refused_part(&scene, cls, "__bases__", one));
    CHECK_STR("cannot delete '__bases__' attribute of immutable type 'A'",
              refused_part(&scene, cls, "__bases__", NULL));
    CHECK_STR("readonly attribute", refused_part(&scene, cls, "__mro__", one));
    CHECK_STR("readonly attribute", refused_part(&scene, cls, "__base__", NULL));
    CHECK_STR("attribute '__dict__' of 'type' objects is not writable",
              refused_part(&scene, cls, "__dict__", one));
    CHECK_STR("", refused_part(&scene, cls, "__doc__", one));
    CHECK(scene_get(&scene, cls, "__doc__") == one);
    scene_end(&scene);
}

enum { STORIES = 40 };

// class E(C, D) with __slots__: every object that it needs is refused once.
static void a_class_that_can_not_be_finished_leaves_its_bases_as_they_were(void) {
    const char *const slots[] = {"a", "__b"};
    for (uint32_t limit = 0; limit < STORIES; limit++) {
        Scene scene = {.heap =
                           heap_create(&(HeapOptions){.index = true, .max_objects = 20 + limit})};
        CHECK(scene.heap != NULL);
        Object *bases[] = {scene_class(&scene, "C"), NULL};
        bases[1] = scene_class(&scene, "D");
        HeapClassSpec spec = {.name = "E",
                              .bases = bases,
                              .base_count = 2,
                              .has_slots = true,
                              .slots = slots,
                              .slot_count = 2};
        const char *refusal = scene_refused_class(&scene, &spec);
        CHECK(*refusal == '\0' || strstr(refusal, "objects at a time") != NULL);
        scene_collect(&scene, 2);
        CHECK_INT(4, scene_info(&scene, bases[0]).references);
        CHECK_INT(4, scene_info(&scene, bases[1]).references);
        scene_end(&scene);
    }
}

int main(void) {
    RUN(a_base_gets_three_references_and_a_dict_of_its_subclasses);
    RUN(a_subclass_has_no_descriptors_and_an_untracked_dict);
    RUN(blocks_of_a_subclass_are_taken_in_the_order_of_cpython);
    RUN(several_bases_are_merged_with_a_list_that_ends_in_its_free_list);
    RUN(orders_that_contradict_each_other_are_refused);
    RUN(layouts_that_do_not_fit_together_are_refused);
    RUN(what_is_no_class_is_called_for_its_type);
    RUN(the_last_subclass_takes_the_dict_of_subclasses_along);
    RUN(attributes_are_found_in_the_order_of_the_mro);
    RUN(a_family_of_classes_is_garbage_together);
    RUN(a_class_in_a_body_shows_its_qualified_name);
    RUN(the_qualified_name_is_shown_and_can_be_set);
    RUN(parts_of_a_class_are_guarded_in_pythons_words);
    RUN(a_class_that_can_not_be_finished_leaves_its_bases_as_they_were);
    return 0;
}
