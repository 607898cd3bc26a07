// Answers as text for people.
#include "tests/api/ending.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

#include "api/json/text_buffer.h"

static char *ask(ApiSession *session, ApiCall call, const char *piece) {
    ApiInput input = {.format = API_TEXT, .path = {piece, piece}};
    ApiReply reply = api_call(session, call, &input);
    CHECK(ending_is_text(&reply));
    return reply.body;
}

static void check_text(ApiSession *session, ApiCall call, const char *expected) {
    char *text = ask(session, call, NULL);
    CHECK_STR(expected, text);
    free(text);
}

static ApiSession *begin_with(const char *body) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, body);
    return session;
}

static const char two_names[] =
    "{\"ops\": [{\"op\": \"assign\", \"name\": \"words\", \"value\": [\"one two\", 7]}, "
    "{\"op\": \"append\", \"target\": \"words\", \"value\": {\"ref\": \"words\"}}, "
    "{\"op\": \"assign\", \"name\": \"n\", \"value\": 7}]}";

static void a_listing_is_a_table(void) {
    ApiSession *session = begin_with(two_names);
    check_text(session, API_CALL_NAMES,
               "holder          object\n"
               "<module>.words  @3 list ['one two', 7, [...]]\n"
               "<module>.n      @2 int 7\n"
               "\n"
               "total: 2\n");
    api_session_destroy(session);
}

static void an_empty_listing_is_its_total(void) {
    ApiSession *session = talk_begin();
    check_text(session, API_CALL_NAMES, "total: 0\n");
    api_session_destroy(session);
}

static void a_listing_tells_where_it_goes_on(void) {
    ApiSession *session = begin_with(two_names);
    ApiInput input = {.format = API_TEXT, .parameters = {{"limit", "1"}}, .parameter_count = 1};
    ApiReply reply = api_call(session, API_CALL_NAMES, &input);
    CHECK(ending_is_text(&reply));
    CHECK(strstr(reply.body, "\n\nnext_cursor: ") != NULL);
    free(reply.body);
    api_session_destroy(session);
}

static void numbers_stand_on_the_right(void) {
    ApiSession *session = begin_with(two_names);
    check_text(session, API_CALL_FRAMES,
               "frame  label     function  names\n"
               "    0  <module>         -      2\n"
               "\n"
               "total: 1\n");
    api_session_destroy(session);
}

static void a_thing_is_a_block_with_units(void) {
    ApiSession *session = begin_with(two_names);
    char *text = ask(session, API_CALL_SESSION, NULL);
    CHECK(strstr(text, "profile: article\n") != NULL);
    CHECK(strstr(text, "label: -\n") != NULL);
    CHECK(strstr(text, "heap:\n  objects: 3\n  gc_count: 1, 0, 0\n") != NULL);
    CHECK(strstr(text, "  from_system: 1048576 bytes (1.0 MiB)\n") != NULL);
    free(text);
    api_session_destroy(session);
}

static void an_object_is_a_block_and_tables(void) {
    ApiSession *session = begin_with(two_names);
    char *text = ask(session, API_CALL_OBJECT, "2");
    CHECK(strstr(text, "type: int\nrepr: 7\n") != NULL);
    CHECK(strstr(text, "size: 28 bytes\n") != NULL);
    CHECK(strstr(text, "immortal: no\n") != NULL);
    CHECK(strstr(text, "\nreferrers (3):\n"
                       "  kind   of  slot  text\n"
                       "  name    0  n     <module>.n\n") != NULL);
    free(text);
    api_session_destroy(session);
}

static void a_graph_is_an_outline(void) {
    ApiSession *session = begin_with(two_names);
    check_text(session, API_CALL_GRAPH,
               "<module>.words -> @3 list ['one two', 7, [...]]  (2 references)\n"
               "  [0] -> @1 str 'one two'  (1 reference)\n"
               "  [1] -> @2 int 7  (3 references)\n"
               "  [2] -> @3 (above)\n"
               "<module>.n -> @2 int 7  (3 references)\n"
               "\n"
               "names: 2\n"
               "objects: 3\n"
               "left_out: 0\n");
    api_session_destroy(session);
}

static void garbage_stands_apart_in_the_outline(void) {
    ApiSession *session =
        begin_with("{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": []}, "
                   "{\"op\": \"append\", \"target\": \"a\", \"value\": {\"ref\": \"a\"}}, "
                   "{\"op\": \"del\", \"name\": \"a\"}]}");
    check_text(session, API_CALL_GRAPH,
               "\n"
               "reachable from nowhere:\n"
               "@1 list [[...]]  (1 reference)\n"
               "  [0] -> @1 (above)\n"
               "\n"
               "names: 0\n"
               "objects: 1\n"
               "left_out: 0\n");
    api_session_destroy(session);
}

static void the_python_of_a_history_keeps_its_lines(void) {
    ApiSession *session = begin_with(
        "{\"ops\": [{\"op\": \"assign\", \"name\": \"s\", \"value\": \"a\\\\b \\\"c\\\"\"}, "
        "{\"op\": \"class\", \"name\": \"P\", \"attrs\": {\"x\": 1, \"y\": 2}}]}");
    check_text(session, API_CALL_HISTORY,
               "seq  python\n"
               "  1  s = 'a\\\\b \"c\"'\n"
               "  2  class P:\n"
               "         x = 1\n"
               "         y = 2\n"
               "\n"
               "total: 2\n");
    api_session_destroy(session);
}

static void long_values_end_with_an_ellipsis(void) {
    ApiSession *session = begin_with("{\"op\": \"assign\", \"name\": \"s\", \"value\": {\"str\": "
                                     "\"\xc3\xa9\", \"repeat\": 500}}");
    char *text = ask(session, API_CALL_NAMES, NULL);
    CHECK(strstr(text, "\xc3\xa9\xe2\x80\xa6\n") != NULL);
    free(text);
    api_session_destroy(session);
}

static void sentences_are_whole(void) {
    ApiSession *session = begin_with("{\"op\": \"assign\", \"name\": \"a\", \"value\": 1.5}");
    ApiInput input = {
        .format = API_TEXT, .parameters = {{"a", "a"}, {"b", "a"}}, .parameter_count = 2};
    ApiReply reply = api_call(session, API_CALL_IS, &input);
    CHECK(ending_is_text(&reply));
    CHECK(strstr(reply.body, " equal values are compared with ==.\n") != NULL);
    free(reply.body);
    api_session_destroy(session);
}

// Else a terminal would obey them, or show what follows from right to left.
static void characters_that_cannot_be_seen_are_escaped(void) {
    static const char body[] = "{\"label\": \"a\\u009b1m\\u202e\\udb40\\udc01\\u00e9\"}";
    ApiIdentity identity = {"s0", "/v1/sessions/s0", "2026-01-01T00:00:00Z"};
    ApiInput input = {.body = body, .size = strlen(body)};
    ApiSession *session = NULL;
    ApiReply reply = api_session_create(&identity, &input, &session);
    CHECK_INT(API_CREATED, reply.code);
    free(reply.body);
    char *text = ask(session, API_CALL_SESSION, NULL);
    CHECK(strstr(text, "label: a\\u009b1m\\u202e\\U000e0001\xc3\xa9\n") != NULL);
    free(text);
    api_session_destroy(session);
}

static void columns_that_nothing_has_are_left_out(void) {
    ApiSession *session = begin_with("{\"op\": \"assign\", \"name\": \"a\", \"value\": \"word\"}");
    check_text(session, API_CALL_INTERNED,
               "id  type  references  getrefcount  size  generation  address         repr\n"
               " 1  str            1            2    53           -  0x7f0000000030  'word'\n"
               "\n"
               "total: 1\n");
    api_session_destroy(session);
}

static void a_graph_tells_how_many_slots_are_left_out(void) {
    ApiSession *session = begin_with(
        "{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": []}, "
        "{\"op\": \"repeat\", \"times\": 1003, \"ops\": [{\"op\": \"append\", \"target\": \"a\", "
        "\"value\": 7}]}]}");
    char *text = ask(session, API_CALL_GRAPH, NULL);
    CHECK(strstr(text, "  \xe2\x80\xa6 3 slots more\n") != NULL);
    free(text);
    api_session_destroy(session);
}

// A list in a list, and so on: each is shown once, and no line goes further to the right than some.
static void a_deep_graph_goes_on_at_the_left(void) {
    enum { DEPTH = 900 };
    ApiSession *session = begin_with("{\"op\": \"assign\", \"name\": \"a\", \"value\": [7]}");
    char body[256];
    snprintf(body, sizeof body,
             "{\"op\": \"repeat\", \"times\": %d, \"ops\": [{\"op\": \"assign\", \"name\": \"a\", "
             "\"value\": [{\"ref\": \"a\"}]}]}",
             DEPTH);
    talk_expect(session, API_OK, body);
    char *text = ask(session, API_CALL_GRAPH, NULL);
    size_t shown = 0;
    for (const char *at = strstr(text, " list "); at != NULL; at = strstr(at + 1, " list ")) {
        shown++;
    }
    CHECK_INT(DEPTH + 1, shown);
    CHECK(strstr(text, "(below)\n") != NULL);
    CHECK(strstr(text, "\nheld by no name shown above:\n") != NULL);
    free(text);
    api_session_destroy(session);
}

static void what_all_sessions_share_can_be_text(void) {
    ApiReply reply = api_as_text(api_profiles(&(ApiInput){.size = 0}));
    CHECK(ending_is_text(&reply));
    CHECK(strncmp(reply.body, "name ", 5) == 0);
    CHECK(strstr(reply.body, "\n  tuple_bytes ") != NULL);
    CHECK(strstr(reply.body,
                 "\ntracks_every_dict: Which dicts the collector knows of.\n  no: a dict ") !=
          NULL);
    free(reply.body);
    reply = api_as_text(api_operations());
    CHECK(ending_is_text(&reply));
    CHECK(strstr(reply.body, "\nassign    name, value ") != NULL);
    free(reply.body);
}

static ApiReply compare(const char *body) {
    return api_as_text(api_compare(&(ApiInput){.body = body, .size = strlen(body)}));
}

static void a_comparison_is_a_table_for_each_operation(void) {
    ApiReply reply = compare(
        "{\"profiles\": [\"cpython-3.11\", \"cpython-3.14\"], \"ops\": [{\"op\": \"assign\", "
        "\"name\": \"x\", \"value\": 1.5}, {\"op\": \"assign\", \"name\": \"t\", \"value\": "
        "{\"tuple\": [1, {\"ref\": \"x\"}]}}, {\"op\": \"del\", \"name\": \"nothing\"}, {\"op\": "
        "\"collect\"}]}");
    CHECK(ending_is_text(&reply));
    CHECK(strncmp(reply.body, "profiles: cpython-3.11, cpython-3.14\ndifferences: ", 50) == 0);
    CHECK(strstr(reply.body, "\n>>> x = 1.5\n\n>>> t = (1, x)\n"
                             "  name  field           cpython-3.11  cpython-3.14\n"
                             "  t     size            56            64\n"
                             "  t     tracked         yes           no\n") != NULL);
    CHECK(strstr(reply.body, "\n>>> del nothing\n  NameError: name 'nothing' is not defined\n") !=
          NULL);
    CHECK(strstr(reply.body, "\n  equal again: t tracked no\n") != NULL);
    free(reply.body);
}

static void a_refusal_stays_json(void) {
    ApiSession *session = talk_begin();
    ApiInput input = {.format = API_TEXT, .path = {"77"}};
    ApiReply reply = api_call(session, API_CALL_OBJECT, &input);
    CHECK_INT(API_NO_SUCH_OBJECT, reply.code);
    CHECK_INT('{', reply.body[0]);
    free(reply.body);
    api_session_destroy(session);
}

static void changes_have_no_text(void) {
    for (int call = 0; call < API_CALLS; call++) {
        bool has_text = (api_call_formats((ApiCall)call) >> API_TEXT & 1) != 0;
        CHECK_INT(call > API_CALL_COLLECT, has_text);
        CHECK(api_call_formats((ApiCall)call) & 1u << API_JSON);
    }
}

int main(void) {
    RUN(a_listing_is_a_table);
    RUN(an_empty_listing_is_its_total);
    RUN(a_listing_tells_where_it_goes_on);
    RUN(numbers_stand_on_the_right);
    RUN(a_thing_is_a_block_with_units);
    RUN(an_object_is_a_block_and_tables);
    RUN(a_graph_is_an_outline);
    RUN(garbage_stands_apart_in_the_outline);
    RUN(the_python_of_a_history_keeps_its_lines);
    RUN(long_values_end_with_an_ellipsis);
    RUN(sentences_are_whole);
    RUN(characters_that_cannot_be_seen_are_escaped);
    RUN(columns_that_nothing_has_are_left_out);
    RUN(a_graph_tells_how_many_slots_are_left_out);
    RUN(a_deep_graph_goes_on_at_the_left);
    RUN(what_all_sessions_share_can_be_text);
    RUN(a_comparison_is_a_table_for_each_operation);
    RUN(a_refusal_stays_json);
    RUN(changes_have_no_text);
    return 0;
}
