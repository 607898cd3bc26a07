// Classes with __slots__ and their instances: expectations recorded from CPython 3.11.7.
#include "tests/heap/scene.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

enum { MOST_SLOTS = 8 };

// `class name(base): __slots__ = ...`, the names separated by blanks; `base` may be NULL.
static HeapClassSpec spec_of(const char *name, Object **base, const char *names, char *text,
                             const char **slots) {
    HeapClassSpec spec = {.name = name, .has_slots = true, .slots = slots};
    memcpy(text, names, strlen(names) + 1);
    for (char *slot = strtok(text, " "); slot != NULL; slot = strtok(NULL, " ")) {
        slots[spec.slot_count++] = slot;
    }
    if (*base != NULL) {
        spec.bases = base;
        spec.base_count = 1;
    }
    return spec;
}

static Object *slotted(Scene *scene, const char *name, Object *base, const char *names) {
    char text[100];
    const char *slots[MOST_SLOTS];
    HeapClassSpec spec = spec_of(name, &base, names, text, slots);
    return scene_make_class(scene, &spec);
}

static const char *refused(Scene *scene, Object *base, const char *names) {
    char text[100];
    const char *slots[MOST_SLOTS];
    HeapClassSpec spec = spec_of("X", &base, names, text, slots);
    return scene_refused_class(scene, &spec);
}

// The names of an object's slots as they are listed: "'b', 'a', __class__, ".
static const char *slot_names(const Scene *scene, const Object *object) {
    static char text[1000];
    text[0] = '\0';
    HeapHolder slot;
    for (uint32_t cursor = 0; heap_next_slot(scene->heap, object, &cursor, &slot);) {
        char name[40] = "";
        bool cut;
        if (slot.key != NULL) {
            name[heap_repr(scene->heap, slot.key, name, sizeof name, &cut)] = '\0';
        }
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s, ", slot.key == NULL ? slot.label : name);
    }
    return text;
}

static const char *keys_of_dict(Scene *scene, Object *cls) {
    static char text[1000];
    text[0] = '\0';
    HeapHolder slot;
    Object *dict = scene_get(scene, cls, "__dict__");
    for (uint32_t cursor = 0; heap_next_slot(scene->heap, dict, &cursor, &slot);) {
        if (slot.kind == HEAP_HOLDER_KEY) {
            char name[40];
            bool cut;
            name[heap_repr(scene->heap, slot.key, name, sizeof name, &cut)] = '\0';
            size_t used = strlen(text);
            snprintf(text + used, sizeof text - used, "%s ", name);
        }
    }
    return text;
}

static const char *error_of(Scene *scene, HeapStatus status) {
    scene_check(scene);
    return status == HEAP_OK ? "" : heap_error(scene->heap);
}

static void each_slot_makes_the_class_larger_but_not_its_size(void) {
    Scene scene;
    scene_begin(&scene);
    Object *none = slotted(&scene, "S0", NULL, ""), *three = slotted(&scene, "S3", NULL, "b a c");
    CHECK_INT(920, scene_info(&scene, none).size);
    CHECK_INT(960, scene_info(&scene, none).blocks[0].bytes);
    CHECK_INT(1, scene_info(&scene, none).block_count);
    CHECK_INT(920, scene_info(&scene, three).size);
    CHECK_INT(1080, scene_info(&scene, three).blocks[0].bytes);
    scene_end(&scene);
}

static void descriptors_come_in_the_order_of_sorted_names(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = slotted(&scene, "S3", NULL, "b __dict__ a __c");
    CHECK_STR("'__module__' '__slots__' '_S3__c' 'a' 'b' '__dict__' '__doc__' ",
              keys_of_dict(&scene, cls));
    Object *member = scene_get(&scene, cls, "a");
    CHECK_STR("member_descriptor", scene_info(&scene, member).type);
    CHECK_INT(64, scene_info(&scene, member).size);
    CHECK_INT(2 + 4, scene_info(&scene, cls).references);
    scene_end(&scene);
}

static void a_class_with_slots_counts_its_descriptors(void) {
    Scene scene;
    scene_begin(&scene);
    slotted(&scene, "S0", NULL, "");
    CHECK_INT(9, scene_count(&scene));
    scene_collect(&scene, 2);
    slotted(&scene, "S1", NULL, "x");
    CHECK_INT(11 + 1, scene_count(&scene));  // And the constant tuple of the body.
    scene_end(&scene);
}

static void blocks_of_a_class_with_slots_are_taken_in_the_order_of_cpython(void) {
    Scene scene;
    scene_begin(&scene);
    scene_log(&scene, bit(HEAP_EVENT_BLOCK_ALLOC));
    slotted(&scene, "S1", NULL, "x");
    CHECK_STR("block_alloc object 64, block_alloc keys 120, block_alloc object 64, "
              "block_alloc object 48, block_alloc object 64, block_alloc keys 120, "
              "block_alloc object 56, block_alloc items 8, block_alloc object 48, "
              "block_alloc object 1000, block_alloc object 56, block_alloc object 64, "
              "block_alloc object 80, block_alloc object 64, block_alloc keys 120, ",
              strstr(scene.log, "block_alloc object 64"));
    scene_end(&scene);
}

static uint64_t instance_bytes(Scene *scene, Object *cls) {
    HeapObjectInfo info = scene_info(scene, scene_instance(scene, "i", cls));
    CHECK_INT(info.size, info.blocks[0].bytes);
    CHECK(info.tracked);
    scene_unbind(scene, "i");
    return info.size;
}

static void an_instance_has_room_for_its_slots_and_for_what_its_class_adds(void) {
    Scene scene;
    scene_begin(&scene);
    Object *one = slotted(&scene, "S1", NULL, "x"),
           *weak = slotted(&scene, "S4", NULL, "b __weakref__");
    Object *dict = slotted(&scene, "S3", NULL, "b __dict__ a __c"),
           *plain = scene_class(&scene, "P");
    CHECK_INT(32, instance_bytes(&scene, slotted(&scene, "S0", NULL, "")));
    CHECK_INT(40, instance_bytes(&scene, one));
    CHECK_INT(48, instance_bytes(&scene, weak));
    CHECK_INT(72, instance_bytes(&scene, dict));
    CHECK_INT(48, instance_bytes(&scene, slotted(&scene, "S5", one, "y")));
    CHECK_INT(64, instance_bytes(&scene, scene_subclass(&scene, "S6", one)));
    CHECK_INT(56, instance_bytes(&scene, slotted(&scene, "S7", NULL, "__dict__ __weakref__")));
    CHECK_INT(64, instance_bytes(&scene, scene_subclass(&scene, "S8", weak)));
    CHECK_INT(64, instance_bytes(&scene, slotted(&scene, "S9", plain, "q")));
    CHECK_INT(80, instance_bytes(&scene, scene_subclass(&scene, "S10", dict)));
    CHECK_INT(88, instance_bytes(&scene, slotted(&scene, "S17", dict, "k l")));
    scene_end(&scene);
}

static void slots_are_set_read_and_deleted_through_their_descriptors(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = slotted(&scene, "S", NULL, "a b");
    Object *instance = scene_instance(&scene, "s", cls), *value = scene_list(&scene, "v");
    CHECK(scene_get(&scene, instance, "a") == NULL);
    CHECK_STR("'S' object has no attribute 'a'", heap_error(scene.heap));
    scene_set(&scene, instance, "a", value);
    scene_set(&scene, instance, "b", value);
    CHECK(scene_get(&scene, instance, "a") == value);
    CHECK_INT(3, scene_info(&scene, value).references);
    CHECK_STR("'a', 'b', __class__, ", slot_names(&scene, instance));
    scene_delete(&scene, instance, "a");
    CHECK_INT(2, scene_info(&scene, value).references);
    CHECK_STR("a", error_of(&scene, heap_del_attr(scene.heap, instance, "a")));
    scene_end(&scene);
}

static void what_slots_do_not_allow_is_refused_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = slotted(&scene, "S", NULL, "a b");
    Object *instance = scene_instance(&scene, "s", cls), *value = scene_list(&scene, "v");
    CHECK_STR("'S' object has no attribute 'z'",
              error_of(&scene, heap_set_attr(scene.heap, instance, "z", value)));
    CHECK_STR("'S' object has no attribute 'z'",
              error_of(&scene, heap_del_attr(scene.heap, instance, "z")));
    CHECK(scene_get(&scene, instance, "__dict__") == NULL);
    CHECK_STR("'S' object has no attribute '__dict__'", heap_error(scene.heap));
    scene_set(&scene, cls, "a", value);
    CHECK_STR("'S' object attribute 'a' is read-only",
              error_of(&scene, heap_set_attr(scene.heap, instance, "a", value)));
    CHECK(scene_get(&scene, instance, "a") == value);
    CHECK_STR("'S' object attribute '__slots__' is read-only",
              error_of(&scene, heap_del_attr(scene.heap, instance, "__slots__")));
    scene_end(&scene);
}

static void a_descriptor_does_not_work_in_another_class(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = slotted(&scene, "S", NULL, "a"), *other = scene_class(&scene, "P");
    scene_set(&scene, other, "b", scene_get(&scene, cls, "a"));
    Object *instance = scene_instance(&scene, "p", other);
    CHECK(scene_get(&scene, instance, "b") == NULL);
    CHECK_STR("descriptor 'a' for 'S' objects doesn't apply to a 'P' object",
              heap_error(scene.heap));
    scene_end(&scene);
}

static void wrong_slots_are_refused_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *plain = scene_class(&scene, "P");
    CHECK_STR("__dict__ slot disallowed: we already got one", refused(&scene, plain, "__dict__"));
    CHECK_STR("__dict__ slot disallowed: we already got one",
              refused(&scene, NULL, "__dict__ __dict__"));
    CHECK_STR("__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0",
              refused(&scene, plain, "__weakref__"));
    CHECK_STR("'__module__' in __slots__ conflicts with class variable",
              refused(&scene, NULL, "a __module__"));
    scene_end(&scene);
}

// Slots of the class itself in sorted order, its base's, then the rest in the order of the shared
// names.
static void slots_die_before_the_values_and_the_youngest_class_s_first(void) {
    Scene scene;
    scene_begin(&scene);
    Object *base = slotted(&scene, "A", NULL, "b a");
    Object *cls = slotted(&scene, "B", base, "d c __dict__");
    Object *instance = scene_instance(&scene, "i", cls);
    for (const char *name = "zabcdy"; *name != '\0'; name++) {
        scene_set(&scene, instance, (char[]){*name, '\0'}, scene_list(&scene, "v"));
    }
    scene_unbind(&scene, "v");
    CHECK_STR("'c', 'd', 'a', 'b', 'z', 'y', __class__, ", slot_names(&scene, instance));
    uint32_t ids[6], at = 0;
    HeapHolder slot;
    for (uint32_t cursor = 0; at < 6 && heap_next_slot(scene.heap, instance, &cursor, &slot);) {
        ids[at++] = heap_object_id(slot.object);
    }
    CHECK(ids[0] > ids[2] && ids[2] > ids[4]);
    scene_log(&scene, bit(HEAP_EVENT_BLOCK_FREE));
    scene_unbind(&scene, "i");
    CHECK_STR("block_free object 56, block_free object 56, block_free object 56, "
              "block_free object 56, block_free object 56, block_free object 56, "
              "block_free values 264, block_free object 80, ",
              scene.log);
    scene_end(&scene);
}

static void a_cycle_through_a_slot_is_collected(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = slotted(&scene, "S", NULL, "me");
    Object *instance = scene_instance(&scene, "s", cls);
    scene_set(&scene, instance, "me", instance);
    scene_unbind(&scene, "s");
    CHECK_INT(1, scene_collect(&scene, 0));
    CHECK_INT(3, scene_info(&scene, cls).references);
    scene_end(&scene);
}

static void a_fresh_class_with_slots_is_seven_objects_of_garbage_and_later_five(void) {
    Scene scene;
    scene_begin(&scene);
    slotted(&scene, "S", NULL, "a b");
    scene_unbind(&scene, "S");
    CHECK_INT(7, scene_collect(&scene, 0));
    slotted(&scene, "S", NULL, "a b");
    scene_collect(&scene, 2);
    scene_unbind(&scene, "S");
    CHECK_INT(5, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

int main(void) {
    RUN(each_slot_makes_the_class_larger_but_not_its_size);
    RUN(descriptors_come_in_the_order_of_sorted_names);
    RUN(a_class_with_slots_counts_its_descriptors);
    RUN(blocks_of_a_class_with_slots_are_taken_in_the_order_of_cpython);
    RUN(an_instance_has_room_for_its_slots_and_for_what_its_class_adds);
    RUN(slots_are_set_read_and_deleted_through_their_descriptors);
    RUN(what_slots_do_not_allow_is_refused_in_pythons_words);
    RUN(a_descriptor_does_not_work_in_another_class);
    RUN(wrong_slots_are_refused_in_pythons_words);
    RUN(slots_die_before_the_values_and_the_youngest_class_s_first);
    RUN(a_cycle_through_a_slot_is_collected);
    RUN(a_fresh_class_with_slots_is_seven_objects_of_garbage_and_later_five);
    return 0;
}
