// The values of random programs.
#include "tests/heap/program.h"

#include <stdio.h>
#include <string.h>

typedef HeapStatus (*Make)(Program *program, Object *x, Object *y, Object **out_object);

enum { MAX_SLOTS = 60 };  // Of what a value is made of: programs that only grow find little.

static bool is_small(const Program *program, const Object *object) {
    return heap_slot_count(program->heap, object) <= MAX_SLOTS &&
           heap_object_info(program->heap, object).size < 4000;
}

static HeapStatus make_none(Program *program, Object *x, Object *y, Object **out) {
    (void)x, (void)y;
    return heap_new_none(program->heap, out);
}

static HeapStatus make_int(Program *program, Object *x, Object *y, Object **out) {
    (void)x, (void)y;
    if (program_random(program, 8) == 0) {
        return heap_new_int_text(program->heap, "-123456789012345678901234567890", out);
    }
    int64_t value = program_random(program, 2) == 0 ? program_random(program, 12)
                                                    : program_random(program, 600);
    return heap_new_int(program->heap, value - 5, out);
}

static HeapStatus make_float(Program *program, Object *x, Object *y, Object **out) {
    static const double values[] = {0.0, -0.0, 1.0, 1.5, 256.0, 1e300, -2.25};
    (void)x, (void)y;
    return heap_new_float(program->heap, values[program_random(program, 7)], out);
}

static HeapStatus make_str(Program *program, Object *x, Object *y, Object **out) {
    char text[64];
    (void)x, (void)y;
    snprintf(text, sizeof text, "word%u", program_random(program, 40));
    if (program_random(program, 3) == 0) {
        uint32_t times = program_random(program, 400);
        return heap_new_str_repeated(program->heap, text, strlen(text), times, out);
    }
    HeapOrigin origin = program_random(program, 2) == 0 ? HEAP_LITERAL : HEAP_RUNTIME;
    return heap_new_str(program->heap, text, strlen(text), origin, out);
}

static HeapStatus make_bytes(Program *program, Object *x, Object *y, Object **out) {
    (void)x, (void)y;
    size_t size = program_random(program, 16) == 0 ? 300000 : program_random(program, 50);
    return heap_new_bytes(program->heap, NULL, size, out);
}

static HeapStatus make_list(Program *program, Object *x, Object *y, Object **out) {
    return heap_new_list(program->heap, (Object *[]){x, y}, program_random(program, 3),
                         HEAP_DISPLAY_EXACT, out);
}

static HeapStatus make_tuple(Program *program, Object *x, Object *y, Object **out) {
    return heap_new_tuple(program->heap, (Object *[]){x, y, x}, program_random(program, 4), out);
}

static HeapStatus make_dict(Program *program, Object *x, Object *y, Object **out) {
    return heap_new_dict(program->heap, (Object *[]){x, y, y, x}, program_random(program, 3), out);
}

static HeapStatus make_set(Program *program, Object *x, Object *y, Object **out) {
    return heap_new_set(program->heap, (Object *[]){x, y}, program_random(program, 3),
                        HEAP_SET_ADDED, out);
}

static HeapStatus make_convert(Program *program, Object *x, Object *y, Object **out) {
    static const HeapKind kinds[] = {HEAP_LIST,      HEAP_TUPLE, HEAP_SET,
                                     HEAP_FROZENSET, HEAP_DICT,  HEAP_STR};
    (void)y;
    HeapKind kind = kinds[program_random(program, 6)];
    return heap_convert(program->heap, kind, is_small(program, x) ? x : NULL, out);
}

static HeapStatus make_joint(Program *program, Object *x, Object *y, Object **out) {
    Object *times = NULL;
    int64_t begin = (int64_t)program_random(program, 5) - 2;
    if (!is_small(program, x) || !is_small(program, y)) {
        return heap_slice(program->heap, x, &begin, NULL, out);
    }
    switch (program_random(program, 4)) {
    case 0: return heap_concat(program->heap, x, y, out);
    case 1: return heap_join(program->heap, x, y, out);
    case 2: return heap_copy(program->heap, x, out);
    default: break;
    }
    HeapStatus status = heap_new_int(program->heap, begin, &times);
    status = status != HEAP_OK ? status : heap_repeat(program->heap, x, times, out);
    heap_drop(program->heap, times);
    return status;
}

static HeapStatus make_loaded(Program *program, Object *x, Object *y, Object **out) {
    static const char *const loaded[] = {"__dict__", "method", "a", "b", "__self__", "__func__"};
    (void)y;
    return heap_load_attr(program->heap, x, loaded[program_random(program, 6)], out);
}

// ---------------------------------------------------------------- functions and classes

// What a body may have as a constant: the collector does not look there.
static bool is_constant(const Object *object) {
    return heap_object_kind(object) <= HEAP_BYTES;
}

// A closure over a variable of the running frame, where it has one in a cell.
static HeapStatus make_function(Program *program, Object *x, Object *y, Object **out) {
    static const char *const params[] = {"a", "param"}, *const cells[] = {"a", "v"};
    static const char *const captured[] = {"v"}, *const locals[] = {"b", "c"};
    Object *cell = heap_frame_cell(program->heap, heap_current_frame(program->heap), "v");
    Object *const values[] = {x, y};
    bool captures = cell != NULL && program_random(program, 2) == 0;
    HeapFunctionSpec spec = {
        .name = program_name(program_random(program, PROGRAM_NAMES)),
        .params = params,
        .param_count = program_random(program, 2) + 1,
        .defaults = values,
        .default_count = program_random(program, 2),
        .cell_names = cells,
        .cell_name_count = captures ? 1 : program_random(program, 3),
        .free_names = captured,
        .free_cells = &cell,
        .free_name_count = captures ? 1 : 0,
        .local_names = locals,
        .local_name_count = program_random(program, 3),
        .constants = values,
        .constant_count = !is_constant(x)  ? 0
                          : is_constant(y) ? 2
                                           : 1,
    };
    return heap_new_function(program->heap, &spec, out);
}

static HeapStatus fill_class(Program *program, HeapClassMaking *making, Object *x, Object *y) {
    static const char *const stored[] = {"method", "k", "__del__"};
    HeapStatus status = HEAP_OK;
    for (uint32_t i = 0; status == HEAP_OK && i < 3; i++) {
        if (program_random(program, 2) == 0) {
            status = heap_class_store(program->heap, making, stored[i], i == 1 ? x : y);
        }
    }
    return status;
}

static HeapStatus make_class(Program *program, Object *x, Object *y, Object **out) {
    static const char *const slots[] = {"a", "b", "s"};
    Object *const bases[] = {x, y};
    bool has_bases = heap_object_kind(x) == HEAP_CLASS;
    HeapClassSpec spec = {
        .name = program_name(program_random(program, PROGRAM_NAMES)),
        .bases = bases,
        .base_count = has_bases ? program_random(program, 3) : 0,
        .has_slots = program_random(program, 3) == 0,
        .slots = slots,
        .slot_count = program_random(program, 4),
    };
    if (!spec.has_slots) {
        spec.slot_count = 0;
    }
    HeapClassMaking making;
    HeapStatus status = heap_class_begin(program->heap, &spec, &making);
    status = status != HEAP_OK ? status : fill_class(program, &making, x, y);
    HeapStatus end = heap_class_end(program->heap, &making, status != HEAP_OK, out);
    return status != HEAP_OK ? status : end;
}

// Something of that kind, if it is soon found; the caller's hold on `object` becomes one on it.
static Object *look_for(Program *program, Object *object, HeapKind kind) {
    for (int i = 0; i < 5 && heap_object_kind(object) != kind; i++) {
        heap_drop(program->heap, object);
        object = program_pick(program);
    }
    return object;
}

static HeapStatus make_instance(Program *program, Object *x, Object *y, Object **out) {
    (void)y;
    heap_hold(program->heap, x);
    Object *cls = look_for(program, x, HEAP_CLASS);
    HeapStatus status = heap_instantiate(program->heap, cls, out);
    heap_drop(program->heap, cls);
    return status;
}

static HeapStatus make_weakref(Program *program, Object *x, Object *y, Object **out) {
    heap_hold(program->heap, x);
    Object *target = look_for(program, x, HEAP_INSTANCE);
    bool quiet = program_random(program, 3) == 0;
    HeapStatus status = heap_new_weakref(program->heap, target, quiet ? NULL : y, out);
    heap_drop(program->heap, target);
    return status;
}

HeapStatus program_value(Program *program, Object *x, Object *y, Object **out_object) {
    static const Make makers[] = {
        make_none,     make_int,      make_float,    make_str,      make_bytes,    make_list,
        make_list,     make_tuple,    make_tuple,    make_dict,     make_dict,     make_set,
        make_weakref,  make_weakref,  make_weakref,  make_convert,  make_convert,  make_joint,
        make_joint,    make_loaded,   make_loaded,   make_class,    make_function, make_function,
        make_instance, make_instance, make_instance, make_instance, make_instance,
    };
    uint32_t count = sizeof makers / sizeof *makers;
    return makers[program_random(program, count)](program, x, y, out_object);
}
