#include "heap/types/instance.h"

#include <assert.h>
#include <string.h>

#include "heap/events.h"
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/statics.h"
#include "heap/types/class.h"
#include "heap/types/dict.h"

// At the block's begin. At most one of them is there: the values once the instance is made, or the
// dict.
typedef struct {
    Slot values;  // Of slot 0; the order stands before it.
    Slot dict;
} InstancePrefix;

typedef struct {
    Object base;
    uint32_t slot_count;
    Ref weakrefs;
} InstanceObject;

enum { INSTANCE_BYTES = sizeof(InstancePrefix) + sizeof(GcHeader) + sizeof(InstanceObject) };
_Static_assert(INSTANCE_BYTES == 56, "as in CPython 3.11");

static InstancePrefix *prefix_of(const Object *object) {
    return (InstancePrefix *)(uintptr_t)gc_header(object) - 1;
}

static unsigned slot_count(const Object *object) {
    return ((const InstanceObject *)object)->slot_count;
}

static Object *class_of(const Heap *heap, const Object *object) {
    return object_at(heap, object->cls);
}

static Object *dict_of(const Heap *heap, const Object *object) {
    return slot_object(heap, prefix_of(object)->dict);
}

// ---- the block of values
//
// From slot 0 backwards: the bytes before it, how many slots are set, and their numbers in the
// order in which they were.

enum { VALUES_OFFSET = 1, VALUES_USED = 2, VALUES_ORDER = 3 };

static Slot *slots_of(const Heap *heap, const Object *object) {
    return range_at(heap, (Ref)prefix_of(object)->values);
}

static uint8_t *byte_before(const Heap *heap, const Object *object, unsigned distance) {
    return (uint8_t *)range_at(heap, (Ref)prefix_of(object)->values) - distance;
}

static unsigned used_slots(const Heap *heap, const Object *object) {
    return prefix_of(object)->values == 0 ? 0 : *byte_before(heap, object, VALUES_USED);
}

static unsigned slot_at(const Heap *heap, const Object *object, unsigned position) {
    return *byte_before(heap, object, VALUES_ORDER + position);
}

static unsigned order_bytes(unsigned slots) {
    return (slots + VALUES_USED + 7) / 8 * 8;
}

static uint64_t values_bytes(const Object *object) {
    return order_bytes(slot_count(object)) + slot_count(object) * sizeof(Slot);
}

static Ref values_block(const Object *object) {
    return (Ref)prefix_of(object)->values - order_bytes(slot_count(object));
}

static HeapStatus make_values(Heap *heap, Object *object) {
    unsigned slots = class_take_slots(heap, class_of(heap, object));
    ((InstanceObject *)object)->slot_count = slots;
    Ref block = block_new(heap, object, "values", values_bytes(object));
    if (block == 0) {
        return heap_refuse_memory(heap);
    }
    memset(range_at(heap, block), 0, values_bytes(object));
    prefix_of(object)->values = block + order_bytes(slots);
    *byte_before(heap, object, VALUES_OFFSET) = (uint8_t)order_bytes(slots);
    return HEAP_OK;
}

static void free_values(Heap *heap, Object *object) {
    if (prefix_of(object)->values != 0) {
        block_free(heap, object, "values", values_block(object), values_bytes(object));
        prefix_of(object)->values = 0;
    }
}

// Returns the new slot's position.
static unsigned order_append(const Heap *heap, const Object *object, unsigned slot) {
    unsigned position = (*byte_before(heap, object, VALUES_USED))++;
    *byte_before(heap, object, VALUES_ORDER + position) = (uint8_t)slot;
    return position;
}

static unsigned order_find(const Heap *heap, const Object *object, unsigned slot) {
    unsigned position = 0;
    while (slot_at(heap, object, position) != slot) {
        position++;
        assert(position < used_slots(heap, object));
    }
    return position;
}

// Returns the position that the slot had.
static unsigned order_remove(const Heap *heap, const Object *object, unsigned slot) {
    unsigned position = order_find(heap, object, slot);
    unsigned used = --*byte_before(heap, object, VALUES_USED);
    for (unsigned i = position; i < used; i++) {
        *byte_before(heap, object, VALUES_ORDER + i) = (uint8_t)slot_at(heap, object, i + 1);
    }
    return position;
}

// ---- attributes in values

static HeapHolder attribute_holder(const Heap *heap, const Object *object, unsigned slot) {
    return holder_keyed(HEAP_HOLDER_ATTR, object,
                        class_shared_name(heap, class_of(heap, object), slot));
}

static void store(Heap *heap, Object *object, unsigned slot, Object *value) {
    Slot *slots = slots_of(heap, object);
    Object *old = slot_object(heap, slots[slot]);
    unsigned position =
        old == NULL ? order_append(heap, object, slot) : order_find(heap, object, slot);
    HeapHolder holder = attribute_holder(heap, object, slot);
    slots[slot] = ref_of(heap, value);
    object_retain(heap, value, holder);
    event_slot(heap, holder, position, old, value);
    if (old != NULL) {
        object_release(heap, old, holder);
    }
}

static void empty_slot(Heap *heap, Object *object, unsigned slot) {
    Slot *slots = slots_of(heap, object);
    Object *old = slot_object(heap, slots[slot]);
    unsigned position = order_remove(heap, object, slot);
    HeapHolder holder = attribute_holder(heap, object, slot);
    slots[slot] = 0;
    event_slot(heap, holder, position, old, NULL);
    object_release(heap, old, holder);
}

// ---- moving to a dict

static HeapStatus fill_dict(Heap *heap, Object *object, Object *dict) {
    unsigned used = used_slots(heap, object);
    HeapStatus status = dict_reserve(heap, dict, used);
    for (unsigned i = 0; status == HEAP_OK && i < used; i++) {
        unsigned slot = slot_at(heap, object, i);
        status = dict_set(heap, dict, class_shared_name(heap, class_of(heap, object), slot),
                          slot_object(heap, slots_of(heap, object)[slot]));
    }
    return status;
}

static void set_dict(Heap *heap, Object *object, Object *dict) {
    HeapHolder holder = holder_part(object, "__dict__");
    prefix_of(object)->dict = ref_of(heap, dict);
    object_retain(heap, dict, holder);
    event_slot(heap, holder, 0, NULL, dict);
}

// After: the attributes, in the order in which they were set, are a dict's, which has room for one
// more; the values' block is gone.
static HeapStatus move_to_dict(Heap *heap, Object *object) {
    Object *dict;
    HeapStatus status = dict_new(heap, OBJECT_INTERNAL, &dict);
    if (status != HEAP_OK) {
        return status;
    }
    status = fill_dict(heap, object, dict);
    if (status == HEAP_OK) {
        while (used_slots(heap, object) > 0) {
            empty_slot(heap, object, slot_at(heap, object, 0));
        }
        free_values(heap, object);
        set_dict(heap, object, dict);
    }
    heap_drop(heap, dict);
    return status;
}

// ---- attributes

bool instance_find_part(Heap *heap, Object *instance, const char *name, Object **out_part) {
    if (strcmp(name, "__dict__") == 0) {
        *out_part = dict_of(heap, instance);
    } else if (strcmp(name, "__class__") == 0) {
        *out_part = class_of(heap, instance);
    } else if (strcmp(name, "__weakref__") == 0) {
        *out_part = static_none(heap);
    } else {
        return false;
    }
    return true;
}

static HeapStatus find_own(Heap *heap, Object *instance, Object *key, Object **out_value) {
    Object *dict = dict_of(heap, instance);
    if (dict != NULL) {
        return dict_find(heap, dict, key, out_value);
    }
    int64_t slot = class_find_shared_name(heap, class_of(heap, instance), key);
    *out_value = slot < 0 ? NULL : slot_object(heap, slots_of(heap, instance)[slot]);
    return HEAP_OK;
}

HeapStatus instance_find_attribute(Heap *heap, Object *instance, Object *key, Object **out_value) {
    Object *value;
    HeapStatus status = find_own(heap, instance, key, &value);
    if (status == HEAP_OK && value == NULL) {
        status = class_find_attribute(heap, class_of(heap, instance), key, &value);
    }
    if (status == HEAP_OK) {
        *out_value = value;
    }
    return status;
}

// Every live block of values has room for every shared name: names and room together never grow.
HeapStatus instance_set_attribute(Heap *heap, Object *instance, Object *key, Object *value) {
    if (dict_of(heap, instance) == NULL) {
        int64_t slot = class_share_name(heap, class_of(heap, instance), key);
        if (slot >= 0) {
            assert(slot < slot_count(instance));
            store(heap, instance, (unsigned)slot, value);
            return HEAP_OK;
        }
        HeapStatus status = move_to_dict(heap, instance);
        if (status != HEAP_OK) {
            return status;
        }
    }
    return dict_set(heap, dict_of(heap, instance), key, value);
}

HeapStatus instance_delete_attribute(Heap *heap, Object *instance, Object *key) {
    Object *dict = dict_of(heap, instance);
    if (dict != NULL) {
        return dict_delete(heap, dict, key);
    }
    int64_t slot = class_share_name(heap, class_of(heap, instance), key);
    if (slot < 0 || slots_of(heap, instance)[slot] == 0) {
        return HEAP_KEY_ERROR;
    }
    empty_slot(heap, instance, (unsigned)slot);
    return HEAP_OK;
}

// ---- making

static HeapStatus refuse_call(Heap *heap, const Object *cls) {
    if (cls->kind == HEAP_CLASS) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "cannot create 'object' instances");
    }
    return heap_fail(heap, HEAP_TYPE_ERROR, "'%s' object is not callable",
                     object_type_name(heap, cls));
}

static void set_class(Heap *heap, Object *object, Object *cls) {
    HeapHolder holder = {.kind = HEAP_HOLDER_CLASS, .owner = object, .label = "__class__"};
    object_retain(heap, cls, holder);
    event_slot(heap, holder, 0, NULL, cls);
}

// The collector knows an instance before it has its values.
HeapStatus heap_instantiate(Heap *heap, Object *cls, Object **out_object) {
    if (cls->kind != HEAP_CLASS || object_is_static(cls)) {
        return refuse_call(heap, cls);
    }
    Object *object;
    HeapStatus status = object_new(heap, HEAP_INSTANCE, INSTANCE_BYTES, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        return status;
    }
    *prefix_of(object) = (InstancePrefix){0};
    *(InstanceObject *)object = (InstanceObject){.base = *object};
    object->cls = ref_of(heap, cls);
    object_announce(heap, object);
    set_class(heap, object, cls);
    gc_track(heap, object);
    status = make_values(heap, object);
    if (status != HEAP_OK) {
        heap_drop(heap, object);
        return status;
    }
    *out_object = object;
    return HEAP_OK;
}

// ---- the type

static uint64_t instance_size(const Heap *heap, const Object *object) {
    (void)heap, (void)object;
    return INSTANCE_BYTES;
}

static bool instance_extra_block(const Heap *heap, const Object *object, unsigned index,
                                 HeapBlock *out_block) {
    if (index > 0 || prefix_of(object)->values == 0) {
        return false;
    }
    *out_block = block_describe(heap, "values", values_block(object), values_bytes(object));
    return true;
}

// Cursors past the attributes.
enum { CURSOR_DICT = UINT8_MAX, CURSOR_CLASS, CURSOR_END };

static bool next_attribute(const Heap *heap, const Object *object, uint32_t *cursor,
                           HeapHolder *out_holder) {
    while (*cursor < used_slots(heap, object)) {
        unsigned slot = slot_at(heap, object, (*cursor)++);
        Object *value = slot_object(heap, slots_of(heap, object)[slot]);
        if (value != NULL) {
            *out_holder = attribute_holder(heap, object, slot);
            out_holder->object = value;
            return true;
        }
    }
    return false;
}

static bool instance_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                               HeapHolder *out_holder) {
    if (next_attribute(heap, object, cursor, out_holder)) {
        return true;
    }
    if (*cursor <= CURSOR_DICT && dict_of(heap, object) != NULL) {
        *cursor = CURSOR_CLASS;
        *out_holder = holder_part(object, "__dict__");
        out_holder->object = dict_of(heap, object);
        return true;
    }
    if (*cursor <= CURSOR_CLASS) {
        *cursor = CURSOR_END;
        *out_holder = (HeapHolder){.kind = HEAP_HOLDER_CLASS,
                                   .owner = object,
                                   .label = "__class__",
                                   .object = class_of(heap, object)};
        return true;
    }
    return false;
}

static unsigned live_slot_count(const Object *object) {
    return prefix_of(object)->values == 0 ? 0 : slot_count(object);
}

static void instance_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                              void *context) {
    for (unsigned slot = 0; slot < live_slot_count(object); slot++) {
        Object *value = slot_object(heap, slots_of(heap, object)[slot]);
        if (value != NULL) {
            visit(heap, value, context);
        }
    }
    if (dict_of(heap, object) != NULL) {
        visit(heap, dict_of(heap, object), context);
    }
    visit(heap, class_of(heap, object), context);
}

// The class stays until the object dies.
static void instance_clear(Heap *heap, Object *object) {
    for (unsigned slot = 0; slot < live_slot_count(object); slot++) {
        if (slots_of(heap, object)[slot] != 0) {
            empty_slot(heap, object, slot);
        }
    }
    Object *dict = dict_of(heap, object);
    if (dict != NULL) {
        HeapHolder holder = holder_part(object, "__dict__");
        prefix_of(object)->dict = 0;
        event_slot(heap, holder, 0, dict, NULL);
        object_release(heap, dict, holder);
    }
}

// Values in the order of the shared names, whatever the order in which they were set; the class
// last, after the memory.
static ReleaseStep instance_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    Object *child = NULL;
    while (child == NULL && *cursor < live_slot_count(object)) {
        Slot *slot = &slots_of(heap, object)[(*cursor)++];
        child = slot_object(heap, *slot);
        *slot = 0;
    }
    if (child == NULL && prefix_of(object)->dict != 0) {
        child = dict_of(heap, object);
        prefix_of(object)->dict = 0;
    }
    return child != NULL ? (ReleaseStep){child, false}
                         : (ReleaseStep){class_of(heap, object), true};
}

static Ref *instance_weakrefs(const Heap *heap, Object *object) {
    (void)heap;
    return &((InstanceObject *)object)->weakrefs;
}

static void instance_free_memory(Heap *heap, Object *object) {
    free_values(heap, object);
    object_free_block(heap, object, INSTANCE_BYTES, FREE_LISTS);
}

const Type instance_type = {
    .name = "instance",
    .gc = true,
    .prefix = sizeof(InstancePrefix) + sizeof(GcHeader),
    .size = instance_size,
    .block_size = instance_size,
    .extra_block = instance_extra_block,
    .next_slot = instance_next_slot,
    .traverse = instance_traverse,
    .clear = instance_clear,
    .release_next = instance_release_next,
    .weakrefs = instance_weakrefs,
    .free_memory = instance_free_memory,
};
