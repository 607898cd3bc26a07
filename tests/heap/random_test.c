// Random programs: every invariant holds after every step, and the same steps give the same heap in
// a clone, address by address.
#include "tests/heap/program.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

enum { STEPS = 1500, SEEDS = 20 };

// A quota is the other way in which a step may fail.
static void step(Program *program) {
    HeapStatus status = program_step(program);
    CHECK(status == HEAP_OK || status == HEAP_QUOTA_WORK || status >= HEAP_NAME_ERROR);
}

static void a_random_program_keeps_every_invariant(void) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Program program;
        program_begin(&program, seed);
        for (int i = 0; i < STEPS; i++) {
            step(&program);
            world_check(program.heap);
        }
        program_end(&program);
    }
}

// What only looked garbage to a younger collection, or was not yet seen by any, goes at once.
static void a_random_program_survives_a_collection_before_every_step(void) {
    Program program;
    program_begin(&program, 99);
    for (int i = 0; i < STEPS; i++) {
        collect(program.heap, 2);
        step(&program);
        world_check(program.heap);
    }
    program_end(&program);
}

// Any allocation may be the one that starts a collection.
static void a_random_program_survives_a_collection_at_every_allocation(void) {
    Program program;
    program_begin(&program, 55);
    for (int i = 0; i < STEPS; i++) {
        heap_gc_enable(program.heap, true);
        heap_gc_set_thresholds(program.heap, (const uint32_t[]){1, 1, 1});
        step(&program);
        world_check(program.heap);
    }
    program_end(&program);
}

static void go_on_alike(Program *program) {
    Program clone;
    program_clone(program, &clone);
    world_check(clone.heap);
    for (int k = 0; k < 150; k++) {
        step(program);
        step(&clone);
    }
    world_same(program->heap, clone.heap);
    program_end(&clone);
}

static void a_clone_goes_the_same_way_as_its_original(void) {
    Program program;
    program_begin(&program, 77);
    for (int i = 0; i < STEPS; i++) {
        step(&program);
        if (i % 300 == 150) {
            go_on_alike(&program);
        }
    }
    program_end(&program);
}

// Whether there is something that lives for ever.
static bool only_immortal_is_left(Heap *heap) {
    Object *object;
    for (uint32_t cursor = 0; heap_next_object(heap, &cursor, &object);) {
        CHECK(heap_object_is_immortal(object));
    }
    return heap_totals(heap).objects > 0;
}

// All memory comes back: with every name gone and full collections, nothing of the program is left.
static void nothing_leaks(void) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Program program;
        program_begin(&program, 4242 + seed);
        for (int i = 0; i < STEPS; i++) {
            step(&program);
        }
        program_let_go(&program);
        if (!only_immortal_is_left(program.heap)) {
            CHECK_INT(0, heap_totals(program.heap).requested);
            CHECK_INT(0, heap_totals(program.heap).pools);
        }
        program_end(&program);
    }
}

int main(void) {
    RUN(a_random_program_keeps_every_invariant);
    RUN(a_random_program_survives_a_collection_before_every_step);
    RUN(a_random_program_survives_a_collection_at_every_allocation);
    RUN(a_clone_goes_the_same_way_as_its_original);
    RUN(nothing_leaks);
    return 0;
}
