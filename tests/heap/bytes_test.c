// bytes: sizes, and which are one object.
#include "heap/heap.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static Object *new_bytes(Heap *heap, const char *data, size_t size) {
    Object *object = NULL;
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, data, size, &object));
    return object;
}

static void bytes_take_33_and_their_length(void) {
    Heap *heap = world_create();
    for (size_t size = 0; size < 300000; size = size * 3 + 1) {
        Object *object = new_bytes(heap, NULL, size);
        CHECK_INT(33 + size, heap_object_info(heap, object).size);
        heap_drop(heap, object);
    }
    CHECK_INT(0, heap_totals(heap).requested);
    world_destroy(heap);
}

static bool is_shared(Heap *heap, const char *data, size_t size) {
    Object *first = new_bytes(heap, data, size), *second = new_bytes(heap, data, size);
    bool shared = first == second;
    heap_drop(heap, first);
    heap_drop(heap, second);
    return shared;
}

static void no_byte_and_one_byte_are_preallocated(void) {
    Heap *heap = world_create();
    CHECK(is_shared(heap, "", 0));
    CHECK(is_shared(heap, NULL, 0));
    CHECK(is_shared(heap, "a", 1));
    CHECK(is_shared(heap, "\xff", 1));
    CHECK(!is_shared(heap, NULL, 1));  // bytes(1) is made anew.
    CHECK(!is_shared(heap, "ab", 2));
    world_destroy(heap);
}

static void no_data_means_zeros(void) {
    Heap *heap = world_create();
    Object *zeros = new_bytes(heap, NULL, 3), *written = new_bytes(heap, "\0\0\0", 3);
    bool equal = false;
    CHECK_INT(HEAP_OK, heap_equal(heap, zeros, written, &equal));
    CHECK(equal);
    world_destroy(heap);
}

static void too_many_bytes_are_refused(void) {
    Heap *heap = world_create();
    Object *object;
    CHECK_INT(HEAP_MEMORY_ERROR, heap_new_bytes(heap, NULL, SIZE_MAX, &object));
    CHECK_INT(HEAP_MEMORY_ERROR, heap_new_bytes(heap, NULL, (size_t)1 << 40, &object));
    CHECK_INT(0, heap_totals(heap).requested);
    world_destroy(heap);
}

int main(void) {
    RUN(bytes_take_33_and_their_length);
    RUN(no_byte_and_one_byte_are_preallocated);
    RUN(no_data_means_zeros);
    RUN(too_many_bytes_are_refused);
    return 0;
}
