#include "api/json/json_scan.h"

#include "api/json/utf8.h"

#include <string.h>

typedef struct {
    bool is_object;
    uint32_t count;                   // Members or elements begun.
    uint64_t keys[JSON_MAX_MEMBERS];  // Hashes of the members' names.
} Level;

typedef struct {
    const char *text;
    size_t size, at;
    size_t depth;
    size_t elements;  // Of all arrays.
    Level levels[JSON_MAX_DEPTH];
    Problem *problem;
} Scanner;

static ApiCode refuse(Scanner *scanner, const char *why) {
    problem_number(scanner->problem, "position", (int64_t)scanner->at + 1);
    return problem_set(scanner->problem, API_BAD_JSON, NULL,
                       "The body is not the JSON it should be, at byte %zu: %s.", scanner->at + 1,
                       why);
}

static ApiCode refuse_size(Scanner *scanner, const char *what, LimitName limit) {
    problem_number(scanner->problem, "position", (int64_t)scanner->at + 1);
    return problem_limit(scanner->problem, limit, NULL,
                         "The body has %s at byte %zu; the limit is %d.", what, scanner->at + 1,
                         (int)limit_row(limit).value);
}

// The byte at the position, or -1 at the end.
static int peek(const Scanner *scanner) {
    return scanner->at < scanner->size ? (unsigned char)scanner->text[scanner->at] : -1;
}

static bool take(Scanner *scanner, char byte) {
    if (peek(scanner) != byte) {
        return false;
    }
    scanner->at++;
    return true;
}

static void skip_space(Scanner *scanner) {
    int byte = peek(scanner);
    while (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') {
        scanner->at++;
        byte = peek(scanner);
    }
}

// ---------------------------------------------------------------- strings

static int hex_digit(int byte) {
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    int lower = byte | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool take_hex4(Scanner *scanner, uint32_t *out_value) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(peek(scanner));
        if (digit < 0) {
            return false;
        }
        value = value * 16 + (uint32_t)digit;
        scanner->at++;
    }
    *out_value = value;
    return true;
}

// After \u: one code point, for which a pair of surrogates may be needed.
static ApiCode scan_unicode_escape(Scanner *scanner, uint32_t *out_point) {
    uint32_t point = 0, low = 0;
    if (!take_hex4(scanner, &point)) {
        return refuse(scanner, "\\u needs four hexadecimal digits");
    }
    if (point == 0) {
        return refuse(scanner, "\\u0000 is not accepted");
    }
    if (point >= 0xd800 && point <= 0xdfff) {
        bool paired = point <= 0xdbff && take(scanner, '\\') && take(scanner, 'u') &&
                      take_hex4(scanner, &low) && low >= 0xdc00 && low <= 0xdfff;
        if (!paired) {
            return refuse(scanner, "half of a surrogate pair stands alone");
        }
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
    }
    *out_point = point;
    return API_OK;
}

static ApiCode scan_escape(Scanner *scanner, uint32_t *out_point) {
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    int byte = peek(scanner);
    const char *found = byte > 0 ? strchr(from, byte) : NULL;
    if (found != NULL) {
        scanner->at++;
        *out_point = (unsigned char)to[found - from];
        return API_OK;
    }
    if (!take(scanner, 'u')) {
        return refuse(scanner, "there is no such escape");
    }
    return scan_unicode_escape(scanner, out_point);
}

static ApiCode scan_character(Scanner *scanner, uint32_t *out_point) {
    if (take(scanner, '\\')) {
        return scan_escape(scanner, out_point);
    }
    if (peek(scanner) < 0) {
        return refuse(scanner, "the text ends inside a string");
    }
    if (peek(scanner) < 0x20) {
        return refuse(scanner, "a control character must be written as an escape");
    }
    size_t length =
        utf8_decode(scanner->text + scanner->at, scanner->size - scanner->at, out_point);
    if (length == 0) {
        return refuse(scanner, "this is not UTF-8");
    }
    scanner->at += length;
    return API_OK;
}

// FNV-1a, a code point at a time.
static uint64_t hash_point(uint64_t hash, uint32_t point) {
    return (hash ^ point) * 1099511628211u;
}

// The opening quote has been taken. Hashes what the string means, so that "a" and "\u0061" are one.
static ApiCode scan_string(Scanner *scanner, uint64_t *out_hash) {
    uint64_t hash = 14695981039346656037u;
    size_t size = 0;
    while (!take(scanner, '"')) {
        uint32_t point = 0;
        ApiCode code = scan_character(scanner, &point);
        if (code != API_OK) {
            return code;
        }
        hash = hash_point(hash, point);
        size += utf8_size(point);
        if (size > JSON_MAX_STRING) {
            return refuse_size(scanner, "a string with too many bytes", LIMIT_JSON_STRING);
        }
    }
    *out_hash = hash;
    return API_OK;
}

// ---------------------------------------------------------------- other scalars

static bool take_digits(Scanner *scanner) {
    size_t start = scanner->at;
    while (peek(scanner) >= '0' && peek(scanner) <= '9') {
        scanner->at++;
    }
    return scanner->at > start;
}

static bool take_integer_part(Scanner *scanner) {
    take(scanner, '-');
    return take(scanner, '0') || take_digits(scanner);
}

static bool take_fraction(Scanner *scanner) {
    return !take(scanner, '.') || take_digits(scanner);
}

static bool take_exponent(Scanner *scanner) {
    if (!take(scanner, 'e') && !take(scanner, 'E')) {
        return true;
    }
    if (!take(scanner, '+')) {
        take(scanner, '-');
    }
    return take_digits(scanner);
}

static ApiCode scan_number(Scanner *scanner) {
    size_t start = scanner->at;
    if (!take_integer_part(scanner) || !take_fraction(scanner) || !take_exponent(scanner)) {
        return refuse(scanner, "a digit was expected");
    }
    if (peek(scanner) >= '0' && peek(scanner) <= '9') {
        return refuse(scanner, "a number does not start with 0");
    }
    if (scanner->at - start > JSON_MAX_NUMBER) {
        return refuse_size(scanner, "a number with too many characters", LIMIT_JSON_NUMBER);
    }
    return API_OK;
}

static ApiCode scan_word(Scanner *scanner) {
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (scanner->size - scanner->at >= length &&
            memcmp(scanner->text + scanner->at, words[i], length) == 0) {
            scanner->at += length;
            return API_OK;
        }
    }
    return refuse(scanner, peek(scanner) < 0 ? "the text ends here" : "a value was expected");
}

// ---------------------------------------------------------------- structure

static Level *top(Scanner *scanner) {
    return &scanner->levels[scanner->depth - 1];
}

static ApiCode open_level(Scanner *scanner, bool is_object) {
    if (scanner->depth == JSON_MAX_DEPTH) {
        return refuse_size(scanner, "a nesting too deep", LIMIT_JSON_DEPTH);
    }
    scanner->depth++;
    top(scanner)->is_object = is_object;
    top(scanner)->count = 0;
    return API_OK;
}

// Two names with the same hash count as the same name: only somebody who made them on purpose is
// refused wrongly.
static ApiCode remember_key(Scanner *scanner, uint64_t hash) {
    Level *level = top(scanner);
    if (level->count == JSON_MAX_MEMBERS) {
        return refuse_size(scanner, "an object with too many members", LIMIT_JSON_MEMBERS);
    }
    for (uint32_t i = 0; i < level->count; i++) {
        if (level->keys[i] == hash) {
            return refuse(scanner, "an object has the same member twice");
        }
    }
    level->keys[level->count++] = hash;
    return API_OK;
}

// A member's name and its colon.
static ApiCode scan_key(Scanner *scanner) {
    uint64_t hash = 0;
    skip_space(scanner);
    if (!take(scanner, '"')) {
        return refuse(scanner, "a member's name in double quotes was expected");
    }
    ApiCode code = scan_string(scanner, &hash);
    if (code == API_OK) {
        code = remember_key(scanner, hash);
    }
    skip_space(scanner);
    if (code == API_OK && !take(scanner, ':')) {
        return refuse(scanner, "':' was expected");
    }
    return code;
}

// After: the position is in front of the next value of the object or array.
static ApiCode begin_item(Scanner *scanner) {
    if (top(scanner)->is_object) {
        return scan_key(scanner);
    }
    if (top(scanner)->count++ == JSON_MAX_ELEMENTS) {
        return refuse_size(scanner, "an array with too many elements", LIMIT_JSON_ELEMENTS);
    }
    if (scanner->elements++ == JSON_MAX_ALL_ELEMENTS) {
        return refuse_size(scanner, "too many elements of arrays", LIMIT_JSON_ALL_ELEMENTS);
    }
    return API_OK;
}

// A scalar is read whole; of an object or array the beginning, *out_complete tells which.
static ApiCode scan_value(Scanner *scanner, bool *out_complete) {
    uint64_t hash = 0;
    skip_space(scanner);
    int byte = peek(scanner);
    bool opens = byte == '{' || byte == '[';
    *out_complete = !opens;
    if (opens) {
        scanner->at++;
        return open_level(scanner, byte == '{');
    }
    if (take(scanner, '"')) {
        return scan_string(scanner, &hash);
    }
    return byte == '-' || (byte >= '0' && byte <= '9') ? scan_number(scanner) : scan_word(scanner);
}

// True when the level at the top ends here.
static bool take_close(Scanner *scanner) {
    skip_space(scanner);
    if (!take(scanner, top(scanner)->is_object ? '}' : ']')) {
        return false;
    }
    scanner->depth--;
    return true;
}

// A value is complete: closes what ends with it and begins what follows it.
static ApiCode after_value(Scanner *scanner) {
    while (scanner->depth > 0) {
        if (take_close(scanner)) {
            continue;
        }
        if (!take(scanner, ',')) {
            return refuse(scanner, top(scanner)->is_object ? "',' or '}' was expected"
                                                           : "',' or ']' was expected");
        }
        return begin_item(scanner);
    }
    return API_OK;
}

// After the opening bracket: nothing, or the first item.
static ApiCode after_open(Scanner *scanner) {
    return take_close(scanner) ? after_value(scanner) : begin_item(scanner);
}

ApiCode json_scan(const char *text, size_t size, Problem *problem) {
    Scanner scanner;
    scanner.text = text;
    scanner.size = size;
    scanner.at = scanner.depth = scanner.elements = 0;
    scanner.problem = problem;
    do {
        bool complete = false;
        ApiCode code = scan_value(&scanner, &complete);
        if (code == API_OK) {
            code = complete ? after_value(&scanner) : after_open(&scanner);
        }
        if (code != API_OK) {
            return code;
        }
    } while (scanner.depth > 0);
    skip_space(&scanner);
    return scanner.at == size ? API_OK : refuse(&scanner, "something follows the JSON");
}
