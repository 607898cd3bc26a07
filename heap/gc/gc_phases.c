#include "heap/gc/gc_phases.h"

#include <stdlib.h>

#include "heap/events.h"
#include "heap/gc/gc_marks.h"
#include "heap/holding.h"
#include "heap/state.h"
#include "heap/types/dict.h"
#include "heap/types/list_object.h"

enum { PHASE_OBJECTS = 1000 };  // Told with a phase; its `to` has the true number.
enum { NEIGHBOUR_BYTES = 512 };

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

// The candidate, whose mark is right by now, had one reference more or fewer from outside.
static void tell_refs(Heap *heap, const char *phase, Object *object, int change,
                      const Object *source) {
    uint32_t refs = gc_mark_refs(*gc_mark_at(heap, ref_of(heap, object)), gc_header(object));
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_GC_REFS,
                                  .label = phase,
                                  .object = object,
                                  .from = (int64_t)refs - change,
                                  .to = refs,
                                  .source = source});
}

typedef void Visit(Heap *heap, Object *target, void *source);

// Most of what a collection looks at is lists: their references are visited without a call.
static inline void visit_references(Heap *heap, Object *object, Visit *visit) {
    if (object->kind != HEAP_LIST) {
        object_type(object)->traverse(heap, object, visit, object);
        return;
    }
    const ListObject *list = (const ListObject *)object;
    const Slot *items = list_items(heap, list);
    for (uint64_t i = list->length; i-- > 0;) {
        visit(heap, range_at(heap, (Ref)items[i]), object);
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

// Objects made one after the other mostly lie so in memory and in the list; the processor's own
// foresight ends at each page.
static inline void call_for_neighbours(const GcHeader *node) {
    __builtin_prefetch((const char *)node + NEIGHBOUR_BYTES);
}

// It is no candidate: it will never die, and is not asked what it holds.
static void leave_out(Heap *heap, GcHeader *node) {
    if (heap->profile->immortals_met == IMMORTALS_ARE_UNTRACKED) {
        node->flags |= GC_SURVIVOR;
        gc_untrack(heap, gc_object(node));
        return;
    }
    int from = node->generation;
    gc_list_remove(heap, node);
    gc_list_append(heap, &heap->gc.generations[GC_PERMANENT], node);
    heap->gc.sizes[GC_PERMANENT]++;
    node->generation = GC_PERMANENT;
    event_object(heap, HEAP_EVENT_FREEZE, gc_object(node), from, GC_PERMANENT);
}

uint64_t update_refs(Heap *heap, GcHeader *young) {
    uint64_t examined = 0;
    Ref next = 0;
    for (Ref ref = young->next; ref != ref_of(heap, young); ref = next) {
        GcHeader *node = gc_at(heap, ref);
        Object *object = gc_object(node);
        next = node->next;
        call_for_neighbours(node);
        if (count_is_saturated(heap, object)) {
            leave_out(heap, node);
            continue;
        }
        node->refs = object->count + object->holds;
        *gc_mark_at(heap, ref_of(heap, object)) = gc_mark_of(node->refs);
        examined++;
        if (event_wanted(heap, HEAP_EVENT_GC_REFS)) {
            tell_refs(heap, "update_refs", object, 0, NULL);
        }
    }
    heap->work += examined;
    gc_tell_phase(heap, "update_refs", young, examined);
    return examined;
}

// No branch here or in rescue() depends on how many references there are: a guess would be wrong
// half the time, and known to be only after the mark has come from far away.
static void subtract(Heap *heap, Object *target, void *source) {
    uint8_t *mark = gc_mark_at(heap, ref_of(heap, target));
    heap->work++;
    if (*mark == GC_NO_CANDIDATE) {
        return;
    }
    *mark = *mark == GC_MANY_REFS ? gc_mark_of(--gc_header(target)->refs) : *mark - 1;
    if (event_wanted(heap, HEAP_EVENT_GC_REFS)) {
        tell_refs(heap, "subtract_refs", target, -1, source);
    }
}

void subtract_refs(Heap *heap, GcHeader *young) {
    uint64_t examined = 0;
    for (Ref ref = young->next; ref != ref_of(heap, young); ref = gc_at(heap, ref)->next) {
        call_for_neighbours(gc_at(heap, ref));
        visit_references(heap, gc_object(gc_at(heap, ref)), subtract);
        examined++;
    }
    heap->work += examined;
    gc_tell_phase(heap, "subtract_refs", young, examined);
}

// A candidate still to be scanned is marked reachable, one set aside too early comes back at the end
// of the scan.
static void bring_back(Heap *heap, Object *target, uint8_t *mark, const Object *source) {
    if (*mark == GC_SET_ASIDE) {
        GcHeader *node = gc_header(target);
        node->flags &= (uint8_t)~GC_UNREACHABLE;
        gc_list_remove(heap, node);
        gc_list_append(heap, &heap->gc.young, node);
    }
    *mark = GC_NO_REFS + 1;
    if (event_wanted(heap, HEAP_EVENT_GC_REFS)) {
        tell_refs(heap, "move_unreachable", target, 1, source);
    }
}

// What a reachable object refers to is reachable.
static void rescue(Heap *heap, Object *target, void *source) {
    uint8_t *mark = gc_mark_at(heap, ref_of(heap, target));
    heap->work++;
    if (*mark == GC_NO_REFS || *mark == GC_SET_ASIDE) {
        bring_back(heap, target, mark, source);
    }
}

static void set_aside(Heap *heap, GcHeader *node, GcHeader *unreachable) {
    node->flags |= GC_UNREACHABLE;
    gc_list_remove(heap, node);
    gc_list_append(heap, unreachable, node);
}

// Loop invariant: everything before `ref` in `young` is reachable and its references have been
// followed; nothing from `ref` on has been looked at. What was set aside too early comes back at
// the tail, so the scan still meets it.
GcScan move_unreachable(Heap *heap, GcHeader *young, uint64_t examined, GcHeader *unreachable) {
    GcScan scan = {.unreachable = examined};
    gc_list_init(heap, unreachable);
    Ref ref = young->next;
    while (ref != ref_of(heap, young)) {
        GcHeader *node = gc_at(heap, ref);
        Object *object = gc_object(node);
        call_for_neighbours(node);
        uint8_t *mark = gc_mark_at(heap, ref_of(heap, object));
        if (*mark != GC_NO_REFS) {
            *mark = GC_NO_CANDIDATE;
            visit_references(heap, object, rescue);
            scan.unreachable--;
            scan.kinds |= (uint32_t)1 << object->kind;
            ref = node->next;  // Only now: the visits may have appended.
        } else {
            *mark = GC_SET_ASIDE;
            ref = node->next;
            set_aside(heap, node, unreachable);
            scan.kinds_aside |= (uint32_t)1 << object->kind;
        }
    }
    gc_marks_clear(heap, unreachable, examined);
    gc_tell_phase(heap, "move_unreachable", unreachable, scan.unreachable);
    return scan;
}

static void note_tracked(Heap *heap, Object *target, void *context) {
    bool *found = context;
    *found = *found || object_may_be_tracked(heap, target);
}

// A dict whose values its instance visits is asked for them all the same.
static void visit_all(Heap *heap, Object *object, Visit *visit, void *context) {
    if (object->kind == HEAP_DICT) {
        dict_visit_all(heap, object, visit, context);
    } else {
        object_type(object)->traverse(heap, object, visit, context);
    }
}

// What the survivor holds is nothing that the collector could be interested in, if it is untracked.
static bool untrack(Heap *heap, GcHeader *node) {
    bool found = false;
    Object *object = gc_object(node);
    visit_all(heap, object, note_tracked, &found);
    if (!found) {
        node->flags |= GC_SURVIVOR;
        gc_untrack(heap, object);
    }
    return !found;
}

static void untrack_kind(Heap *heap, GcHeader *young, const GcScan *scan, HeapKind kind,
                         const char *phase) {
    uint64_t untracked = 0;
    bool are_there = scan->kinds >> kind & 1;
    Ref ref = are_there ? young->next : ref_of(heap, young);
    while (ref != ref_of(heap, young)) {
        GcHeader *node = gc_at(heap, ref);
        ref = node->next;
        untracked += gc_object(node)->kind == kind && untrack(heap, node);
    }
    event_send(heap,
               &(HeapEvent){.kind = HEAP_EVENT_GC_PHASE, .label = phase, .to = (int64_t)untracked});
}

void untrack_tuples(Heap *heap, GcHeader *young, const GcScan *scan) {
    untrack_kind(heap, young, scan, HEAP_TUPLE, "untrack_tuples");
}

void untrack_dicts(Heap *heap, GcHeader *young, const GcScan *scan) {
    if (!heap->profile->tracks_every_dict) {
        untrack_kind(heap, young, scan, HEAP_DICT, "untrack_dicts");
    }
}

// True if the node was not of this generation before.
static bool set_generation(Heap *heap, GcHeader *node, int target) {
    int from = node->generation;
    if (from == target) {
        return false;
    }
    HeapEventKind kind = from == GC_PERMANENT ? HEAP_EVENT_UNFREEZE : HEAP_EVENT_PROMOTE;
    node->generation = (uint8_t)target;
    event_object(heap, kind, gc_object(node), from == GC_PERMANENT ? 0 : from, target);
    return true;
}

bool gc_settle(Heap *heap, GcHeader *node, int target) {
    if (node->flags & GC_IN_COLLECTION) {
        node->flags &= (uint8_t)~GC_IN_COLLECTION;
    } else {
        heap->gc.sizes[node->generation]--;
    }
    heap->gc.sizes[target]++;
    return set_generation(heap, node, target);
}

int gc_older(const HeapCollection *collection) {
    int generation = collection->generation;
    return generation + 1 < HEAP_GENERATIONS ? generation + 1 : generation;
}

uint64_t gc_settle_all(Heap *heap, GcHeader *list, HeapCollection *collection) {
    int target = gc_older(collection);
    uint64_t count = 0;
    for (Ref ref = list->next; ref != ref_of(heap, list); ref = gc_at(heap, ref)->next) {
        collection->promoted += set_generation(heap, gc_at(heap, ref), target);
        count++;
    }
    heap->gc.sizes[target] += count;
    collection->survived += count;
    return count;
}

void promote(Heap *heap, GcHeader *young, HeapCollection *collection) {
    gc_tell_phase(heap, "promote", young, gc_settle_all(heap, young, collection));
    gc_list_merge(heap, young, &heap->gc.generations[gc_older(collection)]);
}
