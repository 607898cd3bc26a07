// `__slots__`, and what the instances of a class look like in memory.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap/gc/gc.h"
#include "heap/statics.h"
#include "heap/types/class_object.h"
#include "heap/types/dict.h"
#include "heap/types/list.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"

// ---- the two special names

typedef struct {
    bool may_add_dict, may_add_weakrefs;  // The best base has none.
    bool dict, weakrefs;
} Additions;

static bool is_special(const char *name) {
    return strcmp(name, "__dict__") == 0 || strcmp(name, "__weakref__") == 0;
}

static HeapStatus add_special(Heap *heap, const char *name, Additions *additions) {
    if (strcmp(name, "__dict__") == 0) {
        if (!additions->may_add_dict || additions->dict) {
            return heap_fail(heap, HEAP_TYPE_ERROR, "__dict__ slot disallowed: we already got one");
        }
        additions->dict = true;
    } else if (strcmp(name, "__weakref__") == 0) {
        if (!additions->may_add_weakrefs || additions->weakrefs) {
            return heap_fail(heap, HEAP_TYPE_ERROR,
                             "__weakref__ slot disallowed: either we already got one, or "
                             "__itemsize__ != 0");
        }
        additions->weakrefs = true;
    }
    return HEAP_OK;
}

// What the other bases' instances have, this class's get too.
static void add_from_bases(const Heap *heap, const Object *bases, const Object *best_base,
                           Additions *additions) {
    for (size_t i = 0; i < tuple_length(bases); i++) {
        const Object *base = tuple_item(heap, bases, i);
        if (base != best_base) {
            const ClassLayout *layout = &as_class(base)->layout;
            additions->dict |= additions->may_add_dict && layout->has_dict;
            additions->weakrefs |= additions->may_add_weakrefs && layout->has_weakrefs;
        }
    }
}

// ---- names

enum { MANGLED_SIZE = 1024 };

// Private names are rewritten with the name of the class: `__x` of class `_P` is `_P__x`.
static bool mangle(const char *class_name, const char *name, char mangled[static MANGLED_SIZE]) {
    size_t size = strlen(name);
    class_name += strspn(class_name, "_");
    bool is_private = strncmp(name, "__", 2) == 0 && strcmp(name + size - 2, "__") != 0;
    if (!is_private || *class_name == '\0' || strlen(class_name) + size + 2 > MANGLED_SIZE) {
        return false;
    }
    snprintf(mangled, MANGLED_SIZE, "_%s%s", class_name, name);
    return true;
}

static HeapStatus mangle_item(Heap *heap, const HeapClassSpec *spec, const char *name, Object *list,
                              size_t index) {
    char mangled[MANGLED_SIZE];
    if (!mangle(spec->name, name, mangled)) {
        return HEAP_OK;
    }
    Object *str;
    HeapStatus status = heap_new_str(heap, mangled, strlen(mangled), HEAP_RUNTIME, &str);
    if (status == HEAP_OK) {
        list_assign(heap, list, index, str);
        heap_drop(heap, str);
    }
    return status;
}

static HeapStatus check_name(Heap *heap, Object *dict, Object *name) {
    Object *there = NULL;
    HeapStatus status = dict_find(heap, dict, name, &there);
    if (status != HEAP_OK || there == NULL || name == static_word(heap, STATIC_WORD_QUALNAME)) {
        return status;
    }
    char text[HEAP_ERROR_SIZE];
    bool cut;
    heap_repr(heap, name, text, sizeof text, &cut);
    return heap_fail(heap, HEAP_VALUE_ERROR, "%s in __slots__ conflicts with class variable", text);
}

// Names are compared by their characters, as Python compares strs.
static bool is_before(Heap *heap, const Object *a, const Object *b) {
    size_t shorter = str_length(a) < str_length(b) ? str_length(a) : str_length(b);
    heap->work += shorter / 8 + 1;
    for (size_t i = 0; i < shorter; i++) {
        uint32_t x = str_character(heap, a, i), y = str_character(heap, b, i);
        if (x != y) {
            return x < y;
        }
    }
    return str_length(a) < str_length(b);
}

static void exchange(Heap *heap, Object *list, size_t a, size_t b) {
    Object *first = list_item(heap, list, a), *second = list_item(heap, list, b);
    heap_hold(heap, first);
    list_assign(heap, list, a, second);
    list_assign(heap, list, b, first);
    heap_drop(heap, first);
}

// Shell's way: no memory, and quick enough for as many names as a request has.
static void sort_names(Heap *heap, Object *list) {
    size_t count = list_length(list);
    for (size_t gap = count / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < count; i++) {
            for (size_t j = i; j >= gap && is_before(heap, list_item(heap, list, j),
                                                     list_item(heap, list, j - gap));
                 j -= gap) {
                exchange(heap, list, j, j - gap);
            }
        }
    }
}

HeapStatus class_tuple_of(Heap *heap, const Object *list, Object **out_tuple) {
    size_t count = list_length(list);
    if (count == 0) {
        *out_tuple = static_empty_tuple(heap);
        return HEAP_OK;
    }
    Object *tuple;
    HeapStatus status = class_begin_tuple(heap, count, &tuple);
    if (status != HEAP_OK) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        tuple_fill(heap, tuple, i, list_item(heap, list, i));
    }
    tuple_track_made(heap, tuple);
    *out_tuple = tuple;
    return HEAP_OK;
}

// As many slots as names that are not special.
static HeapStatus list_raw_names(Heap *heap, const HeapClassMaking *making, Object **out_list) {
    const HeapClassSpec *spec = &making->spec;
    Object **items = calloc(spec->slot_count + 1, sizeof *items);
    if (items == NULL) {
        return heap_fail(heap, HEAP_NO_MEMORY, "no memory for the names of slots");
    }
    size_t count = 0;
    for (size_t i = 0; i < spec->slot_count; i++) {
        if (!is_special(spec->slots[i])) {
            items[count++] = tuple_item(heap, making->parts[MAKING_SLOTS], i);
        }
    }
    HeapStatus status = heap_new_list(heap, items, count, HEAP_DISPLAY_EXACT, out_list);
    free(items);
    return status;
}

// The list is CPython's own temporary: first the names as they are, then as they will be.
static HeapStatus list_names(Heap *heap, const HeapClassMaking *making, Object **out_list) {
    const HeapClassSpec *spec = &making->spec;
    Object *list = NULL;
    HeapStatus status = list_raw_names(heap, making, &list);
    size_t index = 0;
    for (size_t i = 0; status == HEAP_OK && i < spec->slot_count; i++) {
        if (!is_special(spec->slots[i])) {
            status = mangle_item(heap, spec, spec->slots[i], list, index);
        }
        if (status == HEAP_OK && !is_special(spec->slots[i])) {
            status = check_name(heap, making->parts[MAKING_DICT], list_item(heap, list, index++));
        }
    }
    *out_list = list;
    return status;
}

static HeapStatus make_names(Heap *heap, const HeapClassMaking *making, Object **out_names) {
    Object *list = NULL;
    HeapStatus status = list_names(heap, making, &list);
    if (status == HEAP_OK) {
        sort_names(heap, list);
        status = class_tuple_of(heap, list, out_names);
    }
    heap_drop(heap, list);
    return status;
}

// ---- the layout

static HeapStatus add_all_specials(Heap *heap, const HeapClassSpec *spec, Additions *additions) {
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < spec->slot_count; i++) {
        status = add_special(heap, spec->slots[i], additions);
    }
    return status;
}

static ClassLayout extend(const Profile *profile, const ClassLayout *base, size_t slot_count,
                          const Additions *additions) {
    ClassLayout layout = *base;
    layout.slots_at = base->bytes;
    layout.slot_count = (uint32_t)slot_count;
    layout.field_count += (uint32_t)slot_count;
    layout.bytes += (uint32_t)(slot_count * sizeof(Slot));
    if (additions->weakrefs && profile->values_place == VALUES_BEFORE_DICT) {
        layout.weakrefs_at = layout.bytes;
        layout.bytes += (uint32_t)sizeof(Slot);
    }
    layout.has_weakrefs |= additions->weakrefs;
    layout.has_dict |= additions->dict;
    layout.has_values =
        layout.has_dict && (profile->values_beside_slots || layout.bytes == sizeof(Object));
    return layout;
}

HeapStatus class_lay_out(Heap *heap, const HeapClassMaking *making, const Object *best_base,
                         ClassLayout *out_layout, Object **out_names) {
    const ClassLayout *base = &as_class(best_base)->layout;
    Additions additions = {.may_add_dict = !base->has_dict,
                           .may_add_weakrefs = !base->has_weakrefs};
    if (!making->spec.has_slots) {
        additions.dict = additions.may_add_dict;
        additions.weakrefs = additions.may_add_weakrefs;
        *out_layout = extend(heap->profile, base, 0, &additions);
        return HEAP_OK;
    }
    HeapStatus status = add_all_specials(heap, &making->spec, &additions);
    if (status != HEAP_OK) {
        return status;
    }
    Object *names;
    status = make_names(heap, making, &names);
    if (status != HEAP_OK) {
        return status;
    }
    add_from_bases(heap, making->parts[MAKING_BASES], best_base, &additions);
    *out_layout = extend(heap->profile, base, tuple_length(names), &additions);
    *out_names = names;
    return HEAP_OK;
}
