// Writes what the heap tells while an operation runs: each event as JSON at once, since its record
// is the state of that moment; and which objects were touched, and which freed.
#pragma once

#include "api/replies/id_set.h"
#include "api/replies/object_json.h"

enum { RECORDER_MAX_EVENTS = 1000, RECORDER_MAX_FREED = 10000 };

typedef struct {
    JsonWriter events;     // The events with commas between them, without the brackets.
    uint64_t event_count;  // Those beyond RECORDER_MAX_EVENTS included.
    JsonWriter freed;      // Ids with commas between them.
    uint64_t freed_count;
    IdSet touched;
    bool failed;  // Out of memory.
} Recorder;

// From now on the heap tells the recorder; `with_events` false: only what is freed.
void recorder_attach(Recorder *recorder, Heap *heap, bool with_events);
void recorder_detach(Heap *heap);
bool recorder_has_failed(const Recorder *recorder);
void recorder_discard(Recorder *recorder);

// The members of a collection's result.
void collection_write_members(JsonWriter *writer, const HeapCollection *collection);
