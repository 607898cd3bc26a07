// How an instance lies in memory; shared by instance.c, which lets it live and die, and
// instance_attributes.c. Private to heap/types/.
//
// What stands there besides its header is its class's to say (class.h): before the GcHeader the
// prefix, if it has attributes besides its slots; behind the Object its slots, and at some place
// the first of the weakrefs to it.
#pragma once

#include "heap/gc/gc.h"
#include "heap/state.h"
#include "heap/types/class.h"
#include "heap/types/class_object.h"
#include "heap/types/values.h"

// At the block's begin. At most one of them is there: the values once the instance is made, or the
// dict. Neither, after a collection has cleared an instance that had a dict.
typedef struct {
    Values values;
    Slot dict;
} InstancePrefix;
_Static_assert(sizeof(InstancePrefix) == 16, "as in CPython 3.11");

static inline InstancePrefix *prefix_of(const Object *object) {
    return (InstancePrefix *)(uintptr_t)gc_header(object) - 1;
}

static inline Object *class_of(const Heap *heap, const Object *object) {
    return object_at(heap, object->cls);
}

static inline bool has_dict(const Heap *heap, const Object *object) {
    return as_class(class_of(heap, object))->layout.has_dict;
}

static inline Values values_of(const Heap *heap, const Object *object) {
    return has_dict(heap, object) ? prefix_of(object)->values : (Values){0};
}

static inline Object *dict_of(const Heap *heap, const Object *object) {
    return has_dict(heap, object) ? slot_object(heap, prefix_of(object)->dict) : NULL;
}

static inline Slot *field_at(const Object *object, uint32_t offset) {
    return (Slot *)((uintptr_t)object + offset);
}

enum { FIELDS_A_STEP = 8 };  // Slots, or classes on the way to them, that are one step of work.

void instance_empty_value(Heap *heap, Object *object, unsigned slot);
void instance_empty_field(Heap *heap, Object *object, uint32_t offset);
void instance_drop_dict(Heap *heap, Object *object);
