#include "heap/temporary.h"

#include "heap/memory/poison.h"
#include "heap/state.h"

static HeapStatus begin(Heap *heap, uint64_t bytes, bool gc, Ref *out_block) {
    Ref block = memory_allocate(heap, bytes);
    if (block == 0) {
        return heap_refuse_memory(heap);
    }
    if (gc) {
        gc_allocated(heap);
    }
    *out_block = block;
    return HEAP_OK;
}

static void end(Heap *heap, Ref block, uint64_t bytes, bool gc) {
    if (block == 0) {
        return;
    }
    if (gc) {
        gc_released(heap);
    }
    memory_free(heap, block, bytes);
}

HeapStatus temporary_begin(Heap *heap, uint64_t bytes, Ref *out_block) {
    return begin(heap, bytes, true, out_block);
}

void temporary_end(Heap *heap, Ref block, uint64_t bytes) {
    end(heap, block, bytes, true);
}

HeapStatus temporary_take(Heap *heap, unsigned list, Ref *out_block) {
    uint64_t bytes = free_list_block(heap, list);
    Ref block = free_list_take(heap, list);
    if (block == 0) {
        return begin(heap, bytes, free_list_is_gc(list), out_block);
    }
    heap->memory.requested += bytes;
    unpoison(range_at(heap, block), bytes);
    *out_block = block;
    return HEAP_OK;
}

void temporary_put(Heap *heap, unsigned list, Ref block) {
    uint64_t bytes = free_list_block(heap, list);
    if (block != 0 && free_list_put(heap, list, block)) {
        heap->memory.requested -= bytes;
        return;
    }
    end(heap, block, bytes, free_list_is_gc(list));
}

HeapStatus temporary_pass(Heap *heap, unsigned list) {
    Ref block = 0;
    HeapStatus status = temporary_take(heap, list, &block);
    temporary_put(heap, list, block);
    return status;
}

HeapStatus temporary_arguments_begin(Heap *heap, unsigned count, Ref *out_block) {
    return temporary_take(heap, FREE_TUPLE + count - 1, out_block);
}

void temporary_arguments_end(Heap *heap, Ref block, unsigned count) {
    temporary_put(heap, FREE_TUPLE + count - 1, block);
}

// ---- range(n)

HeapStatus heap_begin_range(Heap *heap, uint32_t *out_iterator) {
    Ref range = 0, iterator = 0;
    HeapStatus status = temporary_take(heap, FREE_RANGE, &range);
    if (status == HEAP_OK) {
        status = temporary_take(heap, FREE_RANGE_ITERATOR, &iterator);
    }
    temporary_put(heap, FREE_RANGE, range);
    *out_iterator = iterator;
    return status;
}

void heap_end_range(Heap *heap, uint32_t iterator) {
    temporary_put(heap, FREE_RANGE_ITERATOR, iterator);
}
