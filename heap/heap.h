// A managed heap that behaves like CPython's memory: reference counts free most objects at once, a
// generational collector frees the cycles they leave behind, arenas, pools and blocks hold them
// all.
//
// A Heap knows nothing of JSON, HTTP, threads or clocks. It has no global state; one thread at a
// time may use a given Heap. The same calls give the same heap, bit for bit, on every machine.
//
// Reference vocabulary. A *holder* is something of the model that counts: a name, a list's item, a
// frame, a cache. A *hold* is the caller's own temporary grip on an object: it keeps the object
// alive but is never part of its count. A function that gives out a *new hold* through `out_object`
// obliges the caller to heap_drop() it; every other Object pointer is *borrowed* and good until the
// next call that may free it. Arguments must be held, or reachable, while a call lasts.
// Out-parameters are untouched on failure.
//
// After a failure the heap may have changed in part; heap_mutations() tells whether it did. Whoever
// promises all or nothing goes back to a clone.Start reading with README.md of this folder.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))

typedef struct Heap Heap;      // Owns every object inside it.
typedef struct Object Object;  // Owned by its Heap, kept alive by holders and holds.

typedef enum {
    HEAP_OK,
    // The heap's own limits.
    HEAP_NO_MEMORY,      // The system gave none, or the reserved range is full.
    HEAP_QUOTA_OBJECTS,  // HeapOptions.max_objects.
    HEAP_QUOTA_BYTES,    // HeapOptions.max_bytes.
    HEAP_QUOTA_IDS,      // 2^32 - 1 objects have been made.
    HEAP_QUOTA_WORK,     // The budget set by heap_set_budget() is spent.
    // What Python would raise; heap_error() has the text, in Python's words.
    HEAP_NAME_ERROR,
    HEAP_UNBOUND_LOCAL_ERROR,
    HEAP_TYPE_ERROR,
    HEAP_VALUE_ERROR,
    HEAP_INDEX_ERROR,
    HEAP_KEY_ERROR,
    HEAP_ATTRIBUTE_ERROR,
    HEAP_OVERFLOW_ERROR,
    HEAP_RECURSION_ERROR,
    HEAP_MEMORY_ERROR,  // A size that Python itself would refuse.
    HEAP_MADE_ANEW,     // Python would make an object for whoever asks: there is none to give.
    HEAP_CONFLICT,      // The state does not allow it.
} HeapStatus;

enum { HEAP_GENERATIONS = 3, HEAP_MAX_BLOCKS = 3, HEAP_MAX_HOLDS = 60000 };  // On one object.

// ---------------------------------------------------------------- a heap's life
typedef struct {
    const char *profile;   // A name of heap_profile(); NULL means "article".
    uint32_t max_objects;  // Live objects, static ones not counted; 0 = no limit.
    uint64_t max_bytes;    // From the system for objects, and as much for names and the index.
    bool index;            // Keep the index of ids and of the last deaths (heap_find()).
} HeapOptions;

// NULL when memory runs out or the profile is unknown.
MUST_USE Heap *heap_create(const HeapOptions *options);

// The same objects, addresses, ids and counters, without the observer, for a copy of the committed
// pages. NULL when memory runs out.
MUST_USE Heap *heap_clone(const Heap *heap);

void heap_destroy(Heap *heap);  // NULL does nothing.

// The text of the last failure, in Python's words where Python would raise.
const char *heap_error(const Heap *heap);

// Grows with every change of the model; equal before and after a call means nothing changed.
uint64_t heap_mutations(const Heap *heap);

// The number of the operation to which deaths and events belong; the caller counts.
void heap_set_operation(Heap *heap, uint64_t operation);

// Work since heap_set_budget(): object visits, comparisons, and bytes / 64. Past `budget` (0 =
// none) calls that can fail answer HEAP_QUOTA_WORK.
void heap_set_budget(Heap *heap, uint64_t budget);
uint64_t heap_work(const Heap *heap);
// HEAP_QUOTA_WORK once the budget is spent: for loops that can't fail themselves.
MUST_USE HeapStatus heap_check_budget(Heap *heap);

// Every invariant, as code: false and a sentence in `message` at the first that does not hold.
bool heap_check(Heap *heap, char *message, size_t message_size);

// ---------------------------------------------------------------- profiles
typedef struct {
    const char *name;
    const char *summary;  // One sentence.
    uint32_t thresholds[HEAP_GENERATIONS];
    bool older_at_threshold;       // Older generations are due at, not above, their threshold.
    bool quarter_rule;             // A full automatic collection waits for 25 % of newcomers.
    uint64_t small_request_limit;  // The largest request served from pools, in bytes.
    uint64_t arena_bytes, pool_bytes;
    int small_int_min, small_int_max;
    bool intern_every_word;      // Every word-character string is interned, not only literals.
    uint64_t static_count_base;  // Added to the counts shown of static objects.
} HeapProfileInfo;

// The profiles in order; false past the last.
bool heap_profile(size_t index, HeapProfileInfo *out_info);
const char *heap_profile_name(const Heap *heap);

// ---------------------------------------------------------------- holds
void heap_hold(Heap *heap, Object *object);
// The object dies here if nothing else holds it. NULL does nothing.
void heap_drop(Heap *heap, Object *object);

// Between these two, heap_new_...() makes scratch objects: outside the model, seen by nobody, gone
// at the end. They are for looking things up (heap_get_item(), heap_equal()) and must never be
// stored. What can be a key can be made: None, bool, int, str, bytes, and tuples of these.
void heap_scratch_begin(Heap *heap);
void heap_scratch_end(Heap *heap);

// ---------------------------------------------------------------- values
// Which intern rule of the profile applies.
typedef enum { HEAP_LITERAL, HEAP_RUNTIME } HeapOrigin;

// Each gives a new hold. Small ints, one-character strings and so on come from their caches,
// strings that the profile interns from the intern table.
MUST_USE HeapStatus heap_new_none(Heap *heap, Object **out_object);
MUST_USE HeapStatus heap_new_bool(Heap *heap, bool value, Object **out_object);
MUST_USE HeapStatus heap_new_int(Heap *heap, int64_t value, Object **out_object);
// `digits` is decimal with an optional leading '-', checked here: HEAP_VALUE_ERROR. 4,300 at most.
MUST_USE HeapStatus heap_new_int_text(Heap *heap, const char *digits, Object **out_object);
// Valid UTF-8, which may contain NUL.
MUST_USE HeapStatus heap_new_str(Heap *heap, const char *utf8, size_t size, HeapOrigin origin,
                                 Object **out_object);
// ''.join([utf8]) * times, made at run time.
MUST_USE HeapStatus heap_new_str_repeated(Heap *heap, const char *utf8, size_t size, uint64_t times,
                                          Object **out_object);
// NULL `data` means zeros.
MUST_USE HeapStatus heap_new_bytes(Heap *heap, const void *data, size_t size, Object **out_object);

typedef enum {
    HEAP_DISPLAY_EXACT,      // As many slots as items: [x, y, z], [1, 2].
    HEAP_DISPLAY_CONSTANTS,  // Three or more constants: slots rounded up to even.
} HeapDisplay;
MUST_USE HeapStatus heap_new_list(Heap *heap, Object *const *items, size_t count,
                                  HeapDisplay display, Object **out_object);
MUST_USE HeapStatus heap_new_tuple(Heap *heap, Object *const *items, size_t count,
                                   Object **out_object);
// Pairs: key, value, key, value ...; a later equal key replaces the value, as in a display.
MUST_USE HeapStatus heap_new_dict(Heap *heap, Object *const *pairs, size_t pair_count,
                                  Object **out_object);
// `class name: pass`.
MUST_USE HeapStatus heap_new_class(Heap *heap, const char *name, Object **out_object);
// `cls()`. HEAP_TYPE_ERROR if `cls` is not a class.
MUST_USE HeapStatus heap_instantiate(Heap *heap, Object *cls, Object **out_object);

// What a function runs is text that only the caller understands; the function keeps a copy.
typedef struct {
    const char *name;
    const char *const *params;
    size_t param_count;
    const char *code;  // NULL: a function without a body.
    size_t code_size;
    Object *const *constants;  // Held by the function.
    size_t constant_count;
} HeapFunctionSpec;
MUST_USE HeapStatus heap_new_function(Heap *heap, const HeapFunctionSpec *spec,
                                      Object **out_object);
size_t heap_function_param_count(const Heap *heap, const Object *function);
const char *heap_function_param(const Heap *heap, const Object *function, size_t index);
const char *heap_function_name(const Heap *heap, const Object *function);  // Also a class's name.
// NULL for a function without a body.
const char *heap_function_code(const Heap *heap, const Object *function, size_t *out_size);
size_t heap_function_constant_count(const Heap *heap, const Object *function);
Object *heap_function_constant(const Heap *heap, const Object *function, size_t index);

// ---------------------------------------------------------------- names and frames
// Frame 0 is the module. A frame entered later has a higher number; numbers are never reused.
enum { HEAP_MODULE_FRAME = 0 };
uint32_t heap_current_frame(const Heap *heap);

// NULL if the frame does not bind the name. Borrowed.
Object *heap_frame_lookup(const Heap *heap, uint32_t frame, const char *name);
// As Python resolves in the running frame: its locals, then the module. A name that is a parameter
// or was bound in the frame and is now deleted is HEAP_UNBOUND_LOCAL_ERROR. Borrowed.
MUST_USE HeapStatus heap_lookup(Heap *heap, const char *name, Object **out_object);
// Binds in the given frame; the old object is released after the new one is stored.
MUST_USE HeapStatus heap_bind(Heap *heap, uint32_t frame, const char *name, Object *object);
// HEAP_NAME_ERROR (in a function's frame HEAP_UNBOUND_LOCAL_ERROR) when it is not bound.
MUST_USE HeapStatus heap_unbind(Heap *heap, uint32_t frame, const char *name);

// A name looked up once, for callers in a hurry; good until heap_unbind() or its frame is left.
typedef uint32_t HeapNameSlot;
MUST_USE HeapStatus heap_name_slot(Heap *heap, uint32_t frame, const char *name,
                                   HeapNameSlot *out_slot);
void heap_slot_bind(Heap *heap, HeapNameSlot slot, Object *object);
void heap_slot_unbind(Heap *heap, HeapNameSlot slot);           // The slot must be bound.
Object *heap_slot_object(const Heap *heap, HeapNameSlot slot);  // Borrowed; NULL when unbound.

// Enters the function: its frame runs until heap_leave_frame(). `arguments` match its params and
// are held by the frame's names. The frame holds its function.
MUST_USE HeapStatus heap_enter_frame(Heap *heap, Object *function, Object *const *arguments);
// Leaves the running frame: releases its names in the profile's order, then its function.
// HEAP_CONFLICT in the module.
MUST_USE HeapStatus heap_leave_frame(Heap *heap);

typedef struct {
    uint32_t number;
    const char *label;  // "<module>", "foo".
    Object *function;   // NULL for the module. Borrowed.
    size_t name_count;  // Bound names.
} HeapFrameInfo;
// Frames from the module up; false past the running one.
bool heap_frame(const Heap *heap, size_t index, HeapFrameInfo *out_info);

typedef struct {
    uint32_t frame;
    const char *name;
    Object *object;
} HeapName;
// The bound names of a frame in the order of binding. Start with *cursor = 0; false at the end.
bool heap_next_name(const Heap *heap, uint32_t frame, uint32_t *cursor, HeapName *out_name);
size_t heap_name_count(const Heap *heap);  // All frames.

// ---------------------------------------------------------------- operations on objects
// list: append insert extend remove pop clear; dict: pop clear. Another type answers
// HEAP_ATTRIBUTE_ERROR in Python's words ('int' object has no attribute 'append').
MUST_USE HeapStatus heap_append(Heap *heap, Object *target, Object *item);
MUST_USE HeapStatus heap_insert(Heap *heap, Object *target, int64_t index, Object *item);
// `source` is a list, tuple, dict, str or bytes, possibly `target` itself.
MUST_USE HeapStatus heap_extend(Heap *heap, Object *target, Object *source);
MUST_USE HeapStatus heap_remove(Heap *heap, Object *target, Object *item);
// `key`: NULL, or an index (list) or key (dict; required). A new hold on what was taken out.
MUST_USE HeapStatus heap_pop(Heap *heap, Object *target, Object *key, Object **out_object);
MUST_USE HeapStatus heap_clear(Heap *heap, Object *target);

// target[key]: list and tuple by int, dict by hashable key; of str and bytes HEAP_MADE_ANEW.
MUST_USE HeapStatus heap_get_item(Heap *heap, Object *target, Object *key, Object **out_borrowed);
MUST_USE HeapStatus heap_set_item(Heap *heap, Object *target, Object *key, Object *value);
MUST_USE HeapStatus heap_del_item(Heap *heap, Object *target, Object *key);

// target.name: instances, classes and functions.
MUST_USE HeapStatus heap_get_attr(Heap *heap, Object *target, const char *name,
                                  Object **out_borrowed);
MUST_USE HeapStatus heap_set_attr(Heap *heap, Object *target, const char *name, Object *value);
MUST_USE HeapStatus heap_del_attr(Heap *heap, Object *target, const char *name);

// a == b as Python says for these types. Deeper than 1,000: HEAP_RECURSION_ERROR.
MUST_USE HeapStatus heap_equal(Heap *heap, Object *a, Object *b, bool *out_equal);
// hash(a). HEAP_TYPE_ERROR: unhashable type: 'list'.
MUST_USE HeapStatus heap_hash(Heap *heap, Object *object, int64_t *out_hash);

// ---------------------------------------------------------------- the collector
typedef struct {
    int generation;
    uint64_t examined;   // Candidates.
    uint64_t collected;  // Unreachable, counted before anything is destroyed.
    uint64_t uncollectable, survived;
    uint64_t promoted;  // Survivors that changed their generation.
} HeapCollection;

// HEAP_VALUE_ERROR: invalid generation.
MUST_USE HeapStatus heap_collect(Heap *heap, int64_t generation, HeapCollection *out_collection);
void heap_gc_enable(Heap *heap, bool enabled);
void heap_gc_set_thresholds(Heap *heap, const uint32_t thresholds[HEAP_GENERATIONS]);

typedef struct {
    bool enabled;
    uint32_t thresholds[HEAP_GENERATIONS];
    uint64_t counts[HEAP_GENERATIONS];   // gc.get_count(), without the tuple that asking makes.
    uint64_t objects[HEAP_GENERATIONS];  // Tracked objects in each generation.
    struct {
        uint64_t collections, collected, uncollectable;
    } stats[HEAP_GENERATIONS];
    uint64_t long_lived_pending, long_lived_total;
    uint64_t increments, decrements;  // Of reference counts, ever.
    uint64_t freed_by_count;          // Objects freed because their count reached zero...
    uint64_t freed_by_collector;      // ... and those that only the collector could free.
} HeapGcInfo;
HeapGcInfo heap_gc_info(const Heap *heap);

// ---------------------------------------------------------------- looking at objects
// Descriptors are the getset descriptors of a class.
// clang-format off
typedef enum {
    HEAP_NONE, HEAP_BOOL, HEAP_INT, HEAP_STR, HEAP_BYTES, HEAP_LIST, HEAP_TUPLE, HEAP_DICT,
    HEAP_CLASS, HEAP_INSTANCE, HEAP_FUNCTION, HEAP_DESCRIPTOR, HEAP_WEAKREF,
    HEAP_KINDS
} HeapKind;
// clang-format on

typedef struct {
    const char *use;      // "object", "items", "keys", "values".
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
    bool immortal;
    uint64_t size;  // sys.getsizeof
    size_t block_count;
    HeapBlock blocks[HEAP_MAX_BLOCKS];
    bool tracked;
    int generation;  // -1 when not tracked.
    bool interned, cached, finalized;
    bool internal;  // Made by a class or function for itself (its dict, mro, descriptors).
} HeapObjectInfo;
HeapObjectInfo heap_object_info(const Heap *heap, const Object *object);
// The two views of a count, for events that carry a count of the past.
uint64_t heap_shown_refcount(const Heap *heap, const Object *object, uint64_t references);
uint64_t heap_shown_getrefcount(const Heap *heap, const Object *object, uint64_t references);

uint32_t heap_object_id(const Object *object);  // 0 for a scratch object.
HeapKind heap_object_kind(const Object *object);
Object *heap_object_class(const Heap *heap, const Object *instance);  // Borrowed; NULL if none.

// repr(), cut at `capacity` - 1 bytes of UTF-8 (never inside a character). Returns the bytes
// written, without the NUL; *out_cut tells whether it was cut. Cycles show as [...]; nothing
// recurses.
size_t heap_repr(const Heap *heap, const Object *object, char *buffer, size_t capacity,
                 bool *out_cut);

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
// kind, `index` (item, element, constant: position), `key` (key, value: the key object; attr: the
// name's object, if it is one) or `label` (fixed parts of classes and functions: "__mro__").
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
    HEAP_EVENT_CACHE_HIT,
    HEAP_EVENT_TRACK,          // to: generation
    HEAP_EVENT_UNTRACK,        // from: generation
    HEAP_EVENT_FREE_LIST_PUT,  // label: the list; address; from, to: its length
    HEAP_EVENT_FREE_LIST_TAKE,
    HEAP_EVENT_FRAME_PUSH,  // holder.frame, object: the function, label
    HEAP_EVENT_FRAME_POP,
    HEAP_EVENT_SETTING,   // label, from, to
    HEAP_EVENT_GC_COUNT,  // counts_from, counts_to
    HEAP_EVENT_GC_START,  // from: generation, to: 1 when automatic; counts_from
    HEAP_EVENT_GC_PHASE,  // label; objects, object_count
    HEAP_EVENT_GC_REFS,   // label: the phase; object, from, to; source: whose reference
    HEAP_EVENT_PROMOTE,   // from, to: generation
    HEAP_EVENT_GC_STOP,   // collection
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
