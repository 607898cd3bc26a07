#include "heap/runner.h"

#include <string.h>

#include "heap/events.h"

void heap_set_runner(Heap *heap, const HeapRunner *runner) {
    heap->runner = runner == NULL ? (HeapRunner){0} : *runner;
}

void heap_unraisable(Heap *heap, Object *callable, const char *exception, const char *message) {
    heap->mutations++;
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_UNRAISABLE,
                                  .object = callable,
                                  .label = exception,
                                  .text = message});
}

void runner_fail(Heap *heap, HeapStatus status) {
    if (heap->failure == HEAP_OK) {
        heap->failure = status;
        memcpy(heap->failure_text, heap->error, sizeof heap->failure_text);
    }
}

static void tell(Heap *heap, HeapRunReason reason, Object *callable, Object *argument) {
    heap->mutations++;
    event_send(heap,
               &(HeapEvent){.kind = reason == HEAP_RUN_FINALIZER ? HEAP_EVENT_FINALIZER
                                                                 : HEAP_EVENT_WEAKREF_CALLBACK,
                            .object = argument,
                            .to_object = callable});
}

// What dies meanwhile does not die of the collection in whose middle the code runs; and what fails
// there is not what the code around it may be failing of.
static void run(Heap *heap, HeapRunReason reason, Object *callable, Object *argument) {
    char error[HEAP_ERROR_SIZE];
    memcpy(error, heap->error, sizeof error);
    bool deleting = heap->gc.deleting;
    heap->gc.deleting = false;
    heap->running++;
    heap->gc.calls++;
    HeapStatus status = heap->runner.run(heap->runner.context, heap, reason, callable, argument);
    heap->running--;
    heap->gc.deleting = deleting;
    if (status != HEAP_OK) {
        runner_fail(heap, status);
    }
    memcpy(heap->error, error, sizeof error);
}

void runner_call(Heap *heap, HeapRunReason reason, Object *callable, Object *argument) {
    if (!runner_is_there(heap)) {
        return;
    }
    heap_hold(heap, callable);
    heap_hold(heap, argument);
    tell(heap, reason, callable, argument);
    if (heap->running < HEAP_MAX_FINALIZER_DEPTH) {
        run(heap, reason, callable, argument);
    } else {
        heap_unraisable(heap, callable, "RecursionError", "maximum recursion depth exceeded");
    }
    heap_drop(heap, argument);
    heap_drop(heap, callable);
}
