// Writes what the heap tells while an operation runs: each event as JSON at once, since its record
// is the state of that moment; and which objects were touched, and which freed.
#pragma once

#include "api/replies/id_set.h"
#include "api/replies/object_json.h"

enum { RECORDER_MAX_EVENTS = 1000, RECORDER_MAX_FREED = 10000 };

typedef struct {
    JsonWriter events;  // The events with commas between them, without the brackets.
    size_t event_count;
    uint64_t events_left_out;
    JsonWriter freed;  // Ids with commas between them.
    size_t freed_count;
    uint64_t freed_left_out;
    size_t room;  // Once both texts have so many bytes, the rest is left out.
    IdSet touched;
    bool failed;  // Out of memory.
} Recorder;

// From now on the heap tells the recorder, which forgets what it was told before; `with_events` false: only what is freed.
void recorder_attach(Recorder *recorder, Heap *heap, bool with_events, size_t room);
void recorder_detach(Heap *heap);
bool recorder_has_failed(const Recorder *recorder);
void recorder_discard(Recorder *recorder);

// Whether an event of this kind tells that the state of its object changed.
bool event_touches(HeapEventKind kind);

// The members of a collection's result.
void collection_write_members(JsonWriter *writer, const HeapCollection *collection);
