// heap_check() of the blocks: what is out of the pools is an object's or parked in a free list, and no
// two blocks overlap.
#include <stdlib.h>

#include "heap/check/check.h"
#include "heap/state.h"

static void add_block(Check *check, const HeapBlock *block, const Object *owner) {
    bool large = block->size_class == 0;
    check->blocks[check->block_count++] = (CheckBlock){
        block->address, large ? (block->bytes + 15) / 16 * 16 : block->size_class, large, owner};
}

static void add_parked(Check *check) {
    for (unsigned list = 0; list < FREE_LISTS; list++) {
        Ref block = free_list_next(check->heap, list, 0);
        for (; block != 0; block = free_list_next(check->heap, list, block)) {
            HeapBlock described =
                block_describe(check->heap, "parked", block, free_list_block(check->heap, list));
            add_block(check, &described, NULL);
        }
    }
}

static void add_owned(Check *check) {
    Object *object;
    uint32_t cursor = 0;
    while (heap_next_object(check->heap, &cursor, &object)) {
        HeapObjectInfo info = heap_object_info(check->heap, object);
        for (size_t i = 0; i < info.block_count; i++) {
            add_block(check, &info.blocks[i], object);
        }
    }
}

static size_t most_blocks(const Heap *heap) {
    size_t most = 1;
    Object *object;
    for (uint32_t cursor = 0; heap_next_object(heap, &cursor, &object);) {
        most += HEAP_MAX_BLOCKS;
    }
    for (unsigned list = 0; list < FREE_LISTS; list++) {
        most += heap->free_lists.length[list];
    }
    return most;
}

static int by_start(const void *one, const void *other) {
    uint64_t a = ((const CheckBlock *)one)->start, b = ((const CheckBlock *)other)->start;
    return (a > b) - (a < b);
}

static uint32_t id_of(const CheckBlock *block) {
    return block->owner == NULL ? 0 : block->owner->id;
}

static void check_overlaps(Check *check) {
    for (size_t i = 1; i < check->block_count; i++) {
        const CheckBlock *before = &check->blocks[i - 1], *block = &check->blocks[i];
        check_expect(check, before->start + before->bytes <= block->start,
                     "a block of object %u overlaps one of object %u (0: parked)", id_of(before),
                     id_of(block));
    }
}

// Blocks that overlap nowhere and take as many bytes as are out are all that are out.
static void check_all_owned(Check *check) {
    uint64_t large = 0, bytes = 0;
    for (size_t i = 0; i < check->block_count; i++) {
        large += check->blocks[i].large;
        bytes += check->blocks[i].bytes;
    }
    const Memory *memory = &check->heap->memory;
    check_expect(check, large == memory->large_count, "objects have %llu large requests, not %u",
                 (unsigned long long)large, memory->large_count);
    check_expect(check, bytes == memory->in_blocks,
                 "objects and free lists have blocks of %llu bytes, %llu are out",
                 (unsigned long long)bytes, (unsigned long long)memory->in_blocks);
}

bool check_blocks(Check *check) {
    check->blocks = calloc(most_blocks(check->heap), sizeof *check->blocks);
    if (check->blocks == NULL) {
        return false;
    }
    add_owned(check);
    add_parked(check);
    qsort(check->blocks, check->block_count, sizeof *check->blocks, by_start);
    check_overlaps(check);
    check_all_owned(check);
    return true;
}
