#include "api/text/answer_text.h"

#include "api/session.h"
#include "api/text/cell.h"
#include "api/text/table.h"

#include <stdlib.h>

enum { INDENT = 2 };

static bool is_list_of_objects(JsonPart value) {
    return json_part_begins(value, '[', '{');
}

// An object that is told by its members, since nothing stands for it.
static bool is_block(JsonPart value) {
    return json_part_begins(value, '{', '"') && json_part_member(value, "text").text == NULL &&
           json_part_member(value, "repr").text == NULL;
}

static void write_line(TextBuffer *text, const JsonMember *member, size_t indent) {
    cell_pad(text, indent);
    text_add(text, member->key.text, member->key.size);
    text_add_string(text, ": ");
    cell_write_member(text, member->key, member->value);
    text_add_string(text, "\n");
}

static void write_inner_block(TextBuffer *text, const JsonMember *outer) {
    JsonMember member;
    text_add(text, outer->key.text, outer->key.size);
    text_add_string(text, ":\n");
    for (JsonWalk walk = json_walk(outer->value); json_walk_next(&walk, &member);) {
        write_line(text, &member, INDENT);
    }
}

// The members that fit on a line, or are a small block of their own.
static void write_block(TextBuffer *text, JsonPart json) {
    JsonMember member;
    for (JsonWalk walk = json_walk(json); json_walk_next(&walk, &member);) {
        if (is_list_of_objects(member.value)) {
            continue;
        }
        if (is_block(member.value)) {
            write_inner_block(text, &member);
        } else {
            write_line(text, &member, 0);
        }
    }
}

static void write_tables(TextBuffer *text, JsonPart json) {
    JsonMember member;
    for (JsonWalk walk = json_walk(json); json_walk_next(&walk, &member);) {
        if (is_list_of_objects(member.value)) {
            text_add_string(text, "\n");
            text_add(text, member.key.text, member.key.size);
            text_add_format(text, " (%zu):\n", json_part_count(member.value));
            table_write(text, member.value, INDENT);
        }
    }
}

// The items, then how many there are and where to go on.
static void write_listing(TextBuffer *text, JsonPart json, JsonPart items) {
    if (is_list_of_objects(items)) {
        table_write(text, items, 0);
        text_add_string(text, "\n");
    }
    JsonMember member;
    for (JsonWalk walk = json_walk(json); json_walk_next(&walk, &member);) {
        if (json_part_is(member.key, "differences")) {
            profile_differences_write(text, member.value);
        } else if (member.value.text != items.text && !json_part_is(member.value, "null")) {
            write_line(text, &member, 0);
        }
    }
}

void answer_text_write(TextBuffer *text, JsonPart json) {
    if (json_part_begins_with(json, "items")) {
        write_listing(text, json, json_part_member(json, "items"));
    } else if (json_part_begins_with(json, "profiles")) {
        comparison_text_write(text, json);
    } else if (json_part_member(json, "nodes").text != NULL) {
        graph_text_write(text, json);
    } else {
        write_block(text, json);
        write_tables(text, json);
    }
}

ApiReply api_as_text(ApiReply answer) {
    if (answer.code >= API_BAD_JSON || answer.body == NULL || answer.type != NULL) {
        return answer;
    }
    TextBuffer text = {0};
    answer_text_write(&text, (JsonPart){answer.body, answer.size});
    free(answer.body);
    answer.type = api_format_content_type(API_TEXT);
    answer.body = text_take(&text, &answer.size);
    if (answer.body == NULL) {
        uint64_t seq = answer.seq;
        answer = api_problem(API_NO_MEMORY, "The server has no memory for this just now.");
        answer.seq = seq;
    }
    return answer;
}
