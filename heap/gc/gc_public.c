// What heap.h says of the collector, garbage and freezing.
#include "heap/events.h"
#include "heap/gc/gc_list.h"
#include "heap/holding.h"
#include "heap/runner.h"

HeapStatus heap_collect(Heap *heap, int64_t generation, HeapCollection *out_collection) {
    if (generation < 0 || generation >= HEAP_GENERATIONS) {
        return heap_fail(heap, HEAP_VALUE_ERROR, "invalid generation");
    }
    HeapCollection collection = gc_collect(heap, (int)generation, false);
    HeapStatus status = heap_check_budget(heap);
    if (status == HEAP_OK) {
        *out_collection = collection;
    }
    return status;
}

void heap_gc_enable(Heap *heap, bool enabled) {
    event_setting(heap, "enabled", heap->gc.enabled, enabled);
    heap->gc.enabled = enabled;
}

void heap_gc_set_thresholds(Heap *heap, const uint32_t thresholds[HEAP_GENERATIONS]) {
    static const char *const settings[] = {"threshold0", "threshold1", "threshold2"};
    for (int i = 0; i < HEAP_GENERATIONS; i++) {
        event_setting(heap, settings[i], heap->gc.thresholds[i], thresholds[i]);
        heap->gc.thresholds[i] = thresholds[i];
    }
}

HeapGcInfo heap_gc_info(const Heap *heap) {
    const Gc *gc = &heap->gc;
    HeapGcInfo info = {
        .enabled = gc->enabled,
        .saveall = gc->saveall,
        .scheduled = gc->scheduled,
        .frozen = gc->sizes[GC_PERMANENT],
        .garbage = gc->garbage_count,
        .long_lived_pending = gc->long_lived_pending,
        .long_lived_total = gc->long_lived_total,
        .increments = heap->increments,
        .decrements = heap->decrements,
        .freed_by_count = heap->freed[HEAP_DEATH_REFCOUNT] + heap->freed[HEAP_DEATH_DROPPED],
        .freed_by_collector = heap->freed[HEAP_DEATH_COLLECTED],
    };
    for (int i = 0; i < HEAP_GENERATIONS; i++) {
        info.thresholds[i] = gc->thresholds[i];
        info.counts[i] = gc->counts[i];
        info.objects[i] = gc->sizes[i];
        info.stats[i].collections = gc->stats[i].collections;
        info.stats[i].collected = gc->stats[i].collected;
        info.stats[i].uncollectable = gc->stats[i].uncollectable;
    }
    return info;
}

void heap_gc_set_saveall(Heap *heap, bool saveall) {
    event_setting(heap, "debug_saveall", heap->gc.saveall, saveall);
    heap->gc.saveall = saveall;
}

// ---- gc.garbage

static HeapHolder garbage_holder(uint32_t index) {
    return (HeapHolder){.kind = HEAP_HOLDER_GARBAGE, .index = index};
}

static Ref *garbage_of(const Heap *heap) {
    return range_at(heap, heap->gc.garbage);
}

Object *heap_garbage(const Heap *heap, size_t index) {
    return index < heap->gc.garbage_count ? object_at(heap, garbage_of(heap)[index]) : NULL;
}

// CPython, too, only forgets what it has no memory to remember.
void gc_save_garbage(Heap *heap, Object *object) {
    Gc *gc = &heap->gc;
    uint32_t index = gc->garbage_count;
    if (!store_grow(heap, &gc->garbage, &gc->garbage_capacity, index + 1, sizeof(Ref))) {
        runner_fail(heap, store_refuse(heap, "gc.garbage"));
        return;
    }
    garbage_of(heap)[gc->garbage_count++] = ref_of(heap, object);
    object_retain(heap, object, garbage_holder(index));
}

// As list.clear(): the array leaves the list, then its items go, the last first.
void heap_clear_garbage(Heap *heap) {
    Gc *gc = &heap->gc;
    Ref array = gc->garbage;
    uint32_t count = gc->garbage_count, capacity = gc->garbage_capacity;
    gc->garbage = gc->garbage_count = gc->garbage_capacity = 0;
    heap->mutations++;
    for (uint32_t i = count; i-- > 0;) {
        object_release(heap, object_at(heap, ((Ref *)range_at(heap, array))[i]), garbage_holder(i));
    }
    store_free(heap, array, (uint64_t)capacity * sizeof(Ref));
}

// ---- freezing

// All of `from` goes to the end of `to`, and is told of.
static void move_generation(Heap *heap, int from, int to, HeapEventKind kind) {
    Gc *gc = &heap->gc;
    GcHeader *list = &gc->generations[from];
    for (Ref ref = list->next; ref != ref_of(heap, list); ref = gc_at(heap, ref)->next) {
        GcHeader *node = gc_at(heap, ref);
        node->generation = (uint8_t)to;
        event_object(heap, kind, gc_object(node), from, to);
    }
    heap->work += gc->sizes[from];
    gc->sizes[to] += gc->sizes[from];
    gc->sizes[from] = 0;
    gc_list_merge(heap, list, &gc->generations[to]);
}

static HeapStatus check_idle(Heap *heap) {
    return heap->gc.collecting ? heap_fail(heap, HEAP_CONFLICT, "a collection is running")
                               : heap_check_budget(heap);
}

HeapStatus heap_freeze(Heap *heap) {
    HeapStatus status = check_idle(heap);
    if (status == HEAP_OK) {
        for (int i = 0; i < HEAP_GENERATIONS; i++) {
            move_generation(heap, i, GC_PERMANENT, HEAP_EVENT_FREEZE);
        }
        gc_set_counts(heap, (const uint64_t[HEAP_GENERATIONS]){0});
    }
    return status;
}

HeapStatus heap_unfreeze(Heap *heap) {
    HeapStatus status = check_idle(heap);
    if (status == HEAP_OK) {
        move_generation(heap, GC_PERMANENT, HEAP_GENERATIONS - 1, HEAP_EVENT_UNFREEZE);
    }
    return status;
}
