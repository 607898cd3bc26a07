// Running one operation: the objects it holds meanwhile, and the bodies it is in.
//
// A body is not run by recursion: `call` and `repeat` push one, and run_operation() goes on with
// whatever is on top until nothing is left. run.c is about single operations, bodies.c about what
// is pushed.
#pragma once

#include "api/json/json_reader.h"
#include "api/replies/problem.h"
#include "api/values/constants.h"
#include "api/values/references.h"
#include "heap/heap.h"

enum {
    RUN_MAX_BODIES = 100,              // Deeper is a RecursionError.
    RUN_MAX_FRAMES = 1000,             // Those entered by hand included.
    RUN_MAX_BODY_BYTES = 1024 * 1024,  // Of the texts of the bodies that run at once.
    RUN_MAX_STEPS = 1000000,           // Of a request: operations, and what they have to read.
    RUN_MAX_NAMES = 10000,
    RUN_FEW_HELD = 8,
};

typedef enum { RESULT_NONE, RESULT_OBJECT, RESULT_FRAME, RESULT_COLLECTION } ResultKind;

typedef struct {
    ResultKind kind;
    uint32_t number;  // The object's id, or the frame's number.
    HeapCollection collection;
} Result;

// A function's body, read again for running.
typedef struct {
    JsonDocument document;
    const cJSON *operations;  // Its root.
    Constants constants;
    BoundNames bound;
    size_t code_size;
} Body;

// What runs: a function's body in a frame of its own, or a repeat in the frame around it.
typedef struct {
    Object *function;      // Held by its frame; NULL for a repeat.
    Body *body;            // That of the function; a repeat has the one around it, or NULL.
    bool owns;             // `body` goes with it, and is not shared with an activation below.
    Constants *constants;  // Of the unit.
    const cJSON *next;     // The operation to run next.
    const cJSON *into;     // The name for what a body returns; NULL when nobody takes it.
    const cJSON *first;    // A repeat's first operation, NULL when it has none.
    uint64_t turn, times;
    uint32_t iterator;  // A repeat's, that goes through Python's range(); 0: none.
    bool is_unrolled;   // Its operations name the turn.
    cJSON *unrolled;    // The operation that runs, with its turn. Owned.
} Activation;

// What a request asks for is one Run; what the heap starts meanwhile, a finalizer or a callback, is
// a Run of its own in the middle of it, on the same budgets.
typedef struct Run {
    struct Run *root;  // That of the request, possibly itself.
    Heap *heap;
    Problem *problem;
    Constants *constants;  // Of the unit that runs.
    Result result;
    Object **held;  // What the operation that runs holds for its own time; first in `few_held`.
    size_t held_count, held_capacity;
    Activation *activations;
    size_t depth, capacity;
    size_t bodies;         // Of the activations, those that are no repeats.
    uint64_t steps;        // Of the root: those of the operations before in the request included.
    uint64_t step_budget;  // Of the root.
    bool leaving;          // A `return` ran in the body on top.
    Object *returned;      // What it returned: a hold, or NULL.
    const cJSON *refused;  // The reference that led nowhere, API_BAD_REFERENCE; NULL otherwise.
    Object *few_held[RUN_FEW_HELD];
    Problem ended;  // Of the root: what ended the request inside a finalizer or callback. The last.
} Run;

void run_init(Run *run, Heap *heap, Problem *problem);
void run_end(Run *run);

// Runs one operation, which has been checked. After a failure the heap may have changed in part.
API_MUST_USE ApiCode run_operation(Run *run, const cJSON *operation);

// For the operations.

// Takes over a hold, until the operation is done.
API_MUST_USE ApiCode run_keep(Run *run, Object *object);
// Follows a reference; the object is borrowed.
API_MUST_USE ApiCode run_follow(Run *run, const cJSON *reference, Object **out_object);
// Follows a reference and holds what it leads to until the operation is done.
API_MUST_USE ApiCode run_resolve(Run *run, const cJSON *reference, Object **out_object);
// Looks for a method of Python's own types, before the arguments are made: AttributeError when the
// object has none of that name, and a conflict when it has something of its own there.
API_MUST_USE ApiCode run_look_up_method(Run *run, Object *object, const char *method);
// Both: what a reference leads to is asked for a method.
API_MUST_USE ApiCode run_resolve_method(Run *run, const cJSON *reference, const char *method,
                                        Object **out_object);
// Follows a reference to what is called; an attribute that is a method gives the function, and the
// object that becomes its first argument, which is NULL otherwise. Both are held.
API_MUST_USE ApiCode run_resolve_callable(Run *run, const cJSON *reference, Object **out_callable,
                                          Object **out_self);
// Builds a value and holds it until the operation is done.
API_MUST_USE ApiCode run_value(Run *run, const cJSON *value, Object **out_object);
API_MUST_USE ApiCode run_bind(Run *run, const cJSON *name, Object *object);
// The same, and does nothing without a name: for `into`.
API_MUST_USE ApiCode run_bind_into(Run *run, const cJSON *name, Object *object);
// The result of the operation, unless a body runs: what that yields is nobody's.
void run_result_object(Run *run, const Object *object);
void run_result_collection(Run *run, const HeapCollection *collection);
// What the heap said.
API_MUST_USE ApiCode run_status(Run *run, HeapStatus status);
API_MUST_USE ApiCode run_refuse_name(Run *run);
API_MUST_USE ApiCode run_spend_steps(Run *run, uint64_t steps);

// Enters the function with these arguments and runs its body, if it has one, before anything else.
// What it returns is bound to `into`. `cells` are the locals that live in cells, where no body
// tells them. Both may be NULL.
API_MUST_USE ApiCode run_call(Run *run, Object *function, Object *const *arguments,
                              const cJSON *cells, const cJSON *into);
// Ends the body that runs, or leaves the frame that was entered by hand. `value` may be NULL.
API_MUST_USE ApiCode run_return(Run *run, const cJSON *value);
// Runs the operations so many times, before anything else.
API_MUST_USE ApiCode run_repeat(Run *run, const cJSON *operations, uint64_t times);
// The next operation of what is on top, or its end.
API_MUST_USE ApiCode run_step(Run *run);
// Runs one operation of the unit in run->constants.
API_MUST_USE ApiCode run_execute(Run *run, const cJSON *operation);
// Leaves the frames of whatever runs, as an exception does.
API_MUST_USE ApiCode run_leave_frames(Run *run);
// Forgets whatever runs; the heap's frames stay as they are.
void run_discard_activations(Run *run);

// Makes the heap run finalizers and callbacks as part of this run, until the second is called.
void runner_attach(Run *run);
void runner_detach(Run *run);
