// The schemas of values: one alternative for each row of the tables of values.
#include "api/contract/schemas.h"

#include "api/values/value_forms.h"

#include <string.h>

static void begin_alternatives(JsonWriter *writer, const char *summary) {
    json_begin_object(writer);
    schema_summary(writer, summary);
    json_key(writer, "anyOf");
    json_begin_array(writer);
}

void schema_value(JsonWriter *writer) {
    begin_alternatives(writer,
                       "What a request says of an object: one to be made, or {\"ref\": ...}, one "
                       "that exists.");
    const ValueForm *form = NULL;
    for (size_t i = 0; (form = value_form(i)) != NULL; i++) {
        form->schema(writer);
    }
    json_end_array(writer);
    json_key(writer, "examples");
    json_begin_array(writer);
    for (size_t i = 0; (form = value_form(i)) != NULL; i++) {
        json_raw(writer, form->example, strlen(form->example));
    }
    json_end_array(writer);
    json_end_object(writer);
}

// An object whose member has this schema.
static void write_with(JsonWriter *writer, const char *member, const char *schema) {
    json_begin_object(writer);
    json_member_string(writer, "type", "object");
    json_key(writer, "required");
    json_begin_array(writer);
    json_string(writer, member);
    json_end_array(writer);
    json_key(writer, "properties");
    json_begin_object(writer);
    json_key(writer, member);
    json_raw(writer, schema, strlen(schema));
    json_end_object(writer);
    json_end_object(writer);
}

void schema_constant(JsonWriter *writer) {
    static const char plain[] = "{\"type\":[\"null\",\"boolean\",\"number\",\"string\"]}";
    begin_alternatives(writer,
                       "A value that Python's compiler makes by itself: two of them cannot be the "
                       "operands of an expression.");
    json_raw(writer, plain, sizeof plain - 1);
    write_with(writer, "int", "{}");
    write_with(writer, "float", "{\"type\":\"number\"}");
    write_with(writer, "bytes", "{\"type\":\"string\"}");
    write_with(writer, "tuple", "{\"items\":{\"$ref\":\"#/components/schemas/Constant\"}}");
    json_end_array(writer);
    json_end_object(writer);
}
