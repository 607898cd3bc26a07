#include "api/views/views.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MAX_PARAMETERS = 8 };

// What is asked with a call. Changes have no view: changes.c answers them; topics are no session's.
typedef struct {
    ApiCode (*write)(View *view);                     // As JSON.
    const Parameter *parameters[MAX_PARAMETERS + 1];  // Known in the query; NULL ends them.
    ApiFormat own_format;                             // One that only this answer has; JSON: none.
    ApiCode (*write_own)(View *view);                 // As bare text into the writer's buffer.
} ViewRow;

static const ViewRow rows[API_TOPICS];

void view_begin_list(JsonWriter *writer) {
    json_begin_object(writer);
    json_key(writer, "items");
    json_begin_array(writer);
}

void view_end_list(JsonWriter *writer, uint64_t next_cursor, uint64_t total) {
    json_end_array(writer);
    json_key(writer, "next_cursor");
    if (next_cursor == 0) {
        json_null(writer);
    } else {
        json_text(writer, "", 0);
        text_cut(&writer->buffer, writer->buffer.size - 1);
        text_add_format(&writer->buffer, "%" PRIu64 "\"", next_cursor);
    }
    json_member_uint(writer, "total", total);
    json_end_object(writer);
}

ApiReply view_shared_reply(JsonWriter *writer) {
    ApiReply reply = {.code = API_OK};
    reply.body = text_take(&writer->buffer, &reply.size);
    if (reply.body == NULL) {
        return api_problem(API_NO_MEMORY, "The server has no memory for this just now.");
    }
    return reply;
}

bool view_is_on_page(const JsonWriter *writer, Page *page, uint64_t position) {
    if (position <= page->after || position > page->after + page->limit) {
        return false;
    }
    if (json_is_enough(writer)) {
        page->limit = position - 1 - page->after;
        return false;
    }
    return true;
}

void view_write_heap(JsonWriter *writer, const Heap *heap) {
    HeapTotals totals = heap_totals(heap);
    HeapGcInfo gc = heap_gc_info(heap);
    json_begin_object(writer);
    json_member_uint(writer, "objects", totals.objects);
    json_member_uints(writer, "gc_count", gc.counts, HEAP_GENERATIONS);
    json_member_uint(writer, "requested", totals.requested);
    json_member_uint(writer, "in_blocks", totals.in_blocks);
    json_member_uint(writer, "from_system", totals.from_system);
    json_member_uint(writer, "pools", totals.pools);
    json_member_uint(writer, "arenas", totals.arenas);
    json_end_object(writer);
}

unsigned api_call_formats(ApiCall call) {
    bool is_question = rows[call].write != NULL;
    return 1u << API_JSON | 1u << rows[call].own_format | (is_question ? 1u << API_TEXT : 0);
}

static ApiReply answer(View *view, const ViewRow *row) {
    bool is_own = view->input->format != API_JSON && view->input->format == row->own_format;
    ApiCode code = is_own ? row->write_own(view) : row->write(view);
    ApiReply reply = {.code = code, .seq = view->session->log.count};
    if (code == API_OK) {
        reply.body = text_take(&view->writer->buffer, &reply.size);
        code = reply.body != NULL ? API_OK : problem_no_memory(view->problem);
    }
    text_discard(&view->writer->buffer);
    reply.type = is_own ? api_format_content_type(row->own_format) : NULL;
    if (code != API_OK) {
        return problem_reply(view->problem, view->session->log.count);
    }
    return view->input->format == API_TEXT ? api_as_text(reply) : reply;
}

// Whether the answer is there for certain, so that whoever knows it need not wait for it.
static bool always_answers(const ApiInput *input) {
    return input->parameter_count == 0 && input->path[0] == NULL;
}

ApiReply view_call(ApiSession *session, ApiCall call, const ApiInput *input) {
    Problem problem;
    problem_init(&problem);
    JsonWriter writer = {0};
    View view = {.session = session, .input = input, .writer = &writer, .problem = &problem};
    ApiCode code = query_check(input, rows[call].parameters, &problem);
    if (code == API_OK) {
        code = expected_check(session, input, &problem);
    }
    if (code != API_OK) {
        return problem_reply(&problem, session->log.count);
    }
    ApiReply not_modified = {.code = API_NOT_MODIFIED, .seq = session->log.count};
    bool is_known = known_is_current(session, input);
    if (is_known && always_answers(input)) {
        return not_modified;
    }
    ApiReply reply = answer(&view, &rows[call]);
    if (is_known && reply.code == API_OK) {
        free(reply.body);
        return not_modified;
    }
    return reply;
}

// clang-format off
static const ViewRow rows[API_TOPICS] = {
    [API_CALL_OPERATIONS] = {NULL, {&parameter_events, &parameter_include}},
    [API_CALL_CREATE_OBJECT] = {NULL, {&parameter_events, &parameter_include}},
    [API_CALL_BIND_NAME] = {NULL, {&parameter_events, &parameter_include}},
    [API_CALL_DELETE_NAME] = {NULL, {&parameter_events, &parameter_include}},
    [API_CALL_COLLECT] = {NULL, {&parameter_events, &parameter_include}},

    [API_CALL_SESSION] = {view_session, {NULL}},
    [API_CALL_OBJECTS] = {view_objects, {&parameter_type, &parameter_generation, &parameter_tracked,
                                         &parameter_reachable, &parameter_min_size, &parameter_text,
                                         &parameter_limit, &parameter_cursor}},
    [API_CALL_OBJECT] = {view_object, {NULL}},
    [API_CALL_WHY_ALIVE] = {view_why_alive, {NULL}},
    [API_CALL_RETAINED] = {view_retained, {NULL}},
    [API_CALL_IS] = {view_is, {&parameter_a, &parameter_b}},
    [API_CALL_NAMES] = {view_names, {&parameter_frame, &parameter_name_type, &parameter_name_text,
                                     &parameter_limit, &parameter_cursor}},
    [API_CALL_FRAMES] = {view_frames, {&parameter_function, &parameter_whole_limit, &parameter_cursor}},
    [API_CALL_GRAPH] = {view_graph, {&parameter_graph_limit, &parameter_around, &parameter_depth}, API_DOT, view_graph_dot},
    [API_CALL_GC] = {view_gc, {NULL}},
    [API_CALL_MEMORY] = {view_memory, {NULL}},
    [API_CALL_POOL] = {view_pool, {NULL}},
    [API_CALL_INTERNED] = {view_interned, {&parameter_text, &parameter_limit, &parameter_cursor}},
    [API_CALL_SMALL_INTS] = {view_small_ints, {&parameter_used, &parameter_whole_limit, &parameter_cursor}},
    [API_CALL_HISTORY] = {view_history, {&parameter_operation, &parameter_python_text, &parameter_limit,
                                         &parameter_cursor}, API_PYTHON,
                          view_script},

    [API_TOPIC_PROFILES] = {NULL, {&parameter_profiles}},
};
// clang-format on

const Parameter *const *call_parameters(ApiCall call) {
    return rows[call].parameters;
}
