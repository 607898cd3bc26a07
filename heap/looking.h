// Looking at a heap: its objects, its memory, and the observer that is told what happens. The second
// half of heap.h, which brings it along; nobody includes it alone.
#pragma once

#include "heap/heap.h"

// ---------------------------------------------------------------- looking at objects
typedef struct {
    const char *use;      // "object", "items", "keys", "table", "values".
    uint64_t address;     // Virtual; of the block, prefix included.
    uint64_t bytes;       // Requested.
    uint64_t size_class;  // Bytes of the block; 0 for a large request.
    int64_t arena, pool;  // Index of arena and of the pool within it; -1 for a large request.
} HeapBlock;

typedef struct {
    uint32_t id;
    HeapKind kind;
    const char *type;  // "list", "P", "type". Borrowed.
    uint64_t address;  // What id() shows.
    uint64_t references;
    uint64_t refcount;     // As CPython's header shows it.
    uint64_t getrefcount;  // As sys.getrefcount(name) prints it.
    bool immortal;         // Never dies; it is shown with the profile's count, whatever holds it.
    uint64_t size;         // sys.getsizeof
    size_t block_count;
    HeapBlock blocks[HEAP_MAX_BLOCKS];
    bool tracked;
    int generation;  // -1 when not tracked, or frozen.
    bool frozen;     // Tracked, in the permanent generation.
    bool interned, cached, finalized;
    bool internal;  // Made by a class or function for itself (its dict, mro, descriptors).
} HeapObjectInfo;
HeapObjectInfo heap_object_info(const Heap *heap, const Object *object);
// What sys.getrefcount(name) prints where the name is bound: a local that is no cell's may be
// borrowed by the call, which then counts nothing.
uint64_t heap_name_getrefcount(const Heap *heap, const HeapName *name);
bool heap_object_is_immortal(const Object *object);  // As there.
// The two views of a count, for events that carry a count of the past.
uint64_t heap_shown_refcount(const Heap *heap, const Object *object, uint64_t references);
uint64_t heap_shown_getrefcount(const Heap *heap, const Object *object, uint64_t references);

// What a weakref leads to, borrowed; NULL when it is dead, or no weakref.
Object *heap_weakref_target(const Heap *heap, const Object *weakref);
// weakref.getweakrefs(target): the one without a callback, then the newest first. Borrowed; false
// at the end. *cursor starts at 0.
bool heap_next_weakref(const Heap *heap, const Object *target, uint32_t *cursor,
                       Object **out_weakref);

uint32_t heap_object_id(const Object *object);  // 0 for a scratch object.
HeapKind heap_object_kind(const Object *object);
Object *heap_object_class(const Heap *heap, const Object *instance);  // Borrowed; NULL if none.

// repr(), cut at `capacity` - 1 bytes of UTF-8 (never inside a character). Returns the bytes
// written, without the NUL; *out_cut tells whether it was cut. Cycles show as [...]; nothing
// recurses.
size_t heap_repr(const Heap *heap, const Object *object, char *buffer, size_t capacity,
                 bool *out_cut);

// Whether repr() shows the character as it is: str.isprintable().
bool heap_is_printable(uint32_t character);

// The text of a float, as repr() has it: the shortest that reads as the same number.
enum { HEAP_FLOAT_TEXT_SIZE = 32 };
void heap_float_text(double value, char text[static HEAP_FLOAT_TEXT_SIZE]);

// clang-format off
typedef enum {
    HEAP_HOLDER_NAME, HEAP_HOLDER_ITEM, HEAP_HOLDER_KEY, HEAP_HOLDER_VALUE, HEAP_HOLDER_ELEMENT,
    HEAP_HOLDER_ATTR, HEAP_HOLDER_CLASS, HEAP_HOLDER_CELL, HEAP_HOLDER_CLOSURE,
    HEAP_HOLDER_DEFAULT, HEAP_HOLDER_CONSTANT, HEAP_HOLDER_CALLBACK, HEAP_HOLDER_FRAME,
    HEAP_HOLDER_CACHE, HEAP_HOLDER_GARBAGE, HEAP_HOLDER_DYING,
    HEAP_HOLDER_KINDS
} HeapHolderKind;
// clang-format on
const char *heap_holder_kind_name(HeapHolderKind kind);  // "name", "item" ...

// One reference. Names: `frame` and `label`. Frames: `frame`. Everything else: `owner` and, by
// kind, `index` (item, constant: position), `key` (key, value: the key object; element: itself;
// attr: the name's object, if it is one) or `label` (fixed parts of classes and functions:
// "__mro__").
typedef struct {
    HeapHolderKind kind;
    const Object *owner;
    uint32_t frame;
    uint32_t index;
    const Object *key;
    const char *label;
    Object *object;  // What is held.
} HeapHolder;

// The references an object has, in the order in which its `slots` are listed. *cursor starts at 0.
bool heap_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                    HeapHolder *out_holder);
size_t heap_slot_count(const Heap *heap, const Object *object);
// What holds references besides objects, names and frames: the caches, each its listed object.
bool heap_next_cached(const Heap *heap, uint32_t *cursor, Object **out_object);

// Live, listed objects by rising id. Needs the index. *cursor starts at 0 and is the last id seen.
bool heap_next_object(const Heap *heap, uint32_t *cursor, Object **out_object);
// By id, NULL if it is not alive. Needs the index.
Object *heap_find(const Heap *heap, uint32_t id);

typedef enum { HEAP_NEVER, HEAP_ALIVE, HEAP_FREED, HEAP_FREED_LONG_AGO } HeapFate;
typedef enum {
    HEAP_DEATH_REFCOUNT,  // Its last holder went.
    HEAP_DEATH_DROPPED,   // Made, and never held.
    HEAP_DEATH_COLLECTED,
    HEAP_DEATH_CACHED,  // Not a death: a static object that only its cache holds now.
} HeapDeathCause;
const char *heap_death_cause_name(HeapDeathCause cause);  // "refcount", "dropped" ...
// For HEAP_FREED also when (operation) and why.
HeapFate heap_fate(const Heap *heap, uint32_t id, uint64_t *out_operation,
                   HeapDeathCause *out_cause);

// Marks what the roots reach, for heap_is_reachable(), until the next change. Needs the index.
MUST_USE HeapStatus heap_mark_reachable(Heap *heap);
bool heap_is_reachable(const Object *object);

// ---------------------------------------------------------------- looking at memory
typedef struct {
    uint64_t objects;      // Listed ones: live, and static ones that something holds.
    uint64_t requested;    // Bytes that live objects asked for.
    uint64_t in_blocks;    // Bytes of the blocks that are out, those parked in free lists too.
    uint64_t from_system;  // Arenas and large requests.
    uint64_t pools, arenas, arena_bytes;
} HeapTotals;
HeapTotals heap_totals(const Heap *heap);

typedef struct {
    uint32_t index;
    uint64_t address;
    uint32_t pools_used, pools_free, pools_total;
} HeapArenaInfo;
bool heap_next_arena(const Heap *heap, uint32_t *cursor, HeapArenaInfo *out_info);

typedef struct {
    uint32_t arena, index;
    uint64_t address, size_class;
    uint32_t used, capacity;
} HeapPoolInfo;
// Pools with at least one block out.
bool heap_next_pool(const Heap *heap, uint32_t *cursor, HeapPoolInfo *out_info);
bool heap_pool(const Heap *heap, uint32_t arena, uint32_t pool, HeapPoolInfo *out_info);

// Out, in a free list, free, or never handed out.
typedef enum { HEAP_BLOCK_USED, HEAP_BLOCK_PARKED, HEAP_BLOCK_FREE, HEAP_BLOCK_FRESH } HeapBlockUse;
typedef struct {
    uint64_t address;
    HeapBlockUse state;
    Object *object;  // Whose block it is, when used (needs the index); NULL otherwise.
} HeapPoolBlock;
// All blocks of a pool: fills `capacity` elements. One pass over the objects. False: no such pool.
bool heap_pool_blocks(const Heap *heap, uint32_t arena, uint32_t pool, HeapPoolBlock *out_blocks);

typedef struct {
    uint64_t address;
    uint64_t bytes;  // As requested.
    Object *object;
} HeapLargeInfo;
// By the ids of their objects; needs the index.
bool heap_next_large(const Heap *heap, uint64_t *cursor, HeapLargeInfo *out_info);

typedef struct {
    const char *name;  // "list", "tuple[3]", "dict", "dict keys".
    uint32_t length, limit;
    uint64_t block;  // Bytes of one block.
} HeapFreeListInfo;
bool heap_next_free_list(const Heap *heap, uint32_t *cursor, HeapFreeListInfo *out_info);

typedef struct {
    uint32_t list;     // The position of its list among those of heap_next_free_list().
    const char *name;  // Of the list.
    HeapBlock block;
} HeapParkedBlock;
// The blocks in free lists, list by list: what is out of the pools and belongs to no object.
bool heap_next_parked(const Heap *heap, uint64_t *cursor, HeapParkedBlock *out_block);

// Interned strings in the order of interning; the table holds none of them.
bool heap_next_interned(const Heap *heap, uint32_t *cursor, Object **out_object);
// The preallocated int, borrowed; id 0 if nothing used it yet. `value` is in the profile's range.
Object *heap_small_int(Heap *heap, int value);

// ---------------------------------------------------------------- the observer
typedef enum {
    HEAP_EVENT_ALLOC,
    HEAP_EVENT_DEALLOC,      // cause
    HEAP_EVENT_REFCOUNT,     // from, to, holder
    HEAP_EVENT_BIND,         // holder (a name), from_object, to_object
    HEAP_EVENT_SLOT,         // holder (a slot of `object`), at, from_object, to_object
    HEAP_EVENT_SHIFT,        // at, by: index of the first slot, and by how much
    HEAP_EVENT_RESIZE,       // from, to: sys.getsizeof
    HEAP_EVENT_BLOCK_ALLOC,  // block
    HEAP_EVENT_BLOCK_FREE,   // block
    HEAP_EVENT_POOL_NEW,     // arena, pool, size_class
    HEAP_EVENT_POOL_FREE,
    HEAP_EVENT_ARENA_NEW,  // arena
    HEAP_EVENT_ARENA_FREE,
    HEAP_EVENT_INTERN,
    HEAP_EVENT_INTERN_HIT,
    HEAP_EVENT_IMMORTAL,  // It was mortal until now.
    HEAP_EVENT_CACHE_HIT,
    HEAP_EVENT_TRACK,          // to: generation
    HEAP_EVENT_UNTRACK,        // from: generation
    HEAP_EVENT_FREE_LIST_PUT,  // label: the list; address; from, to: its length
    HEAP_EVENT_FREE_LIST_TAKE,
    HEAP_EVENT_FRAME_PUSH,  // holder.frame, object: the function, label
    HEAP_EVENT_FRAME_POP,
    HEAP_EVENT_SETTING,           // label, from, to
    HEAP_EVENT_GC_COUNT,          // counts_from, counts_to
    HEAP_EVENT_GC_START,          // from: generation, to: 1 when automatic; counts_from
    HEAP_EVENT_GC_PHASE,          // label; objects, object_count
    HEAP_EVENT_GC_REFS,           // label: the phase; object, from, to; source: whose reference
    HEAP_EVENT_PROMOTE,           // from, to: generation
    HEAP_EVENT_GC_STOP,           // collection
    HEAP_EVENT_FREEZE,            // object; from: generation
    HEAP_EVENT_UNFREEZE,          // object; to: generation
    HEAP_EVENT_WEAKREF_CLEAR,     // object: the weakref; from_object: what it led to
    HEAP_EVENT_WEAKREF_CALLBACK,  // object: the weakref; to_object: the callable
    HEAP_EVENT_FINALIZER,         // object; to_object: the callable. `finalized` is true now.
    HEAP_EVENT_UNRAISABLE,        // object: the callable; label: the exception; text
    HEAP_EVENT_RESURRECT,         // object
    HEAP_EVENTS
} HeapEventKind;
const char *heap_event_name(HeapEventKind kind);  // "alloc", "free_list_put" ...

typedef struct {
    HeapEventKind kind;
    Object *object;  // NULL where there is none.
    int64_t from, to;
    uint32_t at;
    int32_t by;
    Object *from_object, *to_object;
    HeapHolder holder;
    HeapDeathCause cause;
    HeapBlock block;
    const char *label;
    const char *text;
    uint64_t address;
    const Object *source;
    uint64_t counts_from[HEAP_GENERATIONS], counts_to[HEAP_GENERATIONS];
    Object *const *objects;
    size_t object_count;
    const HeapCollection *collection;
} HeapEvent;

// Told every event of the kinds it wants while it happens: the heap is consistent enough to look at
// (heap_object_info(), heap_next_slot(), heap_repr()) but must not be changed.
typedef struct {
    void (*event)(void *context, Heap *heap, const HeapEvent *event);
    void *context;
    uint64_t wanted;  // Bits 1 << HeapEventKind.
} HeapObserver;
// NULL detaches. The struct is copied.
void heap_set_observer(Heap *heap, const HeapObserver *observer);
