// Death without recursion.
//
// Freeing an object releases what it refers to, as deep as a client nested it. CPython lets each
// child die completely before it touches the next slot; so a free is *resumable*: a dying object
// remembers in its own GcHeader, which it needs no more, the object whose death it interrupted
// (`next`) and where it stands among its references (`refs`). The loop goes down and comes back up
// along these words and allocates nothing. While a finalizer or callback runs, the chain above
// waits with it; deaths that it causes begin a chain of their own.
#include "heap/events.h"
#include "heap/holding.h"
#include "heap/object.h"
#include "heap/runner.h"
#include "heap/types/class.h"
#include "heap/types/weakref.h"

static void send(Heap *heap, Object *object, HeapDeathCause cause) {
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_DEALLOC, .object = object, .cause = cause});
}

static void tell(Heap *heap, Object *object, HeapDeathCause cause) {
    if (event_wanted(heap, HEAP_EVENT_DEALLOC)) {
        send(heap, object, cause);
    }
    heap->mutations++;
    heap->freed[cause]++;
    if (heap->limits.index) {
        index_remove(heap, object, cause);
    }
}

// While its finalizer runs the collector knows the object, as its youngest.
static void finalize(Heap *heap, Object *object, Object *finalizer) {
    gc_untrack(heap, object);
    gc_track(heap, object);
    gc_header(object)->flags |= GC_FINALIZED;
    heap_hold(heap, object);
    runner_call(heap, HEAP_RUN_FINALIZER, finalizer, object);
    object->holds--;
}

static bool may_be_finalized(const Heap *heap, const Object *object) {
    return object->kind == HEAP_INSTANCE && !(gc_header(object)->flags & GC_FINALIZED) &&
           runner_is_there(heap);
}

// Whether the object, which nothing holds, has a finalizer and is held by something after it.
static bool is_resurrected(Heap *heap, Object *object) {
    Object *finalizer = class_find_finalizer(heap, object_at(heap, object->cls));
    if (finalizer == NULL) {
        return false;
    }
    finalize(heap, object, finalizer);
    if (object_is_let_go(object)) {
        return false;
    }
    event_object(heap, HEAP_EVENT_RESURRECT, object, 0, 0);
    return true;
}

static void lose_weakrefs(Heap *heap, const Type *type, Object *object) {
    if (type->leave != NULL) {
        type->leave(heap, object);
    }
    if (type->weakrefs != NULL) {
        weakrefs_clear_all(heap, object);
    }
}

// After: the object is out of every list, and if it is a container it is the innermost of the
// dying, `parent` next; or its finalizer kept it alive. Returns the innermost of the dying.
static Object *begin(Heap *heap, Object *object, Object *parent, HeapDeathCause cause) {
    if (may_be_finalized(heap, object) && is_resurrected(heap, object)) {
        return parent;
    }
    tell(heap, object, cause);
    object->flags |= OBJECT_DYING;
    const Type *type = object_type(object);
    if (!type->gc) {
        type->free_memory(heap, object);
        return parent;
    }
    gc_forget(heap, object);
    gc_header(object)->next = ref_of(heap, parent);
    gc_header(object)->refs = 0;
    lose_weakrefs(heap, type, object);
    return object;
}

static bool lose_holder(Heap *heap, Object *child, const Object *dying) {
    HeapHolder holder = {.kind = HEAP_HOLDER_DYING, .owner = dying};
    int change = count_down(heap, child);
    heap->decrements++;
    if (event_wanted(heap, HEAP_EVENT_REFCOUNT)) {
        object_count_event(heap, child, change, &holder);
    }
    if (object_is_static(child) && child->count == 1) {
        object_unlist_static(heap, child);
    }
    return object_is_let_go(child);
}

// One reference of the innermost dying object goes. Returns the innermost afterwards.
static Object *step(Heap *heap, Object *dying, HeapDeathCause cause) {
    const Type *type = object_type(dying);
    Object *parent = object_at(heap, gc_header(dying)->next);
    uint32_t cursor = gc_header(dying)->refs;
    heap->work++;
    ReleaseStep taken = type->release_next(heap, dying, &cursor);
    gc_header(dying)->refs = cursor;
    bool child_dies = taken.child != NULL && lose_holder(heap, taken.child, dying);
    if (taken.finished) {
        type->free_memory(heap, dying);
    }
    Object *innermost = taken.finished ? parent : dying;
    return child_dies ? begin(heap, taken.child, innermost, cause) : innermost;
}

// What dies with another was held, whatever the other died of.
void object_die(Heap *heap, Object *object, HeapDeathCause cause) {
    bool deleting = heap->gc.deleting;
    Object *innermost = begin(heap, object, NULL, deleting ? HEAP_DEATH_COLLECTED : cause);
    while (innermost != NULL) {
        innermost = step(heap, innermost, deleting ? HEAP_DEATH_COLLECTED : HEAP_DEATH_REFCOUNT);
    }
}

static const char *const cause_names[] = {
    // clang-format off
    [HEAP_DEATH_REFCOUNT] = "refcount",
    [HEAP_DEATH_DROPPED] = "dropped",
    [HEAP_DEATH_COLLECTED] = "collected",
    [HEAP_DEATH_CACHED] = "cached",
    // clang-format on
};

const char *heap_death_cause_name(HeapDeathCause cause) {
    return cause_names[cause];
}
