// The phases of a collection, in their order, under the names that CPython's source gives them.
// Private to heap/; gc.c is the only caller.
#pragma once

#include "heap/gc/gc_list.h"
#include "heap/object.h"

typedef struct {
    uint64_t unreachable;  // How many there are.
    // Bits 1 << HeapKind: those of the survivors, and of what was set aside, even if only for a while.
    uint32_t kinds, kinds_aside;
} GcScan;

// After: `young` holds the candidates, all objects of generations 0 to `generation`; those lists
// are empty.
void merge_generations(Heap *heap, int generation, GcHeader *young);
// After: every candidate's mark (gc_marks.h) says its count, holds of C code included. Returns how
// many there are.
uint64_t update_refs(Heap *heap, GcHeader *young);
// After: the marks count only references from outside the candidates.
void subtract_refs(Heap *heap, GcHeader *young);
// After: of the `examined` candidates `young` holds what is reachable from outside,
// `unreachable` the rest, both in order; there are no marks.
GcScan move_unreachable(Heap *heap, GcHeader *young, uint64_t examined, GcHeader *unreachable);
// After: no surviving tuple (dict) that holds only untracked objects is tracked, as far as one pass
// in list order sees.
void untrack_tuples(Heap *heap, GcHeader *young, const GcScan *scan);
void untrack_dicts(Heap *heap, GcHeader *young, const GcScan *scan);
// After: the survivors are in the next older generation, or stay in the oldest.
void promote(Heap *heap, GcHeader *young, HeapCollection *collection);

// Those below work on gc.unreachable, the trash. The first two and the last run code of the
// program's.

// After: no weakref leads into the trash, of those that the profile says, and callbacks of weakrefs
// that are no trash have run. Returns how many such weakrefs died of it.
uint64_t handle_weakrefs(Heap *heap, const GcScan *scan, const HeapCollection *collection);
// After: every object of the trash that has a finalizer has been finalized, now or before.
void finalize_garbage(Heap *heap);
// After: what the finalizers made reachable again is in the older generation. Returns how much is
// left. Changes nothing when no code has run.
uint64_t handle_resurrected_objects(Heap *heap, HeapCollection *collection);
// After: no weakref leads into the trash; no callback has run.
void clear_last_weakrefs(Heap *heap, const GcScan *scan);
// After: the trash is empty; what outlived its own clearing is in the older generation, and held by
// gc.garbage if such is the setting.
void delete_garbage(Heap *heap, const HeapCollection *collection);

// ---- what the phases share

int gc_older(const HeapCollection *collection);
// Tells the phase with the first objects of the list.
void gc_tell_phase(Heap *heap, const char *phase, GcHeader *list, uint64_t count);
void gc_tell_list(Heap *heap, const char *phase, GcHeader *list);  // Counted, if it is told.
// The node, already in the list of that generation or on its way there, belongs to it. True if that
// is another than before.
bool gc_settle(Heap *heap, GcHeader *node, int generation);
// The same for a list of survivors, in no generation's size yet; to the older one. Returns how many.
uint64_t gc_settle_all(Heap *heap, GcHeader *list, HeapCollection *collection);
