// The two clocks. Nothing below server/ knows what time it is.
#pragma once

#include <stdint.h>

enum { CLOCK_STAMP_SIZE = sizeof "2026-01-31T23:59:59.123Z" };

// Milliseconds that only ever grow, since some moment in the past.
uint64_t clock_milliseconds(void);

// The time of day as RFC 3339 writes it, UTC.
void clock_stamp(char stamp[static CLOCK_STAMP_SIZE]);
