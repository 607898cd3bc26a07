// Names and frames: the roots. Private to heap/.
//
// A frame is a list of bindings in the order in which they were bound, found by a hash of frame and
// text. Neither is a Python object: they live in the store.
#pragma once

#include "heap/memory/range.h"

typedef struct {
    Ref text;            // NUL-terminated, in the store.
    uint32_t text_size;  // With the NUL.
    uint32_t hash;
    uint32_t frame;      // Its number.
    Ref object;          // 0: a local that is not bound now.
    Ref next, previous;  // In the order of the frame.
} Binding;

typedef struct {
    uint32_t number;
    Ref function;     // 0 for the module.
    Ref first, last;  // Bindings.
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
