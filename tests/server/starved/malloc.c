// A malloc() for the whole process, its libraries too, that fails one call in so many: the number is
// at the beginning of the file that STARVE_FILE names, and 0, or no file, means never. Whoever holds
// the file can change it while the process runs.
//
// What memory there is comes from the sanitizer, or from libc where there is none.
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// NOLINTBEGIN(*-reserved-identifier, cert-dcl*, readability-identifier-naming): names of libraries.
__attribute__((weak)) void *__interceptor_malloc(size_t size);
__attribute__((weak)) void *__interceptor_calloc(size_t count, size_t size);
__attribute__((weak)) void *__interceptor_realloc(void *block, size_t size);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
// NOLINTEND(*-reserved-identifier, cert-dcl*, readability-identifier-naming)

static const atomic_uint *one_in;  // NULL until the file is mapped.
static atomic_uint calls;

__attribute__((constructor)) static void map_file(void) {
    const char *path = getenv("STARVE_FILE");
    int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *place = mmap(NULL, sizeof *one_in, PROT_READ, MAP_SHARED, file, 0);
        one_in = place != MAP_FAILED ? place : NULL;
        close(file);
    }
}

// The numbers of the calls are scattered, so that no request always meets the same fate.
static bool fails(void) {
    unsigned rate = one_in != NULL ? atomic_load(one_in) : 0;
    if (rate == 0) {
        return false;
    }
    uint32_t number = atomic_fetch_add(&calls, 1) * 2654435769U;
    number = (number ^ (number >> 15)) * 2246822519U;
    return (number ^ (number >> 13)) % rate == 0;
}

void *malloc(size_t size) {
    if (fails()) {
        return NULL;
    }
    return __interceptor_malloc != NULL ? __interceptor_malloc(size) : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    if (fails()) {
        return NULL;
    }
    return __interceptor_calloc != NULL ? __interceptor_calloc(count, size)
                                        : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    if (fails()) {
        return NULL;
    }
    return __interceptor_realloc != NULL ? __interceptor_realloc(block, size)
                                         : __libc_realloc(block, size);
}
