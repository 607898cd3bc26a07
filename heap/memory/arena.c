#include "heap/events.h"
#include "heap/memory/memory.h"
#include "heap/memory/poison.h"
#include "heap/state.h"

static uint64_t from_system(const Heap *heap) {
    return (uint64_t)heap->memory.arena_count * ARENA_BYTES + heap->memory.large_bytes;
}

static uint32_t lowest_unused(const Heap *heap) {
    uint32_t arena = 0;
    while (arena < heap->memory.arena_high && heap->arenas[arena].size_class != ARENA_UNUSED) {
        arena++;
    }
    return arena;
}

// NO_ARENA when the range or the quota is full.
static uint32_t map_arena(Heap *heap, uint8_t size_class) {
    uint32_t arena = lowest_unused(heap);
    bool over =
        heap->limits.max_bytes != 0 && from_system(heap) + ARENA_BYTES > heap->limits.max_bytes;
    if (over || arena >= RANGE_MAX_ARENAS) {
        heap->memory.refusal = over ? HEAP_QUOTA_BYTES : HEAP_NO_MEMORY;
        return NO_ARENA;
    }
    if (arena == heap->memory.arena_high) {
        heap->memory.arena_high++;
    }
    uint16_t pools = size_class == ARENA_OF_POOLS ? ARENA_POOLS : 1;
    heap->arenas[arena] = (Arena){
        .size_class = size_class, .free_count = pools, .next = NO_ARENA, .previous = NO_ARENA};
    heap->memory.arena_count++;
    poison(range_at(heap, arena_start(arena)), ARENA_BYTES);
    event_arena(heap, HEAP_EVENT_ARENA_NEW, arena);
    return arena;
}

static void unmap_arena(Heap *heap, uint32_t arena) {
    range_discard(heap, arena_start(arena), ARENA_BYTES);
    poison(range_at(heap, arena_start(arena)), ARENA_BYTES);
    heap->arenas[arena].size_class = ARENA_UNUSED;
    heap->memory.arena_count--;
    event_arena(heap, HEAP_EVENT_ARENA_FREE, arena);
}

static void unlink_usable(Heap *heap, uint32_t arena) {
    Arena *record = &heap->arenas[arena];
    if (record->previous != NO_ARENA) {
        heap->arenas[record->previous].next = record->next;
    } else {
        heap->memory.usable = record->next;
    }
    if (record->next != NO_ARENA) {
        heap->arenas[record->next].previous = record->previous;
    }
}

static void link_after(Heap *heap, uint32_t arena, uint32_t before) {
    Arena *record = &heap->arenas[arena];
    uint16_t next = before == NO_ARENA ? heap->memory.usable : heap->arenas[before].next;
    record->previous = (uint16_t)before;
    record->next = next;
    if (before == NO_ARENA) {
        heap->memory.usable = (uint16_t)arena;
    } else {
        heap->arenas[before].next = (uint16_t)arena;
    }
    if (next != NO_ARENA) {
        heap->arenas[next].previous = (uint16_t)arena;
    }
}

// A pool for a stepped class comes from the first usable arena, which has the fewest free pools:
// one fewer keeps the order.
static Ref take_shared_pool(Heap *heap) {
    Memory *memory = &heap->memory;
    if (memory->usable == NO_ARENA) {
        uint32_t mapped = map_arena(heap, ARENA_OF_POOLS);
        if (mapped == NO_ARENA) {
            return 0;
        }
        link_after(heap, mapped, NO_ARENA);
        memory->last_with_free[ARENA_POOLS] = (uint16_t)mapped;
    }
    uint16_t arena = memory->usable;
    Arena *record = &heap->arenas[arena];
    if (memory->last_with_free[record->free_count] == arena) {
        memory->last_with_free[record->free_count] = NO_ARENA;
    }
    record->free_count--;
    if (record->free_count > 0) {
        memory->last_with_free[record->free_count] = arena;
    } else {
        unlink_usable(heap, arena);
    }
    Ref pool = record->free_pools;
    if (pool != 0) {
        record->free_pools = ((Pool *)range_at(heap, pool))->next;
        return pool;
    }
    pool = arena_start(arena) + (Ref)record->carved++ * POOL_BYTES;
    unpoison(range_at(heap, pool), POOL_HEADER_BYTES);
    return pool;
}

Ref arena_take_pool(Heap *heap, unsigned size_class) {
    if (size_class_is_stepped(size_class)) {
        return take_shared_pool(heap);
    }
    uint32_t arena = map_arena(heap, (uint8_t)size_class);
    if (arena == NO_ARENA) {
        return 0;
    }
    heap->arenas[arena].free_count = 0;
    unpoison(range_at(heap, arena_start(arena)), POOL_HEADER_BYTES);
    return arena_start(arena);
}

// Before: `arena` has just got one free pool more; `last` was the last with its former number.
// After: usable arenas are in order again, and last_with_free is right.
static void restore_order(Heap *heap, uint16_t arena, uint16_t last) {
    Arena *record = &heap->arenas[arena];
    uint16_t *last_with = &heap->memory.last_with_free[record->free_count];
    if (*last_with == NO_ARENA) {
        *last_with = arena;
    }
    if (last != arena) {
        unlink_usable(heap, arena);
        link_after(heap, arena, last);
    }
}

static void give_shared_pool(Heap *heap, uint16_t arena, Ref pool) {
    Memory *memory = &heap->memory;
    Arena *record = &heap->arenas[arena];
    ((Pool *)range_at(heap, pool))->next = record->free_pools;
    record->free_pools = pool;
    uint16_t last = memory->last_with_free[record->free_count];
    if (last == arena && record->free_count > 0) {
        uint16_t before = record->previous;
        bool same = before != NO_ARENA && heap->arenas[before].free_count == record->free_count;
        memory->last_with_free[record->free_count] = same ? before : NO_ARENA;
    }
    record->free_count++;
    if (record->free_count == 1) {
        link_after(heap, arena, NO_ARENA);
        if (memory->last_with_free[1] == NO_ARENA) {
            memory->last_with_free[1] = arena;
        }
    } else if (record->free_count == ARENA_POOLS && record->next != NO_ARENA) {
        unlink_usable(heap, arena);
        unmap_arena(heap, arena);
    } else {
        restore_order(heap, arena, last);
    }
}

void arena_give_pool(Heap *heap, Ref pool) {
    uint32_t arena = arena_of(pool);
    if (heap->arenas[arena].size_class == ARENA_OF_POOLS) {
        give_shared_pool(heap, (uint16_t)arena, pool);
    } else {
        unmap_arena(heap, arena);
    }
}
