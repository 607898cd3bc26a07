// The steps of random programs.
#include "tests/heap/program.h"

typedef HeapStatus (*Step)(Program *program, Object *x, Object *y);

enum { MAX_LENGTH = 200, MAX_FRAMES = 6 };  // A list that is extended by itself doubles.

static const char *random_name(Program *program) {
    return program_name(program_random(program, PROGRAM_NAMES));
}

// ---------------------------------------------------------------- names and frames

static HeapStatus assign(Program *program, Object *x, Object *y) {
    Object *made = NULL;
    HeapStatus status = program_value(program, x, y, &made);
    if (status != HEAP_OK) {
        return status;
    }
    bool global = program_random(program, 2) == 0;
    uint32_t frame = global ? HEAP_MODULE_FRAME : heap_current_frame(program->heap);
    const char *name = program_random(program, 10) == 0 ? "v" : random_name(program);
    status = heap_bind(program->heap, frame, name, made);
    heap_drop(program->heap, made);
    return status;
}

static HeapStatus unbind(Program *program, Object *x, Object *y) {
    (void)x, (void)y;
    uint32_t frame = heap_current_frame(program->heap);
    bool keeps = frame == HEAP_MODULE_FRAME && program_random(program, 4) != 0;
    return keeps ? HEAP_OK : heap_unbind(program->heap, frame, random_name(program));
}

static HeapStatus look_up(Program *program, Object *x, Object *y) {
    Object *found;
    (void)x, (void)y;
    return heap_lookup(program->heap, random_name(program), &found);
}

static HeapStatus enter(Program *program, Object *x, Object *y) {
    static const char *const cells[] = {"v", "b"};
    Heap *heap = program->heap;
    HeapFrameInfo frame;
    bool is_deep = heap_frame(heap, MAX_FRAMES, &frame);
    if (is_deep || heap_object_kind(x) != HEAP_FUNCTION || heap_function_param_count(heap, x) > 2) {
        return HEAP_OK;
    }
    Object *const arguments[] = {y, x};
    return heap_enter_frame_with_cells(heap, x, arguments, cells, program_random(program, 3));
}

static HeapStatus leave(Program *program, Object *x, Object *y) {
    (void)x, (void)y;
    bool may = heap_current_frame(program->heap) != program->floor;
    return may ? heap_leave_frame(program->heap) : HEAP_OK;
}

// ---------------------------------------------------------------- containers

static HeapStatus append(Program *program, Object *x, Object *y) {
    return heap_append(program->heap, x, y);
}

static HeapStatus insert(Program *program, Object *x, Object *y) {
    return heap_insert(program->heap, x, program_random(program, 5), y);
}

static HeapStatus extend(Program *program, Object *x, Object *y) {
    bool too_long = heap_slot_count(program->heap, x) > MAX_LENGTH ||
                    heap_object_info(program->heap, y).size > 4000;
    return too_long ? heap_clear(program->heap, x) : heap_extend(program->heap, x, y);
}

static HeapStatus update(Program *program, Object *x, Object *y) {
    return heap_update(program->heap, x, y);
}

static HeapStatus pop(Program *program, Object *x, Object *y) {
    Object *popped = NULL;
    HeapKind kind = heap_object_kind(x);
    bool keyed = kind == HEAP_DICT || (kind == HEAP_LIST && program_random(program, 2) == 0);
    HeapStatus status = heap_pop(program->heap, x, keyed ? y : NULL, &popped);
    heap_drop(program->heap, popped);
    return status;
}

static HeapStatus clear(Program *program, Object *x, Object *y) {
    (void)y;
    return heap_clear(program->heap, x);
}

static HeapStatus take_out(Program *program, Object *x, Object *y) {
    return program_random(program, 2) == 0 ? heap_remove(program->heap, x, y)
                                           : heap_discard(program->heap, x, y);
}

static HeapStatus order(Program *program, Object *x, Object *y) {
    (void)y;
    return program_random(program, 2) == 0 ? heap_sort(program->heap, x)
                                           : heap_reverse(program->heap, x);
}

static HeapStatus add(Program *program, Object *x, Object *y) {
    return heap_add(program->heap, x, y);
}

static HeapStatus set_item(Program *program, Object *x, Object *y) {
    return heap_set_item(program->heap, x, y, x);
}

static HeapStatus del_item(Program *program, Object *x, Object *y) {
    return heap_del_item(program->heap, x, y);
}

// ---------------------------------------------------------------- attributes

static HeapStatus set_attribute(Program *program, Object *x, Object *y) {
    static const char *const special[] = {"__del__", "__defaults__", "cell_contents", "__dict__"};
    if (program_random(program, 8) == 0) {
        return heap_set_attr(program->heap, x, special[program_random(program, 4)], y);
    }
    return heap_set_attr(program->heap, x, random_name(program), y);
}

static HeapStatus del_attribute(Program *program, Object *x, Object *y) {
    (void)y;
    const char *name = program_random(program, 8) == 0 ? "__del__" : random_name(program);
    return heap_del_attr(program->heap, x, name);
}

static HeapStatus find_method(Program *program, Object *x, Object *y) {
    Object *callable, *self;
    (void)y;
    return heap_find_method(program->heap, x, "method", &callable, &self);
}

// ---------------------------------------------------------------- questions

static HeapStatus compare(Program *program, Object *x, Object *y) {
    bool answer = false;
    return program_random(program, 2) == 0 ? heap_equal(program->heap, x, y, &answer)
                                           : heap_less(program->heap, x, y, &answer);
}

static HeapStatus hash(Program *program, Object *x, Object *y) {
    int64_t hashed = 0;
    (void)y;
    return heap_hash(program->heap, x, &hashed);
}

static HeapStatus show(Program *program, Object *x, Object *y) {
    char text[100];
    bool cut = false;
    (void)y;
    (void)heap_repr(program->heap, x, text, sizeof text, &cut);
    return HEAP_OK;
}

static HeapStatus intern(Program *program, Object *x, Object *y) {
    Object *canonical = NULL;
    (void)y;
    HeapStatus status = heap_intern(program->heap, x, &canonical);
    heap_drop(program->heap, canonical);
    return status;
}

static HeapStatus deref(Program *program, Object *x, Object *y) {
    Object *target = NULL;
    (void)y;
    HeapStatus status = heap_deref(program->heap, x, &target);
    return status == HEAP_OK && target != NULL
               ? heap_bind(program->heap, HEAP_MODULE_FRAME, random_name(program), target)
               : status;
}

// ---------------------------------------------------------------- the collector

static HeapStatus collect(Program *program, Object *x, Object *y) {
    HeapCollection collection;
    (void)x, (void)y;
    return heap_collect(program->heap, program_random(program, HEAP_GENERATIONS), &collection);
}

static HeapStatus tune(Program *program, Object *x, Object *y) {
    static const uint32_t thresholds[][HEAP_GENERATIONS] = {{1, 1, 1}, {40, 3, 3}, {40, 3, 3},
                                                            {0, 1, 1}, {5, 0, 0},  {700, 10, 10}};
    (void)x, (void)y;
    switch (program_random(program, 8)) {
    case 0: return heap_freeze(program->heap);
    case 1:
    case 2: return heap_unfreeze(program->heap);
    case 3: heap_gc_enable(program->heap, program_random(program, 4) != 0); return HEAP_OK;
    case 4: heap_gc_set_saveall(program->heap, program_random(program, 4) == 0); return HEAP_OK;
    case 5: heap_clear_garbage(program->heap); return HEAP_OK;
    default:
        heap_gc_set_thresholds(program->heap, thresholds[program_random(program, 6)]);
        return HEAP_OK;
    }
}

// What a step is for, as bits of kinds: it is seldom tried with anything else.
enum {
    ANY = 0,
    LIST = 1 << HEAP_LIST,
    DICT = 1 << HEAP_DICT,
    SET = 1 << HEAP_SET,
    STR = 1 << HEAP_STR,
    FUNCTION = 1 << HEAP_FUNCTION,
    WEAKREF = 1 << HEAP_WEAKREF,
    OWNER = 1 << HEAP_INSTANCE | 1 << HEAP_CLASS | 1 << HEAP_FUNCTION | 1 << HEAP_CELL,
};
enum { TRIES = 6 };

static HeapStatus act_on_fitting(Program *program, Step step, uint32_t kinds, Object *x,
                                 Object *y) {
    Object *fitting = x;
    heap_hold(program->heap, fitting);
    for (int i = 0; i < TRIES && kinds != ANY; i++) {
        if (kinds >> heap_object_kind(fitting) & 1) {
            break;
        }
        heap_drop(program->heap, fitting);
        fitting = program_pick(program);
    }
    HeapStatus status = step(program, fitting, y);
    heap_drop(program->heap, fitting);
    return status;
}

HeapStatus program_act(Program *program, Object *x, Object *y) {
    static const struct {
        Step step;
        uint32_t kinds, weight;
    } steps[] = {
        {assign, ANY, 12},
        {unbind, ANY, 1},
        {look_up, ANY, 1},
        {enter, FUNCTION, 3},
        {leave, ANY, 2},
        {append, LIST, 3},
        {insert, LIST, 1},
        {extend, LIST, 1},
        {update, DICT | SET, 2},
        {pop, LIST | DICT | SET, 3},
        {clear, LIST | DICT | SET, 1},
        {take_out, LIST | SET, 1},
        {order, LIST, 1},
        {add, SET, 2},
        {set_item, LIST | DICT, 3},
        {del_item, LIST | DICT, 2},
        {set_attribute, OWNER, 5},
        {del_attribute, OWNER, 2},
        {find_method, OWNER, 1},
        {compare, ANY, 1},
        {hash, ANY, 1},
        {show, ANY, 1},
        {intern, STR, 1},
        {deref, WEAKREF, 2},
        {collect, ANY, 2},
        {tune, ANY, 2},
    };
    uint32_t row = 0, left = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        left += steps[i].weight;
    }
    for (left = program_random(program, left); left >= steps[row].weight; row++) {
        left -= steps[row].weight;
    }
    return act_on_fitting(program, steps[row].step, steps[row].kinds, x, y);
}
