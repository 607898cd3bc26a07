// Many large requests: each takes the first gap that fits, and finds it soon.
#include "heap/memory/memory.h"
#include "heap/state.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static Heap *raw_heap(void) {
    Heap *heap = heap_create(&(HeapOptions){.profile = "cpython-3.11"});
    CHECK(heap != NULL);
    return heap;
}

static Ref take(Heap *heap, uint64_t bytes) {
    Ref block = memory_allocate(heap, bytes);
    CHECK(block != 0);
    return block;
}

enum { PLAIN_UNITS = 8192, UNIT = 16, MOST_UNITS = 40, STEPS = 6000, PLAIN_BLOCKS = 300 };

// The same, said plainly: which units of 16 bytes are taken, first fit by looking at each.
typedef struct {
    bool taken[PLAIN_UNITS];
    struct {
        unsigned start, units;
    } blocks[PLAIN_BLOCKS];
    unsigned count;
} Plain;

static unsigned first_fit(const Plain *plain, unsigned units) {
    unsigned free = 0;
    for (unsigned i = 0; i < PLAIN_UNITS; i++) {
        free = plain->taken[i] ? 0 : free + 1;
        if (free == units) {
            return i + 1 - units;
        }
    }
    return PLAIN_UNITS;
}

static void mark(Plain *plain, unsigned start, unsigned units, bool taken) {
    for (unsigned i = 0; i < units; i++) {
        plain->taken[start + i] = taken;
    }
}

static unsigned random_below(uint64_t *state, unsigned end) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*state >> 33) % end;
}

static void take_both(Heap *heap, Plain *plain, unsigned units) {
    unsigned start = first_fit(plain, units);
    Ref block = take(heap, (uint64_t)units * UNIT);
    CHECK_INT(start, (block - range_part(RANGE_LARGE_MIB)) / UNIT);
    mark(plain, start, units, true);
    plain->blocks[plain->count].start = start;
    plain->blocks[plain->count++].units = units;
}

static void free_both(Heap *heap, Plain *plain, unsigned index) {
    unsigned start = plain->blocks[index].start, units = plain->blocks[index].units;
    memory_free(heap, range_part(RANGE_LARGE_MIB) + start * UNIT, (uint64_t)units * UNIT);
    mark(plain, start, units, false);
    plain->blocks[index] = plain->blocks[--plain->count];
}

static void each_takes_the_first_gap_whatever_went_before(void) {
    Heap *heap = raw_heap();
    static Plain plain;
    uint64_t state = 1;
    for (int i = 0; i < STEPS; i++) {
        bool full = plain.count > PLAIN_BLOCKS / 3;
        if (plain.count > 0 && (full || random_below(&state, 3) == 0)) {
            free_both(heap, &plain, random_below(&state, plain.count));
        } else {
            take_both(heap, &plain, 33 + random_below(&state, MOST_UNITS - 33));
        }
        world_check(heap);
    }
    world_destroy(heap);
}

// How deep the tree is, and so how long any of its walks.
static unsigned height(const Heap *heap) {
    unsigned highest = 0;
    const LargeRequest *request;
    for (Ref cursor = 0; large_next(heap, &cursor, &request);) {
        unsigned depth = 1;
        for (Ref up = request->parent; up != 0; depth++) {
            up = ((const LargeRequest *)range_at(heap, up))->parent;
        }
        highest = depth > highest ? depth : highest;
    }
    return highest;
}

static void a_hundred_thousand_requests_are_found_within_sixty_steps(void) {
    enum { COUNT = 100000, BYTES = 528 };
    Heap *heap = raw_heap();
    Ref first = take(heap, BYTES);
    for (Ref i = 1; i < COUNT; i++) {
        CHECK_INT(first + i * BYTES, take(heap, BYTES));
    }
    CHECK(height(heap) < 60);
    for (Ref i = 0; i < COUNT; i += 2) {
        memory_free(heap, first + i * BYTES, BYTES);
    }
    for (Ref i = 0; i < COUNT; i += 2) {
        CHECK_INT(first + i * BYTES, take(heap, BYTES));
    }
    CHECK(height(heap) < 60);
    world_destroy(heap);
}

int main(void) {
    RUN(each_takes_the_first_gap_whatever_went_before);
    RUN(a_hundred_thousand_requests_are_found_within_sixty_steps);
    return 0;
}
