// Writes JSON Schema (2020-12), for the document at /openapi.json.
//
// Each function that does not say otherwise writes one whole schema, as a value. Sizes are bytes
// here, and characters in JSON Schema: so a text says both `maxLength` and `x-max-bytes`.
#pragma once

#include "api/json/json_writer.h"

enum { SCHEMA_ANY_COUNT = -1 };

// {"$ref": "#/components/schemas/<name>"}
void schema_ref(JsonWriter *writer, const char *name);
// A text without NUL and without half of a surrogate pair, since the server takes neither.
void schema_text(JsonWriter *writer, uint64_t max_bytes);
void schema_pattern(JsonWriter *writer, const char *pattern, uint64_t max_bytes);
void schema_integer(JsonWriter *writer, int64_t low, int64_t high);
// A whole number that JSON readers agree on, from `low`.
void schema_whole(JsonWriter *writer, int64_t low);
void schema_bool(JsonWriter *writer);
void schema_null(JsonWriter *writer);
void schema_const(JsonWriter *writer, const char *text);
// An array of what is called `item`; SCHEMA_ANY_COUNT: no bound.
void schema_array(JsonWriter *writer, const char *item, int64_t least, int64_t most);

// {"type": "object", "properties": { ...: the caller writes keys and schemas up to
void schema_begin_object(JsonWriter *writer);
// ... this, with what is required and nothing else allowed. The caller ends the object, and may
// add to it. `required` is ended by NULL.
void schema_end_properties(JsonWriter *writer, const char *const *required);

// `description` of the schema that is being written, or that was just written.
void schema_summary(JsonWriter *writer, const char *text);
void schema_add_summary(JsonWriter *writer, const char *text);
void schema_add_number(JsonWriter *writer, const char *key, int64_t value);
