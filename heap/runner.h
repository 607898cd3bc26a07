// Code that the heap starts: finalizers and the callbacks of weakrefs. Private to heap/.
//
// It runs in the middle of whatever let an object die, and may do anything. So whoever releases an
// object, drops it, or makes one, reads again what it knew of the heap before.
#pragma once

#include "heap/state.h"

// Whether finalizers and callbacks are run: there is a runner, and it has not failed.
static inline bool runner_is_there(const Heap *heap) {
    return heap->runner.run != NULL && heap->failure == HEAP_OK;
}
// Tells that the callable is called with the argument, and calls it; both are held meanwhile. Too
// deep inside others that run, it is not called, and an exception nobody can catch.
void runner_call(Heap *heap, HeapRunReason reason, Object *callable, Object *argument);
// From now on every call that can fail answers the status, with the text that heap_error() has now.
void runner_fail(Heap *heap, HeapStatus status);
