#define _GNU_SOURCE
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bench_cpu_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void bench_fail(const char *what) {
    fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

Heap *bench_heap(bool index) {
    Heap *heap = heap_create(&(HeapOptions){.profile = "cpython-3.11", .index = index});
    bench_need(heap != NULL, "heap_create");
    heap_gc_enable(heap, false);
    return heap;
}

int bench_main(int argc, char **argv, const Measurement *measurements, size_t count) {
    for (size_t i = 0; argc == 3 && i < count; i++) {
        if (strcmp(measurements[i].name, argv[1]) == 0) {
            double value = measurements[i].measure(strtoull(argv[2], NULL, 10));
            printf("%.6g %s\n", value, measurements[i].unit);
            return 0;
        }
    }
    fprintf(stderr, "usage: %s NAME SIZE; NAME is one of", argv[0]);
    for (size_t i = 0; i < count; i++) {
        fprintf(stderr, " %s", measurements[i].name);
    }
    fprintf(stderr, "\n");
    return 2;
}
