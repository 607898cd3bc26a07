#include "api/operations/run.h"

#include "api/json/json_scan.h"
#include "api/operations/code_names.h"
#include "api/operations/function_form.h"
#include "api/operations/operations.h"
#include "api/values/python_only.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// All that one request says of an object is held at once at most.
_Static_assert(JSON_MAX_ALL_ELEMENTS + JSON_MAX_MEMBERS + 16 <= HEAP_MAX_HOLDS,
               "one operation may hold an object as often as a request can name it");

void run_init(Run *run, Heap *heap, Problem *problem) {
    memset(run, 0, offsetof(Run, ended));
    run->root = run;
    run->heap = heap;
    run->problem = problem;
    run->step_budget = RUN_MAX_STEPS;
    run->held = run->few_held;
    run->held_capacity = RUN_FEW_HELD;
    problem_init(&run->ended);
}

// ---------------------------------------------------------------- what the operations use

ApiCode run_status(Run *run, HeapStatus status) {
    const Problem *ended = &run->root->ended;
    if (ended->code != API_OK) {
        *run->problem = *ended;
        return ended->code;
    }
    return problem_heap(run->problem, run->heap, status);
}

static ApiCode keep_made(void *context, Object *object) {
    return run_keep(context, object);
}

static Scope scope_of(Run *run) {
    const Body *body = run->depth > 0 ? run->activations[run->depth - 1].body : NULL;
    return (Scope){
        .heap = run->heap,
        .problem = run->problem,
        .bound = body != NULL ? &body->bound : NULL,
        .keep = keep_made,
        .context = run,
    };
}

ApiCode run_follow(Run *run, const cJSON *reference, Object **out_object) {
    Scope scope = scope_of(run);
    ApiCode code = reference_resolve(&scope, reference->valuestring, out_object);
    if (code == API_BAD_REFERENCE) {
        run->refused = reference;
    }
    return code;
}

static bool grow_held(Run *run) {
    bool moves = run->held == run->few_held;
    size_t capacity = run->held_capacity * 2;
    Object **held = realloc(moves ? NULL : run->held, capacity * sizeof(Object *));
    if (held == NULL) {
        return false;
    }
    if (moves) {
        memcpy(held, run->few_held, sizeof run->few_held);
    }
    run->held = held;
    run->held_capacity = capacity;
    return true;
}

ApiCode run_keep(Run *run, Object *object) {
    if (run->held_count == run->held_capacity && !grow_held(run)) {
        heap_drop(run->heap, object);
        return problem_no_memory(run->problem);
    }
    run->held[run->held_count++] = object;
    return API_OK;
}

static void drop_held(Run *run) {
    while (run->held_count > 0) {
        heap_drop(run->heap, run->held[--run->held_count]);
    }
}

ApiCode run_resolve(Run *run, const cJSON *reference, Object **out_object) {
    Object *object = NULL;
    ApiCode code = run_follow(run, reference, &object);
    if (code != API_OK) {
        return code;
    }
    heap_hold(run->heap, object);
    *out_object = object;
    return run_keep(run, object);
}

ApiCode run_look_up_method(Run *run, Object *object, const char *method) {
    Object *found = NULL;
    if (python_has_attribute(run->heap, object, method)) {
        return API_OK;
    }
    HeapStatus status = heap_get_attr(run->heap, object, method, &found);
    if (status != HEAP_OK && status != HEAP_MADE_ANEW) {
        return run_status(run, status);
    }
    problem_argument(run->problem, "attribute", method);
    return problem_set(run->problem, API_CONFLICT, NULL,
                       "The object has '%s' of its own, which Python would call: that is another "
                       "operation, 'call'.",
                       method);
}

ApiCode run_resolve_method(Run *run, const cJSON *reference, const char *method,
                           Object **out_object) {
    Object *object = NULL;
    ApiCode code = run_resolve(run, reference, &object);
    code = code != API_OK ? code : run_look_up_method(run, object, method);
    if (code == API_OK) {
        *out_object = object;
    }
    return code;
}

// Holds it as long as the operation lasts.
static ApiCode keep_borrowed(Run *run, Object *object) {
    heap_hold(run->heap, object);
    return run_keep(run, object);
}

ApiCode run_resolve_callable(Run *run, const cJSON *reference, Object **out_callable,
                             Object **out_self) {
    Object *callable = NULL, *self = NULL;
    Scope scope = scope_of(run);
    ApiCode code = reference_resolve_callable(&scope, reference->valuestring, &callable, &self);
    if (code != API_OK) {
        run->refused = code == API_BAD_REFERENCE ? reference : NULL;
        return code;
    }
    code = keep_borrowed(run, callable);
    if (code == API_OK && self != NULL) {
        code = keep_borrowed(run, self);
    }
    *out_callable = callable;
    *out_self = self;
    return code;
}

ApiCode run_value(Run *run, const cJSON *value, Object **out_object) {
    Object *object = NULL;
    ApiCode code = value_build(run, value, &object);
    if (code != API_OK) {
        return code;
    }
    *out_object = object;
    return run_keep(run, object);
}

ApiCode run_refuse_name(Run *run) {
    return problem_quota(run->problem, LIMIT_NAMES, heap_name_count(run->heap),
                         "The session would have more names than it may.");
}

ApiCode run_bind(Run *run, const cJSON *json, Object *object) {
    BindingName name = binding_name(json->valuestring);
    uint32_t frame = binding_frame(run->heap, name);
    if (heap_frame_lookup(run->heap, frame, name.name) == NULL &&
        heap_name_count(run->heap) >= RUN_MAX_NAMES) {
        return run_refuse_name(run);
    }
    return run_status(run, heap_bind(run->heap, frame, name.name, object));
}

ApiCode run_bind_into(Run *run, const cJSON *json, Object *object) {
    return json != NULL ? run_bind(run, json, object) : API_OK;
}

void run_result_object(Run *run, const Object *object) {
    if (run->depth == 0) {
        run->result = (Result){.kind = RESULT_OBJECT, .number = heap_object_id(object)};
    }
}

void run_result_collection(Run *run, const HeapCollection *collection) {
    if (run->depth == 0) {
        run->result = (Result){.kind = RESULT_COLLECTION, .collection = *collection};
    }
}

// ---------------------------------------------------------------- constants

// An item of a constant tuple is the tuple's from now on.
static void let_items_go(Run *run) {
    for (size_t i = 0; i < run->constants->count; i++) {
        Constant *constant = &run->constants->items[i];
        if (!constant->used_itself && constant->object != NULL) {
            heap_drop(run->heap, constant->object);
            constant->object = NULL;
        }
    }
}

static ApiCode make_constants(Run *run, const cJSON *operation) {
    TextBuffer around = {0};
    bool in_module = heap_current_frame(run->heap) == HEAP_MODULE_FRAME;
    bool collected = (in_module || function_form_around(run->heap, &around)) &&
                     constants_collect(run->constants, operation, in_module ? "" : around.text);
    text_discard(&around);
    if (!collected) {
        return problem_no_memory(run->problem);
    }
    ApiCode code = run_use_names(run, operation);
    for (size_t i = 0; code == API_OK && i < run->constants->count; i++) {
        Constant *constant = &run->constants->items[i];
        code = value_make_constant(run, constant->value, &constant->object);
    }
    if (code == API_OK) {
        let_items_go(run);
    }
    return code;
}

// Last to first, as the code object's tuple of constants lets them go.
static void drop_constants(Run *run) {
    for (size_t i = run->constants->count; i-- > 0;) {
        heap_drop(run->heap, run->constants->items[i].object);
    }
    constants_discard(run->constants);
}

// ---------------------------------------------------------------- running

ApiCode run_spend_steps(Run *run, uint64_t steps) {
    uint64_t spent = run->root->steps += steps;
    if (spent > run->root->step_budget) {
        return problem_quota(run->problem, LIMIT_STEPS, spent,
                             "The bodies take more steps than one request may ask for.");
    }
    return API_OK;
}

ApiCode run_execute(Run *run, const cJSON *operation) {
    heap_check_point(run->heap);
    ApiCode code = run_spend_steps(run, 1);
    code = code != API_OK ? code : run_status(run, heap_check_budget(run->heap));
    if (code == API_OK) {
        Invocation invocation = operation_invocation(operation);
        code = invocation.row->run(run, &invocation);
    }
    drop_held(run);
    return code != API_OK ? code : run_status(run, HEAP_OK);
}

void run_end(Run *run) {
    drop_held(run);
    heap_drop(run->heap, run->returned);
    run->returned = NULL;
    run_discard_activations(run);
    if (run->held != run->few_held) {
        free(run->held);
    }
    run->held = run->few_held;
    run->held_capacity = RUN_FEW_HELD;
}

ApiCode run_operation(Run *run, const cJSON *operation) {
    Constants unit = {0};
    run->constants = &unit;
    run->result = (Result){.kind = RESULT_NONE};
    runner_attach(run);
    ApiCode code = make_constants(run, operation);
    if (code == API_OK) {
        code = run_execute(run, operation);
    }
    while (code == API_OK && run->depth > 0) {
        code = run_step(run);
    }
    run_end(run);
    run->constants = &unit;
    drop_constants(run);
    runner_detach(run);
    return code != API_OK ? code : run_status(run, HEAP_OK);
}
