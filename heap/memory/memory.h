// Memory for objects: arenas, pools, blocks and large requests. Private to heap/.
//
// The rules are those of CPython's obmalloc. An arena of 1 MiB is cut into 64 pools of 16 KiB; a
// pool serves one size class. Its header is followed by blocks; freed ones form a list, last in
// first out, and blocks never handed out begin at next_offset.
//
//   used    some blocks out, some left: in the ring of its class (`used`), newest pool first
//   full    all out: in no list, until a block comes back and puts it first in the ring
//   empty   all back: first in its arena's free pools
//
// Arenas with free pools are kept by rising number of free pools, so that the fullest are used
// first and the emptiest have a chance to go. A wholly free arena goes back to the system unless it
// is the last in that order. A pool of an unstepped class (above 512 bytes) is an arena of its own
// and goes back as soon as it is empty. Requests above the profile's limit are large: first fit,
// 16-aligned, in a part of the range of their own.
//
// Always: pool.used + blocks in its list + blocks never handed out = its capacity.
// Start reading at memory_allocate() in memory.c.
#pragma once

#include "heap/memory/range.h"
#include "heap/memory/size_class.h"

enum {
    ARENA_BYTES = 1 << 20,
    POOL_BYTES = 1 << 14,
    POOL_HEADER_BYTES = 48,
    ARENA_POOLS = ARENA_BYTES / POOL_BYTES,
    ARENA_UNUSED = 0xfe,    // Arena.size_class: nothing is mapped at this index.
    ARENA_OF_POOLS = 0xff,  // Arena.size_class: cut into pools of stepped classes.
    NO_ARENA = 0xffff,
};

typedef struct {
    uint32_t used;       // Blocks out.
    Ref free;            // The block freed last; a free block begins with the next.
    Ref next, previous;  // In the ring of used pools, or (next) in the arena's free pools.
    uint32_t size_class;
    uint32_t next_offset;  // Of the first block never handed out...
    uint32_t last_offset;  // ... and of the last block there is.
} Pool;

typedef struct {
    Ref free_pools;           // Emptied pools, last in first out.
    uint16_t carved;          // Pools ever used; the next is carved here.
    uint16_t free_count;      // Emptied and never carved pools.
    uint16_t next, previous;  // In the order of usable arenas; NO_ARENA ends it.
    uint8_t size_class;       // ARENA_UNUSED, ARENA_OF_POOLS, or the class of its only pool.
} Arena;

// A node of the tree in large.c.
typedef struct {
    Ref start;
    uint32_t bytes;        // 16-aligned.
    uint32_t gap;          // Free bytes right before it.
    uint32_t largest_gap;  // In its subtree.
    Ref left, right, parent;
} LargeRequest;

typedef struct {
    Ref used[SIZE_CLASSES];                    // First pool of each ring, 0 when there is none.
    uint16_t usable;                           // First of the usable arenas.
    uint16_t last_with_free[ARENA_POOLS + 1];  // Last usable arena with that many free pools.
    uint32_t arena_high;                       // Indexes at and above this were never used.
    uint32_t arena_count, pool_count;
    Ref large;  // The root of the tree of LargeRequests.
    uint32_t large_count;
    uint64_t large_bytes;
    uint32_t large_end;  // Bytes of the part ever used.
    uint64_t requested, in_blocks;
    HeapStatus refusal;  // Why memory_allocate() gave 0 last.
} Memory;

void memory_init(Heap *heap);

// A block for `bytes` > 0. 0 when there is none; heap_refuse_memory() then has the status.
MUST_USE Ref memory_allocate(Heap *heap, uint64_t bytes);
// The same, as it is after a request of `room` bytes, more than `bytes`, was resized to them.
MUST_USE Ref memory_allocate_trimmed(Heap *heap, uint64_t room, uint64_t bytes);
// Whether a block that a pool gave for `room` bytes stays when it is resized to `bytes`.
bool memory_stays(uint64_t room, uint64_t bytes);
// `bytes` as requested.
void memory_free(Heap *heap, Ref block, uint64_t bytes);
// As realloc: in place if the block fits and 4 * new > 3 * block, else moved. 0: nothing changed.
MUST_USE Ref memory_resize(Heap *heap, Ref block, uint64_t old_bytes, uint64_t new_bytes);

// As realloc to no bytes, which leaves a block of one byte: where, the profile says.
MUST_USE Ref memory_empty(Heap *heap, Ref block, uint64_t old_bytes);

void memory_describe(const Heap *heap, Ref block, uint64_t bytes, HeapBlock *out_block);
// Copies arenas and large requests to a fresh heap whose struct and store are copied already.
void memory_clone(Heap *to, const Heap *from);

// ---- pools and arenas, for memory.c and the views
Ref pool_of(const Heap *heap, Ref block);
uint64_t pool_bytes(const Heap *heap, uint32_t arena);
uint32_t pool_capacity(const Pool *pool, uint64_t bytes);
static inline uint32_t arena_of(Ref block) {
    return (block - range_part(RANGE_ARENAS_MIB)) >> MIB_SHIFT;
}
static inline Ref arena_start(uint32_t arena) {
    return range_part(RANGE_ARENAS_MIB) + (arena << MIB_SHIFT);
}
MUST_USE Ref pool_take_block(Heap *heap, unsigned size_class);
uint64_t pool_give_block(Heap *heap, Ref block);  // Returns its size.
// A pool to be initialised for the class, from the first usable arena or a new one; 0 when full.
MUST_USE Ref arena_take_pool(Heap *heap, unsigned size_class);
// The pool is empty and out of its ring.
void arena_give_pool(Heap *heap, Ref pool);

// Marks the blocks in the pool's list of free ones.
void pool_mark_free(const Heap *heap, Ref pool, HeapPoolBlock *blocks);

// ---- large requests
MUST_USE Ref large_allocate(Heap *heap, uint64_t bytes);
void large_free(Heap *heap, Ref block);
// By rising address. *cursor starts at 0; false past the last.
bool large_next(const Heap *heap, Ref *cursor, const LargeRequest **out_request);
// Before the range goes: nothing of the part stays poisoned.
void large_unpoison(Heap *heap);
static inline bool block_is_large(Ref block) {
    return block >= range_part(RANGE_LARGE_MIB);
}
