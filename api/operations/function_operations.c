// Classes, functions, calls.
#include "api/operations/operation.h"

#include "api/operations/operations.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- class

static ApiCode define_class(Run *run, const Invocation *invocation) {
    Object *class = NULL;
    const char *name = invocation->arguments[0]->valuestring;
    ApiCode code = run_status(run, heap_new_class(run->heap, name, &class));
    code = code != API_OK ? code : run_keep(run, class);
    code = code != API_OK ? code : run_bind(run, invocation->arguments[0], class);
    if (code == API_OK) {
        run_result_object(run, class);
    }
    return code;
}

// ---------------------------------------------------------------- function

// What the heap is told of a function, and the memory behind it.
typedef struct {
    HeapFunctionSpec spec;
    const char **params;
    Object **constants;
    char *code;
} Definition;

static void definition_discard(Definition *definition) {
    free(definition->params);
    free(definition->constants);
    free(definition->code);
}

static bool fill_params(Definition *definition, const cJSON *params) {
    size_t count = (size_t)cJSON_GetArraySize(params), next = 0;
    definition->params = calloc(count + 1, sizeof *definition->params);
    if (definition->params == NULL) {
        return false;
    }
    for (const cJSON *param = params->child; param != NULL; param = param->next) {
        definition->params[next++] = param->valuestring;
    }
    definition->spec.params = definition->params;
    definition->spec.param_count = count;
    return true;
}

// The body's constants are among those of the unit that runs.
static bool fill_constants(Definition *definition, Constants *unit, const cJSON *body) {
    Constants own = {0};
    bool filled = constants_collect_body(&own, body);
    definition->constants = calloc(own.count + 1, sizeof *definition->constants);
    filled = filled && definition->constants != NULL;
    for (size_t i = 0; filled && i < own.count; i++) {
        Constant *constant = NULL;
        filled = constants_find(unit, own.items[i].value, &constant) && constant != NULL;
        if (filled && own.items[i].used_itself) {
            definition->constants[definition->spec.constant_count++] = constant->object;
        }
    }
    definition->spec.constants = definition->constants;
    constants_discard(&own);
    return filled;
}

static bool fill_code(Definition *definition, const cJSON *body) {
    JsonWriter writer = {0};
    json_tree(&writer, body);
    definition->code = text_take(&writer.buffer, &definition->spec.code_size);
    definition->spec.code = definition->code;
    return definition->code != NULL;
}

static bool fill_definition(Definition *definition, Run *run, const Invocation *invocation) {
    const cJSON *body = invocation->arguments[2];
    definition->spec.name = invocation->arguments[0]->valuestring;
    return fill_params(definition, invocation->arguments[1]) &&
           (body == NULL ||
            (fill_constants(definition, run->constants, body) && fill_code(definition, body)));
}

static ApiCode make_function(Run *run, const Invocation *invocation, Object **out_function) {
    Definition definition = {0};
    ApiCode code = problem_no_memory(run->problem);
    if (fill_definition(&definition, run, invocation)) {
        code = run_status(run, heap_new_function(run->heap, &definition.spec, out_function));
    }
    definition_discard(&definition);
    return code;
}

static ApiCode define_function(Run *run, const Invocation *invocation) {
    Object *function = NULL;
    ApiCode code = make_function(run, invocation, &function);
    code = code != API_OK ? code : run_keep(run, function);
    code = code != API_OK ? code : run_bind(run, invocation->arguments[0], function);
    if (code == API_OK) {
        run_result_object(run, function);
    }
    return code;
}

static bool is_param(const cJSON *params, const char *name) {
    for (const cJSON *param = params->child; param != NULL; param = param->next) {
        if (strcmp(param->valuestring, name) == 0) {
            return true;
        }
    }
    return false;
}

// After: the text knows which of Python's own names the function binds for itself.
static void hide_names(PythonText *inner, const Invocation *invocation) {
    const cJSON *params = invocation->arguments[1];
    BoundNames bound = {0};
    inner->text.failed = !bound_names_find(&bound, invocation->arguments[2]) || inner->text.failed;
    for (size_t i = 0; i < BUILTINS; i++) {
        const char *name = python_builtin_name((Builtin)i);
        inner->hidden[i] =
            inner->hidden[i] || is_param(params, name) || bound_names_have(&bound, name);
    }
    bound_names_discard(&bound);
}

// NOLINTNEXTLINE(misc-no-recursion): a body in a body, as deep as a request may be.
static void write_function(PythonText *python, const Invocation *invocation) {
    const cJSON *body = invocation->arguments[2];
    text_add_string(&python->text, "def ");
    text_add_string(&python->text, invocation->arguments[0]->valuestring);
    text_add_string(&python->text, "(");
    for (const cJSON *param = invocation->arguments[1]->child; param != NULL; param = param->next) {
        text_add_string(&python->text, param->valuestring);
        text_add_string(&python->text, param->next != NULL ? ", " : "");
    }
    text_add_string(&python->text, "):");
    if (body == NULL || body->child == NULL) {
        text_add_string(&python->text, " pass");
        return;
    }
    PythonText inner = *python;
    inner.heap = NULL;
    inner.in_function = true;
    inner.indent++;
    hide_names(&inner, invocation);
    python_new_line(&inner);
    if (operation_is_dropped(body->child)) {
        text_add_string(&inner.text, "pass");  // What follows would be the docstring.
        python_new_line(&inner);
    }
    operations_python(&inner, body);
    python->text = inner.text;
    python->impossible = inner.impossible;
}

// ---------------------------------------------------------------- call

static bool is_missing(const Heap *heap, const Object *function, const cJSON *given, size_t index) {
    const char *param = heap_function_param(heap, function, index);
    return cJSON_GetObjectItemCaseSensitive(given, param) == NULL;
}

static size_t count_missing(const Heap *heap, const Object *function, const cJSON *given) {
    size_t missing = 0, count = heap_function_param_count(heap, function);
    for (size_t i = 0; i < count; i++) {
        missing += is_missing(heap, function, given, i) ? 1 : 0;
    }
    return missing;
}

// What stands before the `index`th of `count` names.
static const char *separator(size_t index, size_t count) {
    if (index == 0) {
        return "";
    }
    return index + 1 < count ? ", " : count == 2 ? " and " : ", and ";
}

// "'x'", "'x' and 'y'", "'x', 'y', and 'z'", as CPython lists them.
static void list_missing(TextBuffer *text, const Heap *heap, const Object *function,
                         const cJSON *given) {
    size_t missing = count_missing(heap, function, given), listed = 0;
    size_t count = heap_function_param_count(heap, function);
    for (size_t i = 0; i < count; i++) {
        if (is_missing(heap, function, given, i)) {
            text_add_string(text, separator(listed++, missing));
            text_add_string(text, "'");
            text_add_string(text, heap_function_param(heap, function, i));
            text_add_string(text, "'");
        }
    }
}

static ApiCode refuse_missing(Run *run, const Object *function, const cJSON *given) {
    TextBuffer names = {0};
    size_t missing = count_missing(run->heap, function, given);
    list_missing(&names, run->heap, function, given);
    ApiCode code = names.failed
                       ? problem_no_memory(run->problem)
                       : problem_raise(run->problem, HEAP_TYPE_ERROR,
                                       "%.256s() missing %zu required positional argument%s: %s",
                                       heap_function_name(run->heap, function), missing,
                                       missing == 1 ? "" : "s", names.text);
    text_discard(&names);
    return code;
}

static bool has_param(const Heap *heap, const Object *function, const char *name) {
    size_t count = heap_function_param_count(heap, function);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(heap_function_param(heap, function, i), name) == 0) {
            return true;
        }
    }
    return false;
}

static ApiCode check_call(Run *run, const Object *function, const cJSON *given) {
    for (const cJSON *value = given != NULL ? given->child : NULL; value != NULL;
         value = value->next) {
        if (!has_param(run->heap, function, value->string)) {
            return problem_raise(run->problem, HEAP_TYPE_ERROR,
                                 "%.256s() got an unexpected keyword argument '%s'",
                                 heap_function_name(run->heap, function), value->string);
        }
    }
    bool missing = count_missing(run->heap, function, given) > 0;
    return missing ? refuse_missing(run, function, given) : API_OK;
}

static size_t param_index(const Heap *heap, const Object *function, const char *name) {
    size_t index = 0;
    while (strcmp(heap_function_param(heap, function, index), name) != 0) {
        index++;
    }
    return index;
}

// Values are made in the order in which the request has them, as Python evaluates keywords.
static ApiCode make_arguments(Run *run, const Object *function, const cJSON *given,
                              Object **arguments) {
    ApiCode code = API_OK;
    const cJSON *value = given != NULL ? given->child : NULL;
    for (; code == API_OK && value != NULL; value = value->next) {
        size_t index = param_index(run->heap, function, value->string);
        code = run_value(run, value, &arguments[index]);
    }
    return code;
}

// Python evaluates the arguments before it looks whether they fit; either way nothing remains.
static ApiCode call_function(Run *run, Object *function, const cJSON *given, const cJSON *into) {
    ApiCode code = check_call(run, function, given);
    if (code != API_OK) {
        return code;
    }
    size_t count = heap_function_param_count(run->heap, function);
    Object **arguments = calloc(count + 1, sizeof(Object *));
    if (arguments == NULL) {
        return problem_no_memory(run->problem);
    }
    code = make_arguments(run, function, given, arguments);
    code = code != API_OK ? code : run_call(run, function, arguments, into);
    free(arguments);
    return code;
}

static ApiCode call(Run *run, const Invocation *invocation) {
    Object *function = NULL;
    ApiCode code = run_resolve(run, invocation->arguments[0], &function);
    if (code != API_OK) {
        return code;
    }
    if (heap_object_kind(function) != HEAP_FUNCTION) {
        return problem_raise(run->problem, HEAP_TYPE_ERROR, "'%.256s' object is not callable",
                             heap_object_info(run->heap, function).type);
    }
    return call_function(run, function, invocation->arguments[1], invocation->arguments[2]);
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
    python_into(python, invocation->arguments[2]);
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

// ---------------------------------------------------------------- return

static ApiCode leave(Run *run, const Invocation *invocation) {
    return run_return(run, invocation->arguments[0]);
}

static void write_return(PythonText *python, const Invocation *invocation) {
    text_add_string(&python->text, "return");
    if (invocation->arguments[0] != NULL) {
        text_add_string(&python->text, " ");
        value_python(python, invocation->arguments[0]);
    }
}

const Operation function_operations[] = {
    {
        .name = "class",
        .summary = "Make a class and bind its name.",
        .arguments = {{"name", ARGUMENT_IDENTIFIER, REQUIRED}},
        .python = "class {name}: pass",
        .run = define_class,
    },
    {
        .name = "function",
        .summary = "Make a function and bind its name; its body is a list of operations.",
        .arguments = {{"name", ARGUMENT_IDENTIFIER, REQUIRED},
                      {"params", ARGUMENT_PARAMETERS, REQUIRED},
                      {"body", ARGUMENT_BODY, OPTIONAL}},
        .python = "def {name}({params}): {body}",
        .write_python = write_function,
        .run = define_function,
    },
    {
        .name = "call",
        .summary = "Call a function: its body runs; without a body its frame is entered and stays "
                   "until return.",
        .arguments = {{"function", ARGUMENT_REFERENCE, REQUIRED},
                      {"args", ARGUMENT_VALUES_BY_NAME, OPTIONAL},
                      {"into", ARGUMENT_NAME, OPTIONAL}},
        .python = "{into} = {function}({args})",
        .write_python = write_call,
        .run = call,
    },
    {
        .name = "return",
        .summary = "End the body that runs, or leave the frame that was entered by hand.",
        .arguments = {{"value", ARGUMENT_VALUE, OPTIONAL}},
        .python = "return {value}",
        .write_python = write_return,
        .run = leave,
    },
    {0},
};
