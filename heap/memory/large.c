// Large requests: first fit among the gaps between those that live.
//
// They stand in a binary tree by address, each with the gap before it and the largest gap of its
// subtree, so that the first gap of a size is found by going down once. The tree is a treap: what
// an address hashes to decides who is above whom, which keeps it flat, and the same for the same
// addresses.
#include <string.h>

#include "heap/memory/memory.h"
#include "heap/memory/poison.h"
#include "heap/state.h"

static LargeRequest *at(const Heap *heap, Ref node) {
    return range_at(heap, node);
}

// ---- the tree

static uint32_t largest_of(const Heap *heap, Ref node) {
    return node == 0 ? 0 : at(heap, node)->largest_gap;
}

// From the children's and its own; returns whether it was wrong.
static bool update(const Heap *heap, Ref ref) {
    LargeRequest *node = at(heap, ref);
    uint32_t below = largest_of(heap, node->left), right = largest_of(heap, node->right);
    uint32_t largest = below > right ? below : right;
    largest = node->gap > largest ? node->gap : largest;
    bool changed = node->largest_gap != largest;
    node->largest_gap = largest;
    return changed;
}

static void update_upwards(const Heap *heap, Ref node) {
    while (node != 0) {
        (void)update(heap, node);
        node = at(heap, node)->parent;
    }
}

// Finalizing multiply-and-shift of MurmurHash3: neighbours differ in all bits.
static uint32_t priority(Ref start) {
    uint32_t hash = start / 16;
    hash = (hash ^ hash >> 16) * 0x85ebca6b;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35;
    return hash ^ hash >> 16;
}

static bool goes_above(const Heap *heap, Ref node, Ref other) {
    return priority(at(heap, node)->start) > priority(at(heap, other)->start);
}

// Whatever pointed to `child` from above points to `other`.
static void replace_below(Heap *heap, Ref parent, Ref child, Ref other) {
    if (parent == 0) {
        heap->memory.large = other;
    } else if (at(heap, parent)->left == child) {
        at(heap, parent)->left = other;
    } else {
        at(heap, parent)->right = other;
    }
    if (other != 0) {
        at(heap, other)->parent = parent;
    }
}

// The node changes places with its parent; the order by address stays.
static void rotate_up(Heap *heap, Ref ref) {
    LargeRequest *node = at(heap, ref);
    Ref above = node->parent;
    LargeRequest *parent = at(heap, above);
    bool is_left = parent->left == ref;
    Ref middle = is_left ? node->right : node->left;
    replace_below(heap, parent->parent, above, ref);
    if (is_left) {
        parent->left = middle;
        node->right = above;
    } else {
        parent->right = middle;
        node->left = above;
    }
    parent->parent = ref;
    if (middle != 0) {
        at(heap, middle)->parent = above;
    }
    (void)update(heap, above);
    (void)update(heap, ref);
}

static Ref leftmost(const Heap *heap, Ref node) {
    while (node != 0 && at(heap, node)->left != 0) {
        node = at(heap, node)->left;
    }
    return node;
}

static Ref rightmost(const Heap *heap, Ref node) {
    while (node != 0 && at(heap, node)->right != 0) {
        node = at(heap, node)->right;
    }
    return node;
}

// The neighbour by address, 0 past the last.
static Ref following(const Heap *heap, Ref node) {
    if (at(heap, node)->right != 0) {
        return leftmost(heap, at(heap, node)->right);
    }
    Ref parent = at(heap, node)->parent;
    while (parent != 0 && at(heap, parent)->right == node) {
        node = parent;
        parent = at(heap, node)->parent;
    }
    return parent;
}

bool large_next(const Heap *heap, Ref *cursor, const LargeRequest **out_request) {
    Ref node = *cursor == 0 ? leftmost(heap, heap->memory.large) : following(heap, *cursor);
    if (node == 0) {
        return false;
    }
    *cursor = node;
    *out_request = at(heap, node);
    return true;
}

// ---- taking

// The first request with such a gap before it; 0: all are too small, it goes behind the last.
static Ref find_gap(const Heap *heap, uint64_t bytes) {
    Ref node = heap->memory.large;
    if (largest_of(heap, node) < bytes) {
        return 0;
    }
    while (true) {
        const LargeRequest *request = at(heap, node);
        if (largest_of(heap, request->left) >= bytes) {
            node = request->left;
        } else if (request->gap >= bytes) {
            return node;
        } else {
            node = request->right;
        }
    }
}

static uint64_t end_of_last(const Heap *heap) {
    Ref last = rightmost(heap, heap->memory.large);
    return last == 0 ? range_part(RANGE_LARGE_MIB)
                     : (uint64_t)at(heap, last)->start + at(heap, last)->bytes;
}

// As a leaf right before `next` by address, or behind the last when that is 0.
static void attach(Heap *heap, Ref ref, Ref next) {
    LargeRequest *node = at(heap, ref);
    if (next != 0 && at(heap, next)->left == 0) {
        node->parent = next;
        at(heap, next)->left = ref;
        return;
    }
    Ref previous = rightmost(heap, next == 0 ? heap->memory.large : at(heap, next)->left);
    node->parent = previous;
    if (previous == 0) {
        heap->memory.large = ref;
    } else {
        at(heap, previous)->right = ref;
    }
}

static void insert(Heap *heap, Ref ref, Ref next) {
    attach(heap, ref, next);
    if (next != 0) {
        at(heap, next)->gap -= at(heap, ref)->bytes;
        update_upwards(heap, next);
    }
    while (at(heap, ref)->parent != 0 && goes_above(heap, ref, at(heap, ref)->parent)) {
        rotate_up(heap, ref);
    }
    update_upwards(heap, ref);
}

static HeapStatus refusal_for(const Heap *heap, uint64_t bytes, uint64_t start) {
    const Memory *memory = &heap->memory;
    uint64_t total = (uint64_t)memory->arena_count * ARENA_BYTES + memory->large_bytes + bytes;
    if (heap->limits.max_bytes != 0 && total > heap->limits.max_bytes) {
        return HEAP_QUOTA_BYTES;
    }
    uint64_t end = (uint64_t)RANGE_END_MIB << MIB_SHIFT;
    return start + bytes > end ? HEAP_NO_MEMORY : HEAP_OK;
}

static Ref new_request(Heap *heap, uint64_t start, uint64_t bytes) {
    HeapStatus refusal = refusal_for(heap, bytes, start);
    Ref ref = refusal == HEAP_OK ? store_allocate(heap, sizeof(LargeRequest)) : 0;
    if (ref == 0) {
        heap->memory.refusal = refusal != HEAP_OK ? refusal : HEAP_NO_MEMORY;
        return 0;
    }
    *at(heap, ref) = (LargeRequest){.start = (Ref)start, .bytes = (uint32_t)bytes};
    return ref;
}

Ref large_allocate(Heap *heap, uint64_t bytes) {
    Memory *memory = &heap->memory;
    uint64_t aligned = (bytes + 15) / 16 * 16;
    Ref next = find_gap(heap, aligned);
    uint64_t start = next == 0 ? end_of_last(heap) : at(heap, next)->start - at(heap, next)->gap;
    Ref ref = new_request(heap, start, aligned);
    if (ref == 0) {
        return 0;
    }
    insert(heap, ref, next);
    memory->large_count++;
    memory->large_bytes += aligned;
    uint32_t end = (uint32_t)(start + aligned - range_part(RANGE_LARGE_MIB));
    memory->large_end = memory->large_end < end ? end : memory->large_end;
    return (Ref)start;
}

// ---- giving back

static Ref find(const Heap *heap, Ref block) {
    Ref node = heap->memory.large;
    while (at(heap, node)->start != block) {
        node = block < at(heap, node)->start ? at(heap, node)->left : at(heap, node)->right;
    }
    return node;
}

static void remove_request(Heap *heap, Ref ref) {
    Ref next = following(heap, ref);
    if (next != 0) {
        at(heap, next)->gap += at(heap, ref)->gap + at(heap, ref)->bytes;
        update_upwards(heap, next);
    }
    while (at(heap, ref)->left != 0 && at(heap, ref)->right != 0) {
        Ref left = at(heap, ref)->left, right = at(heap, ref)->right;
        rotate_up(heap, goes_above(heap, left, right) ? left : right);
    }
    Ref parent = at(heap, ref)->parent;
    Ref child = at(heap, ref)->left != 0 ? at(heap, ref)->left : at(heap, ref)->right;
    replace_below(heap, parent, ref, child);
    update_upwards(heap, parent);
    store_free(heap, ref, sizeof(LargeRequest));
}

// Whole pages inside the block go back to the system; its edges may share pages with neighbours.
static void discard_pages(Heap *heap, Ref block, uint64_t bytes) {
    uint64_t first = ((uint64_t)block + 4095) / 4096 * 4096;
    uint64_t end = ((uint64_t)block + bytes) / 4096 * 4096;
    if (end > first) {
        range_discard(heap, (Ref)first, end - first);
    }
}

void large_free(Heap *heap, Ref block) {
    Ref ref = find(heap, block);
    uint32_t bytes = at(heap, ref)->bytes;
    poison(range_at(heap, block), bytes);
    discard_pages(heap, block, bytes);
    heap->memory.large_count--;
    heap->memory.large_bytes -= bytes;
    remove_request(heap, ref);
}

void large_unpoison(Heap *heap) {
    unpoison(range_at(heap, range_part(RANGE_LARGE_MIB)), heap->memory.large_end);
}
