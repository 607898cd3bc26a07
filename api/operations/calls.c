#include "api/operations/calls.h"

#include "api/operations/operations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A call of a function, while its parameters are filled.
typedef struct {
    const Call *call;
    Object *const *values;  // Of the call's names, in the order of the request.
    Object *function;
    Object *positional[CALL_MAX_POSITIONAL + 1];  // With the object of a bound method in front.
    size_t positional_count;
    size_t param_count;
    Object **arguments;  // One for each parameter, borrowed; NULL: not filled yet.
} Binding;

static const char *param_of(const Run *run, const Binding *binding, size_t index) {
    return heap_function_param(run->heap, binding->function, index);
}

static ApiCode raise_type_error(Run *run, const Binding *binding, const char *what,
                                const char *name) {
    return problem_raise(run->problem, HEAP_TYPE_ERROR, "%.256s() %s '%s'",
                         heap_function_qualname(run->heap, binding->function), what, name);
}

// ---------------------------------------------------------------- what fits

static bool is_named(const Binding *binding, const char *param) {
    return json_find(binding->call->named, param) != NULL;
}

static size_t param_index(const Run *run, const Binding *binding, const char *name) {
    size_t index = 0;
    while (index < binding->param_count && strcmp(param_of(run, binding, index), name) != 0) {
        index++;
    }
    return index;
}

static ApiCode check_names(Run *run, const Binding *binding) {
    const cJSON *named = binding->call->named;
    const cJSON *value = named != NULL ? named->child : NULL;
    for (; value != NULL; value = value->next) {
        size_t index = param_index(run, binding, value->string);
        if (index == binding->param_count) {
            return raise_type_error(run, binding, "got an unexpected keyword argument",
                                    value->string);
        }
        if (index < binding->positional_count) {
            return raise_type_error(run, binding, "got multiple values for argument",
                                    value->string);
        }
    }
    return API_OK;
}

static size_t count_defaults(const Run *run, const Binding *binding) {
    size_t count = 0;
    for (size_t i = 0; i < binding->param_count; i++) {
        count += heap_function_default(run->heap, binding->function, i) != NULL ? 1 : 0;
    }
    return count;
}

// "takes from 1 to 2 positional arguments but 3 were given"
static ApiCode check_count(Run *run, const Binding *binding) {
    size_t most = binding->param_count, given = binding->positional_count;
    if (given <= most) {
        return API_OK;
    }
    size_t least = most - count_defaults(run, binding);
    char range[64];
    snprintf(range, sizeof range, least < most ? "from %zu to %zu" : "%zu",
             least < most ? least : most, most);
    return problem_raise(run->problem, HEAP_TYPE_ERROR,
                         "%.256s() takes %s positional argument%s but %zu %s given",
                         heap_function_qualname(run->heap, binding->function), range,
                         most == 1 && least == most ? "" : "s", given, given == 1 ? "was" : "were");
}

static bool is_missing(const Run *run, const Binding *binding, size_t index) {
    return index >= binding->positional_count &&
           !is_named(binding, param_of(run, binding, index)) &&
           heap_function_default(run->heap, binding->function, index) == NULL;
}

static size_t count_missing(const Run *run, const Binding *binding) {
    size_t missing = 0;
    for (size_t i = 0; i < binding->param_count; i++) {
        missing += is_missing(run, binding, i) ? 1 : 0;
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
static void list_missing(TextBuffer *text, const Run *run, const Binding *binding, size_t missing) {
    size_t listed = 0;
    for (size_t i = 0; i < binding->param_count; i++) {
        if (is_missing(run, binding, i)) {
            text_add_string(text, separator(listed++, missing));
            text_add_string(text, "'");
            text_add_string(text, param_of(run, binding, i));
            text_add_string(text, "'");
        }
    }
}

static ApiCode check_missing(Run *run, const Binding *binding) {
    TextBuffer names = {0};
    size_t missing = count_missing(run, binding);
    if (missing == 0) {
        return API_OK;
    }
    list_missing(&names, run, binding, missing);
    ApiCode code = names.failed
                       ? problem_no_memory(run->problem)
                       : problem_raise(run->problem, HEAP_TYPE_ERROR,
                                       "%.256s() missing %zu required positional argument%s: %s",
                                       heap_function_qualname(run->heap, binding->function),
                                       missing, missing == 1 ? "" : "s", names.text);
    text_discard(&names);
    return code;
}

// ---------------------------------------------------------------- filling

static void fill_arguments(Run *run, Binding *binding) {
    memcpy(binding->arguments, binding->positional,
           binding->positional_count * sizeof *binding->arguments);
    const cJSON *named = binding->call->named;
    const cJSON *value = named != NULL ? named->child : NULL;
    for (size_t i = 0; value != NULL; value = value->next, i++) {
        binding->arguments[param_index(run, binding, value->string)] = binding->values[i];
    }
    for (size_t i = 0; i < binding->param_count; i++) {
        if (binding->arguments[i] == NULL) {
            binding->arguments[i] = heap_function_default(run->heap, binding->function, i);
        }
    }
}

static ApiCode call_function(Run *run, Binding *binding) {
    const Call *call = binding->call;
    ApiCode code = check_names(run, binding);
    code = code != API_OK ? code : check_count(run, binding);
    code = code != API_OK ? code : check_missing(run, binding);
    if (code != API_OK) {
        return code;
    }
    binding->arguments = calloc(binding->param_count + 1, sizeof(Object *));
    if (binding->arguments == NULL) {
        return problem_no_memory(run->problem);
    }
    fill_arguments(run, binding);
    code = run_call(run, binding->function, binding->arguments, call->cells, call->into);
    free(binding->arguments);
    return code;
}

// ---------------------------------------------------------------- what can be called

static ApiCode call_python_function(Run *run, const Call *call, Object *const *values) {
    Binding binding = {.call = call, .values = values, .function = call->callable};
    if (heap_object_kind(call->callable) == HEAP_METHOD) {
        binding.function = heap_method_function(run->heap, call->callable);
        binding.positional[binding.positional_count++] =
            heap_method_self(run->heap, call->callable);
    }
    for (size_t i = 0; i < call->positional_count; i++) {
        binding.positional[binding.positional_count++] = call->positional[i];
    }
    binding.param_count = heap_function_param_count(run->heap, binding.function);
    return call_function(run, &binding);
}

static size_t named_count(const Call *call) {
    return call->named != NULL ? (size_t)cJSON_GetArraySize(call->named) : 0;
}

static ApiCode call_class(Run *run, const Call *call) {
    Object *object = NULL;
    if (call->positional_count + named_count(call) > 0) {
        return problem_raise(run->problem, HEAP_TYPE_ERROR, "%.256s() takes no arguments",
                             heap_function_name(run->heap, call->callable));
    }
    ApiCode code = run_status(run, heap_instantiate(run->heap, call->callable, &object));
    code = code != API_OK ? code : run_keep(run, object);
    if (code == API_OK) {
        run_result_object(run, object);
        code = run_bind_into(run, call->into, object);
    }
    return code;
}

static ApiCode call_weakref(Run *run, const Call *call) {
    Object *target = NULL;
    if (named_count(call) > 0) {
        return problem_raise(run->problem, HEAP_TYPE_ERROR, "weakref() takes no keyword arguments");
    }
    if (call->positional_count > 0) {
        return problem_raise(run->problem, HEAP_TYPE_ERROR, "weakref expected 0 arguments, got %zu",
                             call->positional_count);
    }
    ApiCode code = run_status(run, heap_deref(run->heap, call->callable, &target));
    if (code == API_OK && target == NULL) {
        code = run_status(run, heap_new_none(run->heap, &target));
    } else if (code == API_OK) {
        heap_hold(run->heap, target);
    }
    code = code != API_OK ? code : run_keep(run, target);
    if (code == API_OK) {
        run_result_object(run, target);
        code = run_bind_into(run, call->into, target);
    }
    return code;
}

static ApiCode call_with_values(Run *run, const Call *call, Object *const *values) {
    HeapKind kind = heap_object_kind(call->callable);
    switch (kind) {
    case HEAP_FUNCTION:
    case HEAP_METHOD: return call_python_function(run, call, values);
    case HEAP_CLASS: return call_class(run, call);
    case HEAP_WEAKREF: return call_weakref(run, call);
    default:
        return problem_raise(run->problem, HEAP_TYPE_ERROR, "'%.256s' object is not callable",
                             heap_object_info(run->heap, call->callable).type);
    }
}

// Python evaluates the arguments, in their order, before it looks whether they fit.
ApiCode call_object(Run *run, const Call *call) {
    const cJSON *value = call->named != NULL ? call->named->child : NULL;
    Object **values = calloc(named_count(call) + 1, sizeof *values);
    if (values == NULL) {
        return problem_no_memory(run->problem);
    }
    ApiCode code = API_OK;
    for (size_t i = 0; code == API_OK && value != NULL; value = value->next, i++) {
        code = run_value(run, value, &values[i]);
    }
    code = code != API_OK ? code : call_with_values(run, call, values);
    free(values);
    return code;
}
