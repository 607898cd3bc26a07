// Full collections, through heap.h: of lists that all live, and of lists that are all garbage. The
// graphs are those of baseline.py, made in the same order.
#include "tests/bench/bench.h"

static Object *new_list(Heap *heap) {
    Object *list = NULL;
    bench_need(heap_new_list(heap, NULL, 0, HEAP_DISPLAY_EXACT, &list) == HEAP_OK, "a list");
    return list;
}

static void append(Heap *heap, Object *list, Object *item) {
    bench_need(heap_append(heap, list, item) == HEAP_OK, "append");
}

// The same numbers as in baseline.py.
static uint64_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static Object *item_of(Heap *heap, Object *holder, uint64_t index) {
    Object *key = NULL, *item = NULL;
    heap_scratch_begin(heap);
    bench_need(heap_new_int(heap, (int64_t)index, &key) == HEAP_OK, "an index");
    bench_need(heap_get_item(heap, holder, key, &item) == HEAP_OK, "an item");
    heap_scratch_end(heap);
    return item;
}

// A list, bound to the name `lists`, of `size` lists, each of two references to random ones.
static void make_live(Heap *heap, uint64_t size) {
    Object *holder = new_list(heap);
    bench_need(heap_bind(heap, HEAP_MODULE_FRAME, "lists", holder) == HEAP_OK, "a name");
    heap_drop(heap, holder);
    for (uint64_t i = 0; i < size; i++) {
        Object *list = new_list(heap);
        append(heap, holder, list);
        heap_drop(heap, list);
    }
    uint64_t state = 1;
    for (uint64_t i = 0; i < size; i++) {
        Object *list = item_of(heap, holder, i);
        append(heap, list, item_of(heap, holder, next_random(&state) % size));
        append(heap, list, item_of(heap, holder, next_random(&state) % size));
    }
}

static void make_garbage(Heap *heap, uint64_t size) {
    for (uint64_t i = 0; i < size; i++) {
        Object *list = new_list(heap);
        append(heap, list, list);
        heap_drop(heap, list);
    }
}

static double measure(uint64_t size, bool index, void (*make)(Heap *, uint64_t), uint64_t garbage) {
    Heap *heap = bench_heap(index);
    make(heap, size);
    HeapCollection collection;
    double begin = bench_cpu_time();
    bench_need(heap_collect(heap, 2, &collection) == HEAP_OK, "collect");
    double seconds = bench_cpu_time() - begin;
    bench_need(collection.collected == garbage, "what was collected");
    heap_destroy(heap);
    return seconds;
}

static double live(uint64_t size) {
    return measure(size, false, make_live, 0);
}
static double garbage(uint64_t size) {
    return measure(size, false, make_garbage, size);
}
static double live_in_session(uint64_t size) {
    return measure(size, true, make_live, 0);
}
static double garbage_in_session(uint64_t size) {
    return measure(size, true, make_garbage, size);
}

static const Measurement measurements[] = {
    {"live", live, "s"},
    {"garbage", garbage, "s"},
    // With the index of ids and deaths, which a session keeps.
    {"live-in-session", live_in_session, "s"},
    {"garbage-in-session", garbage_in_session, "s"},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, measurements, sizeof measurements / sizeof *measurements);
}
