#include <stdlib.h>

#include "heap/statics.h"
#include "heap/types/function_object.h"
#include "heap/types/int.h"

enum { INT_IN_CODE_MAX = 255 };  // Up to it an instruction has an int in itself.

static bool is_common(Heap *heap, const Object *object) {
    return object == static_none(heap) || object == static_bool(heap, true) ||
           object == static_bool(heap, false) || object == static_empty_str(heap) ||
           object == static_int(heap, -1);
}

// Whether the code keeps a constant that its instructions do not need there; the first stays.
static bool stays_in_code(Heap *heap, const Object *object, size_t index) {
    int64_t value = -1;
    if (index == 0) {
        return true;
    }
    if (object->kind == HEAP_INT && int_value(object, &value) && value >= 0 &&
        value <= INT_IN_CODE_MAX) {
        return false;
    }
    return !heap->profile->common_constants || !is_common(heap, object);
}

// Takes the next of the defaults, if the constant stands in the code's tuple. False: they differ.
static bool meet(Heap *heap, const HeapFunctionSpec *spec, const Object *constant, size_t index,
                 size_t *met) {
    if (!stays_in_code(heap, constant, index)) {
        return true;
    }
    return *met < spec->default_count && spec->defaults[(*met)++] == constant;
}

// Of two equal tuples of constants the compiler keeps one: that of the body, if there is one. It
// ends each body with `return None`, and takes that out where it is never reached; but the constant,
// if it is the first, stays.
static bool are_those_of_the_body(Heap *heap, const HeapFunctionSpec *spec) {
    size_t met = 0;
    bool has_none = false;
    if (spec->hides_a_constant) {
        return false;
    }
    for (size_t i = 0; i < spec->constant_count; i++) {
        has_none = has_none || spec->constants[i] == static_none(heap);
        if (!meet(heap, spec, spec->constants[i], i, &met)) {
            return false;
        }
    }
    bool adds_none = (spec->returns_none || spec->constant_count == 0) && !has_none;
    return (!adds_none || meet(heap, spec, static_none(heap), spec->constant_count, &met)) &&
           met == spec->default_count;
}

HeapStatus function_make_defaults(Heap *heap, const HeapFunctionSpec *spec, Object **out_tuple) {
    if (spec->defaults_are_constant && !are_those_of_the_body(heap, spec)) {
        return heap_new_constant_tuple(heap, spec->defaults, spec->default_count, out_tuple);
    }
    return heap_new_tuple(heap, spec->defaults, spec->default_count, out_tuple);
}
