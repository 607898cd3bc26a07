#include "heap/temporary.h"

#include "heap/memory/poison.h"
#include "heap/state.h"

HeapStatus temporary_begin(Heap *heap, uint64_t bytes, Ref *out_block) {
    Ref block = memory_allocate(heap, bytes);
    if (block == 0) {
        return heap_refuse_memory(heap);
    }
    gc_allocated(heap);
    *out_block = block;
    return HEAP_OK;
}

void temporary_end(Heap *heap, Ref block, uint64_t bytes) {
    if (block != 0) {
        gc_released(heap);
        memory_free(heap, block, bytes);
    }
}

HeapStatus temporary_arguments_begin(Heap *heap, unsigned count, Ref *out_block) {
    unsigned list = FREE_TUPLE + count - 1;
    Ref block = free_list_take(heap, list);
    if (block == 0) {
        return temporary_begin(heap, free_list_block(heap, list), out_block);
    }
    heap->memory.requested += free_list_block(heap, list);
    unpoison(range_at(heap, block), free_list_block(heap, list));
    *out_block = block;
    return HEAP_OK;
}

void temporary_arguments_end(Heap *heap, Ref block, unsigned count) {
    unsigned list = FREE_TUPLE + count - 1;
    if (block != 0 && free_list_put(heap, list, block)) {
        heap->memory.requested -= free_list_block(heap, list);
        return;
    }
    temporary_end(heap, block, free_list_block(heap, list));
}

// ---- range(n)

enum { RANGE_BYTES = 48, RANGE_ITERATOR_BYTES = 48 };  // Neither is a GC type.

HeapStatus heap_begin_range(Heap *heap, uint32_t *out_iterator) {
    Ref range = memory_allocate(heap, RANGE_BYTES);
    Ref iterator = range != 0 ? memory_allocate(heap, RANGE_ITERATOR_BYTES) : 0;
    if (range != 0) {
        memory_free(heap, range, RANGE_BYTES);
    }
    *out_iterator = iterator;
    return iterator != 0 ? HEAP_OK : heap_refuse_memory(heap);
}

void heap_end_range(Heap *heap, uint32_t iterator) {
    if (iterator != 0) {
        memory_free(heap, iterator, RANGE_ITERATOR_BYTES);
    }
}
