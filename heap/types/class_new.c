// How a class statement runs: what comes before its body, what the body stores, and what type()
// then makes of it. Start reading at the table of steps at the end.
//
// Real are also those temporaries of CPython that leave a trace: the namespace, the arguments of
// type() and a copy of the dict end in free lists and count for the collector. Of others there is
// only the block and the count, while they live: the body's function, bound builtins, a super
// object. Left out are strs that turn out to be interned; and the key of the subclasses of
// `object`, an int, is a position here.
#include <string.h>

#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/intern.h"
#include "heap/statics.h"
#include "heap/temporary.h"
#include "heap/types/class.h"
#include "heap/types/class_object.h"
#include "heap/types/descriptor.h"
#include "heap/types/dict.h"
#include "heap/types/shared_keys.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"

_Static_assert(sizeof((HeapClassMaking){0}.parts) / sizeof(Object *) == MAKING_PARTS, "of heap.h");

typedef HeapClassMaking Making;
enum { BODY_BLOCK };  // The block of the body's function, in Making.blocks.

// ---- what is no object here, but counts for the collector and takes a block

enum { BODY_BYTES = 152, SUPER_BYTES = 56 };

// ---- before the body

static HeapStatus make_name(Heap *heap, Making *making) {
    const char *name = making->spec.name;
    return heap_new_str(heap, name, strlen(name), HEAP_LITERAL, &making->parts[MAKING_NAME]);
}

static HeapStatus make_qualname(Heap *heap, Making *making) {
    const HeapClassSpec *spec = &making->spec;
    if (!spec->is_nested) {
        making->parts[MAKING_QUALNAME] = making->parts[MAKING_NAME];
        heap_hold(heap, making->parts[MAKING_NAME]);
        return HEAP_OK;
    }
    if (spec->qualname_text != NULL) {
        making->parts[MAKING_QUALNAME] = spec->qualname_text;
        heap_hold(heap, spec->qualname_text);
        return HEAP_OK;
    }
    return heap_new_str(heap, spec->qualname, strlen(spec->qualname), HEAP_LITERAL,
                        &making->parts[MAKING_QUALNAME]);
}

static HeapStatus fill_slots(Heap *heap, const HeapClassSpec *spec, Object *tuple) {
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < spec->slot_count; i++) {
        Object *name;
        status = heap_new_str(heap, spec->slots[i], strlen(spec->slots[i]), HEAP_LITERAL, &name);
        if (status == HEAP_OK) {
            tuple_fill(heap, tuple, i, name);
            heap_drop(heap, name);
        }
    }
    return status;
}

// A constant of the body.
static HeapStatus make_slots(Heap *heap, Making *making) {
    const HeapClassSpec *spec = &making->spec;
    if (!spec->has_slots || spec->slot_count == 0) {
        making->parts[MAKING_SLOTS] = spec->has_slots ? static_empty_tuple(heap) : NULL;
        return HEAP_OK;
    }
    if (spec->slots_tuple != NULL) {
        heap_hold(heap, spec->slots_tuple);
        making->parts[MAKING_SLOTS] = spec->slots_tuple;
        return HEAP_OK;
    }
    Object *tuple;
    HeapStatus status = tuple_new(heap, spec->slot_count, &tuple);
    if (status == HEAP_OK) {
        object_announce(heap, tuple);
        making->parts[MAKING_SLOTS] = tuple;
        status = fill_slots(heap, spec, tuple);
        gc_track(heap, tuple);
    }
    return status;
}

static HeapStatus make_body(Heap *heap, Making *making) {
    return temporary_begin(heap, BODY_BYTES, &making->blocks[BODY_BLOCK]);
}

static HeapStatus make_part_tuple(Heap *heap, Object *const *items, size_t count,
                                  Object **out_tuple) {
    Object *tuple;
    HeapStatus status = tuple_new(heap, count, &tuple);
    if (status != HEAP_OK) {
        return status;
    }
    tuple->flags |= OBJECT_INTERNAL;
    object_announce(heap, tuple);
    for (size_t i = 0; i < count; i++) {
        tuple_fill(heap, tuple, i, items[i]);
    }
    gc_track(heap, tuple);
    *out_tuple = tuple;
    return HEAP_OK;
}

// The bases that the statement names are the arguments of a call; without any, type() makes the
// tuple.
static HeapStatus take_bases(Heap *heap, Making *making) {
    const HeapClassSpec *spec = &making->spec;
    HeapStatus status = class_check_metaclass(heap, spec);
    if (status != HEAP_OK || spec->base_count == 0) {
        return status;
    }
    return make_part_tuple(heap, spec->bases, spec->base_count, &making->parts[MAKING_BASES]);
}

static HeapStatus make_namespace(Heap *heap, Making *making) {
    Ref prepare = 0;
    HeapStatus status = temporary_take(heap, FREE_BUILTIN_METHOD, &prepare);
    if (status == HEAP_OK) {
        status = dict_new(heap, OBJECT_INTERNAL, &making->parts[MAKING_NAMESPACE]);
    }
    temporary_put(heap, FREE_BUILTIN_METHOD, prepare);
    return status;
}

static HeapStatus store_word(Heap *heap, Making *making, StaticWord word, Object *value) {
    return dict_set(heap, making->parts[MAKING_NAMESPACE], static_word(heap, word), value);
}

// What every body stores first, and __slots__.
static HeapStatus begin_body(Heap *heap, Making *making) {
    HeapStatus status =
        store_word(heap, making, STATIC_WORD_MODULE, static_word(heap, STATIC_WORD_MAIN));
    if (status == HEAP_OK) {
        status = store_word(heap, making, STATIC_WORD_QUALNAME, making->parts[MAKING_QUALNAME]);
    }
    if (status == HEAP_OK && making->spec.has_slots) {
        status = store_word(heap, making, STATIC_WORD_SLOTS, making->parts[MAKING_SLOTS]);
    }
    return status;
}

// ---- after the body

static HeapStatus make_arguments(Heap *heap, Making *making) {
    Object *bases = making->parts[MAKING_BASES];
    Object *items[] = {making->parts[MAKING_NAME], bases == NULL ? static_empty_tuple(heap) : bases,
                       making->parts[MAKING_NAMESPACE]};
    return heap_new_tuple(heap, items, 3, &making->parts[MAKING_ARGUMENTS]);
}

static HeapStatus make_bases(Heap *heap, Making *making) {
    if (making->parts[MAKING_BASES] != NULL) {
        return HEAP_OK;
    }
    Object *base = static_object_class(heap);
    return make_part_tuple(heap, &base, 1, &making->parts[MAKING_BASES]);
}

static HeapStatus make_dict(Heap *heap, Making *making) {
    Object **dict = &making->parts[MAKING_DICT];
    HeapStatus status = dict_clone(heap, making->parts[MAKING_NAMESPACE], OBJECT_INTERNAL, dict);
    if (status == HEAP_OK) {
        dict_guard(*dict);
    }
    return status;
}

static HeapStatus allocate_class(Heap *heap, const char *text, const ClassLayout *layout,
                                 Object **out_class) {
    uint32_t size = (uint32_t)strlen(text) + 1;
    Ref copy = store_allocate(heap, size);
    if (copy == 0) {
        return store_refuse(heap, "the name of a class");
    }
    Object *object;
    HeapStatus status = object_new(heap, HEAP_CLASS, class_block_bytes(heap, layout->slot_count),
                                   FREE_LISTS, &object);
    if (status != HEAP_OK) {
        store_free(heap, copy, size);
        return status;
    }
    memcpy(range_at(heap, copy), text, size);
    ClassObject *cls = as_class(object);
    *cls = (ClassObject){.base = *object, .layout = *layout, .text = copy, .text_size = size};
    object_announce(heap, object);
    gc_track(heap, object);
    *out_class = object;
    return HEAP_OK;
}

// After: the class holds what it needs to be shown and to die; its dict has a hole in the place of
// __qualname__.
static HeapStatus fill_class(Heap *heap, Making *making, Object *best_base, Object *slot_names) {
    Object *cls = making->parts[MAKING_CLASS], *dict = making->parts[MAKING_DICT];
    Object *finalizer = NULL;
    Parts parts = class_parts(cls);
    part_set(heap, cls, parts, CLASS_NAME, making->parts[MAKING_NAME]);
    if (making->spec.is_nested) {
        HeapStatus named = class_set_qualname(heap, cls, making->parts[MAKING_QUALNAME]);
        if (named != HEAP_OK) {
            return named;
        }
    } else {
        part_set(heap, cls, parts, CLASS_QUALNAME, making->parts[MAKING_QUALNAME]);
    }
    part_set(heap, cls, parts, CLASS_BASE, best_base);
    part_set(heap, cls, parts, CLASS_BASES, making->parts[MAKING_BASES]);
    part_set(heap, cls, parts, CLASS_DICT, dict);
    if (slot_names != NULL) {
        part_set(heap, cls, parts, CLASS_SLOT_NAMES, slot_names);
    }
    as_class(cls)->solid_base = ref_of(heap, class_solid_base(heap, cls, best_base));
    HeapStatus status = dict_find(heap, dict, static_word(heap, STATIC_WORD_DEL), &finalizer);
    as_class(cls)->has_finalizer = finalizer != NULL;
    return status == HEAP_OK ? dict_delete(heap, dict, static_word(heap, STATIC_WORD_QUALNAME))
                             : status;
}

static HeapStatus make_class(Heap *heap, Making *making) {
    Object *best_base, *slot_names = NULL;
    ClassLayout layout;
    HeapStatus status = class_best_base(heap, making->parts[MAKING_BASES], &best_base);
    if (status == HEAP_OK) {
        status = class_lay_out(heap, making, best_base, &layout, &slot_names);
    }
    if (status == HEAP_OK) {
        status = allocate_class(heap, making->spec.name, &layout, &making->parts[MAKING_CLASS]);
    }
    if (status == HEAP_OK) {
        status = fill_class(heap, making, best_base, slot_names);
    }
    heap_drop(heap, slot_names);
    return status;
}

static HeapStatus make_mro(Heap *heap, Making *making) {
    Object *mro, *cls = making->parts[MAKING_CLASS];
    HeapStatus status = class_make_mro(heap, cls, &mro);
    if (status == HEAP_OK) {
        part_set(heap, cls, class_parts(cls), CLASS_MRO, mro);
        heap_drop(heap, mro);
    }
    return status;
}

// As PyDict_SetDefault(): of two slots of one name the first stays.
static HeapStatus add_descriptor(Heap *heap, Making *making, Object *name, Object *descriptor) {
    Object *dict = making->parts[MAKING_DICT], *there = NULL;
    HeapStatus status = dict_find(heap, dict, name, &there);
    return status == HEAP_OK && there == NULL ? dict_set(heap, dict, name, descriptor) : status;
}

// The name as the descriptor keeps it: interned. One that is not yet is made a second time.
static HeapStatus intern_name(Heap *heap, Object *name, Object **out_name) {
    if (name->flags & (OBJECT_INTERNED | OBJECT_STATIC)) {
        heap_hold(heap, name);
        *out_name = name;
        return HEAP_OK;
    }
    return intern_new(heap, str_units(heap, name), str_length(name), out_name);
}

static HeapStatus add_member(Heap *heap, Making *making, Object *slot_name, uint32_t offset) {
    Object *name, *member;
    HeapStatus status = intern_name(heap, slot_name, &name);
    if (status != HEAP_OK) {
        return status;
    }
    status = member_new(heap, making->parts[MAKING_CLASS], name, offset, &member);
    if (status == HEAP_OK) {
        status = add_descriptor(heap, making, name, member);
        heap_drop(heap, member);
    }
    heap_drop(heap, name);
    return status;
}

static HeapStatus make_members(Heap *heap, Making *making) {
    const Object *cls = making->parts[MAKING_CLASS];
    const ClassLayout *layout = &as_class(cls)->layout;
    HeapStatus status = HEAP_OK;
    for (uint32_t i = 0; status == HEAP_OK && i < layout->slot_count; i++) {
        Object *name = tuple_item(heap, class_part(heap, cls, CLASS_SLOT_NAMES), i);
        status = add_member(heap, making, name, layout->slots_at + i * (uint32_t)sizeof(Slot));
    }
    return status;
}

static HeapStatus add_getset(Heap *heap, Making *making, StaticWord word) {
    Object *name = static_word(heap, word), *descriptor;
    HeapStatus status = descriptor_new(heap, making->parts[MAKING_CLASS], name, &descriptor);
    if (status == HEAP_OK) {
        status = add_descriptor(heap, making, name, descriptor);
        heap_drop(heap, descriptor);
    }
    return status;
}

// Only for what its best base's instances do not have already.
static HeapStatus make_getsets(Heap *heap, Making *making) {
    const Object *cls = making->parts[MAKING_CLASS];
    const ClassLayout *layout = &as_class(cls)->layout;
    const ClassLayout *base = &as_class(class_part(heap, cls, CLASS_BASE))->layout;
    HeapStatus status = HEAP_OK;
    if (layout->has_dict && !base->has_dict) {
        status = add_getset(heap, making, STATIC_WORD_DICT);
    }
    if (status == HEAP_OK && layout->has_weakrefs && !base->has_weakrefs) {
        status = add_getset(heap, making, STATIC_WORD_WEAKREF);
    }
    return status;
}

static HeapStatus add_doc(Heap *heap, Making *making) {
    Object *dict = making->parts[MAKING_DICT], *doc = static_word(heap, STATIC_WORD_DOC);
    Object *there = NULL;
    HeapStatus status = dict_find(heap, dict, doc, &there);
    return status == HEAP_OK && there == NULL ? dict_set(heap, dict, doc, static_none(heap))
                                              : status;
}

static HeapStatus enter_in_bases(Heap *heap, Making *making) {
    Object *cls = making->parts[MAKING_CLASS], *bases = making->parts[MAKING_BASES];
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < tuple_length(bases); i++) {
        status = class_add_subclass(heap, tuple_item(heap, bases, i), cls);
    }
    return status;
}

static HeapStatus make_shared_keys(Heap *heap, Making *making) {
    Object *cls = making->parts[MAKING_CLASS];
    if (!as_class(cls)->layout.has_dict) {
        return HEAP_OK;
    }
    uint64_t size = object_type(cls)->size(heap, cls);
    Ref keys = shared_keys_new(heap, cls);
    if (keys == 0) {
        return heap_refuse_memory(heap);
    }
    as_class(cls)->keys = keys;
    object_resized(heap, cls, size);
    return HEAP_OK;
}

// CPython copies the dict to call __set_name__ of what is in it.
static HeapStatus copy_dict(Heap *heap, Making *making) {
    Object *copy;
    HeapStatus status = dict_clone(heap, making->parts[MAKING_DICT], OBJECT_INTERNAL, &copy);
    if (status == HEAP_OK) {
        heap_drop(heap, copy);
    }
    return status;
}

static HeapStatus call_init_subclass(Heap *heap, Making *making) {
    (void)making;
    Ref super = 0, builtin = 0;
    HeapStatus status = temporary_begin(heap, SUPER_BYTES, &super);
    if (status == HEAP_OK) {
        status = temporary_take(heap, FREE_BUILTIN_METHOD, &builtin);
    }
    temporary_end(heap, super, SUPER_BYTES);
    temporary_put(heap, FREE_BUILTIN_METHOD, builtin);
    return status;
}

// ---- the statement

typedef HeapStatus (*Step)(Heap *, Making *);

static const Step before_body[] = {make_name,  make_qualname,  make_slots, make_body,
                                   take_bases, make_namespace, begin_body};
static const Step after_body[] = {
    make_arguments, make_bases, make_dict,      make_class,       make_mro,  make_members,
    make_getsets,   add_doc,    enter_in_bases, make_shared_keys, copy_dict, call_init_subclass,
};

static HeapStatus run(Heap *heap, const Step *steps, size_t count, Making *making) {
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < count; i++) {
        status = steps[i](heap, making);
    }
    return status;
}

HeapStatus heap_class_begin(Heap *heap, const HeapClassSpec *spec, HeapClassMaking *making) {
    *making = (HeapClassMaking){.spec = *spec};
    return run(heap, before_body, sizeof before_body / sizeof *before_body, making);
}

HeapStatus heap_class_store(Heap *heap, HeapClassMaking *making, const char *name, Object *value) {
    Object *key;
    HeapStatus status = intern_new(heap, name, strlen(name), &key);
    if (status == HEAP_OK) {
        status = dict_set(heap, making->parts[MAKING_NAMESPACE], key, value);
        heap_drop(heap, key);
    }
    return status;
}

static void let_go(Heap *heap, Making *making) {
    static const MakingPart order[] = {MAKING_DICT,      MAKING_BASES,    MAKING_ARGUMENTS,
                                       MAKING_NAMESPACE, MAKING_QUALNAME, MAKING_SLOTS};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        heap_drop(heap, making->parts[order[i]]);
    }
    temporary_end(heap, making->blocks[BODY_BLOCK], BODY_BYTES);
    heap_drop(heap, making->parts[MAKING_NAME]);
}

HeapStatus heap_class_end(Heap *heap, HeapClassMaking *making, bool failed, Object **out_class) {
    HeapStatus status =
        failed ? HEAP_OK : run(heap, after_body, sizeof after_body / sizeof *after_body, making);
    let_go(heap, making);
    if (failed || status != HEAP_OK) {
        heap_drop(heap, making->parts[MAKING_CLASS]);
    } else {
        *out_class = making->parts[MAKING_CLASS];
    }
    return status;
}

HeapStatus heap_new_class(Heap *heap, const char *name, Object **out_object) {
    HeapClassMaking making;
    HeapStatus status = heap_class_begin(heap, &(HeapClassSpec){.name = name}, &making);
    HeapStatus end = heap_class_end(heap, &making, status != HEAP_OK, out_object);
    return status != HEAP_OK ? status : end;
}
