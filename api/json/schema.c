#include "api/json/schema.h"

static void begin_type(JsonWriter *writer, const char *type) {
    json_begin_object(writer);
    json_member_string(writer, "type", type);
}

void schema_ref(JsonWriter *writer, const char *name) {
    TextBuffer path = {0};
    text_add_string(&path, "#/components/schemas/");
    text_add_string(&path, name);
    writer->buffer.failed = writer->buffer.failed || path.failed;
    json_begin_object(writer);
    json_member_string(writer, "$ref", path.failed ? "" : path.text);
    json_end_object(writer);
    text_discard(&path);
}

void schema_text(JsonWriter *writer, uint64_t max_bytes) {
    schema_pattern(writer, "^[^\\u0000\\ud800-\\udfff]*$", max_bytes);
}

void schema_pattern(JsonWriter *writer, const char *pattern, uint64_t max_bytes) {
    begin_type(writer, "string");
    json_member_string(writer, "pattern", pattern);
    json_member_uint(writer, "maxLength", max_bytes);
    json_member_uint(writer, "x-max-bytes", max_bytes);
    json_end_object(writer);
}

void schema_integer(JsonWriter *writer, int64_t low, int64_t high) {
    begin_type(writer, "integer");
    json_member_int(writer, "minimum", low);
    json_member_int(writer, "maximum", high);
    json_end_object(writer);
}

void schema_whole(JsonWriter *writer, int64_t low) {
    schema_integer(writer, low, json_largest_whole);
}

void schema_bool(JsonWriter *writer) {
    begin_type(writer, "boolean");
    json_end_object(writer);
}

void schema_null(JsonWriter *writer) {
    begin_type(writer, "null");
    json_end_object(writer);
}

void schema_const(JsonWriter *writer, const char *text) {
    json_begin_object(writer);
    json_member_string(writer, "const", text);
    json_end_object(writer);
}

void schema_array(JsonWriter *writer, const char *item, int64_t least, int64_t most) {
    begin_type(writer, "array");
    json_key(writer, "items");
    schema_ref(writer, item);
    if (least > 0) {
        json_member_int(writer, "minItems", least);
    }
    if (most != SCHEMA_ANY_COUNT) {
        json_member_int(writer, "maxItems", most);
    }
    json_end_object(writer);
}

void schema_begin_object(JsonWriter *writer) {
    begin_type(writer, "object");
    json_key(writer, "properties");
    json_begin_object(writer);
}

void schema_end_properties(JsonWriter *writer, const char *const *required) {
    json_end_object(writer);
    if (*required != NULL) {
        json_key(writer, "required");
        json_begin_array(writer);
        for (; *required != NULL; required++) {
            json_string(writer, *required);
        }
        json_end_array(writer);
    }
    json_member_bool(writer, "additionalProperties", false);
}

void schema_summary(JsonWriter *writer, const char *text) {
    json_member_string(writer, "description", text);
}

// Opens again the object that has just ended.
static void reopen(JsonWriter *writer) {
    if (writer->buffer.size > 0) {
        text_cut(&writer->buffer, writer->buffer.size - 1);
    }
}

void schema_add_summary(JsonWriter *writer, const char *text) {
    reopen(writer);
    schema_summary(writer, text);
    json_end_object(writer);
}

void schema_add_number(JsonWriter *writer, const char *key, int64_t value) {
    reopen(writer);
    json_member_int(writer, key, value);
    json_end_object(writer);
}
