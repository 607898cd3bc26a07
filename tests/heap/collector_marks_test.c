// The marks in which a collection keeps what it knows of an object: a byte each, and gone afterwards.
#include "tests/heap/world.h"
#include "tests/support/test.h"

// 254 references are one more than a mark can say, 253 the most that it can.
static void however_many_references_lead_to_an_object_the_collector_counts_them(void) {
    static const int numbers[] = {252, 253, 254, 255, 256, 1000};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        Heap *heap = world_create();
        Object *outer = bind_name(heap, "outer", new_list(heap));
        Object *inner = bind_name(heap, "inner", new_list(heap));
        append(heap, inner, outer);
        for (int n = 0; n < numbers[i]; n++) {
            append(heap, outer, inner);
        }
        unbind_name(heap, "outer");
        CHECK_INT(0, collect(heap, 2).collected);
        world_check(heap);
        unbind_name(heap, "inner");
        CHECK_INT(2, collect(heap, 2).collected);
        world_destroy(heap);
    }
}

static Object *new_ring(Heap *heap, Object *holder) {
    Object *list = new_list(heap);
    append(heap, list, list);
    append(heap, holder, list);
    heap_drop(heap, list);
    return list;
}

// The marks of so many go back to the system: the next collection begins without any.
static void a_collection_of_very_many_leaves_no_marks(void) {
    enum { MANY = 70000 };
    Heap *heap = world_create();
    heap_gc_enable(heap, false);
    Object *holder = bind_name(heap, "holder", new_list(heap));
    for (int i = 0; i < MANY; i++) {
        new_ring(heap, holder);
    }
    CHECK_INT(0, collect(heap, 2).collected);
    CHECK_INT(MANY + 1, collect(heap, 2).survived);
    world_check(heap);
    unbind_name(heap, "holder");
    CHECK_INT(MANY, collect(heap, 2).collected);
    CHECK_INT(0, heap_totals(heap).objects);
    world_destroy(heap);
}

int main(void) {
    RUN(however_many_references_lead_to_an_object_the_collector_counts_them);
    RUN(a_collection_of_very_many_leaves_no_marks);
    return 0;
}
