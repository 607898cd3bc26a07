// Functions: expectations recorded from CPython 3.11.7.
#include "tests/heap/scene.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static Object *make(Scene *scene, const char *bound, const HeapFunctionSpec *spec) {
    Object *function = NULL;
    CHECK_INT(HEAP_OK, heap_new_function(scene->heap, spec, &function));
    scene_bind(scene, bound, function);
    return function;
}

static void a_function_is_one_block_and_one_for_the_collector(void) {
    Scene scene;
    scene_begin(&scene);
    int64_t count = scene_count(&scene);
    Object *function = make(&scene, "foo", &(HeapFunctionSpec){.name = "foo"});
    HeapObjectInfo info = scene_info(&scene, function);
    CHECK_INT(count + 1, scene_count(&scene));
    CHECK_INT(1, info.references);
    CHECK_INT(152, info.size);
    CHECK_INT(1, info.block_count);
    CHECK_INT(152, info.blocks[0].bytes);
    CHECK_STR("function", info.type);
    CHECK_INT(0, info.generation);
    scene_unbind(&scene, "foo");
    CHECK_INT(count, scene_count(&scene));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

static void a_function_holds_its_name_twice_its_module_and_its_doc(void) {
    Scene scene;
    scene_begin(&scene);
    Object *function = make(&scene, "foo", &(HeapFunctionSpec){.name = "foo"});
    Object *name = scene_get(&scene, function, "__name__");
    CHECK(scene_get(&scene, function, "__qualname__") == name);
    CHECK_INT(2, scene_info(&scene, name).references);
    CHECK_INT(HEAP_STR, heap_object_kind(scene_get(&scene, function, "__module__")));
    CHECK_INT(HEAP_NONE, heap_object_kind(scene_get(&scene, function, "__doc__")));
    CHECK(scene_get(&scene, function, "__dict__") == NULL);
    CHECK_INT(4, heap_slot_count(scene.heap, function));
    scene_end(&scene);
}

static void a_function_keeps_params_and_code_as_given(void) {
    static const char *const params[] = {"x", "longer", "z"};
    static const char code[] = "[{\"op\": \"del\"}]";
    Scene scene;
    scene_begin(&scene);
    HeapFunctionSpec spec = {.name = "foo",
                             .params = params,
                             .param_count = 3,
                             .code = code,
                             .code_size = sizeof code - 1};
    Object *function = make(&scene, "g", &spec);
    CHECK_STR("foo", heap_function_name(scene.heap, function));
    CHECK_INT(3, heap_function_param_count(scene.heap, function));
    CHECK_STR("x", heap_function_param(scene.heap, function, 0));
    CHECK_STR("longer", heap_function_param(scene.heap, function, 1));
    CHECK_STR("z", heap_function_param(scene.heap, function, 2));
    size_t size;
    CHECK(memcmp(code, heap_function_code(scene.heap, function, &size), sizeof code - 1) == 0);
    CHECK_INT(sizeof code - 1, size);
    scene_end(&scene);
}

static void a_function_without_a_body_has_no_code(void) {
    Scene scene;
    scene_begin(&scene);
    Object *function = make(&scene, "foo", &(HeapFunctionSpec){.name = "foo"});
    size_t size = 1;
    CHECK(heap_function_code(scene.heap, function, &size) == NULL);
    CHECK_INT(0, size);
    CHECK_INT(0, heap_function_param_count(scene.heap, function));
    CHECK_INT(0, heap_function_constant_count(scene.heap, function));
    scene_end(&scene);
}

static void constants_are_held_and_die_last_to_first_before_the_name(void) {
    Scene scene;
    scene_begin(&scene);
    Object *number, *text;
    CHECK_INT(HEAP_OK, heap_new_int(scene.heap, 100000, &number));
    CHECK_INT(HEAP_OK, heap_new_bytes(scene.heap, "some bytes", 10, &text));
    Object *const constants[] = {number, text};
    HeapFunctionSpec spec = {.name = "some_name", .constants = constants, .constant_count = 2};
    Object *function = make(&scene, "foo", &spec);
    heap_drop(scene.heap, number);
    heap_drop(scene.heap, text);
    scene_check(&scene);
    CHECK_INT(2, heap_function_constant_count(scene.heap, function));
    CHECK(heap_function_constant(scene.heap, function, 1) == text);
    CHECK_INT(1, scene_info(&scene, number).references);
    scene_log(&scene, bit(HEAP_EVENT_DEALLOC) | bit(HEAP_EVENT_BLOCK_FREE));
    scene_unbind(&scene, "foo");
    CHECK_STR("dealloc function, dealloc str, dealloc NoneType, "
              "dealloc bytes, block_free object 43, dealloc int, block_free object 28, "
              "dealloc str, block_free object 58, block_free object 152, ",
              scene.log);
    scene_end(&scene);
}

static void the_first_attribute_makes_a_dict(void) {
    Scene scene;
    scene_begin(&scene);
    Object *function = make(&scene, "foo", &(HeapFunctionSpec){.name = "foo"});
    int64_t count = scene_count(&scene);
    scene_log(&scene, bit(HEAP_EVENT_BLOCK_ALLOC));
    scene_set(&scene, function, "xs", function);
    CHECK_STR("block_alloc object 51, block_alloc object 64, block_alloc keys 120, ", scene.log);
    CHECK_INT(count + 1, scene_count(&scene));
    scene_set(&scene, function, "ys", function);
    CHECK_INT(count + 1, scene_count(&scene));
    CHECK(scene_get(&scene, function, "ys") == function);
    scene_delete(&scene, function, "ys");
    CHECK(scene_get(&scene, function, "ys") == NULL);
    CHECK_STR("'function' object has no attribute 'ys'", heap_error(scene.heap));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_del_attr(scene.heap, function, "ys"));
    CHECK_STR("'function' object has no attribute 'ys'", heap_error(scene.heap));
    scene_unbind(&scene, "foo");
    CHECK_INT(2, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

static void doc_and_module_can_be_set_and_deleting_leaves_none(void) {
    Scene scene;
    scene_begin(&scene);
    Object *function = make(&scene, "foo", &(HeapFunctionSpec){.name = "foo"});
    Object *list = scene_list(&scene, "l");
    scene_set(&scene, function, "__doc__", list);
    CHECK(scene_get(&scene, function, "__doc__") == list);
    scene_delete(&scene, function, "__doc__");
    CHECK_INT(HEAP_NONE, heap_object_kind(scene_get(&scene, function, "__doc__")));
    scene_set(&scene, function, "__module__", list);
    scene_unbind(&scene, "l");
    scene_end(&scene);
}

// P's attribute f is a function whose attribute is P: the six that a fresh class makes, the
// function and its dict.
static void a_function_in_a_class_is_collected_with_it(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cls = scene_class(&scene, "P");
    Object *function = make(&scene, "f", &(HeapFunctionSpec){.name = "f"});
    scene_set(&scene, cls, "f", function);
    scene_set(&scene, function, "owner", cls);
    scene_unbind(&scene, "f");
    scene_unbind(&scene, "P");
    CHECK_INT(8, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

static void a_frame_holds_its_function(void) {
    static const char *const params[] = {"x"};
    Scene scene;
    scene_begin(&scene);
    HeapFunctionSpec spec = {.name = "foo", .params = params, .param_count = 1};
    Object *function = make(&scene, "foo", &spec);
    Object *const arguments[] = {scene_list(&scene, "l")};
    CHECK_INT(HEAP_OK, heap_enter_frame(scene.heap, function, arguments));
    scene_check(&scene);
    CHECK_INT(2, scene_info(&scene, function).references);
    CHECK_INT(2, scene_info(&scene, arguments[0]).references);
    CHECK_INT(HEAP_OK, heap_leave_frame(scene.heap));
    scene_check(&scene);
    CHECK_INT(1, scene_info(&scene, function).references);
    scene_end(&scene);
}

int main(void) {
    RUN(a_function_is_one_block_and_one_for_the_collector);
    RUN(a_function_holds_its_name_twice_its_module_and_its_doc);
    RUN(a_function_keeps_params_and_code_as_given);
    RUN(a_function_without_a_body_has_no_code);
    RUN(constants_are_held_and_die_last_to_first_before_the_name);
    RUN(the_first_attribute_makes_a_dict);
    RUN(doc_and_module_can_be_set_and_deleting_leaves_none);
    RUN(a_function_in_a_class_is_collected_with_it);
    RUN(a_frame_holds_its_function);
    return 0;
}
