#include "api/values/literal.h"

#include "api/json/text_buffer.h"
#include "api/json/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// "'x]'", or in words where nothing is left.
typedef struct {
    char text[PROBLEM_TEXT_SIZE];
} Spot;

static Spot spot_of(const LiteralReader *reader) {
    Spot spot = {"its end"};
    if (*reader->at != '\0') {
        snprintf(spot.text, sizeof spot.text, "'%s'", problem_quote(reader->at).text);
    }
    return spot;
}

static ApiCode refuse(LiteralReader *reader, const char *why) {
    return problem_set(reader->problem, API_BAD_REFERENCE, reader->place,
                       "The key in the reference cannot be read at %s: %s.", spot_of(reader).text,
                       why);
}

static ApiCode refuse_by_limit(LiteralReader *reader, LimitName limit, const char *why) {
    return problem_limit(reader->problem, limit, reader->place,
                         "The key in the reference cannot be read at %s: %s; the limit is %d.",
                         spot_of(reader).text, why, (int)limit_row(limit).value);
}

// What the heap said, with the place.
static ApiCode made(LiteralReader *reader, HeapStatus status) {
    return status == HEAP_OK ? API_OK : problem_heap(reader->problem, reader->heap, status);
}

static void skip_space(LiteralReader *reader) {
    while (*reader->at == ' ') {
        reader->at++;
    }
}

static bool take(LiteralReader *reader, char character) {
    if (*reader->at != character) {
        return false;
    }
    reader->at++;
    return true;
}

// ---------------------------------------------------------------- numbers and words

static size_t take_decimal(LiteralReader *reader) {
    size_t count = strspn(reader->at, "0123456789");
    reader->at += count;
    return count;
}

static ApiCode finish_int(LiteralReader *reader, const char *start, Object **out_object) {
    const char *digits = start + (*start == '-' ? 1 : 0);
    size_t count = (size_t)(reader->at - digits);
    if (count > LITERAL_MAX_DIGITS) {
        return refuse_by_limit(reader, LIMIT_INT_DIGITS, "an int has too many digits");
    }
    if (count == 0 || (count > 1 && *digits == '0')) {
        return refuse(reader, "this is not an int as Python writes one");
    }
    if (reader->heap == NULL) {
        return API_OK;
    }
    char text[LITERAL_MAX_DIGITS + 2];
    memcpy(text, start, (size_t)(reader->at - start));
    text[reader->at - start] = '\0';
    return made(reader, heap_new_int_text(reader->heap, text, out_object));
}

// The digits in front have been taken, `whole` of them; a point or an exponent follows.
static ApiCode finish_float(LiteralReader *reader, const char *start, size_t whole,
                            Object **out_object) {
    size_t digits = whole + (take(reader, '.') ? take_decimal(reader) : 0);
    bool complete = digits > 0;
    if (complete && (*reader->at | 0x20) == 'e') {
        reader->at++;
        reader->at += *reader->at == '+' || *reader->at == '-' ? 1 : 0;
        complete = take_decimal(reader) > 0;
    }
    if (!complete) {
        return refuse(reader, "this is not a float as Python writes one");
    }
    return reader->heap == NULL
               ? API_OK
               : made(reader, heap_new_float(reader->heap, strtod(start, NULL), out_object));
}

static ApiCode read_number(LiteralReader *reader, Object **out_object) {
    const char *start = reader->at;
    take(reader, '-');
    size_t whole = take_decimal(reader);
    bool is_float = *reader->at == '.' || (*reader->at | 0x20) == 'e';
    return is_float ? finish_float(reader, start, whole, out_object)
                    : finish_int(reader, start, out_object);
}

static bool take_word(LiteralReader *reader, const char *word) {
    size_t size = strlen(word);
    if (strncmp(reader->at, word, size) != 0) {
        return false;
    }
    reader->at += size;
    return true;
}

static ApiCode read_word(LiteralReader *reader, Object **out_object) {
    Heap *heap = reader->heap;
    if (take_word(reader, "None")) {
        return heap == NULL ? API_OK : made(reader, heap_new_none(heap, out_object));
    }
    bool is_true = take_word(reader, "True");
    if (is_true || take_word(reader, "False")) {
        return heap == NULL ? API_OK : made(reader, heap_new_bool(heap, is_true, out_object));
    }
    return refuse(reader, "a number, a string, None, True, False or a tuple was expected");
}

// ---------------------------------------------------------------- strings

typedef struct {
    TextBuffer text;
    bool is_bytes;
} Quoted;

// Digits of the base, at most `limit` of them; returns how many there were.
static size_t take_digits(LiteralReader *reader, int base, size_t limit, uint32_t *out_value) {
    size_t count = 0;
    uint32_t value = 0;
    while (count < limit && *reader->at != '\0') {
        static const char digits[] = "0123456789abcdef";
        char lower =
            (char)(*reader->at >= 'A' && *reader->at <= 'F' ? *reader->at + 32 : *reader->at);
        const char *found = memchr(digits, lower, (size_t)base);
        if (found == NULL) {
            break;
        }
        value = value * (uint32_t)base + (uint32_t)(found - digits);
        reader->at++;
        count++;
    }
    *out_value = value;
    return count;
}

static ApiCode add_point(LiteralReader *reader, Quoted *quoted, uint32_t point) {
    char text[4];
    if (quoted->is_bytes) {
        if (point > 0xff) {
            return refuse(reader, "bytes go from 0 to 255");
        }
        text[0] = (char)point;
        text_add(&quoted->text, text, 1);
        return API_OK;
    }
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        return refuse(reader, "there is no such character");
    }
    text_add(&quoted->text, text, utf8_encode(point, text));
    return API_OK;
}

// \xhh, \uhhhh and \Uhhhhhhhh.
static ApiCode read_hex_escape(LiteralReader *reader, Quoted *quoted, size_t digits) {
    uint32_t point = 0;
    reader->at++;
    if (take_digits(reader, 16, digits, &point) != digits) {
        return refuse(reader, "the escape lacks hexadecimal digits");
    }
    return add_point(reader, quoted, point);
}

static size_t hex_escape_digits(const Quoted *quoted, char letter) {
    if (letter == 'x') {
        return 2;
    }
    return quoted->is_bytes ? 0 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
}

// The backslash has been taken.
static ApiCode read_escape(LiteralReader *reader, Quoted *quoted) {
    static const char from[] = "\\'\"abfnrtv";
    static const char to[] = "\\'\"\a\b\f\n\r\t\v";
    const char *found = *reader->at != '\0' ? strchr(from, *reader->at) : NULL;
    if (found != NULL) {
        reader->at++;
        text_add(&quoted->text, &to[found - from], 1);
        return API_OK;
    }
    size_t digits = hex_escape_digits(quoted, *reader->at);
    if (digits > 0) {
        return read_hex_escape(reader, quoted, digits);
    }
    uint32_t point = 0;
    if (take_digits(reader, 8, 3, &point) > 0) {
        return add_point(reader, quoted, point);
    }
    return refuse(reader, "there is no such escape");
}

static ApiCode read_character(LiteralReader *reader, Quoted *quoted) {
    if (take(reader, '\\')) {
        return read_escape(reader, quoted);
    }
    unsigned char byte = (unsigned char)*reader->at;
    if (byte == '\0') {
        return refuse(reader, "the string does not end");
    }
    if (byte < 0x20 || byte == 0x7f) {
        return refuse(reader, "a control character must be written as an escape");
    }
    if (quoted->is_bytes && byte >= 0x80) {
        return refuse(reader, "bytes are written in ASCII");
    }
    text_add(&quoted->text, reader->at, 1);
    reader->at++;
    return API_OK;
}

static ApiCode read_quoted(LiteralReader *reader, Quoted *quoted) {
    char quote = *reader->at++;
    while (!take(reader, quote)) {
        ApiCode code = read_character(reader, quoted);
        if (code != API_OK) {
            return code;
        }
    }
    text_add(&quoted->text, "", 0);
    return quoted->text.failed ? problem_no_memory(reader->problem) : API_OK;
}

static HeapStatus make_quoted(Heap *heap, const Quoted *quoted, Object **out_object) {
    const TextBuffer *text = &quoted->text;
    return quoted->is_bytes ? heap_new_bytes(heap, text->text, text->size, out_object)
                            : heap_new_str(heap, text->text, text->size, HEAP_LITERAL, out_object);
}

static ApiCode read_string(LiteralReader *reader, Object **out_object) {
    Quoted quoted = {.is_bytes = take(reader, 'b')};
    ApiCode code = read_quoted(reader, &quoted);
    if (code == API_OK && reader->heap != NULL) {
        code = made(reader, make_quoted(reader->heap, &quoted, out_object));
    }
    text_discard(&quoted.text);
    return code;
}

// ---------------------------------------------------------------- tuples

static bool starts_string(const char *at) {
    return *at == '\'' || *at == '"' || (*at == 'b' && (at[1] == '\'' || at[1] == '"'));
}

static ApiCode read_items(LiteralReader *reader, char close, Object **out_object);

// NOLINTNEXTLINE(misc-no-recursion): bounded by LITERAL_MAX_DEPTH.
static ApiCode read_literal(LiteralReader *reader, Object **out_object) {
    skip_space(reader);
    if (take(reader, '(')) {
        if (reader->depth == LITERAL_MAX_DEPTH) {
            return refuse_by_limit(reader, LIMIT_KEY_DEPTH, "tuples are nested too deep");
        }
        reader->depth++;
        ApiCode code = read_items(reader, ')', out_object);
        reader->depth--;
        return code;
    }
    if (starts_string(reader->at)) {
        return read_string(reader, out_object);
    }
    bool number = *reader->at != '\0' && strchr("-.0123456789", *reader->at) != NULL;
    return number ? read_number(reader, out_object) : read_word(reader, out_object);
}

typedef struct {
    Object **items;
    size_t count;
    bool comma;  // One was seen: this is a tuple even with one item.
} Items;

// NOLINTNEXTLINE(misc-no-recursion): bounded by LITERAL_MAX_DEPTH.
static ApiCode read_item(LiteralReader *reader, char close, Items *items) {
    if (items->count == LITERAL_MAX_ITEMS) {
        return refuse_by_limit(reader, LIMIT_KEY_ITEMS, "a tuple has too many items");
    }
    Object **grown = realloc(items->items, (items->count + 1) * sizeof *grown);
    if (grown == NULL) {
        return problem_no_memory(reader->problem);
    }
    items->items = grown;
    grown[items->count] = NULL;
    ApiCode code = read_literal(reader, &grown[items->count]);
    if (code != API_OK) {
        return code;
    }
    items->count++;
    skip_space(reader);
    bool comma = take(reader, ',');
    items->comma = items->comma || comma;
    skip_space(reader);
    return comma || *reader->at == close ? API_OK : refuse(reader, "',' or the end was expected");
}

static ApiCode finish_items(LiteralReader *reader, const Items *items, Object **out_object) {
    if (items->count == 1 && !items->comma) {
        *out_object = items->items[0];
        return API_OK;
    }
    if (reader->heap == NULL) {
        return API_OK;
    }
    return made(reader, heap_new_tuple(reader->heap, items->items, items->count, out_object));
}

// The opening bracket has been taken.
// NOLINTNEXTLINE(misc-no-recursion): bounded by LITERAL_MAX_DEPTH.
static ApiCode read_items(LiteralReader *reader, char close, Object **out_object) {
    Items items = {0};
    ApiCode code = API_OK;
    skip_space(reader);
    while (code == API_OK && !take(reader, close)) {
        code = read_item(reader, close, &items);
    }
    if (code == API_OK) {
        code = finish_items(reader, &items, out_object);
    }
    free(items.items);
    return code;
}

ApiCode literal_read_key(LiteralReader *reader, Object **out_object) {
    reader->at++;
    skip_space(reader);
    if (*reader->at == ']') {
        return refuse(reader, "a key was expected");
    }
    return read_items(reader, ']', out_object);
}
