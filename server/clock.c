#include "server/clock.h"

#include <stdio.h>
#include <time.h>

uint64_t clock_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void clock_stamp(char stamp[static CLOCK_STAMP_SIZE]) {
    struct timespec now;
    struct tm date;
    char seconds[sizeof "2026-01-31T23:59:59"];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &date);
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &date);
    snprintf(stamp, CLOCK_STAMP_SIZE, "%s.%03uZ", seconds,
             (unsigned)(now.tv_nsec / 1000000) % 1000);
}
