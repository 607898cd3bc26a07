#include "heap/types/class.h"
#include "heap/types/weakref.h"

#include <assert.h>
#include <string.h>

#include "heap/events.h"
#include "heap/hash.h"
#include "heap/holding.h"
#include "heap/statics.h"
#include "heap/types/class_object.h"
#include "heap/types/dict.h"
#include "heap/types/shared_keys.h"
#include "heap/types/tuple.h"
#include "heap/types/values.h"

static const char *const labels[] = {
    [CLASS_NAME] = "__name__",         [CLASS_QUALNAME] = "__qualname__", [CLASS_BASE] = "__base__",
    [CLASS_BASES] = "__bases__",       [CLASS_MRO] = "__mro__",           [CLASS_DICT] = "__dict__",
    [CLASS_SLOT_NAMES] = "slot names", [CLASS_SUBCLASSES] = "subclasses",
};

Parts class_parts(const Object *cls) {
    return (Parts){as_class(cls)->parts, labels, NULL, CLASS_PARTS};
}

Object *class_part(const Heap *heap, const Object *cls, ClassPart index) {
    return slot_object(heap, as_class(cls)->parts[index]);
}

static Keys *shared_keys(const Heap *heap, const Object *cls) {
    return range_at(heap, as_class(cls)->keys);
}

void class_init_object(Heap *heap, Object *object) {
    memset(object + 1, 0, sizeof(ClassObject) - sizeof(Object));
    as_class(object)->layout = (ClassLayout){.bytes = sizeof(Object), .slots_at = sizeof(Object)};
    as_class(object)->solid_base = ref_of(heap, object);
}

// ---- attributes

// `object` has a name, but holds no str of it.
bool class_find_part(Heap *heap, Object *cls, const char *name, Object **out_part) {
    if (object_is_static(cls) && strcmp(name, labels[CLASS_NAME]) == 0) {
        *out_part = static_word(heap, STATIC_WORD_OBJECT);
        return true;
    }
    Parts parts = class_parts(cls);
    parts.count = CLASS_PUBLIC_PARTS;
    return part_find(heap, parts, name, out_part);
}

static HeapStatus find_own(Heap *heap, Object *cls, Object *key, Object **out_value) {
    Object *dict = class_part(heap, cls, CLASS_DICT);
    if (dict == NULL) {
        *out_value = NULL;
        return HEAP_OK;
    }
    return dict_find(heap, dict, key, out_value);
}

// A class that a collection has cleared has no mro, and nothing is found.
HeapStatus class_find_attribute(Heap *heap, Object *cls, Object *key, Object **out_value) {
    const Object *mro = class_part(heap, cls, CLASS_MRO);
    Object *value = NULL;
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; mro != NULL && status == HEAP_OK && value == NULL && i < tuple_length(mro);
         i++) {
        heap->work++;
        status = find_own(heap, tuple_item(heap, mro, i), key, &value);
    }
    if (status == HEAP_OK) {
        *out_value = value;
    }
    return status;
}

// Before a change: what the old value takes along must already see the new state.
static void note_finalizer(Heap *heap, Object *cls, const Object *key, bool there) {
    if (key == static_word(heap, STATIC_WORD_DEL)) {
        as_class(cls)->has_finalizer = there;
    }
}

HeapStatus class_set_attribute(Heap *heap, Object *cls, Object *key, Object *value) {
    note_finalizer(heap, cls, key, true);
    return dict_set(heap, class_part(heap, cls, CLASS_DICT), key, value);
}

HeapStatus class_delete_attribute(Heap *heap, Object *cls, Object *key) {
    note_finalizer(heap, cls, key, false);
    return dict_delete(heap, class_part(heap, cls, CLASS_DICT), key);
}

// Only the dicts of classes that have one are looked at.
Object *class_find_finalizer(Heap *heap, Object *cls) {
    const Object *mro = class_part(heap, cls, CLASS_MRO);
    Object *finalizer = NULL;
    for (size_t i = 0; mro != NULL && finalizer == NULL && i < tuple_length(mro); i++) {
        heap->work++;
        Object *owner = tuple_item(heap, mro, i);
        if (as_class(owner)->has_finalizer &&
            find_own(heap, owner, static_word(heap, STATIC_WORD_DEL), &finalizer) != HEAP_OK) {
            return NULL;
        }
    }
    return finalizer;
}

// ---- how instances lie

unsigned class_instance_prefix(const Object *cls) {
    const ClassLayout *layout = &as_class(cls)->layout;
    bool weakrefs_in_front = layout->has_weakrefs && layout->weakrefs_at == 0;
    return sizeof(GcHeader) +
           (layout->has_dict || weakrefs_in_front ? 2 * (unsigned)sizeof(Slot) : 0);
}

uint32_t class_instance_body(const Object *cls) {
    return as_class(cls)->layout.bytes;
}

uint64_t class_values_area(const Heap *heap, const Object *cls) {
    bool inside = as_class(cls)->layout.has_values && heap->profile->values_place == VALUES_INSIDE;
    return inside ? values_area_bytes(heap, shared_keys_slots(heap, as_class(cls)->keys)) : 0;
}

bool class_has_dict(const Object *cls) {
    return as_class(cls)->layout.has_dict;
}

uint32_t class_field_count(const Object *cls) {
    return as_class(cls)->layout.field_count;
}

// The next class that has slots itself.
static void go_to_slots(const Heap *heap, ClassFields *fields) {
    while (fields->cls != NULL && fields->index >= as_class(fields->cls)->layout.slot_count) {
        fields->index -= as_class(fields->cls)->layout.slot_count;
        bool more = class_field_count(fields->cls) > as_class(fields->cls)->layout.slot_count;
        fields->cls = more ? class_part(heap, fields->cls, CLASS_BASE) : NULL;
        fields->passed++;
    }
}

ClassFields class_fields(const Heap *heap, const Object *cls, uint32_t from) {
    ClassFields fields = {.cls = cls, .index = from};
    go_to_slots(heap, &fields);
    return fields;
}

bool class_next_field(const Heap *heap, ClassFields *fields, ClassField *out_field) {
    if (fields->cls == NULL) {
        return false;
    }
    out_field->offset =
        as_class(fields->cls)->layout.slots_at + fields->index * (uint32_t)sizeof(Slot);
    out_field->name =
        tuple_item(heap, class_part(heap, fields->cls, CLASS_SLOT_NAMES), fields->index);
    fields->index++;
    go_to_slots(heap, fields);
    return true;
}

bool class_extends(const Heap *heap, const Object *cls, const Object *base) {
    const Object *mro = class_part(heap, cls, CLASS_MRO);
    if (mro == NULL) {
        return class_is_subclass(heap, cls, base);
    }
    for (size_t i = 0; i < tuple_length(mro); i++) {
        if (tuple_item(heap, mro, i) == base) {
            return true;
        }
    }
    return false;
}

// ---- what instances share

unsigned class_take_slots(Heap *heap, Object *cls) {
    return shared_keys_take_slots(heap, as_class(cls)->keys);
}

Ref class_shared_keys(const Object *cls) {
    return as_class(cls)->keys;
}

size_t class_shared_name_count(const Heap *heap, const Object *cls) {
    return as_class(cls)->keys == 0 ? 0 : (size_t)shared_keys(heap, cls)->entries;
}

Object *class_shared_name(const Heap *heap, const Object *cls, size_t index) {
    return shared_keys_name(heap, as_class(cls)->keys, (int64_t)index);
}

int64_t class_find_shared_name(Heap *heap, const Object *cls, Object *key) {
    return keys_find_str(heap, shared_keys(heap, cls), key);
}

int64_t class_share_name(Heap *heap, Object *cls, Object *key) {
    return shared_keys_add(heap, as_class(cls)->keys, key);
}

// ---- the type

enum { CLASS_TAIL_BYTES = 40, MEMBER_BYTES = 40 };

// sys.getsizeof counts the shared key table, but not the 40 bytes that the block has at its end.
static uint64_t class_size(const Heap *heap, const Object *object) {
    if (object_is_static(object)) {
        return heap->profile->object_class_bytes;
    }
    uint64_t keys = as_class(object)->keys == 0 ? 0 : keys_bytes(shared_keys(heap, object));
    return heap->profile->class_bytes - CLASS_TAIL_BYTES + keys;
}

// A PyMemberDef for each slot.
uint64_t class_block_bytes(const Heap *heap, size_t slot_count) {
    return heap->profile->class_bytes + slot_count * MEMBER_BYTES;
}

static uint64_t class_block_size(const Heap *heap, const Object *object) {
    return class_block_bytes(heap, as_class(object)->layout.slot_count);
}

static bool class_extra_block(const Heap *heap, const Object *object, unsigned index,
                              HeapBlock *out_block) {
    Ref keys = as_class(object)->keys;
    if (index > 0 || keys == 0) {
        return false;
    }
    *out_block = block_describe(heap, "keys", keys, keys_bytes(shared_keys(heap, object)));
    return true;
}

static bool next_shared_name(const Heap *heap, const Object *object, uint32_t *cursor,
                             HeapHolder *out_holder) {
    if (as_class(object)->keys == 0) {
        return false;
    }
    uint32_t index = *cursor - CLASS_PARTS;
    bool found = shared_keys_next_name(heap, as_class(object)->keys, object, &index, out_holder);
    *cursor = CLASS_PARTS + index;
    return found;
}

static bool class_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                            HeapHolder *out_holder) {
    return part_next(heap, object, class_parts(object), cursor, out_holder) ||
           next_shared_name(heap, object, cursor, out_holder) ||
           class_next_subclass(heap, object, CLASS_PARTS + class_shared_name_count(heap, object),
                               cursor, out_holder);
}

// Names, shared names and subclasses are not CPython's to visit.
static void class_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                           void *context) {
    static const ClassPart order[] = {CLASS_DICT, CLASS_MRO, CLASS_BASES, CLASS_BASE};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        Object *target = class_part(heap, object, order[i]);
        if (target != NULL) {
            visit(heap, target, context);
        }
    }
}

static void class_clear(Heap *heap, Object *object) {
    Object *dict = class_part(heap, object, CLASS_DICT);
    if (dict != NULL) {
        dict_clear(heap, dict);
    }
    part_clear(heap, object, class_parts(object), CLASS_MRO);
}

static ReleaseStep class_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    static const ClassPart order[CLASS_PARTS] = {CLASS_BASE,     CLASS_DICT,       CLASS_BASES,
                                                 CLASS_MRO,      CLASS_SUBCLASSES, CLASS_NAME,
                                                 CLASS_QUALNAME, CLASS_SLOT_NAMES};
    uint32_t step = (*cursor)++;
    if (step < CLASS_PARTS) {
        return (ReleaseStep){part_take(heap, class_parts(object), order[step]), false};
    }
    step -= CLASS_PARTS;
    ClassObject *cls = as_class(object);
    if (step == 0 && cls->keys != 0 && !shared_keys_leave(heap, cls->keys, object)) {
        cls->keys = 0;  // Dicts of instances live on with it.
    }
    if (step >= class_shared_name_count(heap, object)) {
        return (ReleaseStep){NULL, true};
    }
    Object *name = class_shared_name(heap, object, step);
    keys_entry(shared_keys(heap, object), step)->key = 0;
    return (ReleaseStep){name, false};
}

static Ref *class_weakrefs(const Heap *heap, Object *object) {
    (void)heap;
    return &as_class(object)->weakrefs;
}

static void class_free_memory(Heap *heap, Object *object) {
    ClassObject *cls = as_class(object);
    if (cls->keys != 0) {
        keys_free(heap, object, cls->keys);
    }
    store_free(heap, cls->text, cls->text_size);
    if (cls->qualname != 0) {
        store_free(heap, cls->qualname, cls->qualname_size);
    }
    object_free_block(heap, object, class_block_size(heap, object), FREE_LISTS);
}

const Type class_type = {
    .name = "type",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = class_size,
    .block_size = class_block_size,
    .extra_block = class_extra_block,
    .next_slot = class_next_slot,
    .traverse = class_traverse,
    .clear = class_clear,
    .leave = class_leave_bases,
    .release_next = class_release_next,
    .weakrefs = class_weakrefs,
    .free_memory = class_free_memory,
};
