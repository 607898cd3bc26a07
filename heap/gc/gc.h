// The cycle collector. Private to heap/.
//
// Reference counts cannot see that objects keep only each other alive. So, for the generations it
// collects, the collector asks of every container: do any of your references come from outside this
// set? Whoever answers yes survives, with all it reaches, into the next generation. The rest is
// garbage.
//
// Start reading at gc_collect() in gc.c: it names the phases in order, as CPython's source does.
#pragma once

#include "heap/memory/range.h"

enum {
    GC_PERMANENT = HEAP_GENERATIONS,  // The generation of frozen objects, which nobody collects.
    GC_LISTS,
    GC_UNTRACKED = 0xff,
};
enum {
    // In the hands of a collection, and in no generation's size.
    GC_UNREACHABLE = 2,  // Tentatively unreachable; after move_unreachable(): trash.
    GC_SURVIVOR = 4,     // Known to be reachable, and about to be untracked.
    GC_FINALIZED = 8,    // Its finalizer has run; it never runs twice.
    GC_IN_COLLECTION = GC_UNREACHABLE | GC_SURVIVOR,
};

// Right before the Object of a GC type. `next` and `previous` are Refs of GcHeaders; a list's head
// is a GcHeader inside struct Heap. In a dying object the words belong to death.c.
typedef struct {
    Ref next, previous;
    uint32_t refs;       // During a collection, if they are many: see gc_marks.h.
    uint8_t generation;  // 0, 1, 2, GC_PERMANENT or GC_UNTRACKED.
    uint8_t flags;
    uint16_t unused;
} GcHeader;
_Static_assert(sizeof(GcHeader) == 16, "as PyGC_Head");

typedef struct {
    GcHeader generations[GC_LISTS];  // Heads; youngest first; in order of tracking.
    GcHeader young, unreachable;     // Heads, during a collection.
    GcHeader callbacks;
    GcHeader mark;  // No object's: a place in a list, while code runs that may change the list.
    uint64_t sizes[GC_LISTS];
    uint64_t counts[HEAP_GENERATIONS];
    uint32_t thresholds[HEAP_GENERATIONS];
    bool enabled, collecting;
    bool scheduled;  // A collection waits for the next check point.
    bool deleting;   // The garbage of a collection is being cleared.
    uint64_t calls;  // Finalizers and callbacks run, ever.
    bool saveall;
    Ref garbage;  // Ref[garbage_capacity], in the store: gc.garbage, which holds each of them.
    uint32_t garbage_count, garbage_capacity;
    uint64_t long_lived_pending, long_lived_total;
    struct {
        uint64_t collections, collected, uncollectable;
    } stats[HEAP_GENERATIONS];
} Gc;

static inline GcHeader *gc_header(const Object *object) {
    return (GcHeader *)(uintptr_t)object - 1;
}

void gc_init(Heap *heap);
static inline bool gc_is_tracked(const Object *object) {
    return gc_header(object)->generation != GC_UNTRACKED;
}
static inline bool gc_is_frozen(const Object *object) {
    return gc_header(object)->generation == GC_PERMANENT;
}
void gc_track(Heap *heap, Object *object);    // Appends to generation 0.
void gc_untrack(Heap *heap, Object *object);  // Nothing if it is not tracked.
void gc_forget(Heap *heap, Object *object);   // As gc_untrack(), for the dying: no event.

// A GC object's memory was allocated afresh: counts, and may start an automatic collection or
// schedule one, as the profile says.
void gc_allocated(Heap *heap);
void gc_released(Heap *heap);

void gc_set_counts(Heap *heap, const uint64_t counts[HEAP_GENERATIONS]);  // With its event.
void gc_save_garbage(Heap *heap, Object *object);
HeapCollection gc_collect(Heap *heap, int generation, bool automatic);
