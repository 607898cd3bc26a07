#include "api/operations/bound_names.h"

#include "api/operations/operations.h"
#include "api/operations/turns.h"

#include <string.h>

// A repeat that is being looked through: a name of its operations may have its turn in it.
typedef struct {
    BoundNames *bound;
    uint64_t times;
} Finder;

static void add_pattern(const Finder *finder, const char *name) {
    BoundNames *bound = finder->bound;
    size_t at = 0;
    while (at < bound->pattern_count && strcmp(bound->patterns[at].name, name) != 0) {
        at++;
    }
    if (at == BOUND_MAX_PATTERNS) {
        bound->has_more_patterns = true;
        return;
    }
    BoundPattern *pattern = &bound->patterns[at];
    bool is_new = at == bound->pattern_count;
    uint64_t times = is_new || pattern->times < finder->times ? finder->times : pattern->times;
    *pattern = (BoundPattern){.name = name, .times = times};
    bound->pattern_count += is_new ? 1 : 0;
}

static bool add(const Finder *finder, const cJSON *json) {
    BindingName name = binding_name(json->valuestring);
    if (name.in_module) {
        return true;
    }
    if (turn_is_in(name.name)) {
        add_pattern(finder, name.name);
        return true;
    }
    return name_list_add(&finder->bound->names, name.name);
}

static bool add_operations(const Finder *finder, const cJSON *operations);

// A repeat binds `_` to its turn, unless its operations name it. One of no turns binds nothing, but
// its names, as they would be in the first, are local like all others.
// NOLINTNEXTLINE(misc-no-recursion): a block in a block, as deep as a request may be.
static bool add_block(const Finder *finder, const cJSON *operations, const cJSON *times) {
    uint64_t turns = (uint64_t)times->valuedouble;
    Finder inner = {.bound = finder->bound, .times = turns > 0 ? turns : 1};
    bool is_named = turns > 0 && turns_are_named(operations);
    bool added = is_named || name_list_add(&finder->bound->names, "_");
    return added && add_operations(&inner, operations);
}

static bool add_names(const Finder *finder, ArgumentKind kind, const cJSON *json) {
    if (kind == ARGUMENT_NAME || kind == ARGUMENT_IDENTIFIER) {
        return add(finder, json);
    }
    bool added = true;
    const cJSON *first = kind == ARGUMENT_NAMES ? json->child : NULL;
    for (const cJSON *item = first; added && item != NULL; item = item->next) {
        added = add(finder, item);
    }
    return added;
}

// NOLINTNEXTLINE(misc-no-recursion): see add_block.
static bool add_operation(const Finder *finder, const cJSON *operation) {
    Invocation invocation = operation_invocation(operation);
    const Argument *arguments = invocation.row->arguments;
    bool added = true;
    for (size_t i = 0; added && i < OPERATION_MAX_ARGUMENTS && arguments[i].name != NULL; i++) {
        const cJSON *json = invocation.arguments[i];
        if (json != NULL && arguments[i].kind == ARGUMENT_BLOCK &&
            invocation.arguments[0] != NULL) {
            added = add_block(finder, json, invocation.arguments[0]);
        } else if (json != NULL) {
            added = add_names(finder, arguments[i].kind, json);
        }
    }
    return added;
}

// NOLINTNEXTLINE(misc-no-recursion): see add_block.
static bool add_operations(const Finder *finder, const cJSON *operations) {
    bool added = true;
    for (const cJSON *item = operations->child; added && item != NULL; item = item->next) {
        added = add_operation(finder, item);
    }
    return added;
}

bool bound_names_find(BoundNames *bound, const cJSON *body) {
    Finder finder = {.bound = bound};
    bool added = add_operations(&finder, body);
    name_list_sort(&bound->names);
    return added;
}

const char *bound_names_find_text(const BoundNames *bound, const char *name) {
    return name_list_find(&bound->names, name);
}

bool bound_names_have(const BoundNames *bound, const char *name) {
    if (bound_names_find_text(bound, name) != NULL) {
        return true;
    }
    for (size_t i = 0; i < bound->pattern_count; i++) {
        if (turn_name_matches(bound->patterns[i].name, bound->patterns[i].times, name)) {
            return true;
        }
    }
    return false;
}

void bound_names_discard(BoundNames *bound) {
    name_list_discard(&bound->names);
    *bound = (BoundNames){0};
}
