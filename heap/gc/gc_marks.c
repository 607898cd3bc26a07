#include "heap/gc/gc_marks.h"

#include "heap/state.h"

enum { MANY_CANDIDATES = 1 << 16 };

// The bytes of so many candidates are given back to the system rather than kept for the next time.
static void discard(Heap *heap) {
    Ref end = range_part(RANGE_ARENAS_MIB) + (heap->memory.arena_high << MIB_SHIFT);
    Ref start = range_part(RANGE_MARKS_MIB);
    uint64_t pools = (end - range_part(RANGE_STATICS_MIB)) / 16;
    range_discard(heap, start, pools);
    uint64_t begin_large = (range_part(RANGE_LARGE_MIB) - range_part(RANGE_STATICS_MIB)) / 16;
    range_discard(heap, start + (Ref)begin_large, heap->memory.large_end / 16 + 1);
}

void gc_marks_clear(Heap *heap, const GcHeader *list, uint64_t candidates) {
    if (candidates >= MANY_CANDIDATES) {
        discard(heap);
        return;
    }
    for (Ref ref = list->next; ref != ref_of(heap, list); ref = gc_at(heap, ref)->next) {
        *gc_mark_at(heap, ref + (Ref)sizeof(GcHeader)) = GC_NO_CANDIDATE;
    }
}
