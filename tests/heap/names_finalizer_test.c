// Names and frames that change while they let objects go: a finalizer may do anything. What becomes
// of the names was tried on CPython 3.11.7.
#include "tests/heap/scene.h"

typedef struct Play Play;
struct Play {
    Scene scene;
    Object *function;  // def fn(a, b): ..., with `b` and `x` in cells.
    void (*act)(Play *play, Object *self);
    int runs;
};

static HeapStatus run(void *context, Heap *heap, HeapRunReason reason, Object *callable,
                      Object *argument) {
    (void)heap, (void)callable;
    Play *play = context;
    CHECK_INT(HEAP_RUN_FINALIZER, reason);
    play->runs++;
    play->act(play, argument);
    return HEAP_OK;
}

static void begin(Play *play, void (*act)(Play *play, Object *self)) {
    static const char *const params[] = {"a", "b"}, *const cells[] = {"b", "x"};
    HeapFunctionSpec spec = {.name = "fn",
                             .params = params,
                             .param_count = 2,
                             .cell_names = cells,
                             .cell_name_count = 2};
    *play = (Play){.act = act};
    scene_begin(&play->scene);
    Heap *heap = play->scene.heap;
    CHECK_INT(HEAP_OK, heap_new_function(heap, &spec, &play->function));
    scene_bind(&play->scene, "fn", play->function);
    scene_set(&play->scene, scene_class(&play->scene, "P"), "__del__", play->function);
    heap_set_runner(heap, &(HeapRunner){.run = run, .context = play});
}

static void end(Play *play) {
    heap_set_runner(play->scene.heap, NULL);
    scene_end(&play->scene);
}

static Object *new_finalized(Play *play) {
    return new_instance(play->scene.heap, scene_object(&play->scene, "P"));
}

static void bind(Play *play, const char *name, Object *hold) {
    Heap *heap = play->scene.heap;
    CHECK_INT(HEAP_OK, heap_bind(heap, heap_current_frame(heap), name, hold));
    heap_drop(heap, hold);
}

static void enter(Play *play, Object *a, Object *b) {
    Object *const arguments[] = {a, b};
    CHECK_INT(HEAP_OK, heap_enter_frame(play->scene.heap, play->function, arguments));
}

// ---- the module

static void bind_r_again(Play *play, Object *self) {
    (void)self;
    CHECK(heap_frame_lookup(play->scene.heap, HEAP_MODULE_FRAME, "r") == NULL);
    bind(play, "r", new_list(play->scene.heap));
}

static void a_name_that_a_finalizer_binds_again_stays_bound(void) {
    Play play;
    begin(&play, bind_r_again);
    scene_bind(&play.scene, "r", new_finalized(&play));
    CHECK_INT(HEAP_OK, heap_unbind(play.scene.heap, HEAP_MODULE_FRAME, "r"));
    scene_check(&play.scene);
    CHECK_INT(1, play.runs);
    CHECK_INT(HEAP_LIST, heap_object_kind(scene_object(&play.scene, "r")));
    end(&play);
}

static void delete_r(Play *play, Object *self) {
    (void)self;
    CHECK_INT(HEAP_OK, heap_unbind(play->scene.heap, HEAP_MODULE_FRAME, "r"));
}

static void a_name_that_a_finalizer_deletes_is_gone_though_it_was_just_bound(void) {
    Play play;
    begin(&play, delete_r);
    scene_bind(&play.scene, "r", new_finalized(&play));
    Object *list = new_list(play.scene.heap);
    CHECK_INT(HEAP_OK, heap_bind(play.scene.heap, HEAP_MODULE_FRAME, "r", list));
    heap_drop(play.scene.heap, list);
    scene_check(&play.scene);
    CHECK_INT(1, play.runs);
    CHECK(heap_frame_lookup(play.scene.heap, HEAP_MODULE_FRAME, "r") == NULL);
    end(&play);
}

// ---- frames

enum { FRAMES = 20, NAMES = 40 };  // More than what is there at first has room for.

static void enter_and_leave_many(Play *play, Object *self) {
    Heap *heap = play->scene.heap;
    for (int i = 0; i < FRAMES; i++) {
        enter(play, self, self);
        bind(play, "late", new_list(heap));
    }
    for (int i = 0; i < NAMES; i++) {
        char name[40];
        snprintf(name, sizeof name, "global_%d_%d", play->runs, i);
        Object *list = new_list(heap);
        CHECK_INT(HEAP_OK, heap_bind(heap, HEAP_MODULE_FRAME, name, list));
        heap_drop(heap, list);
    }
    for (int i = 0; i < FRAMES; i++) {
        CHECK_INT(HEAP_OK, heap_leave_frame(heap));
    }
}

static void enter_with_finalized(Play *play) {
    Object *a = new_finalized(play), *b = new_finalized(play);
    enter(play, a, b);
    heap_drop(play->scene.heap, a);
    heap_drop(play->scene.heap, b);
    bind(play, "x", new_finalized(play));
    bind(play, "late", new_finalized(play));
    scene_check(&play->scene);
}

static void a_frame_that_is_left_stands_though_its_locals_enter_others(void) {
    Play play;
    begin(&play, enter_and_leave_many);
    enter_with_finalized(&play);
    CHECK_INT(HEAP_OK, heap_leave_frame(play.scene.heap));
    scene_check(&play.scene);
    CHECK_INT(4, play.runs);
    CHECK_INT(HEAP_MODULE_FRAME, heap_current_frame(play.scene.heap));
    CHECK_INT(2 + 4 * NAMES, heap_name_count(play.scene.heap));
    end(&play);
}

static void look_at_the_frame_below(Play *play, Object *self) {
    static const char *const left[] = {"b late x ", "late x ", "x ", ""};
    Heap *heap = play->scene.heap;
    char text[40] = "";
    HeapName name;
    (void)self;
    for (uint32_t cursor = 0; heap_next_name(heap, heap_current_frame(heap), &cursor, &name);) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", name.name);
    }
    CHECK_STR(left[play->runs - 1], text);
}

static void what_a_frame_has_not_released_yet_is_still_bound(void) {
    Play play;
    begin(&play, look_at_the_frame_below);
    enter_with_finalized(&play);
    CHECK_INT(HEAP_OK, heap_leave_frame(play.scene.heap));
    scene_check(&play.scene);
    CHECK_INT(4, play.runs);
    end(&play);
}

static void keep(Play *play, Object *self) {
    CHECK_INT(HEAP_OK, heap_bind(play->scene.heap, HEAP_MODULE_FRAME, "kept", self));
}

static void a_local_that_its_finalizer_keeps_outlives_its_frame(void) {
    Play play;
    begin(&play, keep);
    Object *list = scene_list(&play.scene, "l");
    enter(&play, list, list);
    bind(&play, "x", new_finalized(&play));
    CHECK_INT(HEAP_OK, heap_leave_frame(play.scene.heap));
    scene_check(&play.scene);
    Object *kept = scene_object(&play.scene, "kept");
    CHECK_INT(1, scene_info(&play.scene, kept).references);
    CHECK(scene_info(&play.scene, kept).finalized);
    end(&play);
}

// ---- cells

static void bind_x_again(Play *play, Object *self) {
    (void)self;
    bind(play, "x", new_list(play->scene.heap));
}

static void a_variable_in_a_cell_that_a_finalizer_binds_again_stays_bound(void) {
    Play play;
    begin(&play, bind_x_again);
    Heap *heap = play.scene.heap;
    Object *list = scene_list(&play.scene, "l"), *found = NULL;
    enter(&play, list, list);
    bind(&play, "x", new_finalized(&play));
    CHECK_INT(HEAP_OK, heap_unbind(heap, heap_current_frame(heap), "x"));
    scene_check(&play.scene);
    CHECK_INT(HEAP_OK, heap_lookup(heap, "x", &found));
    CHECK_INT(HEAP_LIST, heap_object_kind(found));
    CHECK_INT(HEAP_OK, heap_leave_frame(heap));
    end(&play);
}

// The first cell is the allocation that starts a collection, and that finds the garbage.
static void a_finalizer_may_enter_frames_while_another_gets_its_cells(void) {
    Play play;
    begin(&play, enter_and_leave_many);
    Heap *heap = play.scene.heap;
    Object *list = scene_list(&play.scene, "l");
    scene_collect(&play.scene, 2);
    Object *garbage = scene_bind(&play.scene, "g", new_finalized(&play));
    scene_set(&play.scene, garbage, "self", garbage);
    scene_unbind(&play.scene, "g");
    heap_gc_enable(heap, true);
    heap_gc_set_thresholds(heap, (const uint32_t[]){1, 10, 10});
    enter(&play, list, list);
    scene_check(&play.scene);
    CHECK_INT(1, play.runs);
    CHECK(heap_frame_lookup(heap, heap_current_frame(heap), "b") == list);
    CHECK(heap_frame_cell(heap, heap_current_frame(heap), "x") != NULL);
    CHECK_INT(HEAP_OK, heap_leave_frame(heap));
    scene_check(&play.scene);
    end(&play);
}

int main(void) {
    RUN(a_name_that_a_finalizer_binds_again_stays_bound);
    RUN(a_name_that_a_finalizer_deletes_is_gone_though_it_was_just_bound);
    RUN(a_frame_that_is_left_stands_though_its_locals_enter_others);
    RUN(what_a_frame_has_not_released_yet_is_still_bound);
    RUN(a_local_that_its_finalizer_keeps_outlives_its_frame);
    RUN(a_variable_in_a_cell_that_a_finalizer_binds_again_stays_bound);
    RUN(a_finalizer_may_enter_frames_while_another_gets_its_cells);
    return 0;
}
