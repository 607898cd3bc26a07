// Arenas, pools, blocks and large requests, against the facts recorded from CPython's obmalloc.
#include "heap/memory/memory.h"

#include "heap/memory/poison.h"
#include "heap/state.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static Ref take(Heap *heap, uint64_t bytes) {
    Ref block = memory_allocate(heap, bytes);
    CHECK(block != 0);
    return block;
}

// Without the index heap_check() looks at memory alone: blocks taken here belong to no object.
static Heap *raw_heap(void) {
    Heap *heap = heap_create(&(HeapOptions){0});
    CHECK(heap != NULL);
    return heap;
}

static uint32_t offset_in_pool(Ref block) {
    return block % POOL_BYTES;
}

static const struct {
    uint64_t bytes;
    uint32_t blocks;
} blocks_per_pool[] = {
    {16, 1021}, {32, 510},  {48, 340}, {64, 255}, {80, 204}, {96, 170}, {112, 145}, {128, 127},
    {144, 113}, {160, 102}, {176, 92}, {192, 85}, {208, 78}, {224, 72}, {240, 68},  {256, 63},
    {272, 60},  {288, 56},  {304, 53}, {320, 51}, {336, 48}, {352, 46}, {368, 44},  {384, 42},
    {400, 40},  {416, 39},  {432, 37}, {448, 36}, {464, 35}, {480, 34}, {496, 32},  {512, 31},
};

static void a_pool_has_as_many_blocks_as_cpythons(void) {
    Heap *heap = raw_heap();
    for (size_t i = 0; i < sizeof blocks_per_pool / sizeof *blocks_per_pool; i++) {
        Ref block = take(heap, blocks_per_pool[i].bytes);
        const Pool *pool = range_at(heap, pool_of(heap, block));
        CHECK_INT(blocks_per_pool[i].blocks, pool_capacity(pool, POOL_BYTES));
        for (uint32_t n = 1; n < blocks_per_pool[i].blocks; n++) {
            CHECK_INT(pool_of(heap, block), pool_of(heap, take(heap, blocks_per_pool[i].bytes)));
        }
        CHECK(pool_of(heap, block) != pool_of(heap, take(heap, blocks_per_pool[i].bytes)));
    }
    world_destroy(heap);
}

static void a_request_goes_to_the_smallest_class_that_holds_it(void) {
    CHECK_INT(16, size_class_bytes(size_class_of(1)));
    CHECK_INT(16, size_class_bytes(size_class_of(16)));
    CHECK_INT(32, size_class_bytes(size_class_of(17)));
    CHECK_INT(512, size_class_bytes(size_class_of(512)));
    CHECK_INT(640, size_class_bytes(size_class_of(513)));
    CHECK_INT(768, size_class_bytes(size_class_of(641)));
    CHECK_INT(1024, size_class_bytes(size_class_of(1024)));
    CHECK_INT(1280, size_class_bytes(size_class_of(1025)));
    CHECK_INT(262144, size_class_bytes(size_class_of(262143)));
    for (unsigned i = 0; i < SIZE_CLASSES; i++) {
        CHECK_INT(i, size_class_of(size_class_bytes(i)));
    }
}

static void a_fresh_pool_gives_rising_addresses_from_48_on(void) {
    Heap *heap = raw_heap();
    for (uint32_t i = 0; i < 255; i++) {
        CHECK_INT(48 + 64 * i, offset_in_pool(take(heap, 64)));
    }
    world_destroy(heap);
}

static void the_block_freed_last_is_given_first(void) {
    Heap *heap = raw_heap();
    Ref first = take(heap, 64), second = take(heap, 64), third = take(heap, 64);
    memory_free(heap, first, 64);
    memory_free(heap, third, 64);
    memory_free(heap, second, 64);
    CHECK_INT(second, take(heap, 64));
    CHECK_INT(third, take(heap, 64));
    CHECK_INT(first, take(heap, 64));
    world_destroy(heap);
}

// Two full pools of 31 blocks: a block freed in the first makes it the next to be used.
static void a_full_pool_that_gets_a_block_back_is_used_next(void) {
    Heap *heap = raw_heap();
    Ref in_first = take(heap, 512);
    for (int i = 1; i < 62; i++) {
        (void)take(heap, 512);
    }
    memory_free(heap, in_first, 512);
    CHECK_INT(in_first, take(heap, 512));
    world_destroy(heap);
}

static void an_emptied_pool_serves_another_class(void) {
    Heap *heap = raw_heap();
    Ref block = take(heap, 64);
    (void)take(heap, 32);
    memory_free(heap, block, 64);
    CHECK_INT(pool_of(heap, block), pool_of(heap, take(heap, 128)));
    world_destroy(heap);
}

enum { POOL_BLOCKS_512 = 31, ARENA_BLOCKS_512 = 31 * ARENA_POOLS };

static void an_arena_is_given_back_when_it_is_wholly_free_and_not_the_last(void) {
    Heap *heap = raw_heap();
    static Ref blocks[3 * ARENA_BLOCKS_512];
    for (int i = 0; i < 3 * ARENA_BLOCKS_512; i++) {
        blocks[i] = take(heap, 512);
    }
    CHECK_INT(3, heap_totals(heap).arenas);
    for (int i = 0; i < 3 * ARENA_BLOCKS_512; i++) {
        memory_free(heap, blocks[i], 512);
        if (i % 100 == 0) {
            world_check(heap);
        }
    }
    CHECK_INT(1, heap_totals(heap).arenas);
    CHECK_INT(0, heap_totals(heap).pools);
    world_destroy(heap);
}

// Of two arenas with room, the one with fewer free pools serves the next pool.
static void the_fullest_arena_is_used_first(void) {
    Heap *heap = raw_heap();
    static Ref blocks[2 * ARENA_BLOCKS_512];
    for (int i = 0; i < 2 * ARENA_BLOCKS_512; i++) {
        blocks[i] = take(heap, 512);
    }
    for (int i = 0; i < 3 * POOL_BLOCKS_512; i++) {
        memory_free(heap, blocks[i], 512);
    }
    for (int i = ARENA_BLOCKS_512; i < ARENA_BLOCKS_512 + 2 * POOL_BLOCKS_512; i++) {
        memory_free(heap, blocks[i], 512);
    }
    CHECK_INT(1, arena_of(take(heap, 512)));
    world_check(heap);
    world_destroy(heap);
}

static void give_pool(Heap *heap, const Ref *blocks, int arena, int pool) {
    for (int i = 0; i < POOL_BLOCKS_512; i++) {
        memory_free(heap, blocks[(arena * ARENA_POOLS + pool) * POOL_BLOCKS_512 + i], 512);
    }
    world_check(heap);
}

// Pools come back in turn, so that three arenas are in one group of the order again and again, and
// each leaves it from another place: first, middle, last.
static void arenas_stay_in_order_while_they_change_groups(void) {
    static const int turns[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}};
    enum { TURNS = sizeof turns / sizeof *turns };
    static Ref blocks[3 * ARENA_BLOCKS_512];
    Heap *heap = raw_heap();
    for (int i = 0; i < 3 * ARENA_BLOCKS_512; i++) {
        blocks[i] = take(heap, 512);
    }
    for (int pool = 0; pool < ARENA_POOLS; pool++) {
        for (int i = 0; i < 3; i++) {
            give_pool(heap, blocks, turns[pool % TURNS][i], pool);
        }
    }
    CHECK_INT(1, heap_totals(heap).arenas);
    for (int i = 0; i < 2 * ARENA_BLOCKS_512; i++) {
        (void)take(heap, 512);
    }
    world_destroy(heap);
}

static void the_lowest_free_index_is_taken_for_a_new_arena(void) {
    Heap *heap = raw_heap();
    Ref first = take(heap, 1000), second = take(heap, 2000);
    CHECK_INT(0, arena_of(first));
    CHECK_INT(1, arena_of(second));
    memory_free(heap, first, 1000);
    CHECK_INT(0, arena_of(take(heap, 3000)));
    world_destroy(heap);
}

// Above 512 bytes a pool is an arena of its own and goes as soon as it is empty.
static void a_pool_of_a_large_class_is_an_arena_of_its_own(void) {
    Heap *heap = raw_heap();
    Ref blocks[4];
    for (int i = 0; i < 4; i++) {
        blocks[i] = take(heap, 262143);
    }
    CHECK_INT(2, heap_totals(heap).arenas);
    CHECK_INT(arena_of(blocks[0]), arena_of(blocks[2]));
    CHECK_INT(48 + 262144, blocks[1] % ARENA_BYTES);
    for (int i = 0; i < 4; i++) {
        memory_free(heap, blocks[i], 262143);
    }
    CHECK_INT(0, heap_totals(heap).arenas);
    world_destroy(heap);
}

static void large_requests_take_the_first_gap_that_fits(void) {
    Heap *heap = raw_heap();
    Ref a = take(heap, 300000), b = take(heap, 400001), c = take(heap, 300000);
    CHECK(block_is_large(a));
    CHECK_INT(a + 300000, b);
    CHECK_INT(b + 400016, c);
    memory_free(heap, b, 400001);
    CHECK_INT(b, take(heap, 270000));
    CHECK_INT(c + 300000, take(heap, 300000));
    CHECK_INT(4 * 300000 - 30000, heap_totals(heap).from_system);
    world_destroy(heap);
}

static void a_gap_is_filled_to_the_last_byte_and_no_further(void) {
    Heap *heap = raw_heap();
    (void)take(heap, 300000);
    Ref gap = take(heap, 400000), after = take(heap, 300000);
    memory_free(heap, gap, 400000);
    Ref beyond = take(heap, 400001);
    CHECK_INT(after + 300000, beyond);
    world_check(heap);
    CHECK_INT(gap, take(heap, 400000));
    world_destroy(heap);
}

static void fill(Heap *heap, Ref block, int value, uint64_t bytes) {
    memset(range_at(heap, block), value, (size_t)bytes);
}

static void a_clone_has_the_large_requests_of_its_original(void) {
    Heap *heap = raw_heap();
    Ref first = take(heap, 300000), second = take(heap, 400001), third = take(heap, 300000);
    fill(heap, first, 1, 300000);
    fill(heap, third, 3, 300000);
    memory_free(heap, second, 400001);
    Heap *clone = heap_clone(heap);
    CHECK_INT(heap_totals(heap).from_system, heap_totals(clone).from_system);
    world_destroy(heap);
    world_check(clone);
    for (Ref i = 0; i < 300000; i += 999) {
        CHECK_INT(1, ((const char *)range_at(clone, first))[i]);
        CHECK_INT(3, ((const char *)range_at(clone, third))[i]);
    }
    CHECK_INT(second, take(clone, 400000));
    memory_free(clone, first, 300000);
    world_destroy(clone);
}

static Ref resized(Heap *heap, uint64_t from, uint64_t to) {
    Ref block = take(heap, from);
    Ref moved = memory_resize(heap, block, from, to);
    CHECK(moved != 0);
    return moved - block;
}

// Recorded: 64 to 49 stays, to 48 moves, to 65 moves; 512 to 385 stays, to 384 moves.
static void a_block_is_resized_in_place_while_it_fits_and_wastes_little(void) {
    Heap *heap = raw_heap();
    CHECK_INT(0, resized(heap, 64, 49));
    CHECK(resized(heap, 64, 48) != 0);
    CHECK(resized(heap, 64, 65) != 0);
    CHECK_INT(0, resized(heap, 512, 385));
    CHECK(resized(heap, 512, 384) != 0);
    CHECK_INT(0, resized(heap, 50, 64));
    world_destroy(heap);
}

static void a_resized_block_keeps_its_bytes(void) {
    Heap *heap = raw_heap();
    Ref block = take(heap, 64);
    memset(range_at(heap, block), 7, 64);
    block = memory_resize(heap, block, 64, 600000);
    block = memory_resize(heap, block, 600000, 700000);
    for (int i = 0; i < 64; i++) {
        CHECK_INT(7, ((char *)range_at(heap, block))[i]);
    }
    world_destroy(heap);
}

static void a_quota_of_bytes_refuses_the_arena_that_would_pass_it(void) {
    Heap *heap = heap_create(&(HeapOptions){.max_bytes = 2 << 20});
    CHECK(memory_allocate(heap, 64) != 0);
    CHECK(memory_allocate(heap, 1000) != 0);
    CHECK_INT(0, memory_allocate(heap, 2000));
    CHECK_INT(HEAP_QUOTA_BYTES, heap_refuse_memory(heap));
    CHECK_INT(0, memory_allocate(heap, 300000));
    CHECK_INT(HEAP_QUOTA_BYTES, heap_refuse_memory(heap));
    CHECK(memory_allocate(heap, 64) != 0);
    world_destroy(heap);
}

#ifdef __SANITIZE_ADDRESS__
static bool lies_poisoned(const Heap *heap, Ref ref) {
    return is_poisoned(range_at(heap, ref));
}

static void a_use_after_free_is_caught(void) {
    Heap *heap = raw_heap();
    Ref block = take(heap, 100), large = take(heap, 300000);
    CHECK(!lies_poisoned(heap, block) && !lies_poisoned(heap, large));
    CHECK(lies_poisoned(heap, block + 104));  // Past the request, inside the block.
    memory_free(heap, block, 100);
    memory_free(heap, large, 300000);
    CHECK(lies_poisoned(heap, block) && lies_poisoned(heap, block + 64));
    CHECK(lies_poisoned(heap, large) && lies_poisoned(heap, large + 200000));
    Ref alone = take(heap, 1000);  // Its pool is an arena, which goes with it.
    memory_free(heap, alone, 1000);
    CHECK(lies_poisoned(heap, alone));
    Object *list = new_list(heap);
    uint64_t offset = (uint64_t)ref_of(heap, list);
    heap_drop(heap, list);
    CHECK(lies_poisoned(heap, (Ref)offset));  // Parked in its free list.
    world_destroy(heap);
}

static void unused_pool_space_is_poisoned_in_a_clone_too(void) {
    Heap *heap = raw_heap();
    Ref block = take(heap, 64), freed = take(heap, 64);
    memory_free(heap, freed, 64);
    Heap *clone = heap_clone(heap);
    CHECK(!lies_poisoned(clone, block));
    CHECK(lies_poisoned(clone, freed));
    CHECK(lies_poisoned(clone, freed + 640));
    world_destroy(heap);
    world_destroy(clone);
}
#endif

int main(void) {
    RUN(a_pool_has_as_many_blocks_as_cpythons);
    RUN(a_request_goes_to_the_smallest_class_that_holds_it);
    RUN(a_fresh_pool_gives_rising_addresses_from_48_on);
    RUN(the_block_freed_last_is_given_first);
    RUN(a_full_pool_that_gets_a_block_back_is_used_next);
    RUN(an_emptied_pool_serves_another_class);
    RUN(an_arena_is_given_back_when_it_is_wholly_free_and_not_the_last);
    RUN(the_fullest_arena_is_used_first);
    RUN(arenas_stay_in_order_while_they_change_groups);
    RUN(the_lowest_free_index_is_taken_for_a_new_arena);
    RUN(a_pool_of_a_large_class_is_an_arena_of_its_own);
    RUN(large_requests_take_the_first_gap_that_fits);
    RUN(a_gap_is_filled_to_the_last_byte_and_no_further);
    RUN(a_clone_has_the_large_requests_of_its_original);
    RUN(a_block_is_resized_in_place_while_it_fits_and_wastes_little);
    RUN(a_resized_block_keeps_its_bytes);
    RUN(a_quota_of_bytes_refuses_the_arena_that_would_pass_it);
#ifdef __SANITIZE_ADDRESS__
    RUN(a_use_after_free_is_caught);
    RUN(unused_pool_space_is_poisoned_in_a_clone_too);
#endif
    return 0;
}
