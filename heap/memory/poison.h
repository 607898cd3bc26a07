// Poisoning: under AddressSanitizer a touch of memory that is not handed out is reported. Private
// to heap/. Without the sanitizer these do nothing. The conditions stand here, so that they stand
// nowhere else.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
enum { POISON_ACTIVE = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
enum { POISON_ACTIVE = 1 };
#else
enum { POISON_ACTIVE = 0 };
#endif
#else
enum { POISON_ACTIVE = 0 };
#endif

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
static inline void poison(const void *start, size_t size) {
    __asan_poison_memory_region(start, size);
}
static inline void unpoison(const void *start, size_t size) {
    __asan_unpoison_memory_region(start, size);
}
static inline bool is_poisoned(const void *address) {
    return __asan_address_is_poisoned(address);
}
#else
static inline void poison(const void *start, size_t size) {
    (void)start, (void)size;
}
static inline void unpoison(const void *start, size_t size) {
    (void)start, (void)size;
}
static inline bool is_poisoned(const void *address) {
    (void)address;
    return false;
}
#endif

// For the few functions that follow links through poisoned blocks.
#define READS_POISONED __attribute__((no_sanitize("address")))
