// The names of a class, and what becomes of assignments to what Python keeps outside its dict.
#include <string.h>

#include "heap/holding.h"
#include "heap/types/class.h"
#include "heap/types/class_object.h"
#include "heap/types/str.h"

const char *class_name(const Heap *heap, const Object *cls) {
    return object_is_static(cls) ? "object" : range_at(heap, as_class(cls)->text);
}

const char *class_qualname(const Heap *heap, const Object *cls) {
    Ref text = as_class(cls)->qualname;
    return text != 0 ? range_at(heap, text) : class_name(heap, cls);
}

HeapStatus class_set_qualname(Heap *heap, Object *cls, Object *str) {
    uint64_t bytes = str_utf8_bytes(heap, str) + 1;
    Ref text = bytes > UINT32_MAX ? 0 : store_allocate(heap, bytes);
    if (text == 0) {
        return store_refuse(heap, "the name of a class");
    }
    str_write_utf8(heap, str, range_at(heap, text));
    ClassObject *object = as_class(cls);
    if (object->qualname != 0) {
        store_free(heap, object->qualname, object->qualname_size);
    }
    object->qualname = text;
    object->qualname_size = (uint32_t)bytes;
    part_set(heap, cls, class_parts(cls), CLASS_QUALNAME, str);
    return HEAP_OK;
}

// ---- assignments

static HeapStatus check_name(Heap *heap, const Object *cls, const char *name, Object *value) {
    if (value->kind != HEAP_STR) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "can only assign string to %s.%s, not '%s'",
                         class_name(heap, cls), name, object_type_name(heap, value));
    }
    return HEAP_OK;
}

static HeapStatus assign_qualname(Heap *heap, Object *cls, const char *name, Object *value) {
    HeapStatus status = check_name(heap, cls, name, value);
    return status == HEAP_OK ? class_set_qualname(heap, cls, value) : status;
}

// What the graph shows as the type of every instance stays.
static HeapStatus assign_name(Heap *heap, Object *cls, const char *name, Object *value) {
    HeapStatus status = check_name(heap, cls, name, value);
    return status == HEAP_OK ? heap_fail(heap, HEAP_CONFLICT, "classes are not renamed here")
                             : status;
}

static HeapStatus assign_bases(Heap *heap, Object *cls, const char *name, Object *value) {
    if (value->kind != HEAP_TUPLE) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "can only assign tuple to %s.%s, not %s",
                         class_name(heap, cls), name, object_type_name(heap, value));
    }
    return heap_fail(heap, HEAP_CONFLICT, "a class keeps its bases here");
}

static HeapStatus refuse_readonly(Heap *heap, Object *cls, const char *name, Object *value) {
    (void)cls, (void)name, (void)value;
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "readonly attribute");
}

static HeapStatus refuse_dict(Heap *heap, Object *cls, const char *name, Object *value) {
    (void)cls, (void)value;
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "attribute '%s' of 'type' objects is not writable",
                     name);
}

// Those that get no NULL can't be deleted: see attributes.c.
HeapStatus class_assign_part(Heap *heap, Object *cls, const char *name, Object *value) {
    static HeapStatus (*const setters[CLASS_PUBLIC_PARTS])(Heap *, Object *, const char *,
                                                           Object *) = {
        // clang-format off
        [CLASS_NAME] = assign_name,
        [CLASS_QUALNAME] = assign_qualname,
        [CLASS_BASE] = refuse_readonly,
        [CLASS_BASES] = assign_bases,
        [CLASS_MRO] = refuse_readonly,
        [CLASS_DICT] = refuse_dict,
        // clang-format on
    };
    Parts parts = class_parts(cls);
    unsigned index = 0;
    while (index + 1 < CLASS_PUBLIC_PARTS && strcmp(name, parts.labels[index]) != 0) {
        index++;
    }
    return setters[index](heap, cls, name, value);
}
