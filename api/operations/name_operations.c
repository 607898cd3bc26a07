// Names: what binds them and lets them go.
#include "api/operations/operation.h"

static ApiCode assign(Run *run, const Invocation *invocation) {
    Object *value = NULL;
    ApiCode code = run_value(run, invocation->arguments[1], &value);
    if (code == API_OK) {
        code = run_bind(run, invocation->arguments[0], value);
    }
    if (code == API_OK) {
        run_result_object(run, value);
    }
    return code;
}

static ApiCode evaluate(Run *run, const Invocation *invocation) {
    Object *value = NULL;
    ApiCode code = run_value(run, invocation->arguments[0], &value);
    if (code == API_OK) {
        run_result_object(run, value);
    }
    return code;
}

static ApiCode unbind(Run *run, const cJSON *json) {
    BindingName name = binding_name(json->valuestring);
    uint32_t frame = binding_frame(run->heap, name);
    return run_status(run, heap_unbind(run->heap, frame, name.name));
}

static ApiCode del(Run *run, const Invocation *invocation) {
    if (invocation->arguments[0] != NULL) {
        return unbind(run, invocation->arguments[0]);
    }
    ApiCode code = API_OK;
    const cJSON *name = invocation->arguments[1]->child;
    for (; code == API_OK && name != NULL; name = name->next) {
        code = unbind(run, name);
    }
    return code;
}

// Binds what an operation made, a new hold, and yields it.
static ApiCode bind_made(Run *run, const cJSON *name, Object *made) {
    ApiCode code = run_keep(run, made);
    code = code != API_OK ? code : run_bind(run, name, made);
    if (code == API_OK) {
        run_result_object(run, made);
    }
    return code;
}

static ApiCode intern(Run *run, const Invocation *invocation) {
    Object *target = NULL, *interned = NULL;
    ApiCode code = run_resolve(run, invocation->arguments[0], &target);
    code = code != API_OK ? code : run_status(run, heap_intern(run->heap, target, &interned));
    return code != API_OK ? code : bind_made(run, invocation->arguments[1], interned);
}

// None once what the weakref led to is gone.
static HeapStatus follow_weakref(Heap *heap, Object *weakref, Object **out_object) {
    Object *target = NULL;
    HeapStatus status = heap_deref(heap, weakref, &target);
    if (status != HEAP_OK || target == NULL) {
        return status != HEAP_OK ? status : heap_new_none(heap, out_object);
    }
    heap_hold(heap, target);
    *out_object = target;
    return HEAP_OK;
}

// What Python would call, and this operation does not.
static ApiCode refuse_callable(Run *run, const cJSON *reference, const Object *target) {
    HeapKind kind = heap_object_kind(target);
    if (kind != HEAP_CLASS && kind != HEAP_FUNCTION && kind != HEAP_METHOD) {
        return API_OK;
    }
    problem_argument(run->problem, "reference", reference->valuestring);
    return problem_set(run->problem, API_CONFLICT, NULL,
                       "'%s' is no weakref: to call it is another operation, 'call'.",
                       problem_quote(reference->valuestring).text);
}

static ApiCode deref(Run *run, const Invocation *invocation) {
    Object *weakref = NULL, *object = NULL;
    ApiCode code = run_resolve(run, invocation->arguments[0], &weakref);
    code = code != API_OK ? code : refuse_callable(run, invocation->arguments[0], weakref);
    code = code != API_OK ? code : run_status(run, follow_weakref(run->heap, weakref, &object));
    return code != API_OK ? code : bind_made(run, invocation->arguments[1], object);
}

const Operation name_operations[] = {
    {
        .name = "assign",
        .summary = "Bind a name to a value; what it was bound to before is let go.",
        .arguments = {{"name", ARGUMENT_NAME, REQUIRED}, {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{name} = {value}",
        .run = assign,
    },
    {
        .name = "evaluate",
        .summary = "Make a value and let it go at once, as an expression statement does.",
        .arguments = {{"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{value}",
        .is_expression = true,
        .run = evaluate,
    },
    {
        .name = "del",
        .summary = "Unbind a name, or several from left to right.",
        .arguments = {{"name", ARGUMENT_NAME, ONE_OF}, {"names", ARGUMENT_NAMES, ONE_OF}},
        .python = "del {name}{names}",
        .run = del,
    },
    {
        .name = "intern",
        .summary = "Bind a name to the one string that stands for all that are equal to this one.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED}, {"name", ARGUMENT_NAME, REQUIRED}},
        .python = "{name} = sys.intern({target})",
        .run = intern,
    },
    {
        .name = "deref",
        .summary = "Bind a name to what a weakref leads to, or to None when that is gone.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED}, {"name", ARGUMENT_NAME, REQUIRED}},
        .python = "{name} = {target}()",
        .run = deref,
    },
    {0},
};
