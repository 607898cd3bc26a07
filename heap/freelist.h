// Free lists: blocks of dead objects kept for the next object of the same kind, so that neither the
// pools nor the collector's count hear of them. Last in, first out; emptied by full collections
// only. Private to heap/.
#pragma once

#include "heap/memory/range.h"
#include "heap/profile.h"

typedef struct {
    Ref first[FREE_LISTS];  // A parked block begins with the Ref of the next.
    uint32_t length[FREE_LISTS];
    uint32_t limit[FREE_LISTS];  // As the profile says.
} FreeLists;

void free_lists_init(Heap *heap);

// 0 when the list is empty or never gives back.
MUST_USE Ref free_list_take(Heap *heap, unsigned list);
// False when the list is full: the caller frees the block.
MUST_USE bool free_list_put(Heap *heap, unsigned list, Ref block);
void free_lists_empty(Heap *heap);
// The block parked after `block` in a list, or the first for 0; 0 at the end.
Ref free_list_next(const Heap *heap, unsigned list, Ref block);
// Bytes of each block parked in a list.
uint64_t free_list_block(const Heap *heap, unsigned list);
bool free_list_is_gc(unsigned list);  // Whether the collector counts its blocks.
