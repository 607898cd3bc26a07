// The bodies of requests.
#include "api/contract/schemas.h"

#include "api/compare/sides.h"
#include "api/session.h"

static void write_operations(JsonWriter *writer) {
    schema_array(writer, "Operation", 0, SESSION_MAX_LIST);
}

void schema_operations(JsonWriter *writer) {
    json_begin_object(writer);
    schema_summary(writer, "One operation, or a list of them, all of which happen or none.");
    json_key(writer, "oneOf");
    json_begin_array(writer);
    schema_ref(writer, "Operation");
    schema_begin_object(writer);
    json_key(writer, "ops");
    write_operations(writer);
    schema_end_properties(writer, (const char *const[]){"ops", NULL});
    json_end_object(writer);
    json_end_array(writer);
    json_end_object(writer);
}

// {"value": ...}, with a `name` that may be left out.
static void write_value_and(JsonWriter *writer, const char *name) {
    schema_begin_object(writer);
    json_key(writer, "value");
    schema_ref(writer, "Value");
    if (name != NULL) {
        json_key(writer, name);
        schema_ref(writer, "BindingName");
    }
    schema_end_properties(writer, (const char *const[]){"value", NULL});
    json_end_object(writer);
}

void schema_new_object(JsonWriter *writer) {
    write_value_and(writer, "name");
}

void schema_new_binding(JsonWriter *writer) {
    write_value_and(writer, NULL);
}

void schema_new_collection(JsonWriter *writer) {
    schema_begin_object(writer);
    json_key(writer, "generation");
    schema_integer(writer, -json_largest_whole, json_largest_whole);
    json_key(writer, "into");
    schema_ref(writer, "BindingName");
    schema_end_properties(writer, (const char *const[]){NULL});
    json_end_object(writer);
}

static void write_profile(JsonWriter *writer) {
    HeapProfileInfo info;
    json_begin_object(writer);
    json_key(writer, "enum");
    json_begin_array(writer);
    for (size_t i = 0; heap_profile(i, &info); i++) {
        json_string(writer, info.name);
    }
    json_end_array(writer);
    json_end_object(writer);
}

static void write_label(JsonWriter *writer) {
    json_begin_object(writer);
    json_key(writer, "anyOf");
    json_begin_array(writer);
    schema_null(writer);
    schema_text(writer, SESSION_MAX_LABEL);
    json_end_array(writer);
    json_end_object(writer);
}

void schema_new_session(JsonWriter *writer) {
    schema_begin_object(writer);
    json_key(writer, "profile");
    write_profile(writer);
    schema_add_summary(writer, "GET /v1/profiles tells what each means; `article` without.");
    json_key(writer, "label");
    write_label(writer);
    json_key(writer, "ops");
    write_operations(writer);
    schema_end_properties(writer, (const char *const[]){NULL});
    json_end_object(writer);
}

void schema_comparison(JsonWriter *writer) {
    schema_begin_object(writer);
    json_key(writer, "ops");
    write_operations(writer);
    json_key(writer, "profiles");
    json_begin_object(writer);
    json_member_string(writer, "type", "array");
    json_key(writer, "items");
    write_profile(writer);
    json_member_int(writer, "minItems", COMPARE_LEAST_PROFILES);
    json_member_int(writer, "maxItems", COMPARE_MOST_PROFILES);
    json_member_bool(writer, "uniqueItems", true);
    json_end_object(writer);
    schema_end_properties(writer, (const char *const[]){"ops", "profiles", NULL});
    json_end_object(writer);
}
