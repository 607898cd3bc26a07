// Looking at memory: what heap.h promises under "looking at memory", but for free lists.
#include "heap/memory/memory.h"
#include "heap/memory/poison.h"
#include "heap/state.h"

bool heap_next_arena(const Heap *heap, uint32_t *cursor, HeapArenaInfo *out_info) {
    while (*cursor < heap->memory.arena_high) {
        uint32_t index = (*cursor)++;
        const Arena *arena = &heap->arenas[index];
        if (arena->size_class == ARENA_UNUSED) {
            continue;
        }
        uint32_t total = arena->size_class == ARENA_OF_POOLS ? ARENA_POOLS : 1;
        *out_info = (HeapArenaInfo){.index = index,
                                    .address = range_virtual_address(arena_start(index)),
                                    .pools_used = total - arena->free_count,
                                    .pools_free = arena->free_count,
                                    .pools_total = total};
        return true;
    }
    return false;
}

static uint32_t pools_carved(const Arena *arena) {
    if (arena->size_class == ARENA_UNUSED) {
        return 0;
    }
    return arena->size_class == ARENA_OF_POOLS ? arena->carved : 1;
}

bool heap_pool(const Heap *heap, uint32_t arena, uint32_t index, HeapPoolInfo *out_info) {
    if (arena >= heap->memory.arena_high || index >= pools_carved(&heap->arenas[arena])) {
        return false;
    }
    Ref ref = arena_start(arena) + index * POOL_BYTES;
    const Pool *pool = range_at(heap, ref);
    *out_info = (HeapPoolInfo){.arena = arena,
                               .index = index,
                               .address = range_virtual_address(ref),
                               .size_class = size_class_bytes(pool->size_class),
                               .used = pool->used,
                               .capacity = pool_capacity(pool, pool_bytes(heap, arena))};
    return true;
}

bool heap_next_pool(const Heap *heap, uint32_t *cursor, HeapPoolInfo *out_info) {
    while (*cursor < heap->memory.arena_high * ARENA_POOLS) {
        uint32_t place = (*cursor)++;
        if (heap_pool(heap, place / ARENA_POOLS, place % ARENA_POOLS, out_info) &&
            out_info->used > 0) {
            return true;
        }
    }
    return false;
}

static void start_blocks(const Heap *heap, Ref ref, uint32_t capacity, HeapPoolBlock *blocks) {
    const Pool *pool = range_at(heap, ref);
    uint64_t bytes = size_class_bytes(pool->size_class);
    for (uint32_t i = 0; i < capacity; i++) {
        uint64_t offset = POOL_HEADER_BYTES + i * bytes;
        blocks[i] = (HeapPoolBlock){.address = range_virtual_address(ref + (Ref)offset),
                                    .state = offset >= pool->next_offset ? HEAP_BLOCK_FRESH
                                                                         : HEAP_BLOCK_USED};
    }
}

static void mark_parked(const Heap *heap, Ref ref, HeapPoolBlock *blocks) {
    const Pool *pool = range_at(heap, ref);
    uint64_t bytes = size_class_bytes(pool->size_class);
    for (unsigned list = 0; list < FREE_LISTS; list++) {
        Ref block = free_list_next(heap, list, 0);
        for (; block != 0; block = free_list_next(heap, list, block)) {
            if (!block_is_large(block) && pool_of(heap, block) == ref) {
                blocks[(block - ref - POOL_HEADER_BYTES) / bytes].state = HEAP_BLOCK_PARKED;
            }
        }
    }
}

static void mark_owners(const Heap *heap, const HeapPoolInfo *pool, HeapPoolBlock *blocks) {
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_object(heap, &cursor, &object)) {
        HeapObjectInfo info = heap_object_info(heap, object);
        for (size_t i = 0; i < info.block_count; i++) {
            const HeapBlock *block = &info.blocks[i];
            if (block->arena == pool->arena && block->pool == pool->index) {
                uint64_t offset = block->address - pool->address - POOL_HEADER_BYTES;
                blocks[offset / pool->size_class].object = object;
            }
        }
    }
}

bool heap_pool_blocks(const Heap *heap, uint32_t arena, uint32_t index, HeapPoolBlock *out_blocks) {
    HeapPoolInfo pool;
    if (!heap_pool(heap, arena, index, &pool)) {
        return false;
    }
    Ref ref = arena_start(arena) + index * POOL_BYTES;
    start_blocks(heap, ref, pool.capacity, out_blocks);
    pool_mark_free(heap, ref, out_blocks);
    mark_parked(heap, ref, out_blocks);
    mark_owners(heap, &pool, out_blocks);
    return true;
}

enum { BLOCKS_PER_CURSOR = 4 };  // The cursor is 4 * id + block.

bool heap_next_large(const Heap *heap, uint64_t *cursor, HeapLargeInfo *out_info) {
    uint32_t id = (uint32_t)(*cursor / BLOCKS_PER_CURSOR);
    uint32_t first = *cursor % BLOCKS_PER_CURSOR;
    Object *object = first == 0 ? NULL : heap_find(heap, id);
    while (object != NULL || heap_next_object(heap, &id, &object)) {
        HeapObjectInfo info = heap_object_info(heap, object);
        for (uint32_t i = first; i < info.block_count; i++) {
            if (info.blocks[i].arena < 0) {
                *cursor = BLOCKS_PER_CURSOR * (uint64_t)id + i + 1;
                *out_info = (HeapLargeInfo){info.blocks[i].address, info.blocks[i].bytes, object};
                return true;
            }
        }
        object = NULL;
        first = 0;
    }
    return false;
}
