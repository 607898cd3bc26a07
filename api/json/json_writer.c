#include "api/json/json_writer.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

bool json_is_enough(const JsonWriter *writer) {
    return writer->buffer.size >= JSON_ENOUGH;
}

static void before_value(JsonWriter *writer) {
    if (writer->comma) {
        text_add(&writer->buffer, ",", 1);
    }
    writer->comma = true;
}

static void open_bracket(JsonWriter *writer, const char *bracket) {
    before_value(writer);
    text_add(&writer->buffer, bracket, 1);
    writer->comma = false;
}

static void close_bracket(JsonWriter *writer, const char *bracket) {
    text_add(&writer->buffer, bracket, 1);
    writer->comma = true;
}

void json_begin_object(JsonWriter *writer) {
    open_bracket(writer, "{");
}

void json_end_object(JsonWriter *writer) {
    close_bracket(writer, "}");
}

void json_begin_array(JsonWriter *writer) {
    open_bracket(writer, "[");
}

void json_end_array(JsonWriter *writer) {
    close_bracket(writer, "]");
}

void json_raw(JsonWriter *writer, const char *bytes, size_t size) {
    if (size > 0) {
        before_value(writer);
        text_add(&writer->buffer, bytes, size);
    }
}

void json_null(JsonWriter *writer) {
    json_raw(writer, "null", 4);
}

void json_bool(JsonWriter *writer, bool value) {
    json_raw(writer, value ? "true" : "false", value ? 4 : 5);
}

void json_int(JsonWriter *writer, int64_t value) {
    before_value(writer);
    text_add_format(&writer->buffer, "%" PRId64, value);
}

void json_uint(JsonWriter *writer, uint64_t value) {
    before_value(writer);
    text_add_format(&writer->buffer, "%" PRIu64, value);
}

void json_share(JsonWriter *writer, double value) {
    before_value(writer);
    text_add_format(&writer->buffer, "%.4f", value);
}

void json_address(JsonWriter *writer, uint64_t address) {
    before_value(writer);
    text_add_format(&writer->buffer, "\"0x%012" PRIx64 "\"", address);
}

static const char *short_escape(unsigned char byte) {
    switch (byte) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '\b': return "\\b";
    case '\f': return "\\f";
    default: return NULL;
    }
}

static void add_escape(TextBuffer *buffer, unsigned char byte) {
    const char *escape = short_escape(byte);
    if (escape != NULL) {
        text_add_string(buffer, escape);
    } else {
        text_add_format(buffer, "\\u%04x", (unsigned)byte);
    }
}

static bool needs_escape(unsigned char byte) {
    return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f;
}

void json_text(JsonWriter *writer, const char *bytes, size_t size) {
    before_value(writer);
    text_add(&writer->buffer, "\"", 1);
    size_t done = 0;
    for (size_t i = 0; i < size; i++) {
        if (needs_escape((unsigned char)bytes[i])) {
            text_add(&writer->buffer, bytes + done, i - done);
            add_escape(&writer->buffer, (unsigned char)bytes[i]);
            done = i + 1;
        }
    }
    text_add(&writer->buffer, bytes + done, size - done);
    text_add(&writer->buffer, "\"", 1);
}

void json_string(JsonWriter *writer, const char *string) {
    json_text(writer, string, strlen(string));
}

void json_key(JsonWriter *writer, const char *key) {
    json_string(writer, key);
    text_add(&writer->buffer, ":", 1);
    writer->comma = false;
}

bool json_is_whole(const cJSON *number) {
    static const double limit = 9007199254740991.0;
    double value = number->valuedouble;
    return cJSON_IsNumber(number) && value >= -limit && value <= limit &&
           value == (double)(int64_t)value;
}

// A whole number without a fraction or an exponent, so that it reads as the client wrote it; but
// zero keeps its sign, which a float has.
static void add_number(JsonWriter *writer, const cJSON *number) {
    bool negative_zero = number->valuedouble == 0 && signbit(number->valuedouble);
    if (json_is_whole(number) && !negative_zero) {
        json_int(writer, (int64_t)number->valuedouble);
        return;
    }
    double value = number->valuedouble;
    before_value(writer);
    text_add_format(&writer->buffer, "%.17g", value);
}

// NOLINTNEXTLINE(misc-no-recursion): see json_tree.
static void add_children(JsonWriter *writer, const cJSON *tree) {
    for (const cJSON *child = tree->child; child != NULL; child = child->next) {
        if (cJSON_IsObject(tree)) {
            json_key(writer, child->string);
        }
        json_tree(writer, child);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a request, which is 32 at most.
void json_tree(JsonWriter *writer, const cJSON *tree) {
    if (cJSON_IsObject(tree)) {
        json_begin_object(writer);
        add_children(writer, tree);
        json_end_object(writer);
    } else if (cJSON_IsArray(tree)) {
        json_begin_array(writer);
        add_children(writer, tree);
        json_end_array(writer);
    } else if (cJSON_IsString(tree)) {
        json_string(writer, tree->valuestring);
    } else if (cJSON_IsNumber(tree)) {
        add_number(writer, tree);
    } else if (cJSON_IsBool(tree)) {
        json_bool(writer, cJSON_IsTrue(tree));
    } else {
        json_null(writer);
    }
}

void json_member_null(JsonWriter *writer, const char *key) {
    json_key(writer, key);
    json_null(writer);
}

void json_member_bool(JsonWriter *writer, const char *key, bool value) {
    json_key(writer, key);
    json_bool(writer, value);
}

void json_member_int(JsonWriter *writer, const char *key, int64_t value) {
    json_key(writer, key);
    json_int(writer, value);
}

void json_member_uint(JsonWriter *writer, const char *key, uint64_t value) {
    json_key(writer, key);
    json_uint(writer, value);
}

void json_member_string(JsonWriter *writer, const char *key, const char *string) {
    json_key(writer, key);
    json_string(writer, string);
}

void json_member_address(JsonWriter *writer, const char *key, uint64_t address) {
    json_key(writer, key);
    json_address(writer, address);
}

void json_member_uints(JsonWriter *writer, const char *key, const uint64_t *values, size_t count) {
    json_key(writer, key);
    json_begin_array(writer);
    for (size_t i = 0; i < count; i++) {
        json_uint(writer, values[i]);
    }
    json_end_array(writer);
}

void json_member_id(JsonWriter *writer, const char *key, uint32_t id) {
    json_key(writer, key);
    if (id == 0) {
        json_null(writer);
    } else {
        json_uint(writer, id);
    }
}
