// What a change answers, design section 5.
#pragma once

#include "api/operations/run.h"
#include "api/replies/events_json.h"
#include "api/views/query.h"

enum { CHANGE_MAX_OBJECTS = 1000 };

// What the client asked to be told: ?events=none, ?include=reachable,referrers.
typedef struct {
    bool events, reachable, referrers;
} Wanted;

API_MUST_USE ApiCode wanted_read(const ApiInput *input, ApiCall call, Wanted *out_wanted,
                                 Problem *problem);

typedef struct {
    uint64_t seq;
    const char *python;  // NULL where there is none.
    Result result;
    Recorder *recorder;
    Wanted wanted;
} Change;

// The state it tells is the one the heap has now. A writer that failed tells of no memory.
API_MUST_USE ApiCode change_write(JsonWriter *writer, Heap *heap, const Change *change,
                                  Problem *problem);
