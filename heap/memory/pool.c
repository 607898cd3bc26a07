#include "heap/events.h"
#include "heap/memory/memory.h"
#include "heap/memory/poison.h"
#include "heap/state.h"

Ref pool_of(const Heap *heap, Ref block) {
    bool shared = heap->arenas[arena_of(block)].size_class == ARENA_OF_POOLS;
    return block & ~(Ref)((shared ? POOL_BYTES : ARENA_BYTES) - 1);
}

uint64_t pool_bytes(const Heap *heap, uint32_t arena) {
    return heap->arenas[arena].size_class == ARENA_OF_POOLS ? POOL_BYTES : ARENA_BYTES;
}

uint32_t pool_capacity(const Pool *pool, uint64_t bytes) {
    return (uint32_t)((bytes - POOL_HEADER_BYTES) / size_class_bytes(pool->size_class));
}

READS_POISONED static Ref next_free(const Heap *heap, Ref block) {
    return *(const Ref *)range_at(heap, block);
}

READS_POISONED static void set_next_free(Heap *heap, Ref block, Ref next) {
    *(Ref *)range_at(heap, block) = next;
}

static void link_first(Heap *heap, Ref ref) {
    Pool *pool = range_at(heap, ref);
    Ref first = heap->memory.used[pool->size_class];
    pool->previous = 0;
    pool->next = first;
    if (first != 0) {
        ((Pool *)range_at(heap, first))->previous = ref;
    }
    heap->memory.used[pool->size_class] = ref;
}

static void unlink_used(Heap *heap, Ref ref) {
    Pool *pool = range_at(heap, ref);
    if (pool->next != 0) {
        ((Pool *)range_at(heap, pool->next))->previous = pool->previous;
    }
    if (pool->previous != 0) {
        ((Pool *)range_at(heap, pool->previous))->next = pool->next;
    } else {
        heap->memory.used[pool->size_class] = pool->next;
    }
}

// The list of free blocks has run out: one block more comes from fresh space, or the pool is full.
static void extend(Heap *heap, Ref ref) {
    Pool *pool = range_at(heap, ref);
    if (pool->next_offset > pool->last_offset) {
        unlink_used(heap, ref);
        return;
    }
    pool->free = ref + pool->next_offset;
    pool->next_offset += (uint32_t)size_class_bytes(pool->size_class);
    set_next_free(heap, pool->free, 0);
}

// A new pool hands out its first block and has the second ready.
static void start_pool(Heap *heap, Ref ref, unsigned size_class) {
    Pool *pool = range_at(heap, ref);
    uint32_t bytes = (uint32_t)size_class_bytes(size_class);
    uint32_t room = (uint32_t)pool_bytes(heap, arena_of(ref));
    pool->size_class = size_class;
    pool->free = ref + POOL_HEADER_BYTES;
    set_next_free(heap, pool->free, pool->free + bytes);
    set_next_free(heap, pool->free + bytes, 0);
    pool->next_offset = POOL_HEADER_BYTES + 2 * bytes;
    pool->last_offset = room - bytes;
}

// An emptied pool of the same class keeps its list of free blocks.
static Ref take_new_pool(Heap *heap, unsigned size_class) {
    Ref ref = arena_take_pool(heap, size_class);
    if (ref == 0) {
        return 0;
    }
    Pool *pool = range_at(heap, ref);
    if (pool->next_offset == 0 || pool->size_class != size_class) {
        start_pool(heap, ref, size_class);
    }
    heap->memory.pool_count++;
    link_first(heap, ref);
    event_pool(heap, HEAP_EVENT_POOL_NEW, ref);
    return ref;
}

Ref pool_take_block(Heap *heap, unsigned size_class) {
    Ref ref = heap->memory.used[size_class];
    if (ref == 0) {
        ref = take_new_pool(heap, size_class);
        if (ref == 0) {
            return 0;
        }
    }
    Pool *pool = range_at(heap, ref);
    Ref block = pool->free;
    pool->free = next_free(heap, block);
    pool->used++;
    if (pool->free == 0) {
        extend(heap, ref);
    }
    return block;
}

uint64_t pool_give_block(Heap *heap, Ref block) {
    Ref ref = pool_of(heap, block);
    Pool *pool = range_at(heap, ref);
    uint64_t bytes = size_class_bytes(pool->size_class);
    poison(range_at(heap, block), bytes);
    bool was_full = pool->free == 0;
    set_next_free(heap, block, pool->free);
    pool->free = block;
    pool->used--;
    if (was_full) {
        link_first(heap, ref);
    }
    if (pool->used == 0) {
        unlink_used(heap, ref);
        heap->memory.pool_count--;
        event_pool(heap, HEAP_EVENT_POOL_FREE, ref);
        arena_give_pool(heap, ref);
    }
    return bytes;
}

void pool_mark_free(const Heap *heap, Ref ref, HeapPoolBlock *blocks) {
    const Pool *pool = range_at(heap, ref);
    uint64_t bytes = size_class_bytes(pool->size_class);
    for (Ref block = pool->free; block != 0; block = next_free(heap, block)) {
        blocks[(block - ref - POOL_HEADER_BYTES) / bytes].state = HEAP_BLOCK_FREE;
    }
}
