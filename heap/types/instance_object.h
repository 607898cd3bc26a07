// How an instance lies in memory; shared by instance.c, which lets it live and die, and
// instance_attributes.c. Private to heap/types/.
//
// What stands there besides its header is its class's to say (class.h): before the GcHeader the
// prefix, if it has attributes besides its slots or its weakrefs stand there; behind the Object its
// slots, at some place the first of the weakrefs to it, and at the end, where the profile has them
// inside, its values.
#pragma once

#include "heap/gc/gc.h"
#include "heap/state.h"
#include "heap/types/class.h"
#include "heap/types/class_object.h"
#include "heap/types/values.h"

// At the block's begin; which of them are there is the ValuesPlace's to say. Of values and dict at
// most one is the instance's: the values once it is made, or the dict, which takes them over or,
// when they are inside, uses them where they are. Neither, after a collection has cleared an
// instance that had a dict.
typedef struct {
    union {
        Values values;
        Ref weakrefs;
    } first;
    union {
        Values values;  // If it has slots.
        Slot dict;
    } second;
} InstancePrefix;
_Static_assert(sizeof(InstancePrefix) == 16, "two pointers");

static inline InstancePrefix *prefix_of(const Object *object) {
    return (InstancePrefix *)(uintptr_t)gc_header(object) - 1;
}

static inline Object *class_of(const Heap *heap, const Object *object) {
    return object_at(heap, object->cls);
}

static inline bool has_dict(const Heap *heap, const Object *object) {
    return as_class(class_of(heap, object))->layout.has_dict;
}

static inline Object *dict_of(const Heap *heap, const Object *object) {
    return has_dict(heap, object) && prefix_of(object)->second.values.slots == 0
               ? slot_object(heap, prefix_of(object)->second.dict)
               : NULL;
}

// 0 in `at`: it has none, or its dict has them.
Values values_of(const Heap *heap, const Object *object);

static inline Slot *field_at(const Object *object, uint32_t offset) {
    return (Slot *)((uintptr_t)object + offset);
}

enum { FIELDS_A_STEP = 8 };  // Slots, or classes on the way to them, that are one step of work.

void instance_empty_value(Heap *heap, Object *object, unsigned slot);
void instance_empty_field(Heap *heap, Object *object, uint32_t offset);
void instance_drop_dict(Heap *heap, Object *object);
// For a dict that uses them: they are gone, for ever, from the instance's block.
void instance_give_up_values(Heap *heap, Object *object);
// Its dict uses the values inside it no more; false: no memory.
MUST_USE bool instance_detach_dict(Heap *heap, const Object *object);
// Whether the values are inside it and its dict uses them.
bool instance_shares_values(const Heap *heap, const Object *object);
