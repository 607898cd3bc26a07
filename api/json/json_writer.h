// Writes JSON, member by member, into a text that grows. Commas come by themselves.
//
// Failure is sticky, as in text_buffer.h. The caller sees to it that begin and end match and that
// every text is valid UTF-8; NUL bytes inside a text are written as \u0000.
#pragma once

#include "api/json/text_buffer.h"

#include <cjson/cJSON.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    TextBuffer buffer;
    bool comma;  // A value ended here: the next one needs a comma.
} JsonWriter;

// An answer ends where it can once it has so many bytes; a graph has room for as many objects as a
// session may have.
enum { JSON_ENOUGH = 16 * 1024 * 1024, GRAPH_ENOUGH = 64 * 1024 * 1024 };
bool json_is_enough(const JsonWriter *writer);

// 2^53 - 1
static const int64_t json_largest_whole = 9007199254740991;
// Whether the number is whole and JSON readers agree on it: up to 2^53 - 1 on either side.
bool json_is_whole(const cJSON *number);

// Begins anew, in the memory that there is.
void json_restart(JsonWriter *writer);

void json_begin_object(JsonWriter *writer);
void json_end_object(JsonWriter *writer);
void json_begin_array(JsonWriter *writer);
void json_end_array(JsonWriter *writer);
// A key is a word of ours that needs no escapes, its length known when this is compiled;
// json_key_text() takes any.
void json_key_sized(JsonWriter *writer, const char *key, size_t size);
static inline void json_key(JsonWriter *writer, const char *key) {
    json_key_sized(writer, key, strlen(key));
}
void json_key_text(JsonWriter *writer, const char *key);

void json_null(JsonWriter *writer);
void json_bool(JsonWriter *writer, bool value);
void json_int(JsonWriter *writer, int64_t value);
void json_uint(JsonWriter *writer, uint64_t value);
void json_share(JsonWriter *writer, double value);  // Between 0 and 1, four digits.
void json_string(JsonWriter *writer, const char *string);
void json_text(JsonWriter *writer, const char *bytes, size_t size);
void json_address(JsonWriter *writer, uint64_t address);  // "0x7f0000041040"
// `size` bytes that are JSON already: one value, or several with their commas.
void json_raw(JsonWriter *writer, const char *bytes, size_t size);
// A parsed request, or a part of it, as compact JSON. Recurses as deep as the request: 32.
void json_tree(JsonWriter *writer, const cJSON *tree);

void json_member_uint_sized(JsonWriter *writer, const char *key, size_t size, uint64_t value);
void json_member_raw_sized(JsonWriter *writer, const char *key, size_t size, const char *text,
                           size_t text_size);
void json_member_null(JsonWriter *writer, const char *key);
static inline void json_member_bool(JsonWriter *writer, const char *key, bool value) {
    json_member_raw_sized(writer, key, strlen(key), value ? "true" : "false", value ? 4 : 5);
}
void json_member_int(JsonWriter *writer, const char *key, int64_t value);
static inline void json_member_uint(JsonWriter *writer, const char *key, uint64_t value) {
    json_member_uint_sized(writer, key, strlen(key), value);
}
void json_member_string(JsonWriter *writer, const char *key, const char *string);
// Takes what the buffer holds; without memory for it the writer has none either.
void json_member_text(JsonWriter *writer, const char *key, TextBuffer *text);
void json_member_address(JsonWriter *writer, const char *key, uint64_t address);
// An array of numbers.
void json_member_uints(JsonWriter *writer, const char *key, const uint64_t *values, size_t count);
// An id, or null for 0.
void json_member_id(JsonWriter *writer, const char *key, uint32_t id);
