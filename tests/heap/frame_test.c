// Frames: where locals stand, which live in cells, and in which order they go. Expectations
// recorded from CPython 3.11.7.
#include "tests/heap/scene.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

// def fn(z, p): ...
static Object *make_function(Scene *scene, HeapFunctionSpec spec) {
    static const char *const params[] = {"z", "p"};
    Object *function = NULL;
    spec.name = "fn";
    spec.params = params;
    spec.param_count = 2;
    CHECK_INT(HEAP_OK, heap_new_function(scene->heap, &spec, &function));
    return scene_bind(scene, "fn", function);
}

static void enter(Scene *scene, Object *function) {
    Object *const arguments[] = {scene_list(scene, "one"), scene_list(scene, "two")};
    CHECK_INT(HEAP_OK, heap_enter_frame(scene->heap, function, arguments));
    scene_check(scene);
}

static void bind_local(Scene *scene, const char *name) {
    Object *hold = new_list(scene->heap);
    CHECK_INT(HEAP_OK, heap_bind(scene->heap, heap_current_frame(scene->heap), name, hold));
    heap_drop(scene->heap, hold);
    scene_check(scene);
}

static void leave(Scene *scene) {
    CHECK_INT(HEAP_OK, heap_leave_frame(scene->heap));
    scene_check(scene);
}

// The names of the running frame: "z p ".
static void check_names(const Scene *scene, const char *expected) {
    char text[200] = "";
    HeapName name;
    uint32_t cursor = 0;
    while (heap_next_name(scene->heap, heap_current_frame(scene->heap), &cursor, &name)) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", name.name);
    }
    CHECK_STR(expected, text);
}

static void check_error(const Scene *scene, HeapStatus expected, HeapStatus status,
                        const char *text) {
    CHECK_INT(expected, status);
    CHECK_STR(text, heap_error(scene->heap));
}

static void locals_stand_as_in_a_code_object(void) {
    static const char *const locals[] = {"c", "e"}, *const cells[] = {"y", "z", "b"};
    Scene scene;
    scene_begin(&scene);
    enter(&scene, make_function(&scene, (HeapFunctionSpec){.local_names = locals,
                                                           .local_name_count = 2,
                                                           .cell_names = cells,
                                                           .cell_name_count = 3}));
    check_names(&scene, "z p b y ");
    bind_local(&scene, "y");
    bind_local(&scene, "e");
    bind_local(&scene, "late");
    bind_local(&scene, "c");
    check_names(&scene, "z p c e late b y ");
    leave(&scene);
    scene_end(&scene);
}

// The last names that a frame bound, as it lets them go.
typedef struct {
    char text[100];
} Goings;

static void note_unbind(void *context, Heap *heap, const HeapEvent *event) {
    (void)heap;
    Goings *goings = context;
    if (event->to_object == NULL) {
        size_t size = strlen(goings->text);
        snprintf(goings->text + size, sizeof goings->text - size, "%s ", event->holder.label);
    }
}

static void a_frame_releases_its_names_in_their_order(void) {
    static const char *const cells[] = {"z", "y"};
    Scene scene;
    scene_begin(&scene);
    enter(&scene,
          make_function(&scene, (HeapFunctionSpec){.cell_names = cells, .cell_name_count = 2}));
    bind_local(&scene, "late");
    bind_local(&scene, "early");
    Goings goings = {""};
    heap_set_observer(
        scene.heap,
        &(HeapObserver){.event = note_unbind, .context = &goings, .wanted = bit(HEAP_EVENT_BIND)});
    leave(&scene);
    heap_set_observer(scene.heap, NULL);
    CHECK_STR("z p late early y ", goings.text);
    scene_end(&scene);
}

static void a_local_that_is_not_bound_yet_is_no_name_of_the_module(void) {
    static const char *const locals[] = {"x"};
    Scene scene;
    scene_begin(&scene);
    scene_list(&scene, "x");
    enter(&scene,
          make_function(&scene, (HeapFunctionSpec){.local_names = locals, .local_name_count = 1}));
    Object *found;
    check_error(&scene, HEAP_UNBOUND_LOCAL_ERROR, heap_lookup(scene.heap, "x", &found),
                "cannot access local variable 'x' where it is not associated with a value");
    leave(&scene);
    CHECK_INT(HEAP_OK, heap_lookup(scene.heap, "x", &found));
    scene_end(&scene);
}

// ---- cells

static void each_variable_in_a_cell_allocates_one_at_entry(void) {
    static const char *const cells[] = {"y", "p"};
    Scene scene;
    scene_begin(&scene);
    Object *function =
        make_function(&scene, (HeapFunctionSpec){.cell_names = cells, .cell_name_count = 2});
    scene_list(&scene, "one");
    scene_list(&scene, "two");
    int64_t count = scene_count(&scene);
    Object *const arguments[] = {scene_object(&scene, "one"), scene_object(&scene, "two")};
    scene_log(&scene, bit(HEAP_EVENT_ALLOC) | bit(HEAP_EVENT_BIND));
    CHECK_INT(HEAP_OK, heap_enter_frame(scene.heap, function, arguments));
    CHECK_STR("bind z, bind p, alloc cell, bind p, alloc cell, bind y, ", scene.log);
    scene_log(&scene, 0);
    CHECK_INT(count + 2, scene_count(&scene));
    leave(&scene);
    CHECK_INT(count, scene_count(&scene));
    scene_end(&scene);
}

static void an_argument_moves_into_its_cell(void) {
    static const char *const cells[] = {"p"};
    Scene scene;
    scene_begin(&scene);
    enter(&scene,
          make_function(&scene, (HeapFunctionSpec){.cell_names = cells, .cell_name_count = 1}));
    uint32_t frame = heap_current_frame(scene.heap);
    Object *two = heap_frame_lookup(scene.heap, HEAP_MODULE_FRAME, "two");
    Object *cell = heap_frame_cell(scene.heap, frame, "p"), *found = NULL;
    CHECK(heap_frame_cell(scene.heap, frame, "z") == NULL);
    CHECK_INT(HEAP_CELL, heap_object_kind(cell));
    CHECK(heap_frame_lookup(scene.heap, frame, "p") == two);
    CHECK_INT(HEAP_OK, heap_lookup(scene.heap, "p", &found));
    CHECK(found == two);
    CHECK_INT(2, scene_info(&scene, two).references);
    CHECK_INT(1, scene_info(&scene, cell).references);
    leave(&scene);
    CHECK_INT(1, scene_info(&scene, two).references);
    scene_end(&scene);
}

// def outer(z, p): def inner(): ... x ...
static Object *make_inner(Scene *scene, const char *name) {
    const char *const names[] = {name};
    Object *function = NULL;
    Object *const cells[] = {heap_frame_cell(scene->heap, heap_current_frame(scene->heap), name)};
    HeapFunctionSpec spec = {
        .name = "inner", .free_names = names, .free_cells = cells, .free_name_count = 1};
    CHECK_INT(HEAP_OK, heap_new_function(scene->heap, &spec, &function));
    return scene_bind(scene, "inner", function);
}

static void what_an_inner_function_binds_the_outer_sees(void) {
    static const char *const cells[] = {"x"};
    Scene scene;
    scene_begin(&scene);
    enter(&scene,
          make_function(&scene, (HeapFunctionSpec){.cell_names = cells, .cell_name_count = 1}));
    Object *inner = make_inner(&scene, "x");
    Object *cell = heap_frame_cell(scene.heap, heap_current_frame(scene.heap), "x");
    CHECK_INT(2, scene_info(&scene, cell).references);
    CHECK_INT(HEAP_OK, heap_enter_frame(scene.heap, inner, NULL));
    CHECK_INT(3, scene_info(&scene, cell).references);
    CHECK(heap_frame_cell(scene.heap, heap_current_frame(scene.heap), "x") == cell);
    bind_local(&scene, "x");
    Object *inside = NULL, *outside = NULL;
    CHECK_INT(HEAP_OK, heap_lookup(scene.heap, "x", &inside));
    leave(&scene);
    CHECK_INT(HEAP_OK, heap_lookup(scene.heap, "x", &outside));
    CHECK(inside == outside);
    CHECK_INT(1, scene_info(&scene, outside).references);
    leave(&scene);
    CHECK_INT(1, scene_info(&scene, cell).references);
    scene_end(&scene);
}

static void an_empty_cell_is_worded_by_whose_variable_it_is(void) {
    static const char *const cells[] = {"x"};
    Scene scene;
    scene_begin(&scene);
    enter(&scene,
          make_function(&scene, (HeapFunctionSpec){.cell_names = cells, .cell_name_count = 1}));
    Object *inner = make_inner(&scene, "x"), *found;
    check_error(&scene, HEAP_UNBOUND_LOCAL_ERROR, heap_lookup(scene.heap, "x", &found),
                "cannot access local variable 'x' where it is not associated with a value");
    CHECK_INT(HEAP_OK, heap_enter_frame(scene.heap, inner, NULL));
    static const char free_text[] = "cannot access free variable 'x' where it is not associated "
                                    "with a value in enclosing scope";
    check_error(&scene, HEAP_NAME_ERROR, heap_lookup(scene.heap, "x", &found), free_text);
    check_error(&scene, HEAP_NAME_ERROR,
                heap_unbind(scene.heap, heap_current_frame(scene.heap), "x"), free_text);
    leave(&scene);
    leave(&scene);
    scene_end(&scene);
}

static void changes_in_a_cell_are_slots_of_the_cell(void) {
    static const char *const cells[] = {"x"};
    Scene scene;
    scene_begin(&scene);
    enter(&scene,
          make_function(&scene, (HeapFunctionSpec){.cell_names = cells, .cell_name_count = 1}));
    scene_log(&scene, bit(HEAP_EVENT_BIND) | bit(HEAP_EVENT_SLOT));
    bind_local(&scene, "x");
    CHECK_INT(HEAP_OK, heap_unbind(scene.heap, heap_current_frame(scene.heap), "x"));
    scene_check(&scene);
    CHECK_STR("slot cell, slot cell, ", scene.log);
    scene_log(&scene, 0);
    check_names(&scene, "z p x ");
    leave(&scene);
    scene_end(&scene);
}

static void a_frame_entered_by_hand_may_have_more_cells(void) {
    static const char *const own[] = {"y"}, *const more[] = {"z", "a", "y"};
    Scene scene;
    scene_begin(&scene);
    Object *function =
        make_function(&scene, (HeapFunctionSpec){.cell_names = own, .cell_name_count = 1});
    Object *const arguments[] = {scene_list(&scene, "one"), scene_list(&scene, "two")};
    CHECK_INT(HEAP_OK, heap_enter_frame_with_cells(scene.heap, function, arguments, more, 3));
    scene_check(&scene);
    check_names(&scene, "z p a y ");
    CHECK(heap_frame_cell(scene.heap, heap_current_frame(scene.heap), "z") != NULL);
    bind_local(&scene, "b");
    check_names(&scene, "z p b a y ");
    leave(&scene);
    scene_end(&scene);
}

static void a_captured_name_that_is_captured_again_keeps_its_cell(void) {
    static const char *const cells[] = {"x"};
    Scene scene;
    scene_begin(&scene);
    enter(&scene,
          make_function(&scene, (HeapFunctionSpec){.cell_names = cells, .cell_name_count = 1}));
    Object *cell = heap_frame_cell(scene.heap, heap_current_frame(scene.heap), "x");
    Object *inner = make_inner(&scene, "x");
    CHECK_INT(HEAP_OK, heap_enter_frame_with_cells(scene.heap, inner, NULL, cells, 1));
    scene_check(&scene);
    CHECK(heap_frame_cell(scene.heap, heap_current_frame(scene.heap), "x") == cell);
    make_inner(&scene, "x");
    CHECK_INT(4, scene_info(&scene, cell).references);
    leave(&scene);
    leave(&scene);
    scene_end(&scene);
}

static void a_clone_has_the_same_frames_and_cells(void) {
    static const char *const cells[] = {"x", "z"};
    Scene scene;
    scene_begin(&scene);
    enter(&scene,
          make_function(&scene, (HeapFunctionSpec){.cell_names = cells, .cell_name_count = 2}));
    make_inner(&scene, "x");
    Heap *clone = heap_clone(scene.heap);
    world_same(scene.heap, clone);
    leave(&scene);
    CHECK(heap_frame_cell(clone, heap_current_frame(clone), "z") != NULL);
    CHECK_INT(HEAP_OK, heap_leave_frame(clone));
    world_same(scene.heap, clone);
    world_destroy(clone);
    scene_end(&scene);
}

int main(void) {
    RUN(locals_stand_as_in_a_code_object);
    RUN(a_frame_releases_its_names_in_their_order);
    RUN(a_local_that_is_not_bound_yet_is_no_name_of_the_module);
    RUN(each_variable_in_a_cell_allocates_one_at_entry);
    RUN(an_argument_moves_into_its_cell);
    RUN(what_an_inner_function_binds_the_outer_sees);
    RUN(an_empty_cell_is_worded_by_whose_variable_it_is);
    RUN(changes_in_a_cell_are_slots_of_the_cell);
    RUN(a_frame_entered_by_hand_may_have_more_cells);
    RUN(a_captured_name_that_is_captured_again_keeps_its_cell);
    RUN(a_clone_has_the_same_frames_and_cells);
    return 0;
}
