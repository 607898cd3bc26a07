// How much memory the process has in use, and the mark beyond which nothing may be added to it.
//
// A session's own quota does not bound what all sessions take together. Any thread may call any
// function.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Memory Memory;

// The mark where `wanted` bytes are asked for; 0 asks for three quarters of what the machine has, or
// of what the control group of the process may have if that is less.
uint64_t memory_mark(uint64_t wanted);

// NULL when memory runs out.
Memory *memory_create(uint64_t mark);
void memory_destroy(Memory *memory);

// Looks how much is in use; the watchdog does so four times a second.
void memory_measure(Memory *memory);

// Whether the mark is passed. Looks again by itself once half of it is in use, so that between two
// looks of the watchdog not more is added than the requests under way add.
bool memory_is_short(Memory *memory);
