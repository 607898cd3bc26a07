// Random programs: every invariant holds after every step, and the same steps give the same heap in
// a clone, address by address.
#include "tests/heap/world.h"
#include "tests/support/test.h"

enum { NAMES = 8, STEPS = 3000, SEEDS = 6, MAX_FRAMES = 4 };

static const char *const names[NAMES] = {"a", "b", "c", "d", "e", "f", "g", "h"};

// A generator of its own (xorshift), so that every machine runs the same programs.
static uint32_t next_random(uint64_t *state, uint32_t below) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 33) % below;
}

// The module binds every name all the time.
static Object *named(Heap *heap, uint32_t index) {
    Object *local = heap_frame_lookup(heap, heap_current_frame(heap), names[index]);
    return local != NULL ? local : heap_frame_lookup(heap, HEAP_MODULE_FRAME, names[index]);
}

static HeapStatus make_function(Heap *heap, const char *name, Object *constant, Object **out) {
    static const char *const params[] = {"a", "param"};
    return heap_new_function(heap,
                             &(HeapFunctionSpec){.name = name,
                                                 .params = params,
                                                 .param_count = 2,
                                                 .constants = &constant,
                                                 .constant_count = 1},
                             out);
}

static HeapStatus make_value(Heap *heap, uint64_t *random, Object *x, Object *y, Object **out) {
    char text[64];
    snprintf(text, sizeof text, "word%u", next_random(random, 40));
    switch (next_random(random, 13)) {
    case 0: return heap_new_list(heap, (Object *[]){x, y}, 2, HEAP_DISPLAY_EXACT, out);
    case 1: return heap_new_tuple(heap, (Object *[]){x, y, x}, 3, out);
    case 2: return heap_new_dict(heap, NULL, 0, out);
    case 3: return heap_new_int(heap, (int64_t)next_random(random, 600) - 10, out);
    case 4: return heap_new_str(heap, text, strlen(text), HEAP_LITERAL, out);
    case 5: return heap_new_str_repeated(heap, text, strlen(text), next_random(random, 400), out);
    case 6: return heap_new_bytes(heap, NULL, next_random(random, 4) == 0 ? 300000 : 30, out);
    case 7: return heap_new_class(heap, text, out);
    case 8: return make_function(heap, text, y, out);
    case 9: return heap_new_none(heap, out);
    case 10: return heap_new_int(heap, (int64_t)next_random(random, 12) - 5, out);
    default: return heap_instantiate(heap, x, out);
    }
}

static HeapStatus assign_random(Heap *heap, uint64_t *random, Object *x, Object *y) {
    Object *made;
    HeapStatus status = make_value(heap, random, x, y, &made);
    if (status != HEAP_OK) {
        return status;
    }
    uint32_t frame = next_random(random, 2) == 0 ? HEAP_MODULE_FRAME : heap_current_frame(heap);
    status = heap_bind(heap, frame, names[next_random(random, NAMES)], made);
    heap_drop(heap, made);
    return status;
}

static HeapStatus pop_random(Heap *heap, Object *target, Object *key) {
    Object *popped;
    HeapStatus status = heap_pop(heap, target, key, &popped);
    if (status == HEAP_OK) {
        heap_drop(heap, popped);
    }
    return status;
}

// A local that is deleted stays known to be one; the module keeps all its names.
static HeapStatus unbind_random(Heap *heap, const char *name) {
    uint32_t frame = heap_current_frame(heap);
    return frame == HEAP_MODULE_FRAME ? HEAP_OK : heap_unbind(heap, frame, name);
}

// The first function that a name binds is entered, a few calls deep at most.
static HeapStatus enter_random(Heap *heap, Object *x, Object *y) {
    HeapFrameInfo frame;
    for (uint32_t i = 0; i < NAMES && !heap_frame(heap, MAX_FRAMES, &frame); i++) {
        if (heap_object_kind(named(heap, i)) == HEAP_FUNCTION) {
            return heap_enter_frame(heap, named(heap, i), (Object *[]){x, y});
        }
    }
    return HEAP_OK;
}

// What fails must not change the heap here: these operations check before they act.
static HeapStatus step(Heap *heap, uint64_t *random) {
    Object *x = named(heap, next_random(random, NAMES)),
           *y = named(heap, next_random(random, NAMES));
    HeapCollection collection;
    const char *attr = names[next_random(random, NAMES)];
    switch (next_random(random, 20)) {
    case 0: return heap_append(heap, x, y);
    case 1: return heap_insert(heap, x, next_random(random, 5), y);
    case 2: return heap_extend(heap, x, y);
    case 3: return heap_remove(heap, x, y);
    case 4: return pop_random(heap, x, next_random(random, 2) == 0 ? NULL : y);
    case 5: return next_random(random, 4) == 0 ? heap_clear(heap, x) : HEAP_OK;
    case 6: return heap_set_item(heap, x, y, x);
    case 7: return heap_del_item(heap, x, y);
    case 8:
    case 9: return heap_set_attr(heap, x, attr, y);
    case 10: return heap_del_attr(heap, x, attr);
    case 11: return heap_collect(heap, next_random(random, 3), &collection);
    case 12: return enter_random(heap, x, y);
    case 13: return next_random(random, 2) == 0 ? heap_leave_frame(heap) : HEAP_OK;
    case 14: return unbind_random(heap, attr);
    default: return assign_random(heap, random, x, y);
    }
}

static Heap *start(void) {
    Heap *heap = world_create();
    static const uint32_t thresholds[] = {40, 3, 3};
    heap_gc_set_thresholds(heap, thresholds);
    for (int i = 0; i < NAMES; i++) {
        bind_name(heap, names[i], i % 2 == 0 ? new_list(heap) : new_dict(heap));
    }
    return heap;
}

static bool is_exception(HeapStatus status) {
    return status >= HEAP_NAME_ERROR;
}

static void a_random_program_keeps_every_invariant(void) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Heap *heap = start();
        uint64_t random = seed * 0x9e3779b97f4a7c15;
        for (int i = 0; i < STEPS; i++) {
            HeapStatus status = step(heap, &random);
            CHECK(status == HEAP_OK || is_exception(status));
            world_check(heap);
        }
        world_destroy(heap);
    }
}

// What only looked garbage to a younger collection, or was not yet seen by any, goes at once.
static void a_random_program_survives_a_collection_before_every_step(void) {
    Heap *heap = start();
    uint64_t random = 99;
    for (int i = 0; i < STEPS; i++) {
        collect(heap, 2);
        HeapStatus status = step(heap, &random);
        CHECK(status == HEAP_OK || is_exception(status));
        world_check(heap);
    }
    world_destroy(heap);
}

static void a_clone_goes_the_same_way_as_its_original(void) {
    Heap *heap = start();
    uint64_t random = 77;
    for (int i = 0; i < STEPS; i++) {
        (void)!step(heap, &random);
        if (i % 500 == 250) {
            Heap *clone = heap_clone(heap);
            CHECK(clone != NULL);
            world_check(clone);
            uint64_t copy = random;
            for (int k = 0; k < 200; k++) {
                (void)!step(heap, &random);
                (void)!step(clone, &copy);
            }
            world_same(heap, clone);
            world_destroy(clone);
        }
    }
    world_destroy(heap);
}

// All memory comes back: with every name gone and a full collection, nothing of the program is
// left.
static void nothing_leaks(void) {
    Heap *heap = start();
    uint64_t random = 4242;
    for (int i = 0; i < STEPS; i++) {
        (void)!step(heap, &random);
    }
    while (heap_current_frame(heap) != HEAP_MODULE_FRAME) {
        CHECK_INT(HEAP_OK, heap_leave_frame(heap));
    }
    for (int i = 0; i < NAMES; i++) {
        unbind_name(heap, names[i]);
    }
    collect(heap, 2);
    collect(heap, 2);
    CHECK_INT(0, heap_totals(heap).objects);
    CHECK_INT(0, heap_totals(heap).requested);
    CHECK_INT(0, heap_totals(heap).pools);
    world_destroy(heap);
}

int main(void) {
    RUN(a_random_program_keeps_every_invariant);
    RUN(a_random_program_survives_a_collection_before_every_step);
    RUN(a_clone_goes_the_same_way_as_its_original);
    RUN(nothing_leaks);
    return 0;
}
