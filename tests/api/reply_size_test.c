// Answers have an end: what would make them longer than 16 MiB is left out, and they say so.
#include "api/json/text_buffer.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

#include <cjson/cJSON.h>

enum { LISTS = 700, MAX_BYTES = 18 * 1024 * 1024 };

// `piece` for each number from `from` to `to`, which stands for its '#', with commas between.
static void add_pieces(TextBuffer *text, int from, int to, const char *piece) {
    for (int i = from; i < to; i++) {
        text_add_string(text, i == from ? "" : ",");
        for (const char *at = piece; *at != '\0'; at++) {
            if (*at == '#') {
                text_add_format(text, "%d", i);
            } else {
                text_add(text, at, 1);
            }
        }
    }
}

static void send_pieces(ApiSession *session, const char *before, int from, int to,
                        const char *piece, const char *after) {
    TextBuffer text = {0};
    text_add_string(&text, before);
    add_pieces(&text, from, to, piece);
    text_add_string(&text, after);
    ApiInput input = {.body = text.text,
                      .size = text.size,
                      .parameters = {{"events", "none"}},
                      .parameter_count = 1};
    ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
    CHECK_INT(API_OK, reply.code);
    free(reply.body);
    text_discard(&text);
}

// Lists l<from> and so on, of a thousand slots each.
static void add_lists(ApiSession *session, int from, int to) {
    send_pieces(session, "{\"ops\": [", from, to,
                "{\"op\": \"assign\", \"name\": \"l#\", \"value\": []}", "]}");
    send_pieces(session, "{\"ops\": [", from, to,
                "{\"op\": \"extend\", \"target\": \"l#\", \"values\": {\"ref\": \"all\"}}", "]}");
}

// Lists l0, l1 ... of a thousand slots each, and a function f that appends to all of them.
static ApiSession *begin_with_lists(void) {
    ApiSession *session = talk_begin();
    send_pieces(session, "{\"op\": \"assign\", \"name\": \"all\", \"value\": [", 0, 1000, "7",
                "]}");
    add_lists(session, 0, LISTS);
    send_pieces(session, "{\"op\": \"function\", \"name\": \"f\", \"params\": [], \"body\": [", 0,
                LISTS, "{\"op\": \"append\", \"target\": \"l#\", \"value\": 7}", "]}");
    return session;
}

static cJSON *ask(ApiSession *session, ApiCall call, const char *body, ApiParameter parameter) {
    ApiInput input = {.body = body, .size = body != NULL ? strlen(body) : 0};
    input.parameters[0] = parameter;
    input.parameter_count = parameter.name != NULL ? 1 : 0;
    ApiReply reply = api_call(session, call, &input);
    CHECK_INT(API_OK, reply.code);
    CHECK(reply.size < MAX_BYTES);
    cJSON *tree = cJSON_Parse(reply.body);
    CHECK(tree != NULL);
    free(reply.body);
    return tree;
}

static double number(const cJSON *tree, const char *name) {
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(tree, name);
    return member != NULL ? member->valuedouble : 0;
}

static int length(const cJSON *tree, const char *name) {
    return cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(tree, name));
}

static void a_list_of_changes_leaves_objects_out(void) {
    ApiSession *session = begin_with_lists();
    cJSON *tree = ask(session, API_CALL_OPERATIONS,
                      "{\"ops\": [{\"op\": \"call\", \"function\": \"f\"}, "
                      "{\"op\": \"call\", \"function\": \"f\"}]}",
                      (ApiParameter){"events", "all"});
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(tree, "results");
    const cJSON *last = cJSON_GetArrayItem(results, 1);
    CHECK_INT(0, length(last, "objects"));
    CHECK(number(last, "objects_left_out") >= LISTS);
    cJSON_Delete(tree);
    talk_check(session);
    api_session_destroy(session);
}

static void a_list_of_changes_leaves_events_out(void) {
    ApiSession *session = begin_with_lists();
    TextBuffer text = {0};
    text_add_string(&text, "{\"ops\": [");
    add_pieces(&text, 0, 200, "{\"op\": \"del\", \"name\": \"l#\"}");
    text_add_string(&text, "]}");
    cJSON *tree = ask(session, API_CALL_OPERATIONS, text.text, (ApiParameter){0});
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(tree, "results");
    const cJSON *last = cJSON_GetArrayItem(results, 199);
    CHECK(cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(last, "complete")));
    CHECK(number(last, "events_left_out") > 100);
    CHECK_INT(1, (int)number(last, "freed_left_out"));
    text_discard(&text);
    cJSON_Delete(tree);
    api_session_destroy(session);
}

// The number behind a member's name, which stands there once.
static double number_in(const char *text, const char *name) {
    const char *found = strstr(text, name);
    return found != NULL ? strtod(found + strlen(name), NULL) : 0;
}

static void a_graph_leaves_nodes_and_edges_out(void) {
    enum { MAX_GRAPH = 66 * 1024 * 1024 };
    ApiSession *session = begin_with_lists();
    add_lists(session, LISTS, 2 * LISTS);
    add_lists(session, 2 * LISTS, 3 * LISTS);
    ApiInput input = {.parameters = {{"limit", "100000"}}, .parameter_count = 1};
    ApiReply reply = api_call(session, API_CALL_GRAPH, &input);
    CHECK_INT(API_OK, reply.code);
    CHECK(reply.size < MAX_GRAPH);
    CHECK(number_in(reply.body, ",\"left_out\":") > 0);
    CHECK(number_in(reply.body, ",\"edges_left_out\":") > 100000);
    free(reply.body);
    api_session_destroy(session);
}

static void a_small_graph_has_ten_thousand_edges(void) {
    ApiSession *session = begin_with_lists();
    cJSON *tree = ask(session, API_CALL_GRAPH, NULL, (ApiParameter){"limit", "20"});
    CHECK_INT(20, length(tree, "nodes"));
    CHECK_INT(10000, length(tree, "edges"));
    CHECK(number(tree, "edges_left_out") > 0);
    cJSON_Delete(tree);
    api_session_destroy(session);
}

// The pages have everything once.
static void a_page_ends_early(ApiCall call) {
    ApiSession *session = begin_with_lists();
    char cursor[32] = "";
    int pages = 0, items = 0, total = 0;
    do {
        ApiInput input = {.parameters = {{"limit", "1000"}, {"cursor", cursor}},
                          .parameter_count = pages == 0 ? 1 : 2};
        ApiReply reply = api_call(session, call, &input);
        CHECK_INT(API_OK, reply.code);
        CHECK(reply.size < MAX_BYTES);
        cJSON *tree = cJSON_Parse(reply.body);
        const cJSON *next = cJSON_GetObjectItemCaseSensitive(tree, "next_cursor");
        snprintf(cursor, sizeof cursor, "%s", cJSON_IsString(next) ? next->valuestring : "");
        items += length(tree, "items");
        total = (int)number(tree, "total");
        pages++;
        free(reply.body);
        cJSON_Delete(tree);
    } while (cursor[0] != '\0');
    CHECK(pages > 1);
    CHECK_INT(total, items);
    api_session_destroy(session);
}

static void pages_end_early(void) {
    a_page_ends_early(API_CALL_OBJECTS);
    a_page_ends_early(API_CALL_NAMES);
}

// The text is to be freed.
static char *state_hash(ApiSession *session) {
    cJSON *tree = ask(session, API_CALL_SESSION, NULL, (ApiParameter){0});
    char *hash = text_copy(cJSON_GetObjectItemCaseSensitive(tree, "state_hash")->valuestring);
    cJSON_Delete(tree);
    return hash;
}

static void store(ApiSession *session, const char *first, const char *second) {
    char body[256];
    snprintf(body, sizeof body,
             "{\"ops\": [{\"op\": \"set_item\", \"target\": \"l\", \"key\": 1500, \"value\": %s}, "
             "{\"op\": \"set_item\", \"target\": \"l\", \"key\": 1501, \"value\": %s}]}",
             first, second);
    talk_expect(session, API_OK, body);
}

static void the_state_hash_sees_slots_that_answers_leave_out(void) {
    ApiSession *session = talk_begin();
    send_pieces(session,
                "{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": []}, "
                "{\"op\": \"assign\", \"name\": \"b\", \"value\": []}, "
                "{\"op\": \"assign\", \"name\": \"l\", \"value\": [7]},",
                0, 11, "{\"op\": \"extend\", \"target\": \"l\", \"values\": {\"ref\": \"l\"}}",
                "]}");
    store(session, "{\"ref\": \"a\"}", "{\"ref\": \"b\"}");
    char *before = state_hash(session);
    store(session, "{\"ref\": \"b\"}", "{\"ref\": \"a\"}");
    char *after = state_hash(session);
    store(session, "{\"ref\": \"a\"}", "{\"ref\": \"b\"}");
    char *again = state_hash(session);
    CHECK(strcmp(before, after) != 0);
    CHECK_STR(before, again);
    free(before);
    free(after);
    free(again);
    api_session_destroy(session);
}

int main(void) {
    RUN(a_list_of_changes_leaves_objects_out);
    RUN(a_list_of_changes_leaves_events_out);
    RUN(a_graph_leaves_nodes_and_edges_out);
    RUN(a_small_graph_has_ten_thousand_edges);
    RUN(pages_end_early);
    RUN(the_state_hash_sees_slots_that_answers_leave_out);
    return 0;
}
