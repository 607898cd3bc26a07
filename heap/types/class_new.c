// How `class P: pass` is made. Start reading at the table of steps at the end.
//
// Real are also those temporaries of CPython that leave a trace: the namespace, the arguments of
// type() and a copy of the dict end in free lists and count for the collector. Of others there is
// only the block and the count, while they live: the body's function, bound builtins, a super
// object. Left out are strs that turn out to be interned; and the key of the base's dict of
// subclasses, an int, is a position here.
#include <string.h>

#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/statics.h"
#include "heap/types/class.h"
#include "heap/types/class_object.h"
#include "heap/types/descriptor.h"
#include "heap/types/dict.h"
#include "heap/types/tuple.h"
#include "heap/types/weakref.h"

// What a class is made of, each NULL until its step; all are holds.
typedef struct {
    const char *text;
    Ref body;  // The block of the body's function.
    Object *name;
    Object *namespace;
    Object *arguments;
    Object *bases;
    Object *dict;
    Object *cls;
} Making;

// ---- what is no object here, but counts for the collector and takes a block

enum { BODY_BYTES = 152, BUILTIN_BYTES = 72, SUPER_BYTES = 56 };

static HeapStatus begin_temporary(Heap *heap, uint64_t bytes, Ref *out_block) {
    Ref block = memory_allocate(heap, bytes);
    if (block == 0) {
        return heap_refuse_memory(heap);
    }
    gc_allocated(heap);
    *out_block = block;
    return HEAP_OK;
}

static void end_temporary(Heap *heap, Ref block, uint64_t bytes) {
    if (block != 0) {
        gc_released(heap);
        memory_free(heap, block, bytes);
    }
}

static HeapStatus make_body(Heap *heap, Making *making) {
    return begin_temporary(heap, BODY_BYTES, &making->body);
}

// ---- the steps

static HeapStatus make_name(Heap *heap, Making *making) {
    return heap_new_str(heap, making->text, strlen(making->text), HEAP_LITERAL, &making->name);
}

// What runs the body stores: __module__ and __qualname__.
static HeapStatus make_namespace(Heap *heap, Making *making) {
    Ref prepare = 0;
    HeapStatus status = begin_temporary(heap, BUILTIN_BYTES, &prepare);
    if (status == HEAP_OK) {
        status = dict_new(heap, OBJECT_INTERNAL, &making->namespace);
    }
    end_temporary(heap, prepare, BUILTIN_BYTES);
    if (status == HEAP_OK) {
        status = dict_set(heap, making->namespace, static_word(heap, STATIC_WORD_MODULE),
                          static_word(heap, STATIC_WORD_MAIN));
    }
    if (status == HEAP_OK) {
        status = dict_set(heap, making->namespace, static_word(heap, STATIC_WORD_QUALNAME),
                          making->name);
    }
    return status;
}

static HeapStatus make_arguments(Heap *heap, Making *making) {
    Object *items[] = {making->name, static_empty_tuple(heap), making->namespace};
    return heap_new_tuple(heap, items, 3, &making->arguments);
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

static HeapStatus make_bases(Heap *heap, Making *making) {
    Object *base = static_object_class(heap);
    return make_part_tuple(heap, &base, 1, &making->bases);
}

static HeapStatus make_dict(Heap *heap, Making *making) {
    HeapStatus status = dict_clone(heap, making->namespace, OBJECT_INTERNAL, &making->dict);
    if (status == HEAP_OK) {
        dict_guard(making->dict);
    }
    return status;
}

static HeapStatus allocate_class(Heap *heap, const char *text, Object **out_class) {
    uint32_t size = (uint32_t)strlen(text) + 1;
    Ref copy = store_allocate(heap, size);
    if (copy == 0) {
        return store_refuse(heap, "the name of a class");
    }
    Object *object;
    HeapStatus status =
        object_new(heap, HEAP_CLASS, heap->profile->class_bytes, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        store_free(heap, copy, size);
        return status;
    }
    memcpy(range_at(heap, copy), text, size);
    ClassObject *cls = as_class(object);
    *cls = (ClassObject){.base = *object, .text = copy, .text_size = size};
    object_announce(heap, object);
    gc_track(heap, object);
    *out_class = object;
    return HEAP_OK;
}

// After: the class holds what it needs to be shown and to die; its dict has a hole in the place of
// __qualname__.
static HeapStatus make_class(Heap *heap, Making *making) {
    HeapStatus status = allocate_class(heap, making->text, &making->cls);
    if (status != HEAP_OK) {
        return status;
    }
    Object *cls = making->cls;
    Parts parts = class_parts(cls);
    part_set(heap, cls, parts, CLASS_NAME, making->name);
    part_set(heap, cls, parts, CLASS_QUALNAME, making->name);
    part_set(heap, cls, parts, CLASS_BASE, static_object_class(heap));
    part_set(heap, cls, parts, CLASS_BASES, making->bases);
    part_set(heap, cls, parts, CLASS_DICT, making->dict);
    return dict_delete(heap, making->dict, static_word(heap, STATIC_WORD_QUALNAME));
}

static HeapStatus make_mro(Heap *heap, Making *making) {
    Object *items[] = {making->cls, static_object_class(heap)};
    Object *mro;
    HeapStatus status = make_part_tuple(heap, items, 2, &mro);
    if (status == HEAP_OK) {
        part_set(heap, making->cls, class_parts(making->cls), CLASS_MRO, mro);
        heap_drop(heap, mro);
    }
    return status;
}

static HeapStatus add_descriptor(Heap *heap, Making *making, StaticWord word) {
    Object *name = static_word(heap, word), *descriptor;
    HeapStatus status = descriptor_new(heap, making->cls, name, &descriptor);
    if (status == HEAP_OK) {
        status = dict_set(heap, making->dict, name, descriptor);
        heap_drop(heap, descriptor);
    }
    return status;
}

static HeapStatus make_descriptors(Heap *heap, Making *making) {
    HeapStatus status = add_descriptor(heap, making, STATIC_WORD_DICT);
    return status == HEAP_OK ? add_descriptor(heap, making, STATIC_WORD_WEAKREF) : status;
}

static HeapStatus add_doc(Heap *heap, Making *making) {
    return dict_set(heap, making->dict, static_word(heap, STATIC_WORD_DOC), static_none(heap));
}

static HeapStatus enter_in_base(Heap *heap, Making *making) {
    Object *weakref;
    HeapStatus status = weakref_new(heap, making->cls, &weakref);
    if (status != HEAP_OK) {
        return status;
    }
    status = class_add_subclass(heap, static_object_class(heap), weakref);
    if (status == HEAP_OK) {
        as_class(making->cls)->weakref = ref_of(heap, weakref);
    }
    heap_drop(heap, weakref);
    return status;
}

static HeapStatus make_shared_keys(Heap *heap, Making *making) {
    Object *cls = making->cls;
    uint64_t size = object_type(cls)->size(heap, cls);
    Ref keys = keys_new(heap, cls, SHARED_KEYS_LOG2, KEYS_SHARED, false);
    if (keys == 0) {
        return heap_refuse_memory(heap);
    }
    ((Keys *)range_at(heap, keys))->usable = SHARED_KEYS_MAX;
    as_class(cls)->keys = keys;
    object_resized(heap, cls, size);
    return HEAP_OK;
}

// CPython copies the dict to call __set_name__ of what is in it.
static HeapStatus copy_dict(Heap *heap, Making *making) {
    Object *copy;
    HeapStatus status = dict_clone(heap, making->dict, OBJECT_INTERNAL, &copy);
    if (status == HEAP_OK) {
        heap_drop(heap, copy);
    }
    return status;
}

static HeapStatus call_init_subclass(Heap *heap, Making *making) {
    (void)making;
    Ref super = 0, builtin = 0;
    HeapStatus status = begin_temporary(heap, SUPER_BYTES, &super);
    if (status == HEAP_OK) {
        status = begin_temporary(heap, BUILTIN_BYTES, &builtin);
    }
    end_temporary(heap, super, SUPER_BYTES);
    end_temporary(heap, builtin, BUILTIN_BYTES);
    return status;
}

static HeapStatus (*const steps[])(Heap *, Making *) = {
    make_name,     make_body,        make_namespace, make_arguments,     make_bases,
    make_dict,     make_class,       make_mro,       make_descriptors,   add_doc,
    enter_in_base, make_shared_keys, copy_dict,      call_init_subclass,
};

HeapStatus heap_new_class(Heap *heap, const char *name, Object **out_object) {
    Making making = {.text = name};
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < sizeof steps / sizeof *steps; i++) {
        status = steps[i](heap, &making);
    }
    Object *const dropped[] = {making.dict, making.bases, making.arguments, making.namespace};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        heap_drop(heap, dropped[i]);
    }
    end_temporary(heap, making.body, BODY_BYTES);
    heap_drop(heap, making.name);
    if (status != HEAP_OK) {
        heap_drop(heap, making.cls);
        return status;
    }
    *out_object = making.cls;
    return HEAP_OK;
}
