#include "heap/types/function.h"

#include <string.h>

#include "heap/events.h"
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/class.h"
#include "heap/types/dict.h"
#include "heap/types/parts.h"

typedef enum {
    FUNCTION_NAME,
    FUNCTION_QUALNAME,
    FUNCTION_MODULE,
    FUNCTION_DOC,
    FUNCTION_DICT,
    FUNCTION_PARTS,
} FunctionPart;

static const char *const labels[] = {
    [FUNCTION_NAME] = "__name__",     [FUNCTION_QUALNAME] = "__qualname__",
    [FUNCTION_MODULE] = "__module__", [FUNCTION_DOC] = "__doc__",
    [FUNCTION_DICT] = "__dict__",
};

// What CPython keeps in a code object, which is no object here. In the store; after the constants
// come the name and the parameters, each with its NUL, and the code.
typedef struct {
    uint64_t bytes;  // Of all.
    uint64_t code_size;
    uint32_t constant_count, param_count;
    bool has_code;
    Slot constants[];
} Code;

typedef struct {
    Object base;
    Slot parts[FUNCTION_PARTS];
    Ref code;
    Ref weakrefs;
} FunctionObject;

static FunctionObject *as_function(const Object *object) {
    return (FunctionObject *)(uintptr_t)object;
}

static Parts parts_of(const Object *object) {
    return (Parts){as_function(object)->parts, labels, NULL, FUNCTION_PARTS};
}

static Object *part(const Heap *heap, const Object *object, FunctionPart index) {
    return slot_object(heap, as_function(object)->parts[index]);
}

static Code *code_of(const Heap *heap, const Object *object) {
    return range_at(heap, as_function(object)->code);
}

// ---- the code

static uint64_t code_size(const HeapFunctionSpec *spec) {
    return spec->code == NULL ? 0 : spec->code_size;
}

static uint64_t code_bytes(const HeapFunctionSpec *spec) {
    uint64_t bytes = sizeof(Code) + spec->constant_count * sizeof(Slot) + strlen(spec->name) + 1;
    for (size_t i = 0; i < spec->param_count; i++) {
        bytes += strlen(spec->params[i]) + 1;
    }
    return bytes + code_size(spec);
}

static char *texts_of(Code *code) {
    return (char *)&code->constants[code->constant_count];
}

static char *write_text(char *end, const char *text) {
    size_t size = strlen(text) + 1;
    memcpy(end, text, size);
    return end + size;
}

static void write_texts(Code *code, const HeapFunctionSpec *spec) {
    char *end = write_text(texts_of(code), spec->name);
    for (size_t i = 0; i < spec->param_count; i++) {
        end = write_text(end, spec->params[i]);
    }
    if (spec->code != NULL) {
        memcpy(end, spec->code, spec->code_size);
    }
}

// After: the code is as the spec says, but for the constants, which are not there yet.
static HeapStatus make_code(Heap *heap, const HeapFunctionSpec *spec, Ref *out_code) {
    uint64_t bytes = code_bytes(spec);
    Ref block = store_allocate(heap, bytes);
    if (block == 0) {
        return store_refuse(heap, "the text of a function");
    }
    Code *code = range_at(heap, block);
    *code = (Code){.bytes = bytes,
                   .code_size = code_size(spec),
                   .constant_count = (uint32_t)spec->constant_count,
                   .param_count = (uint32_t)spec->param_count,
                   .has_code = spec->code != NULL};
    write_texts(code, spec);
    *out_code = block;
    return HEAP_OK;
}

// The text at `index`: the name, the parameters, the code.
static const char *text_at(const Heap *heap, const Object *function, size_t index) {
    const char *text = texts_of(code_of(heap, function));
    while (index-- > 0) {
        text += strlen(text) + 1;
    }
    return text;
}

size_t heap_function_param_count(const Heap *heap, const Object *function) {
    return code_of(heap, function)->param_count;
}

const char *heap_function_param(const Heap *heap, const Object *function, size_t index) {
    return text_at(heap, function, index + 1);
}

const char *heap_function_name(const Heap *heap, const Object *function) {
    return function->kind == HEAP_CLASS ? class_name(heap, function) : text_at(heap, function, 0);
}

const char *heap_function_qualname(const Heap *heap, const Object *function) {
    return heap_function_name(heap, function);
}

const char *heap_function_code(const Heap *heap, const Object *function, size_t *out_size) {
    const Code *code = code_of(heap, function);
    *out_size = code->code_size;
    return code->has_code ? text_at(heap, function, code->param_count + 1) : NULL;
}

size_t heap_function_constant_count(const Heap *heap, const Object *function) {
    return code_of(heap, function)->constant_count;
}

Object *heap_function_constant(const Heap *heap, const Object *function, size_t index) {
    return slot_object(heap, code_of(heap, function)->constants[index]);
}

// ---- making

static HeapStatus allocate(Heap *heap, const HeapFunctionSpec *spec, Object **out_object) {
    Ref code = 0;
    HeapStatus status = make_code(heap, spec, &code);
    if (status != HEAP_OK) {
        return status;
    }
    Object *object;
    status = object_new(heap, HEAP_FUNCTION, heap->profile->function_bytes, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        store_free(heap, code, code_bytes(spec));
        return status;
    }
    *as_function(object) = (FunctionObject){.base = *object, .code = code};
    object_announce(heap, object);
    *out_object = object;
    return HEAP_OK;
}

static void set_parts(Heap *heap, Object *object, Object *name) {
    Parts parts = parts_of(object);
    part_set(heap, object, parts, FUNCTION_NAME, name);
    part_set(heap, object, parts, FUNCTION_QUALNAME, name);
    part_set(heap, object, parts, FUNCTION_MODULE, static_word(heap, STATIC_WORD_MAIN));
    part_set(heap, object, parts, FUNCTION_DOC, static_none(heap));
}

static void set_constants(Heap *heap, Object *object, Object *const *constants) {
    Code *code = code_of(heap, object);
    unsigned before = part_position(parts_of(object), FUNCTION_PARTS);
    for (uint32_t i = 0; i < code->constant_count; i++) {
        HeapHolder holder = holder_at(HEAP_HOLDER_CONSTANT, object, i);
        code->constants[i] = ref_of(heap, constants[i]);
        object_retain(heap, constants[i], holder);
        event_slot(heap, holder, before + i, NULL, constants[i]);
    }
}

HeapStatus heap_new_function(Heap *heap, const HeapFunctionSpec *spec, Object **out_object) {
    Object *name = NULL, *object;
    HeapStatus status = heap_new_str(heap, spec->name, strlen(spec->name), HEAP_LITERAL, &name);
    if (status != HEAP_OK) {
        return status;
    }
    status = allocate(heap, spec, &object);
    if (status == HEAP_OK) {
        set_parts(heap, object, name);
        set_constants(heap, object, spec->constants);
        gc_track(heap, object);
        *out_object = object;
    }
    heap_drop(heap, name);
    return status;
}

// ---- attributes

bool function_find_part(Heap *heap, Object *function, const char *name, Object **out_part) {
    return part_find(heap, parts_of(function), name, out_part);
}

bool function_assign_part(Heap *heap, Object *function, const char *name, Object *value) {
    static const FunctionPart assignable[] = {FUNCTION_DOC, FUNCTION_MODULE};
    for (size_t i = 0; i < sizeof assignable / sizeof *assignable; i++) {
        if (strcmp(name, labels[assignable[i]]) == 0) {
            part_set(heap, function, parts_of(function), assignable[i],
                     value != NULL ? value : static_none(heap));
            return true;
        }
    }
    return false;
}

HeapStatus function_find_attribute(Heap *heap, Object *function, Object *key, Object **out_value) {
    Object *dict = part(heap, function, FUNCTION_DICT);
    if (dict == NULL) {
        *out_value = NULL;
        return HEAP_OK;
    }
    return dict_find(heap, dict, key, out_value);
}

static HeapStatus make_dict(Heap *heap, Object *function) {
    Object *dict;
    HeapStatus status = dict_new(heap, OBJECT_INTERNAL, &dict);
    if (status == HEAP_OK) {
        part_set(heap, function, parts_of(function), FUNCTION_DICT, dict);
        heap_drop(heap, dict);
    }
    return status;
}

HeapStatus function_set_attribute(Heap *heap, Object *function, Object *key, Object *value) {
    if (part(heap, function, FUNCTION_DICT) == NULL) {
        HeapStatus status = make_dict(heap, function);
        if (status != HEAP_OK) {
            return status;
        }
    }
    return dict_set(heap, part(heap, function, FUNCTION_DICT), key, value);
}

HeapStatus function_delete_attribute(Heap *heap, Object *function, Object *key) {
    Object *dict = part(heap, function, FUNCTION_DICT);
    return dict == NULL ? HEAP_KEY_ERROR : dict_delete(heap, dict, key);
}

// ---- the type

static uint64_t function_size(const Heap *heap, const Object *object) {
    (void)object;
    return heap->profile->function_bytes;
}

static bool function_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                               HeapHolder *out_holder) {
    if (part_next(heap, object, parts_of(object), cursor, out_holder)) {
        return true;
    }
    const Code *code = code_of(heap, object);
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
    static const FunctionPart order[] = {FUNCTION_MODULE, FUNCTION_DOC, FUNCTION_NAME,
                                         FUNCTION_DICT, FUNCTION_QUALNAME};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        Object *target = part(heap, object, order[i]);
        if (target != NULL) {
            visit(heap, target, context);
        }
    }
}

// The names stay: CPython exchanges them for '', but its code object keeps them alive.
static void function_clear(Heap *heap, Object *object) {
    static const FunctionPart order[] = {FUNCTION_MODULE, FUNCTION_DOC, FUNCTION_DICT};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        part_clear(heap, object, parts_of(object), order[i]);
    }
}

// Constants go last to first, between what a function clears and its names.
static ReleaseStep function_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    static const FunctionPart order[FUNCTION_PARTS] = {FUNCTION_MODULE, FUNCTION_DOC, FUNCTION_DICT,
                                                       FUNCTION_NAME, FUNCTION_QUALNAME};
    enum { BEFORE_CONSTANTS = 3 };
    Code *code = code_of(heap, object);
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
    return (ReleaseStep){part_take(heap, parts_of(object), order[index]), false};
}

static Ref *function_weakrefs(const Heap *heap, Object *object) {
    (void)heap;
    return &as_function(object)->weakrefs;
}

static void function_free_memory(Heap *heap, Object *object) {
    store_free(heap, as_function(object)->code, code_of(heap, object)->bytes);
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
