// What runs: the bodies of functions, and repeats.
#include "api/operations/code_names.h"
#include "api/operations/operations.h"
#include "api/operations/turns.h"

#include <assert.h>
#include <stdlib.h>

// ---------------------------------------------------------------- what is on top

static Activation *top_of(const Run *run) {
    return run->depth > 0 ? &run->activations[run->depth - 1] : NULL;
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

static void activation_discard(const Run *run, Activation *activation) {
    heap_end_range(run->heap, activation->iterator);
    cJSON_Delete(activation->unrolled);
    if (activation->owns) {
        json_document_discard(&activation->body->document);
        constants_discard(&activation->body->constants);
        bound_names_discard(&activation->body->bound);
        free(activation->body);
    }
}

// Takes over what the activation owns, on failure too.
static ApiCode push(Run *run, Activation activation) {
    if (run->depth == run->capacity) {
        size_t capacity = run->capacity == 0 ? 4 : run->capacity * 2;
        Activation *grown = realloc(run->activations, capacity * sizeof *grown);
        if (grown == NULL) {
            activation_discard(run, &activation);
            return problem_no_memory(run->problem);
        }
        run->activations = grown;
        run->capacity = capacity;
    }
    assert(run->activations != NULL);
    run->activations[run->depth++] = activation;
    run->bodies += activation.function != NULL ? 1 : 0;
    return API_OK;
}

// Whoever pops owns it.
static Activation pop(Run *run) {
    Activation activation = run->activations[--run->depth];
    run->bodies -= activation.function != NULL ? 1 : 0;
    return activation;
}

ApiCode run_leave_frames(Run *run) {
    ApiCode code = API_OK;
    while (code == API_OK && run->depth > 0) {
        Activation activation = pop(run);
        if (activation.function != NULL) {
            code = run_status(run, heap_leave_frame(run->heap));
        }
        activation_discard(run, &activation);
    }
    return code;
}

void run_discard_activations(Run *run) {
    while (run->depth > 0) {
        Activation activation = pop(run);
        activation_discard(run, &activation);
    }
    free(run->activations);
    run->activations = NULL;
    run->capacity = 0;
}

// ---------------------------------------------------------------- bodies

// As it was when the function was made: the same constants in the same order.
static bool find_constants(Body *body, const Heap *heap, const Object *function) {
    TextBuffer around = {0};
    text_add_string(&around, heap_function_qualname(heap, function));
    text_add_string(&around, ".<locals>.");
    bool found =
        !around.failed && constants_collect_body(&body->constants, body->operations, around.text);
    text_discard(&around);
    return found;
}

static ApiCode parse_body(Run *run, Body *body, const char *text, const Object *function) {
    bool read = json_read(&body->document, text, body->code_size);
    body->operations = body->document.root;
    if (!read || !find_constants(body, run->heap, function) ||
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
        return problem_quota(run->problem, LIMIT_BODY_BYTES, running_bytes(run) + size,
                             "The bodies that would run at once are too long.");
    }
    ApiCode code = run_spend_steps(run, size / 16);
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

static ApiCode activate(Run *run, Object *function, const cJSON *into, Activation *activation) {
    *activation = (Activation){.function = function, .into = into};
    const Activation *other = same_function(run, function);
    ApiCode code = API_OK;
    if (other != NULL) {
        activation->body = other->body;
    } else {
        code = read_body(run, activation);
    }
    if (code != API_OK) {
        activation_discard(run, activation);
        return code;
    }
    assert(activation->body != NULL);
    activation->constants = &activation->body->constants;
    activation->next = activation->body->operations->child;
    return API_OK;
}

// ---------------------------------------------------------------- calls

static size_t frame_count(const Heap *heap) {
    HeapFrameInfo info;
    size_t count = 0;
    while (count <= RUN_MAX_FRAMES && heap_frame(heap, count, &info)) {
        count++;
    }
    return count;
}

// In Python's words, which have no number.
static ApiCode refuse_depth(Run *run, LimitName limit) {
    problem_name_limit(run->problem, limit);
    return problem_raise(run->problem, HEAP_RECURSION_ERROR, "maximum recursion depth exceeded");
}

static ApiCode check_depth(Run *run, const Object *function) {
    if (run->bodies == RUN_MAX_BODIES) {
        return refuse_depth(run, LIMIT_BODIES);
    }
    if (frame_count(run->heap) > RUN_MAX_FRAMES) {
        return refuse_depth(run, LIMIT_FRAMES);
    }
    size_t names = heap_function_param_count(run->heap, function);
    return heap_name_count(run->heap) + names > RUN_MAX_NAMES ? run_refuse_name(run) : API_OK;
}

// What a call yields goes to the name that takes it; NULL is None.
static ApiCode bind_returned(Run *run, const cJSON *into, Object *returned) {
    if (into == NULL || returned != NULL) {
        return into == NULL ? API_OK : run_bind(run, into, returned);
    }
    Object *none = NULL;
    ApiCode code = run_status(run, heap_new_none(run->heap, &none));
    if (code == API_OK) {
        code = run_bind(run, into, none);
        heap_drop(run->heap, none);
    }
    return code;
}

// Frames that stay are entered by what the request itself asks for, not inside of that.
static bool is_by_hand(const Run *run) {
    return run->depth == 0 && run->root == run;
}

static ApiCode enter_with_cells(Run *run, Object *function, Object *const *arguments,
                                const cJSON *cells) {
    size_t count = (size_t)cJSON_GetArraySize(cells), next = 0;
    const char **names = calloc(count + 1, sizeof *names);
    if (names == NULL) {
        return problem_no_memory(run->problem);
    }
    for (const cJSON *name = cells->child; name != NULL; name = name->next) {
        names[next++] = name->valuestring;
    }
    ApiCode code =
        run_status(run, heap_enter_frame_with_cells(run->heap, function, arguments, names, count));
    free(names);
    return code;
}

// A function without a body does nothing when a body calls it. An operation of its own that calls
// it enters its frame, which stays.
static ApiCode enter_by_hand(Run *run, Object *function, Object *const *arguments,
                             const cJSON *cells, const cJSON *into) {
    bool stays = is_by_hand(run);
    if (stays && into != NULL) {
        return problem_set(run->problem, API_CONFLICT, NULL,
                           "The frame of a function without a body stays until 'return': there is "
                           "nothing yet that 'into' could be bound to.");
    }
    ApiCode code = cells != NULL
                       ? enter_with_cells(run, function, arguments, cells)
                       : run_status(run, heap_enter_frame(run->heap, function, arguments));
    if (code != API_OK) {
        return code;
    }
    if (!stays) {
        code = run_status(run, heap_leave_frame(run->heap));
        return code != API_OK ? code : bind_returned(run, into, NULL);
    }
    run->result = (Result){.kind = RESULT_FRAME, .number = heap_current_frame(run->heap)};
    return API_OK;
}

ApiCode run_call(Run *run, Object *function, Object *const *arguments, const cJSON *cells,
                 const cJSON *into) {
    size_t size = 0;
    bool has_body = heap_function_code(run->heap, function, &size) != NULL;
    ApiCode code = check_depth(run, function);
    if (code != API_OK) {
        return code;
    }
    if (cells != NULL && (has_body || !is_by_hand(run))) {
        return problem_set(run->problem, API_CONFLICT, NULL,
                           "Only a frame that is entered by hand is told its cells; those of a "
                           "body are found in it.");
    }
    if (!has_body) {
        return enter_by_hand(run, function, arguments, cells, into);
    }
    Activation activation;
    code = activate(run, function, into, &activation);
    if (code != API_OK) {
        return code;
    }
    code = run_status(run, heap_enter_frame(run->heap, function, arguments));
    if (code != API_OK) {
        activation_discard(run, &activation);
        return code;
    }
    return push(run, activation);
}

// ---------------------------------------------------------------- return

static void drop_returned(Run *run) {
    heap_drop(run->heap, run->returned);
    run->returned = NULL;
}

// Leaves the frame that was entered by hand.
static ApiCode leave_by_hand(Run *run) {
    if (run->depth > 0 || heap_current_frame(run->heap) == HEAP_MODULE_FRAME) {
        return problem_set(run->problem, API_CONFLICT, NULL,
                           run->depth > 0
                               ? "A repeat that is in no body cannot leave a function."
                               : "'return' outside function: no frame has been entered.");
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
    if (run->bodies > 0) {
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

// The body on top is done: its frame goes, and with it maybe its function. Then what it returned is
// bound.
static ApiCode leave_body(Run *run) {
    Activation activation = pop(run);
    run->leaving = false;
    ApiCode code = run_status(run, heap_leave_frame(run->heap));
    const cJSON *into = activation.into;
    activation_discard(run, &activation);
    code = code != API_OK ? code : bind_returned(run, into, run->returned);
    if (code == API_OK && run->returned != NULL) {
        run_result_object(run, run->returned);
    }
    drop_returned(run);
    return code;
}

// ---------------------------------------------------------------- repeats

// What Python's `for _ in range(times)` does first; a repeat that names its turns has no such name.
static ApiCode bind_turn(Run *run, uint64_t turn) {
    Object *number = NULL;
    const cJSON name = {.type = cJSON_String, .valuestring = (char[]){"_"}};
    ApiCode code = run_status(run, heap_new_int(run->heap, (int64_t)turn, &number));
    if (code == API_OK) {
        code = run_bind(run, &name, number);
        heap_drop(run->heap, number);
    }
    return code;
}

static ApiCode begin_turn(Run *run, Activation *repeat) {
    repeat->next = repeat->first;
    ApiCode code = repeat->next == NULL ? run_spend_steps(run, 1) : API_OK;
    return code != API_OK || repeat->is_unrolled ? code : bind_turn(run, repeat->turn);
}

ApiCode run_repeat(Run *run, const cJSON *operations, uint64_t times) {
    const Activation *around = top_of(run);
    Activation repeat = {
        .body = around != NULL ? around->body : NULL,
        .constants = run->constants,
        .first = operations->child,
        .times = times,
        .is_unrolled = times > 0 && turns_are_named(operations),
    };
    ApiCode code = repeat.is_unrolled
                       ? API_OK
                       : run_status(run, heap_begin_range(run->heap, &repeat.iterator));
    if (code != API_OK || times == 0) {
        activation_discard(run, &repeat);
        return code;
    }
    code = push(run, repeat);
    return code != API_OK ? code : begin_turn(run, top_of(run));
}

// The operations of the repeat on top are through, or a `return` ends it.
static ApiCode end_turn(Run *run) {
    if (!run->leaving) {
        heap_check_point(run->heap);
    }
    Activation *repeat = top_of(run);
    if (!run->leaving && ++repeat->turn < repeat->times) {
        return begin_turn(run, repeat);
    }
    Activation done = pop(run);
    activation_discard(run, &done);
    return API_OK;
}

// ---------------------------------------------------------------- steps

// After: `*operation` is as it is in this turn.
static ApiCode unroll(Run *run, Activation *repeat, const cJSON **operation) {
    if (!repeat->is_unrolled) {
        return API_OK;
    }
    cJSON_Delete(repeat->unrolled);
    repeat->unrolled = turn_operation(*operation, repeat->turn);
    *operation = repeat->unrolled;
    return repeat->unrolled != NULL ? run_use_names(run, repeat->unrolled)
                                    : problem_no_memory(run->problem);
}

ApiCode run_step(Run *run) {
    Activation *top = top_of(run);
    const cJSON *operation = top->next;
    if (operation == NULL || run->leaving) {
        return top->function != NULL ? leave_body(run) : end_turn(run);
    }
    top->next = operation->next;
    if (operation_is_dropped(operation)) {
        return run_spend_steps(run, 1);
    }
    run->constants = top->constants;
    ApiCode code = run_spend_steps(run, operation_reading_steps(operation));
    code = code != API_OK ? code : unroll(run, top, &operation);
    return code != API_OK ? code : run_execute(run, operation);
}
