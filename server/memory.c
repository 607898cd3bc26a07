#include "server/memory.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 512, TEXT_SIZE = 256, SHARE_QUARTERS = 3 };

struct Memory {
    uint64_t mark;
    uint64_t page;
    int statm;  // Of /proc; -1 where there is none, and then nothing is ever short.
    atomic_uint_fast64_t resident;
};

// --- What there is ---

static bool read_text(const char *path, char *text, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    ssize_t got = read(file, text, size - 1);
    close(file);
    text[got > 0 ? got : 0] = '\0';
    return got > 0;
}

// A file of a limit has a number, or "max".
static uint64_t read_limit(const char *path) {
    char text[TEXT_SIZE];
    uint64_t limit = read_text(path, text, sizeof text) ? strtoull(text, NULL, 10) : 0;
    return limit > 0 ? limit : UINT64_MAX;
}

// The process's own control group, as "/a/b"; "" if there is none.
static void own_group(char group[static TEXT_SIZE]) {
    char text[TEXT_SIZE] = "";
    const char *found =
        read_text("/proc/self/cgroup", text, sizeof text) ? strstr(text, "0::/") : NULL;
    snprintf(group, TEXT_SIZE, "%s", found != NULL ? found + strlen("0::") : "");
    group[strcspn(group, "\n")] = '\0';
}

static uint64_t least(uint64_t one, uint64_t other) {
    return one < other ? one : other;
}

// A group is bounded by its own limit and by those of all the groups around it.
static uint64_t limit_of_groups(void) {
    char group[TEXT_SIZE], path[PATH_SIZE];
    uint64_t limit = UINT64_MAX;
    own_group(group);
    for (char *end = group + strlen(group); end != NULL; end = strrchr(group, '/')) {
        *end = '\0';
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.max", group);
        limit = least(limit, read_limit(path));
    }
    return limit;
}

static uint64_t what_there_is(void) {
    uint64_t limit = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    limit = least(limit, limit_of_groups());
    return least(limit, read_limit("/sys/fs/cgroup/memory/memory.limit_in_bytes"));
}

uint64_t memory_mark(uint64_t wanted) {
    return wanted > 0 ? wanted : what_there_is() / 4 * SHARE_QUARTERS;
}

// --- What is in use ---

void memory_measure(Memory *memory) {
    char text[TEXT_SIZE];
    ssize_t got = memory->statm < 0 ? 0 : pread(memory->statm, text, sizeof text - 1, 0);
    if (got <= 0) {
        return;
    }
    text[got] = '\0';
    char *resident = strchr(text, ' ');  // The second number.
    if (resident != NULL) {
        atomic_store(&memory->resident, strtoull(resident, NULL, 10) * memory->page);
    }
}

bool memory_is_short(Memory *memory) {
    if (atomic_load(&memory->resident) > memory->mark / 2) {
        memory_measure(memory);
    }
    return atomic_load(&memory->resident) > memory->mark;
}

// --- Beginning and end ---

Memory *memory_create(uint64_t mark) {
    Memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL) {
        return NULL;
    }
    memory->page = (uint64_t)sysconf(_SC_PAGESIZE);
    memory->mark = mark;
    memory->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    memory_measure(memory);
    return memory;
}

void memory_destroy(Memory *memory) {
    if (memory != NULL) {
        if (memory->statm >= 0) {
            close(memory->statm);
        }
        free(memory);
    }
}
