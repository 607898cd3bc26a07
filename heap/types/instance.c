#include "heap/types/instance.h"

#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"
#include "heap/types/dict_split.h"
#include "heap/types/instance_object.h"
#include "heap/types/shared_keys.h"

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
    if (class_instance_prefix(cls) > sizeof(GcHeader)) {
        *prefix_of(object) = (InstancePrefix){0};
    }
    memset(object + 1, 0, class_instance_body(cls) - sizeof *object);
}

static Ref area_of(const Heap *heap, const Object *object) {
    return ref_of(heap, object) + class_instance_body(class_of(heap, object));
}

// The block has room for as many as the class expected before this instance.
static void make_values_inside(Heap *heap, Object *object, Object *cls) {
    if (class_values_area(heap, cls) != 0) {
        unsigned room = shared_keys_slots(heap, class_shared_keys(cls));
        values_begin_area(heap, area_of(heap, object), room, class_take_slots(heap, cls));
    }
}

static HeapStatus make_values(Heap *heap, Object *object, Object *cls) {
    ValuesPlace place = heap->profile->values_place;
    if (!as_class(cls)->layout.has_values || place == VALUES_INSIDE) {
        return HEAP_OK;
    }
    Values values = values_new(heap, object, class_take_slots(heap, cls));
    if (values.at == 0) {
        return heap_refuse_memory(heap);
    }
    *(place == VALUES_OR_DICT ? &prefix_of(object)->second.values
                              : &prefix_of(object)->first.values) = values;
    return HEAP_OK;
}

// The collector knows an instance before it has values of its own block.
static HeapStatus instantiate(Heap *heap, Object *cls, Object **out_object) {
    Object *object;
    HeapStatus status = object_new_instance(heap, cls, &object);
    if (status != HEAP_OK) {
        return status;
    }
    empty_fields(object, cls);
    make_values_inside(heap, object, cls);
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

// ---- its values

static bool has_area(const Heap *heap, const Object *object) {
    return heap->profile->values_place == VALUES_INSIDE &&
           as_class(class_of(heap, object))->layout.has_values;
}

Values values_of(const Heap *heap, const Object *object) {
    if (!as_class(class_of(heap, object))->layout.has_values) {
        return (Values){0};
    }
    const InstancePrefix *prefix = prefix_of(object);
    switch (heap->profile->values_place) {
    case VALUES_BEFORE_DICT: return prefix->first.values;
    case VALUES_OR_DICT:
        return prefix->second.values.slots != 0 ? prefix->second.values : (Values){0};
    case VALUES_INSIDE: break;
    }
    return prefix->second.dict != 0 ? (Values){0} : values_in_area(heap, area_of(heap, object));
}

void instance_give_up_values(Heap *heap, Object *object) {
    values_give_up_area(heap, area_of(heap, object));
}

bool instance_shares_values(const Heap *heap, const Object *object) {
    const Object *dict = dict_of(heap, object);
    return dict != NULL && dict->kind == HEAP_DICT && as_dict(dict)->owner == ref_of(heap, object);
}

bool instance_detach_dict(Heap *heap, const Object *object) {
    return !instance_shares_values(heap, object) ||
           split_detach(heap, as_dict(dict_of(heap, object)));
}

// ---- the type

static uint64_t instance_size(const Heap *heap, const Object *object) {
    const Object *cls = class_of(heap, object);
    return class_instance_prefix(cls) + class_instance_body(cls);
}

static uint64_t instance_block_size(const Heap *heap, const Object *object) {
    uint64_t bytes = instance_size(heap, object);
    return has_area(heap, object)
               ? bytes + values_area_bytes(heap, values_area_room(heap, area_of(heap, object)))
               : bytes;
}

static bool instance_extra_block(const Heap *heap, const Object *object, unsigned index,
                                 HeapBlock *out_block) {
    Values values = values_of(heap, object);
    if (index > 0 || values.at == 0 || has_area(heap, object)) {
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

static void visit_values(Heap *heap, Values values, void (*visit)(Heap *, Object *, void *),
                         void *context) {
    for (unsigned slot = 0; slot < values.slots; slot++) {
        if (*values_slot(heap, values, slot) != 0) {
            visit(heap, values_object(heap, values, slot), context);
        }
    }
}

static void visit_attributes(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                             void *context) {
    Object *dict = dict_of(heap, object);
    if (heap->profile->traverse_passes_dict && instance_shares_values(heap, object)) {
        visit_values(heap, as_dict(dict)->values, visit, context);
        return;
    }
    visit_values(heap, values_of(heap, object), visit, context);
    if (dict != NULL) {
        visit(heap, dict, context);
    }
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
    visit_attributes(heap, object, visit, context);
    visit(heap, class_of(heap, object), context);
}

// Values inside are given up for ever; a dict that used them goes on with a copy, or, when there is
// no memory for that, without.
static void clear_inside(Heap *heap, Object *object) {
    if (!instance_detach_dict(heap, object)) {
        split_abandon(heap, as_dict(dict_of(heap, object)));
    }
    if (has_area(heap, object) && dict_of(heap, object) == NULL) {
        instance_give_up_values(heap, object);
    }
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
    clear_inside(heap, object);
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

// A dict that used the values goes on with a copy; when there is no memory for one, they die first.
static Object *take_dict(Heap *heap, Object *object) {
    Object *dict = dict_of(heap, object);
    if (!instance_detach_dict(heap, object)) {
        Object *value = split_take_next(heap, as_dict(dict));
        if (value != NULL) {
            return value;
        }
        split_abandon(heap, as_dict(dict));
    }
    prefix_of(object)->second.dict = 0;
    return dict;
}

// Values in the order of the shared names, whatever the order in which they were set; the class
// last, after the memory.
static ReleaseStep instance_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    Object *child = take_next(heap, object, cursor);
    if (child == NULL && dict_of(heap, object) != NULL) {
        child = take_dict(heap, object);
    }
    return child != NULL ? (ReleaseStep){child, false}
                         : (ReleaseStep){class_of(heap, object), true};
}

static Ref *instance_weakrefs(const Heap *heap, Object *object) {
    const ClassLayout *layout = &as_class(class_of(heap, object))->layout;
    if (!layout->has_weakrefs) {
        return NULL;
    }
    return layout->weakrefs_at == 0 ? &prefix_of(object)->first.weakrefs
                                    : (Ref *)field_at(object, layout->weakrefs_at);
}

static void instance_free_memory(Heap *heap, Object *object) {
    Values values = values_of(heap, object);
    if (values.at != 0 && !has_area(heap, object)) {
        values_free(heap, object, values);
    }
    object_free_block(heap, object, instance_block_size(heap, object), FREE_LISTS);
}

const Type instance_type = {
    .name = "instance",
    .gc = true,
    .prefix = sizeof(InstancePrefix) + sizeof(GcHeader),  // Of the plain ones.
    .size = instance_size,
    .block_size = instance_block_size,
    .extra_block = instance_extra_block,
    .next_slot = instance_next_slot,
    .traverse = instance_traverse,
    .clear = instance_clear,
    .release_next = instance_release_next,
    .weakrefs = instance_weakrefs,
    .free_memory = instance_free_memory,
};
