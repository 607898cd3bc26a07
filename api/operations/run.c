#include "api/operations/run.h"

#include "api/json/json_scan.h"
#include "api/operations/operations.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// All that one request says of an object is held at once at most.
_Static_assert(JSON_MAX_ALL_ELEMENTS + JSON_MAX_MEMBERS + 16 <= HEAP_MAX_HOLDS,
               "one operation may hold an object as often as a request can name it");

void run_init(Run *run, Heap *heap, Problem *problem) {
    memset(run, 0, sizeof *run);
    run->heap = heap;
    run->problem = problem;
}

// ---------------------------------------------------------------- what the operations use

ApiCode run_status(Run *run, HeapStatus status) {
    return problem_heap(run->problem, run->heap, status);
}

ApiCode run_follow(Run *run, const cJSON *reference, Object **out_object) {
    const BoundNames *bound = run->depth > 0 ? &run->activations[run->depth - 1].body->bound : NULL;
    Scope scope = {.heap = run->heap, .problem = run->problem, .bound = bound};
    ApiCode code = reference_resolve(&scope, reference->valuestring, out_object);
    if (code == API_BAD_REFERENCE) {
        run->refused = reference;
    }
    return code;
}

ApiCode run_keep(Run *run, Object *object) {
    if (run->held_count == run->held_capacity) {
        size_t capacity = run->held_capacity == 0 ? 8 : run->held_capacity * 2;
        Object **held = realloc(run->held, capacity * sizeof(Object *));
        if (held == NULL) {
            heap_drop(run->heap, object);
            return problem_no_memory(run->problem);
        }
        run->held = held;
        run->held_capacity = capacity;
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

ApiCode run_value(Run *run, const cJSON *value, Object **out_object) {
    Object *object = NULL;
    ApiCode code = value_build(run, value, &object);
    if (code != API_OK) {
        return code;
    }
    *out_object = object;
    return run_keep(run, object);
}

static ApiCode refuse_name(Run *run) {
    return problem_quota(run->problem, API_QUOTA_NAMES, RUN_MAX_NAMES, heap_name_count(run->heap),
                         "The session would have more names than it may.");
}

ApiCode run_bind(Run *run, const cJSON *json, Object *object) {
    BindingName name = binding_name(json->valuestring);
    uint32_t frame = binding_frame(run->heap, name);
    if (heap_frame_lookup(run->heap, frame, name.name) == NULL &&
        heap_name_count(run->heap) >= RUN_MAX_NAMES) {
        return refuse_name(run);
    }
    return run_status(run, heap_bind(run->heap, frame, name.name, object));
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
    if (!constants_collect(run->constants, operation)) {
        return problem_no_memory(run->problem);
    }
    for (size_t i = 0; i < run->constants->count; i++) {
        Constant *constant = &run->constants->items[i];
        ApiCode code = value_make_constant(run, constant->value, &constant->object);
        if (code != API_OK) {
            return code;
        }
    }
    let_items_go(run);
    return API_OK;
}

// Last to first, as the code object's tuple of constants lets them go.
static void drop_constants(Run *run) {
    for (size_t i = run->constants->count; i-- > 0;) {
        heap_drop(run->heap, run->constants->items[i].object);
    }
    constants_discard(run->constants);
}

// ---------------------------------------------------------------- bodies

static ApiCode spend_steps(Run *run, uint64_t steps) {
    run->steps += steps;
    if (run->steps > RUN_MAX_STEPS) {
        return problem_quota(run->problem, API_QUOTA_WORK, RUN_MAX_STEPS, run->steps,
                             "The bodies take more steps than one request may ask for.");
    }
    return API_OK;
}

// The activation further down that runs the same function, if there is one.
static const Activation *same_function(const Run *run, const Object *function) {
    for (size_t i = 0; i < run->depth; i++) {
        if (run->activations[i].function == function) {
            return &run->activations[i];
        }
    }
    return NULL;
}

static size_t running_bytes(const Run *run) {
    size_t bytes = 0;
    for (size_t i = 0; i < run->depth; i++) {
        bytes += run->activations[i].owns ? run->activations[i].body->code_size : 0;
    }
    return bytes;
}

static void activation_discard(Activation *activation) {
    if (activation->owns) {
        cJSON_Delete(activation->body->operations);
        constants_discard(&activation->body->constants);
        bound_names_discard(&activation->body->bound);
        free(activation->body);
    }
}

static ApiCode parse_body(Run *run, Body *body, const char *text, const Object *function) {
    body->operations = cJSON_ParseWithLength(text, body->code_size);
    if (body->operations == NULL || !constants_collect_body(&body->constants, body->operations) ||
        !bound_names_find(&body->bound, body->operations)) {
        return problem_no_memory(run->problem);
    }
    constants_take_from(&body->constants, run->heap, function);
    return API_OK;
}

// Reads the function's body again, which was checked when the function was made.
static ApiCode read_body(Run *run, Activation *activation) {
    size_t size = 0;
    const char *text = heap_function_code(run->heap, activation->function, &size);
    if (running_bytes(run) + size > RUN_MAX_BODY_BYTES) {
        return problem_quota(run->problem, API_QUOTA_BYTES, RUN_MAX_BODY_BYTES, running_bytes(run),
                             "The bodies that would run at once are longer than 1 MiB.");
    }
    ApiCode code = spend_steps(run, size / 16);
    if (code != API_OK) {
        return code;
    }
    activation->body = calloc(1, sizeof *activation->body);
    if (activation->body == NULL) {
        return problem_no_memory(run->problem);
    }
    activation->owns = true;
    activation->body->code_size = size;
    return parse_body(run, activation->body, text, activation->function);
}

static ApiCode activate(Run *run, Object *function, Activation *activation) {
    *activation = (Activation){.function = function};
    const Activation *other = same_function(run, function);
    ApiCode code = API_OK;
    if (other != NULL) {
        activation->body = other->body;
    } else {
        code = read_body(run, activation);
    }
    if (code != API_OK) {
        activation_discard(activation);
        return code;
    }
    assert(activation->body != NULL);
    activation->next = activation->body->operations->child;
    return API_OK;
}

static size_t frame_count(const Heap *heap) {
    HeapFrameInfo info;
    size_t count = 0;
    while (count <= RUN_MAX_FRAMES && heap_frame(heap, count, &info)) {
        count++;
    }
    return count;
}

static ApiCode check_depth(Run *run, const Object *function) {
    if (run->depth == RUN_MAX_BODIES || frame_count(run->heap) > RUN_MAX_FRAMES) {
        return problem_raise(run->problem, HEAP_RECURSION_ERROR,
                             "maximum recursion depth exceeded");
    }
    size_t names = heap_function_param_count(run->heap, function);
    if (heap_name_count(run->heap) + names > RUN_MAX_NAMES) {
        return refuse_name(run);
    }
    return API_OK;
}

// A function without a body does nothing when a body calls it. An operation of its own that calls
// it enters its frame, which stays.
static ApiCode enter_by_hand(Run *run, Object *function, Object *const *arguments) {
    ApiCode code = run_status(run, heap_enter_frame(run->heap, function, arguments));
    if (code != API_OK) {
        return code;
    }
    if (run->depth > 0) {
        return run_status(run, heap_leave_frame(run->heap));
    }
    run->result = (Result){.kind = RESULT_FRAME, .number = heap_current_frame(run->heap)};
    return API_OK;
}

ApiCode run_call(Run *run, Object *function, Object *const *arguments) {
    size_t size = 0;
    ApiCode code = check_depth(run, function);
    if (code != API_OK) {
        return code;
    }
    if (heap_function_code(run->heap, function, &size) == NULL) {
        return enter_by_hand(run, function, arguments);
    }
    Activation activation;
    code = activate(run, function, &activation);
    if (code != API_OK) {
        return code;
    }
    code = run_status(run, heap_enter_frame(run->heap, function, arguments));
    if (code != API_OK) {
        activation_discard(&activation);
        return code;
    }
    run->activations[run->depth++] = activation;
    return API_OK;
}

static void drop_returned(Run *run) {
    heap_drop(run->heap, run->returned);
    run->returned = NULL;
}

// Leaves the frame that was entered by hand.
static ApiCode leave_by_hand(Run *run) {
    if (heap_current_frame(run->heap) == HEAP_MODULE_FRAME) {
        return problem_set(run->problem, API_CONFLICT, NULL,
                           "'return' outside function: no frame has been entered.");
    }
    return run_status(run, heap_leave_frame(run->heap));
}

ApiCode run_return(Run *run, const cJSON *value) {
    Object *object = NULL;
    ApiCode code = value != NULL ? value_build(run, value, &object) : API_OK;
    if (code != API_OK) {
        return code;
    }
    run->returned = object;
    run->leaving = true;
    if (run->depth > 0) {
        return API_OK;
    }
    code = leave_by_hand(run);
    run->leaving = false;
    if (code == API_OK && object != NULL) {
        run_result_object(run, object);
    }
    drop_returned(run);
    return code;
}

// The body on top is done: its frame goes, and with it maybe its function.
static ApiCode leave_body(Run *run) {
    Activation *activation = &run->activations[--run->depth];
    ApiCode code = run_status(run, heap_leave_frame(run->heap));
    activation_discard(activation);
    if (run->returned != NULL) {
        run_result_object(run, run->returned);
        drop_returned(run);
    }
    run->leaving = false;
    return code;
}

// ---------------------------------------------------------------- running

static ApiCode execute(Run *run, const cJSON *operation) {
    ApiCode code = spend_steps(run, 1);
    code = code != API_OK ? code : run_status(run, heap_check_budget(run->heap));
    if (code == API_OK) {
        Invocation invocation = operation_invocation(operation);
        code = invocation.row->run(run, &invocation);
    }
    drop_held(run);
    return code;
}

// The next operation of the body on top, or its end.
static ApiCode step(Run *run) {
    Activation *activation = &run->activations[run->depth - 1];
    const cJSON *operation = activation->next;
    if (operation == NULL || run->leaving) {
        return leave_body(run);
    }
    activation->next = operation->next;
    if (operation_is_dropped(operation)) {
        return spend_steps(run, 1);
    }
    run->constants = &activation->body->constants;
    return execute(run, operation);
}

void run_end(Run *run) {
    drop_held(run);
    drop_returned(run);
    while (run->depth > 0) {
        activation_discard(&run->activations[--run->depth]);
    }
    free(run->held);
    run->held = NULL;
    run->held_capacity = 0;
}

ApiCode run_operation(Run *run, const cJSON *operation) {
    Constants unit = {0};
    run->constants = &unit;
    run->result = (Result){.kind = RESULT_NONE};
    ApiCode code = make_constants(run, operation);
    if (code == API_OK) {
        code = execute(run, operation);
    }
    while (code == API_OK && run->depth > 0) {
        code = step(run);
    }
    run_end(run);
    run->constants = &unit;
    drop_constants(run);
    return code;
}
