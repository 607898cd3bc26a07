#include "api/contract/parameters_json.h"

#include <string.h>

static void begin(JsonWriter *writer, const char *name, const char *in, const char *summary,
                  bool required) {
    json_begin_object(writer);
    json_member_string(writer, "name", name);
    json_member_string(writer, "in", in);
    json_member_string(writer, "description", summary);
    json_member_bool(writer, "required", required);
}

// ---------------------------------------------------------------- queries

static void write_number(JsonWriter *writer, const Parameter *parameter) {
    bool has_default = parameter->fallback >= parameter->low &&
                       parameter->fallback <= parameter->high && parameter->fallback > 0;
    json_begin_object(writer);
    json_member_string(writer, "type", "integer");
    json_member_uint(writer, "minimum", parameter->low);
    json_member_uint(writer, "maximum", parameter->high);
    if (has_default) {
        json_member_uint(writer, "default", parameter->fallback);
    }
    json_end_object(writer);
}

static void write_words(JsonWriter *writer, const Parameter *parameter) {
    json_begin_object(writer);
    json_key(writer, "enum");
    json_begin_array(writer);
    for (size_t i = 0; parameter->word(i) != NULL; i++) {
        json_string(writer, parameter->word(i));
    }
    json_end_array(writer);
    json_end_object(writer);
}

static void write_list_of_words(JsonWriter *writer, const Parameter *parameter) {
    json_begin_object(writer);
    json_member_string(writer, "type", "array");
    json_key(writer, "items");
    write_words(writer, parameter);
    json_member_int(writer, "minItems", 1);
    json_end_object(writer);
}

// As long as the target of a request may be.
static void write_text(JsonWriter *writer) {
    json_begin_object(writer);
    json_member_string(writer, "type", "string");
    json_member_string(writer, "pattern", "^[^\\u0000\\ud800-\\udfff]*$");
    json_end_object(writer);
}

static void write_schema(JsonWriter *writer, const Parameter *parameter) {
    switch (parameter->kind) {
    case PARAMETER_NUMBER: write_number(writer, parameter); break;
    case PARAMETER_BOOL: schema_bool(writer); break;
    case PARAMETER_WORD: write_words(writer, parameter); break;
    case PARAMETER_WORDS: write_list_of_words(writer, parameter); break;
    case PARAMETER_TEXT: write_text(writer); break;
    }
}

void parameters_write(JsonWriter *writer, const Parameter *const *parameters) {
    for (; *parameters != NULL; parameters++) {
        const Parameter *parameter = *parameters;
        begin(writer, parameter->name, "query", parameter->summary, parameter->required);
        if (parameter->kind == PARAMETER_WORDS) {
            json_member_string(writer, "style", "form");
            json_member_bool(writer, "explode", false);
        }
        json_key(writer, "schema");
        write_schema(writer, parameter);
        json_end_object(writer);
    }
}

// ---------------------------------------------------------------- paths

void piece_write(JsonWriter *writer, const CallPiece *piece) {
    begin(writer, piece->name, "path", piece->summary, true);
    json_key(writer, "schema");
    if (piece->of != NULL) {
        schema_ref(writer, piece->of);
    } else {
        json_begin_object(writer);
        json_member_string(writer, "type", "string");
        json_member_string(writer, "pattern", piece->pattern);
        json_end_object(writer);
    }
    json_end_object(writer);
}
