// Sees what an operation does to a heap, so that nobody has to look at what is as it was.
#pragma once

#include "api/replies/id_set.h"
#include "heap/heap.h"

typedef struct {
    uint64_t freed, unraisable;  // Objects, exceptions that nobody could catch.
    IdSet touched;               // Those whose state changed, of all that are older.
    bool shows_otherwise;        // One of these holds something else now: a repr may have changed.
    uint32_t newest;             // The last id that was given before the operation.
    uint32_t last;               // And the last one now.
    bool failed;                 // Out of memory.
} Watch;

void watch_attach(Watch *watch, Heap *heap);
void watch_detach(Heap *heap);
// The operation is taken back: it did nothing.
void watch_forget(Watch *watch);
void watch_discard(Watch *watch);

// Whether the object is, and shows, what it was before the operation.
bool watch_knows(const Watch *watch, const Object *object);
