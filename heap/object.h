// What every object has in common: its header, its type, and how it is held and let go. Private to
// heap/.
//
// In memory, from low addresses to high (README.md has the drawing):
//
//   [prefix 16: values, dict]   instances that have attributes besides slots
//   [GcHeader 16]               types the collector knows, tracked or not
//   [Object 16]                 count, id | class, kind, flags, holds   <- a Ref points here
//   [the type's own fields]
//
// `count` is the true number of holders; `holds` counts C code that needs the object for a moment.
// An object dies when both are zero, unless it is immortal. Always: count = references found by
// walking all holders, but for a count that is saturated (see holding.h).
#pragma once

#include "heap/memory/range.h"

enum {
    OBJECT_INTERNED = 1,
    OBJECT_STATIC = 2,    // Preallocated: has no block, never dies, held by its cache.
    OBJECT_IMMORTAL = 4,  // Never dies, whoever lets it go.
    OBJECT_DYING = 8,
    OBJECT_REACHABLE = 16,  // Set by heap_mark_reachable().
    OBJECT_SCRATCH = 32,    // Outside the model; see heap_scratch_begin().
    OBJECT_INTERNAL = 64,   // A part that a class or function made for itself.
    OBJECT_WAS_HELD = 128,  // Has had a holder, or outlived all its holds.
};

struct Object {
    uint32_t count;
    uint32_t id;  // 0: static and not yet listed, or scratch.
    Ref cls;      // An instance's class; 0 for built-in types.
    uint8_t kind;
    uint8_t flags;
    uint16_t holds;
};
_Static_assert(sizeof(struct Object) == 16, "ob_refcnt and ob_type");

// A reference as it stands in an object: CPython's pointer, with 32 bits to spare.
typedef uint64_t Slot;

// How one type's objects behave. Functions are NULL where a type has nothing to do.
typedef struct {
    const char *name;       // type(x).__name__
    const char *full_name;  // As messages have it; NULL: the same.
    bool gc;                // Has a GcHeader.
    uint8_t prefix;         // Bytes between the block's begin and the Object; see object_prefix().

    // sys.getsizeof
    uint64_t (*size)(const Heap *heap, const Object *object);
    // Bytes of the block that holds the object itself, prefix included.
    uint64_t (*block_size)(const Heap *heap, const Object *object);
    // The blocks besides the object's own: `index` from 0; false past the last.
    bool (*extra_block)(const Heap *heap, const Object *object, unsigned index,
                        HeapBlock *out_block);
    // As heap_next_slot().
    bool (*next_slot)(const Heap *heap, const Object *object, uint32_t *cursor,
                      HeapHolder *out_holder);

    // For the collector: calls visit for each reference, in CPython's order.
    void (*traverse)(Heap *heap, Object *object, void (*visit)(Heap *, Object *, void *),
                     void *context);
    // For the collector: drops the references that can be part of a cycle (tp_clear).
    void (*clear)(Heap *heap, Object *object);
    // For the dying, before its weakrefs are dead: takes it out of where others keep it by one.
    void (*leave)(Heap *heap, Object *object);
    // For the dying: see ReleaseStep. NULL: the type holds no references.
    struct ReleaseStep (*release_next)(Heap *heap, Object *object, uint32_t *cursor);
    // Where an object keeps the first of its weakrefs. NULL, the function or what it answers: it
    // can't be weakly referenced.
    Ref *(*weakrefs)(const Heap *heap, Object *object);
    // Frees the blocks of a dying object whose references are gone.
    void (*free_memory)(Heap *heap, Object *object);
} Type;

// One step of a death: the next reference of a dying object, NULL if there was none left.
// `finished` says that it was the last; the object's memory then goes before the child dies.
typedef struct ReleaseStep {
    Object *child;
    bool finished;
} ReleaseStep;

const Type *object_type(const Object *object);
const char *object_type_name(const Heap *heap, const Object *object);  // For messages.
extern const Type none_type, bool_type, int_type, float_type, str_type, bytes_type, list_type,
    tuple_type, dict_type, set_type, frozenset_type, class_type, instance_type, function_type,
    method_type, cell_type, descriptor_type, member_type, weakref_type;

static inline Object *object_at(const Heap *heap, Ref ref) {
    return ref == 0 ? NULL : (Object *)range_at(heap, ref);
}
static inline Object *slot_object(const Heap *heap, Slot slot) {
    return object_at(heap, (Ref)slot);
}
static inline bool object_is_static(const Object *object) {
    return object->flags & OBJECT_STATIC;
}
static inline bool object_is_scratch(const Object *object) {
    return object->flags & OBJECT_SCRATCH;
}
// Those that a listing shows: a static object, only while something besides its cache holds it.
static inline bool object_is_listed(const Object *object) {
    return !object_is_static(object) || object->count > 1;
}
// Whether nothing keeps it alive.
static inline bool object_is_let_go(const Object *object) {
    return object->count == 0 && object->holds == 0 && !(object->flags & OBJECT_IMMORTAL);
}
// The kinds whose Type says gc, for the collector, which asks this of every reference.
enum {
    OBJECT_GC_KINDS = 1 << HEAP_LIST | 1 << HEAP_TUPLE | 1 << HEAP_DICT | 1 << HEAP_SET |
                      1 << HEAP_FROZENSET | 1 << HEAP_CLASS | 1 << HEAP_INSTANCE |
                      1 << HEAP_FUNCTION | 1 << HEAP_METHOD | 1 << HEAP_CELL |
                      1 << HEAP_DESCRIPTOR | 1 << HEAP_MEMBER | 1 << HEAP_WEAKREF,
};
static inline bool object_has_gc_type(const Object *object) {
    return OBJECT_GC_KINDS >> object->kind & 1;
}
// Whether the collector knows the object: static objects of such types are none of its business.
static inline bool object_is_gc(const Object *object) {
    return object_has_gc_type(object) && !object_is_static(object);
}
// What a container must be tracked for: gc and, for an exact tuple, tracked right now.
bool object_may_be_tracked(const Heap *heap, const Object *object);

// ---- making

// Memory for an object whose block has `bytes`, prefix included: from the scratch area while that
// is open, else from the free list `list` (FREE_LISTS for none), else from the pools; a fresh
// allocation of a GC type may start a collection first. The object has a hold, a new id, count 0
// and undefined fields. Nothing is announced yet.
MUST_USE HeapStatus object_new(Heap *heap, HeapKind kind, uint64_t bytes, unsigned list,
                               Object **out_object);
// The same for an instance of the class, which says how many bytes there are.
MUST_USE HeapStatus object_new_instance(Heap *heap, const Object *cls, Object **out_object);
// Bytes between the begin of an object's block and the object: the type's, or what its class says.
unsigned object_prefix(const Heap *heap, const Object *object);
// The same without a free list, for an object that was made in `room` bytes and then trimmed.
MUST_USE HeapStatus object_new_trimmed(Heap *heap, HeapKind kind, uint64_t room, uint64_t bytes,
                                       Object **out_object);
// The end of a function that makes a value: gives out `made`, or drops it once the budget is spent.
MUST_USE HeapStatus object_give(Heap *heap, HeapStatus status, Object *made, Object **out_object);
// Tells the observer: call once the object can be looked at, before it gets its first reference.
void object_announce(Heap *heap, Object *object);
// Frees the object's own block, or parks it in free list `list`. `bytes` as when it was made.
void object_free_block(Heap *heap, Object *object, uint64_t bytes, unsigned list);

// ---- holding. `holder` says what holds; only an observer reads it.

MUST_USE HeapStatus object_name_static(Heap *heap, Object *object);  // Gives it an id, once.
void object_list_static(Heap *heap, Object *object);    // Gets its first holder besides the cache.
void object_unlist_static(Heap *heap, Object *object);  // Has lost its last one.
void object_die(Heap *heap, Object *object, HeapDeathCause cause);
void object_count_event(Heap *heap, Object *object, int change, const HeapHolder *holder);
void object_make_immortal(Heap *heap, Object *object);
// One holder more of an object whose count is saturated. Returns by how much the count grew.
int object_count_up_saturated(Heap *heap, Object *object);

// ---- blocks besides the object's own, with their events (none while `owner` is NULL). 0 when
// there is no memory.
MUST_USE Ref block_new(Heap *heap, Object *owner, const char *use, uint64_t bytes);
void block_free(Heap *heap, Object *owner, const char *use, Ref block, uint64_t bytes);
// May move; then the old block is gone. 0: nothing changed.
MUST_USE Ref block_resize(Heap *heap, Object *owner, const char *use, Ref block, uint64_t old_bytes,
                          uint64_t new_bytes);
// As CPython's realloc to no bytes: a block of one byte is left.
MUST_USE Ref block_empty(Heap *heap, Object *owner, const char *use, Ref block, uint64_t old_bytes);
HeapBlock block_describe(const Heap *heap, const char *use, Ref block, uint64_t bytes);
// Tells that sys.getsizeof went from `from` to what it is now.
void object_resized(Heap *heap, Object *object, uint64_t from);

// ---- failing

// Records the text (printf with %s %zu %lld only) and gives the status back.
__attribute__((format(printf, 3, 4))) HeapStatus heap_fail(Heap *heap, HeapStatus status,
                                                           const char *format, ...);
// The status of the last memory_allocate() or block_new() that gave 0.
HeapStatus heap_refuse_memory(Heap *heap);
