// The phases of a collection, in their order, under the names that CPython's source gives them.
// Private to heap/; gc.c is the only caller.
#pragma once

#include "heap/gc/gc_list.h"
#include "heap/object.h"

// After: `young` holds the candidates, all objects of generations 0 to `generation`; those lists
// are empty.
void merge_generations(Heap *heap, int generation, GcHeader *young);
// After: every candidate's refs is its count (holds of C code included), and it has GC_COLLECTING.
// Returns how many there are.
uint64_t update_refs(Heap *heap, GcHeader *young);
// After: refs counts only references from outside the candidates.
void subtract_refs(Heap *heap, GcHeader *young);
// After: `young` holds what is reachable from outside, `unreachable` the rest, both in order.
// Returns how many are unreachable.
uint64_t move_unreachable(Heap *heap, GcHeader *young, GcHeader *unreachable);
// After: no surviving tuple (dict) that holds only untracked objects is tracked, as far as one pass
// in list order sees.
void untrack_tuples(Heap *heap, GcHeader *young);
void untrack_dicts(Heap *heap, GcHeader *young);
// After: the survivors are in the next older generation, or stay in the oldest.
void promote(Heap *heap, GcHeader *young, int generation, HeapCollection *collection);
// After: `unreachable` is empty; what outlived its own clearing is in the older generation.
void delete_garbage(Heap *heap, GcHeader *unreachable, int generation);
