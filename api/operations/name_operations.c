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
    {0},
};
