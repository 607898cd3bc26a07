#include "server/log.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/clock.h"

enum { LINES_A_SECOND = 10, LINE_SIZE = 512 };

struct Log {
    atomic_uint_fast64_t second;  // The second that `lines` counts.
    atomic_uint lines;
};

Log *log_create(void) {
    return calloc(1, sizeof(Log));
}

void log_destroy(Log *log) {
    free(log);
}

// Two threads at the turn of a second may let a line too many through, which does no harm.
static bool is_within_limit(Log *log) {
    uint64_t second = clock_milliseconds() / 1000;
    if (atomic_exchange(&log->second, second) != second) {
        atomic_store(&log->lines, 0);
    }
    return atomic_fetch_add(&log->lines, 1) < LINES_A_SECOND;
}

void log_write(Log *log, const char *format, va_list arguments) {
    char line[LINE_SIZE];
    if (is_within_limit(log)) {
        vsnprintf(line, sizeof line, format, arguments);
        fprintf(stderr, "sandheap: %s", line);
    }
}
