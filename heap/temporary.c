#include "heap/temporary.h"

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
