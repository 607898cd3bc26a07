// How a class lies in memory; shared by the files class*.c: class.c lets it live and die,
// class_body.c and class_new.c make it, with class_bases.c and class_slots.c, subclasses.c knows
// its subclasses. Private to heap/types/.
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
    // From here on no attribute shows them.
    CLASS_SLOT_NAMES,  // A tuple: the names of its own slots, mangled and sorted.
    CLASS_SUBCLASSES,  // A dict: address of a subclass -> weakref to it; while there are any.
    CLASS_PARTS,
    CLASS_PUBLIC_PARTS = CLASS_SLOT_NAMES,
} ClassPart;

// How its instances lie in memory. Offsets are from the Object on, as CPython's.
typedef struct {
    uint32_t bytes;        // tp_basicsize
    uint32_t slots_at;     // Where its own slots begin; its bases' stand before.
    uint32_t slot_count;   // Its own: __slots__ without the two special names.
    uint32_t field_count;  // Its own and its bases'.
    uint32_t weakrefs_at;  // 0: their weakrefs stand before the GcHeader, or they can't have any.
    bool has_weakrefs;     // They can be weakly referenced.
    bool has_dict;         // They have attributes besides slots.
    bool has_values;       // From their making on, for these attributes.
} ClassLayout;

typedef struct {
    Object base;
    Slot parts[CLASS_PARTS];
    ClassLayout layout;
    Ref solid_base;  // Python's: the youngest of its line whose instances have fields of their own.
    Ref keys;        // The key table that instances share; 0 if they have no dict.
    Ref text;        // The name as UTF-8, in the store; 0 for `object`.
    uint32_t text_size;
    uint32_t qualname_size;
    Ref qualname;        // The same of its qualified name; 0: it is the name.
    bool has_finalizer;  // Its dict has a `__del__`.
    Ref weakref;         // By which the bases know this class; they hold it.
    Ref weakrefs;        // The first of all weakrefs to this class.
    Ref subclasses;      // Ref[subclass_capacity] of weakrefs, in the store; of `object` only.
    uint32_t subclass_count, subclass_capacity;
} ClassObject;

static inline ClassObject *as_class(const Object *object) {
    return (ClassObject *)(uintptr_t)object;
}

Parts class_parts(const Object *cls);
Object *class_part(const Heap *heap, const Object *cls, ClassPart index);
// Bytes of the block of a class with so many slots of its own.
uint64_t class_block_bytes(const Heap *heap, size_t slot_count);

// ---- making (class_new.c)

// The objects of a HeapClassMaking, each NULL until its step; all are holds.
typedef enum {
    MAKING_NAME,
    MAKING_QUALNAME,
    MAKING_SLOTS,         // The tuple that the body stores as `__slots__`.
    MAKING_STORED_NAMES,  // The tuple that it stores as `__static_attributes__`.
    MAKING_NAMESPACE,
    MAKING_CELL,
    MAKING_ARGUMENTS,
    MAKING_BASES,
    MAKING_DICT,
    MAKING_CLASS,
    MAKING_PARTS,
} MakingPart;

// The body (class_body.c): a tuple that a class is made with, still to be filled and tracked; that of
// the bases which a class statement or type() makes; whether the namespace is in a cell; the end of
// the body; what only the making of the class held.
MUST_USE HeapStatus class_begin_tuple(Heap *heap, size_t count, Object **out_tuple);
MUST_USE HeapStatus class_make_tuple(Heap *heap, Object *const *items, size_t count,
                                     Object **out_tuple);
bool class_has_cell(const Heap *heap, const HeapClassMaking *making);
MUST_USE HeapStatus class_end_body(Heap *heap, HeapClassMaking *making);
void class_let_go(Heap *heap, HeapClassMaking *making);

// ---- names (class_names.c)

// Makes the str its qualified name.
MUST_USE HeapStatus class_set_qualname(Heap *heap, Object *cls, Object *str);

// ---- bases (class_bases.c)

// Refuses bases that are no classes, as Python does: the type of the first would make the new one.
MUST_USE HeapStatus class_check_metaclass(Heap *heap, const HeapClassSpec *spec);
// Python's tp_base among the bases: the one whose instances the new class's extend. Fails as type()
// does: not a class, or two layouts that do not fit together.
MUST_USE HeapStatus class_best_base(Heap *heap, Object *bases, Object **out_base);
bool class_is_subclass(const Heap *heap, const Object *cls, const Object *base);
// For a class that has its layout: itself, or its best base's.
Object *class_solid_base(const Heap *heap, Object *cls, const Object *best_base);
// The mro of a class that has its bases; a new hold.
MUST_USE HeapStatus class_make_mro(Heap *heap, Object *cls, Object **out_mro);

// ---- slots (class_slots.c)

// From its bases and its `__slots__`, if it has them: the layout of the instances and the tuple of
// the names of its own slots (NULL without __slots__), a new hold. `dict` is what its body stored.
MUST_USE HeapStatus class_lay_out(Heap *heap, const HeapClassMaking *making,
                                  const Object *best_base, ClassLayout *out_layout,
                                  Object **out_names);
// The tuple of a list's items; a new hold. The empty one is static.
MUST_USE HeapStatus class_tuple_of(Heap *heap, const Object *list, Object **out_tuple);

// ---- subclasses (subclasses.c)

// The base comes to hold the weakref to the class, which is made for the first base.
MUST_USE HeapStatus class_add_subclass(Heap *heap, Object *base, Object *cls);
// Before its bases go.
void class_leave_bases(Heap *heap, Object *cls);
// For class_next_slot(): what `object` holds; *cursor from `begin` on.
bool class_next_subclass(const Heap *heap, const Object *cls, uint64_t begin, uint32_t *cursor,
                         HeapHolder *out_holder);
