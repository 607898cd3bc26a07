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
// promises all or nothing goes back to a clone.
//
// This is the one public header: looking.h, the second half, comes with it. Start reading with
// README.md of this folder.
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
    HEAP_RUNTIME_ERROR,
    HEAP_MEMORY_ERROR,  // A size that Python itself would refuse.
    HEAP_MADE_ANEW,     // Python would make an object for whoever asks: there is none to give.
    HEAP_CONFLICT,      // The state does not allow it.
} HeapStatus;

enum { HEAP_GENERATIONS = 3, HEAP_MAX_BLOCKS = 3, HEAP_MAX_HOLDS = 60000 };  // On one object.

// ---------------------------------------------------------------- kinds
// clang-format off
typedef enum {
    HEAP_NONE, HEAP_BOOL, HEAP_INT, HEAP_FLOAT, HEAP_STR, HEAP_BYTES, HEAP_LIST, HEAP_TUPLE,
    HEAP_DICT, HEAP_SET, HEAP_FROZENSET, HEAP_CLASS, HEAP_INSTANCE, HEAP_FUNCTION,
    HEAP_METHOD,      // A bound method.
    HEAP_CELL,        // Of a variable that an inner function captures.
    HEAP_DESCRIPTOR,  // A class's getset descriptor ("__dict__", "__weakref__").
    HEAP_MEMBER,      // A class's member descriptor: one of its __slots__.
    HEAP_WEAKREF,
    HEAP_KINDS
} HeapKind;
// clang-format on

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
// What dir() lists of objects; each has what those before it have.
typedef enum {
    HEAP_ATTRIBUTES_FIRST,        // As in 3.11.
    HEAP_ATTRIBUTES_TYPE_PARAMS,  // And of classes and functions `__type_params__`, ...
    HEAP_ATTRIBUTES_ANNOTATE,     // And of both `__annotate__`, ...
} HeapAttributes;

typedef struct {
    const char *name;
    const char *summary;  // One sentence.
    const char *python;   // The version that it follows: "3.11".
    uint32_t thresholds[HEAP_GENERATIONS];
    bool older_at_threshold;       // Older generations are due at, not above, their threshold.
    bool quarter_rule;             // A full automatic collection waits for 25 % of newcomers.
    uint64_t small_request_limit;  // The largest request served from pools, in bytes.
    uint64_t arena_bytes, pool_bytes;
    int small_int_min, small_int_max;
    bool intern_every_word;      // Every word-character string is interned, not only literals.
    uint64_t static_count_base;  // Added to the counts shown of static objects.
    uint64_t immortal_count;  // The count shown of every immortal object; 0: nothing is immortal.
    HeapAttributes attributes;
} HeapProfileInfo;

// The profiles in order; false past the last.
bool heap_profile(size_t index, HeapProfileInfo *out_info);
const HeapProfileInfo *heap_profile_info(const Heap *heap);  // Its own, as long as it lives.

typedef enum {
    HEAP_FACT_BOOL,
    HEAP_FACT_NUMBER,
    HEAP_FACT_NUMBERS,
    HEAP_FACT_RULE,  // One of several words.
    HEAP_FACT_TEXT,
} HeapFactKind;

// A field of the profiles' table, as one of them has it.
typedef struct {
    const char *name;     // "tuple_bytes"
    const char *summary;  // A sentence: what it is about.
    HeapFactKind kind;
    int64_t numbers[HEAP_GENERATIONS];
    size_t number_count;
    const char *word;     // Of a rule, a boolean, a text, and of a number that means no number.
    const char *meaning;  // The value in words; NULL where a number says it all.
} HeapProfileFact;
// The facts in order; false past the last of either.
bool heap_profile_fact(size_t profile, size_t index, HeapProfileFact *out_fact);

// ---------------------------------------------------------------- holds
void heap_hold(Heap *heap, Object *object);
// The object dies here if nothing else holds it. NULL does nothing.
void heap_drop(Heap *heap, Object *object);

// Between these two, heap_new_...() makes scratch objects: outside the model, seen by nobody, gone
// at the end. They are for looking things up (heap_get_item(), heap_equal()) and must never be
// stored. What can be a key can be made: None, bool, int, float, str, bytes, and tuples of these.
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
MUST_USE HeapStatus heap_new_float(Heap *heap, double value, Object **out_object);
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
// One of the code's constants, which the compiler made: always tracked.
MUST_USE HeapStatus heap_new_constant_tuple(Heap *heap, Object *const *items, size_t count,
                                            Object **out_object);
// Pairs: key, value, key, value ...; a later equal key replaces the value, as in a display.
MUST_USE HeapStatus heap_new_dict(Heap *heap, Object *const *pairs, size_t pair_count,
                                  Object **out_object);
typedef enum {
    HEAP_SET_ADDED,      // Item by item: {x, y}, set() without items.
    HEAP_SET_CONSTANTS,  // Three or more constants, which come from a constant frozenset.
} HeapSetDisplay;
// HEAP_TYPE_ERROR: unhashable type: 'list'.
MUST_USE HeapStatus heap_new_set(Heap *heap, Object *const *items, size_t count,
                                 HeapSetDisplay display, Object **out_object);
// weakref.ref(target, callback); `callback` may be NULL, and then the target's only such weakref
// is given out again. HEAP_TYPE_ERROR: cannot create weak reference to 'list' object.
MUST_USE HeapStatus heap_new_weakref(Heap *heap, Object *target, Object *callback,
                                     Object **out_object);
// ref(): borrowed; NULL once it is dead. HEAP_TYPE_ERROR for what can't be called so.
MUST_USE HeapStatus heap_deref(Heap *heap, Object *weakref, Object **out_borrowed);

// ---------------------------------------------------------------- values made from others
// Each gives a new hold, and fails in Python's words.
MUST_USE HeapStatus heap_concat(Heap *heap, Object *a, Object *b, Object **out_object);  // a + b
MUST_USE HeapStatus heap_repeat(Heap *heap, Object *a, Object *times, Object **out_object);  // a*n
// a[begin:end] of a list, tuple, str or bytes; NULL: left out.
MUST_USE HeapStatus heap_slice(Heap *heap, Object *a, const int64_t *begin, const int64_t *end,
                               Object **out_object);
MUST_USE HeapStatus heap_copy(Heap *heap, Object *a, Object **out_object);  // a.copy()
// list(a), tuple(a), set(a), frozenset(a), dict(a), str(a) by `kind`; NULL `a`: list() ...
MUST_USE HeapStatus heap_convert(Heap *heap, HeapKind kind, Object *a, Object **out_object);
// separator.join(parts)
MUST_USE HeapStatus heap_join(Heap *heap, Object *separator, Object *parts, Object **out_object);
// sys.intern(str): the canonical object, itself or another.
MUST_USE HeapStatus heap_intern(Heap *heap, Object *str, Object **out_object);

// Code that uses the text as a name has been compiled: a variable, attribute, parameter, function,
// class. Where the profile makes the interned strings of such texts immortal, they are from now on.
MUST_USE HeapStatus heap_use_name(Heap *heap, const char *text, size_t size);
bool heap_keeps_names(const Heap *heap);  // Whether it does anything.

// ---------------------------------------------------------------- classes and functions
typedef struct {
    const char *name;
    Object *const *bases;  // None: object.
    size_t base_count;
    bool has_slots;  // Has __slots__, maybe without names.
    const char *const *slots;
    size_t slot_count;
    Object *slots_tuple;  // Of their strs, a constant of the code around; NULL: made here.
    bool has_functions;   // Its body defines some.
    const char *const *stored_names;  // What its functions store in `self`: sorted, each once.
    size_t stored_name_count;
    bool is_nested;         // Made in a body: its __qualname__ is `qualname`, not its name.
    const char *qualname;   // "fn.<locals>.C"
    Object *qualname_text;  // Its str, a constant of the code around; NULL: made here.
} HeapClassSpec;

// A class statement while it runs, as Python runs it: begin, a store for each name of its body,
// end. The caller owns the struct; its fields are private.
typedef struct {
    HeapClassSpec spec;
    uint32_t blocks[4];
    Object *parts[10];
} HeapClassMaking;
// After a failure of any step heap_class_end() must still be called, with `failed`.
MUST_USE HeapStatus heap_class_begin(Heap *heap, const HeapClassSpec *spec,
                                     HeapClassMaking *making);
MUST_USE HeapStatus heap_class_store(Heap *heap, HeapClassMaking *making, const char *name,
                                     Object *value);
// *out_class is a new hold; untouched when `failed`, and HEAP_OK then.
MUST_USE HeapStatus heap_class_end(Heap *heap, HeapClassMaking *making, bool failed,
                                   Object **out_class);
// `class name: pass`.
MUST_USE HeapStatus heap_new_class(Heap *heap, const char *name, Object **out_object);
// `cls()`. HEAP_TYPE_ERROR if `cls` is not a class.
MUST_USE HeapStatus heap_instantiate(Heap *heap, Object *cls, Object **out_object);

// What a function runs is text that only the caller understands; the function keeps a copy.
typedef struct {
    const char *name;
    const char *qualname;   // "P.m", "fn.<locals>.g"; NULL: as the name.
    Object *qualname_text;  // Its str, a constant of the code around; NULL: made here.
    const char *const *params;
    size_t param_count;
    Object *const *defaults;  // Of the last params.
    size_t default_count;
    bool defaults_are_constant;
    Object *default_tuple;  // Or all in one: a constant tuple of the code around. NULL: none.
    // Names that this function's locals and params keep in cells, because inner functions capture
    // them; and names that it captures itself, with the cells of the frame that makes it.
    const char *const *cell_names;
    size_t cell_name_count;
    const char *const *free_names;
    Object *const *free_cells;
    size_t free_name_count;
    // Other names that the body binds, in the order of first appearance: that of their release. A
    // name that is not told stands behind those that are, in the order of binding.
    const char *const *local_names;
    size_t local_name_count;
    const char *code;  // NULL: a function without a body.
    size_t code_size;
    Object *const *constants;  // Held by the function.
    size_t constant_count;
    bool returns_none;      // At its end.
    bool hides_a_constant;  // Its code has others than those: the 0 of a[0], the 3 of range(3).
} HeapFunctionSpec;
MUST_USE HeapStatus heap_new_function(Heap *heap, const HeapFunctionSpec *spec,
                                      Object **out_object);
size_t heap_function_param_count(const Heap *heap, const Object *function);
const char *heap_function_param(const Heap *heap, const Object *function, size_t index);
// What it captures, sorted; NULL past the last.
const char *heap_function_captured(const Heap *heap, const Object *function, size_t index);
// The default of a param, borrowed; NULL if it has none.
Object *heap_function_default(const Heap *heap, const Object *function, size_t index);
const char *heap_function_name(const Heap *heap, const Object *function);  // Also a class's name.
const char *heap_function_qualname(const Heap *heap, const Object *function);  // And a class's.
// NULL for a function without a body.
const char *heap_function_code(const Heap *heap, const Object *function, size_t *out_size);
size_t heap_function_constant_count(const Heap *heap, const Object *function);
Object *heap_function_constant(const Heap *heap, const Object *function, size_t index);
// What a bound method calls, and on what; borrowed.
Object *heap_method_function(const Heap *heap, const Object *method);
Object *heap_method_self(const Heap *heap, const Object *method);

// What `for _ in range(n)` makes and no program can reach: the range, which is gone at once, and
// its iterator, a block until the loop ends. 0 ends nothing.
MUST_USE HeapStatus heap_begin_range(Heap *heap, uint32_t *out_iterator);
void heap_end_range(Heap *heap, uint32_t iterator);

// ---------------------------------------------------------------- code that the heap starts
// Finalizers and callbacks run in the middle of whatever lets an object die: a release, an
// allocation that starts a collection.
typedef enum { HEAP_RUN_FINALIZER, HEAP_RUN_CALLBACK } HeapRunReason;

// Calls `callable` (a function, a bound method, a class, or something that can't be called) with
// one argument: the object that is finalized, or the dead weakref. Everything of the heap may be
// called from there, but heap_clone(). An exception of Python's ends in heap_unraisable() and
// HEAP_OK. A quota or a lack of memory is answered as it is: from then on every call that can fail
// answers that status too, until heap_set_budget(), and nothing more is run.
typedef struct {
    HeapStatus (*run)(void *context, Heap *heap, HeapRunReason reason, Object *callable,
                      Object *argument);
    void *context;
} HeapRunner;
// The struct is copied; NULL: nothing is run. Not taken along by heap_clone().
void heap_set_runner(Heap *heap, const HeapRunner *runner);
// Tells the event `unraisable`: an exception that nobody can catch. `message` as Python words it.
void heap_unraisable(Heap *heap, Object *callable, const char *exception, const char *message);
enum { HEAP_MAX_FINALIZER_DEPTH = 100 };  // Deeper is an unraisable RecursionError.

// ---------------------------------------------------------------- names and frames
// Frame 0 is the module. A frame entered later has a higher number; numbers are never reused.
enum { HEAP_MODULE_FRAME = 0 };
uint32_t heap_current_frame(const Heap *heap);

// A local in a cell is held by its cell, and the cell by the frame: what is bound and looked up
// here is the content. NULL if the frame does not bind the name. Borrowed.
Object *heap_frame_lookup(const Heap *heap, uint32_t frame, const char *name);
// As Python resolves in the running frame: its locals, its cells, then the module. A name that the
// function knows as its own, or that was bound in the frame, and that is not bound now is
// HEAP_UNBOUND_LOCAL_ERROR; one that it captures, HEAP_NAME_ERROR. Borrowed.
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
// The same, and these locals live in cells too, besides those that the function declares: for a
// function without a body.
MUST_USE HeapStatus heap_enter_frame_with_cells(Heap *heap, Object *function,
                                                Object *const *arguments,
                                                const char *const *cell_names, size_t cell_count);
// The cell of a local or captured name of the frame, for a function that captures it; NULL if the
// name has none. Borrowed.
Object *heap_frame_cell(const Heap *heap, uint32_t frame, const char *name);
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
// By number; false when it was left.
bool heap_find_frame(const Heap *heap, uint32_t number, HeapFrameInfo *out_info);

typedef struct {
    uint32_t frame;
    const char *name;
    Object *object;  // What the frame holds: for a name in a cell, the cell.
} HeapName;
// The bound names of a frame in the order in which it releases them (of the module: of binding).
// Start with *cursor = 0; false at the end.
bool heap_next_name(const Heap *heap, uint32_t frame, uint32_t *cursor, HeapName *out_name);
size_t heap_name_count(const Heap *heap);  // All frames.

// ---------------------------------------------------------------- operations on objects
// list: append insert extend remove pop clear sort reverse; dict: pop clear update; set: add
// discard remove pop clear update. Another type answers HEAP_ATTRIBUTE_ERROR in Python's words
// ('int' object has no attribute 'append').
MUST_USE HeapStatus heap_append(Heap *heap, Object *target, Object *item);
MUST_USE HeapStatus heap_insert(Heap *heap, Object *target, int64_t index, Object *item);
// `source` is anything that Python iterates, possibly `target` itself.
MUST_USE HeapStatus heap_extend(Heap *heap, Object *target, Object *source);
MUST_USE HeapStatus heap_remove(Heap *heap, Object *target, Object *item);
// `key`: NULL, or an index (list) or key (dict; required). A new hold on what was taken out.
MUST_USE HeapStatus heap_pop(Heap *heap, Object *target, Object *key, Object **out_object);
MUST_USE HeapStatus heap_clear(Heap *heap, Object *target);
// CPython's own sort: the same order, and the same TypeError about the same pair.
MUST_USE HeapStatus heap_sort(Heap *heap, Object *target);
MUST_USE HeapStatus heap_reverse(Heap *heap, Object *target);
MUST_USE HeapStatus heap_update(Heap *heap, Object *target, Object *source);
// The same with two dicts in a long display, where no method is called: {..., **source}.
MUST_USE HeapStatus heap_merge(Heap *heap, Object *dict, Object *source);
MUST_USE HeapStatus heap_add(Heap *heap, Object *target, Object *item);
MUST_USE HeapStatus heap_discard(Heap *heap, Object *target, Object *item);

// target[key]: list and tuple by int, dict by hashable key; of str and bytes HEAP_MADE_ANEW.
MUST_USE HeapStatus heap_get_item(Heap *heap, Object *target, Object *key, Object **out_borrowed);
MUST_USE HeapStatus heap_set_item(Heap *heap, Object *target, Object *key, Object *value);
MUST_USE HeapStatus heap_del_item(Heap *heap, Object *target, Object *key);

// target.name: instances, classes, functions and bound methods. HEAP_MADE_ANEW where Python makes
// the object for whoever asks: heap_load_attr().
MUST_USE HeapStatus heap_get_attr(Heap *heap, Object *target, const char *name,
                                  Object **out_borrowed);
// The same, and makes what Python would: a bound method, an instance's or function's __dict__. A
// new hold.
MUST_USE HeapStatus heap_load_attr(Heap *heap, Object *target, const char *name,
                                   Object **out_object);
// target.name as a call looks it up, without a bound method: *out_self is what becomes the first
// argument, or NULL. Both borrowed.
MUST_USE HeapStatus heap_find_method(Heap *heap, Object *target, const char *name,
                                     Object **out_callable, Object **out_self);
MUST_USE HeapStatus heap_set_attr(Heap *heap, Object *target, const char *name, Object *value);
MUST_USE HeapStatus heap_del_attr(Heap *heap, Object *target, const char *name);

// a < b; HEAP_TYPE_ERROR: '<' not supported between instances of 'int' and 'str'.
MUST_USE HeapStatus heap_less(Heap *heap, Object *a, Object *b, bool *out_less);
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

// HEAP_VALUE_ERROR: invalid generation. During a collection it does nothing and answers zeros.
MUST_USE HeapStatus heap_collect(Heap *heap, int64_t generation, HeapCollection *out_collection);
// Where Python's evaluation loop would run a collection that an allocation only scheduled: before
// an operation, after a turn of a loop. The caller says when; nothing happens if none is scheduled.
void heap_check_point(Heap *heap);
void heap_gc_enable(Heap *heap, bool enabled);
void heap_gc_set_thresholds(Heap *heap, const uint32_t thresholds[HEAP_GENERATIONS]);
// What collections find goes to the garbage instead of being cleared.
void heap_gc_set_saveall(Heap *heap, bool saveall);
// gc.garbage: held, each by its position. Borrowed; NULL past the last.
Object *heap_garbage(const Heap *heap, size_t index);
void heap_clear_garbage(Heap *heap);  // gc.garbage.clear()
// All tracked objects move to the permanent generation, which no collection looks at, and the
// counts go to zero; and back, into the oldest. HEAP_CONFLICT during a collection.
MUST_USE HeapStatus heap_freeze(Heap *heap);
MUST_USE HeapStatus heap_unfreeze(Heap *heap);

typedef struct {
    bool enabled, saveall;
    bool scheduled;  // An automatic collection waits for heap_check_point().
    uint32_t thresholds[HEAP_GENERATIONS];
    uint64_t counts[HEAP_GENERATIONS];   // gc.get_count(), without the tuple that asking makes.
    uint64_t objects[HEAP_GENERATIONS];  // Tracked objects in each generation.
    uint64_t frozen;                     // And in the permanent one.
    uint64_t garbage;                    // Objects in gc.garbage.
    struct {
        uint64_t collections, collected, uncollectable;
    } stats[HEAP_GENERATIONS];
    uint64_t long_lived_pending, long_lived_total;
    uint64_t increments, decrements;  // Of reference counts, ever.
    uint64_t freed_by_count;          // Objects freed because their count reached zero...
    uint64_t freed_by_collector;      // ... and those that only the collector could free.
} HeapGcInfo;
HeapGcInfo heap_gc_info(const Heap *heap);

#include "heap/looking.h"
