// What type() makes of what the body of a class statement stored (class_body.c). Start reading at
// the table of steps at the end.
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
#include "heap/types/cell.h"
#include "heap/types/class.h"
#include "heap/types/class_object.h"
#include "heap/types/descriptor.h"
#include "heap/types/dict.h"
#include "heap/types/shared_keys.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"

_Static_assert(sizeof((HeapClassMaking){0}.parts) / sizeof(Object *) == MAKING_PARTS, "of heap.h");

typedef HeapClassMaking Making;

enum { SUPER_BYTES = 56 };

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
    return class_make_tuple(heap, &base, 1, &making->parts[MAKING_BASES]);
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
    if (heap->profile->object_has_getsets) {
        return add_descriptor(heap, making, name, static_getset(heap, word));
    }
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

static HeapStatus make_descriptors(Heap *heap, Making *making) {
    bool getsets_first = heap->profile->object_has_getsets;
    HeapStatus status = getsets_first ? make_getsets(heap, making) : make_members(heap, making);
    if (status == HEAP_OK) {
        status = getsets_first ? make_members(heap, making) : make_getsets(heap, making);
    }
    return status;
}

// It holds the class's dict as long as the namespace is there, and is none of its items.
static HeapStatus take_cell(Heap *heap, Making *making) {
    Object *cell, *dict = making->parts[MAKING_DICT];
    HeapStatus status = HEAP_OK;
    if (class_has_cell(heap, making)) {
        status = dict_find(heap, dict, static_word(heap, STATIC_WORD_CLASS_CELL), &cell);
        if (status == HEAP_OK) {
            cell_set(heap, cell, dict);
            status = dict_delete(heap, dict, static_word(heap, STATIC_WORD_CLASS_CELL));
        }
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

static void share_stored_names(Heap *heap, Making *making) {
    const Object *names = making->parts[MAKING_STORED_NAMES];
    if (heap->profile->stored_names_come_first) {
        for (size_t i = 0; i < tuple_length(names); i++) {
            (void)class_share_name(heap, making->parts[MAKING_CLASS], tuple_item(heap, names, i));
        }
    }
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
    share_stored_names(heap, making);
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

static const Step after_body[] = {
    class_end_body,   make_arguments,   make_bases,         make_dict, make_class,
    make_mro,         make_descriptors, take_cell,          add_doc,   enter_in_bases,
    make_shared_keys, copy_dict,        call_init_subclass,
};

static HeapStatus run(Heap *heap, const Step *steps, size_t count, Making *making) {
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < count; i++) {
        status = steps[i](heap, making);
    }
    return status;
}

HeapStatus heap_class_end(Heap *heap, HeapClassMaking *making, bool failed, Object **out_class) {
    HeapStatus status =
        failed ? HEAP_OK : run(heap, after_body, sizeof after_body / sizeof *after_body, making);
    class_let_go(heap, making);
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
