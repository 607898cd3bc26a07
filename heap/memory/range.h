// The reserved address range in which everything of a heap lives. Private to heap/.
//
// A heap is one mapping of 4 GiB, reserved but committed only as touched. References inside are
// offsets from its base (Ref), so a heap is cloned by copying what is committed. The base itself is
// the Heap. In order, at fixed offsets:
//
//   struct Heap | store (books) | static objects | scratch | marks of the collector |
//   arenas of 1 MiB | large requests
#pragma once

#include <stdint.h>

#include "heap/heap.h"

typedef uint32_t Ref;  // Bytes from the base; 0 is none.

// Where the parts begin, in MiB from the base.
enum {
    RANGE_STORE_MIB = 1,
    RANGE_STATICS_MIB = 768,
    RANGE_SCRATCH_MIB = 769,
    RANGE_MARKS_MIB = 800,  // A 16th of what lies from RANGE_STATICS_MIB on.
    RANGE_ARENAS_MIB = 1024,
    RANGE_LARGE_MIB = 2560,
    RANGE_END_MIB = 4095,  // One MiB short of 4 GiB, so that the end is a Ref too.
    RANGE_MAX_ARENAS = RANGE_LARGE_MIB - RANGE_ARENAS_MIB,
};

_Static_assert(RANGE_MARKS_MIB + (RANGE_END_MIB - RANGE_STATICS_MIB) / 16 < RANGE_ARENAS_MIB,
               "the marks end before the arenas");

enum { MIB_SHIFT = 20 };

static inline Ref range_part(int mib) {
    return (Ref)mib << MIB_SHIFT;
}

static inline void *range_at(const Heap *heap, Ref ref) {
    return (char *)(uintptr_t)heap + ref;
}

static inline Ref ref_of(const Heap *heap, const void *address) {
    return address == NULL ? 0 : (Ref)((uintptr_t)address - (uintptr_t)heap);
}

// NULL when the system refuses.
MUST_USE Heap *range_reserve(void);
void range_release(Heap *heap);
// Gives whole pages back to the system; they read as zero afterwards.
void range_discard(Heap *heap, Ref start, uint64_t size);
// Copies bytes, poisoned or not, to the same offset of another heap, which was never written there.
void range_copy(Heap *to, const Heap *from, Ref start, uint64_t size);

// What id() shows of a Ref: arenas from 0x7f0000000000, large requests from 0x7e0000000000, static
// objects from 0x7d0000000000.
uint64_t range_virtual_address(Ref ref);
