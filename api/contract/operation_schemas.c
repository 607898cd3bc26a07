// The schemas of operations: one for each row of their tables, and of each kind of argument.
#include "api/contract/schemas.h"

#include "api/json/json_scan.h"
#include "api/operations/arguments.h"
#include "api/operations/operations.h"

#include <stdio.h>
#include <string.h>

enum { SCHEMA_NAME_SIZE = 64 };

// Where an operation stands: anywhere, or in a repeat, where names may have {i}.
typedef enum { ANYWHERE, IN_REPEAT, CONTEXTS } Context;

static const struct {
    const char *prefix;  // Of the schemas of single operations.
    const char *any;     // The schema that is any operation.
    const char *name;    // The schema of names.
    const char *summary;
} contexts[CONTEXTS] = {
    [ANYWHERE] = {"op-", "Operation", "BindingName", "One operation: `op` says which."},
    [IN_REPEAT] = {"turn-", "TurnOperation", "TurnName",
                   "One operation of a `repeat`: `{i}` in a name stands for the number of the "
                   "turn, from 0."},
};

// ---------------------------------------------------------------- kinds of arguments

static void write_array(JsonWriter *writer, const char *item, int64_t least, int64_t most,
                        bool different) {
    json_begin_object(writer);
    json_member_string(writer, "type", "array");
    json_key(writer, "items");
    schema_ref(writer, item);
    json_member_int(writer, "minItems", least);
    json_member_int(writer, "maxItems", most);
    if (different) {
        json_member_bool(writer, "uniqueItems", true);
    }
    json_end_object(writer);
}

// {"x": value}
static void write_values_by(JsonWriter *writer, const char *name) {
    json_begin_object(writer);
    json_member_string(writer, "type", "object");
    json_key(writer, "propertyNames");
    schema_ref(writer, name);
    json_key(writer, "additionalProperties");
    schema_ref(writer, "Value");
    json_member_int(writer, "maxProperties", JSON_MAX_MEMBERS);
    json_end_object(writer);
}

static void write_thresholds(JsonWriter *writer) {
    json_begin_object(writer);
    json_member_string(writer, "type", "array");
    json_key(writer, "items");
    schema_integer(writer, 0, INT32_MAX);
    json_member_int(writer, "minItems", 1);
    json_member_int(writer, "maxItems", HEAP_GENERATIONS);
    json_end_object(writer);
}

static void write_true(JsonWriter *writer) {
    json_begin_object(writer);
    json_member_bool(writer, "const", true);
    json_end_object(writer);
}

static void write_kind(JsonWriter *writer, const Argument *argument, Context context) {
    const char *name = contexts[context].name;
    switch (argument->kind) {
    case ARGUMENT_NAME: schema_ref(writer, name); break;
    case ARGUMENT_NAMES: write_array(writer, name, 1, ARGUMENT_MAX_NAMES, false); break;
    case ARGUMENT_IDENTIFIER:
        schema_ref(writer, context == IN_REPEAT ? "TurnIdentifier" : "Identifier");
        break;
    case ARGUMENT_ATTRIBUTE: schema_ref(writer, "AssignableAttribute"); break;
    case ARGUMENT_PARAMETERS:
    case ARGUMENT_CAPTURED:
    case ARGUMENT_LOCALS: write_array(writer, "Identifier", 0, ARGUMENT_MAX_NAMES, true); break;
    case ARGUMENT_SLOTS: write_array(writer, "SlotName", 0, ARGUMENT_MAX_NAMES, false); break;
    case ARGUMENT_REFERENCE: schema_ref(writer, "Reference"); break;
    case ARGUMENT_REFERENCES: write_array(writer, "Reference", 0, ARGUMENT_MAX_NAMES, false); break;
    case ARGUMENT_VALUE: schema_ref(writer, "Value"); break;
    case ARGUMENT_VALUES_BY_NAME: write_values_by(writer, "Identifier"); break;
    case ARGUMENT_ATTRIBUTES: write_values_by(writer, "Attribute"); break;
    case ARGUMENT_METHODS: schema_array(writer, "Method", 0, JSON_MAX_ELEMENTS); break;
    case ARGUMENT_COUNT: schema_integer(writer, 0, argument->most); break;
    case ARGUMENT_INTEGER: schema_integer(writer, -json_largest_whole, json_largest_whole); break;
    case ARGUMENT_BOOL: schema_bool(writer); break;
    case ARGUMENT_TRUE: write_true(writer); break;
    case ARGUMENT_THRESHOLDS: write_thresholds(writer); break;
    case ARGUMENT_BODY: schema_array(writer, "Operation", 0, JSON_MAX_ELEMENTS); break;
    case ARGUMENT_BLOCK: schema_array(writer, "TurnOperation", 0, JSON_MAX_ELEMENTS); break;
    }
}

// ---------------------------------------------------------------- one operation

static bool is_there(const Operation *row, size_t index) {
    return index < OPERATION_MAX_ARGUMENTS && row->arguments[index].name != NULL;
}

static void write_required(JsonWriter *writer, const char *name) {
    json_begin_object(writer);
    json_key(writer, "required");
    json_begin_array(writer);
    json_string(writer, name);
    json_end_array(writer);
    json_end_object(writer);
}

// Those that are a choice, as the keyword asks of them.
static void write_choice(JsonWriter *writer, const Operation *row, ArgumentNeed need,
                         const char *keyword) {
    bool any = false;
    for (size_t i = 0; is_there(row, i); i++) {
        if (row->arguments[i].need == need) {
            if (!any) {
                json_key(writer, keyword);
                json_begin_array(writer);
            }
            any = true;
            write_required(writer, row->arguments[i].name);
        }
    }
    if (any) {
        json_end_array(writer);
    }
}

// Not both of the two that are marked so.
static void write_at_most_one(JsonWriter *writer, const Operation *row) {
    bool any = false;
    for (size_t i = 0; is_there(row, i); i++) {
        if (row->arguments[i].need == AT_MOST_ONE) {
            if (!any) {
                json_key(writer, "not");
                json_begin_object(writer);
                json_key(writer, "required");
                json_begin_array(writer);
            }
            any = true;
            json_string(writer, row->arguments[i].name);
        }
    }
    if (any) {
        json_end_array(writer);
        json_end_object(writer);
    }
}

static void write_operation(JsonWriter *writer, const Operation *row, Context context) {
    const char *required[OPERATION_MAX_ARGUMENTS + 2] = {"op"};
    size_t count = 1;
    schema_begin_object(writer);
    json_key(writer, "op");
    schema_const(writer, row->name);
    for (size_t i = 0; is_there(row, i); i++) {
        json_key(writer, row->arguments[i].name);
        write_kind(writer, &row->arguments[i], context);
        if (row->arguments[i].need == REQUIRED) {
            required[count++] = row->arguments[i].name;
        }
    }
    schema_end_properties(writer, required);
    schema_summary(writer, row->summary);
    write_choice(writer, row, ONE_OF, "oneOf");
    write_choice(writer, row, ANY_OF, "anyOf");
    write_at_most_one(writer, row);
    json_member_string(writer, "x-python", row->python);
    if (row->together != NULL) {
        json_member_string(writer, "x-also-refused", row->together);
    }
    json_end_object(writer);
}

// ---------------------------------------------------------------- all of them

static void schema_name(const Operation *row, Context context, char name[SCHEMA_NAME_SIZE]) {
    snprintf(name, SCHEMA_NAME_SIZE, "%s%s", contexts[context].prefix, row->name);
}

static void write_mapping(JsonWriter *writer, Context context) {
    const Operation *row = NULL;
    json_key(writer, "discriminator");
    json_begin_object(writer);
    json_member_string(writer, "propertyName", "op");
    json_key(writer, "mapping");
    json_begin_object(writer);
    for (size_t i = 0; (row = operation_row(i)) != NULL; i++) {
        char path[SCHEMA_NAME_SIZE * 2];
        snprintf(path, sizeof path, "#/components/schemas/%s%s", contexts[context].prefix,
                 row->name);
        json_member_string(writer, row->name, path);
    }
    json_end_object(writer);
    json_end_object(writer);
}

static void write_any(JsonWriter *writer, Context context) {
    const Operation *row = NULL;
    char name[SCHEMA_NAME_SIZE];
    json_begin_object(writer);
    json_member_string(writer, "type", "object");
    schema_summary(writer, contexts[context].summary);
    json_key(writer, "required");
    json_begin_array(writer);
    json_string(writer, "op");
    json_end_array(writer);
    json_key(writer, "oneOf");
    json_begin_array(writer);
    for (size_t i = 0; (row = operation_row(i)) != NULL; i++) {
        schema_name(row, context, name);
        schema_ref(writer, name);
    }
    json_end_array(writer);
    write_mapping(writer, context);
    json_end_object(writer);
}

void schema_each_operation(JsonWriter *writer) {
    const Operation *row = NULL;
    char name[SCHEMA_NAME_SIZE];
    for (Context context = ANYWHERE; context < CONTEXTS; context++) {
        for (size_t i = 0; (row = operation_row(i)) != NULL; i++) {
            schema_name(row, context, name);
            json_key(writer, name);
            write_operation(writer, row, context);
        }
        json_key(writer, contexts[context].any);
        write_any(writer, context);
    }
}

void schema_method(JsonWriter *writer) {
    schema_begin_object(writer);
    json_key(writer, "name");
    schema_ref(writer, "Attribute");
    json_key(writer, "params");
    write_array(writer, "Identifier", 0, ARGUMENT_MAX_NAMES, true);
    json_key(writer, "defaults");
    write_values_by(writer, "Identifier");
    json_key(writer, "body");
    schema_array(writer, "Operation", 0, JSON_MAX_ELEMENTS);
    schema_end_properties(writer, (const char *const[]){"name", "params", NULL});
    json_end_object(writer);
}
