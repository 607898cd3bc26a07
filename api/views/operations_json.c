// GET /v1/operations: the rows of the table, as JSON.
#include "api/operations/operations.h"
#include "api/views/views.h"

const char *argument_need_name(ArgumentNeed need) {
    static const char *const names[] = {
        [REQUIRED] = "required",      [OPTIONAL] = "optional",          [ONE_OF] = "exactly-one-of",
        [ANY_OF] = "at-least-one-of", [AT_MOST_ONE] = "at-most-one-of",
    };
    return names[need];
}

static void write_arguments(JsonWriter *writer, const Operation *row) {
    json_key(writer, "arguments");
    json_begin_array(writer);
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && row->arguments[i].name != NULL; i++) {
        const Argument *argument = &row->arguments[i];
        json_begin_object(writer);
        json_member_string(writer, "name", argument->name);
        json_member_string(writer, "kind", argument_kind_name(argument->kind));
        json_member_bool(writer, "required", argument->need == REQUIRED);
        json_member_string(writer, "need", argument_need_name(argument->need));
        json_end_object(writer);
    }
    json_end_array(writer);
}

ApiReply api_operations(void) {
    JsonWriter writer = {0};
    size_t count = 0;
    view_begin_list(&writer);
    for (const Operation *row = NULL; (row = operation_row(count)) != NULL; count++) {
        json_begin_object(&writer);
        json_member_string(&writer, "name", row->name);
        json_member_string(&writer, "summary", row->summary);
        write_arguments(&writer, row);
        json_member_string(&writer, "python", row->python);
        json_end_object(&writer);
    }
    view_end_list(&writer, 0, count);
    return view_shared_reply(&writer);
}
