// The weakrefs by which `object` knows its subclasses.
#include "tests/heap/world.h"
#include "tests/support/test.h"

// The last weakref made: that of the class made last.
static Object *find_weakref(Heap *heap) {
    Object *object, *found = NULL;
    uint32_t cursor = 0;
    while (heap_next_object(heap, &cursor, &object)) {
        found = heap_object_kind(object) == HEAP_WEAKREF ? object : found;
    }
    return found;
}

// A client can bind one by its id; then it outlives its class, and must not lead to where that was.
static void a_weakref_is_dead_after_its_class(void) {
    Heap *heap = world_create();
    bind_name(heap, "P", new_class(heap, "P"));
    Object *weakref = find_weakref(heap);
    heap_hold(heap, weakref);
    bind_name(heap, "w", weakref);
    unbind_name(heap, "P");
    CHECK_INT(6, collect(heap, 2).collected);
    char text[128];
    bool cut;
    heap_repr(heap, weakref, text, sizeof text, &cut);
    CHECK(strstr(text, "; dead>") != NULL);
    CHECK_INT(1, references_of(heap, weakref));
    world_destroy(heap);
}

static void a_weakref_counts_nothing_of_its_class(void) {
    Heap *heap = world_create();
    Object *cls = bind_name(heap, "P", new_class(heap, "P"));
    CHECK_INT(4, references_of(heap, cls));
    CHECK_INT(1, references_of(heap, find_weakref(heap)));
    world_destroy(heap);
}

int main(void) {
    RUN(a_weakref_is_dead_after_its_class);
    RUN(a_weakref_counts_nothing_of_its_class);
    return 0;
}
