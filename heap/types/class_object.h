// How a class lies in memory; shared by class.c, which lets it live and die, and class_new.c, which
// makes it. Private to heap/types/.
#pragma once

#include "heap/state.h"
#include "heap/types/parts.h"

typedef enum {
    CLASS_NAME,
    CLASS_QUALNAME,
    CLASS_BASE,
    CLASS_BASES,
    CLASS_MRO,
    CLASS_DICT,
    CLASS_PARTS,
} ClassPart;

typedef struct {
    Object base;
    Slot parts[CLASS_PARTS];
    Ref keys;  // The key table that instances share; 0 for `object`.
    Ref text;  // The name as UTF-8, in the store; 0 for `object`.
    uint32_t text_size;
    bool has_finalizer;  // Its dict has a `__del__`.
    Ref weakref;         // By which the base knows this class; the base holds it.
    Ref weakrefs;        // The first of all weakrefs to this class.
    Ref subclasses;      // Ref[subclass_capacity] of weakrefs, in the store; of `object` only.
    uint32_t subclass_count, subclass_capacity;
} ClassObject;

static inline ClassObject *as_class(const Object *object) {
    return (ClassObject *)(uintptr_t)object;
}

Parts class_parts(const Object *cls);
// The base holds the weakref.
MUST_USE HeapStatus class_add_subclass(Heap *heap, Object *base, Object *weakref);
