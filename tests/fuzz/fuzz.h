// What the fuzz targets share. A target is one function, LLVMFuzzerTestOneInput(), which takes any
// bytes and ends the process when something does not hold: libFuzzer calls it with bytes that it
// makes up, replay.c with those that were kept.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// Ends the process with `what` on standard error.
_Noreturn void fuzz_fail(const char *what);

static inline void fuzz_check(bool holds, const char *what) {
    if (!holds) {
        fuzz_fail(what);
    }
}
