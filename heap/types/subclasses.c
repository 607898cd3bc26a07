// How classes know their subclasses: by weakrefs.
//
// A class keeps them in a dict, made with its first subclass and gone with its last: the address of
// the subclass, an int, leads to the weakref. That of `object` is older than the program; it is an
// array here.
#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"
#include "heap/types/class_object.h"
#include "heap/types/dict.h"
#include "heap/types/int.h"
#include "heap/types/tuple.h"
#include "heap/types/weakref.h"

// ---- of `object`

static HeapHolder subclass_holder(const Object *base, uint64_t index) {
    HeapHolder holder = holder_part(base, "__subclasses__");
    holder.index = (uint32_t)index;
    return holder;
}

static Ref *subclasses(const Heap *heap, const ClassObject *base) {
    return range_at(heap, base->subclasses);
}

static HeapStatus append_subclass(Heap *heap, Object *object, Object *weakref) {
    ClassObject *base = as_class(object);
    uint32_t index = base->subclass_count;
    if (!store_grow(heap, &base->subclasses, &base->subclass_capacity, index + 1, sizeof(Ref))) {
        return store_refuse(heap, "the list of subclasses");
    }
    base->subclass_count++;
    subclasses(heap, base)[index] = ref_of(heap, weakref);
    HeapHolder holder = subclass_holder(object, index);
    object_retain(heap, weakref, holder);
    event_slot(heap, holder, index, NULL, weakref);
    return HEAP_OK;
}

// From the end: the youngest classes tend to die first. One that could not be made whole may not be
// there.
static bool find_subclass(const Heap *heap, const ClassObject *base, Ref weakref,
                          uint32_t *out_index) {
    const Ref *list = subclasses(heap, base);
    uint32_t index = base->subclass_count;
    while (index > 0 && list[index - 1] != weakref) {
        index--;
    }
    *out_index = index - 1;
    return index > 0;
}

static void remove_subclass(Heap *heap, Object *object, Ref weakref) {
    ClassObject *base = as_class(object);
    uint32_t index;
    if (!find_subclass(heap, base, weakref, &index)) {
        return;
    }
    Ref *list = subclasses(heap, base);
    base->subclass_count--;
    memmove(list + index, list + index + 1, (base->subclass_count - index) * sizeof *list);
    HeapHolder holder = subclass_holder(object, index);
    event_slot(heap, holder, index, object_at(heap, weakref), NULL);
    if (index < base->subclass_count) {
        event_shift(heap, object, index, -1);
    }
    object_release(heap, object_at(heap, weakref), holder);
}

bool class_next_subclass(const Heap *heap, const Object *object, uint64_t begin, uint32_t *cursor,
                         HeapHolder *out_holder) {
    const ClassObject *cls = as_class(object);
    uint64_t index = *cursor - begin;
    if (index >= cls->subclass_count) {
        return false;
    }
    (*cursor)++;
    *out_holder = subclass_holder(object, index);
    out_holder->object = object_at(heap, subclasses(heap, cls)[index]);
    return true;
}

// ---- of a class of the program

static HeapStatus make_key(Heap *heap, const Object *cls, Object **out_key) {
    return int_new_internal(heap, range_virtual_address(ref_of(heap, cls)), out_key);
}

static HeapStatus make_dict(Heap *heap, Object *base) {
    Object *dict;
    HeapStatus status = dict_new(heap, OBJECT_INTERNAL, &dict);
    if (status == HEAP_OK) {
        part_set(heap, base, class_parts(base), CLASS_SUBCLASSES, dict);
        heap_drop(heap, dict);
    }
    return status;
}

static HeapStatus enter(Heap *heap, Object *base, Object *key, Object *weakref) {
    HeapStatus status = HEAP_OK;
    if (class_part(heap, base, CLASS_SUBCLASSES) == NULL) {
        status = make_dict(heap, base);
    }
    return status == HEAP_OK
               ? dict_set(heap, class_part(heap, base, CLASS_SUBCLASSES), key, weakref)
               : status;
}

static HeapStatus own_weakref(Heap *heap, Object *cls, Object **out_weakref) {
    HeapStatus status = weakref_to(heap, cls, OBJECT_INTERNAL, out_weakref);
    if (status == HEAP_OK) {
        as_class(cls)->weakref = ref_of(heap, *out_weakref);
    }
    return status;
}

static HeapStatus add_to(Heap *heap, Object *base, Object *cls, Object *key) {
    Object *weakref;
    HeapStatus status = own_weakref(heap, cls, &weakref);
    if (status == HEAP_OK) {
        status =
            key == NULL ? append_subclass(heap, base, weakref) : enter(heap, base, key, weakref);
        if (weakref->count == 0) {
            as_class(cls)->weakref = 0;  // Nobody came to hold it.
        }
        heap_drop(heap, weakref);
    }
    return status;
}

HeapStatus class_add_subclass(Heap *heap, Object *base, Object *cls) {
    if (object_is_static(base)) {
        return add_to(heap, base, cls, NULL);
    }
    Object *key;
    HeapStatus status = make_key(heap, cls, &key);
    if (status == HEAP_OK) {
        status = add_to(heap, base, cls, key);
        heap_drop(heap, key);
    }
    return status;
}

// The key to look for costs no memory of the model. A scratch area may be open around a death.
static void leave_dict(Heap *heap, Object *base, const Object *cls) {
    Object *dict = class_part(heap, base, CLASS_SUBCLASSES);
    Ref outer = heap->scratch_end;
    if (outer == 0) {
        heap_scratch_begin(heap);
    }
    Object *key, *known = NULL;
    bool made = make_key(heap, cls, &key) == HEAP_OK;
    heap->scratch_end = outer;
    made = made && dict != NULL && dict_find(heap, dict, key, &known) == HEAP_OK && known != NULL;
    if (made) {
        (void)!dict_delete(heap, dict, key);
    }
    if (made && dict_length(dict) == 0) {
        part_clear(heap, base, class_parts(base), CLASS_SUBCLASSES);
    }
}

static void leave_base(Heap *heap, Object *base, Object *cls) {
    Ref weakref = as_class(cls)->weakref;
    if (object_is_static(base)) {
        remove_subclass(heap, base, weakref);
    } else {
        leave_dict(heap, base, cls);
    }
}

// What the bases hold may be held by others too: it is cleared with all that lead to the class.
void class_leave_bases(Heap *heap, Object *cls) {
    Object *bases = class_part(heap, cls, CLASS_BASES);
    if (as_class(cls)->weakref == 0) {
        return;
    }
    for (size_t i = 0; bases != NULL && i < tuple_length(bases); i++) {
        leave_base(heap, tuple_item(heap, bases, i), cls);
    }
    as_class(cls)->weakref = 0;
}
