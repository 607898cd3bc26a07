// The attributes of functions, bound methods and cells: Python 3.11's words.
#include "heap/types/cell.h"
#include "heap/types/method.h"
#include "tests/heap/scene.h"

static Object *make(Scene *scene) {
    static const char *const params[] = {"a", "b"};
    Object *function = NULL;
    HeapFunctionSpec spec = {.name = "f", .params = params, .param_count = 2};
    CHECK_INT(HEAP_OK, heap_new_function(scene->heap, &spec, &function));
    return scene_bind(scene, "f", function);
}

static void check_refused(const Scene *scene, HeapStatus expected, HeapStatus status,
                          const char *text) {
    CHECK_INT(expected, status);
    CHECK_STR(text, heap_error(scene->heap));
    scene_check(scene);
}

static Object *bind_str(Scene *scene, const char *text) {
    return scene_bind(scene, "s", new_str(scene->heap, text));
}

static void the_names_of_a_function_can_be_set_to_a_str(void) {
    Scene scene;
    scene_begin(&scene);
    Heap *heap = scene.heap;
    Object *function = make(&scene), *seven = scene_int(&scene, "i", 7);
    check_refused(&scene, HEAP_TYPE_ERROR, heap_set_attr(heap, function, "__name__", seven),
                  "__name__ must be set to a string object");
    check_refused(&scene, HEAP_TYPE_ERROR, heap_del_attr(heap, function, "__qualname__"),
                  "__qualname__ must be set to a string object");
    Object *name = bind_str(&scene, "na\xc3\xafve");
    scene_set(&scene, function, "__name__", name);
    CHECK(scene_get(&scene, function, "__name__") == name);
    CHECK_STR("f", heap_function_name(heap, function));
    scene_set(&scene, function, "__qualname__", name);
    CHECK_STR("na\xc3\xafve", heap_function_qualname(heap, function));
    scene_set(&scene, function, "__qualname__", bind_str(&scene, "other"));
    CHECK_STR("other", heap_function_qualname(heap, function));
    CHECK_INT(1, scene_info(&scene, name).references);
    char text[100];
    bool cut;
    heap_repr(heap, function, text, sizeof text, &cut);
    CHECK(strncmp(text, "<function other at 0x", 21) == 0);
    scene_end(&scene);
}

static void defaults_can_be_set_to_a_tuple_or_none(void) {
    Scene scene;
    scene_begin(&scene);
    Heap *heap = scene.heap;
    Object *function = make(&scene), *seven = scene_int(&scene, "i", 7);
    check_refused(&scene, HEAP_TYPE_ERROR, heap_set_attr(heap, function, "__defaults__", seven),
                  "__defaults__ must be set to a tuple object");
    Object *tuple = scene_bind(&scene, "t", new_tuple_of(heap, seven));
    scene_set(&scene, function, "__defaults__", tuple);
    CHECK(heap_function_default(heap, function, 0) == NULL);
    CHECK(heap_function_default(heap, function, 1) == seven);
    Object *const items[] = {function, function, tuple, seven};
    Object *longer = NULL;
    CHECK_INT(HEAP_OK, heap_new_tuple(heap, items, 4, &longer));
    scene_set(&scene, function, "__defaults__", longer);
    heap_drop(heap, longer);
    CHECK(heap_function_default(heap, function, 0) == tuple);
    scene_delete(&scene, function, "__defaults__");
    CHECK_INT(HEAP_NONE, heap_object_kind(scene_get(&scene, function, "__defaults__")));
    CHECK_INT(1, scene_info(&scene, tuple).references);
    CHECK(heap_function_default(heap, function, 1) == NULL);
    scene_end(&scene);
}

static void the_dict_of_a_function_is_made_once_and_can_be_exchanged(void) {
    Scene scene;
    scene_begin(&scene);
    Heap *heap = scene.heap;
    Object *function = make(&scene), *made = NULL, *again = NULL;
    int64_t count = scene_count(&scene);
    CHECK_INT(HEAP_MADE_ANEW, heap_get_attr(heap, function, "__dict__", &made));
    CHECK_INT(HEAP_OK, heap_load_attr(heap, function, "__dict__", &made));
    CHECK_INT(HEAP_OK, heap_get_attr(heap, function, "__dict__", &again));
    CHECK(made == again);
    heap_drop(heap, made);
    CHECK_INT(count + 1, scene_count(&scene));
    CHECK_INT(1, scene_info(&scene, made).references);
    Object *dict = scene_bind(&scene, "d", new_dict(heap));
    scene_set(&scene, function, "__dict__", dict);
    scene_set(&scene, function, "x", function);
    CHECK_INT(2, scene_info(&scene, dict).references);
    CHECK_INT(2, heap_slot_count(heap, dict));
    check_refused(&scene, HEAP_TYPE_ERROR, heap_set_attr(heap, function, "__dict__", function),
                  "__dict__ must be set to a dictionary, not a 'function'");
    check_refused(&scene, HEAP_TYPE_ERROR, heap_del_attr(heap, function, "__dict__"),
                  "cannot delete __dict__");
    CHECK_INT(HEAP_OK, heap_clear(heap, dict));
    scene_end(&scene);
}

static void a_closure_is_read_only(void) {
    Scene scene;
    scene_begin(&scene);
    Object *function = make(&scene);
    check_refused(&scene, HEAP_ATTRIBUTE_ERROR,
                  heap_set_attr(scene.heap, function, "__closure__", function),
                  "readonly attribute");
    scene_end(&scene);
}

static void a_bound_method_has_the_attributes_of_its_function_and_takes_none(void) {
    Scene scene;
    scene_begin(&scene);
    Heap *heap = scene.heap;
    Object *function = make(&scene), *method = NULL, *found;
    CHECK_INT(HEAP_OK, method_new(heap, function, scene_list(&scene, "l"), &method));
    scene_bind(&scene, "m", method);
    scene_set(&scene, function, "x", function);
    Object *dict = NULL;
    CHECK_INT(HEAP_OK, heap_load_attr(heap, method, "__dict__", &dict));
    CHECK(scene_get(&scene, function, "__dict__") == dict);
    heap_drop(heap, dict);
    CHECK(scene_get(&scene, method, "__func__") == function);
    CHECK(scene_get(&scene, method, "__self__") == scene_object(&scene, "l"));
    CHECK(scene_get(&scene, method, "x") == function);
    CHECK(scene_get(&scene, method, "__name__") == scene_get(&scene, function, "__name__"));
    check_refused(&scene, HEAP_ATTRIBUTE_ERROR, heap_get_attr(heap, method, "nosuch", &found),
                  "'function' object has no attribute 'nosuch'");
    check_refused(&scene, HEAP_ATTRIBUTE_ERROR, heap_set_attr(heap, method, "x", function),
                  "'method' object has no attribute 'x'");
    check_refused(&scene, HEAP_ATTRIBUTE_ERROR, heap_set_attr(heap, method, "__name__", function),
                  "'method' object has no attribute '__name__'");
    check_refused(&scene, HEAP_ATTRIBUTE_ERROR, heap_del_attr(heap, method, "__self__"),
                  "readonly attribute");
    CHECK_INT(HEAP_OK, heap_del_attr(heap, function, "x"));
    scene_end(&scene);
}

static void the_content_of_a_cell_can_be_read_set_and_deleted(void) {
    Scene scene;
    scene_begin(&scene);
    Heap *heap = scene.heap;
    Object *list = scene_list(&scene, "l"), *cell = NULL, *found;
    CHECK_INT(HEAP_OK, cell_new(heap, NULL, &cell));
    scene_bind(&scene, "c", cell);
    check_refused(&scene, HEAP_VALUE_ERROR, heap_get_attr(heap, cell, "cell_contents", &found),
                  "Cell is empty");
    scene_set(&scene, cell, "cell_contents", list);
    CHECK(scene_get(&scene, cell, "cell_contents") == list);
    scene_delete(&scene, cell, "cell_contents");
    scene_delete(&scene, cell, "cell_contents");
    CHECK_INT(1, scene_info(&scene, list).references);
    check_refused(&scene, HEAP_ATTRIBUTE_ERROR, heap_get_attr(heap, cell, "x", &found),
                  "'cell' object has no attribute 'x'");
    check_refused(&scene, HEAP_ATTRIBUTE_ERROR, heap_set_attr(heap, cell, "x", list),
                  "'cell' object has no attribute 'x'");
    check_refused(&scene, HEAP_ATTRIBUTE_ERROR, heap_del_attr(heap, cell, "x"),
                  "'cell' object has no attribute 'x'");
    scene_end(&scene);
}

int main(void) {
    RUN(the_names_of_a_function_can_be_set_to_a_str);
    RUN(defaults_can_be_set_to_a_tuple_or_none);
    RUN(the_dict_of_a_function_is_made_once_and_can_be_exchanged);
    RUN(a_closure_is_read_only);
    RUN(a_bound_method_has_the_attributes_of_its_function_and_takes_none);
    RUN(the_content_of_a_cell_can_be_read_set_and_deleted);
    return 0;
}
