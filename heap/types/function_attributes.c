// The attributes of functions: which Python guards, and its words.
#include <string.h>

#include "heap/statics.h"
#include "heap/types/dict.h"
#include "heap/types/function.h"
#include "heap/types/function_object.h"
#include "heap/types/str.h"

// ---- fixed parts

bool function_find_part(Heap *heap, Object *function, const char *name, Object **out_part) {
    if (strcmp(name, "__kwdefaults__") == 0) {
        *out_part = static_none(heap);
        return true;
    }
    Parts parts = function_parts(function);
    if (!part_find(heap, parts, name, out_part)) {
        return false;
    }
    if (*out_part == NULL && strcmp(name, parts.labels[FUNCTION_DICT]) != 0) {
        *out_part = static_none(heap);
    }
    return true;
}

static HeapStatus refuse_value(Heap *heap, const char *name, const char *expected) {
    return heap_fail(heap, HEAP_TYPE_ERROR, "%s must be set to a %s", name, expected);
}

static HeapStatus set_name(Heap *heap, Object *function, FunctionPart index, Object *value) {
    Parts parts = function_parts(function);
    if (value == NULL || value->kind != HEAP_STR) {
        return refuse_value(heap, parts.labels[index], "string object");
    }
    part_set(heap, function, parts, index, value);
    return HEAP_OK;
}

// repr() shows it, so its text is kept.
static HeapStatus set_qualname(Heap *heap, Object *function, FunctionPart index, Object *value) {
    if (value == NULL || value->kind != HEAP_STR) {
        return set_name(heap, function, index, value);
    }
    uint64_t bytes = str_utf8_bytes(heap, value) + 1;
    Ref text = bytes > UINT32_MAX ? 0 : store_allocate(heap, bytes);
    if (text == 0) {
        return store_refuse(heap, "the name of a function");
    }
    str_write_utf8(heap, value, range_at(heap, text));
    FunctionObject *object = as_function(function);
    store_free(heap, object->qualname, object->qualname_bytes);
    object->qualname = text;
    object->qualname_bytes = (uint32_t)bytes;
    return set_name(heap, function, index, value);
}

static HeapStatus set_anything(Heap *heap, Object *function, FunctionPart index, Object *value) {
    part_set(heap, function, function_parts(function), index,
             value != NULL ? value : static_none(heap));
    return HEAP_OK;
}

static HeapStatus set_defaults(Heap *heap, Object *function, FunctionPart index, Object *value) {
    Parts parts = function_parts(function);
    if (value == NULL || value->kind == HEAP_NONE) {
        part_clear(heap, function, parts, index);
        return HEAP_OK;
    }
    if (value->kind != HEAP_TUPLE) {
        return refuse_value(heap, parts.labels[index], "tuple object");
    }
    part_set(heap, function, parts, index, value);
    return HEAP_OK;
}

static HeapStatus set_dict(Heap *heap, Object *function, FunctionPart index, Object *value) {
    if (value == NULL) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "cannot delete __dict__");
    }
    if (value->kind != HEAP_DICT) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%s'",
                         object_type_name(heap, value));
    }
    part_set(heap, function, function_parts(function), index, value);
    return HEAP_OK;
}

static HeapStatus refuse_closure(Heap *heap, Object *function, FunctionPart index, Object *value) {
    (void)function, (void)index, (void)value;
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "readonly attribute");
}

HeapStatus function_assign_part(Heap *heap, Object *function, const char *name, Object *value) {
    static HeapStatus (*const setters[FUNCTION_PARTS])(Heap *, Object *, FunctionPart, Object *) = {
        // clang-format off
        [FUNCTION_NAME] = set_name,
        [FUNCTION_QUALNAME] = set_qualname,
        [FUNCTION_MODULE] = set_anything,
        [FUNCTION_DOC] = set_anything,
        [FUNCTION_DEFAULTS] = set_defaults,
        [FUNCTION_DICT] = set_dict,
        [FUNCTION_CLOSURE] = refuse_closure,
        // clang-format on
    };
    Parts parts = function_parts(function);
    for (unsigned i = 0; i < FUNCTION_PARTS; i++) {
        if (strcmp(name, parts.labels[i]) == 0) {
            return setters[i](heap, function, i, value);
        }
    }
    return heap_fail(heap, HEAP_TYPE_ERROR, "'%s' can't be set in this model", name);
}

// ---- attributes in its dict

HeapStatus function_find_attribute(Heap *heap, Object *function, Object *key, Object **out_value) {
    Object *dict = function_part(heap, function, FUNCTION_DICT);
    if (dict == NULL) {
        *out_value = NULL;
        return HEAP_OK;
    }
    return dict_find(heap, dict, key, out_value);
}

// Borrowed. The allocation may run finalizers, and one of them may have made it already.
static HeapStatus load_dict(Heap *heap, Object *function, Object **out_dict) {
    Object *made = NULL;
    if (function_part(heap, function, FUNCTION_DICT) == NULL) {
        HeapStatus status = dict_new(heap, OBJECT_INTERNAL, &made);
        if (status != HEAP_OK) {
            return status;
        }
    }
    if (function_part(heap, function, FUNCTION_DICT) == NULL) {
        part_set(heap, function, function_parts(function), FUNCTION_DICT, made);
    }
    heap_drop(heap, made);
    *out_dict = function_part(heap, function, FUNCTION_DICT);
    return HEAP_OK;
}

HeapStatus function_make_part(Heap *heap, Object *function, const char *name, Object **out_part) {
    (void)name;
    HeapStatus status = load_dict(heap, function, out_part);
    if (status == HEAP_OK) {
        heap_hold(heap, *out_part);
    }
    return status;
}

HeapStatus function_set_attribute(Heap *heap, Object *function, Object *key, Object *value) {
    Object *dict;
    HeapStatus status = load_dict(heap, function, &dict);
    return status == HEAP_OK ? dict_set(heap, dict, key, value) : status;
}

HeapStatus function_delete_attribute(Heap *heap, Object *function, Object *key) {
    Object *dict = function_part(heap, function, FUNCTION_DICT);
    return dict == NULL ? HEAP_KEY_ERROR : dict_delete(heap, dict, key);
}
