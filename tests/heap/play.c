#include "tests/heap/play.h"

static HeapStatus run_body(Play *play, const char *name, Object *argument) {
    strncat(play->ran, name, sizeof play->ran - strlen(play->ran) - 1);
    strncat(play->ran, " ", sizeof play->ran - strlen(play->ran) - 1);
    for (size_t i = 0; i < play->body_count; i++) {
        if (strcmp(play->bodies[i].name, name) == 0 && play->bodies[i].body != NULL) {
            return play->bodies[i].body(play, argument);
        }
    }
    return HEAP_OK;
}

static HeapStatus run(void *context, Heap *heap, HeapRunReason reason, Object *callable,
                      Object *argument) {
    Play *play = context;
    (void)reason;
    if (heap_object_kind(callable) != HEAP_FUNCTION) {
        heap_unraisable(heap, callable, "TypeError", "'int' object is not callable");
        return HEAP_OK;
    }
    CHECK_INT(HEAP_OK, heap_enter_frame(heap, callable, &argument));
    HeapStatus status = run_body(play, heap_function_name(heap, callable), argument);
    CHECK_INT(HEAP_OK, heap_leave_frame(heap));
    return status;
}

void play_begin(Play *play) {
    play_begin_as(play, getenv("SANDHEAP_PROFILE"));
}

void play_begin_as(Play *play, const char *profile) {
    *play = (Play){.body_count = 0};
    scene_begin_as(&play->scene, profile);
    play->heap = play->scene.heap;
    heap_set_runner(play->heap, &(HeapRunner){.run = run, .context = play});
}

void play_end(Play *play) {
    heap_set_runner(play->heap, NULL);
    scene_end(&play->scene);
}

static Object *make_function(Play *play, const char *name, PlayBody body) {
    const char *param = "x";
    HeapFunctionSpec spec = {.name = name, .params = &param, .param_count = 1};
    Object *function = NULL;
    CHECK_INT(HEAP_OK, heap_new_function(play->heap, &spec, &function));
    CHECK(play->body_count < PLAY_MAX_BODIES);
    play->bodies[play->body_count].name = name;
    play->bodies[play->body_count++].body = body;
    return function;
}

Object *play_function(Play *play, const char *name, PlayBody body) {
    return scene_bind(&play->scene, name, make_function(play, name, body));
}

Object *play_class(Play *play, const char *name, const char *finalizer, PlayBody body) {
    Object *cls = scene_class(&play->scene, name);
    Object *function = make_function(play, finalizer, body);
    scene_set(&play->scene, cls, "__del__", function);
    heap_drop(play->heap, function);
    return cls;
}

Object *play_weakref(Play *play, const char *name, Object *target, Object *callback) {
    Object *weakref = NULL;
    CHECK_INT(HEAP_OK, heap_new_weakref(play->heap, target, callback, &weakref));
    return scene_bind(&play->scene, name, weakref);
}
