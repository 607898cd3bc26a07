// How a function lies in memory; shared by function.c, which makes it and lets it die, and
// function_attributes.c. Private to heap/types/.
#pragma once

#include "heap/state.h"
#include "heap/types/parts.h"

typedef enum {
    FUNCTION_NAME,
    FUNCTION_QUALNAME,
    FUNCTION_MODULE,
    FUNCTION_DOC,
    FUNCTION_DEFAULTS,
    FUNCTION_DICT,
    FUNCTION_CLOSURE,
    FUNCTION_PARTS,
} FunctionPart;

typedef struct {
    Object base;
    Slot parts[FUNCTION_PARTS];
    Ref code;  // See function_code.h.
    Ref weakrefs;
    Ref qualname;  // UTF-8 in the store, once a program has set it; 0: the code's.
    uint32_t qualname_bytes;
} FunctionObject;

static inline FunctionObject *as_function(const Object *object) {
    return (FunctionObject *)(uintptr_t)object;
}

// The tuple of the defaults: a constant, when all of them are.
MUST_USE HeapStatus function_make_defaults(Heap *heap, const HeapFunctionSpec *spec,
                                           Object **out_tuple);

Parts function_parts(const Object *function);
static inline Object *function_part(const Heap *heap, const Object *function, FunctionPart index) {
    return slot_object(heap, as_function(function)->parts[index]);
}
