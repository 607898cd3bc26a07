// The phases of a collection after the survivors are safe: what is left is trash, unless a
// finalizer brings it back.
//
// Finalizers and callbacks run in the middle of these lists and may let any object die, of the
// trash or not. So no loop keeps a place in a list meanwhile, but by a mark: it takes the first
// until there is none.
#include "heap/events.h"
#include "heap/gc/gc_phases.h"
#include "heap/profile.h"
#include "heap/runner.h"
#include "heap/types/class.h"
#include "heap/types/weakref.h"

// ---- handle_weakrefs

// The callback of a weakref that is trash itself is not called. The hold is given back when it has
// been.
static void set_aside(Heap *heap, Object *weakref) {
    GcHeader *node = gc_header(weakref);
    if (weakref_callback(heap, weakref) != NULL && !(node->flags & GC_UNREACHABLE)) {
        heap_hold(heap, weakref);
        gc_list_remove(heap, node);
        gc_list_append(heap, &heap->gc.callbacks, node);
    }
}

// After: none of these weakrefs leads to the object, those with a callback or all; the callbacks that
// are to be called are set aside.
static void part_weakrefs(Heap *heap, Object *object, bool all) {
    Object *next = NULL;
    if (all && object->kind == HEAP_WEAKREF) {
        weakref_clear(heap, object);
    }
    for (Object *weakref = weakref_first(heap, object); weakref != NULL; weakref = next) {
        next = weakref_next(heap, weakref);
        if (all || weakref_callback(heap, weakref) != NULL) {
            weakref_clear(heap, weakref);
            set_aside(heap, weakref);
        }
    }
}

// True if the weakref died of it: nothing but the collection held it any more.
static bool call_back(Heap *heap, GcHeader *node, int older) {
    Object *weakref = gc_object(node);
    runner_call(heap, HEAP_RUN_CALLBACK, weakref_callback(heap, weakref), weakref);
    heap_drop(heap, weakref);
    if (heap->gc.callbacks.next != ref_of(heap, node)) {
        return true;
    }
    gc_list_remove(heap, node);
    gc_list_append(heap, &heap->gc.generations[older], node);
    gc_settle(heap, node, older);
    return false;
}

// No weakref leads to these kinds, and they are none.
enum {
    WITHOUT_WEAKREFS = 1 << HEAP_LIST | 1 << HEAP_TUPLE | 1 << HEAP_DICT | 1 << HEAP_CELL,
};

uint64_t handle_weakrefs(Heap *heap, const GcScan *scan, const HeapCollection *collection) {
    static const char *const phases[] = {
        [WEAKREFS_DIE_FIRST] = "handle_weakrefs",
        [WEAKREFS_WITH_CALLBACK_DIE_FIRST] = "handle_weakref_callbacks",
    };
    GcHeader *trash = &heap->gc.unreachable, *callbacks = &heap->gc.callbacks;
    bool are_there = scan->kinds_aside & ~(uint32_t)WITHOUT_WEAKREFS;
    bool all = heap->profile->weakrefs_die == WEAKREFS_DIE_FIRST;
    uint64_t died = 0;
    gc_list_init(heap, callbacks);
    Ref ref = are_there ? trash->next : ref_of(heap, trash);
    for (; ref != ref_of(heap, trash); ref = gc_at(heap, ref)->next) {
        part_weakrefs(heap, gc_object(gc_at(heap, ref)), all);
    }
    gc_tell_list(heap, phases[heap->profile->weakrefs_die], callbacks);
    while (!gc_list_is_empty(heap, callbacks)) {
        died += call_back(heap, gc_at(heap, callbacks->next), gc_older(collection));
    }
    return died;
}

// After: no weakref leads to the object, nor does it lead anywhere. Returns how many did.
static uint64_t clear_weakrefs(Heap *heap, Object *object) {
    uint64_t cleared = 0;
    if (object->kind == HEAP_WEAKREF) {
        cleared += weakref_target(heap, object) != NULL;
        weakref_clear(heap, object);
    }
    for (Object *weakref = weakref_first(heap, object); weakref != NULL;
         weakref = weakref_first(heap, object)) {
        weakref_clear(heap, weakref);
        cleared++;
    }
    return cleared;
}

void clear_last_weakrefs(Heap *heap, const GcScan *scan) {
    static const char *const phases[] = {
        [WEAKREFS_DIE_FIRST] = "handle_weakrefs",
        [WEAKREFS_WITH_CALLBACK_DIE_FIRST] = "clear_weakrefs",
    };
    GcHeader *trash = &heap->gc.unreachable;
    bool are_there = scan->kinds_aside & ~(uint32_t)WITHOUT_WEAKREFS;
    uint64_t cleared = 0;
    Ref ref = are_there ? trash->next : ref_of(heap, trash);
    for (; ref != ref_of(heap, trash); ref = gc_at(heap, ref)->next) {
        cleared += clear_weakrefs(heap, gc_object(gc_at(heap, ref)));
    }
    event_send(heap, &(HeapEvent){.kind = HEAP_EVENT_GC_PHASE,
                                  .label = phases[heap->profile->weakrefs_die],
                                  .to = (int64_t)cleared});
}

// ---- finalize_garbage

static Object *find_finalizer(Heap *heap, const Object *object) {
    bool can = object->kind == HEAP_INSTANCE && !(gc_header(object)->flags & GC_FINALIZED);
    return can ? class_find_finalizer(heap, object_at(heap, object->cls)) : NULL;
}

// The mark stands behind the object in the list, whatever dies around it meanwhile. Returns where
// the trash goes on.
static Ref finalize(Heap *heap, GcHeader *node, Object *finalizer) {
    GcHeader *mark = &heap->gc.mark;
    node->flags |= GC_FINALIZED;
    gc_list_insert(heap, node, mark);
    runner_call(heap, HEAP_RUN_FINALIZER, finalizer, gc_object(node));
    gc_list_remove(heap, mark);
    return mark->next;
}

// Loop invariant: everything before `ref` that has a finalizer has been finalized.
void finalize_garbage(Heap *heap) {
    GcHeader *trash = &heap->gc.unreachable;
    gc_tell_list(heap, "finalize_garbage", trash);
    Ref ref = trash->next;
    while (ref != ref_of(heap, trash) && runner_is_there(heap)) {
        GcHeader *node = gc_at(heap, ref);
        Object *finalizer = find_finalizer(heap, gc_object(node));
        ref = finalizer == NULL ? node->next : finalize(heap, node, finalizer);
    }
}

// ---- handle_resurrected_objects

static void forget_marks(Heap *heap, GcHeader *list) {
    for (Ref ref = list->next; ref != ref_of(heap, list); ref = gc_at(heap, ref)->next) {
        gc_at(heap, ref)->flags &= (uint8_t)~GC_IN_COLLECTION;
    }
}

// The analysis once more, of the trash alone.
uint64_t handle_resurrected_objects(Heap *heap, HeapCollection *collection) {
    GcHeader *again = &heap->gc.young, *trash = &heap->gc.unreachable;
    forget_marks(heap, trash);
    gc_list_merge(heap, trash, again);
    uint64_t examined = update_refs(heap, again);
    subtract_refs(heap, again);
    uint64_t unreachable = move_unreachable(heap, again, examined, trash).unreachable;
    uint64_t resurrected = gc_settle_all(heap, again, collection);
    gc_tell_phase(heap, "handle_resurrected_objects", again, resurrected);
    gc_list_merge(heap, again, &heap->gc.generations[gc_older(collection)]);
    return unreachable;
}

// ---- delete_garbage

// The collector's own hold keeps the object alive while it is cleared.
static void clear_one(Heap *heap, Object *object) {
    const Type *type = object_type(object);
    if (type->clear != NULL) {
        heap_hold(heap, object);
        type->clear(heap, object);
        heap_drop(heap, object);
    }
}

void delete_garbage(Heap *heap, const HeapCollection *collection) {
    GcHeader *trash = &heap->gc.unreachable;
    int older = gc_older(collection);
    gc_tell_list(heap, "delete_garbage", trash);
    heap->gc.deleting = true;
    while (!gc_list_is_empty(heap, trash)) {
        Ref first = trash->next;
        if (heap->gc.saveall) {
            gc_save_garbage(heap, gc_object(gc_at(heap, first)));
        } else {
            clear_one(heap, gc_object(gc_at(heap, first)));
        }
        if (trash->next == first) {
            GcHeader *node = gc_at(heap, first);
            gc_list_remove(heap, node);
            gc_list_append(heap, &heap->gc.generations[older], node);
            gc_settle(heap, node, older);
        }
    }
    heap->gc.deleting = false;
}
