// The walks through a checked operation's arguments: its values, its Python text.
#include "api/operations/operations.h"

#include <string.h>

static bool has(const Invocation *invocation, size_t index) {
    return index < OPERATION_MAX_ARGUMENTS && invocation->row->arguments[index].name != NULL;
}

const cJSON *operation_block(const cJSON *operation) {
    const Operation *row = operation_row_of(operation);
    for (size_t i = 0; row != NULL && i < OPERATION_MAX_ARGUMENTS; i++) {
        if (row->arguments[i].name != NULL && row->arguments[i].kind == ARGUMENT_BLOCK) {
            return json_find(operation, row->arguments[i].name);
        }
    }
    return NULL;
}

// ---------------------------------------------------------------- values

static void visit_members(const cJSON *object, ValueVisit *visit, void *context) {
    for (const cJSON *item = object->child; item != NULL; item = item->next) {
        visit(context, item);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): a body in a body, as deep as a request may be.
static void each_value_of_methods(const cJSON *methods, ValueVisit *visit, void *context) {
    for (const cJSON *method = methods->child; method != NULL; method = method->next) {
        const cJSON *defaults = json_find(method, "defaults");
        const cJSON *body = json_find(method, "body");
        if (defaults != NULL) {
            visit_members(defaults, visit, context);
        }
        if (body != NULL) {
            operations_each_value(body, visit, context);
        }
    }
}

// NOLINTNEXTLINE(misc-no-recursion): see each_value_of_methods.
static void each_value(ArgumentKind kind, const cJSON *json, ValueVisit *visit, void *context) {
    switch (kind) {
    case ARGUMENT_VALUE: visit(context, json); break;
    case ARGUMENT_VALUES_BY_NAME:
    case ARGUMENT_ATTRIBUTES: visit_members(json, visit, context); break;
    case ARGUMENT_METHODS: each_value_of_methods(json, visit, context); break;
    case ARGUMENT_BODY:
    case ARGUMENT_BLOCK: operations_each_value(json, visit, context); break;
    default: break;  // Has none.
    }
}

// NOLINTNEXTLINE(misc-no-recursion): see each_value_of_methods.
void operation_each_value(const cJSON *operation, ValueVisit *visit, void *context) {
    Invocation invocation = operation_invocation(operation);
    for (size_t i = 0; has(&invocation, i); i++) {
        if (invocation.arguments[i] != NULL) {
            each_value(invocation.row->arguments[i].kind, invocation.arguments[i], visit, context);
        }
    }
}

bool operation_is_dropped(const cJSON *operation) {
    Invocation invocation = operation_invocation(operation);
    return invocation.row->is_expression && value_is_constant(invocation.arguments[0]);
}

// NOLINTNEXTLINE(misc-no-recursion): see each_value_of_methods.
void operations_each_value(const cJSON *body, ValueVisit *visit, void *context) {
    for (const cJSON *item = body->child; item != NULL; item = item->next) {
        if (!operation_is_dropped(item)) {
            operation_each_value(item, visit, context);
        }
    }
}

// ---------------------------------------------------------------- size

enum { PART_BYTES = 16, SHORT_BYTES = 128, STEP_BYTES = 32 };

// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
static uint64_t count_bytes(const cJSON *json) {
    uint64_t bytes = PART_BYTES + (json->valuestring != NULL ? strlen(json->valuestring) : 0);
    for (const cJSON *part = json->child; part != NULL; part = part->next) {
        bytes += count_bytes(part);
    }
    return bytes;
}

uint64_t operation_reading_steps(const cJSON *operation) {
    uint64_t bytes = count_bytes(operation);
    return bytes > SHORT_BYTES ? (bytes - SHORT_BYTES) / STEP_BYTES : 0;
}

// ---------------------------------------------------------------- Python

static void write_names(PythonText *python, const cJSON *names) {
    for (const cJSON *name = names->child; name != NULL; name = name->next) {
        python_binding_name(python, name->valuestring);
        text_add_string(&python->text, name->next != NULL ? ", " : "");
    }
}

static void write_argument(PythonText *python, ArgumentKind kind, const cJSON *json) {
    switch (kind) {
    case ARGUMENT_NAME: python_binding_name(python, json->valuestring); break;
    case ARGUMENT_NAMES:
    case ARGUMENT_PARAMETERS: write_names(python, json); break;
    case ARGUMENT_IDENTIFIER:
    case ARGUMENT_ATTRIBUTE: text_add_string(&python->text, json->valuestring); break;
    case ARGUMENT_REFERENCE: python_reference(python, json->valuestring); break;
    case ARGUMENT_VALUE: value_python(python, json); break;
    case ARGUMENT_INTEGER: text_add_format(&python->text, "%.0f", json->valuedouble); break;
    default: break;  // Their operations write their own Python.
    }
}

// `size` bytes that name an argument of the row; one that is absent writes nothing.
static void write_named(PythonText *python, const Invocation *invocation, const char *name,
                        size_t size) {
    for (size_t i = 0; has(invocation, i); i++) {
        const Argument *argument = &invocation->row->arguments[i];
        if (strlen(argument->name) == size && memcmp(argument->name, name, size) == 0 &&
            invocation->arguments[i] != NULL) {
            write_argument(python, argument->kind, invocation->arguments[i]);
        }
    }
}

static const char into_part[] = "{into} = ";

static bool takes_result(const Invocation *invocation) {
    for (size_t i = 0; has(invocation, i); i++) {
        if (strcmp(invocation->row->arguments[i].name, "into") == 0) {
            return invocation->arguments[i] != NULL;
        }
    }
    return false;
}

static void fill_template(PythonText *python, const Invocation *invocation) {
    const char *at = invocation->row->python;
    if (strncmp(at, into_part, strlen(into_part)) == 0 && !takes_result(invocation)) {
        at += strlen(into_part);
    }
    while (*at != '\0') {
        size_t plain = strcspn(at, "{");
        text_add(&python->text, at, plain);
        at += plain;
        if (*at == '{') {
            size_t size = strcspn(at + 1, "}");
            write_named(python, invocation, at + 1, size);
            at += size + 2;
        }
    }
}

void operation_python(PythonText *python, const cJSON *operation) {
    Invocation invocation = operation_invocation(operation);
    if (invocation.row->write_python != NULL) {
        invocation.row->write_python(python, &invocation);
    } else {
        fill_template(python, &invocation);
    }
}

void operations_python(PythonText *python, const cJSON *body) {
    for (const cJSON *operation = body->child; operation != NULL; operation = operation->next) {
        operation_python(python, operation);
        if (operation->next != NULL) {
            python_new_line(python);
        }
    }
}

// ---------------------------------------------------------------- kinds

const char *argument_kind_name(ArgumentKind kind) {
    static const char *const names[] = {
        [ARGUMENT_NAME] = "name",
        [ARGUMENT_NAMES] = "names",
        [ARGUMENT_IDENTIFIER] = "identifier",
        [ARGUMENT_ATTRIBUTE] = "attribute",
        [ARGUMENT_PARAMETERS] = "parameters",
        [ARGUMENT_CAPTURED] = "captured-names",
        [ARGUMENT_LOCALS] = "local-names",
        [ARGUMENT_SLOTS] = "slots",
        [ARGUMENT_REFERENCE] = "reference",
        [ARGUMENT_REFERENCES] = "references",
        [ARGUMENT_VALUE] = "value",
        [ARGUMENT_VALUES_BY_NAME] = "values-by-name",
        [ARGUMENT_ATTRIBUTES] = "values-by-attribute",
        [ARGUMENT_METHODS] = "methods",
        [ARGUMENT_INTEGER] = "integer",
        [ARGUMENT_COUNT] = "integer",
        [ARGUMENT_BOOL] = "boolean",
        [ARGUMENT_TRUE] = "boolean",
        [ARGUMENT_THRESHOLDS] = "thresholds",
        [ARGUMENT_BODY] = "operations",
        [ARGUMENT_BLOCK] = "operations",
    };
    return names[kind];
}
