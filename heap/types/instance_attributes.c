// An instance's attributes: slots, values, dict, and what it finds in its class.
#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"
#include "heap/refusals.h"
#include "heap/statics.h"
#include "heap/types/descriptor.h"
#include "heap/types/dict.h"
#include "heap/types/dict_split.h"
#include "heap/types/instance.h"
#include "heap/types/instance_object.h"

// ---- slots

// How many slots before the one at `offset` are set, which is told too; of UINT32_MAX, how many at
// all. They come first among what it holds. Only an observer reads it.
static uint32_t count_fields(Heap *heap, const Object *object, uint32_t offset,
                             ClassField *out_field) {
    uint32_t count = 0;
    const Object *cls = class_of(heap, object);
    heap->work += class_field_count(cls) / FIELDS_A_STEP;
    if (!event_wanted(heap, HEAP_EVENT_SLOT)) {
        *out_field = (ClassField){0};
        return 0;
    }
    ClassFields fields = class_fields(heap, cls, 0);
    while (class_next_field(heap, &fields, out_field) && out_field->offset != offset) {
        count += *field_at(object, out_field->offset) != 0;
    }
    return count;
}

static void change_field(Heap *heap, Object *object, uint32_t offset, Object *value) {
    ClassField field;
    Slot *slot = field_at(object, offset);
    Object *old = slot_object(heap, *slot);
    uint32_t at = count_fields(heap, object, offset, &field);
    HeapHolder holder = holder_keyed(HEAP_HOLDER_ATTR, object, field.name);
    *slot = ref_of(heap, value);
    if (value != NULL) {
        object_retain(heap, value, holder);
    }
    event_slot(heap, holder, at, old, value);
    if (old != NULL) {
        object_release(heap, old, holder);
    }
}

void instance_empty_field(Heap *heap, Object *object, uint32_t offset) {
    change_field(heap, object, offset, NULL);
}

// ---- values

static HeapHolder value_holder(const Heap *heap, const Object *object, unsigned slot) {
    return holder_keyed(HEAP_HOLDER_ATTR, object,
                        class_shared_name(heap, class_of(heap, object), slot));
}

static uint32_t values_start(Heap *heap, const Object *object) {
    ClassField field;
    return count_fields(heap, object, UINT32_MAX, &field);
}

static void store_value(Heap *heap, Object *object, unsigned slot, Object *value) {
    Values values = values_of(heap, object);
    Object *old = values_object(heap, values, slot);
    unsigned position =
        old == NULL ? values_append(heap, values, slot) : values_find(heap, values, slot);
    HeapHolder holder = value_holder(heap, object, slot);
    *values_slot(heap, values, slot) = ref_of(heap, value);
    object_retain(heap, value, holder);
    event_slot(heap, holder, values_start(heap, object) + position, old, value);
    if (old != NULL) {
        object_release(heap, old, holder);
    }
}

void instance_empty_value(Heap *heap, Object *object, unsigned slot) {
    Values values = values_of(heap, object);
    Object *old = values_object(heap, values, slot);
    unsigned position = values_remove(heap, values, slot);
    HeapHolder holder = value_holder(heap, object, slot);
    *values_slot(heap, values, slot) = 0;
    event_slot(heap, holder, values_start(heap, object) + position, old, NULL);
    object_release(heap, old, holder);
}

static void tell_values_gone(Heap *heap, Object *object, Values values) {
    uint32_t start = values_start(heap, object);
    for (unsigned i = values_used(heap, values); i > 0; i--) {
        unsigned slot = values_slot_at(heap, values, i - 1);
        event_slot(heap, value_holder(heap, object, slot), start + i - 1,
                   values_object(heap, values, slot), NULL);
    }
}

// ---- the dict

// To another, or to none.
static void change_dict(Heap *heap, Object *object, Object *dict) {
    Object *old = dict_of(heap, object);
    HeapHolder holder = holder_part(object, "__dict__");
    prefix_of(object)->second.dict = ref_of(heap, dict);
    if (dict != NULL) {
        object_retain(heap, dict, holder);
    }
    if (old != dict || old != NULL) {
        event_slot(heap, holder, values_start(heap, object), old, dict);
    }
    if (old != NULL) {
        object_release(heap, old, holder);
    }
}

void instance_drop_dict(Heap *heap, Object *object) {
    change_dict(heap, object, NULL);
}

static void tell_block_taken_over(Heap *heap, Object *object, Object *dict, Values values) {
    if (values.at != 0 && events_wanted(heap) && heap->profile->values_place != VALUES_INSIDE) {
        event_block(heap, HEAP_EVENT_BLOCK_FREE, object, values_describe(heap, values));
        event_block(heap, HEAP_EVENT_BLOCK_ALLOC, dict, values_describe(heap, values));
    }
}

// After: the values are not the instance's own any more.
static void lose_values(Heap *heap, Object *object) {
    switch (heap->profile->values_place) {
    case VALUES_BEFORE_DICT: prefix_of(object)->first.values = (Values){0}; break;
    case VALUES_OR_DICT: prefix_of(object)->second.dict = 0; break;
    case VALUES_INSIDE: break;  // They are the dict's as soon as there is one.
    }
}

// What the values hold, the dict holds now, each in its place.
static void hand_over(Heap *heap, Object *object, Object *dict) {
    Values values = values_of(heap, object);
    uint32_t start = values_start(heap, object);
    tell_block_taken_over(heap, object, dict, values);
    for (unsigned i = 0; i < values_used(heap, values); i++) {
        unsigned slot = values_slot_at(heap, values, i);
        HeapHolder holder = value_holder(heap, object, slot);
        Object *value = values_object(heap, values, slot);
        split_receive(heap, as_dict(dict), slot);
        event_slot(heap, holder, start, value, NULL);
        object_release(heap, value, holder);
        if (!gc_is_tracked(dict) && object_may_be_tracked(heap, value)) {
            gc_track(heap, dict);
        }
    }
    lose_values(heap, object);
}

// After: the attributes are a dict's, which took over the values or uses them where they are; an
// instance that has none, because a collection has cleared it or its class gives it none, gets
// fresh ones.
static HeapStatus make_dict(Heap *heap, Object *object) {
    Object *dict;
    Ref keys = class_shared_keys(class_of(heap, object));
    HeapStatus status = values_of(heap, object).at == 0
                            ? dict_new_split(heap, keys, OBJECT_INTERNAL, &dict)
                            : dict_new(heap, OBJECT_INTERNAL, &dict);
    if (status != HEAP_OK) {
        return status;
    }
    // A collection on the way may have run code that made one.
    if (dict_of(heap, object) == NULL) {
        if (values_of(heap, object).at != 0) {
            bool inside = heap->profile->values_place == VALUES_INSIDE;
            split_begin(heap, dict, keys, values_of(heap, object), inside ? object : NULL);
        }
        hand_over(heap, object, dict);
        change_dict(heap, object, dict);
    }
    heap_drop(heap, dict);
    return HEAP_OK;
}

// ---- looking up

bool instance_find_part(Heap *heap, Object *instance, const char *name, Object **out_part) {
    if (strcmp(name, "__class__") != 0) {
        return false;
    }
    *out_part = class_of(heap, instance);
    return true;
}

HeapStatus instance_assign_part(Heap *heap, Object *instance, const char *name, Object *value) {
    (void)instance;
    if (value == NULL) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "can't delete %s attribute", name);
    }
    if (value->kind != HEAP_CLASS) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "%s must be set to a class, not '%s' object", name,
                         object_type_name(heap, value));
    }
    return heap_fail(heap, HEAP_CONFLICT, "an instance keeps its class here");
}

static HeapStatus find_own(Heap *heap, Object *instance, Object *key, Object **out_value) {
    Object *dict = dict_of(heap, instance);
    Values values = values_of(heap, instance);
    *out_value = NULL;
    if (dict != NULL) {
        return dict_find(heap, dict, key, out_value);
    }
    int64_t slot =
        values.at == 0 ? -1 : class_find_shared_name(heap, class_of(heap, instance), key);
    *out_value = slot < 0 ? NULL : values_object(heap, values, (unsigned)slot);
    return HEAP_OK;
}

// What an attribute leads to.
typedef struct {
    Object *value;  // NULL: nothing is there.
    bool binds;     // A function of the class: a bound method is made of it.
    bool is_dict;   // The instance's dict, which is made if there is none.
} Found;

static bool is_descriptor(const Object *in_class) {
    return in_class != NULL && (in_class->kind == HEAP_MEMBER || in_class->kind == HEAP_DESCRIPTOR);
}

static bool is_dict_descriptor(const Heap *heap, const Object *descriptor) {
    char name[DESCRIPTOR_NAME_SIZE];
    descriptor_name(heap, descriptor, name);
    return strcmp(name, "__dict__") == 0;
}

// Those of `object` work wherever there is something to find.
static HeapStatus check_getset_of_object(Heap *heap, const Object *instance,
                                         const Object *descriptor) {
    const ClassLayout *layout = &as_class(class_of(heap, instance))->layout;
    bool is_dict = is_dict_descriptor(heap, descriptor);
    return (is_dict ? layout->has_dict : layout->has_weakrefs)
               ? HEAP_OK
               : heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "This object has no %s",
                           is_dict ? "__dict__" : "__weakref__");
}

// Descriptors may be stored in other classes too, but do not work there.
static HeapStatus check_descriptor(Heap *heap, const Object *instance, const Object *descriptor) {
    if (object_is_static(descriptor)) {
        return check_getset_of_object(heap, instance, descriptor);
    }
    const Object *owner = descriptor_owner(heap, descriptor);
    if (owner == NULL || !class_extends(heap, class_of(heap, instance), owner)) {
        char name[DESCRIPTOR_NAME_SIZE];
        descriptor_name(heap, descriptor, name);
        return heap_fail(heap, HEAP_TYPE_ERROR,
                         "descriptor '%s' for '%s' objects doesn't apply to a '%s' object", name,
                         owner == NULL ? "?" : class_name(heap, owner),
                         object_type_name(heap, instance));
    }
    return HEAP_OK;
}

static Object *first_weakref(Heap *heap, Object *instance) {
    const Ref *first = object_type(instance)->weakrefs(heap, instance);
    return first == NULL || *first == 0 ? static_none(heap) : object_at(heap, *first);
}

static HeapStatus use_descriptor(Heap *heap, Object *instance, const Object *descriptor,
                                 Found *out_found) {
    HeapStatus status = check_descriptor(heap, instance, descriptor);
    if (status != HEAP_OK) {
        return status;
    }
    if (descriptor->kind == HEAP_MEMBER) {
        out_found->value = slot_object(heap, *field_at(instance, member_offset(descriptor)));
    } else if (is_dict_descriptor(heap, descriptor)) {
        out_found->value = dict_of(heap, instance);
        out_found->is_dict = true;
    } else {
        out_found->value = first_weakref(heap, instance);
    }
    return HEAP_OK;
}

static HeapStatus look_up(Heap *heap, Object *instance, Object *key, Found *out_found) {
    Object *in_class = NULL, *own = NULL;
    *out_found = (Found){0};
    HeapStatus status = class_find_attribute(heap, class_of(heap, instance), key, &in_class);
    if (status == HEAP_OK && is_descriptor(in_class)) {
        return use_descriptor(heap, instance, in_class, out_found);
    }
    if (status == HEAP_OK) {
        status = find_own(heap, instance, key, &own);
    }
    out_found->value = own != NULL ? own : in_class;
    out_found->binds = own == NULL && in_class != NULL && in_class->kind == HEAP_FUNCTION;
    return status;
}

HeapStatus instance_find_attribute(Heap *heap, Object *instance, Object *key, Object **out_value) {
    Found found;
    HeapStatus status = look_up(heap, instance, key, &found);
    if (status != HEAP_OK) {
        return status;
    }
    if (found.binds || (found.is_dict && found.value == NULL)) {
        return heap_fail(heap, HEAP_MADE_ANEW, "Python makes %s for whoever asks",
                         found.binds ? "a bound method" : "the dict of an instance");
    }
    *out_value = found.value;
    return HEAP_OK;
}

HeapStatus instance_make_attribute(Heap *heap, Object *instance, const char *name,
                                   Object **out_dict) {
    (void)name;
    HeapStatus status = make_dict(heap, instance);
    if (status == HEAP_OK) {
        *out_dict = dict_of(heap, instance);
        heap_hold(heap, *out_dict);
    }
    return status;
}

HeapStatus instance_find_method(Heap *heap, Object *instance, Object *key, Object **out_callable,
                                Object **out_self) {
    Found found;
    HeapStatus status = look_up(heap, instance, key, &found);
    if (status == HEAP_OK && found.is_dict && found.value == NULL) {
        return heap_fail(heap, HEAP_MADE_ANEW,
                         "Python makes the dict of an instance for whoever "
                         "asks");
    }
    if (status == HEAP_OK) {
        *out_callable = found.value;
        *out_self = found.binds ? instance : NULL;
    }
    return status;
}

// ---- changing

// Where a container stored as an attribute goes past the dict, to the instance's own values, the
// collector does not learn of it.
static HeapStatus set_in_dict(Heap *heap, Object *instance, Object *key, Object *value) {
    Object *dict = dict_of(heap, instance);
    bool passes_dict =
        !heap->profile->attribute_tracks_dict && instance_shares_values(heap, instance);
    if (passes_dict && split_store(heap, as_dict(dict), key, value)) {
        return HEAP_OK;
    }
    return dict_set(heap, dict, key, value);
}

// Every live block of values has room for every shared name: names and room together never grow.
static HeapStatus set_own(Heap *heap, Object *instance, Object *key, Object *value) {
    Object *cls = class_of(heap, instance);
    if (values_of(heap, instance).at != 0) {
        int64_t slot = class_share_name(heap, cls, key);
        if (slot >= 0) {
            store_value(heap, instance, (unsigned)slot, value);
            return HEAP_OK;
        }
    }
    if (dict_of(heap, instance) == NULL) {
        HeapStatus status = make_dict(heap, instance);
        if (status != HEAP_OK) {
            return status;
        }
    }
    return set_in_dict(heap, instance, key, value);
}

static HeapStatus delete_own(Heap *heap, Object *instance, Object *key) {
    Object *dict = dict_of(heap, instance);
    if (dict != NULL) {
        return dict_delete(heap, dict, key);
    }
    Values values = values_of(heap, instance);
    int64_t slot = values.at == 0 ? -1 : class_share_name(heap, class_of(heap, instance), key);
    if (slot < 0 || *values_slot(heap, values, (unsigned)slot) == 0) {
        return HEAP_KEY_ERROR;
    }
    instance_empty_value(heap, instance, (unsigned)slot);
    return HEAP_OK;
}

static HeapStatus refuse_getset(Heap *heap, const Object *descriptor) {
    char name[DESCRIPTOR_NAME_SIZE];
    descriptor_name(heap, descriptor, name);
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "attribute '%s' of '%s' objects is not writable",
                     name, class_name(heap, descriptor_owner(heap, descriptor)));
}

static HeapStatus check_new_dict(Heap *heap, const Object *value) {
    if (value == NULL || (value->kind == HEAP_DICT && !dict_is_guarded(value))) {
        return HEAP_OK;
    }
    return heap_fail(heap, HEAP_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%s'",
                     value->kind == HEAP_DICT ? "mappingproxy" : object_type_name(heap, value));
}

// Values inside die when the dict that is assigned is there; one that uses them gets a copy first.
static HeapStatus assign_dict_past_values(Heap *heap, Object *instance, Object *value) {
    Slot slots[VALUES_MAX] = {0};
    HeapStatus status = check_new_dict(heap, value);
    if (status == HEAP_OK && !instance_detach_dict(heap, instance)) {
        status = heap_refuse_memory(heap);
    }
    if (status != HEAP_OK) {
        return status;
    }
    Values values = values_of(heap, instance);
    if (values.at != 0) {
        tell_values_gone(heap, instance, values);
        values_take_all(heap, values, slots);
        instance_give_up_values(heap, instance);
    }
    change_dict(heap, instance, value);
    for (unsigned slot = 0; slot < values.slots; slot++) {
        if (slots[slot] != 0) {
            object_release(heap, slot_object(heap, slots[slot]),
                           value_holder(heap, instance, slot));
        }
    }
    return HEAP_OK;
}

// Makes the dict that it replaces, as CPython, unless the values are inside.
static HeapStatus assign_dict(Heap *heap, Object *instance, Object *value) {
    if (heap->profile->values_place == VALUES_INSIDE) {
        return assign_dict_past_values(heap, instance, value);
    }
    HeapStatus status = values_of(heap, instance).at != 0 ? make_dict(heap, instance) : HEAP_OK;
    if (status == HEAP_OK) {
        status = check_new_dict(heap, value);
    }
    if (status == HEAP_OK) {
        change_dict(heap, instance, value);
    }
    return status;
}

// `value` NULL deletes.
static HeapStatus change_by_descriptor(Heap *heap, Object *instance, const Object *descriptor,
                                       Object *value) {
    HeapStatus status = check_descriptor(heap, instance, descriptor);
    if (status != HEAP_OK) {
        return status;
    }
    if (descriptor->kind == HEAP_DESCRIPTOR) {
        return is_dict_descriptor(heap, descriptor) ? assign_dict(heap, instance, value)
                                                    : refuse_getset(heap, descriptor);
    }
    uint32_t offset = member_offset(descriptor);
    if (value == NULL && *field_at(instance, offset) == 0) {
        char name[DESCRIPTOR_NAME_SIZE];
        descriptor_name(heap, descriptor, name);
        return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "%s", name);
    }
    change_field(heap, instance, offset, value);
    return HEAP_OK;
}

static HeapStatus refuse_change(Heap *heap, const Object *instance, Object *key, bool in_class) {
    char name[HEAP_ERROR_SIZE];
    bool cut;
    heap_repr(heap, key, name, sizeof name, &cut);
    return in_class ? heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "'%s' object attribute %s is read-only",
                                object_type_name(heap, instance), name)
                    : heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "'%s' object has no attribute %s%s",
                                object_type_name(heap, instance), name, refusal_of_no_dict(heap));
}

static HeapStatus change(Heap *heap, Object *instance, Object *key, Object *value) {
    Object *in_class = NULL;
    HeapStatus status = class_find_attribute(heap, class_of(heap, instance), key, &in_class);
    if (status != HEAP_OK) {
        return status;
    }
    if (is_descriptor(in_class)) {
        return change_by_descriptor(heap, instance, in_class, value);
    }
    if (!class_has_dict(class_of(heap, instance))) {
        return refuse_change(heap, instance, key, in_class != NULL);
    }
    return value == NULL ? delete_own(heap, instance, key) : set_own(heap, instance, key, value);
}

HeapStatus instance_set_attribute(Heap *heap, Object *instance, Object *key, Object *value) {
    return change(heap, instance, key, value);
}

HeapStatus instance_delete_attribute(Heap *heap, Object *instance, Object *key) {
    return change(heap, instance, key, NULL);
}
