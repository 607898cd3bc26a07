// Iterating over whatever Python iterates. Private to heap/.
//
// CPython's iterator is no object here, but takes its block and counts for the collector from
// iteration_begin() to iteration_end(), which must follow it even after a failure of
// iteration_next().
#pragma once

#include "heap/object.h"

typedef struct {
    Object *source;   // Held.
    uint32_t cursor;  // Its next item.
    size_t length;    // Of the source at the begin: a dict or set must not change on the way.
    Ref block;
} Iteration;

// HEAP_TYPE_ERROR: 'int' object is not iterable. After a failure there is nothing to end.
MUST_USE HeapStatus iteration_begin(Heap *heap, Object *source, Iteration *out_iteration);
// A hold; NULL at the end. Characters and bytes are made one by one.
MUST_USE HeapStatus iteration_next(Heap *heap, Iteration *iteration, Object **out_item);
void iteration_end(Heap *heap, Iteration *iteration);

// len(source), which is also the hint that its iterator gives; 0 for what can't be iterated.
size_t iteration_length(const Object *source);
