// A collection that an allocation schedules, and the check point at which it runs.
#include "tests/heap/world.h"
#include "tests/support/test.h"

enum { THRESHOLD = 5 };

static Heap *begin(const char *profile) {
    Heap *heap = world_create_as(profile);
    bind_name(heap, "keep", new_list(heap));
    collect(heap, 2);
    heap_gc_set_thresholds(heap, (const uint32_t[]){THRESHOLD, 10, 10});
    return heap;
}

// Sets, which count warm or cold; the last one, borrowed.
static Object *make(Heap *heap, int count) {
    Object *keep = heap_frame_lookup(heap, HEAP_MODULE_FRAME, "keep"), *made = NULL;
    for (int i = 0; i < count; i++) {
        made = NULL;
        CHECK_INT(HEAP_OK, heap_new_set(heap, NULL, 0, HEAP_SET_ADDED, &made));
        append(heap, keep, made);
        heap_drop(heap, made);
    }
    return made;
}

static uint64_t collections(const Heap *heap, int generation) {
    return heap_gc_info(heap).stats[generation].collections;
}

static void a_collection_waits_for_the_check_point_and_takes_its_cause_along(void) {
    Heap *heap = begin("cpython-3.12");
    Object *last = make(heap, THRESHOLD + 1);
    CHECK_INT(0, collections(heap, 0));
    CHECK(heap_gc_info(heap).scheduled);
    CHECK_INT(0, generation_of(heap, last));
    heap_check_point(heap);
    CHECK_INT(1, collections(heap, 0));
    CHECK(!heap_gc_info(heap).scheduled);
    CHECK_INT(1, generation_of(heap, last));
    heap_check_point(heap);
    CHECK_INT(1, collections(heap, 0));
    world_destroy(heap);
}

static void before_3_12_it_runs_in_the_allocation(void) {
    Heap *heap = begin("cpython-3.11");
    Object *last = make(heap, THRESHOLD + 1);
    CHECK_INT(1, collections(heap, 0));
    CHECK_INT(0, generation_of(heap, last));
    CHECK(!heap_gc_info(heap).scheduled);
    world_destroy(heap);
}

static void many_allocations_before_a_check_point_are_one_collection(void) {
    Heap *heap = begin("cpython-3.13");
    make(heap, 4 * THRESHOLD);
    heap_check_point(heap);
    CHECK_INT(1, collections(heap, 0));
    world_destroy(heap);
}

static void nothing_is_collected_when_the_count_fell_meanwhile(void) {
    Heap *heap = begin("cpython-3.14");
    make(heap, THRESHOLD + 1);
    CHECK_INT(HEAP_OK, heap_clear(heap, heap_frame_lookup(heap, HEAP_MODULE_FRAME, "keep")));
    heap_check_point(heap);
    CHECK_INT(0, collections(heap, 0));
    CHECK(!heap_gc_info(heap).scheduled);
    world_destroy(heap);
}

// Measured: the older one is due by itself.
static void an_older_generation_is_collected_even_then(void) {
    Heap *heap = begin("cpython-3.14");
    heap_gc_set_thresholds(heap, (const uint32_t[]){THRESHOLD, 1, 10});
    collect(heap, 0);
    collect(heap, 0);
    make(heap, THRESHOLD + 1);
    CHECK_INT(HEAP_OK, heap_clear(heap, heap_frame_lookup(heap, HEAP_MODULE_FRAME, "keep")));
    heap_check_point(heap);
    CHECK_INT(1, collections(heap, 1));
    world_destroy(heap);
}

static uint64_t collections_when_disabled_after_scheduling(const char *profile) {
    Heap *heap = begin(profile);
    make(heap, THRESHOLD + 1);
    heap_gc_enable(heap, false);
    heap_check_point(heap);
    heap_gc_enable(heap, true);
    heap_check_point(heap);
    uint64_t count = collections(heap, 0);
    world_destroy(heap);
    return count;
}

static void disabling_stops_what_is_scheduled_from_3_13_on(void) {
    CHECK_INT(1, collections_when_disabled_after_scheduling("cpython-3.12"));
    CHECK_INT(0, collections_when_disabled_after_scheduling("cpython-3.13"));
    CHECK_INT(0, collections_when_disabled_after_scheduling("cpython-3.15"));
}

static void what_is_scheduled_is_part_of_a_clone(void) {
    Heap *heap = begin("cpython-3.15");
    make(heap, THRESHOLD + 1);
    Heap *clone = heap_clone(heap);
    uint64_t before = heap_mutations(clone);
    heap_check_point(clone);
    CHECK(heap_mutations(clone) > before);
    CHECK_INT(1, collections(clone, 0));
    CHECK_INT(0, collections(heap, 0));
    heap_check_point(heap);
    world_same(heap, clone);
    world_destroy(clone);
    world_destroy(heap);
}

int main(void) {
    RUN(a_collection_waits_for_the_check_point_and_takes_its_cause_along);
    RUN(before_3_12_it_runs_in_the_allocation);
    RUN(many_allocations_before_a_check_point_are_one_collection);
    RUN(nothing_is_collected_when_the_count_fell_meanwhile);
    RUN(an_older_generation_is_collected_even_then);
    RUN(disabling_stops_what_is_scheduled_from_3_13_on);
    RUN(what_is_scheduled_is_part_of_a_clone);
    return 0;
}
