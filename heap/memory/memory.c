#include "heap/memory/memory.h"

#include <string.h>

#include "heap/events.h"
#include "heap/memory/poison.h"
#include "heap/state.h"

void memory_init(Heap *heap) {
    Memory *memory = &heap->memory;
    memory->usable = NO_ARENA;
    for (int i = 0; i <= ARENA_POOLS; i++) {
        memory->last_with_free[i] = NO_ARENA;
    }
}

static uint64_t block_bytes(const Heap *heap, Ref block, uint64_t bytes) {
    if (block_is_large(block)) {
        return (bytes + 15) / 16 * 16;
    }
    const Pool *pool = range_at(heap, pool_of(heap, block));
    return size_class_bytes(pool->size_class);
}

static Ref count_out(Heap *heap, Ref block, uint64_t bytes) {
    if (block == 0) {
        return 0;
    }
    heap->memory.requested += bytes;
    heap->memory.in_blocks += block_bytes(heap, block, bytes);
    heap->work += bytes / 64;
    heap->mutations++;
    unpoison(range_at(heap, block), bytes);
    return block;
}

static Ref allocate(Heap *heap, uint64_t bytes, bool large) {
    Ref block = large ? large_allocate(heap, bytes) : pool_take_block(heap, size_class_of(bytes));
    return count_out(heap, block, bytes);
}

Ref memory_allocate(Heap *heap, uint64_t bytes) {
    return allocate(heap, bytes, bytes > heap->profile->info.small_request_limit);
}

void memory_free(Heap *heap, Ref block, uint64_t bytes) {
    heap->mutations++;
    heap->memory.requested -= bytes;
    if (block_is_large(block)) {
        heap->memory.in_blocks -= block_bytes(heap, block, bytes);
        large_free(heap, block);
    } else {
        heap->memory.in_blocks -= pool_give_block(heap, block);
    }
}

// What came from pools stays in place while it fits and wastes less than a quarter. A large request
// stays where it is only if its 16-aligned size stays the same.
static bool fits_class(uint64_t available, uint64_t bytes) {
    return bytes <= available && 4 * bytes > 3 * available;
}

static bool fits_in_place(const Heap *heap, Ref block, uint64_t old_bytes, uint64_t new_bytes) {
    uint64_t available = block_bytes(heap, block, old_bytes);
    if (block_is_large(block)) {
        return (new_bytes + 15) / 16 * 16 == available;
    }
    return fits_class(available, new_bytes);
}

bool memory_stays(uint64_t room, uint64_t bytes) {
    return fits_class(size_class_bytes(size_class_of(room)), bytes);
}

Ref memory_allocate_trimmed(Heap *heap, uint64_t room, uint64_t bytes) {
    if (room > heap->profile->info.small_request_limit) {
        return allocate(heap, bytes, true);
    }
    return memory_stays(room, bytes)
               ? count_out(heap, pool_take_block(heap, size_class_of(room)), bytes)
               : memory_allocate(heap, bytes);
}

static void resize_in_place(Heap *heap, Ref block, uint64_t old_bytes, uint64_t new_bytes) {
    heap->memory.requested += new_bytes - old_bytes;
    if (new_bytes < old_bytes) {
        poison((char *)range_at(heap, block) + new_bytes, old_bytes - new_bytes);
    }
    unpoison(range_at(heap, block), new_bytes);
}

static Ref move(Heap *heap, Ref block, uint64_t old_bytes, uint64_t new_bytes, bool large) {
    Ref moved = allocate(heap, new_bytes, large);
    if (moved == 0) {
        return 0;
    }
    uint64_t kept = old_bytes < new_bytes ? old_bytes : new_bytes;
    memcpy(range_at(heap, moved), range_at(heap, block), (size_t)kept);
    memory_free(heap, block, old_bytes);
    return moved;
}

Ref memory_resize(Heap *heap, Ref block, uint64_t old_bytes, uint64_t new_bytes) {
    if (fits_in_place(heap, block, old_bytes, new_bytes)) {
        resize_in_place(heap, block, old_bytes, new_bytes);
        return block;
    }
    // A large request stays one, however small.
    bool large = block_is_large(block) || new_bytes > heap->profile->info.small_request_limit;
    return move(heap, block, old_bytes, new_bytes, large);
}

Ref memory_empty(Heap *heap, Ref block, uint64_t old_bytes) {
    return heap->profile->empty_leaves_pools && !block_is_large(block)
               ? move(heap, block, old_bytes, 1, true)
               : memory_resize(heap, block, old_bytes, 1);
}

void memory_describe(const Heap *heap, Ref block, uint64_t bytes, HeapBlock *out_block) {
    *out_block = (HeapBlock){
        .address = range_virtual_address(block), .bytes = bytes, .arena = -1, .pool = -1};
    if (block_is_large(block)) {
        return;
    }
    Ref pool = pool_of(heap, block);
    out_block->size_class = block_bytes(heap, block, bytes);
    out_block->arena = arena_of(block);
    out_block->pool = (pool - arena_start(arena_of(block))) / POOL_BYTES;
}

// Poisons in a clone what is poisoned in the original.
static void copy_poison(Heap *to, const Heap *from, Ref start, uint64_t bytes) {
    for (uint64_t i = 0; POISON_ACTIVE && i < bytes; i += 8) {
        if (is_poisoned((char *)range_at(from, start) + i)) {
            poison((char *)range_at(to, start) + i, 8);
        }
    }
}

static void copy_part(Heap *to, const Heap *from, Ref start, uint64_t bytes) {
    range_copy(to, from, start, bytes);
    copy_poison(to, from, start, bytes);
}

// Of an arena with a pool of its own only what was handed out; of others the carved pools.
static uint64_t arena_touched(const Heap *heap, uint32_t arena) {
    const Arena *record = &heap->arenas[arena];
    if (record->size_class == ARENA_OF_POOLS) {
        return (uint64_t)record->carved * POOL_BYTES;
    }
    const Pool *pool = range_at(heap, arena_start(arena));
    return pool->next_offset;
}

void memory_clone(Heap *to, const Heap *from) {
    for (uint32_t i = 0; i < from->memory.arena_high; i++) {
        if (from->arenas[i].size_class != ARENA_UNUSED) {
            copy_part(to, from, arena_start(i), arena_touched(from, i));
            poison((char *)range_at(to, arena_start(i)) + arena_touched(from, i),
                   ARENA_BYTES - arena_touched(from, i));
        }
    }
    const LargeRequest *large;
    for (Ref cursor = 0; large_next(from, &cursor, &large);) {
        copy_part(to, from, large->start, large->bytes);
    }
}
