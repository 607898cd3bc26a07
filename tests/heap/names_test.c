// Names and frames: in which order a name changes, what it costs, and what frames keep alive.
#include "heap/state.h"
#include "tests/heap/scene.h"

static uint64_t bit(HeapEventKind kind) {
    return (uint64_t)1 << kind;
}

// The order of "bind" and "dealloc", and whom the name "x" bound when the old object died.
typedef struct {
    char order[64];
    Object *bound;
} Rebinding;

static void note(void *context, Heap *heap, const HeapEvent *event) {
    Rebinding *seen = context;
    size_t used = strlen(seen->order);
    snprintf(seen->order + used, sizeof seen->order - used, "%s ", heap_event_name(event->kind));
    if (event->kind == HEAP_EVENT_DEALLOC) {
        seen->bound = heap_frame_lookup(heap, HEAP_MODULE_FRAME, "x");
    }
}

static void a_name_has_its_new_object_before_the_old_one_dies(void) {
    Heap *heap = world_create();
    bind_name(heap, "x", new_list(heap));
    Object *fresh = new_list(heap);
    Rebinding seen = {0};
    heap_set_observer(heap,
                      &(HeapObserver){.event = note,
                                      .context = &seen,
                                      .wanted = bit(HEAP_EVENT_BIND) | bit(HEAP_EVENT_DEALLOC)});
    bind_name(heap, "x", fresh);
    CHECK_STR("bind dealloc ", seen.order);
    CHECK(seen.bound == fresh);
    seen = (Rebinding){0};
    unbind_name(heap, "x");
    CHECK_STR("bind dealloc ", seen.order);
    CHECK(seen.bound == NULL);
    heap_set_observer(heap, NULL);
    world_destroy(heap);
}

static void binding_a_name_to_its_own_object_keeps_it(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "x", new_list(heap));
    heap_hold(heap, list);
    bind_name(heap, "x", list);
    CHECK_INT(1, references_of(heap, list));
    world_destroy(heap);
}

static void bind_and_unbind(Heap *heap, int times) {
    for (int i = 0; i < times; i++) {
        char name[40];
        snprintf(name, sizeof name, "name_%d", i);
        bind_name(heap, name, new_int(heap, 1));
        unbind_name(heap, name);
    }
}

// What a name takes from the store is taken again by the next.
static void names_that_come_and_go_take_no_room(void) {
    Heap *heap = world_create();
    bind_and_unbind(heap, 1000);
    Ref end = heap->store.end;
    bind_and_unbind(heap, 100000);
    CHECK_INT(end, heap->store.end);
    world_destroy(heap);
}

static void frames_that_come_and_go_take_no_room(void) {
    Heap *heap = world_create();
    Object *function = NULL, *arguments[] = {new_list(heap)};
    HeapFunctionSpec spec = {.name = "f", .params = (const char *[]){"x"}, .param_count = 1};
    CHECK_INT(HEAP_OK, heap_new_function(heap, &spec, &function));
    Ref end = 0;
    for (int i = 0; i < 2000; i++) {
        CHECK_INT(HEAP_OK, heap_enter_frame(heap, function, arguments));
        CHECK_INT(HEAP_OK, heap_leave_frame(heap));
        end = i == 100 ? heap->store.end : end;
    }
    CHECK_INT(end, heap->store.end);
    world_destroy(heap);
}

// Its name is gone: only the frame holds the function, and the function its constant.
static void what_a_frame_runs_is_reachable(void) {
    Heap *heap = world_create();
    Object *constant = NULL, *function = NULL;
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, "bytes", 5, &constant));
    HeapFunctionSpec spec = {.name = "f", .constants = &constant, .constant_count = 1};
    CHECK_INT(HEAP_OK, heap_new_function(heap, &spec, &function));
    heap_drop(heap, constant);
    bind_name(heap, "f", function);
    CHECK_INT(HEAP_OK, heap_enter_frame(heap, function, NULL));
    Object *local = new_list(heap), *lost = new_list(heap);
    CHECK_INT(HEAP_OK, heap_bind(heap, heap_current_frame(heap), "local", local));
    heap_drop(heap, local);
    unbind_name(heap, "f");
    CHECK_INT(HEAP_OK, heap_mark_reachable(heap));
    CHECK(heap_is_reachable(function));
    CHECK(heap_is_reachable(constant));
    CHECK(heap_is_reachable(local));
    CHECK(!heap_is_reachable(lost));
    CHECK_INT(HEAP_OK, heap_leave_frame(heap));
    heap_drop(heap, lost);
    CHECK_INT(0, heap_totals(heap).requested);
    world_destroy(heap);
}

int main(void) {
    RUN(a_name_has_its_new_object_before_the_old_one_dies);
    RUN(binding_a_name_to_its_own_object_keeps_it);
    RUN(names_that_come_and_go_take_no_room);
    RUN(frames_that_come_and_go_take_no_room);
    RUN(what_a_frame_runs_is_reachable);
    return 0;
}
