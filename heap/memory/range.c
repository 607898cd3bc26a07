#define _GNU_SOURCE
#include "heap/memory/range.h"

#include <string.h>
#include <sys/mman.h>

Heap *range_reserve(void) {
    void *base = mmap(NULL, (size_t)RANGE_END_MIB << MIB_SHIFT, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return base == MAP_FAILED ? NULL : base;
}

void range_release(Heap *heap) {
    munmap(heap, (size_t)RANGE_END_MIB << MIB_SHIFT);
}

void range_discard(Heap *heap, Ref start, uint64_t size) {
    madvise(range_at(heap, start), (size_t)size, MADV_DONTNEED);
}

// Not memcpy(), which AddressSanitizer would check: the bytes may be poisoned. Zeros are not
// written, so that pages never touched are not touched by a clone either.
__attribute__((no_sanitize("address"))) void range_copy(Heap *to, const Heap *from, Ref start,
                                                        uint64_t size) {
    uint64_t *target = range_at(to, start);
    const uint64_t *source = range_at(from, start);
    uint64_t words = (size + 7) / 8;
    for (uint64_t i = 0; i < words; i++) {
        if (source[i] != 0) {
            target[i] = source[i];
        }
    }
}

uint64_t range_virtual_address(Ref ref) {
    if (ref >= range_part(RANGE_LARGE_MIB)) {
        return 0x7e0000000000 + (ref - range_part(RANGE_LARGE_MIB));
    }
    if (ref >= range_part(RANGE_ARENAS_MIB)) {
        return 0x7f0000000000 + (ref - range_part(RANGE_ARENAS_MIB));
    }
    return 0x7d0000000000 + (ref - range_part(RANGE_STATICS_MIB));
}
