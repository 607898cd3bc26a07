// The parts of heap_check(): check.c counts holders, check_memory.c looks at memory, check_blocks.c at
// who has it, check_objects.c and check_sets.c at each object. Private to these five.
#pragma once

#include "heap/object.h"

// A block that is out of the pools.
typedef struct {
    uint64_t start;  // Virtual.
    uint64_t bytes;  // Those of its size class; as requested for a large one.
    bool large;
    const Object *owner;  // NULL: parked in a free list.
} CheckBlock;

typedef struct {
    Heap *heap;
    uint32_t *found;  // Holders found so far, by the id of what is held.
    CheckBlock *blocks;
    size_t block_count;
    char *message;
    size_t message_size;
    bool holds;  // No invariant has failed yet.
} Check;

// The first that does not hold is told.
__attribute__((format(printf, 3, 4))) void check_expect(Check *check, bool holds,
                                                        const char *format, ...);

// Needs no index: pools, arenas, large requests, free lists.
void check_memory(Check *check);
// Lists the blocks of all objects and free lists by address; they overlap nowhere and are all that
// memory has given out. False: no memory for the list.
bool check_blocks(Check *check);
// What each object promises of itself; needs the blocks.
void check_objects(Check *check);
// One of them, a set or frozenset.
void check_set(Check *check, const Object *set);
