// Size classes: which block serves a request. Private to heap/.
//
// Requests of 1 to 512 bytes are served in steps of 16, as in CPython's obmalloc. Where a profile's
// limit is higher, there are four classes for each doubling above that, and a pool of such a class
// is an arena of its own.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    SIZE_STEP = 16,
    SIZE_STEP_LIMIT = 512,
    SIZE_STEP_CLASSES = SIZE_STEP_LIMIT / SIZE_STEP,
    SIZE_CLASSES = SIZE_STEP_CLASSES + 4 * 9,  // Up to 512 * 2^9 = 262,144.
};

// The smallest class whose blocks hold `bytes`, 1 <= bytes <= 262,144.
unsigned size_class_of(uint64_t bytes);
uint64_t size_class_bytes(unsigned size_class);

static inline bool size_class_is_stepped(unsigned size_class) {
    return size_class < SIZE_STEP_CLASSES;
}
