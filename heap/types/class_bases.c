// The bases of a new class: which of them its instances extend, and in which order attributes are
// looked for (C3, as Python's type() computes it).
#include <stdio.h>
#include <string.h>

#include "heap/gc/gc.h"
#include "heap/types/class.h"
#include "heap/types/class_object.h"
#include "heap/types/list.h"
#include "heap/types/tuple.h"

// ---- what is no class

// type(base)(name, bases, namespace), for a base of each kind; NULL: "list expected at most 1
// argument, got 3".
static const char *const call_errors[HEAP_KINDS] = {
    // clang-format off
    [HEAP_NONE] = "NoneType takes no arguments",
    [HEAP_INT] = "int() takes at most 2 arguments (3 given)",
    [HEAP_STR] = "str() argument 'encoding' must be str, not tuple",
    [HEAP_BYTES] = "bytes() argument 'encoding' must be str, not tuple",
    [HEAP_FUNCTION] = "function() argument 'code' must be code, not str",
    [HEAP_METHOD] = "method expected 2 arguments, got 3",
    [HEAP_WEAKREF] = "__new__ expected at most 2 arguments, got 3",
    [HEAP_MEMBER] = "cannot create 'member_descriptor' instances",
    [HEAP_DESCRIPTOR] = "cannot create 'getset_descriptor' instances",
    // clang-format on
};

static HeapStatus refuse_call(Heap *heap, const Object *base) {
    const char *name = object_type_name(heap, base), *error = call_errors[base->kind];
    if (base->kind == HEAP_INSTANCE) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "%s() takes no arguments", name);
    }
    return error != NULL
               ? heap_fail(heap, HEAP_TYPE_ERROR, "%s", error)
               : heap_fail(heap, HEAP_TYPE_ERROR, "%s expected at most 1 argument, got 3", name);
}

HeapStatus class_check_metaclass(Heap *heap, const HeapClassSpec *spec) {
    for (size_t i = 1; i < spec->base_count; i++) {
        if (spec->bases[i]->kind != spec->bases[0]->kind) {
            return heap_fail(heap, HEAP_TYPE_ERROR,
                             "metaclass conflict: the metaclass of a derived class must be a "
                             "(non-strict) subclass of the metaclasses of all its bases");
        }
    }
    bool fits = spec->base_count == 0 || spec->bases[0]->kind == HEAP_CLASS;
    return fits ? HEAP_OK : refuse_call(heap, spec->bases[0]);
}

// ---- the best base

bool class_is_subclass(const Heap *heap, const Object *cls, const Object *base) {
    while (cls != NULL && cls != base) {
        cls = class_part(heap, cls, CLASS_BASE);
    }
    return cls == base;
}

// Python's extra_ivars: whether instances of `cls` need more than those of `base`. Room for weak
// references at the very end does not count.
static bool adds_fields(const Object *cls, const Object *base) {
    const ClassLayout *layout = &as_class(cls)->layout, *old = &as_class(base)->layout;
    uint32_t bytes = layout->bytes;
    if (layout->weakrefs_at != 0 && old->weakrefs_at == 0 &&
        layout->weakrefs_at + sizeof(Slot) == bytes) {
        bytes -= (uint32_t)sizeof(Slot);
    }
    return bytes != old->bytes;
}

Object *class_solid_base(const Heap *heap, Object *cls, const Object *best_base) {
    Object *solid = object_at(heap, as_class(best_base)->solid_base);
    return adds_fields(cls, solid) ? cls : solid;
}

HeapStatus class_best_base(Heap *heap, Object *bases, Object **out_base) {
    Object *best = NULL;
    const Object *winner = NULL;
    for (size_t i = 0; i < tuple_length(bases); i++) {
        Object *base = tuple_item(heap, bases, i);
        const Object *candidate = object_at(heap, as_class(base)->solid_base);
        if (winner == NULL || class_is_subclass(heap, candidate, winner)) {
            best = winner == candidate ? best : base;
            winner = candidate;
        } else if (!class_is_subclass(heap, winner, candidate)) {
            return heap_fail(heap, HEAP_TYPE_ERROR,
                             "multiple bases have instance lay-out conflict");
        }
    }
    *out_base = best;
    return HEAP_OK;
}

// ---- the mro

// Several lists to merge, each with the position up to which it is merged: the mro of each base,
// and the bases. Both arrays are CPython's own temporary blocks.
typedef struct {
    size_t count;
    Ref lists, positions;
} Merge;

// The mro of `object` is no object here: `object` stands for it.
static Object *list_at(const Heap *heap, const Merge *merge, size_t index) {
    const Slot *lists = range_at(heap, merge->lists);
    return slot_object(heap, lists[index]);
}

static size_t length_of(const Object *list) {
    return list->kind == HEAP_CLASS ? 1 : tuple_length(list);
}

static Object *item_of(const Heap *heap, Object *list, size_t index) {
    return list->kind == HEAP_CLASS ? list : tuple_item(heap, list, index);
}

static uint32_t *position_of(const Heap *heap, const Merge *merge, size_t index) {
    return (uint32_t *)range_at(heap, merge->positions) + index;
}

// The first of a list that is not merged yet; NULL at its end.
static Object *head_of(const Heap *heap, const Merge *merge, size_t index) {
    Object *list = list_at(heap, merge, index);
    uint32_t position = *position_of(heap, merge, index);
    return position < length_of(list) ? item_of(heap, list, position) : NULL;
}

static bool is_behind_a_head(Heap *heap, const Merge *merge, const Object *cls) {
    for (size_t i = 0; i < merge->count; i++) {
        Object *list = list_at(heap, merge, i);
        for (size_t j = *position_of(heap, merge, i) + 1; j < length_of(list); j++) {
            heap->work++;
            if (item_of(heap, list, j) == cls) {
                return true;
            }
        }
    }
    return false;
}

// The first head that is in no list's tail; NULL if there is none.
static Object *next_class(Heap *heap, const Merge *merge) {
    for (size_t i = 0; i < merge->count; i++) {
        Object *candidate = head_of(heap, merge, i);
        if (candidate != NULL && !is_behind_a_head(heap, merge, candidate)) {
            return candidate;
        }
    }
    return NULL;
}

static void advance(Heap *heap, const Merge *merge, const Object *cls) {
    heap->work += merge->count / 8;
    for (size_t i = 0; i < merge->count; i++) {
        *position_of(heap, merge, i) += head_of(heap, merge, i) == cls;
    }
}

static bool is_earlier_head(const Heap *heap, const Merge *merge, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (head_of(heap, merge, i) == head_of(heap, merge, index)) {
            return true;
        }
    }
    return false;
}

static HeapStatus refuse_order(Heap *heap, const Merge *merge) {
    char names[HEAP_ERROR_SIZE] = "";
    for (size_t i = 0; i < merge->count; i++) {
        const Object *head = head_of(heap, merge, i);
        if (head != NULL && !is_earlier_head(heap, merge, i)) {
            size_t used = strlen(names);
            snprintf(names + used, sizeof names - used, "%s%s", used == 0 ? "" : ", ",
                     class_name(heap, head));
        }
    }
    return heap_fail(heap, HEAP_TYPE_ERROR,
                     "Cannot create a consistent method resolution%sorder (MRO) for bases %s",
                     heap->profile->mro_message_has_lines ? "\n" : " ", names);
}

static HeapStatus merge_into(Heap *heap, const Merge *merge, Object *list) {
    HeapStatus status = HEAP_OK;
    Object *cls = next_class(heap, merge);
    while (status == HEAP_OK && cls != NULL) {
        status = list_append(heap, list, cls);
        advance(heap, merge, cls);
        cls = next_class(heap, merge);
        status = status == HEAP_OK ? heap_check_budget(heap) : status;
    }
    for (size_t i = 0; status == HEAP_OK && i < merge->count; i++) {
        if (head_of(heap, merge, i) != NULL) {
            status = refuse_order(heap, merge);
        }
    }
    return status;
}

static uint64_t lists_bytes(const Merge *merge) {
    return merge->count * sizeof(Slot);
}
static uint64_t positions_bytes(const Merge *merge) {
    return merge->count * sizeof(uint32_t);
}

static void fill_merge(Heap *heap, const Merge *merge, Object *bases) {
    Slot *lists = range_at(heap, merge->lists);
    for (size_t i = 0; i + 1 < merge->count; i++) {
        Object *base = tuple_item(heap, bases, i);
        Object *mro = class_part(heap, base, CLASS_MRO);
        lists[i] = ref_of(heap, mro == NULL ? base : mro);
    }
    lists[merge->count - 1] = ref_of(heap, bases);
    memset(range_at(heap, merge->positions), 0, positions_bytes(merge));
}

// In CPython's order: the lists, a list object that starts with the class, the positions.
static HeapStatus merge_all(Heap *heap, Object *cls, Object *bases, Object **out_list) {
    Merge merge = {.count = tuple_length(bases) + 1};
    merge.lists = memory_allocate(heap, lists_bytes(&merge));
    if (merge.lists == 0) {
        return heap_refuse_memory(heap);
    }
    Object *list;
    HeapStatus status = heap_new_list(heap, &cls, 1, HEAP_DISPLAY_EXACT, &list);
    if (status == HEAP_OK) {
        merge.positions = memory_allocate(heap, positions_bytes(&merge));
        status = merge.positions == 0 ? heap_refuse_memory(heap) : HEAP_OK;
        if (status == HEAP_OK) {
            fill_merge(heap, &merge, bases);
            status = merge_into(heap, &merge, list);
            memory_free(heap, merge.positions, positions_bytes(&merge));
        }
        if (status == HEAP_OK) {
            *out_list = list;
        } else {
            heap_drop(heap, list);
        }
    }
    memory_free(heap, merge.lists, lists_bytes(&merge));
    return status;
}

static HeapStatus check_bases(Heap *heap, const Object *bases) {
    size_t count = tuple_length(bases);
    for (size_t i = 0; i < count; i++) {
        const Object *base = tuple_item(heap, bases, i);
        if (!object_is_static(base) && class_part(heap, base, CLASS_MRO) == NULL) {
            return heap_fail(heap, HEAP_TYPE_ERROR, "Cannot extend an incomplete type '%s'",
                             class_name(heap, base));
        }
        for (size_t j = i + 1; j < count; j++) {
            if (tuple_item(heap, bases, j) == base) {
                return heap_fail(heap, HEAP_TYPE_ERROR, "duplicate base class %s",
                                 class_name(heap, base));
            }
        }
    }
    return HEAP_OK;
}

// One base: its mro with the class before it, without a merge.
static HeapStatus extend_mro(Heap *heap, Object *cls, Object *base, Object **out_mro) {
    Object *mro = class_part(heap, base, CLASS_MRO), *tuple;
    size_t count = mro == NULL ? 1 : tuple_length(mro);
    HeapStatus status = tuple_new(heap, count + 1, &tuple);
    if (status != HEAP_OK) {
        return status;
    }
    tuple->flags |= OBJECT_INTERNAL;
    object_announce(heap, tuple);
    tuple_fill(heap, tuple, 0, cls);
    for (size_t i = 0; i < count; i++) {
        tuple_fill(heap, tuple, i + 1, mro == NULL ? base : tuple_item(heap, mro, i));
    }
    gc_track(heap, tuple);
    *out_mro = tuple;
    return HEAP_OK;
}

HeapStatus class_make_mro(Heap *heap, Object *cls, Object **out_mro) {
    Object *bases = class_part(heap, cls, CLASS_BASES);
    HeapStatus status = check_bases(heap, bases);
    if (status != HEAP_OK) {
        return status;
    }
    if (tuple_length(bases) == 1) {
        return extend_mro(heap, cls, tuple_item(heap, bases, 0), out_mro);
    }
    Object *list = NULL;
    status = merge_all(heap, cls, bases, &list);
    if (status == HEAP_OK) {
        status = class_tuple_of(heap, list, out_mro);
        heap_drop(heap, list);
    }
    return status;
}
