// The few words that a program of ./dev bench is written in.
//
// A program has a table of measurements. `PROGRAM NAME SIZE` runs one of them in its size and prints
// a line: a number and its unit, `0.0921 s`. What is measured is told by rows.py of this folder.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "heap/heap.h"

typedef struct {
    const char *name;
    // Returns the number to print.
    double (*measure)(uint64_t size);
    const char *unit;
} Measurement;

// The whole main() of a program.
int bench_main(int argc, char **argv, const Measurement *measurements, size_t count);

// Seconds of processor time, which another process does not make longer.
double bench_cpu_time(void);

// What a measurement needs must work.
_Noreturn void bench_fail(const char *what);  // Says so and ends the program with 1.
static inline void bench_need(bool holds, const char *what) {
    if (!holds) {
        bench_fail(what);
    }
}

// A heap as real CPython's, without automatic collections and without limits.
Heap *bench_heap(bool index);
