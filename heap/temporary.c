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
