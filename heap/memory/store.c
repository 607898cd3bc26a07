#include "heap/memory/store.h"

#include <string.h>

#include "heap/state.h"

static unsigned power_for(uint64_t size) {
    unsigned power = STORE_MIN_POWER;
    while (((uint64_t)1 << power) < size) {
        power++;
    }
    return power;
}

static uint64_t store_limit(const Heap *heap) {
    uint64_t room = range_part(RANGE_STATICS_MIB) - range_part(RANGE_STORE_MIB);
    uint64_t quota = heap->limits.max_bytes;
    return range_part(RANGE_STORE_MIB) + (quota != 0 && quota < room ? quota : room);
}

HeapStatus store_refuse(Heap *heap, const char *what) {
    return heap_fail(heap, heap->limits.max_bytes != 0 ? HEAP_QUOTA_BYTES : HEAP_NO_MEMORY,
                     "the session has no room left for %s", what);
}

void store_init(Heap *heap) {
    heap->store.end = range_part(RANGE_STORE_MIB);
}

Ref store_allocate(Heap *heap, uint64_t size) {
    unsigned power = power_for(size);
    if (power >= STORE_POWERS) {
        return 0;
    }
    uint64_t bytes = (uint64_t)1 << power;
    Ref block = heap->store.free[power];
    if (block != 0) {
        heap->store.free[power] = *(Ref *)range_at(heap, block);
    } else {
        if (heap->store.end + bytes > store_limit(heap)) {
            return 0;
        }
        block = heap->store.end;
        heap->store.end += (Ref)bytes;
    }
    memset(range_at(heap, block), 0, (size_t)bytes);
    return block;
}

void store_free(Heap *heap, Ref block, uint64_t size) {
    if (block == 0) {
        return;
    }
    unsigned power = power_for(size);
    *(Ref *)range_at(heap, block) = heap->store.free[power];
    heap->store.free[power] = block;
}

bool store_grow(Heap *heap, Ref *array, uint32_t *capacity, uint32_t needed,
                uint32_t element_size) {
    if (needed <= *capacity) {
        return true;
    }
    uint32_t wanted = *capacity == 0 ? 8 : *capacity * 2;
    wanted = wanted < needed ? needed : wanted;
    Ref grown = store_allocate(heap, (uint64_t)wanted * element_size);
    if (grown == 0) {
        return false;
    }
    if (*array != 0) {
        memcpy(range_at(heap, grown), range_at(heap, *array), (size_t)*capacity * element_size);
        store_free(heap, *array, (uint64_t)*capacity * element_size);
    }
    *array = grown;
    *capacity = wanted;
    return true;
}
