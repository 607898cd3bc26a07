// CPython's sort: stable, and with the same comparisons in the same order, so that also what
// is ordered only in part (sets, nan) ends where it ends in CPython. Private to heap/.
#pragma once

#include "heap/object.h"

// Compares by heap_less(). After a failure the items stand in some order.
MUST_USE HeapStatus sort_items(Heap *heap, Object **items, size_t count);
