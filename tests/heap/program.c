#include "tests/heap/program.h"

#include "tests/heap/world.h"
#include "tests/support/test.h"

enum { MAX_RUNNING = 4, LARGE_BUDGET = 200000, SMALL_BUDGET = 400, LET_GO_TURNS = 20 };

static const char *const names[PROGRAM_NAMES] = {"a", "b", "c", "d", "e", "f", "g", "h"};

// xorshift
uint32_t program_random(Program *program, uint32_t below) {
    program->random ^= program->random << 13;
    program->random ^= program->random >> 7;
    program->random ^= program->random << 17;
    return (uint32_t)(program->random >> 33) % below;
}

const char *program_name(uint32_t index) {
    return names[index % PROGRAM_NAMES];
}

static Object *find_name(Heap *heap, const char *name) {
    Object *local = heap_frame_lookup(heap, heap_current_frame(heap), name);
    return local != NULL ? local : heap_frame_lookup(heap, HEAP_MODULE_FRAME, name);
}

// Something that the object holds, but no part that a class or function made for itself: those
// are its own to change.
static Object *go_into(Program *program, Object *object) {
    HeapHolder slot;
    uint32_t cursor = 0;
    uint32_t steps = program_random(program, 6) + 1;
    Object *found = object;
    while (steps-- > 0 && heap_next_slot(program->heap, object, &cursor, &slot)) {
        found = slot.object;
    }
    return heap_object_info(program->heap, found).internal ? object : found;
}

Object *program_pick(Program *program) {
    Object *object = find_name(program->heap, names[program_random(program, PROGRAM_NAMES)]);
    if (object == NULL) {
        CHECK_INT(HEAP_OK, heap_new_none(program->heap, &object));
        return object;
    }
    for (uint32_t depth = program_random(program, 6); depth > 3; depth--) {
        object = go_into(program, object);
    }
    heap_hold(program->heap, object);
    return object;
}

// ---------------------------------------------------------------- bodies

// What a body does: nothing, a few steps, or it fails for good.
static HeapStatus run_body(Program *program, Object *argument) {
    for (uint32_t left = program_random(program, 4); left > 0; left--) {
        Object *other = program_pick(program);
        bool first = program_random(program, 2) == 0;
        HeapStatus status =
            program_act(program, first ? argument : other, first ? other : argument);
        heap_drop(program->heap, other);
        if (status != HEAP_OK && status < HEAP_NAME_ERROR) {
            return status;
        }
    }
    if (program_random(program, 3) == 0) {
        HeapStatus status = heap_bind(program->heap, HEAP_MODULE_FRAME,
                                      names[program_random(program, PROGRAM_NAMES)], argument);
        return status < HEAP_NAME_ERROR ? status : HEAP_OK;
    }
    return program_random(program, 200) == 0 ? HEAP_QUOTA_WORK : HEAP_OK;
}

static void leave_down_to(Program *program, uint32_t frame) {
    HeapStatus status = HEAP_OK;
    while (status == HEAP_OK && heap_current_frame(program->heap) != frame) {
        status = heap_leave_frame(program->heap);
    }
}

static HeapStatus run_in_frame(Program *program, Object *callable, Object *argument) {
    Object *const arguments[] = {argument, argument};
    uint32_t below = heap_current_frame(program->heap), floor = program->floor;
    bool enters = heap_object_kind(callable) == HEAP_FUNCTION &&
                  heap_function_param_count(program->heap, callable) <= 2;
    if (!enters || heap_enter_frame(program->heap, callable, arguments) != HEAP_OK) {
        heap_unraisable(program->heap, callable, "TypeError", "it can't be called so");
        return heap_check_budget(program->heap);
    }
    program->floor = heap_current_frame(program->heap);
    HeapStatus status = run_body(program, argument);
    leave_down_to(program, below);
    program->floor = floor;
    return status != HEAP_OK ? status : heap_check_budget(program->heap);
}

static HeapStatus run(void *context, Heap *heap, HeapRunReason reason, Object *callable,
                      Object *argument) {
    Program *program = context;
    (void)reason;
    CHECK(heap == program->heap);
    if (program->running == MAX_RUNNING) {
        return HEAP_OK;
    }
    program->running++;
    HeapStatus status = run_in_frame(program, callable, argument);
    program->running--;
    return status;
}

static void attach(Program *program) {
    heap_set_runner(program->heap, &(HeapRunner){.run = run, .context = program});
}

// ---------------------------------------------------------------- a program's life

static void bind_class(Program *program, const char *name, Object *function) {
    Object *cls = new_class(program->heap, name);
    set_attr(program->heap, cls, "__del__", function);
    bind_name(program->heap, name, cls);
}

void program_begin(Program *program, uint64_t seed) {
    static const char *const params[] = {"x"};
    *program = (Program){.random = seed * 0x9e3779b97f4a7c15, .heap = world_create()};
    Heap *heap = program->heap;
    attach(program);
    for (int i = 0; i < PROGRAM_NAMES; i++) {
        bind_name(heap, names[i], i % 2 == 0 ? new_list(heap) : new_dict(heap));
    }
    Object *function = NULL;
    HeapFunctionSpec spec = {.name = "fn", .params = params, .param_count = 1};
    CHECK_INT(HEAP_OK, heap_new_function(heap, &spec, &function));
    bind_class(program, "a", function);
    bind_class(program, "b", function);
    bind_name(heap, "c", function);
    heap_gc_set_thresholds(heap, (const uint32_t[]){40, 3, 3});
}

void program_clone(const Program *program, Program *clone) {
    *clone = *program;
    clone->heap = heap_clone(program->heap);
    CHECK(clone->heap != NULL);
    attach(clone);
}

void program_end(Program *program) {
    heap_set_runner(program->heap, NULL);
    world_destroy(program->heap);
}

void program_let_go(Program *program) {
    Heap *heap = program->heap;
    heap_set_budget(heap, 0);
    heap_set_runner(heap, NULL);
    leave_down_to(program, HEAP_MODULE_FRAME);
    HeapName name;
    for (uint32_t cursor = 0; heap_next_name(heap, HEAP_MODULE_FRAME, &cursor, &name); cursor = 0) {
        unbind_name(heap, name.name);
    }
    CHECK_INT(HEAP_OK, heap_unfreeze(heap));
    heap_gc_set_saveall(heap, false);
    heap_clear_garbage(heap);
    for (int turns = 0; turns < LET_GO_TURNS && collect(heap, 2).collected > 0; turns++) {
    }
}

// A budget that is too small ends a step in its midst; the next one has its own again.
HeapStatus program_step(Program *program) {
    bool small = program_random(program, 12) == 0;
    heap_set_budget(program->heap,
                    small ? program_random(program, SMALL_BUDGET) + 1 : LARGE_BUDGET);
    heap_check_point(program->heap);
    Object *x = program_pick(program), *y = program_pick(program);
    HeapStatus status = program_act(program, x, y);
    heap_drop(program->heap, x);
    heap_drop(program->heap, y);
    heap_set_budget(program->heap, 0);
    return status;
}
