// Calls.
#include "api/operations/calls.h"
#include "api/operations/operation.h"
#include "api/operations/operations.h"

#include <string.h>

static ApiCode call(Run *run, const Invocation *invocation) {
    Object *callable = NULL, *self = NULL;
    ApiCode code = run_resolve_callable(run, invocation->arguments[0], &callable, &self);
    if (code != API_OK) {
        return code;
    }
    Call made = {
        .callable = callable,
        .positional = {self},
        .positional_count = self != NULL ? 1 : 0,
        .named = invocation->arguments[1],
        .cells = invocation->arguments[2],
        .into = invocation->arguments[3],
    };
    return call_object(run, &made);
}

// What a reference without steps leads to; NULL when it leads nowhere.
static Object *find_begin(const Heap *heap, const Reference *begin) {
    if (begin->base == REFERENCE_ID) {
        return heap_find(heap, begin->id);
    }
    uint32_t frame = begin->base == REFERENCE_NAME ? heap_current_frame(heap) : HEAP_MODULE_FRAME;
    Object *object = heap_frame_lookup(heap, frame, begin->name);
    return object != NULL ? object : heap_frame_lookup(heap, HEAP_MODULE_FRAME, begin->name);
}

// Whether the arguments stand in the order of the parameters, so that they can do without names.
static bool is_positional(const Heap *heap, const char *reference, const cJSON *given) {
    Reference begin = reference_begin(reference);
    Object *function = find_begin(heap, &begin);
    if (function == NULL || *begin.steps != '\0' || heap_object_kind(function) != HEAP_FUNCTION) {
        return false;
    }
    size_t index = 0, count = heap_function_param_count(heap, function);
    for (const cJSON *value = given->child; value != NULL; value = value->next, index++) {
        if (index == count ||
            strcmp(heap_function_param(heap, function, index), value->string) != 0) {
            return false;
        }
    }
    return true;
}

static void write_call(PythonText *python, const Invocation *invocation) {
    const char *reference = invocation->arguments[0]->valuestring;
    const cJSON *given = invocation->arguments[1];
    python_into(python, invocation->arguments[3]);
    python_reference(python, reference);
    text_add_string(&python->text, "(");
    bool positional =
        given != NULL && python->heap != NULL && is_positional(python->heap, reference, given);
    for (const cJSON *value = given != NULL ? given->child : NULL; value != NULL;
         value = value->next) {
        if (!positional) {
            text_add_string(&python->text, value->string);
            text_add_string(&python->text, "=");
        }
        value_python(python, value);
        text_add_string(&python->text, value->next != NULL ? ", " : "");
    }
    text_add_string(&python->text, ")");
}

const Operation call_operations[] = {
    {
        .name = "call",
        .summary = "Call a function, method or class: a body runs; without a body the frame is "
                   "entered and stays until return.",
        .arguments = {{"function", ARGUMENT_REFERENCE, REQUIRED},
                      {"args", ARGUMENT_VALUES_BY_NAME, OPTIONAL},
                      {"cells", ARGUMENT_LOCALS, OPTIONAL},
                      {"into", ARGUMENT_NAME, OPTIONAL}},
        .python = "{into} = {function}({args})",
        .write_python = write_call,
        .run = call,
    },
    {0},
};
