#include "api/operations/code_names.h"

#include "api/operations/name_uses.h"
#include "api/operations/operations.h"
#include "api/operations/turns.h"

#include <string.h>

typedef struct {
    Heap *heap;
    HeapStatus status;
} Uses;

static void use(Uses *uses, const char *name, size_t size) {
    if (uses->status == HEAP_OK && !name_is_keyword(name, size)) {
        uses->status = heap_use_name(uses->heap, name, size);
    }
}

// ---------------------------------------------------------------- in a reference

// Past a key in quotes, the end of the text at most.
static const char *skip_quoted(const char *at) {
    char quote = *at++;
    while (*at != '\0' && *at != quote) {
        at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
    }
    return *at == '\0' ? at : at + 1;
}

// Past what no name begins with: a number is skipped with the letters in it.
static const char *skip_other(const char *at) {
    if (*at == '\'' || *at == '"') {
        return skip_quoted(at);
    }
    size_t digits = strspn(at, "0123456789");
    return digits == 0 ? at + 1 : at + digits + name_length(at + digits);
}

// "x", "<module>.x", "li[0]['key'].x"
static void use_in_reference(Uses *uses, const char *text) {
    size_t prefix = strlen(module_prefix);
    const char *at = strncmp(text, module_prefix, prefix) == 0 ? text + prefix : text;
    while (*at != '\0') {
        size_t length = name_length(at);
        if (length > 0) {
            use(uses, at, length);
        }
        at = length > 0 ? at + length : skip_other(at);
    }
}

static bool note_reference(void *context, cJSON *string, NameUse name_use) {
    (void)name_use;
    Uses *uses = context;
    if (!turn_is_in(string->valuestring)) {
        use_in_reference(uses, string->valuestring);
    }
    return uses->status == HEAP_OK;
}

// ---------------------------------------------------------------- in an operation

static void use_string(Uses *uses, const cJSON *string) {
    use(uses, string->valuestring, strlen(string->valuestring));
}

static void use_strings(Uses *uses, const cJSON *array) {
    for (const cJSON *string = array->child; string != NULL; string = string->next) {
        use_string(uses, string);
    }
}

static void use_keys(Uses *uses, const cJSON *object) {
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        use(uses, member->string, strlen(member->string));
    }
}

static void use_in_operation(Uses *uses, const cJSON *operation);

// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
static void use_in_operations(Uses *uses, const cJSON *operations) {
    for (const cJSON *item = operations->child; item != NULL; item = item->next) {
        use_in_operation(uses, item);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
static void use_in_methods(Uses *uses, const cJSON *methods) {
    for (const cJSON *method = methods->child; method != NULL; method = method->next) {
        const cJSON *name = json_find(method, "name"), *params = json_find(method, "params"),
                    *body = json_find(method, "body");
        use_string(uses, name);
        if (params != NULL) {
            use_strings(uses, params);
        }
        if (body != NULL) {
            use_in_operations(uses, body);
        }
    }
}

// What operation_each_name() leaves out.
// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
static void use_in_argument(Uses *uses, ArgumentKind kind, const cJSON *json) {
    switch (kind) {
    case ARGUMENT_ATTRIBUTE: use_string(uses, json); break;
    case ARGUMENT_PARAMETERS:
    case ARGUMENT_LOCALS: use_strings(uses, json); break;
    case ARGUMENT_VALUES_BY_NAME:
    case ARGUMENT_ATTRIBUTES: use_keys(uses, json); break;
    case ARGUMENT_METHODS: use_in_methods(uses, json); break;
    case ARGUMENT_BODY:
    case ARGUMENT_BLOCK: use_in_operations(uses, json); break;
    default: break;
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
static void use_in_operation(Uses *uses, const cJSON *operation) {
    (void)operation_each_name(operation, note_reference, uses);
    Invocation invocation = operation_invocation(operation);
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS; i++) {
        if (invocation.arguments[i] != NULL) {
            use_in_argument(uses, invocation.row->arguments[i].kind, invocation.arguments[i]);
        }
    }
}

ApiCode run_use_names(Run *run, const cJSON *operation) {
    Uses uses = {.heap = run->heap};
    if (heap_keeps_names(run->heap)) {
        use_in_operation(&uses, operation);
    }
    return run_status(run, uses.status);
}
