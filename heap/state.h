// struct Heap: everything a heap knows besides its objects, at the base of its range. Private to
// heap/.
#pragma once

#include "heap/code_names.h"
#include "heap/freelist.h"
#include "heap/gc/gc.h"
#include "heap/index.h"
#include "heap/intern.h"
#include "heap/memory/memory.h"
#include "heap/memory/store.h"
#include "heap/names.h"
#include "heap/object.h"
#include "heap/profile.h"

enum { HEAP_ERROR_SIZE = 512 };

struct Heap {
    // Of this heap alone, not of its clones.
    HeapObserver observer;
    HeapRunner runner;
    uint32_t running;    // Finalizers and callbacks that run now, each inside the one before.
    HeapStatus failure;  // What the runner answered, and every call that can fail from then on.
    char failure_text[HEAP_ERROR_SIZE];
    char error[HEAP_ERROR_SIZE];

    const Profile *profile;
    HeapOptions limits;
    uint64_t operation;
    uint64_t mutations;
    uint64_t work, budget;
    uint64_t increments, decrements;
    uint64_t freed[HEAP_DEATH_CACHED];  // By HeapDeathCause.

    uint32_t last_id;
    uint32_t live;  // Objects with blocks.
    uint32_t listed_static;
    Ref statics_end;  // Static places are made below this.
    Ref scratch_end;  // 0 while no scratch area is open.

    Store store;
    Memory memory;
    FreeLists free_lists;
    Gc gc;
    Intern intern;
    Index index;
    Names names;
    CodeNames code_names;

    Arena arenas[RANGE_MAX_ARENAS];  // Last: only the first memory.arena_high are in use.
};
// As heap_check_budget(), for hot paths.
static inline bool budget_is_left(const Heap *heap) {
    return heap->failure == HEAP_OK && (heap->budget == 0 || heap->work <= heap->budget);
}
HeapStatus heap_refuse_work(Heap *heap);  // Why it is not.

_Static_assert(sizeof(struct Heap) <= (size_t)RANGE_STORE_MIB << MIB_SHIFT, "before the store");
