// What CPython allocates for the time of a call and no program can reach: here it is no object, but
// its block is taken and the collector counts it. Private to heap/.
#pragma once

#include "heap/object.h"

// A block of a GC type. May start a collection.
MUST_USE HeapStatus temporary_begin(Heap *heap, uint64_t bytes, Ref *out_block);
void temporary_end(Heap *heap, Ref block, uint64_t bytes);  // 0 does nothing.
