// Names and frames: the roots. Private to heap/.
//
// A frame is a list of bindings, found by a hash of frame and text. Neither is a Python object:
// they live in the store. The order of a frame is that in which it releases its names: of the module,
// the order of binding; of a function, that of CPython's code object: params, locals, then the
// variables in cells that are no params, then those that the function captures.
//
// Whatever lets an object die may run a finalizer, which may bind, unbind, enter and leave frames:
// no pointer to a Frame is kept across a release. Bindings stay where they are until freed.
#pragma once

#include "heap/memory/range.h"

typedef struct {
    Ref text;            // NUL-terminated, in the store.
    uint32_t text_size;  // With the NUL.
    uint32_t hash;
    uint32_t frame;  // Its number.
    Ref object;      // 0: a local that is not bound now. In a cell: the cell, once it is there.
    bool in_cell;
    bool is_free;        // In a cell that the function captures.
    bool needs_cell;     // Will be in a cell once its frame is entered.
    Ref next, previous;  // In the order of the frame.
} Binding;

typedef struct {
    uint32_t number;
    Ref function;     // 0 for the module.
    Ref first, last;  // Bindings.
    Ref first_cell;   // The first that stands behind the locals; 0: there is none.
    uint32_t bound;
} Frame;

typedef struct {
    Ref frames;  // Frame[frame_capacity]; 0 is the module.
    uint32_t frame_count, frame_capacity;
    uint32_t last_number;
    Ref table;  // Ref[table_capacity] of Bindings: 0 never used, 1 used once.
    uint32_t table_capacity, table_used;
    uint32_t known;  // Bindings.
    uint32_t bound;  // Those that are bound now, in all frames.
} Names;

MUST_USE bool names_init(Heap *heap);

static inline Binding *binding_at(const Heap *heap, Ref binding) {
    return range_at(heap, binding);
}
Frame *frame_at(const Heap *heap, uint32_t index);
Frame *frame_running(const Heap *heap);
Frame *frame_numbered(const Heap *heap, uint32_t number);  // NULL: it was left.

// The binding of a frame's name, bound or not; 0: there is none.
Ref binding_find(const Heap *heap, uint32_t frame, const char *name);
// A new one, not bound, before another of its frame; 0: last. 0: no memory.
MUST_USE Ref binding_new(Heap *heap, uint32_t frame, const char *name, Ref before);
// The frame's own reference, past any cell.
void binding_hold(Heap *heap, Ref binding, Object *object);
// Nobody finds the name any more, then its object is released.
void binding_remove(Heap *heap, Ref binding);
