#include "heap/heap.h"

#include <string.h>

#include "heap/memory/poison.h"
#include "heap/state.h"

Heap *heap_create(const HeapOptions *options) {
    const Profile *profile = profile_find(options->profile == NULL ? "article" : options->profile);
    Heap *heap = profile == NULL ? NULL : range_reserve();
    if (heap == NULL) {
        return NULL;
    }
    heap->profile = profile;
    heap->limits = *options;
    heap->limits.profile = NULL;  // The caller's text; heap->profile says it.
    store_init(heap);
    memory_init(heap);
    free_lists_init(heap);
    gc_init(heap);
    if (!names_init(heap)) {
        range_release(heap);
        return NULL;
    }
    return heap;
}

Heap *heap_clone(const Heap *heap) {
    Heap *clone = range_reserve();
    if (clone == NULL) {
        return NULL;
    }
    size_t arenas = heap->memory.arena_high * sizeof(Arena);
    memcpy(clone, heap, offsetof(struct Heap, arenas) + arenas);
    memset(clone, 0, offsetof(struct Heap, profile));
    range_copy(clone, heap, range_part(RANGE_STORE_MIB),
               heap->store.end - range_part(RANGE_STORE_MIB));
    range_copy(clone, heap, range_part(RANGE_STATICS_MIB),
               heap->statics_end == 0 ? 0 : heap->statics_end - range_part(RANGE_STATICS_MIB));
    memory_clone(clone, heap);
    return clone;
}

void heap_destroy(Heap *heap) {
    if (heap == NULL) {
        return;
    }
    for (uint32_t i = 0; i < heap->memory.arena_high; i++) {
        unpoison(range_at(heap, arena_start(i)), ARENA_BYTES);
    }
    large_unpoison(heap);
    range_release(heap);
}

uint64_t heap_mutations(const Heap *heap) {
    return heap->mutations + heap->increments + heap->decrements;
}

void heap_set_operation(Heap *heap, uint64_t operation) {
    heap->operation = operation;
}

void heap_set_budget(Heap *heap, uint64_t budget) {
    heap->budget = budget;
    heap->work = 0;
    heap->failure = HEAP_OK;
}

uint64_t heap_work(const Heap *heap) {
    return heap->work;
}

HeapStatus heap_check_budget(Heap *heap) {
    return budget_is_left(heap) ? HEAP_OK : heap_refuse_work(heap);
}

HeapStatus heap_refuse_work(Heap *heap) {
    if (heap->failure != HEAP_OK) {
        return heap_fail(heap, heap->failure, "%s", heap->failure_text);
    }
    return heap_fail(heap, HEAP_QUOTA_WORK, "the operation would take more than %lld steps of work",
                     (long long)heap->budget);
}

const HeapProfileInfo *heap_profile_info(const Heap *heap) {
    return &heap->profile->info;
}

void heap_set_observer(Heap *heap, const HeapObserver *observer) {
    heap->observer = observer == NULL ? (HeapObserver){0} : *observer;
}

HeapTotals heap_totals(const Heap *heap) {
    const Memory *memory = &heap->memory;
    uint64_t arena_bytes = (uint64_t)memory->arena_count * ARENA_BYTES;
    return (HeapTotals){
        .objects = (uint64_t)heap->live + heap->listed_static,
        .requested = memory->requested,
        .in_blocks = memory->in_blocks,
        .from_system = arena_bytes + memory->large_bytes,
        .pools = memory->pool_count,
        .arenas = memory->arena_count,
        .arena_bytes = arena_bytes,
    };
}
