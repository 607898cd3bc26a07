#include "heap/gc/gc.h"

#include <assert.h>
#include <string.h>

#include "heap/events.h"
#include "heap/gc/gc_phases.h"
#include "heap/state.h"

void gc_init(Heap *heap) {
    Gc *gc = &heap->gc;
    for (int i = 0; i < GC_LISTS; i++) {
        gc_list_init(heap, &gc->generations[i]);
    }
    memcpy(gc->thresholds, heap->profile->info.thresholds, sizeof gc->thresholds);
    gc->enabled = true;
}

// ---- tracking

void gc_track(Heap *heap, Object *object) {
    if (object_is_scratch(object)) {
        return;
    }
    GcHeader *header = gc_header(object);
    assert(header->generation == GC_UNTRACKED);
    header->generation = 0;
    gc_list_append(heap, &heap->gc.generations[0], header);
    heap->gc.sizes[0]++;
    event_object(heap, HEAP_EVENT_TRACK, object, 0, 0);
}

// Objects in the hands of a collection belong to no generation's size.
void gc_forget(Heap *heap, Object *object) {
    GcHeader *header = gc_header(object);
    if (header->generation == GC_UNTRACKED) {
        return;
    }
    gc_list_remove(heap, header);
    if (!(header->flags & GC_IN_COLLECTION)) {
        heap->gc.sizes[header->generation]--;
    }
    header->generation = GC_UNTRACKED;
    header->flags &= (uint8_t)~GC_IN_COLLECTION;
}

// One that is frozen is told to be thawed first, into the oldest.
void gc_untrack(Heap *heap, Object *object) {
    int generation = gc_header(object)->generation;
    if (generation == GC_PERMANENT) {
        generation = HEAP_GENERATIONS - 1;
        event_object(heap, HEAP_EVENT_UNFREEZE, object, 0, generation);
    }
    if (generation != GC_UNTRACKED) {
        gc_forget(heap, object);
        event_object(heap, HEAP_EVENT_UNTRACK, object, generation, 0);
    }
}

// ---- counting

void gc_set_counts(Heap *heap, const uint64_t counts[HEAP_GENERATIONS]) {
    HeapEvent event = {.kind = HEAP_EVENT_GC_COUNT};
    memcpy(event.counts_from, heap->gc.counts, sizeof event.counts_from);
    memcpy(event.counts_to, counts, sizeof event.counts_to);
    memcpy(heap->gc.counts, counts, sizeof heap->gc.counts);
    heap->mutations++;
    event_send(heap, &event);
}

static void set_youngest(Heap *heap, uint64_t count) {
    const uint64_t *counts = heap->gc.counts;
    gc_set_counts(heap, (uint64_t[]){count, counts[1], counts[2]});
}

static void count_youngest(Heap *heap, int change) {
    uint64_t count = heap->gc.counts[0] + (uint64_t)change;
    if (event_wanted(heap, HEAP_EVENT_GC_COUNT)) {
        set_youngest(heap, count);
    } else {
        heap->gc.counts[0] = count;
    }
}

static bool is_due(const Heap *heap, int generation) {
    uint64_t count = heap->gc.counts[generation];
    uint64_t threshold = heap->gc.thresholds[generation];
    if (generation > 0 && heap->profile->info.older_at_threshold) {
        return count > 0 && count >= threshold;
    }
    return count > threshold;
}

// A full collection waits until a quarter of the long-lived objects are newcomers.
static bool full_must_wait(const Heap *heap) {
    return heap->profile->info.quarter_rule &&
           heap->gc.long_lived_pending < heap->gc.long_lived_total / 4;
}

static void collect_oldest_due(Heap *heap) {
    for (int i = HEAP_GENERATIONS - 1; i >= 0; i--) {
        if (is_due(heap, i) && !(i == HEAP_GENERATIONS - 1 && full_must_wait(heap))) {
            gc_collect(heap, i, true);
            return;
        }
    }
}

void gc_allocated(Heap *heap) {
    Gc *gc = &heap->gc;
    count_youngest(heap, +1);
    if (!gc->enabled || gc->collecting || gc->thresholds[0] == 0 ||
        gc->counts[0] <= gc->thresholds[0]) {
        return;
    }
    if (heap->profile->collects_when == COLLECTS_IN_ALLOCATION) {
        collect_oldest_due(heap);
    } else {
        gc->scheduled = true;
    }
}

// What is due now decides, not what was when the collection was scheduled: maybe nothing is.
void heap_check_point(Heap *heap) {
    Gc *gc = &heap->gc;
    if (!gc->scheduled) {
        return;
    }
    gc->scheduled = false;
    heap->mutations++;
    if (!gc->collecting && (gc->enabled || !heap->profile->disable_unschedules)) {
        collect_oldest_due(heap);
    }
}

void gc_released(Heap *heap) {
    if (heap->gc.counts[0] > 0) {
        count_youngest(heap, -1);
    }
}

// Done before the analysis, so that what dies in the collection can't push a count below zero.
static void update_counts(Heap *heap, int generation) {
    uint64_t counts[HEAP_GENERATIONS];
    memcpy(counts, heap->gc.counts, sizeof counts);
    if (generation + 1 < HEAP_GENERATIONS) {
        counts[generation + 1]++;
    }
    for (int i = 0; i <= generation; i++) {
        counts[i] = 0;
    }
    gc_set_counts(heap, counts);
}

// ---- collecting

static void tell_start(Heap *heap, int generation, bool automatic) {
    HeapEvent event = {.kind = HEAP_EVENT_GC_START, .from = generation, .to = automatic};
    memcpy(event.counts_from, heap->gc.counts, sizeof event.counts_from);
    event_send(heap, &event);
}

static void keep_statistics(Heap *heap, const HeapCollection *collection) {
    Gc *gc = &heap->gc;
    int generation = collection->generation;
    gc->stats[generation].collections++;
    gc->stats[generation].collected += collection->collected;
    gc->stats[generation].uncollectable += collection->uncollectable;
}

// What CPython knows of the survivors before any finalizer has run.
static void count_long_lived(Heap *heap, const HeapCollection *collection) {
    Gc *gc = &heap->gc;
    if (collection->generation == HEAP_GENERATIONS - 2) {
        gc->long_lived_pending += collection->survived;
    } else if (collection->generation == HEAP_GENERATIONS - 1) {
        gc->long_lived_pending = 0;
        gc->long_lived_total = collection->survived;
    }
}

// After: the survivors are in their next generation, the rest is set aside.
static GcScan find_unreachable(Heap *heap, HeapCollection *collection) {
    GcHeader *young = &heap->gc.young;
    bool full = collection->generation == HEAP_GENERATIONS - 1;
    merge_generations(heap, collection->generation, young);
    collection->examined = update_refs(heap, young);
    subtract_refs(heap, young);
    GcScan scan = move_unreachable(heap, young, collection->examined, &heap->gc.unreachable);
    untrack_tuples(heap, young, &scan);
    if (full) {
        untrack_dicts(heap, young, &scan);
    }
    promote(heap, young, collection);
    count_long_lived(heap, collection);
    return scan;
}

// What is unreachable dies, but for what its finalizers brought back.
static void let_go(Heap *heap, HeapCollection *collection, const GcScan *scan) {
    uint64_t calls = heap->gc.calls, unreachable = scan->unreachable;
    collection->collected = handle_weakrefs(heap, scan, collection);
    finalize_garbage(heap);
    if (heap->gc.calls != calls) {
        unreachable = handle_resurrected_objects(heap, collection);
    }
    collection->collected += unreachable;
    if (heap->profile->weakrefs_die_again) {
        clear_last_weakrefs(heap, scan);
    }
    delete_garbage(heap, collection);
}

HeapCollection gc_collect(Heap *heap, int generation, bool automatic) {
    assert(0 <= generation && generation < HEAP_GENERATIONS);
    HeapCollection collection = {.generation = generation};
    if (heap->gc.collecting) {
        return collection;
    }
    heap->gc.collecting = true;
    heap->mutations++;
    tell_start(heap, generation, automatic);
    update_counts(heap, generation);
    GcScan scan = find_unreachable(heap, &collection);
    let_go(heap, &collection, &scan);
    if (generation == HEAP_GENERATIONS - 1) {
        free_lists_empty(heap);
    }
    keep_statistics(heap, &collection);
    heap->gc.collecting = false;
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_GC_STOP, .collection = &collection});
    return collection;
}
