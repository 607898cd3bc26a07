// Items and attributes. The value is made first, as Python does, then the target, then the key.
#include "api/operations/operation.h"

static ApiCode set_item(Run *run, const Invocation *invocation) {
    Object *target = NULL, *key = NULL, *value = NULL;
    ApiCode code = run_value(run, invocation->arguments[2], &value);
    code = code != API_OK ? code : run_resolve(run, invocation->arguments[0], &target);
    code = code != API_OK ? code : run_value(run, invocation->arguments[1], &key);
    return code != API_OK ? code : run_status(run, heap_set_item(run->heap, target, key, value));
}

static ApiCode del_item(Run *run, const Invocation *invocation) {
    Object *target = NULL, *key = NULL;
    ApiCode code = run_resolve(run, invocation->arguments[0], &target);
    code = code != API_OK ? code : run_value(run, invocation->arguments[1], &key);
    return code != API_OK ? code : run_status(run, heap_del_item(run->heap, target, key));
}

static ApiCode set_attr(Run *run, const Invocation *invocation) {
    Object *target = NULL, *value = NULL;
    const char *name = invocation->arguments[1]->valuestring;
    ApiCode code = run_value(run, invocation->arguments[2], &value);
    code = code != API_OK ? code : run_resolve(run, invocation->arguments[0], &target);
    return code != API_OK ? code : run_status(run, heap_set_attr(run->heap, target, name, value));
}

static ApiCode del_attr(Run *run, const Invocation *invocation) {
    Object *target = NULL;
    const char *name = invocation->arguments[1]->valuestring;
    ApiCode code = run_resolve(run, invocation->arguments[0], &target);
    return code != API_OK ? code : run_status(run, heap_del_attr(run->heap, target, name));
}

const Operation item_operations[] = {
    {
        .name = "set_item",
        .summary = "Store an object at an index of a list or under a key of a dict.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"key", ARGUMENT_VALUE, REQUIRED},
                      {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}[{key}] = {value}",
        .run = set_item,
    },
    {
        .name = "del_item",
        .summary = "Take out what is at an index of a list or under a key of a dict.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED}, {"key", ARGUMENT_VALUE, REQUIRED}},
        .python = "del {target}[{key}]",
        .run = del_item,
    },
    {
        .name = "set_attr",
        .summary = "Store an object as an attribute of an instance, class or function.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"attr", ARGUMENT_ATTRIBUTE, REQUIRED},
                      {"value", ARGUMENT_VALUE, REQUIRED}},
        .python = "{target}.{attr} = {value}",
        .run = set_attr,
    },
    {
        .name = "del_attr",
        .summary = "Take an attribute away.",
        .arguments = {{"target", ARGUMENT_REFERENCE, REQUIRED},
                      {"attr", ARGUMENT_ATTRIBUTE, REQUIRED}},
        .python = "del {target}.{attr}",
        .run = del_attr,
    },
    {0},
};
