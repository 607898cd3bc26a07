#include "api/json/json_reader.h"

#include "api/json/json_scan.h"
#include "api/json/utf8.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- memory

struct JsonChunk {
    JsonChunk *before;
    max_align_t room[];
};

enum {
    CHUNK_ALIGNMENT = sizeof(max_align_t),
    FIRST_CHUNK = 512,
    BYTES_FOR_A_BYTE = 8,  // Of a tree, for one of an ordinary request.
    LARGEST_CHUNK = 60 * 1024,
};

static bool add_chunk(JsonDocument *document, size_t size) {
    JsonChunk *chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL) {
        return false;
    }
    chunk->before = document->chunks;
    document->chunks = chunk;
    document->free = (char *)chunk->room;
    document->end = document->free + size;
    return true;
}

// Rounded up, so that what comes next is aligned.
static void *take(JsonDocument *document, size_t size) {
    size = (size + CHUNK_ALIGNMENT - 1) / CHUNK_ALIGNMENT * CHUNK_ALIGNMENT;
    if (size > (size_t)(document->end - document->free) &&
        !add_chunk(document, size > LARGEST_CHUNK ? size : LARGEST_CHUNK)) {
        return NULL;
    }
    void *taken = document->free;
    document->free += size;
    return taken;
}

static bool begin(JsonDocument *document, size_t size) {
    size_t room = size > LARGEST_CHUNK / BYTES_FOR_A_BYTE
                      ? LARGEST_CHUNK
                      : FIRST_CHUNK + size / CHUNK_ALIGNMENT * CHUNK_ALIGNMENT * BYTES_FOR_A_BYTE;
    *document = (JsonDocument){0};
    return add_chunk(document, room);
}

void json_document_discard(JsonDocument *document) {
    while (document->chunks != NULL) {
        JsonChunk *chunk = document->chunks;
        document->chunks = chunk->before;
        free(chunk);
    }
    *document = (JsonDocument){0};
}

// ---------------------------------------------------------------- strings

typedef struct {
    const char *at, *end;
    JsonDocument *document;
    cJSON *open[JSON_MAX_DEPTH];  // The objects and arrays around.
    size_t depth;
    char *name;  // Of the member that comes next; NULL in an array.
} Reader;

static uint32_t read_hex4(Reader *reader) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char digit = (unsigned char)*reader->at++;
        value = value * 16 + (digit <= '9' ? digit - (uint32_t)'0' : (digit | 0x20u) - 'a' + 10u);
    }
    return value;
}

// After \u.
static char *write_point(Reader *reader, char *to) {
    uint32_t point = read_hex4(reader);
    if (point >= 0xd800 && point <= 0xdbff) {
        reader->at += 2;
        point = 0x10000 + ((point - 0xd800) << 10) + (read_hex4(reader) - 0xdc00);
    }
    return to + utf8_encode(point, to);
}

// After the backslash.
static char *write_escaped(Reader *reader, char *to) {
    static const char from[] = "bfnrt", meant[] = "\b\f\n\r\t";
    char byte = *reader->at++;
    if (byte == 'u') {
        return write_point(reader, to);
    }
    const char *found = strchr(from, byte);
    if (found != NULL) {
        byte = meant[found - from];
    }
    *to = byte;
    return to + 1;
}

// The end of the string's text, where its closing quote is.
static const char *find_quote(const char *at) {
    while (*at != '"') {
        at += *at == '\\' ? 2 : 1;
    }
    return at;
}

// The opening quote has been passed. No escape is shorter than what it means.
static char *read_string(Reader *reader) {
    const char *quote = find_quote(reader->at);
    char *string = take(reader->document, (size_t)(quote - reader->at) + 1);
    if (string == NULL) {
        return NULL;
    }
    char *to = string;
    while (reader->at < quote) {
        char byte = *reader->at++;
        if (byte == '\\') {
            to = write_escaped(reader, to);
        } else {
            *to++ = byte;
        }
    }
    *to = '\0';
    reader->at++;
    return string;
}

// ---------------------------------------------------------------- numbers

enum { EXACT_DIGITS = 15 };  // So many digits are a double's, whatever they are.

static void set_number(cJSON *node, double value) {
    node->valuedouble = value;
    node->valueint = value >= INT_MAX ? INT_MAX : value <= INT_MIN ? INT_MIN : (int)value;
}

static double read_with_library(const char *begin, const char *end) {
    char text[JSON_MAX_NUMBER + 1];
    size_t size = (size_t)(end - begin);
    memcpy(text, begin, size);
    text[size] = '\0';
    return strtod(text, NULL);
}

static bool is_part_of_number(char byte) {
    return (byte >= '0' && byte <= '9') || byte == '.' || byte == '-' || byte == '+' ||
           byte == 'e' || byte == 'E';
}

static void read_number(Reader *reader, cJSON *node) {
    const char *begin = reader->at, *at = begin;
    bool negative = *at == '-';
    double value = 0;
    for (at += negative ? 1 : 0; at < reader->end && *at >= '0' && *at <= '9'; at++) {
        value = value * 10 + (*at - '0');
    }
    bool exact = at - begin <= EXACT_DIGITS;
    for (; at < reader->end && is_part_of_number(*at); at++) {
        exact = false;
    }
    reader->at = at;
    set_number(node, !exact ? read_with_library(begin, at) : negative ? -value : value);
}

// ---------------------------------------------------------------- structure

// A node in its place: the next child of what is open.
static cJSON *add_node(Reader *reader, int type) {
    cJSON *node = take(reader->document, sizeof *node);
    if (node == NULL) {
        return NULL;
    }
    *node = (cJSON){.type = type, .string = reader->name};
    node->prev = node;
    if (reader->depth == 0) {
        reader->document->root = node;
        return node;
    }
    cJSON *around = reader->open[reader->depth - 1];
    if (around->child == NULL) {
        around->child = node;
        return node;
    }
    node->prev = around->child->prev;  // The first knows the last.
    node->prev->next = node;
    around->child->prev = node;
    return node;
}

static bool read_word(Reader *reader) {
    char first = *reader->at;
    reader->at += first == 'f' ? strlen("false") : strlen("true");
    int type = first == 'f' ? cJSON_False : first == 't' ? cJSON_True : cJSON_NULL;
    cJSON *node = add_node(reader, type);
    if (node != NULL) {
        node->valueint = first == 't';
    }
    return node != NULL;
}

static bool open_node(Reader *reader, int type) {
    cJSON *node = add_node(reader, type);
    if (node != NULL) {
        reader->at++;
        reader->open[reader->depth++] = node;
    }
    return node != NULL;
}

static bool read_string_node(Reader *reader) {
    cJSON *node = add_node(reader, cJSON_String);
    if (node == NULL) {
        return false;
    }
    reader->at++;
    node->valuestring = read_string(reader);
    return node->valuestring != NULL;
}

static bool read_number_node(Reader *reader) {
    cJSON *node = add_node(reader, cJSON_Number);
    if (node != NULL) {
        read_number(reader, node);
    }
    return node != NULL;
}

// The name of a member stands in front of its colon; every other string is a value.
static bool read_name(Reader *reader) {
    reader->at++;
    reader->name = read_string(reader);
    return reader->name != NULL;
}

static bool is_name_next(const Reader *reader) {
    bool in_object = reader->depth > 0 && reader->open[reader->depth - 1]->type == cJSON_Object;
    return in_object && reader->name == NULL;
}

static bool read_value(Reader *reader) {
    switch (*reader->at) {
    case '{': return open_node(reader, cJSON_Object);
    case '[': return open_node(reader, cJSON_Array);
    case '"': return read_string_node(reader);
    case 't':
    case 'f':
    case 'n': return read_word(reader);
    default: return read_number_node(reader);
    }
}

// What begins here: white space, a bracket that closes, a comma or colon, a name or a value.
static bool read_next(Reader *reader) {
    switch (*reader->at) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case ',':
    case ':': reader->at++; return true;
    case '}':
    case ']':
        reader->at++;
        reader->depth--;
        return true;
    default: break;
    }
    if (is_name_next(reader)) {
        return read_name(reader);
    }
    bool read = read_value(reader);
    reader->name = NULL;
    return read;
}

bool json_read(JsonDocument *document, const char *text, size_t size) {
    if (!begin(document, size)) {
        return false;
    }
    Reader reader = {.at = text, .end = text + size, .document = document};
    while (reader.at < reader.end) {
        if (!read_next(&reader)) {
            return false;
        }
    }
    return true;
}

bool json_read_nothing(JsonDocument *document) {
    return json_read(document, "{}", 2);
}

static char *copy_text(JsonDocument *document, const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = take(document, size);
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

bool json_document_add(JsonDocument *document, const char *name, const char *string) {
    char *own_name = copy_text(document, name);
    char *own_string = copy_text(document, string);
    if (own_name == NULL || own_string == NULL) {
        return false;
    }
    Reader reader = {.document = document, .open = {document->root}, .depth = 1, .name = own_name};
    cJSON *node = add_node(&reader, cJSON_String);
    if (node != NULL) {
        node->valuestring = own_string;
    }
    return node != NULL;
}

cJSON *json_find(const cJSON *object, const char *name) {
    for (cJSON *member = object != NULL ? object->child : NULL; member != NULL;
         member = member->next) {
        if (member->string != NULL && member->string[0] == name[0] &&
            strcmp(member->string, name) == 0) {
            return member;
        }
    }
    return NULL;
}
