// `p.__dict__`: the dict that takes over the values of an instance. Expectations recorded from
// CPython 3.11.7.
#include "tests/heap/scene.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static const char *text_of(const Scene *scene, const Object *object) {
    static char text[1000];
    bool cut;
    text[heap_repr(scene->heap, object, text, sizeof text, &cut)] = '\0';
    return text;
}

static void set_key(Scene *scene, Object *dict, const char *key, Object *value) {
    set_item(scene->heap, dict, key, value);
    scene_check(scene);
}

static void delete_key(Scene *scene, Object *dict, const char *name) {
    Object *key = new_str(scene->heap, name);
    CHECK_INT(HEAP_OK, heap_del_item(scene->heap, dict, key));
    heap_drop(scene->heap, key);
    scene_check(scene);
}

static void the_dict_takes_over_the_values_and_their_block(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P"), *instance = scene_instance(&scene, "p", cls);
    scene_set(&scene, instance, "a", scene_int(&scene, "n", 1));
    scene_set(&scene, instance, "b", scene_int(&scene, "n", 2));
    scene_collect(&scene, 2);
    uint64_t values = scene_info(&scene, instance).blocks[1].address;
    CHECK(scene_get(&scene, instance, "__dict__") == NULL);  // Not without making it.
    Object *dict = scene_load_dict(&scene, "d", instance);
    HeapObjectInfo info = scene_info(&scene, dict);
    CHECK_INT(296, info.size);
    CHECK_INT(2, info.block_count);
    CHECK_INT(values, info.blocks[1].address);
    CHECK_INT(1, scene_info(&scene, instance).block_count);
    CHECK_STR("{'a': 1, 'b': 2}", text_of(&scene, dict));
    CHECK_INT(1, scene_count(&scene));
    CHECK(!info.tracked);
    CHECK(scene_load_dict(&scene, "e", instance) == dict);
    CHECK(scene_get(&scene, instance, "__dict__") == dict);
    scene_end(&scene);
}

static void instance_and_dict_show_the_same_attributes(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P"), *instance = scene_instance(&scene, "p", cls);
    Object *value = scene_list(&scene, "v");
    scene_set(&scene, instance, "a", value);
    Object *dict = scene_load_dict(&scene, "d", instance);
    CHECK(scene_info(&scene, dict).tracked);
    set_key(&scene, dict, "b", value);
    CHECK(scene_get(&scene, instance, "b") == value);
    scene_set(&scene, instance, "c", value);
    CHECK_STR("{'a': [], 'b': [], 'c': []}", text_of(&scene, dict));
    scene_delete(&scene, instance, "a");
    delete_key(&scene, dict, "c");
    CHECK_STR("{'b': []}", text_of(&scene, dict));
    CHECK(scene_get(&scene, instance, "a") == NULL);
    CHECK_INT(296, scene_info(&scene, dict).size);  // Shared still.
    CHECK_INT(2, scene_info(&scene, value).references);
    scene_end(&scene);
}

static void a_new_instance_makes_the_dicts_of_the_others_smaller(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *dict = scene_load_dict(&scene, "d", scene_instance(&scene, "p", cls));
    for (int i = 0; i < 30; i++) {
        scene_instance(&scene, "q", cls);
    }
    CHECK_INT(72, scene_info(&scene, dict).size);
    CHECK_INT(264, scene_info(&scene, dict).blocks[1].bytes);
    scene_end(&scene);
}

// A class that has seen many instances with three names has room for one more.
static Object *steady_class(Scene *scene) {
    Object *cls = scene_class(scene, "P");
    for (int i = 0; i < 40; i++) {
        Object *instance = scene_instance(scene, "p", cls);
        scene_set(scene, instance, "a", scene_list(scene, "v"));
        scene_set(scene, instance, "b", scene_list(scene, "v"));
        scene_set(scene, instance, "c", scene_list(scene, "v"));
    }
    return cls;
}

static void a_name_too_many_and_a_key_that_is_no_str_end_the_sharing(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = steady_class(&scene);
    Object *one = scene_load_dict(&scene, "one", scene_object(&scene, "p"));
    Object *two = scene_load_dict(&scene, "two", scene_instance(&scene, "q", cls));
    CHECK_INT(96, scene_info(&scene, one).size);
    set_key(&scene, one, "d", scene_object(&scene, "v"));
    CHECK_INT(96, scene_info(&scene, one).size);
    set_key(&scene, one, "e", scene_object(&scene, "v"));
    CHECK_INT(272, scene_info(&scene, one).size);
    CHECK_INT(2, scene_info(&scene, one).block_count);
    Object *number = scene_int(&scene, "n", 1000);
    CHECK_INT(HEAP_OK, heap_set_item(scene.heap, two, number, number));
    CHECK_INT(224, scene_info(&scene, two).size);
    CHECK_STR("{1000: 1000}", text_of(&scene, two));
    scene_set(&scene, scene_object(&scene, "q"), "a", number);
    CHECK_STR("{1000: 1000, 'a': 1000}", text_of(&scene, two));
    scene_end(&scene);
}

static void clear_leaves_an_empty_dict_of_its_own(void) {
    Scene scene;
    scene_begin(&scene);
    steady_class(&scene);
    Object *instance = scene_object(&scene, "p"), *dict = scene_load_dict(&scene, "d", instance);
    CHECK_INT(HEAP_OK, heap_clear(scene.heap, dict));
    scene_check(&scene);
    CHECK_INT(64, scene_info(&scene, dict).size);
    CHECK(scene_get(&scene, instance, "a") == NULL);
    scene_set(&scene, instance, "a", scene_object(&scene, "v"));
    CHECK_INT(184, scene_info(&scene, dict).size);
    scene_end(&scene);
}

static void an_update_of_an_empty_dict_copies_the_table_of_the_source(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = steady_class(&scene);
    Object *dict = scene_load_dict(&scene, "d", scene_instance(&scene, "q", cls));
    Object *source = scene_bind(&scene, "s", new_dict(scene.heap));
    set_key(&scene, source, "e", scene_object(&scene, "v"));
    CHECK_INT(HEAP_OK, heap_update(scene.heap, dict, source));
    scene_check(&scene);
    CHECK_INT(184, scene_info(&scene, dict).size);
    CHECK_INT(2, scene_info(&scene, dict).block_count);
    Object *other = scene_load_dict(&scene, "o", scene_object(&scene, "p"));
    CHECK_INT(HEAP_OK, heap_update(scene.heap, other, source));
    scene_check(&scene);
    CHECK_INT(96, scene_info(&scene, other).size);  // It was not empty.
    scene_end(&scene);
}

static void values_of_a_dict_die_in_the_order_of_the_shared_names(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P"), *other = scene_instance(&scene, "q", cls);
    scene_set(&scene, other, "a", scene_int(&scene, "n", 1));
    scene_set(&scene, other, "b", scene_int(&scene, "n", 2));
    Object *instance = scene_instance(&scene, "p", cls);
    scene_set(&scene, instance, "b", scene_list(&scene, "l"));
    scene_set(&scene, instance, "a", scene_bind(&scene, "l", new_dict(scene.heap)));
    scene_unbind(&scene, "l");
    scene_load_dict(&scene, "d", instance);
    scene_unbind(&scene, "d");
    scene_log(&scene, bit(HEAP_EVENT_BLOCK_FREE) | bit(HEAP_EVENT_DEALLOC));
    scene_unbind(&scene, "p");
    CHECK_STR("dealloc P, dealloc dict, dealloc dict, block_free object 64, dealloc list, "
              "block_free object 56, block_free values 256, block_free object 64, "
              "block_free object 56, ",
              scene.log);
    scene_end(&scene);
}

static void a_dict_outlives_its_instance_and_keeps_the_names_of_a_dead_class(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *names[] = {scene_instance(&scene, "p", cls), scene_instance(&scene, "q", cls)};
    scene_set(&scene, names[0], "first", scene_int(&scene, "n", 1));
    scene_set(&scene, names[1], "second", scene_int(&scene, "n", 2));
    Object *one = scene_load_dict(&scene, "one", names[0]),
           *two = scene_load_dict(&scene, "two", names[1]);
    scene_unbind(&scene, "p");
    scene_unbind(&scene, "q");
    scene_unbind(&scene, "P");
    CHECK_INT(6, scene_collect(&scene, 2));
    CHECK_STR("{'first': 1}", text_of(&scene, one));
    CHECK_INT(3, scene_info(&scene, two).block_count);  // The last that came owns the names.
    CHECK_INT(768, scene_info(&scene, two).blocks[2].bytes);
    set_key(&scene, one, "third", scene_int(&scene, "n", 3));
    scene_unbind(&scene, "two");
    CHECK_INT(3, scene_info(&scene, one).block_count);
    CHECK_STR("{'first': 1, 'third': 3}", text_of(&scene, one));
    CHECK_INT(HEAP_OK, heap_clear(scene.heap, one));
    scene_check(&scene);
    CHECK_INT(1, scene_info(&scene, one).block_count);
    scene_unbind(&scene, "one");
    scene_unbind(&scene, "n");
    scene_collect(&scene, 2);
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

static void the_names_count_for_the_last_dict_that_has_them(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *one = scene_load_dict(&scene, "one", scene_instance(&scene, "p", cls));
    Object *two = scene_load_dict(&scene, "two", scene_instance(&scene, "p", cls));
    set_key(&scene, two, "a", scene_int(&scene, "n", 1));
    scene_unbind(&scene, "p");
    scene_unbind(&scene, "P");
    scene_collect(&scene, 2);
    CHECK_INT(296 - 8, scene_info(&scene, one).size);
    scene_unbind(&scene, "one");
    CHECK_INT(288 + 768, scene_info(&scene, two).size);
    Object *copy = NULL;
    CHECK_INT(HEAP_OK, heap_copy(scene.heap, two, &copy));
    scene_check(&scene);
    CHECK_INT(288, scene_info(&scene, two).size);
    CHECK_INT(288, scene_info(&scene, copy).size);
    heap_drop(scene.heap, copy);
    CHECK_INT(288 + 768, scene_info(&scene, two).size);
    scene_end(&scene);
}

static void a_cycle_through_the_dict_counts_instances_and_dicts(void) {
    Scene scene;
    scene_begin(&scene);
    scene_leave_cycle_with_dicts(&scene);
    CHECK_INT(4, scene_collect(&scene, 0));
    scene_end(&scene);
}

static void another_dict_can_take_the_place_of_the_first(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P"), *instance = scene_instance(&scene, "p", cls);
    Object *value = scene_list(&scene, "v");
    scene_set(&scene, instance, "a", value);
    Object *dict = scene_bind(&scene, "d", new_dict(scene.heap));
    set_key(&scene, dict, "b", value);
    scene_set(&scene, instance, "__dict__", dict);
    CHECK(scene_get(&scene, instance, "b") == value);
    CHECK(scene_get(&scene, instance, "a") == NULL);
    CHECK_INT(2, scene_info(&scene, value).references);
    CHECK_INT(HEAP_TYPE_ERROR, heap_set_attr(scene.heap, instance, "__dict__", value));
    CHECK_STR("__dict__ must be set to a dictionary, not a 'list'", heap_error(scene.heap));
    scene_delete(&scene, instance, "__dict__");
    CHECK_STR("{}", text_of(&scene, scene_load_dict(&scene, "e", instance)));
    CHECK_INT(296, scene_info(&scene, scene_object(&scene, "e")).size);
    scene_end(&scene);
}

static void an_instance_keeps_its_class(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P"), *instance = scene_instance(&scene, "p", cls);
    Object *value = scene_int(&scene, "n", 1);
    CHECK_INT(HEAP_TYPE_ERROR, heap_set_attr(scene.heap, instance, "__class__", value));
    CHECK_STR("__class__ must be set to a class, not 'int' object", heap_error(scene.heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_del_attr(scene.heap, instance, "__class__"));
    CHECK_STR("can't delete __class__ attribute", heap_error(scene.heap));
    CHECK_INT(HEAP_CONFLICT, heap_set_attr(scene.heap, instance, "__class__", cls));
    scene_end(&scene);
}

// The names are a list of the dicts that share them, from which any may go.
static void dicts_that_share_names_die_in_any_order(void) {
    static const char *const order[][3] = {{"a", "b", "c"}, {"c", "b", "a"}, {"b", "a", "c"}};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        Scene scene;
        scene_begin(&scene);
        Object *cls = scene_class(&scene, "P");
        for (const char *name = "a\0b\0c\0"; *name != '\0'; name += 2) {
            Object *instance = scene_instance(&scene, "p", cls);
            scene_set(&scene, instance, "x", cls);
            scene_load_dict(&scene, name, instance);
        }
        scene_unbind(&scene, "p");
        for (size_t j = 0; j < 3; j++) {
            scene_unbind(&scene, order[i][j]);
        }
        scene_end(&scene);
    }
}

int main(void) {
    RUN(the_dict_takes_over_the_values_and_their_block);
    RUN(instance_and_dict_show_the_same_attributes);
    RUN(a_new_instance_makes_the_dicts_of_the_others_smaller);
    RUN(a_name_too_many_and_a_key_that_is_no_str_end_the_sharing);
    RUN(clear_leaves_an_empty_dict_of_its_own);
    RUN(an_update_of_an_empty_dict_copies_the_table_of_the_source);
    RUN(values_of_a_dict_die_in_the_order_of_the_shared_names);
    RUN(a_dict_outlives_its_instance_and_keeps_the_names_of_a_dead_class);
    RUN(the_names_count_for_the_last_dict_that_has_them);
    RUN(a_cycle_through_the_dict_counts_instances_and_dicts);
    RUN(another_dict_can_take_the_place_of_the_first);
    RUN(an_instance_keeps_its_class);
    RUN(dicts_that_share_names_die_in_any_order);
    return 0;
}
