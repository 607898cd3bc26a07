// Large requests: first fit among the gaps between those that live, which are kept by address.
#include <string.h>

#include "heap/memory/memory.h"
#include "heap/memory/poison.h"
#include "heap/state.h"

static LargeRequest *requests(Heap *heap) {
    return range_at(heap, heap->memory.large);
}

// The place in the list of the first gap of `bytes`; *out_start is where the gap begins.
static uint32_t find_gap(Heap *heap, uint64_t bytes, uint64_t *out_start) {
    uint64_t start = range_part(RANGE_LARGE_MIB);
    uint32_t place = 0;
    while (place < heap->memory.large_count && requests(heap)[place].start - start < bytes) {
        start = (uint64_t)requests(heap)[place].start + requests(heap)[place].bytes;
        place++;
    }
    *out_start = start;
    return place;
}

static HeapStatus refusal_for(const Heap *heap, uint64_t bytes, uint64_t start) {
    const Memory *memory = &heap->memory;
    uint64_t total = (uint64_t)memory->arena_count * ARENA_BYTES + memory->large_bytes + bytes;
    if (heap->limits.max_bytes != 0 && total > heap->limits.max_bytes) {
        return HEAP_QUOTA_BYTES;
    }
    uint64_t end = (uint64_t)RANGE_END_MIB << MIB_SHIFT;
    return start + bytes > end ? HEAP_NO_MEMORY : HEAP_OK;
}

Ref large_allocate(Heap *heap, uint64_t bytes) {
    Memory *memory = &heap->memory;
    uint64_t aligned = (bytes + 15) / 16 * 16;
    uint64_t start;
    uint32_t place = find_gap(heap, aligned, &start);
    HeapStatus refusal = refusal_for(heap, aligned, start);
    if (refusal != HEAP_OK || !store_grow(heap, &memory->large, &memory->large_capacity,
                                          memory->large_count + 1, sizeof(LargeRequest))) {
        memory->refusal = refusal != HEAP_OK ? refusal : HEAP_NO_MEMORY;
        return 0;
    }
    LargeRequest *entry = requests(heap) + place;
    memmove(entry + 1, entry, (memory->large_count - place) * sizeof *entry);
    *entry = (LargeRequest){(Ref)start, (uint32_t)aligned};
    memory->large_count++;
    memory->large_bytes += aligned;
    uint32_t end = (uint32_t)(start + aligned - range_part(RANGE_LARGE_MIB));
    memory->large_end = memory->large_end < end ? end : memory->large_end;
    return (Ref)start;
}

static uint32_t find_place(Heap *heap, Ref block) {
    uint32_t low = 0, high = heap->memory.large_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (requests(heap)[middle].start < block) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// Whole pages inside the block go back to the system; its edges may share pages with neighbours.
static void discard_pages(Heap *heap, Ref block, uint64_t bytes) {
    uint64_t first = ((uint64_t)block + 4095) / 4096 * 4096;
    uint64_t end = ((uint64_t)block + bytes) / 4096 * 4096;
    if (end > first) {
        range_discard(heap, (Ref)first, end - first);
    }
}

void large_free(Heap *heap, Ref block) {
    Memory *memory = &heap->memory;
    uint32_t place = find_place(heap, block);
    LargeRequest *entry = requests(heap) + place;
    uint32_t bytes = entry->bytes;
    poison(range_at(heap, block), bytes);
    discard_pages(heap, block, bytes);
    memory->large_count--;
    memory->large_bytes -= bytes;
    memmove(entry, entry + 1, (memory->large_count - place) * sizeof *entry);
}

void large_unpoison(Heap *heap) {
    unpoison(range_at(heap, range_part(RANGE_LARGE_MIB)), heap->memory.large_end);
}
