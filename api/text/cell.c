#include "api/text/cell.h"

#include "api/json/utf8.h"
#include "heap/heap.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_inside_character(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

size_t cell_width(const TextBuffer *text, size_t start) {
    size_t width = 0;
    for (size_t i = start; i < text->size; i++) {
        width += !is_inside_character(text->text[i]);
    }
    return width;
}

void cell_pad(TextBuffer *text, size_t count) {
    for (; count > 0; count--) {
        text_add(text, " ", 1);
    }
}

// ---------------------------------------------------------------- strings

// A character that a terminal would obey, or that turns the order of others around. Returns its
// bytes, 0 if it is none.
static size_t find_unseen(const char *from, const char *end, uint32_t *out_character) {
    bool is_ascii = (unsigned char)*from < 0x80;
    size_t size = is_ascii ? 0 : utf8_decode(from, (size_t)(end - from), out_character);
    return size > 0 && !heap_is_printable(*out_character) ? size : 0;
}

static size_t add_unseen(TextBuffer *text, const char *from, const char *end) {
    uint32_t character = 0;
    size_t size = find_unseen(from, end, &character);
    if (size > 0) {
        text_add_format(text, character < 0x10000 ? "\\u%04" PRIx32 : "\\U%08" PRIx32, character);
    }
    return size;
}

// As many characters as can be shown as they are, the first without a look at it.
static size_t add_seen(TextBuffer *text, const char *from, const char *end) {
    uint32_t character = 0;
    size_t size = 1;
    while (from + size < end && from[size] != '\\' &&
           find_unseen(from + size, end, &character) == 0) {
        size++;
    }
    text_add(text, from, size);
    return size;
}

// The characters of a JSON string; its quotes and backslashes without their escapes.
static void add_characters(TextBuffer *text, const char *from, const char *end) {
    while (from < end && !text->failed) {
        size_t unseen = add_unseen(text, from, end);
        bool escaped = *from == '\\' && (from[1] == '"' || from[1] == '\\');
        from += escaped;
        from += unseen > 0 ? unseen : add_seen(text, from, end);
    }
}

// Whether bytes were added that are more than so many characters, which is known before they are
// counted.
static bool is_full(const TextBuffer *text, size_t start, size_t limit) {
    return text->size - start > 4 * limit;
}

static void add_string(TextBuffer *text, JsonPart string, size_t limit) {
    size_t size = string.size - 2;
    bool is_long = size > 6 * (limit + 1);  // A character has six bytes at most.
    add_characters(text, string.text + 1, string.text + 1 + (is_long ? 6 * (limit + 1) : size));
}

// After: at most `limit` characters from `start` on.
static void cut(TextBuffer *text, size_t start, size_t limit) {
    size_t width = 0;
    for (size_t i = start; i < text->size; i++) {
        width += !is_inside_character(text->text[i]);
        if (width == limit) {
            bool is_last = cell_width(text, i) == 1;
            if (!is_last) {
                text_cut(text, i);
                text_add_string(text, "…");
            }
            return;
        }
    }
}

// ---------------------------------------------------------------- what has parts

// An object by what stands for it: the text of a holder, the id, type and repr of an object.
static bool add_known(TextBuffer *text, JsonPart object, size_t limit) {
    JsonPart words = json_part_member(object, "text");
    JsonPart id = json_part_member(object, "id"), repr = json_part_member(object, "repr");
    JsonPart name = json_part_member(object, "name");
    if (words.size > 0 && words.text[0] == '"') {
        add_string(text, words, limit);
    } else if (id.size > 0 && repr.size > 0) {
        text_add_string(text, "@");
        text_add(text, id.text, id.size);
        text_add_string(text, " ");
        add_string(text, json_part_member(object, "type"), limit);
        text_add_string(text, " ");
        add_string(text, repr, limit);
        bool is_cut = json_part_is(json_part_member(object, "repr_cut"), "true");
        text_add_string(text, is_cut ? "…" : "");
    } else if (name.size > 0 && name.text[0] == '"') {
        add_string(text, name, limit);
    } else {
        return false;
    }
    return true;
}

static void add_scalar(TextBuffer *text, JsonPart value, size_t limit) {
    if (value.size == 0 || json_part_is(value, "null")) {
        text_add_string(text, "-");
    } else if (json_part_is(value, "true")) {
        text_add_string(text, "yes");
    } else if (json_part_is(value, "false")) {
        text_add_string(text, "no");
    } else if (value.text[0] == '"') {
        add_string(text, value, limit);
    } else {  // A number; of what has parts as much as can be seen, as it is.
        text_add(text, value.text, value.size > 4 * limit ? 4 * limit : value.size);
    }
}

static void add_members(TextBuffer *text, JsonPart object, size_t limit) {
    JsonMember member;
    size_t start = text->size;
    for (JsonWalk walk = json_walk(object);
         !is_full(text, start, limit) && json_walk_next(&walk, &member);) {
        text_add_string(text, text->size > start ? " " : "");
        text_add(text, member.key.text, member.key.size);
        text_add_string(text, "=");
        add_scalar(text, member.value, limit);
    }
}

static void add_element(TextBuffer *text, JsonPart value, size_t limit) {
    if (value.size == 0 || value.text[0] != '{') {
        add_scalar(text, value, limit);
    } else if (!add_known(text, value, limit)) {
        add_members(text, value, limit);
    }
}

static void add_elements(TextBuffer *text, JsonPart array, size_t limit) {
    JsonMember member;
    size_t start = text->size;
    for (JsonWalk walk = json_walk(array);
         !is_full(text, start, limit) && json_walk_next(&walk, &member);) {
        text_add_string(text, text->size > start ? ", " : "");
        add_element(text, member.value, limit);
    }
    text_add_string(text, text->size == start ? "-" : "");
}

void cell_write(TextBuffer *text, JsonPart value, size_t limit) {
    size_t start = text->size;
    if (value.size > 0 && value.text[0] == '[') {
        add_elements(text, value, limit);
    } else {
        add_element(text, value, limit);
    }
    cut(text, start, limit);
}

// ---------------------------------------------------------------- several lines

// Where the line ends that begins at `from`: at an escaped line break, or the string's end.
static const char *line_end(const char *from, const char *end) {
    while (from < end && !(from[0] == '\\' && from[1] == 'n')) {
        from += *from == '\\' ? 2 : 1;
    }
    return from < end ? from : end;
}

static void add_line(TextBuffer *text, const char *from, const char *stop, size_t indent) {
    const size_t most = 6 * (LINE_LIMIT + 1);
    cell_pad(text, indent);
    size_t start = text->size;
    add_characters(text, from, (size_t)(stop - from) > most ? from + most : stop);
    cut(text, start, LINE_LIMIT);
}

static void add_lines(TextBuffer *text, const char *from, const char *end, size_t indent) {
    size_t lines = 0;
    for (; from <= end; lines++) {
        const char *stop = line_end(from, end);
        if (lines < CELL_LINES) {
            text_add_string(text, lines > 0 ? "\n" : "");
            add_line(text, from, stop, lines > 0 ? indent : 0);
        }
        from = stop < end ? stop + 2 : end + 1;
    }
    if (lines > CELL_LINES) {
        text_add_string(text, "\n");
        cell_pad(text, indent);
        text_add_format(text, "… %zu lines more", lines - CELL_LINES);
    }
}

void cell_write_lines(TextBuffer *text, JsonPart value, size_t indent) {
    if (value.size < 2 || value.text[0] != '"') {
        cell_write(text, value, LINE_LIMIT);
    } else {
        add_lines(text, value.text + 1, value.text + value.size - 1, indent);
    }
}

// ---------------------------------------------------------------- units

typedef enum { UNIT_BYTES, UNIT_SHARE } Unit;

static const struct {
    const char *key;
    Unit unit;
} units[] = {
    {"size", UNIT_BYTES},          {"bytes", UNIT_BYTES},      {"requested", UNIT_BYTES},
    {"in_blocks", UNIT_BYTES},     {"size_class", UNIT_BYTES}, {"from_system", UNIT_BYTES},
    {"arena_bytes", UNIT_BYTES},   {"pool_bytes", UNIT_BYTES}, {"small_request_limit", UNIT_BYTES},
    {"fragmentation", UNIT_SHARE},
};

static void write_bytes(TextBuffer *text, JsonPart value) {
    static const char *const names[] = {"KiB", "MiB", "GiB"};
    double bytes = strtod(value.text, NULL) / 1024;
    text_add(text, value.text, value.size);
    text_add_string(text, json_part_is(value, "1") ? " byte" : " bytes");
    size_t name = 0;
    for (; bytes >= 1024 && name < 2; name++) {
        bytes /= 1024;
    }
    if (bytes >= 1) {
        text_add_format(text, " (%.1f %s)", bytes, names[name]);
    }
}

void cell_write_member(TextBuffer *text, JsonPart key, JsonPart value) {
    bool is_number = value.size > 0 && value.text[0] >= '0' && value.text[0] <= '9';
    for (size_t i = 0; is_number && i < sizeof units / sizeof *units; i++) {
        if (json_part_is(key, units[i].key)) {
            if (units[i].unit == UNIT_BYTES) {
                write_bytes(text, value);
            } else {
                text_add_format(text, "%.2f %%", 100 * strtod(value.text, NULL));
            }
            return;
        }
    }
    cell_write(text, value, json_part_is(key, "text") ? SENTENCES_LIMIT : LINE_LIMIT);
}
