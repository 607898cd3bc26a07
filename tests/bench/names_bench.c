// x = []; y = x; del x; del y through heap.h, with the names looked up beforehand: nanoseconds a
// turn, without those of an empty loop.
#include "tests/bench/bench.h"

typedef struct {
    Heap *heap;
    HeapNameSlot x, y;
} Names;

static void turn(Names *names) {
    Object *list = NULL;
    bench_need(heap_new_list(names->heap, NULL, 0, HEAP_DISPLAY_EXACT, &list) == HEAP_OK, "a list");
    heap_slot_bind(names->heap, names->x, list);
    heap_drop(names->heap, list);
    heap_slot_bind(names->heap, names->y, heap_slot_object(names->heap, names->x));
    heap_slot_unbind(names->heap, names->x);
    heap_slot_unbind(names->heap, names->y);
}

static double loop(Names *names, uint64_t size, void (*body)(Names *)) {
    double begin = bench_cpu_time();
    for (uint64_t i = 0; i < size; i++) {
        if (body != NULL) {
            body(names);
        }
        __asm__ volatile("" ::: "memory");  // The empty loop stays a loop.
    }
    return bench_cpu_time() - begin;
}

static void look_up(Names *names, uint32_t frame) {
    bench_need(heap_name_slot(names->heap, frame, "x", &names->x) == HEAP_OK, "x");
    bench_need(heap_name_slot(names->heap, frame, "y", &names->y) == HEAP_OK, "y");
}

static double measure(Names *names, uint64_t size) {
    loop(names, size / 10, turn);
    double empty = loop(names, size, NULL), full = loop(names, size, turn);
    heap_destroy(names->heap);
    return (full - empty) / (double)size * 1e9;
}

static double in_module(uint64_t size) {
    Names names = {.heap = bench_heap(false)};
    look_up(&names, HEAP_MODULE_FRAME);
    return measure(&names, size);
}

static void enter_function(Heap *heap) {
    Object *function = NULL;
    HeapFunctionSpec spec = {.name = "f"};
    bench_need(heap_new_function(heap, &spec, &function) == HEAP_OK, "a function");
    bench_need(heap_enter_frame(heap, function, NULL) == HEAP_OK, "a frame");
    heap_drop(heap, function);
}

static double in_function(uint64_t size) {
    Names names = {.heap = bench_heap(false)};
    enter_function(names.heap);
    look_up(&names, heap_current_frame(names.heap));
    return measure(&names, size);
}

static double in_session(uint64_t size) {
    Names names = {.heap = bench_heap(true)};
    look_up(&names, HEAP_MODULE_FRAME);
    return measure(&names, size);
}

static void count(void *context, Heap *heap, const HeapEvent *event) {
    (void)heap, (void)event;
    (*(uint64_t *)context)++;
}

static double observed(uint64_t size, uint64_t wanted) {
    uint64_t told = 0;
    Names names = {.heap = bench_heap(false)};
    HeapObserver observer = {.event = count, .context = &told, .wanted = wanted};
    heap_set_observer(names.heap, &observer);
    look_up(&names, HEAP_MODULE_FRAME);
    double nanoseconds = measure(&names, size);
    bench_need(told > 0 || size == 0, "events");
    return nanoseconds;
}

static double with_observer(uint64_t size) {
    return observed(size, UINT64_MAX);
}
static double with_observer_of_deaths(uint64_t size) {
    return observed(size, (uint64_t)1 << HEAP_EVENT_DEALLOC);
}

static const Measurement measurements[] = {
    {"module", in_module, "ns"},
    {"function", in_function, "ns"},
    {"session", in_session, "ns"},
    {"observed", with_observer, "ns"},
    {"observed-deaths", with_observer_of_deaths, "ns"},
};

int main(int argc, char **argv) {
    return bench_main(argc, argv, measurements, sizeof measurements / sizeof *measurements);
}
