#include "heap/types/instance.h"

#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"
#include "heap/types/instance_object.h"

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

static void empty_fields(Object *object, const Object *cls) {
    if (class_has_dict(cls)) {
        *prefix_of(object) = (InstancePrefix){0};
    }
    uint64_t bytes = class_instance_bytes(cls) - class_instance_prefix(cls);
    memset(object + 1, 0, bytes - sizeof *object);
}

static HeapStatus make_values(Heap *heap, Object *object, Object *cls) {
    if (!class_has_dict(cls)) {
        return HEAP_OK;
    }
    prefix_of(object)->values = values_new(heap, object, class_take_slots(heap, cls));
    return prefix_of(object)->values.at == 0 ? heap_refuse_memory(heap) : HEAP_OK;
}

// The collector knows an instance before it has its values.
static HeapStatus instantiate(Heap *heap, Object *cls, Object **out_object) {
    Object *object;
    HeapStatus status = object_new_instance(heap, cls, &object);
    if (status != HEAP_OK) {
        return status;
    }
    empty_fields(object, cls);
    object_announce(heap, object);
    set_class(heap, object, cls);
    gc_track(heap, object);
    status = make_values(heap, object, cls);
    if (status != HEAP_OK) {
        heap_drop(heap, object);
        return status;
    }
    *out_object = object;
    return HEAP_OK;
}

// A collection on the way may run code that lets the class go.
HeapStatus heap_instantiate(Heap *heap, Object *cls, Object **out_object) {
    if (cls->kind != HEAP_CLASS || object_is_static(cls)) {
        return refuse_call(heap, cls);
    }
    heap_hold(heap, cls);
    HeapStatus status = instantiate(heap, cls, out_object);
    heap_drop(heap, cls);
    return status;
}

// ---- the type

static uint64_t instance_size(const Heap *heap, const Object *object) {
    return class_instance_bytes(class_of(heap, object));
}

static bool instance_extra_block(const Heap *heap, const Object *object, unsigned index,
                                 HeapBlock *out_block) {
    Values values = values_of(heap, object);
    if (index > 0 || values.at == 0) {
        return false;
    }
    *out_block = values_describe(heap, values);
    return true;
}

// The cursor counts slots, then values up to CURSOR_DICT, both from the top of its range; the rest
// is beyond.
enum { CURSOR_VALUES = 1 << 24, CURSOR_DICT = CURSOR_VALUES + UINT8_MAX, CURSOR_CLASS, CURSOR_END };

static bool next_field(const Heap *heap, const Object *object, uint32_t *cursor,
                       HeapHolder *out_holder) {
    ClassField field;
    ClassFields fields = class_fields(heap, class_of(heap, object), *cursor);
    while (*cursor < CURSOR_VALUES && class_next_field(heap, &fields, &field)) {
        Object *value = slot_object(heap, *field_at(object, field.offset));
        (*cursor)++;
        if (value != NULL) {
            *out_holder = holder_keyed(HEAP_HOLDER_ATTR, object, field.name);
            out_holder->object = value;
            return true;
        }
    }
    *cursor = *cursor < CURSOR_VALUES ? CURSOR_VALUES : *cursor;
    return false;
}

static bool next_value(const Heap *heap, const Object *object, uint32_t *cursor,
                       HeapHolder *out_holder) {
    Values values = values_of(heap, object);
    while (*cursor - CURSOR_VALUES < values_used(heap, values)) {
        unsigned slot = values_slot_at(heap, values, (*cursor)++ - CURSOR_VALUES);
        Object *value = values_object(heap, values, slot);
        if (value != NULL) {
            *out_holder = holder_keyed(HEAP_HOLDER_ATTR, object,
                                       class_shared_name(heap, class_of(heap, object), slot));
            out_holder->object = value;
            return true;
        }
    }
    return false;
}

static bool instance_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                               HeapHolder *out_holder) {
    if (next_field(heap, object, cursor, out_holder) ||
        next_value(heap, object, cursor, out_holder)) {
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

static unsigned value_slots(const Heap *heap, const Object *object) {
    Values values = values_of(heap, object);
    return values.at == 0 ? 0 : values.slots;
}

static void instance_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                              void *context) {
    ClassField field;
    ClassFields fields = class_fields(heap, class_of(heap, object), 0);
    heap->work += class_field_count(class_of(heap, object)) / FIELDS_A_STEP;
    while (class_next_field(heap, &fields, &field)) {
        if (*field_at(object, field.offset) != 0) {
            visit(heap, slot_object(heap, *field_at(object, field.offset)), context);
        }
    }
    Values values = values_of(heap, object);
    for (unsigned slot = 0; slot < value_slots(heap, object); slot++) {
        if (*values_slot(heap, values, slot) != 0) {
            visit(heap, values_object(heap, values, slot), context);
        }
    }
    if (dict_of(heap, object) != NULL) {
        visit(heap, dict_of(heap, object), context);
    }
    visit(heap, class_of(heap, object), context);
}

// The class stays until the object dies. What is released may bring the instance to a dict, or
// take that away: everything is looked at anew.
static void instance_clear(Heap *heap, Object *object) {
    ClassField field;
    ClassFields fields = class_fields(heap, class_of(heap, object), 0);
    while (class_next_field(heap, &fields, &field)) {
        if (*field_at(object, field.offset) != 0) {
            instance_empty_field(heap, object, field.offset);
        }
    }
    for (unsigned slot = 0; slot < value_slots(heap, object); slot++) {
        if (*values_slot(heap, values_of(heap, object), slot) != 0) {
            instance_empty_value(heap, object, slot);
        }
    }
    if (dict_of(heap, object) != NULL) {
        instance_drop_dict(heap, object);
    }
}

// The next of its slots, then of its values, that is set; NULL if there is none left.
static Object *take_next(Heap *heap, const Object *object, uint32_t *cursor) {
    ClassField field;
    ClassFields fields = class_fields(heap, class_of(heap, object), *cursor);
    heap->work += fields.passed / FIELDS_A_STEP;
    while (*cursor < CURSOR_VALUES && class_next_field(heap, &fields, &field)) {
        (*cursor)++;
        Slot *slot = field_at(object, field.offset);
        Object *value = slot_object(heap, *slot);
        *slot = 0;
        if (value != NULL) {
            return value;
        }
    }
    *cursor = *cursor < CURSOR_VALUES ? CURSOR_VALUES : *cursor;
    while (*cursor - CURSOR_VALUES < value_slots(heap, object)) {
        Slot *slot = values_slot(heap, values_of(heap, object), (*cursor)++ - CURSOR_VALUES);
        Object *value = slot_object(heap, *slot);
        *slot = 0;
        if (value != NULL) {
            return value;
        }
    }
    return NULL;
}

// Values in the order of the shared names, whatever the order in which they were set; the class
// last, after the memory.
static ReleaseStep instance_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    Object *child = take_next(heap, object, cursor);
    if (child == NULL && dict_of(heap, object) != NULL) {
        child = dict_of(heap, object);
        prefix_of(object)->dict = 0;
    }
    return child != NULL ? (ReleaseStep){child, false}
                         : (ReleaseStep){class_of(heap, object), true};
}

static Ref *instance_weakrefs(const Heap *heap, Object *object) {
    uint32_t offset = class_weakrefs_offset(class_of(heap, object));
    return offset == 0 ? NULL : (Ref *)field_at(object, offset);
}

static void instance_free_memory(Heap *heap, Object *object) {
    Values values = values_of(heap, object);
    if (values.at != 0) {
        values_free(heap, object, values);
    }
    object_free_block(heap, object, instance_size(heap, object), FREE_LISTS);
}

const Type instance_type = {
    .name = "instance",
    .gc = true,
    .prefix = sizeof(InstancePrefix) + sizeof(GcHeader),  // Of the plain ones.
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
