#include "heap/gc/gc_phases.h"

#include <stdlib.h>

#include "heap/events.h"
#include "heap/state.h"

enum { PHASE_OBJECTS = 1000 };  // Told with a phase; its `to` has the true number.

void gc_tell_phase(Heap *heap, const char *phase, GcHeader *list, uint64_t count) {
    if (!event_wanted(heap, HEAP_EVENT_GC_PHASE)) {
        return;
    }
    Object *objects[PHASE_OBJECTS];
    size_t told = 0;
    for (Ref ref = list->next; ref != ref_of(heap, list) && told < PHASE_OBJECTS;) {
        GcHeader *node = gc_at(heap, ref);
        objects[told++] = gc_object(node);
        ref = node->next;
    }
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_GC_PHASE,
                                  .label = phase,
                                  .to = (int64_t)count,
                                  .objects = objects,
                                  .object_count = told});
}

static uint64_t count(const Heap *heap, const GcHeader *list) {
    uint64_t length = 0;
    for (Ref ref = list->next; ref != ref_of(heap, list); ref = gc_at(heap, ref)->next) {
        length++;
    }
    return length;
}

void gc_tell_list(Heap *heap, const char *phase, GcHeader *list) {
    if (event_wanted(heap, HEAP_EVENT_GC_PHASE)) {
        gc_tell_phase(heap, phase, list, count(heap, list));
    }
}

static void tell_refs(Heap *heap, const char *phase, GcHeader *node, uint32_t from,
                      const Object *source) {
    if (event_wanted(heap, HEAP_EVENT_GC_REFS)) {
        event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_GC_REFS,
                                      .label = phase,
                                      .object = gc_object(node),
                                      .from = from,
                                      .to = node->refs,
                                      .source = source});
    }
}

// CPython appends the younger ones to the list of the oldest, the youngest first.
void merge_generations(Heap *heap, int generation, GcHeader *young) {
    gc_list_init(heap, young);
    gc_list_merge(heap, &heap->gc.generations[generation], young);
    heap->gc.sizes[generation] = 0;
    for (int i = 0; i < generation; i++) {
        gc_list_merge(heap, &heap->gc.generations[i], young);
        heap->gc.sizes[i] = 0;
    }
}

uint64_t update_refs(Heap *heap, GcHeader *young) {
    uint64_t examined = 0;
    for (Ref ref = young->next; ref != ref_of(heap, young); ref = gc_at(heap, ref)->next) {
        GcHeader *node = gc_at(heap, ref);
        const Object *object = gc_object(node);
        node->refs = object->count + object->holds;
        node->flags |= GC_COLLECTING;
        examined++;
        tell_refs(heap, "update_refs", node, node->refs, NULL);
    }
    heap->work += examined;
    gc_tell_phase(heap, "update_refs", young, examined);
    return examined;
}

static void subtract(Heap *heap, Object *target, void *context) {
    heap->work++;
    if (!object_is_gc(target) || !(gc_header(target)->flags & GC_COLLECTING)) {
        return;
    }
    GcHeader *node = gc_header(target);
    node->refs--;
    tell_refs(heap, "subtract_refs", node, node->refs + 1, context);
}

void subtract_refs(Heap *heap, GcHeader *young) {
    uint64_t examined = 0;
    for (Ref ref = young->next; ref != ref_of(heap, young); ref = gc_at(heap, ref)->next) {
        Object *object = gc_object(gc_at(heap, ref));
        object_type(object)->traverse(heap, object, subtract, object);
        examined++;
    }
    heap->work += examined;
    gc_tell_phase(heap, "subtract_refs", young, examined);
}

// What a reachable object refers to is reachable: a candidate still to be scanned is marked so, one
// set aside too early comes back at the end of the scan.
static void rescue(Heap *heap, Object *target, void *context) {
    heap->work++;
    if (!object_is_gc(target) || !(gc_header(target)->flags & GC_COLLECTING)) {
        return;
    }
    GcHeader *node = gc_header(target);
    if (node->flags & GC_UNREACHABLE) {
        node->flags &= (uint8_t)~GC_UNREACHABLE;
        gc_list_remove(heap, node);
        gc_list_append(heap, &heap->gc.young, node);
    } else if (node->refs != 0) {
        return;
    }
    node->refs = 1;
    tell_refs(heap, "move_unreachable", node, 0, context);
}

// Loop invariant: everything before `ref` in `young` is reachable and its references have been
// followed; nothing from `ref` on has been looked at. What was set aside too early comes back at
// the tail, so the scan still meets it.
uint64_t move_unreachable(Heap *heap, GcHeader *young, uint64_t examined, GcHeader *unreachable) {
    uint64_t reachable = 0;
    gc_list_init(heap, unreachable);
    Ref ref = young->next;
    while (ref != ref_of(heap, young)) {
        GcHeader *node = gc_at(heap, ref);
        if (node->refs != 0) {
            node->flags = (uint8_t)((node->flags & ~GC_COLLECTING) | GC_SURVIVOR);
            Object *object = gc_object(node);
            object_type(object)->traverse(heap, object, rescue, object);
            reachable++;
            ref = node->next;  // Only now: the traversal may have appended.
        } else {
            ref = node->next;
            node->flags |= GC_UNREACHABLE;
            gc_list_remove(heap, node);
            gc_list_append(heap, unreachable, node);
        }
    }
    gc_tell_phase(heap, "move_unreachable", unreachable, examined - reachable);
    return examined - reachable;
}

static void note_tracked(Heap *heap, Object *target, void *context) {
    bool *found = context;
    *found = *found || object_may_be_tracked(heap, target);
}

// Untracks the survivors of one kind that hold nothing the collector could be interested in.
static void untrack_kind(Heap *heap, GcHeader *young, HeapKind kind, const char *phase) {
    uint64_t untracked = 0;
    Ref ref = young->next;
    while (ref != ref_of(heap, young)) {
        GcHeader *node = gc_at(heap, ref);
        Object *object = gc_object(node);
        ref = node->next;
        if (object->kind != kind) {
            continue;
        }
        bool found = false;
        object_type(object)->traverse(heap, object, note_tracked, &found);
        if (!found) {
            gc_untrack(heap, object);
            node->flags &= (uint8_t)~GC_SURVIVOR;
            untracked++;
        }
    }
    event_send(heap,
               &(HeapEvent){.kind = HEAP_EVENT_GC_PHASE, .label = phase, .to = (int64_t)untracked});
}

void untrack_tuples(Heap *heap, GcHeader *young) {
    untrack_kind(heap, young, HEAP_TUPLE, "untrack_tuples");
}

void untrack_dicts(Heap *heap, GcHeader *young) {
    if (!heap->profile->tracks_every_dict) {
        untrack_kind(heap, young, HEAP_DICT, "untrack_dicts");
    }
}

bool gc_settle(Heap *heap, GcHeader *node, int target) {
    int from = node->generation;
    if (node->flags & GC_IN_COLLECTION) {
        node->flags &= (uint8_t)~GC_IN_COLLECTION;
    } else {
        heap->gc.sizes[from]--;
    }
    node->generation = (uint8_t)target;
    heap->gc.sizes[target]++;
    if (from == GC_PERMANENT) {
        event_object(heap, HEAP_EVENT_UNFREEZE, gc_object(node), 0, target);
    } else if (from != target) {
        event_object(heap, HEAP_EVENT_PROMOTE, gc_object(node), from, target);
    }
    return from != target;
}

int gc_older(const HeapCollection *collection) {
    int generation = collection->generation;
    return generation + 1 < HEAP_GENERATIONS ? generation + 1 : generation;
}

uint64_t gc_settle_all(Heap *heap, GcHeader *list, HeapCollection *collection) {
    int target = gc_older(collection);
    uint64_t count = 0;
    for (Ref ref = list->next; ref != ref_of(heap, list); ref = gc_at(heap, ref)->next) {
        collection->promoted += gc_settle(heap, gc_at(heap, ref), target);
        count++;
    }
    collection->survived += count;
    return count;
}

void promote(Heap *heap, GcHeader *young, HeapCollection *collection) {
    gc_tell_phase(heap, "promote", young, gc_settle_all(heap, young, collection));
    gc_list_merge(heap, young, &heap->gc.generations[gc_older(collection)]);
}
