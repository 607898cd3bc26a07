#include "api/operations/name_uses.h"

#include "api/operations/operations.h"

#include <string.h>

typedef struct {
    NameVisit *visit;
    void *context;
    bool stopped;
} Walk;

static void visit_string(Walk *walk, cJSON *string, NameUse use) {
    if (!walk->stopped && cJSON_IsString(string)) {
        walk->stopped = !walk->visit(walk->context, string, use);
    }
}

static void visit_strings(Walk *walk, const cJSON *array, NameUse use) {
    for (cJSON *item = array->child; item != NULL; item = item->next) {
        visit_string(walk, item, use);
    }
}

static bool is_reference(const cJSON *part) {
    static const char *const members[] = {"ref", "new", "weakref", "callback"};
    for (size_t i = 0; part->string != NULL && i < sizeof members / sizeof *members; i++) {
        if (strcmp(part->string, members[i]) == 0) {
            return true;
        }
    }
    return false;
}

// Values are objects with a member that names their form wherever they are no plain JSON, so a
// reference is known by its member.
// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
static void visit_value(Walk *walk, const cJSON *value, NameUse use) {
    for (cJSON *part = value->child; part != NULL; part = part->next) {
        if (is_reference(part)) {
            visit_string(walk, part, use);
        } else {
            visit_value(walk, part, use);
        }
    }
}

static void visit_values(Walk *walk, const cJSON *values, NameUse use) {
    for (cJSON *value = values->child; value != NULL; value = value->next) {
        visit_value(walk, value, use);
    }
}

// Of a method only the defaults belong to the statement.
static void visit_methods(Walk *walk, const cJSON *methods) {
    for (cJSON *method = methods->child; method != NULL; method = method->next) {
        const cJSON *defaults = json_find(method, "defaults");
        if (defaults != NULL) {
            visit_values(walk, defaults, NAME_READ_IN_CLASS);
        }
    }
}

static void visit_argument(Walk *walk, ArgumentKind kind, cJSON *json) {
    switch (kind) {
    case ARGUMENT_NAME:
    case ARGUMENT_IDENTIFIER: visit_string(walk, json, NAME_BOUND); break;
    case ARGUMENT_NAMES: visit_strings(walk, json, NAME_BOUND); break;
    case ARGUMENT_CAPTURED: visit_strings(walk, json, NAME_CAPTURED); break;
    case ARGUMENT_REFERENCE: visit_string(walk, json, NAME_READ); break;
    case ARGUMENT_REFERENCES: visit_strings(walk, json, NAME_READ); break;
    case ARGUMENT_VALUE: visit_value(walk, json, NAME_READ); break;
    case ARGUMENT_VALUES_BY_NAME: visit_values(walk, json, NAME_READ); break;
    case ARGUMENT_ATTRIBUTES: visit_values(walk, json, NAME_READ_IN_CLASS); break;
    case ARGUMENT_METHODS: visit_methods(walk, json); break;
    case ARGUMENT_ATTRIBUTE:
    case ARGUMENT_SLOTS:
    case ARGUMENT_PARAMETERS:
    case ARGUMENT_LOCALS:
    case ARGUMENT_INTEGER:
    case ARGUMENT_COUNT:
    case ARGUMENT_BOOL:
    case ARGUMENT_TRUE:
    case ARGUMENT_THRESHOLDS:
    case ARGUMENT_BODY:
    case ARGUMENT_BLOCK: break;
    }
}

static void visit_member(Walk *walk, const Operation *row, cJSON *member) {
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && row->arguments[i].name != NULL; i++) {
        if (member->string != NULL && strcmp(row->arguments[i].name, member->string) == 0) {
            visit_argument(walk, row->arguments[i].kind, member);
        }
    }
}

bool operation_each_name(const cJSON *operation, NameVisit *visit, void *context) {
    Walk walk = {.visit = visit, .context = context};
    const Operation *row = operation_row_of(operation);
    cJSON *member = row != NULL ? operation->child : NULL;
    for (; member != NULL && !walk.stopped; member = member->next) {
        visit_member(&walk, row, member);
    }
    return !walk.stopped;
}
