// What CPython allocates for the time of a call and no program can reach: here it is no object, but
// its block is taken and the collector counts it. Private to heap/.
#pragma once

#include "heap/object.h"

// A block of a GC type; may start a collection. Those of types without are memory_allocate()'s.
MUST_USE HeapStatus temporary_begin(Heap *heap, uint64_t bytes, Ref *out_block);
void temporary_end(Heap *heap, Ref block, uint64_t bytes);  // 0 does nothing.

// The same for what has a free list, FREE_LIST_ITERATOR or the like: it comes from there and goes
// there, as far as the profile has that list.
MUST_USE HeapStatus temporary_take(Heap *heap, unsigned list, Ref *out_block);
void temporary_put(Heap *heap, unsigned list, Ref block);  // 0 does nothing.

// Something is made and gone at once, which leaves at most a block in its free list.
MUST_USE HeapStatus temporary_pass(Heap *heap, unsigned list);

// The tuple of a call's arguments, which comes from the free list of tuples of its length. 1 to 20.
MUST_USE HeapStatus temporary_arguments_begin(Heap *heap, unsigned count, Ref *out_block);
void temporary_arguments_end(Heap *heap, Ref block, unsigned count);  // 0 does nothing.
