// heap_check() of the memory: every block is out, in its pool's list or fresh, and every pool and
// every arena stands in the list where its state belongs.
#include "heap/check/check.h"
#include "heap/memory/poison.h"
#include "heap/state.h"

// What the pools add up to.
typedef struct {
    uint64_t pools, blocks, bytes;
    uint64_t in_rings;  // Pools with blocks out and blocks left.
} Tally;

// ---- pools

READS_POISONED static Ref next_free(const Heap *heap, Ref block) {
    return *(const Ref *)range_at(heap, block);
}

// The blocks in the pool's list; more than it can have if the list is broken.
static uint32_t free_blocks(const Heap *heap, Ref ref, uint32_t capacity) {
    const Pool *pool = range_at(heap, ref);
    uint32_t bytes = (uint32_t)size_class_bytes(pool->size_class), count = 0;
    for (Ref block = pool->free; block != 0 && count <= capacity; block = next_free(heap, block)) {
        uint32_t offset = block - ref;
        if (offset < POOL_HEADER_BYTES || offset >= pool->next_offset ||
            (offset - POOL_HEADER_BYTES) % bytes != 0) {
            return capacity + 1;
        }
        count++;
    }
    return count;
}

static void check_pool(Check *check, uint32_t arena, Ref ref, Tally *tally) {
    const Pool *pool = range_at(check->heap, ref);
    uint64_t bytes = size_class_bytes(pool->size_class), room = pool_bytes(check->heap, arena);
    uint32_t capacity = pool_capacity(pool, room);
    uint32_t left = free_blocks(check->heap, ref, capacity);
    uint32_t handed_out = (uint32_t)((pool->next_offset - POOL_HEADER_BYTES) / bytes);
    check_expect(check, pool->used + left + capacity - handed_out == capacity,
                 "a pool of arena %u has %u blocks out, %u free, %u fresh of %u", arena, pool->used,
                 left, capacity - handed_out, capacity);
    check_expect(check, pool->last_offset == room - bytes, "a pool of arena %u ends wrongly",
                 arena);
    check_expect(check, pool->free != 0 || pool->used == capacity,
                 "a pool of arena %u has no block ready and is not full", arena);
    tally->pools += pool->used > 0;
    tally->blocks += pool->used;
    tally->bytes += pool->used * bytes;
    tally->in_rings += pool->used > 0 && pool->free != 0;
}

// Returns the number of pools in the ring.
static uint64_t check_ring(Check *check, unsigned size_class) {
    const Heap *heap = check->heap;
    uint64_t count = 0;
    Ref previous = 0;
    for (Ref ref = heap->memory.used[size_class]; ref != 0 && check->holds; count++) {
        const Pool *pool = range_at(heap, ref);
        check_expect(check, pool->size_class == size_class && pool->previous == previous,
                     "a pool stands wrongly among the used of class %u", size_class);
        check_expect(check, pool->used > 0 && pool->free != 0,
                     "a pool that is full or empty stands among the used of class %u", size_class);
        previous = ref;
        ref = pool->next;
    }
    return count;
}

// The rings have only pools that belong there: if they have as many as there are, they have all.
static void check_rings(Check *check, const Tally *tally) {
    uint64_t count = 0;
    for (unsigned size_class = 0; size_class < SIZE_CLASSES; size_class++) {
        count += check_ring(check, size_class);
    }
    check_expect(check, count == tally->in_rings,
                 "%llu pools have blocks out and blocks left, %llu stand in rings",
                 (unsigned long long)tally->in_rings, (unsigned long long)count);
}

// ---- arenas

_Static_assert(ARENA_POOLS == 64, "a set of an arena's pools is a uint64_t");

// The pools in the arena's list, each of them once, as a set.
static uint64_t listed_free_pools(Check *check, uint32_t arena) {
    const Arena *record = &check->heap->arenas[arena];
    uint64_t pools = 0;
    for (Ref ref = record->free_pools; ref != 0 && check->holds;) {
        uint32_t index = (ref - arena_start(arena)) / POOL_BYTES;
        bool inside = ref >= arena_start(arena) && index < record->carved && ref % POOL_BYTES == 0;
        check_expect(check, inside && !(pools >> index & 1),
                     "the free pools of arena %u are not linked well", arena);
        if (check->holds) {
            pools |= (uint64_t)1 << index;
            ref = ((const Pool *)range_at(check->heap, ref))->next;
        }
    }
    return pools;
}

static void check_shared_arena(Check *check, uint32_t arena, Tally *tally) {
    const Arena *record = &check->heap->arenas[arena];
    uint64_t emptied = 0;
    uint32_t free_count = ARENA_POOLS - record->carved;
    for (uint32_t i = 0; i < record->carved; i++) {
        Ref ref = arena_start(arena) + i * POOL_BYTES;
        check_pool(check, arena, ref, tally);
        bool empty = ((const Pool *)range_at(check->heap, ref))->used == 0;
        emptied |= (uint64_t)empty << i;
        free_count += empty;
    }
    check_expect(check, record->free_count == free_count, "arena %u has %u free pools, %u counted",
                 arena, free_count, record->free_count);
    check_expect(check, listed_free_pools(check, arena) == emptied,
                 "the emptied pools of arena %u are not those in its list", arena);
}

static void check_arena(Check *check, uint32_t arena, Tally *tally) {
    if (check->heap->arenas[arena].size_class == ARENA_OF_POOLS) {
        check_shared_arena(check, arena, tally);
        return;
    }
    uint64_t pools = tally->pools;
    check_pool(check, arena, arena_start(arena), tally);
    check_expect(check, tally->pools == pools + 1, "arena %u is kept for an empty pool", arena);
}

static void check_arenas(Check *check, Tally *tally) {
    const Memory *memory = &check->heap->memory;
    uint32_t arenas = 0;
    for (uint32_t i = 0; i < memory->arena_high; i++) {
        if (check->heap->arenas[i].size_class != ARENA_UNUSED) {
            check_arena(check, i, tally);
            arenas++;
        }
    }
    check_expect(check, arenas == memory->arena_count, "%u arenas, %u counted", arenas,
                 memory->arena_count);
    check_expect(check, tally->pools == memory->pool_count, "%llu pools are used, %u counted",
                 (unsigned long long)tally->pools, memory->pool_count);
    uint64_t bytes = tally->bytes + memory->large_bytes;
    check_expect(check, bytes == memory->in_blocks, "%llu bytes are out in blocks, %llu counted",
                 (unsigned long long)bytes, (unsigned long long)memory->in_blocks);
}

static uint32_t arenas_with_room(const Heap *heap) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < heap->memory.arena_high; i++) {
        count += heap->arenas[i].size_class == ARENA_OF_POOLS && heap->arenas[i].free_count > 0;
    }
    return count;
}

// Fills the last arena of each number of free pools. Free pools never fall along the order, so a
// broken order ends at once or is longer than there are arenas.
static void walk_usable(Check *check, uint16_t last[static ARENA_POOLS + 1]) {
    const Heap *heap = check->heap;
    uint32_t count = 0, room = arenas_with_room(heap), previous = NO_ARENA, previous_free = 1;
    for (uint32_t i = heap->memory.usable; i != NO_ARENA && count <= room; count++) {
        const Arena *arena = &heap->arenas[i];
        check_expect(check, arena->size_class == ARENA_OF_POOLS && arena->previous == previous,
                     "arena %u stands wrongly among the usable", i);
        check_expect(check, arena->free_count >= previous_free,
                     "arena %u is out of the order of usable arenas", i);
        last[arena->free_count] = (uint16_t)i;
        previous_free = arena->free_count;
        previous = i;
        i = arena->next;
    }
    check_expect(check, count == room, "%u arenas have room, %u are in the order of usable ones",
                 room, count);
}

static void check_usable(Check *check) {
    uint16_t last[ARENA_POOLS + 1];
    for (int i = 0; i <= ARENA_POOLS; i++) {
        last[i] = NO_ARENA;
    }
    walk_usable(check, last);
    for (int i = 0; i <= ARENA_POOLS; i++) {
        check_expect(check, check->heap->memory.last_with_free[i] == last[i],
                     "arena %u is the last with %d free pools, %u is noted", last[i], i,
                     check->heap->memory.last_with_free[i]);
    }
}

// ---- large requests and free lists

// Returns the end of the request, which lies behind those before it.
static uint64_t check_request(Check *check, const LargeRequest *request, uint64_t end) {
    check_expect(check, request->start >= end && request->start % 16 == 0,
                 "the large request at %u begins inside the one before it", request->start);
    check_expect(check, request->start - end == request->gap,
                 "the large request at %u has a gap of %u bytes before it, %u are noted",
                 request->start, (unsigned)(request->start - end), request->gap);
    return (uint64_t)request->start + request->bytes;
}

static uint32_t largest_below(const Heap *heap, Ref node) {
    return node == 0 ? 0 : ((const LargeRequest *)range_at(heap, node))->largest_gap;
}

// Each node's note is right if it is the largest of its own gap and its children's notes.
static void check_gap_note(Check *check, const LargeRequest *request) {
    uint32_t largest = request->gap;
    Ref children[] = {request->left, request->right};
    for (int i = 0; i < 2; i++) {
        uint32_t below = largest_below(check->heap, children[i]);
        largest = below > largest ? below : largest;
    }
    check_expect(check, largest == request->largest_gap,
                 "the largest gap below the large request at %u is %u, %u is noted", request->start,
                 largest, request->largest_gap);
}

static void check_large(Check *check) {
    const Memory *memory = &check->heap->memory;
    const LargeRequest *request;
    uint64_t end = range_part(RANGE_LARGE_MIB), bytes = 0;
    uint32_t count = 0;
    for (Ref cursor = 0; count <= memory->large_count && large_next(check->heap, &cursor, &request);
         count++) {
        end = check_request(check, request, end);
        check_gap_note(check, request);
        bytes += request->bytes;
    }
    check_expect(check, count == memory->large_count, "%u large requests, %u counted", count,
                 memory->large_count);
    check_expect(check, bytes == memory->large_bytes, "%llu bytes are in large requests, not %llu",
                 (unsigned long long)bytes, (unsigned long long)memory->large_bytes);
    check_expect(check, end - range_part(RANGE_LARGE_MIB) <= memory->large_end,
                 "a large request lies beyond what was ever used");
}

static void check_free_lists(Check *check) {
    const FreeLists *lists = &check->heap->free_lists;
    for (unsigned list = 0; list < FREE_LISTS; list++) {
        uint32_t length = 0;
        Ref block = free_list_next(check->heap, list, 0);
        while (block != 0 && length <= lists->length[list]) {
            length++;
            block = free_list_next(check->heap, list, block);
        }
        check_expect(check, length == lists->length[list],
                     "free list %u has %u blocks or more, %u counted", list, length,
                     lists->length[list]);
    }
}

void check_memory(Check *check) {
    Tally tally = {0};
    check_arenas(check, &tally);
    check_rings(check, &tally);
    check_usable(check);
    check_large(check);
    check_free_lists(check);
}
