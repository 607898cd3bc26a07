#include "api/json/json_writer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool json_is_enough(const JsonWriter *writer) {
    return writer->buffer.size >= JSON_ENOUGH;
}

// Room for a value of `size` bytes, behind the comma that it may need; NULL after a failure.
static char *begin_value(JsonWriter *writer, size_t size) {
    char *end = text_room(&writer->buffer, size + 1);
    if (end != NULL && writer->comma) {
        *end++ = ',';
    }
    writer->comma = true;
    return end;
}

static void end_value(JsonWriter *writer, char *end) {
    text_grow(&writer->buffer, end);
}

static void open_bracket(JsonWriter *writer, char bracket) {
    json_raw(writer, &bracket, 1);
    writer->comma = false;
}

static void close_bracket(JsonWriter *writer, char bracket) {
    writer->comma = false;
    json_raw(writer, &bracket, 1);
}

void json_restart(JsonWriter *writer) {
    text_cut(&writer->buffer, 0);
    writer->comma = false;
}

void json_begin_object(JsonWriter *writer) {
    open_bracket(writer, '{');
}

void json_end_object(JsonWriter *writer) {
    close_bracket(writer, '}');
}

void json_begin_array(JsonWriter *writer) {
    open_bracket(writer, '[');
}

void json_end_array(JsonWriter *writer) {
    close_bracket(writer, ']');
}

void json_raw(JsonWriter *writer, const char *bytes, size_t size) {
    char *end = size > 0 ? begin_value(writer, size) : NULL;
    if (end != NULL) {
        memcpy(end, bytes, size);
        end_value(writer, end + size);
    }
}

void json_null(JsonWriter *writer) {
    json_raw(writer, "null", 4);
}

void json_bool(JsonWriter *writer, bool value) {
    json_raw(writer, value ? "true" : "false", value ? 4 : 5);
}

void json_int(JsonWriter *writer, int64_t value) {
    char *end = begin_value(writer, TEXT_NUMBER_SIZE);
    if (end != NULL) {
        end_value(writer, text_write_int(end, value));
    }
}

void json_uint(JsonWriter *writer, uint64_t value) {
    char *end = begin_value(writer, TEXT_NUMBER_SIZE);
    if (end != NULL) {
        end_value(writer, text_write_uint(end, value));
    }
}

// A share, and a double with seventeen digits, is no longer than this.
enum { DOUBLE_SIZE = 32 };

void json_share(JsonWriter *writer, double value) {
    char text[DOUBLE_SIZE];
    json_raw(writer, text, (size_t)snprintf(text, sizeof text, "%.4f", value));
}

enum { ADDRESS_DIGITS = 12, ADDRESS_SIZE = 2 * ADDRESS_DIGITS };

// At least twelve digits, with the quotes.
static char *write_address(char *text, uint64_t address) {
    static const char digits[] = "0123456789abcdef";
    int count = ADDRESS_DIGITS;
    while (count < 16 && address >> (4 * count) != 0) {
        count++;
    }
    text[0] = '"';
    text[1] = '0';
    text[2] = 'x';
    for (int i = 0; i < count; i++) {
        text[3 + i] = digits[address >> (4 * (count - 1 - i)) & 15];
    }
    text[3 + count] = '"';
    return text + count + 4;
}

void json_address(JsonWriter *writer, uint64_t address) {
    char *end = begin_value(writer, ADDRESS_SIZE);
    if (end != NULL) {
        end_value(writer, write_address(end, address));
    }
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

enum { WORD_BYTES = 8 };
static const uint64_t each_byte = 0x0101010101010101u;

// Of each byte of the word that is 0 the highest bit; others may only follow one that is.
static uint64_t zero_bytes(uint64_t word) {
    return (word - each_byte) & ~word;
}

// Whether any of eight bytes needs one, all looked at together.
static bool word_needs_escape(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t found = ((word - each_byte * 0x20) & ~word) | zero_bytes(word ^ each_byte * '"') |
                     zero_bytes(word ^ each_byte * '\\') | zero_bytes(word ^ each_byte * 0x7f);
    return (found & each_byte * 0x80) != 0;
}

// The bytes in front of the first that needs an escape.
static size_t plain_size(const char *bytes, size_t size) {
    size_t count = 0;
    while (size - count >= WORD_BYTES && !word_needs_escape(bytes + count)) {
        count += WORD_BYTES;
    }
    while (count < size && !needs_escape((unsigned char)bytes[count])) {
        count++;
    }
    return count;
}

void json_text(JsonWriter *writer, const char *bytes, size_t size) {
    TextBuffer *buffer = &writer->buffer;
    char *end = begin_value(writer, 1);
    if (end == NULL) {
        return;
    }
    *end = '"';
    end_value(writer, end + 1);
    size_t plain = plain_size(bytes, size);
    for (; plain < size; plain = plain_size(bytes, size)) {
        text_add(buffer, bytes, plain);
        add_escape(buffer, (unsigned char)bytes[plain]);
        bytes += plain + 1;
        size -= plain + 1;
    }
    end = text_room(buffer, size + 1);
    if (end != NULL) {
        memcpy(end, bytes, size);
        end[size] = '"';
        end_value(writer, end + size + 1);
    }
}

void json_string(JsonWriter *writer, const char *string) {
    json_text(writer, string, strlen(string));
}

// Room for the value of a member, behind its key; NULL after a failure.
static char *begin_member(JsonWriter *writer, const char *key, size_t key_size, size_t size) {
    enum { AROUND_KEY = 3 };
    char *end = begin_value(writer, AROUND_KEY + key_size + size);
    if (end == NULL) {
        return NULL;
    }
    *end++ = '"';
    memcpy(end, key, key_size);
    end += key_size;
    *end++ = '"';
    *end++ = ':';
    return end;
}

void json_key_sized(JsonWriter *writer, const char *key, size_t size) {
    char *end = begin_member(writer, key, size, 0);
    if (end != NULL) {
        end_value(writer, end);
    }
    writer->comma = false;
}

void json_key_text(JsonWriter *writer, const char *key) {
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
    char text[DOUBLE_SIZE];
    json_raw(writer, text, (size_t)snprintf(text, sizeof text, "%.17g", number->valuedouble));
}

// NOLINTNEXTLINE(misc-no-recursion): see json_tree.
static void add_children(JsonWriter *writer, const cJSON *tree) {
    for (const cJSON *child = tree->child; child != NULL; child = child->next) {
        if (cJSON_IsObject(tree)) {
            json_key_text(writer, child->string);
        }
        json_tree(writer, child);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a request, which is 32 at most.
void json_tree(JsonWriter *writer, const cJSON *tree) {
    enum { TYPE = 0xff };  // Without the library's flags.
    switch (tree->type & TYPE) {
    case cJSON_Object:
        json_begin_object(writer);
        add_children(writer, tree);
        json_end_object(writer);
        break;
    case cJSON_Array:
        json_begin_array(writer);
        add_children(writer, tree);
        json_end_array(writer);
        break;
    case cJSON_String: json_string(writer, tree->valuestring); break;
    case cJSON_Number: add_number(writer, tree); break;
    case cJSON_True:
    case cJSON_False: json_bool(writer, (tree->type & TYPE) == cJSON_True); break;
    default: json_null(writer); break;
    }
}

void json_member_raw_sized(JsonWriter *writer, const char *key, size_t size, const char *text,
                           size_t text_size) {
    char *end = begin_member(writer, key, size, text_size);
    if (end != NULL) {
        memcpy(end, text, text_size);
        end_value(writer, end + text_size);
    }
}

void json_member_uint_sized(JsonWriter *writer, const char *key, size_t size, uint64_t value) {
    char *end = begin_member(writer, key, size, TEXT_NUMBER_SIZE);
    if (end != NULL) {
        end_value(writer, text_write_uint(end, value));
    }
}

void json_member_null(JsonWriter *writer, const char *key) {
    json_member_raw_sized(writer, key, strlen(key), "null", 4);
}

void json_member_int(JsonWriter *writer, const char *key, int64_t value) {
    json_key(writer, key);
    json_int(writer, value);
}

void json_member_string(JsonWriter *writer, const char *key, const char *string) {
    json_key(writer, key);
    json_string(writer, string);
}

void json_member_text(JsonWriter *writer, const char *key, TextBuffer *text) {
    if (text->failed) {
        writer->buffer.failed = true;
    } else {
        json_member_string(writer, key, text->text != NULL ? text->text : "");
    }
    text_discard(text);
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
