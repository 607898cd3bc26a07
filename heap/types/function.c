#include "heap/types/function.h"

#include <stdlib.h>
#include <string.h>

#include "heap/events.h"
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/statics.h"
#include "heap/types/class.h"
#include "heap/types/function_code.h"
#include "heap/types/function_object.h"
#include "heap/types/tuple.h"

static const char *const labels[] = {
    // clang-format off
    [FUNCTION_NAME] = "__name__",
    [FUNCTION_QUALNAME] = "__qualname__",
    [FUNCTION_MODULE] = "__module__",
    [FUNCTION_DOC] = "__doc__",
    [FUNCTION_DEFAULTS] = "__defaults__",
    [FUNCTION_DICT] = "__dict__",
    [FUNCTION_CLOSURE] = "__closure__",
    // clang-format on
};

static const HeapHolderKind kinds[] = {
    // clang-format off
    [FUNCTION_NAME] = HEAP_HOLDER_ATTR,
    [FUNCTION_QUALNAME] = HEAP_HOLDER_ATTR,
    [FUNCTION_MODULE] = HEAP_HOLDER_ATTR,
    [FUNCTION_DOC] = HEAP_HOLDER_ATTR,
    [FUNCTION_DEFAULTS] = HEAP_HOLDER_DEFAULT,
    [FUNCTION_DICT] = HEAP_HOLDER_ATTR,
    [FUNCTION_CLOSURE] = HEAP_HOLDER_CLOSURE,
    // clang-format on
};

Parts function_parts(const Object *function) {
    return (Parts){as_function(function)->parts, labels, kinds, FUNCTION_PARTS};
}

Code *function_code(const Heap *heap, const Object *function) {
    return range_at(heap, as_function(function)->code);
}

// ---- what the caller may know

Object *function_free_cell(const Heap *heap, const Object *function, size_t index) {
    const Object *closure = function_part(heap, function, FUNCTION_CLOSURE);
    return closure == NULL ? NULL : tuple_item(heap, closure, index);
}

size_t heap_function_param_count(const Heap *heap, const Object *function) {
    return function_code(heap, function)->counts[CODE_PARAMS];
}

const char *heap_function_param(const Heap *heap, const Object *function, size_t index) {
    const char *name = code_names(function_code(heap, function), CODE_PARAMS);
    while (index-- > 0) {
        name = code_next_name(name);
    }
    return name;
}

const char *heap_function_captured(const Heap *heap, const Object *function, size_t index) {
    const Code *code = function_code(heap, function);
    if (index >= code->counts[CODE_FREE]) {
        return NULL;
    }
    const char *name = code_names(code, CODE_FREE);
    while (index-- > 0) {
        name = code_next_name(name);
    }
    return name;
}

Object *heap_function_default(const Heap *heap, const Object *function, size_t index) {
    const Object *defaults = function_part(heap, function, FUNCTION_DEFAULTS);
    size_t count = defaults == NULL ? 0 : tuple_length(defaults);
    size_t from_end = heap_function_param_count(heap, function) - index;
    return from_end > count ? NULL : tuple_item(heap, defaults, count - from_end);
}

const char *heap_function_name(const Heap *heap, const Object *function) {
    return function->kind == HEAP_CLASS ? class_name(heap, function)
                                        : code_names(function_code(heap, function), CODE_NAME);
}

const char *heap_function_qualname(const Heap *heap, const Object *function) {
    if (function->kind == HEAP_CLASS) {
        return class_qualname(heap, function);
    }
    Ref set = as_function(function)->qualname;
    return set != 0 ? range_at(heap, set)
                    : code_names(function_code(heap, function), CODE_QUALNAME);
}

const char *heap_function_code(const Heap *heap, const Object *function, size_t *out_size) {
    const Code *code = function_code(heap, function);
    *out_size = code->text_size;
    return code_text(code);
}

size_t heap_function_constant_count(const Heap *heap, const Object *function) {
    return function_code(heap, function)->constant_count;
}

Object *heap_function_constant(const Heap *heap, const Object *function, size_t index) {
    return slot_object(heap, function_code(heap, function)->constants[index]);
}

// ---- making

// What a function is made from; each object is held while it lasts, NULL where there is none.
typedef struct {
    const HeapFunctionSpec *spec;
    CodeCapture *cells, *free;  // Sorted.
    Object *name, *qualname, *defaults, *closure;
} Making;

// False: no memory.
static bool sort_copy(const char *const *names, Object *const *cells, size_t count,
                      CodeCapture **out_sorted) {
    CodeCapture *sorted = count == 0 ? NULL : malloc(count * sizeof *sorted);
    *out_sorted = sorted;
    if (sorted == NULL) {
        return count == 0;
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (CodeCapture){names[i], cells == NULL ? NULL : cells[i]};
    }
    code_sort(sorted, count);
    return true;
}

static HeapStatus sort_names(Heap *heap, Making *making) {
    const HeapFunctionSpec *spec = making->spec;
    bool sorted =
        sort_copy(spec->cell_names, NULL, spec->cell_name_count, &making->cells) &&
        sort_copy(spec->free_names, spec->free_cells, spec->free_name_count, &making->free);
    return sorted ? HEAP_OK : heap_fail(heap, HEAP_NO_MEMORY, "no memory to sort names");
}

static HeapStatus make_name(Heap *heap, const char *text, Object *known, Object **out_name) {
    if (known != NULL) {
        heap_hold(heap, known);
        *out_name = known;
        return HEAP_OK;
    }
    return heap_new_str(heap, text, strlen(text), HEAP_LITERAL, out_name);
}

static HeapStatus make_names(Heap *heap, Making *making) {
    const HeapFunctionSpec *spec = making->spec;
    HeapStatus status = make_name(heap, spec->name, NULL, &making->name);
    if (status != HEAP_OK) {
        return status;
    }
    const char *qualname = spec->qualname != NULL ? spec->qualname : spec->name;
    bool same = strcmp(qualname, spec->name) == 0;
    return make_name(heap, qualname, same ? making->name : spec->qualname_text, &making->qualname);
}

static HeapStatus make_defaults(Heap *heap, Making *making) {
    const HeapFunctionSpec *spec = making->spec;
    if (spec->default_tuple != NULL) {
        heap_hold(heap, spec->default_tuple);
        making->defaults = spec->default_tuple;
    }
    if (spec->default_tuple != NULL || spec->default_count == 0) {
        return HEAP_OK;
    }
    return function_make_defaults(heap, spec, &making->defaults);
}

// In the order of the sorted names, which is that of the variables in CPython's code object.
static HeapStatus make_closure(Heap *heap, Making *making) {
    size_t count = making->spec->free_name_count;
    Object **cells = count == 0 ? NULL : malloc(count * sizeof *cells);
    if (cells == NULL) {
        return count == 0 ? HEAP_OK : heap_fail(heap, HEAP_NO_MEMORY, "no memory for a closure");
    }
    for (size_t i = 0; i < count; i++) {
        cells[i] = making->free[i].cell;
    }
    HeapStatus status = heap_new_tuple(heap, cells, count, &making->closure);
    free(cells);
    return status;
}

static HeapStatus allocate(Heap *heap, const Making *making, Object **out_object) {
    Ref code = 0;
    HeapStatus status = code_new(heap, making->spec, making->cells, making->free, &code);
    if (status != HEAP_OK) {
        return status;
    }
    Object *object;
    status = object_new(heap, HEAP_FUNCTION, heap->profile->function_bytes, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        code_free(heap, code);
        return status;
    }
    *as_function(object) = (FunctionObject){.base = *object, .code = code};
    object_announce(heap, object);
    *out_object = object;
    return HEAP_OK;
}

static void set_constants(Heap *heap, Object *object, Object *const *constants) {
    Code *code = function_code(heap, object);
    unsigned before = part_position(function_parts(object), FUNCTION_PARTS);
    for (uint32_t i = 0; i < code->constant_count; i++) {
        HeapHolder holder = holder_at(HEAP_HOLDER_CONSTANT, object, i);
        code->constants[i] = ref_of(heap, constants[i]);
        object_retain(heap, constants[i], holder);
        event_slot(heap, holder, before + i, NULL, constants[i]);
    }
}

// The collector knows a function before it has its closure and its defaults.
static void fill(Heap *heap, Object *object, const Making *making) {
    Parts parts = function_parts(object);
    part_set(heap, object, parts, FUNCTION_NAME, making->name);
    part_set(heap, object, parts, FUNCTION_QUALNAME, making->qualname);
    part_set(heap, object, parts, FUNCTION_MODULE, static_word(heap, STATIC_WORD_MAIN));
    part_set(heap, object, parts, FUNCTION_DOC, static_none(heap));
    set_constants(heap, object, making->spec->constants);
    gc_track(heap, object);
    if (making->closure != NULL) {
        part_set(heap, object, parts, FUNCTION_CLOSURE, making->closure);
    }
    if (making->defaults != NULL) {
        part_set(heap, object, parts, FUNCTION_DEFAULTS, making->defaults);
    }
}

static HeapStatus gather(Heap *heap, Making *making) {
    static HeapStatus (*const steps[])(Heap *, Making *) = {sort_names, make_names, make_defaults,
                                                            make_closure};
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < sizeof steps / sizeof *steps; i++) {
        status = steps[i](heap, making);
    }
    return status;
}

static void drop_all(Heap *heap, Making *making) {
    heap_drop(heap, making->closure);
    heap_drop(heap, making->defaults);
    heap_drop(heap, making->qualname);
    heap_drop(heap, making->name);
    free(making->cells);
    free(making->free);
}

HeapStatus heap_new_function(Heap *heap, const HeapFunctionSpec *spec, Object **out_object) {
    Making making = {.spec = spec};
    Object *object = NULL;
    HeapStatus status = gather(heap, &making);
    if (status == HEAP_OK) {
        status = allocate(heap, &making, &object);
    }
    if (status == HEAP_OK) {
        fill(heap, object, &making);
        *out_object = object;
    }
    drop_all(heap, &making);
    return status;
}

// ---- the type

static uint64_t function_size(const Heap *heap, const Object *object) {
    (void)object;
    return heap->profile->function_bytes;
}

static bool function_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                               HeapHolder *out_holder) {
    if (part_next(heap, object, function_parts(object), cursor, out_holder)) {
        return true;
    }
    const Code *code = function_code(heap, object);
    while (*cursor - FUNCTION_PARTS < code->constant_count) {
        uint32_t index = (*cursor)++ - FUNCTION_PARTS;
        if (code->constants[index] != 0) {
            *out_holder = holder_at(HEAP_HOLDER_CONSTANT, object, index);
            out_holder->object = slot_object(heap, code->constants[index]);
            return true;
        }
    }
    return false;
}

// Constants are the code object's, which CPython's collector does not know.
static void function_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                              void *context) {
    static const FunctionPart order[] = {FUNCTION_MODULE,  FUNCTION_DEFAULTS, FUNCTION_DOC,
                                         FUNCTION_NAME,    FUNCTION_DICT,     FUNCTION_CLOSURE,
                                         FUNCTION_QUALNAME};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        Object *target = function_part(heap, object, order[i]);
        if (target != NULL) {
            visit(heap, target, context);
        }
    }
}

// The names stay: CPython exchanges them for '', but its code object keeps them alive.
static void function_clear(Heap *heap, Object *object) {
    static const FunctionPart order[] = {FUNCTION_MODULE, FUNCTION_DEFAULTS, FUNCTION_DOC,
                                         FUNCTION_DICT, FUNCTION_CLOSURE};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        part_clear(heap, object, function_parts(object), order[i]);
    }
}

// Constants go last to first, between what a function clears and its names.
static ReleaseStep function_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    static const FunctionPart order[FUNCTION_PARTS] = {
        FUNCTION_MODULE,  FUNCTION_DEFAULTS, FUNCTION_DOC,     FUNCTION_DICT,
        FUNCTION_CLOSURE, FUNCTION_NAME,     FUNCTION_QUALNAME};
    enum { BEFORE_CONSTANTS = 5 };
    Code *code = function_code(heap, object);
    uint32_t step = (*cursor)++, constants = code->constant_count;
    if (step >= BEFORE_CONSTANTS && step < BEFORE_CONSTANTS + constants) {
        Slot *slot = &code->constants[constants - 1 - (step - BEFORE_CONSTANTS)];
        Object *constant = slot_object(heap, *slot);
        *slot = 0;
        return (ReleaseStep){constant, false};
    }
    unsigned index = step < BEFORE_CONSTANTS ? step : step - constants;
    if (index == FUNCTION_PARTS) {
        return (ReleaseStep){NULL, true};
    }
    return (ReleaseStep){part_take(heap, function_parts(object), order[index]), false};
}

static Ref *function_weakrefs(const Heap *heap, Object *object) {
    (void)heap;
    return &as_function(object)->weakrefs;
}

static void function_free_memory(Heap *heap, Object *object) {
    code_free(heap, as_function(object)->code);
    store_free(heap, as_function(object)->qualname, as_function(object)->qualname_bytes);
    object_free_block(heap, object, heap->profile->function_bytes, FREE_LISTS);
}

const Type function_type = {
    .name = "function",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = function_size,
    .block_size = function_size,
    .next_slot = function_next_slot,
    .traverse = function_traverse,
    .clear = function_clear,
    .release_next = function_release_next,
    .weakrefs = function_weakrefs,
    .free_memory = function_free_memory,
};
