// The heaps of a comparison, one for each profile. They run the same operations, one after the
// other, on the budgets of one request; an operation that is refused has not happened there.
#pragma once

#include "api/compare/watch.h"
#include "api/operations/run.h"

enum {
    COMPARE_LEAST_PROFILES = 2,
    COMPARE_MOST_PROFILES = 6,
    // Of each heap: together as much as a session may have.
    COMPARE_MAX_OBJECTS = 16000,
    COMPARE_MAX_BYTES = 40 * 1024 * 1024,
};

typedef struct {
    const char *profile;
    Heap *heap;
    bool *happened;  // By operation.
    // Of the operation that ran last.
    char *refusal;  // What Python, or the heap's state, said of it; NULL: it has happened. Owned.
    Result result;
    Watch watch;
} Side;

typedef struct {
    Side of[COMPARE_MOST_PROFILES];
    size_t count;
    const cJSON **operations;  // Those that ran. Owned.
    size_t operation_count;
    uint64_t work, steps;  // Spent by all of them.
} Sides;

// `most` operations will run. Whatever comes of it, to be ended.
API_MUST_USE ApiCode sides_begin(Sides *sides, const char *const *profiles, size_t count,
                                 size_t most, Problem *problem);
// Runs an operation, which has been checked, in each. Fails where a limit does.
API_MUST_USE ApiCode sides_run(Sides *sides, const cJSON *operation, Problem *problem);
// Work that is not the heaps' own, in their units.
API_MUST_USE ApiCode sides_spend(Sides *sides, uint64_t work, Problem *problem);
void sides_end(Sides *sides);
