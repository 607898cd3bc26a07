// Depth is the client's to choose: a list nested 1,000,000 deep is made, shown, collected and
// freed.
#include "tests/heap/world.h"
#include "tests/support/test.h"

enum { DEPTH = 1000000 };

// Returns the outermost list, bound to "outer"; `innermost` is held too.
static Object *nest(Heap *heap, Object **out_innermost) {
    Object *outer = new_list(heap);
    *out_innermost = outer;
    heap_hold(heap, outer);
    for (int i = 1; i < DEPTH; i++) {
        Object *list = new_list(heap);
        append(heap, list, outer);
        heap_drop(heap, outer);
        outer = list;
    }
    return bind_name(heap, "outer", outer);
}

static void a_million_lists_in_each_other_are_shown_and_freed(void) {
    Heap *heap = world_create();
    Object *innermost;
    Object *outer = nest(heap, &innermost);
    heap_drop(heap, innermost);
    char text[200];
    bool cut;
    CHECK_INT(199, heap_repr(heap, outer, text, sizeof text, &cut));
    CHECK(cut && text[0] == '[' && text[198] == '[');
    CHECK_INT(HEAP_OK, heap_mark_reachable(heap));
    CHECK(heap_is_reachable(outer));
    CHECK_INT(0, collect(heap, 2).collected);
    world_check(heap);
    unbind_name(heap, "outer");
    CHECK_INT(0, heap_totals(heap).objects);
    world_destroy(heap);
}

static void a_million_lists_in_a_ring_are_collected(void) {
    Heap *heap = world_create();
    Object *innermost;
    Object *outer = nest(heap, &innermost);
    append(heap, innermost, outer);
    heap_drop(heap, innermost);
    unbind_name(heap, "outer");
    CHECK_INT(DEPTH, heap_totals(heap).objects);
    CHECK_INT(DEPTH, collect(heap, 2).collected);
    CHECK_INT(0, heap_totals(heap).objects);
    world_destroy(heap);
}

static void comparing_too_deep_is_a_recursion_error(void) {
    Heap *heap = world_create();
    Object *innermost, *other;
    Object *outer = nest(heap, &innermost);
    heap_drop(heap, innermost);
    heap_hold(heap, outer);
    Object *second = nest(heap, &other);
    heap_drop(heap, other);
    bool equal;
    CHECK_INT(HEAP_RECURSION_ERROR, heap_equal(heap, outer, second, &equal));
    CHECK_STR("maximum recursion depth exceeded in comparison", heap_error(heap));
    heap_drop(heap, outer);
    world_destroy(heap);
}

int main(void) {
    RUN(a_million_lists_in_each_other_are_shown_and_freed);
    RUN(a_million_lists_in_a_ring_are_collected);
    RUN(comparing_too_deep_is_a_recursion_error);
    return 0;
}
