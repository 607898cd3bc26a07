// What a class statement's body makes and stores, and what comes before it; class_new.c makes a
// class of that.
#include <string.h>

#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/intern.h"
#include "heap/statics.h"
#include "heap/temporary.h"
#include "heap/types/cell.h"
#include "heap/types/class.h"
#include "heap/types/class_object.h"
#include "heap/types/dict.h"
#include "heap/types/tuple.h"

typedef HeapClassMaking Making;
enum { BODY_BLOCK };  // The block of the body's function, in Making.blocks.

// ---- before it runs

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

static HeapStatus fill_names(Heap *heap, const char *const *names, size_t count, Object *tuple) {
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < count; i++) {
        Object *name;
        status = heap_new_str(heap, names[i], strlen(names[i]), HEAP_LITERAL, &name);
        if (status == HEAP_OK) {
            tuple_fill(heap, tuple, i, name);
            heap_drop(heap, name);
        }
    }
    return status;
}

static HeapStatus make_names(Heap *heap, Making *making, const char *const *names, size_t count,
                             MakingPart part) {
    Object *tuple;
    HeapStatus status = tuple_new(heap, count, &tuple);
    if (status == HEAP_OK) {
        object_announce(heap, tuple);
        making->parts[part] = tuple;
        status = fill_names(heap, names, count, tuple);
    }
    return status;
}

// The compiler has one constant for equal tuples: that of what functions store in `self`.
static bool is_one_tuple(const Heap *heap, const HeapClassSpec *spec) {
    bool same = heap->profile->class_tells_code && spec->stored_name_count == spec->slot_count;
    for (size_t i = 0; same && i < spec->slot_count; i++) {
        same = strcmp(spec->slots[i], spec->stored_names[i]) == 0;
    }
    return same;
}

static HeapStatus share_slots_tuple(Heap *heap, Making *making) {
    Object *tuple = making->spec.slots_tuple;
    if (is_one_tuple(heap, &making->spec) && !heap->profile->tracks_every_tuple) {
        gc_untrack(heap, tuple);
    }
    heap_hold(heap, tuple);
    making->parts[MAKING_SLOTS] = tuple;
    return HEAP_OK;
}

// A constant of the body.
static HeapStatus make_slots(Heap *heap, Making *making) {
    const HeapClassSpec *spec = &making->spec;
    if (!spec->has_slots || spec->slot_count == 0) {
        making->parts[MAKING_SLOTS] = spec->has_slots ? static_empty_tuple(heap) : NULL;
        return HEAP_OK;
    }
    if (spec->slots_tuple != NULL) {
        return share_slots_tuple(heap, making);
    }
    HeapStatus status = make_names(heap, making, spec->slots, spec->slot_count, MAKING_SLOTS);
    if (status == HEAP_OK && is_one_tuple(heap, spec)) {
        tuple_track_made(heap, making->parts[MAKING_SLOTS]);
    } else if (status == HEAP_OK) {
        gc_track(heap, making->parts[MAKING_SLOTS]);
    }
    return status;
}

// The same, but tracked like any tuple that the compiler makes of a list.
static HeapStatus make_stored_names(Heap *heap, Making *making) {
    const HeapClassSpec *spec = &making->spec;
    if (!heap->profile->class_tells_code || spec->stored_name_count == 0) {
        making->parts[MAKING_STORED_NAMES] = static_empty_tuple(heap);
        return HEAP_OK;
    }
    if (is_one_tuple(heap, spec)) {
        heap_hold(heap, making->parts[MAKING_SLOTS]);
        making->parts[MAKING_STORED_NAMES] = making->parts[MAKING_SLOTS];
        return HEAP_OK;
    }
    HeapStatus status =
        make_names(heap, making, spec->stored_names, spec->stored_name_count, MAKING_STORED_NAMES);
    if (status == HEAP_OK) {
        tuple_track_made(heap, making->parts[MAKING_STORED_NAMES]);
    }
    return status;
}

static HeapStatus make_body(Heap *heap, Making *making) {
    return temporary_begin(heap, heap->profile->function_bytes, &making->blocks[BODY_BLOCK]);
}

HeapStatus class_begin_tuple(Heap *heap, size_t count, Object **out_tuple) {
    HeapStatus status = tuple_new(heap, count, out_tuple);
    if (status == HEAP_OK) {
        (*out_tuple)->flags |= OBJECT_INTERNAL;
        object_announce(heap, *out_tuple);
    }
    return status;
}

HeapStatus class_make_tuple(Heap *heap, Object *const *items, size_t count, Object **out_tuple) {
    Object *tuple;
    HeapStatus status = class_begin_tuple(heap, count, &tuple);
    if (status != HEAP_OK) {
        return status;
    }
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
    return class_make_tuple(heap, spec->bases, spec->base_count, &making->parts[MAKING_BASES]);
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

bool class_has_cell(const Heap *heap, const Making *making) {
    return heap->profile->class_body_has_cell && making->spec.has_functions;
}

// The frame of the body makes it.
static HeapStatus make_cell(Heap *heap, Making *making) {
    return class_has_cell(heap, making) ? cell_new(heap, NULL, &making->parts[MAKING_CELL])
                                        : HEAP_OK;
}

static HeapStatus store_word(Heap *heap, Making *making, StaticWord word, Object *value) {
    return dict_set(heap, making->parts[MAKING_NAMESPACE], static_word(heap, word), value);
}

static HeapStatus store_first_line(Heap *heap, Making *making) {
    return heap->profile->class_tells_code
               ? store_word(heap, making, STATIC_WORD_FIRST_LINE, static_int(heap, 1))
               : HEAP_OK;
}

// ---- when it runs

// What every body stores first, and __slots__.
static HeapStatus begin_body(Heap *heap, Making *making) {
    HeapStatus status =
        store_word(heap, making, STATIC_WORD_MODULE, static_word(heap, STATIC_WORD_MAIN));
    if (status == HEAP_OK) {
        status = store_word(heap, making, STATIC_WORD_QUALNAME, making->parts[MAKING_QUALNAME]);
    }
    if (status == HEAP_OK) {
        status = store_first_line(heap, making);
    }
    if (status == HEAP_OK && class_has_cell(heap, making)) {
        cell_set(heap, making->parts[MAKING_CELL], making->parts[MAKING_NAMESPACE]);
    }
    if (status == HEAP_OK && making->spec.has_slots) {
        status = store_word(heap, making, STATIC_WORD_SLOTS, making->parts[MAKING_SLOTS]);
    }
    return status;
}

// The cell is the namespace's now.
static HeapStatus store_cell(Heap *heap, Making *making) {
    HeapStatus status =
        store_word(heap, making, STATIC_WORD_CLASS_CELL, making->parts[MAKING_CELL]);
    if (status == HEAP_OK) {
        heap_drop(heap, making->parts[MAKING_CELL]);
        making->parts[MAKING_CELL] = NULL;
    }
    return status;
}

// What every body stores last.
HeapStatus class_end_body(Heap *heap, Making *making) {
    HeapStatus status = HEAP_OK;
    if (heap->profile->class_tells_code) {
        status = store_word(heap, making, STATIC_WORD_STATIC_ATTRIBUTES,
                            making->parts[MAKING_STORED_NAMES]);
    }
    return status == HEAP_OK && class_has_cell(heap, making) ? store_cell(heap, making) : status;
}

typedef HeapStatus (*Step)(Heap *, Making *);

static const Step steps[] = {make_name,  make_qualname,  make_slots, make_stored_names, make_body,
                             take_bases, make_namespace, make_cell,  begin_body};

HeapStatus heap_class_begin(Heap *heap, const HeapClassSpec *spec, HeapClassMaking *making) {
    *making = (HeapClassMaking){.spec = *spec};
    HeapStatus status = HEAP_OK;
    for (size_t i = 0; status == HEAP_OK && i < sizeof steps / sizeof *steps; i++) {
        status = steps[i](heap, making);
    }
    return status;
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

void class_let_go(Heap *heap, Making *making) {
    static const MakingPart order[] = {MAKING_DICT,         MAKING_BASES,    MAKING_ARGUMENTS,
                                       MAKING_NAMESPACE,    MAKING_QUALNAME, MAKING_SLOTS,
                                       MAKING_STORED_NAMES, MAKING_CELL};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        heap_drop(heap, making->parts[order[i]]);
    }
    temporary_end(heap, making->blocks[BODY_BLOCK], heap->profile->function_bytes);
    heap_drop(heap, making->parts[MAKING_NAME]);
}
