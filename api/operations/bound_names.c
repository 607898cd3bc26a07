#include "api/operations/bound_names.h"

#include "api/operations/operations.h"

#include <stdlib.h>
#include <string.h>

static bool add(BoundNames *bound, const cJSON *json) {
    BindingName name = binding_name(json->valuestring);
    if (name.in_module) {
        return true;
    }
    if (bound->count == bound->capacity) {
        size_t capacity = bound->capacity == 0 ? 8 : bound->capacity * 2;
        const char **names = realloc(bound->names, capacity * sizeof(const char *));
        if (names == NULL) {
            return false;
        }
        bound->names = names;
        bound->capacity = capacity;
    }
    bound->names[bound->count++] = name.name;
    return true;
}

static bool add_argument(BoundNames *bound, ArgumentKind kind, const cJSON *json) {
    if (kind == ARGUMENT_NAME || kind == ARGUMENT_IDENTIFIER) {
        return add(bound, json);
    }
    bool added = true;
    const cJSON *first = kind == ARGUMENT_NAMES ? json->child : NULL;
    for (const cJSON *item = first; added && item != NULL; item = item->next) {
        added = add(bound, item);
    }
    return added;
}

static bool add_operation(BoundNames *bound, const cJSON *operation) {
    Invocation invocation = operation_invocation(operation);
    const Argument *arguments = invocation.row->arguments;
    bool added = true;
    for (size_t i = 0; added && i < OPERATION_MAX_ARGUMENTS && arguments[i].name != NULL; i++) {
        added = invocation.arguments[i] == NULL ||
                add_argument(bound, arguments[i].kind, invocation.arguments[i]);
    }
    return added;
}

static int compare(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool bound_names_find(BoundNames *bound, const cJSON *body) {
    bool added = true;
    for (const cJSON *item = body->child; added && item != NULL; item = item->next) {
        added = add_operation(bound, item);
    }
    if (bound->count > 0) {
        qsort(bound->names, bound->count, sizeof *bound->names, compare);
    }
    return added;
}

bool bound_names_have(const BoundNames *bound, const char *name) {
    return bound->count > 0 &&
           bsearch(&name, bound->names, bound->count, sizeof *bound->names, compare) != NULL;
}

void bound_names_discard(BoundNames *bound) {
    free(bound->names);
    *bound = (BoundNames){0};
}
