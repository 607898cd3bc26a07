// The schemas of names and references: the rules of names.c as patterns, from the same tables.
//
// The characters of a pattern stand in it as themselves, not as escapes, which differ from one
// engine of regular expressions to the next.
#include "api/contract/schemas.h"

#include "api/json/json_scan.h"
#include "api/json/utf8.h"
#include "api/values/name_ranges.h"
#include "api/values/names.h"

#include <string.h>

enum {
    MODULE_NAME_MAX_BYTES = NAME_MAX_BYTES + sizeof "<module>." - 1,
    // A mark of three bytes may stand for one digit.
    TURN_NAME_MAX_BYTES = NAME_MAX_BYTES * (sizeof "{i}" - 1) + sizeof "<module>." - 1,
};

// ---------------------------------------------------------------- characters

static void add_point(TextBuffer *text, uint32_t point) {
    char bytes[UTF8_MAX_BYTES];
    text_add(text, bytes, utf8_encode(point, bytes));
}

static void add_ranges(TextBuffer *text, const CharacterRange *ranges, size_t count) {
    for (size_t i = 0; i < count; i++) {
        add_point(text, ranges[i].first);
        if (ranges[i].last > ranges[i].first) {
            text_add_string(text, ranges[i].last > ranges[i].first + 1 ? "-" : "");
            add_point(text, ranges[i].last);
        }
    }
}

// No character that may only follow, then any that may stand in a name. `mark` is taken too, but
// not in front.
static void add_name(TextBuffer *text, const char *mark) {
    text_add_string(text, "(?![0-9");
    add_ranges(text, name_continue_ranges, name_continue_ranges_count);
    text_add_string(text, "]");
    text_add_string(text, *mark != '\0' ? "|" : "");
    text_add_string(text, mark);
    text_add_string(text, ")(?:");
    text_add_string(text, mark);
    text_add_string(text, *mark != '\0' ? "|" : "");
    text_add_string(text, "[A-Za-z_0-9");
    add_ranges(text, name_start_ranges, name_start_ranges_count);
    add_ranges(text, name_continue_ranges, name_continue_ranges_count);
    text_add_string(text, "])+");
}

// ---------------------------------------------------------------- words

static void add_words(TextBuffer *text, const char *const *words) {
    for (size_t i = 0; words[i] != NULL; i++) {
        text_add_string(text, i > 0 ? "|" : "");
        text_add_string(text, words[i]);
    }
}

// None of the words, if `end` follows it.
static void refuse_words(TextBuffer *text, const char *const *words, const char *end) {
    text_add_string(text, "(?!(?:");
    add_words(text, words);
    text_add_string(text, ")");
    text_add_string(text, end);
    text_add_string(text, ")");
}

static void write_pattern(JsonWriter *writer, TextBuffer *text, uint64_t max_bytes) {
    writer->buffer.failed = writer->buffer.failed || text->failed;
    schema_pattern(writer, text->failed ? "" : text->text, max_bytes);
    text_discard(text);
}

// ---------------------------------------------------------------- names

// Every character that any name may have: what the others narrow down. The table of characters is
// long, so it is told once.
void schema_name_text(JsonWriter *writer) {
    TextBuffer text = {0};
    text_add_string(&text, "^(?:<module>\\.)?");
    add_name(&text, "\\{i\\}");
    text_add_string(&text, "$");
    write_pattern(writer, &text, TURN_NAME_MAX_BYTES);
}

// How one kind of name differs from the others.
typedef struct {
    const char *prefix;
    bool reserved_too;   // The names that are reserved are taken.
    const char *others;  // What the rest of it may consist of.
    uint64_t max_bytes;
} NameRule;

// {"allOf": [{"$ref": NameText}, a pattern]}
static void write_name(JsonWriter *writer, NameRule rule) {
    TextBuffer text = {0};
    text_add_string(&text, "^");
    text_add_string(&text, rule.prefix);
    refuse_words(&text, name_keywords, "$");
    if (!rule.reserved_too) {
        refuse_words(&text, name_reserved, "$");
    }
    text_add_string(&text, "(?!__.+__$)");
    text_add_string(&text, rule.others);
    json_begin_object(writer);
    json_key(writer, "allOf");
    json_begin_array(writer);
    schema_ref(writer, "NameText");
    write_pattern(writer, &text, rule.max_bytes);
    json_end_array(writer);
    json_end_object(writer);
}

void schema_identifier(JsonWriter *writer) {
    write_name(writer, (NameRule){"", false, "[^<{]+$", NAME_MAX_BYTES});
}

void schema_attribute(JsonWriter *writer) {
    write_name(writer, (NameRule){"", true, "[^<{]+$", NAME_MAX_BYTES});
}

void schema_module_name(JsonWriter *writer) {
    write_name(writer, (NameRule){"<module>\\.", false, "[^<{]+$", MODULE_NAME_MAX_BYTES});
}

void schema_turn_identifier(JsonWriter *writer) {
    write_name(writer, (NameRule){"", false, "[^<]+$", TURN_NAME_MAX_BYTES});
}

void schema_turn_module_name(JsonWriter *writer) {
    write_name(writer, (NameRule){"<module>\\.", false, "[^<]+$", TURN_NAME_MAX_BYTES});
}

// {"anyOf": [{"$ref": first}, what the words say]}
static void write_either(JsonWriter *writer, const char *first, const char *const *words) {
    json_begin_object(writer);
    json_key(writer, "anyOf");
    json_begin_array(writer);
    schema_ref(writer, first);
    json_begin_object(writer);
    json_key(writer, "enum");
    json_begin_array(writer);
    for (; *words != NULL; words++) {
        json_string(writer, *words);
    }
    json_end_array(writer);
    json_end_object(writer);
    json_end_array(writer);
    json_end_object(writer);
}

void schema_assignable(JsonWriter *writer) {
    write_either(writer, "Attribute", name_assignable);
}

void schema_slot_name(JsonWriter *writer) {
    write_either(writer, "Attribute", name_special_slots);
}

static void write_two(JsonWriter *writer, const char *first, const char *second) {
    json_begin_object(writer);
    json_key(writer, "anyOf");
    json_begin_array(writer);
    schema_ref(writer, first);
    schema_ref(writer, second);
    json_end_array(writer);
    json_end_object(writer);
}

void schema_binding_name(JsonWriter *writer) {
    write_two(writer, "Identifier", "ModuleName");
}

void schema_turn_name(JsonWriter *writer) {
    write_two(writer, "TurnIdentifier", "TurnModuleName");
}

// ---------------------------------------------------------------- references

// How a reference begins, exactly but for characters beyond ASCII, and that more follows in brackets
// or behind a dot. What is in brackets is no regular language: the rest is bad-reference.
void schema_reference_text(JsonWriter *writer) {
    static const char end[] = "(?:[.\\[]|$)";
    TextBuffer text = {0};
    text_add_string(&text, "^(?:@[0-9]{1,10}|(?:<module>\\.)?");
    refuse_words(&text, name_keywords, end);
    refuse_words(&text, name_reserved, end);
    text_add_string(&text, "[^\\u0000-@\\[-\\^`\\u007b-\\u007f\\ud800-\\udfff]"
                           "(?:\\{i\\}|[^\\u0000-/:-@\\[-\\^`\\u007b-\\u007f\\ud800-\\udfff])*)"
                           "(?:[.\\[][^\\u0000\\ud800-\\udfff]*)?$");
    write_pattern(writer, &text, JSON_MAX_STRING);
}
