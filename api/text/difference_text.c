// What differs between profiles, as tables with a column for each profile.
#include "api/text/answer_text.h"
#include "api/text/cell.h"
#include "api/text/table.h"

enum { INDENT = 2 };

static void add_part(TextBuffer *text, JsonPart part) {
    text_add(text, part.text, part.size);
}

// What stands between the brackets of an object or array.
static JsonPart inside(JsonPart value) {
    return (JsonPart){value.text + 1, value.size - 2};
}

// As a table's rows: objects in an array. Ends the text.
static void write_rows(TextBuffer *text, TextBuffer *rows) {
    text_add_string(rows, "]");
    if (rows->failed) {
        text->failed = true;
    } else if (rows->size > 2) {
        table_write(text, (JsonPart){rows->text, rows->size}, INDENT);
    }
    text_discard(rows);
}

// ---------------------------------------------------------------- the profiles

// {"field": ..., the values by profile}
static void add_profile_row(TextBuffer *rows, JsonPart difference) {
    text_add_string(rows, rows->size > 1 ? ",{\"field\":" : "{\"field\":");
    add_part(rows, json_part_member(difference, "field"));
    text_add_string(rows, ",");
    add_part(rows, inside(json_part_member(difference, "values")));
    text_add_string(rows, "}");
}

static void write_meanings(TextBuffer *text, JsonPart difference) {
    JsonMember word;
    text_add_string(text, "\n");
    cell_write(text, json_part_member(difference, "field"), CELL_LIMIT);
    text_add_string(text, ": ");
    cell_write(text, json_part_member(difference, "summary"), SENTENCES_LIMIT);
    text_add_string(text, "\n");
    for (JsonWalk walk = json_walk(json_part_member(difference, "words"));
         json_walk_next(&walk, &word);) {
        // A word stands there as in the table: true is yes.
        JsonPart quoted = {word.key.text - 1, word.key.size + 2};
        bool is_truth = json_part_is(word.key, "true") || json_part_is(word.key, "false");
        cell_pad(text, INDENT);
        cell_write(text, is_truth ? word.key : quoted, CELL_LIMIT);
        text_add_string(text, ": ");
        cell_write(text, word.value, SENTENCES_LIMIT);
        text_add_string(text, "\n");
    }
}

void profile_differences_write(TextBuffer *text, JsonPart differences) {
    TextBuffer rows = {0};
    JsonMember difference;
    text_add_format(text, "differences (%zu):\n", json_part_count(differences));
    text_add_string(&rows, "[");
    for (JsonWalk walk = json_walk(differences); json_walk_next(&walk, &difference);) {
        add_profile_row(&rows, difference.value);
    }
    write_rows(text, &rows);
    for (JsonWalk walk = json_walk(differences); json_walk_next(&walk, &difference);) {
        write_meanings(text, difference.value);
    }
    text_add_string(text, "\n");
}

// ---------------------------------------------------------------- a comparison

// {"name": ..., "field": ..., the values, each under its profile}
static void add_difference_row(TextBuffer *rows, JsonPart difference, JsonPart profiles) {
    JsonMember profile, value;
    JsonWalk values = json_walk(json_part_member(difference, "values"));
    text_add_string(rows, rows->size > 1 ? ",{\"name\":" : "{\"name\":");
    add_part(rows, json_part_member(difference, "name"));
    text_add_string(rows, ",\"field\":");
    add_part(rows, json_part_member(difference, "field"));
    for (JsonWalk walk = json_walk(profiles);
         json_walk_next(&walk, &profile) && json_walk_next(&values, &value);) {
        text_add_string(rows, ",");
        add_part(rows, profile.value);
        text_add_string(rows, ":");
        add_part(rows, value.value);
    }
    text_add_string(rows, "}");
}

static void write_agreement(TextBuffer *text, JsonPart agreement) {
    JsonPart name = json_part_member(agreement, "name");
    cell_pad(text, INDENT);
    text_add_string(text, "equal again: ");
    if (!json_part_is(name, "null")) {
        cell_write(text, name, CELL_LIMIT);
        text_add_string(text, " ");
    }
    cell_write(text, json_part_member(agreement, "field"), CELL_LIMIT);
    text_add_string(text, " ");
    cell_write(text, json_part_member(agreement, "value"), CELL_LIMIT);
    text_add_string(text, "\n");
}

// The statement, or the operation's name where there is none, and what was raised everywhere.
static void write_statement(TextBuffer *text, JsonPart result) {
    static const char prompt[] = ">>> ";
    JsonPart python = json_part_member(result, "python");
    JsonPart exception = json_part_member(result, "exception");
    bool has_python = !json_part_is(python, "null");
    text_add_string(text, "\n");
    text_add_string(text, prompt);
    cell_write_lines(text, has_python ? python : json_part_member(result, "op"), sizeof prompt - 1);
    text_add_string(text, "\n");
    if (!json_part_is(exception, "null")) {
        cell_pad(text, INDENT);
        cell_write(text, exception, LINE_LIMIT);
        text_add_string(text, "\n");
    }
}

static void write_result(TextBuffer *text, JsonPart result, JsonPart profiles) {
    TextBuffer rows = {0};
    JsonMember member;
    write_statement(text, result);
    text_add_string(&rows, "[");
    for (JsonWalk walk = json_walk(json_part_member(result, "differs"));
         json_walk_next(&walk, &member);) {
        add_difference_row(&rows, member.value, profiles);
    }
    write_rows(text, &rows);
    JsonPart left_out = json_part_member(result, "differs_left_out");
    if (left_out.text != NULL) {
        cell_pad(text, INDENT);
        text_add_string(text, "… and more: ");
        add_part(text, left_out);
        text_add_string(text, "\n");
    }
    for (JsonWalk walk = json_walk(json_part_member(result, "agrees"));
         json_walk_next(&walk, &member);) {
        write_agreement(text, member.value);
    }
}

void comparison_text_write(TextBuffer *text, JsonPart json) {
    JsonPart profiles = json_part_member(json, "profiles");
    JsonMember member, result;
    for (JsonWalk walk = json_walk(json); json_walk_next(&walk, &member);) {
        if (!json_part_is(member.key, "results")) {
            add_part(text, member.key);
            text_add_string(text, ": ");
            cell_write(text, member.value, LINE_LIMIT);
            text_add_string(text, "\n");
        }
    }
    for (JsonWalk walk = json_walk(json_part_member(json, "results"));
         json_walk_next(&walk, &result);) {
        write_result(text, result.value, profiles);
    }
}
