// Poisoning: under AddressSanitizer a touch of memory that is not handed out is reported. Private to
// heap/. Without the sanitizer these do nothing.
#pragma once

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define POISON_ACTIVE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON_ACTIVE 1
#endif
#endif

#ifdef POISON_ACTIVE
#include <sanitizer/asan_interface.h>
static inline void poison(const void *start, size_t size) {
    __asan_poison_memory_region(start, size);
}
static inline void unpoison(const void *start, size_t size) {
    __asan_unpoison_memory_region(start, size);
}
#else
static inline void poison(const void *start, size_t size) {
    (void)start, (void)size;
}
static inline void unpoison(const void *start, size_t size) {
    (void)start, (void)size;
}
#endif

// For the few functions that follow links through poisoned blocks.
#define READS_POISONED __attribute__((no_sanitize("address")))
