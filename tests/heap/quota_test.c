// Quotas: a story of all operations (story.h) is told with a little more room each time, until there
// is enough. Wherever it fails, the heap keeps its invariants, and a clone from before the failure
// goes on as if nothing had happened.
#include "heap/state.h"
#include "tests/heap/story.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

typedef struct {
    HeapOptions options;
    uint64_t budget;
    HeapStatus refusal;
} Room;

static Heap *begin(const Room *room) {
    static const uint32_t thresholds[] = {10, 2, 2};
    Heap *heap = heap_create(&room->options);
    CHECK(heap != NULL);
    heap_gc_set_thresholds(heap, thresholds);
    heap_set_budget(heap, room->budget);
    return heap;
}

// As if it had been made without limits.
static void lift_limits(Heap *heap) {
    heap->limits.max_objects = 0;
    heap->limits.max_bytes = 0;
    heap_set_budget(heap, 0);
}

static void go_on_as(Heap *clone, int step, Heap *whole) {
    HeapStatus status;
    world_check(clone);
    lift_limits(clone);
    CHECK_INT(STORY_STEPS, story_tell(clone, step, STORY_STEPS, &status));
    world_same(whole, clone);
    world_destroy(clone);
}

// Told again up to the step before the one that fails, and cloned there.
static void fail_at(const Room *room, int step, Heap *whole) {
    HeapStatus status;
    Heap *heap = begin(room);
    CHECK_INT(step, story_tell(heap, 0, step, &status));
    world_check(heap);
    Heap *clone = heap_clone(heap), *second = heap_clone(heap);
    CHECK(clone != NULL && second != NULL);
    CHECK_INT(room->refusal, story_step(heap, step));
    CHECK(strlen(heap_error(heap)) > 0);
    world_destroy(heap);
    CHECK_INT(room->refusal, story_step(second, step));
    world_destroy(second);
    go_on_as(clone, step, whole);
}

// Returns whether there was room for the whole story.
static bool told_in(const Room *room, Heap *whole) {
    HeapStatus status;
    Heap *heap = begin(room);
    int step = story_tell(heap, 0, STORY_STEPS, &status);
    if (step == STORY_STEPS) {
        world_same(whole, heap);
    }
    world_destroy(heap);
    if (step < STORY_STEPS) {
        fail_at(room, step, whole);
    }
    return step == STORY_STEPS;
}

static Heap *tell_whole(void) {
    HeapStatus status;
    Heap *heap = begin(&(Room){.options.index = true});
    CHECK_INT(STORY_STEPS, story_tell(heap, 0, STORY_STEPS, &status));
    return heap;
}

static void a_story_that_lacks_objects_can_go_on_from_a_clone(void) {
    Heap *whole = tell_whole();
    Room room = {.options.index = true, .refusal = HEAP_QUOTA_OBJECTS};
    do {
        room.options.max_objects++;
    } while (!told_in(&room, whole));
    CHECK(room.options.max_objects > 40);
    world_destroy(whole);
}

static void a_story_that_lacks_bytes_can_go_on_from_a_clone(void) {
    enum { FIRST = 1 << 14, MORE = 50000 };
    Heap *whole = tell_whole();
    Room room = {.options = {.index = true, .max_bytes = FIRST}, .refusal = HEAP_QUOTA_BYTES};
    while (!told_in(&room, whole)) {
        room.options.max_bytes += MORE;
    }
    CHECK(room.options.max_bytes > 3 << 20);
    world_destroy(whole);
}

static void a_story_that_lacks_work_can_go_on_from_a_clone(void) {
    Heap *whole = tell_whole();
    Room room = {.options.index = true, .budget = 1, .refusal = HEAP_QUOTA_WORK};
    while (!told_in(&room, whole)) {
        room.budget += 1 + room.budget / 16;
    }
    CHECK(room.budget > 1000);
    world_destroy(whole);
}

// ---- the numbers

static HeapStatus try_list(Heap *heap) {
    Object *list = NULL;
    return heap_new_list(heap, NULL, 0, HEAP_DISPLAY_EXACT, &list);
}

// The third is allowed, the fourth is not, whether its block is fresh or parked.
static void as_many_objects_as_allowed_can_live(void) {
    Heap *heap = heap_create(&(HeapOptions){.index = true, .max_objects = 3});
    Object *first = new_list(heap), *second = new_list(heap);
    CHECK_INT(HEAP_OK, try_list(heap));
    CHECK_INT(HEAP_QUOTA_OBJECTS, try_list(heap));
    CHECK_INT(3, heap_totals(heap).objects);
    heap_drop(heap, first);
    heap_drop(heap, second);
    heap_drop(heap, new_dict(heap));
    CHECK_INT(HEAP_OK, try_list(heap));
    CHECK_INT(HEAP_OK, heap_new_dict(heap, NULL, 0, &first));
    CHECK_INT(HEAP_QUOTA_OBJECTS, try_list(heap));
    CHECK_INT(3, heap_totals(heap).objects);
    world_destroy(heap);
}

static void static_objects_count_for_no_quota(void) {
    Heap *heap = heap_create(&(HeapOptions){.index = true, .max_objects = 1});
    Object *list = bind_name(heap, "l", new_list(heap));
    for (int i = -5; i <= 256; i++) {
        Object *number = new_int(heap, i);
        append(heap, list, number);
        heap_drop(heap, number);
    }
    CHECK_INT(1 + 262, heap_totals(heap).objects);
    CHECK_INT(HEAP_QUOTA_OBJECTS, try_list(heap));
    world_destroy(heap);
}

// Hashing four hundred megabytes would take a third of a second before the refusal.
static void what_is_too_large_is_refused_without_being_hashed(void) {
    enum { LIMIT = 1 << 20, BUDGET = 1000, MANY = 200000000, FEW = 400000 };
    Heap *heap = heap_create(&(HeapOptions){.max_bytes = LIMIT});
    Object *word = NULL;
    heap_set_budget(heap, BUDGET);
    CHECK_INT(HEAP_QUOTA_BYTES, heap_new_str_repeated(heap, "ab", 2, MANY, &word));
    CHECK(heap_work(heap) < BUDGET);
    CHECK_INT(HEAP_QUOTA_WORK, heap_new_str_repeated(heap, "ab", 2, FEW, &word));
    world_check(heap);
    heap_destroy(heap);
}

int main(void) {
    RUN(a_story_that_lacks_objects_can_go_on_from_a_clone);
    RUN(a_story_that_lacks_bytes_can_go_on_from_a_clone);
    RUN(a_story_that_lacks_work_can_go_on_from_a_clone);
    RUN(as_many_objects_as_allowed_can_live);
    RUN(static_objects_count_for_no_quota);
    RUN(what_is_too_large_is_refused_without_being_hashed);
    return 0;
}
