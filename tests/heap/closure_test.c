// Cells, closures and defaults: expectations recorded from CPython 3.11.7.
#include "heap/types/cell.h"
#include "tests/heap/scene.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

static Object *make_cell(Scene *scene, const char *name, Object *content) {
    Object *cell = NULL;
    CHECK_INT(HEAP_OK, cell_new(scene->heap, content, &cell));
    return scene_bind(scene, name, cell);
}

static Object *make_function(Scene *scene, const char *bound, const HeapFunctionSpec *spec) {
    Object *function = NULL;
    CHECK_INT(HEAP_OK, heap_new_function(scene->heap, spec, &function));
    return scene_bind(scene, bound, function);
}

static void check_repr(const Scene *scene, const Object *object, const char *begin,
                       const char *end) {
    char text[200];
    bool cut;
    heap_repr(scene->heap, object, text, sizeof text, &cut);
    CHECK(strncmp(begin, text, strlen(begin)) == 0);
    CHECK_STR(end, text + strlen(text) - strlen(end));
}

// ---- cells

static void a_cell_is_one_block_of_40_bytes(void) {
    Scene scene;
    scene_begin(&scene);
    int64_t count = scene_count(&scene);
    HeapObjectInfo info = scene_info(&scene, make_cell(&scene, "c", NULL));
    CHECK_STR("cell", info.type);
    CHECK_INT(40, info.size);
    CHECK_INT(48, info.blocks[0].size_class);
    CHECK_INT(0, info.generation);
    CHECK_INT(count + 1, scene_count(&scene));
    scene_unbind(&scene, "c");
    CHECK_INT(count, scene_count(&scene));
    scene_end(&scene);
}

static void a_cell_holds_its_content_as_a_cell_does(void) {
    Scene scene;
    scene_begin(&scene);
    Object *list = scene_list(&scene, "l"), *cell = make_cell(&scene, "c", list);
    HeapHolder slot;
    uint32_t cursor = 0;
    CHECK(heap_next_slot(scene.heap, cell, &cursor, &slot));
    CHECK_INT(HEAP_HOLDER_CELL, slot.kind);
    CHECK_STR("cell_contents", slot.label);
    CHECK(slot.object == list);
    CHECK_INT(2, scene_info(&scene, list).references);
    cell_set(scene.heap, cell, NULL);
    scene_check(&scene);
    CHECK_INT(0, heap_slot_count(scene.heap, cell));
    CHECK_INT(1, scene_info(&scene, list).references);
    scene_end(&scene);
}

static void a_cell_shows_the_type_of_its_content(void) {
    Scene scene;
    scene_begin(&scene);
    check_repr(&scene, make_cell(&scene, "c", NULL), "<cell at 0x7f", ": empty>");
    Object *cell = make_cell(&scene, "c", scene_list(&scene, "l"));
    CHECK_INT(HEAP_OK, heap_append(scene.heap, scene_object(&scene, "l"), cell));
    check_repr(&scene, cell, "<cell at 0x7f", ">");
    scene_end(&scene);
}

static void cells_compare_by_content_and_have_no_hash(void) {
    Scene scene;
    scene_begin(&scene);
    Object *one = make_cell(&scene, "one", scene_list(&scene, "a"));
    Object *two = make_cell(&scene, "two", scene_list(&scene, "b"));
    Object *empty = make_cell(&scene, "three", NULL), *other = make_cell(&scene, "four", NULL);
    bool equal = false;
    int64_t hash = 0;
    CHECK_INT(HEAP_OK, heap_equal(scene.heap, one, two, &equal));
    CHECK(equal);
    CHECK_INT(HEAP_OK, heap_equal(scene.heap, one, empty, &equal));
    CHECK(!equal);
    CHECK_INT(HEAP_OK, heap_equal(scene.heap, empty, other, &equal));
    CHECK(equal);
    CHECK_INT(HEAP_TYPE_ERROR, heap_hash(scene.heap, one, &hash));
    CHECK_STR("unhashable type: 'cell'", heap_error(scene.heap));
    scene_end(&scene);
}

static void a_cell_that_holds_itself_is_garbage(void) {
    Scene scene;
    scene_begin(&scene);
    Object *cell = make_cell(&scene, "c", NULL);
    cell_set(scene.heap, cell, cell);
    scene_unbind(&scene, "c");
    CHECK_INT(1, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

// ---- defaults

static void defaults_are_a_tuple_that_is_made_before_the_function(void) {
    static const char *const params[] = {"a", "b", "c"};
    Scene scene;
    scene_begin(&scene);
    Object *const defaults[] = {scene_list(&scene, "x"), scene_list(&scene, "y")};
    HeapFunctionSpec spec = {
        .name = "fn", .params = params, .param_count = 3, .defaults = defaults, .default_count = 2};
    scene_log(&scene, bit(HEAP_EVENT_ALLOC));
    Object *function = make_function(&scene, "f", &spec);
    CHECK_STR("alloc str, alloc tuple, alloc function, alloc str, alloc NoneType, ", scene.log);
    scene_log(&scene, 0);
    Object *tuple = scene_get(&scene, function, "__defaults__");
    CHECK_INT(HEAP_TUPLE, heap_object_kind(tuple));
    CHECK_INT(1, scene_info(&scene, tuple).references);
    CHECK_INT(2, scene_info(&scene, defaults[0]).references);
    CHECK(heap_function_default(scene.heap, function, 0) == NULL);
    CHECK(heap_function_default(scene.heap, function, 1) == defaults[0]);
    CHECK(heap_function_default(scene.heap, function, 2) == defaults[1]);
    scene_end(&scene);
}

static void functions_can_share_a_constant_tuple_of_defaults(void) {
    static const char *const params[] = {"a"};
    Scene scene;
    scene_begin(&scene);
    Object *tuple = scene_bind(&scene, "t", new_tuple_of(scene.heap, scene_int(&scene, "i", 7)));
    HeapFunctionSpec spec = {
        .name = "f", .params = params, .param_count = 1, .default_tuple = tuple};
    Object *one = make_function(&scene, "f", &spec), *two = make_function(&scene, "g", &spec);
    CHECK(scene_get(&scene, one, "__defaults__") == tuple);
    CHECK(scene_get(&scene, two, "__defaults__") == tuple);
    CHECK_INT(3, scene_info(&scene, tuple).references);
    CHECK(heap_function_default(scene.heap, one, 0) == scene_object(&scene, "i"));
    scene_end(&scene);
}

static void a_function_without_defaults_and_closure_has_none_there(void) {
    Scene scene;
    scene_begin(&scene);
    Object *function = make_function(&scene, "f", &(HeapFunctionSpec){.name = "f"});
    CHECK_INT(HEAP_NONE, heap_object_kind(scene_get(&scene, function, "__defaults__")));
    CHECK_INT(HEAP_NONE, heap_object_kind(scene_get(&scene, function, "__closure__")));
    CHECK_INT(HEAP_NONE, heap_object_kind(scene_get(&scene, function, "__kwdefaults__")));
    scene_end(&scene);
}

// ---- closures

static void a_closure_is_a_tuple_of_cells_in_the_order_of_the_sorted_names(void) {
    static const char *const names[] = {"z", "b", "free"};
    Scene scene;
    scene_begin(&scene);
    Object *const cells[] = {make_cell(&scene, "c0", NULL), make_cell(&scene, "c1", NULL),
                             make_cell(&scene, "c2", NULL)};
    HeapFunctionSpec spec = {
        .name = "g", .free_names = names, .free_cells = cells, .free_name_count = 3};
    int64_t count = scene_count(&scene);
    Object *function = make_function(&scene, "g", &spec);
    CHECK_INT(count + 2, scene_count(&scene));
    Object *closure = scene_get(&scene, function, "__closure__");
    static const unsigned order[] = {1, 2, 0};
    HeapHolder slot;
    uint32_t cursor = 0;
    for (size_t i = 0; i < 3; i++) {
        CHECK(heap_next_slot(scene.heap, closure, &cursor, &slot));
        CHECK(slot.object == cells[order[i]]);
        CHECK_INT(2, scene_info(&scene, slot.object).references);
    }
    CHECK_INT(1, scene_info(&scene, closure).references);
    CHECK(scene_info(&scene, closure).tracked);
    scene_end(&scene);
}

static void a_qualname_is_a_str_of_its_own_where_it_differs(void) {
    Scene scene;
    scene_begin(&scene);
    HeapFunctionSpec spec = {.name = "g", .qualname = "fn.<locals>.g"};
    Object *function = make_function(&scene, "f", &spec);
    Object *qualname = scene_get(&scene, function, "__qualname__");
    CHECK_INT(1, scene_info(&scene, qualname).references);
    CHECK(!scene_info(&scene, qualname).interned);
    CHECK_STR("fn.<locals>.g", heap_function_qualname(scene.heap, function));
    CHECK_STR("g", heap_function_name(scene.heap, function));
    check_repr(&scene, function, "<function fn.<locals>.g at 0x7f", ">");
    spec.qualname_text = qualname;
    make_function(&scene, "other", &spec);
    CHECK_INT(2, scene_info(&scene, qualname).references);
    scene_end(&scene);
}

// Module, defaults, doc, dict, closure, constants, name, qualname: measured with objects that print
// when they die.
static void what_a_function_holds_dies_in_the_order_of_func_clear(void) {
    static const char *const params[] = {"a"};
    static const char *const names[] = {"v"};
    Scene scene;
    scene_begin(&scene);
    Heap *heap = scene.heap;
    Object *constants[] = {new_str(heap, "a constant")};
    Object *const defaults[] = {scene_list(&scene, "x")};
    Object *const cells[] = {make_cell(&scene, "c", NULL)};
    HeapFunctionSpec spec = {.name = "name",
                             .qualname = "q.name",
                             .params = params,
                             .param_count = 1,
                             .defaults = defaults,
                             .default_count = 1,
                             .free_names = names,
                             .free_cells = cells,
                             .free_name_count = 1,
                             .constants = constants,
                             .constant_count = 1};
    Object *function = make_function(&scene, "f", &spec);
    heap_drop(heap, constants[0]);
    scene_set(&scene, function, "attribute", cells[0]);
    scene_unbind(&scene, "x");
    scene_log(&scene, bit(HEAP_EVENT_DEALLOC));
    scene_unbind(&scene, "f");
    CHECK_STR("dealloc function, dealloc str, dealloc tuple, dealloc list, dealloc NoneType, "
              "dealloc dict, dealloc str, dealloc tuple, dealloc str, dealloc str, dealloc str, ",
              scene.log);
    scene_log(&scene, 0);
    scene_end(&scene);
}

// def fn(): x = []; x.append(lambda: x)
static void a_function_in_what_it_captures_is_garbage(void) {
    static const char *const names[] = {"x"};
    Scene scene;
    scene_begin(&scene);
    Object *list = scene_list(&scene, "l");
    Object *const cells[] = {make_cell(&scene, "c", list)};
    HeapFunctionSpec spec = {
        .name = "g", .free_names = names, .free_cells = cells, .free_name_count = 1};
    CHECK_INT(HEAP_OK, heap_append(scene.heap, list, make_function(&scene, "g", &spec)));
    scene_unbind(&scene, "l");
    scene_unbind(&scene, "c");
    scene_unbind(&scene, "g");
    CHECK_INT(4, scene_collect(&scene, 2));
    CHECK_INT(0, heap_totals(scene.heap).objects);
    scene_end(&scene);
}

int main(void) {
    RUN(a_cell_is_one_block_of_40_bytes);
    RUN(a_cell_holds_its_content_as_a_cell_does);
    RUN(a_cell_shows_the_type_of_its_content);
    RUN(cells_compare_by_content_and_have_no_hash);
    RUN(a_cell_that_holds_itself_is_garbage);
    RUN(defaults_are_a_tuple_that_is_made_before_the_function);
    RUN(functions_can_share_a_constant_tuple_of_defaults);
    RUN(a_function_without_defaults_and_closure_has_none_there);
    RUN(a_closure_is_a_tuple_of_cells_in_the_order_of_the_sorted_names);
    RUN(a_qualname_is_a_str_of_its_own_where_it_differs);
    RUN(what_a_function_holds_dies_in_the_order_of_func_clear);
    RUN(a_function_in_what_it_captures_is_garbage);
    return 0;
}
