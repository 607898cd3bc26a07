#include "api/contract/shapes.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 64, MOST_MEMBERS = 32 };

// The list of groups.
static const Shape *const groups[] = {object_shapes,  session_shapes, memory_shapes,
                                      compare_shapes, table_shapes,   event_part_shapes};

// ---------------------------------------------------------------- one member

static void begin_type(JsonWriter *writer, const char *type) {
    json_begin_object(writer);
    json_member_string(writer, "type", type);
}

static void write_number(JsonWriter *writer, int64_t least, int64_t most) {
    begin_type(writer, "integer");
    json_member_int(writer, "minimum", least);
    if (most > 0) {
        json_member_int(writer, "maximum", most);
    }
    json_end_object(writer);
}

static void write_integer(JsonWriter *writer) {
    begin_type(writer, "integer");
    json_end_object(writer);
}

static void write_share(JsonWriter *writer) {
    begin_type(writer, "number");
    json_member_int(writer, "minimum", 0);
    json_member_int(writer, "maximum", 1);
    json_end_object(writer);
}

static void write_text(JsonWriter *writer, const char *pattern, uint64_t most) {
    begin_type(writer, "string");
    if (pattern != NULL) {
        json_member_string(writer, "pattern", pattern);
    }
    if (most > 0) {
        json_member_uint(writer, "maxLength", most);
        json_member_uint(writer, "x-max-bytes", most);
    }
    json_end_object(writer);
}

static void write_words(JsonWriter *writer, WordAt *words) {
    json_begin_object(writer);
    json_key(writer, "enum");
    json_begin_array(writer);
    for (size_t i = 0; words(i) != NULL; i++) {
        json_string(writer, words(i));
    }
    json_end_array(writer);
    json_end_object(writer);
}

static void write_true(JsonWriter *writer) {
    json_begin_object(writer);
    json_member_bool(writer, "const", true);
    json_end_object(writer);
}

// Of a list the bounds are those of its count, not those of what is in it.
static void write_item(JsonWriter *writer, const Member *member) {
    bool is_list = (member->form & MEMBER_LIST) != 0;
    uint64_t least = is_list ? 0 : member->least, most = is_list ? 0 : member->most;
    switch (member->type) {
    case MEMBER_ID: write_number(writer, 1, UINT32_MAX); break;
    case MEMBER_NUMBER: write_number(writer, (int64_t)least, (int64_t)most); break;
    case MEMBER_INTEGER: write_integer(writer); break;
    case MEMBER_SHARE: write_share(writer); break;
    case MEMBER_BOOL: schema_bool(writer); break;
    case MEMBER_TRUE: write_true(writer); break;
    case MEMBER_TEXT: write_text(writer, member->pattern, most); break;
    case MEMBER_ADDRESS: write_text(writer, "^0x[0-9a-f]+$", 0); break;
    case MEMBER_WORD: write_words(writer, member->words); break;
    case MEMBER_SHAPE: schema_ref(writer, member->of); break;
    }
}

static void write_list(JsonWriter *writer, const Member *member) {
    begin_type(writer, "array");
    json_key(writer, "items");
    write_item(writer, member);
    if (member->least > 0) {
        json_member_uint(writer, "minItems", member->least);
    }
    if (member->most > 0) {
        json_member_uint(writer, "maxItems", member->most);
    }
    json_end_object(writer);
}

static void write_bare(JsonWriter *writer, const Member *member) {
    if ((member->form & MEMBER_LIST) != 0) {
        write_list(writer, member);
    } else {
        write_item(writer, member);
    }
}

static void write_or_null(JsonWriter *writer, const Member *member) {
    if ((member->form & MEMBER_NULLABLE) == 0) {
        write_bare(writer, member);
        return;
    }
    json_begin_object(writer);
    json_key(writer, "anyOf");
    json_begin_array(writer);
    schema_null(writer);
    write_bare(writer, member);
    json_end_array(writer);
    json_end_object(writer);
}

// Puts the sentence into the schema that was just written.
void member_write(JsonWriter *writer, const Member *member) {
    write_or_null(writer, member);
    if (member->summary != NULL) {
        schema_add_summary(writer, member->summary);
    }
}

// ---------------------------------------------------------------- one shape

// The caller ends the object, and may add to it.
static void write_members(JsonWriter *writer, const Member *members, const char *event) {
    const char *required[MOST_MEMBERS + 1] = {NULL};
    size_t count = 0;
    schema_begin_object(writer);
    if (event != NULL) {
        json_key(writer, "event");
        schema_const(writer, event);
        required[count++] = "event";
    }
    for (const Member *member = members; member->name != NULL; member++) {
        json_key(writer, member->name);
        member_write(writer, member);
        if ((member->form & MEMBER_OPTIONAL) == 0 && count < MOST_MEMBERS) {
            required[count++] = member->name;
        }
    }
    schema_end_properties(writer, required);
}

void members_write(JsonWriter *writer, const Member *members) {
    write_members(writer, members, NULL);
    json_end_object(writer);
}

static void write_listing(JsonWriter *writer, const Shape *shape) {
    const Member members[] = {
        {"items", MEMBER_SHAPE, MEMBER_LIST, shape->of, .most = shape->most},
        {"next_cursor", MEMBER_TEXT, MEMBER_NULLABLE, .pattern = "^[1-9][0-9]*$",
         .summary = "What to ask for as `cursor` next; null at the end."},
        {"total", MEMBER_NUMBER, .summary = "How many there are on all pages."},
        {0},
    };
    write_members(writer, members, NULL);
}

static void write_one_of(JsonWriter *writer, const Shape *shape) {
    json_begin_object(writer);
    json_key(writer, "oneOf");
    json_begin_array(writer);
    for (const char *at = shape->of; *at != '\0';) {
        char name[NAME_SIZE];
        size_t size = strcspn(at, " ");
        snprintf(name, sizeof name, "%.*s", (int)size, at);
        schema_ref(writer, name);
        at += size + strspn(at + size, " ");
    }
    json_end_array(writer);
}

static void write_event(JsonWriter *writer) {
    char name[NAME_SIZE];
    begin_type(writer, "object");
    json_key(writer, "required");
    json_begin_array(writer);
    json_string(writer, "event");
    json_end_array(writer);
    json_key(writer, "oneOf");
    json_begin_array(writer);
    for (const Shape *shape = event_shapes; shape->name != NULL; shape++) {
        snprintf(name, sizeof name, "event-%s", shape->name);
        schema_ref(writer, name);
    }
    json_end_array(writer);
    json_key(writer, "discriminator");
    json_begin_object(writer);
    json_member_string(writer, "propertyName", "event");
    json_key(writer, "mapping");
    json_begin_object(writer);
    for (const Shape *shape = event_shapes; shape->name != NULL; shape++) {
        char path[NAME_SIZE * 2];
        snprintf(path, sizeof path, "#/components/schemas/event-%s", shape->name);
        json_member_string(writer, shape->name, path);
    }
    json_end_object(writer);
    json_end_object(writer);
}

static void write_map(JsonWriter *writer, const Shape *shape) {
    begin_type(writer, "object");
    json_key(writer, "additionalProperties");
    if (shape->of != NULL) {
        schema_ref(writer, shape->of);
    } else {
        write_text(writer, NULL, 0);
    }
}

static void write_plain(JsonWriter *writer) {
    static const char *const types[] = {"null", "boolean", "integer", "string", "array"};
    json_begin_object(writer);
    json_key(writer, "type");
    json_begin_array(writer);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        json_string(writer, types[i]);
    }
    json_end_array(writer);
    json_key(writer, "items");
    write_integer(writer);
}

static void write_shape(JsonWriter *writer, const Shape *shape) {
    switch (shape->kind) {
    case SHAPE_OBJECT: write_members(writer, shape->members, NULL); break;
    case SHAPE_LISTING: write_listing(writer, shape); break;
    case SHAPE_ONE_OF: write_one_of(writer, shape); break;
    case SHAPE_EVENT: write_event(writer); break;
    case SHAPE_OPEN: begin_type(writer, "object"); break;
    case SHAPE_MAP: write_map(writer, shape); break;
    case SHAPE_PLAIN: write_plain(writer); break;
    }
    schema_summary(writer, shape->summary);
    json_end_object(writer);
}

void shapes_write(JsonWriter *writer) {
    for (size_t group = 0; group < sizeof groups / sizeof *groups; group++) {
        for (const Shape *shape = groups[group]; shape->name != NULL; shape++) {
            json_key(writer, shape->name);
            write_shape(writer, shape);
        }
    }
    for (const Shape *shape = event_shapes; shape->name != NULL; shape++) {
        char name[NAME_SIZE];
        snprintf(name, sizeof name, "event-%s", shape->name);
        json_key(writer, name);
        write_members(writer, shape->members, shape->name);
        schema_summary(writer, shape->summary);
        json_end_object(writer);
    }
}
