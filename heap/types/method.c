#include "heap/types/method.h"

#include <string.h>

#include "heap/gc/gc.h"
#include "heap/hash.h"
#include "heap/refusals.h"
#include "heap/state.h"
#include "heap/types/function.h"
#include "heap/types/parts.h"

// CPython's im_func and im_self.
enum { METHOD_FUNCTION, METHOD_SELF, METHOD_PARTS };
static const char *const labels[] = {"__func__", "__self__"};

typedef struct {
    Object base;
    Slot parts[METHOD_PARTS];
    Ref weakrefs;
} MethodObject;

static MethodObject *as_method(const Object *object) {
    return (MethodObject *)(uintptr_t)object;
}

static Parts parts_of(const Object *object) {
    return (Parts){as_method(object)->parts, labels, NULL, METHOD_PARTS};
}

static Object *part(const Heap *heap, const Object *object, unsigned index) {
    return slot_object(heap, as_method(object)->parts[index]);
}

static HeapStatus make(Heap *heap, Object *function, Object *self, Object **out_method) {
    Object *object;
    uint64_t bytes = heap->profile->method_bytes;
    HeapStatus status = object_new(heap, HEAP_METHOD, bytes, FREE_METHOD, &object);
    if (status != HEAP_OK) {
        return status;
    }
    *as_method(object) = (MethodObject){.base = *object};
    object_announce(heap, object);
    part_set(heap, object, parts_of(object), METHOD_FUNCTION, function);
    part_set(heap, object, parts_of(object), METHOD_SELF, self);
    gc_track(heap, object);
    *out_method = object;
    return HEAP_OK;
}

// Both may be borrowed from where a collection on the way lets them go.
HeapStatus method_new(Heap *heap, Object *function, Object *self, Object **out_method) {
    heap_hold(heap, function);
    heap_hold(heap, self);
    HeapStatus status = make(heap, function, self, out_method);
    heap_drop(heap, self);
    heap_drop(heap, function);
    return status;
}

Object *heap_method_function(const Heap *heap, const Object *method) {
    return part(heap, method, METHOD_FUNCTION);
}

Object *heap_method_self(const Heap *heap, const Object *method) {
    return part(heap, method, METHOD_SELF);
}

// Functions are equal only to themselves, and the two `self` need to be one object.
bool method_equal(const Object *a, const Object *b) {
    return memcmp(as_method(a)->parts, as_method(b)->parts, sizeof as_method(a)->parts) == 0;
}

int64_t method_hash(Heap *heap, const Object *method) {
    int64_t hash = hash_identity(heap, part(heap, method, METHOD_SELF)) ^
                   hash_identity(heap, part(heap, method, METHOD_FUNCTION));
    return hash == -1 ? -2 : hash;
}

// ---- attributes

bool method_find_part(Heap *heap, Object *method, const char *name, Object **out_part) {
    return part_find(heap, parts_of(method), name, out_part) ||
           function_find_part(heap, part(heap, method, METHOD_FUNCTION), name, out_part);
}

HeapStatus method_make_part(Heap *heap, Object *method, const char *name, Object **out_part) {
    return function_make_part(heap, part(heap, method, METHOD_FUNCTION), name, out_part);
}

HeapStatus method_assign_part(Heap *heap, Object *method, const char *name, Object *value) {
    (void)value;
    Object *own;
    return part_find(heap, parts_of(method), name, &own)
               ? heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "readonly attribute")
               : refuse_new_attribute(heap, method, name);
}

HeapStatus method_find_attribute(Heap *heap, Object *method, Object *key, Object **out_value) {
    return function_find_attribute(heap, part(heap, method, METHOD_FUNCTION), key, out_value);
}

// ---- the type

static uint64_t method_size(const Heap *heap, const Object *object) {
    (void)object;
    return heap->profile->method_bytes;
}

static bool method_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                             HeapHolder *out_holder) {
    return part_next(heap, object, parts_of(object), cursor, out_holder);
}

static void method_traverse(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                            void *context) {
    visit(heap, part(heap, object, METHOD_FUNCTION), context);
    visit(heap, part(heap, object, METHOD_SELF), context);
}

static ReleaseStep method_release_next(Heap *heap, Object *object, uint32_t *cursor) {
    if (*cursor == METHOD_PARTS) {
        return (ReleaseStep){NULL, true};
    }
    return (ReleaseStep){part_take(heap, parts_of(object), (*cursor)++), false};
}

static Ref *method_weakrefs(const Heap *heap, Object *object) {
    (void)heap;
    return &as_method(object)->weakrefs;
}

static void method_free_memory(Heap *heap, Object *object) {
    object_free_block(heap, object, heap->profile->method_bytes, FREE_METHOD);
}

// The collector can't clear a bound method: it dies with the cycle's other members.
const Type method_type = {
    .name = "method",
    .gc = true,
    .prefix = sizeof(GcHeader),
    .size = method_size,
    .block_size = method_size,
    .next_slot = method_next_slot,
    .traverse = method_traverse,
    .release_next = method_release_next,
    .weakrefs = method_weakrefs,
    .free_memory = method_free_memory,
};
