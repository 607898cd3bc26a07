// class: a name, a base, a dict of attributes, and the key table its instances share. Private to
// heap/.
//
// `class P: pass` leaves eight objects behind, as in CPython: the class, its name, bases tuple,
// dict, mro tuple, two getset descriptors, and the weakref by which `object` knows it.
#pragma once

#include "heap/types/dict_keys.h"

// Fills the static class `object` in the place that statics.c gives it.
void class_init_object(Heap *heap, Object *object);

const char *class_name(const Heap *heap, const Object *cls);      // Borrowed.
const char *class_qualname(const Heap *heap, const Object *cls);  // As repr() shows it.

// ---- attributes. Keys are str; the one of find may be a scratch object.

// False if a class has no fixed part of that name, such as "__mro__"; else NULL if it is missing.
bool class_find_part(Heap *heap, Object *cls, const char *name, Object **out_part);
// Sets a fixed part, or refuses; NULL deletes.
MUST_USE HeapStatus class_assign_part(Heap *heap, Object *cls, const char *name, Object *value);
// Along the mro. NULL when absent. Borrowed.
MUST_USE HeapStatus class_find_attribute(Heap *heap, Object *cls, Object *key, Object **out_value);
MUST_USE HeapStatus class_set_attribute(Heap *heap, Object *cls, Object *key, Object *value);
// HEAP_KEY_ERROR when absent.
MUST_USE HeapStatus class_delete_attribute(Heap *heap, Object *cls, Object *key);

// ---- how its instances lie in memory

typedef struct {
    uint32_t offset;  // From the instance's Object on.
    Object *name;     // Mangled.
} ClassField;

// What stands before an instance, what is behind its header, and what its block has for values.
unsigned class_instance_prefix(const Object *cls);
uint32_t class_instance_body(const Object *cls);
uint64_t class_values_area(const Heap *heap, const Object *cls);  // Of an instance made now.
bool class_has_dict(const Object *cls);  // Instances have attributes besides their slots.
// A walk along the slots of an instance: those of its own class first, then its base's ...
typedef struct {
    const Object *cls;  // Whose own slots are next; NULL at the end.
    uint32_t index;
    uint32_t passed;  // Classes on the way to where the walk begins.
} ClassFields;
ClassFields class_fields(const Heap *heap, const Object *cls, uint32_t from);
bool class_next_field(const Heap *heap, ClassFields *fields, ClassField *out_field);
uint32_t class_field_count(const Object *cls);  // All slots, its bases' too.
// Whether `base` is in the mro of `cls`.
bool class_extends(const Heap *heap, const Object *cls, const Object *base);

// The `__del__` that an instance of `cls` would be finalized by; NULL, at little cost, for most.
// Borrowed.
Object *class_find_finalizer(Heap *heap, Object *cls);

// ---- what its instances share. Not for `object`.

// The room of a new instance: as many slots as the table has names and may still take. Each new
// instance but those of a settled class makes that one less.
unsigned class_take_slots(Heap *heap, Object *cls);
Ref class_shared_keys(const Object *cls);  // Their table; 0: no instance has a dict.
size_t class_shared_name_count(const Heap *heap, const Object *cls);
Object *class_shared_name(const Heap *heap, const Object *cls, size_t index);
// The index of the name among the shared ones, or -1. `key` may be a scratch object.
int64_t class_find_shared_name(Heap *heap, const Object *cls, Object *key);
// The same, but enters the name if it is missing; -1: the table takes no more.
int64_t class_share_name(Heap *heap, Object *cls, Object *key);
