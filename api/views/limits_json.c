// GET /v1/limits: the rows of the table, and those of whoever serves the sessions, as JSON.
#include "api/limits.h"
#include "api/views/views.h"

void view_write_limit(JsonWriter *writer, const ApiLimit *limit) {
    json_begin_object(writer);
    json_member_string(writer, "name", limit->name);
    json_member_uint(writer, "value", limit->value);
    json_member_string(writer, "unit", limit->unit);
    json_member_string(writer, "summary", limit->summary);
    if (limit->code != API_OK) {
        json_member_string(writer, "code", api_code_name(limit->code));
    } else {
        json_member_null(writer, "code");
    }
    json_end_object(writer);
}

ApiReply api_limits(const ApiLimit *others, size_t count) {
    JsonWriter writer = {0};
    view_begin_list(&writer);
    for (size_t i = 0; i < LIMITS; i++) {
        ApiLimit limit = limit_row((LimitName)i);
        view_write_limit(&writer, &limit);
    }
    for (size_t i = 0; i < count; i++) {
        view_write_limit(&writer, &others[i]);
    }
    view_end_list(&writer, 0, LIMITS + count);
    return view_shared_reply(&writer);
}
