// The methods of list, dict and set.
#include "api/operations/operation.h"

// target.method(value)
static ApiCode call_with_value(Run *run, const Invocation *invocation,
                               HeapStatus (*method)(Heap *heap, Object *target, Object *value)) {
    Object *target = NULL, *value = NULL;
    ApiCode code =
        run_resolve_method(run, invocation->arguments[0], invocation->row->name, &target);
    code = code != API_OK ? code : run_value(run, invocation->arguments[1], &value);
    return code != API_OK ? code : run_status(run, method(run->heap, target, value));
}

// target.method()
static ApiCode call_alone(Run *run, const Invocation *invocation,
                          HeapStatus (*method)(Heap *heap, Object *target)) {
    Object *target = NULL;
    ApiCode code =
        run_resolve_method(run, invocation->arguments[0], invocation->row->name, &target);
    return code != API_OK ? code : run_status(run, method(run->heap, target));
}

static ApiCode append(Run *run, const Invocation *invocation) {
    return call_with_value(run, invocation, heap_append);
}

static ApiCode insert(Run *run, const Invocation *invocation) {
    Object *target = NULL, *value = NULL;
    int64_t index = (int64_t)invocation->arguments[1]->valuedouble;
    ApiCode code =
        run_resolve_method(run, invocation->arguments[0], invocation->row->name, &target);
    code = code != API_OK ? code : run_value(run, invocation->arguments[2], &value);
    return code != API_OK ? code : run_status(run, heap_insert(run->heap, target, index, value));
}

static ApiCode extend(Run *run, const Invocation *invocation) {
    return call_with_value(run, invocation, heap_extend);
}

static ApiCode take_out(Run *run, const Invocation *invocation) {
    return call_with_value(run, invocation, heap_remove);
}

static ApiCode add(Run *run, const Invocation *invocation) {
    return call_with_value(run, invocation, heap_add);
}

static ApiCode discard(Run *run, const Invocation *invocation) {
    return call_with_value(run, invocation, heap_discard);
}

static ApiCode pop(Run *run, const Invocation *invocation) {
    Object *target = NULL, *key = NULL, *popped = NULL;
    const cJSON *given =
        invocation->arguments[1] != NULL ? invocation->arguments[1] : invocation->arguments[2];
    ApiCode code =
        run_resolve_method(run, invocation->arguments[0], invocation->row->name, &target);
    if (code == API_OK && given != NULL) {
        code = run_value(run, given, &key);
    }
    if (code == API_OK) {
        code = run_status(run, heap_pop(run->heap, target, key, &popped));
    }
    if (code != API_OK) {
        return code;
    }
    run_result_object(run, popped);
    code = run_keep(run, popped);
    return code != API_OK ? code : run_bind_into(run, invocation->arguments[3], popped);
}

static ApiCode clear(Run *run, const Invocation *invocation) {
    return call_alone(run, invocation, heap_clear);
}

static ApiCode update(Run *run, const Invocation *invocation) {
    return call_with_value(run, invocation, heap_update);
}

static ApiCode sort(Run *run, const Invocation *invocation) {
    return call_alone(run, invocation, heap_sort);
}

static ApiCode reverse(Run *run, const Invocation *invocation) {
    return call_alone(run, invocation, heap_reverse);
}

const Operation container_operations[] = {
    {
        .name = "append",
        .summary = "Put an object at the end of a list.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}.append({value})",
        .run = append,
    },
    {
        .name = "insert",
        .summary = "Put an object into a list, in front of an index.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"index", ARGUMENT_INTEGER, REQUIRED},
                      {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}.insert({index}, {value})",
        .run = insert,
    },
    {
        .name = "extend",
        .summary = "Put what a value yields one by one, such as the items of a list, at the end of "
                   "a list.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"values", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}.extend({values})",
        .run = extend,
    },
    {
        .name = "remove",
        .summary = "Take the first equal object out of a list, or the equal one out of a set.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}.remove({value})",
        .run = take_out,
    },
    {
        .name = "pop",
        .summary = "Take the last object, or the one at an index, out of a list; a key's value out "
                   "of a dict; or the element that comes first out of a set.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"index", ARGUMENT_VALUE, AT_MOST_ONE},
                      {"key", ARGUMENT_VALUE, AT_MOST_ONE},
                      {"into", ARGUMENT_NAME, OPTIONAL}},
        .python = "{into} = {target}.pop({index}{key})",
        .run = pop,
    },
    {
        .name = "clear",
        .summary = "Take everything out of a list, dict or set.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED}},
        .python = "{target}.clear()",
        .run = clear,
    },
    {
        .name = "add",
        .summary = "Put an object into a set, unless an equal one is there.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}.add({value})",
        .run = add,
    },
    {
        .name = "discard",
        .summary = "Take the equal object out of a set, if there is one.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}.discard({value})",
        .run = discard,
    },
    {
        .name = "sort",
        .summary = "Put the items of a list in order.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED}},
        .python = "{target}.sort()",
        .run = sort,
    },
    {
        .name = "reverse",
        .summary = "Turn the order of a list's items around.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED}},
        .python = "{target}.reverse()",
        .run = reverse,
    },
    {
        .name = "update",
        .summary =
            "Put the pairs of a dict, or of anything that yields pairs, into a dict; or what a "
            "value yields into a set.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}.update({value})",
        .run = update,
    },
    {0},
};
