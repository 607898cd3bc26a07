#include "heap/types/weakref.h"

#include <string.h>

#include "heap/events.h"
#include "heap/gc/gc.h"
#include "heap/holding.h"
#include "heap/runner.h"
#include "heap/statics.h"
#include "heap/temporary.h"
#include "heap/types/tuple.h"

// As CPython's PyWeakReference, which has 24 bytes more.
typedef struct {
    Object base;
    Ref target;          // 0: dead.
    Ref next, previous;  // In the list of the target's weakrefs.
    uint32_t unused;
    Slot callback;
    int64_t hash;  // -1: not computed yet.
} WeakrefObject;

static WeakrefObject *as_weakref(const Object *object) {
    return (WeakrefObject *)(uintptr_t)object;
}

Object *weakref_target(const Heap *heap, const Object *weakref) {
    return object_at(heap, as_weakref(weakref)->target);
}

Object *weakref_callback(const Heap *heap, const Object *weakref) {
    return slot_object(heap, as_weakref(weakref)->callback);
}

Object *weakref_next(const Heap *heap, const Object *weakref) {
    return object_at(heap, as_weakref(weakref)->next);
}

// ---- the list of an object's weakrefs

// NULL: it can't be weakly referenced.
static Ref *list_of(const Heap *heap, Object *target) {
    const Type *type = object_type(target);
    return type->weakrefs == NULL ? NULL : type->weakrefs(heap, target);
}

Object *weakref_first(const Heap *heap, Object *target) {
    const Ref *list = list_of(heap, target);
    return list == NULL ? NULL : object_at(heap, *list);
}

// The one without a callback, which stands first; NULL if there is none.
static Object *find_plain(const Heap *heap, Object *target) {
    Object *first = weakref_first(heap, target);
    return first != NULL && weakref_callback(heap, first) == NULL ? first : NULL;
}

// `previous` NULL: it goes first.
static void link_weakref(Heap *heap, Object *target, Object *previous, Object *object) {
    Ref *place = previous == NULL ? list_of(heap, target) : &as_weakref(previous)->next;
    WeakrefObject *weakref = as_weakref(object);
    weakref->target = ref_of(heap, target);
    weakref->previous = ref_of(heap, previous);
    weakref->next = *place;
    if (*place != 0) {
        as_weakref(object_at(heap, *place))->previous = ref_of(heap, object);
    }
    *place = ref_of(heap, object);
}

static void unlink_weakref(Heap *heap, WeakrefObject *weakref) {
    Object *previous = object_at(heap, weakref->previous);
    Object *next = object_at(heap, weakref->next);
    if (previous != NULL) {
        as_weakref(previous)->next = weakref->next;
    } else if (weakref->target != 0) {
        *list_of(heap, object_at(heap, weakref->target)) = weakref->next;
    }
    if (next != NULL) {
        as_weakref(next)->previous = weakref->previous;
    }
    weakref->target = weakref->next = weakref->previous = 0;
}

// ---- making

// Linked in its place; tracked.
static HeapStatus make(Heap *heap, Object *target, Object *callback, uint8_t flags,
                       Object **out_weakref) {
    Object *object;
    uint64_t bytes = heap->profile->weakref_bytes;
    HeapStatus status = object_new(heap, HEAP_WEAKREF, bytes, FREE_LISTS, &object);
    if (status != HEAP_OK) {
        return status;
    }
    *as_weakref(object) = (WeakrefObject){.base = *object, .hash = -1};
    object->flags |= flags;
    // Making it may have run code that made or lost others: the list is read only now.
    Object *previous = callback == NULL ? NULL : find_plain(heap, target);
    link_weakref(heap, target, previous, object);
    object_announce(heap, object);
    gc_track(heap, object);
    if (callback != NULL) {
        HeapHolder holder = {
            .kind = HEAP_HOLDER_CALLBACK, .owner = object, .label = "__callback__"};
        as_weakref(object)->callback = ref_of(heap, callback);
        object_retain(heap, callback, holder);
        event_slot(heap, holder, 0, NULL, callback);
    }
    *out_weakref = object;
    return HEAP_OK;
}

HeapStatus weakref_to(Heap *heap, Object *target, uint8_t flags, Object **out_weakref) {
    Object *plain = find_plain(heap, target);
    if (plain == NULL) {
        return make(heap, target, NULL, flags, out_weakref);
    }
    heap_hold(heap, plain);
    *out_weakref = plain;
    return HEAP_OK;
}

static HeapStatus check_target(Heap *heap, Object *target) {
    if (list_of(heap, target) != NULL) {
        return HEAP_OK;
    }
    return heap_fail(heap, HEAP_TYPE_ERROR, "cannot create weak reference to '%s' object",
                     object_type_name(heap, target));
}

static HeapStatus call(Heap *heap, Object *target, Object *callback, Object **out_object) {
    HeapStatus status = check_target(heap, target);
    if (status != HEAP_OK) {
        return status;
    }
    return callback == NULL ? weakref_to(heap, target, 0, out_object)
                            : make(heap, target, callback, 0, out_object);
}

// Python calls a type with a tuple of the arguments, which are held by the caller here.
HeapStatus heap_new_weakref(Heap *heap, Object *target, Object *callback, Object **out_object) {
    unsigned count = callback == NULL ? 1 : 2;
    Ref arguments = 0;
    HeapStatus status = temporary_arguments_begin(heap, count, &arguments);
    if (status != HEAP_OK) {
        return status;
    }
    if (callback != NULL && callback->kind == HEAP_NONE) {
        callback = NULL;
    }
    status = call(heap, target, callback, out_object);
    temporary_arguments_end(heap, arguments, count);
    return status;
}

// ---- dying

static void drop_callback(Heap *heap, Object *weakref) {
    Object *callback = weakref_callback(heap, weakref);
    if (callback != NULL) {
        HeapHolder holder = {
            .kind = HEAP_HOLDER_CALLBACK, .owner = weakref, .label = "__callback__"};
        as_weakref(weakref)->callback = 0;
        event_slot(heap, holder, 0, callback, NULL);
        object_release(heap, callback, holder);
    }
}

void weakref_clear(Heap *heap, Object *weakref) {
    Object *target = weakref_target(heap, weakref);
    if (target == NULL) {
        return;
    }
    unlink_weakref(heap, as_weakref(weakref));
    heap->mutations++;
    event_send(
        heap,
        &(HeapEvent){.kind = HEAP_EVENT_WEAKREF_CLEAR, .object = weakref, .from_object = target});
}

static void call_back(Heap *heap, Object *weakref, Object *callback) {
    if (callback != NULL) {
        runner_call(heap, HEAP_RUN_CALLBACK, callback, weakref);
    }
}

static void clear_only(Heap *heap, Object *weakref) {
    Object *callback = weakref_callback(heap, weakref);
    heap_hold(heap, weakref);
    heap_hold(heap, callback);
    weakref_clear(heap, weakref);
    drop_callback(heap, weakref);
    call_back(heap, weakref, callback);
    heap_drop(heap, callback);
    heap_drop(heap, weakref);
}

static size_t count_weakrefs(const Heap *heap, Object *target) {
    size_t count = 0;
    for (Object *weakref = weakref_first(heap, target); weakref != NULL;
         weakref = weakref_next(heap, weakref)) {
        count++;
    }
    return count;
}

// After: the tuple holds each of the weakrefs with its callback; all of them are dead.
static HeapStatus move_to_tuple(Heap *heap, Object *target, size_t count, Object **out_tuple) {
    Object *tuple;
    HeapStatus status = tuple_new(heap, 2 * count, &tuple);
    if (status != HEAP_OK) {
        return status;
    }
    tuple->flags |= OBJECT_INTERNAL;
    object_announce(heap, tuple);
    gc_track(heap, tuple);
    // Making it may have run code that lost some of them.
    Object *weakref = weakref_first(heap, target);
    for (size_t i = 0; i < count && weakref != NULL; i++) {
        Object *callback = weakref_callback(heap, weakref);
        tuple_fill(heap, tuple, 2 * i, weakref);
        if (callback != NULL) {
            tuple_fill(heap, tuple, 2 * i + 1, callback);
        }
        drop_callback(heap, weakref);
        weakref_clear(heap, weakref);
        weakref = weakref_first(heap, target);
    }
    *out_tuple = tuple;
    return HEAP_OK;
}

// CPython keeps several weakrefs and their callbacks in a tuple while it calls.
static void clear_several(Heap *heap, Object *target, size_t count) {
    Object *tuple = NULL;
    HeapStatus status = move_to_tuple(heap, target, count, &tuple);
    if (status != HEAP_OK) {
        runner_fail(heap, status);
        while (weakref_first(heap, target) != NULL) {
            weakref_clear(heap, weakref_first(heap, target));
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        call_back(heap, tuple_item(heap, tuple, 2 * i), tuple_item(heap, tuple, 2 * i + 1));
    }
    heap_drop(heap, tuple);
}

void weakrefs_clear_all(Heap *heap, Object *dying) {
    Object *first = weakref_first(heap, dying);
    if (first == NULL) {
        return;
    }
    if (weakref_callback(heap, first) == NULL) {
        weakref_clear(heap, first);
    }
    size_t count = count_weakrefs(heap, dying);
    heap->work += count;
    if (count == 1) {
        clear_only(heap, weakref_first(heap, dying));
    } else if (count > 1) {
        clear_several(heap, dying, count);
    }
}

// ---- looking

HeapStatus heap_deref(Heap *heap, Object *weakref, Object **out_borrowed) {
    if (weakref->kind != HEAP_WEAKREF) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "'%s' object is not callable",
                         object_type_name(heap, weakref));
    }
    *out_borrowed = weakref_target(heap, weakref);
    return HEAP_OK;
}

Object *heap_weakref_target(const Heap *heap, const Object *weakref) {
    return weakref->kind == HEAP_WEAKREF ? weakref_target(heap, weakref) : NULL;
}

bool heap_next_weakref(const Heap *heap, const Object *target, uint32_t *cursor,
                       Object **out_weakref) {
    Object *found = *cursor == 0 ? weakref_first(heap, (Object *)(uintptr_t)target)
                                 : weakref_next(heap, object_at(heap, *cursor));
    if (found == NULL) {
        return false;
    }
    *cursor = ref_of(heap, found);
    *out_weakref = found;
    return true;
}

bool weakref_find_part(Heap *heap, Object *weakref, const char *name, Object **out_part) {
    if (strcmp(name, "__callback__") != 0) {
        return false;
    }
    Object *callback = weakref_callback(heap, weakref);
    *out_part = callback == NULL ? static_none(heap) : callback;
    return true;
}

HeapStatus weakref_assign_part(Heap *heap, Object *weakref, const char *name, Object *value) {
    (void)weakref, (void)name, (void)value;
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "readonly attribute");
}

HeapStatus weakref_hash(Heap *heap, Object *object, int64_t *out_hash) {
    WeakrefObject *weakref = as_weakref(object);
    HeapStatus status = HEAP_OK;
    if (weakref->hash == -1 && weakref->target == 0) {
        return heap_fail(heap, HEAP_TYPE_ERROR, "weak object has gone away");
    }
    if (weakref->hash == -1) {
        // One level: none leads to a weakref or tuple, and a frozenset knows its items' hashes.
        status = heap_hash(heap, weakref_target(heap, object), &weakref->hash);
    }
    if (status == HEAP_OK) {
        *out_hash = weakref->hash;
    }
    return status;
}

// ---- the type

static uint64_t weakref_size(const Heap *heap, const Object *object) {
    (void)object;
    return heap->profile->weakref_bytes;
}

static void weakref_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                             void *context) {
    Object *callback = weakref_callback(heap, object);
    if (callback != NULL) {
        visit(heap, callback, context);
    }
}

static void weakref_clear_slots(Heap *heap, Object *object) {
    weakref_clear(heap, object);
    drop_callback(heap, object);
}

static bool weakref_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                              HeapHolder *out_holder) {
    Object *callback = weakref_callback(heap, object);
    if (*cursor > 0 || callback == NULL) {
        return false;
    }
    (*cursor)++;
    *out_holder = (HeapHolder){
        .kind = HEAP_HOLDER_CALLBACK, .owner = object, .label = "__callback__", .object = callback};
    return true;
}

// A weakref that dies first leaves the list of its target, and never calls back.
static ReleaseStep weakref_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    (void)cursor;
    Object *callback = weakref_callback(heap, object);
    unlink_weakref(heap, as_weakref(object));
    as_weakref(object)->callback = 0;
    return (ReleaseStep){callback, callback == NULL};
}

static void weakref_free_memory(Heap *heap, Object *object) {
    object_free_block(heap, object, heap->profile->weakref_bytes, FREE_LISTS);
}

const Type weakref_type = {
    .name = "ReferenceType",
    .full_name = "weakref.ReferenceType",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = weakref_size,
    .block_size = weakref_size,
    .next_slot = weakref_next_slot,
    .traverse = weakref_traverse,
    .clear = weakref_clear_slots,
    .release_next = weakref_release_next,
    .free_memory = weakref_free_memory,
};
