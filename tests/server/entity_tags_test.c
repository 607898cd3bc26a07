// If-Match and If-None-Match: the lists that are read, and what they do to a session.
#include "server/entity_tags.h"

#include <string.h>

#include "tests/server/client.h"
#include "tests/support/test.h"

enum { SESSION_SIZE = 64, PATH_SIZE = 256 };

// --- Reading lists ---

typedef struct {
    const char *name;
    const char *first, *second;  // The fields; NULL: none.
    ApiCode code;
    bool any;
    size_t count;
    uint64_t seqs[3];
} Row;

// clang-format off
static const Row rows[] = {
    {"a_tag_names_a_state", "\"12\"", NULL, API_OK, false, 1, {12}},
    {"a_list_names_several", "\"12\", \"0\",\"7\"", NULL, API_OK, false, 3, {12, 0, 7}},
    {"several_fields_are_one_list", "\"1\"", "\"2\"", API_OK, false, 2, {1, 2}},
    {"empty_elements_are_nothing", ", \"1\" ,, \"2\",", NULL, API_OK, false, 2, {1, 2}},
    {"a_star_is_any_state", "*", NULL, API_OK, true, 0, {0}},
    {"a_weak_tag_never_matches", "W/\"12\"", NULL, API_OK, false, 0, {0}},
    {"the_tag_of_another_form_names_the_state_too", "\"12-text\", \"3-python\"", NULL, API_OK, false, 2, {12, 3}},
    {"a_tag_of_somebody_else_names_nothing", "\"abc\", \"\", \"-1\", \"12-html\"", NULL, API_OK, false, 0, {0}},
    {"a_number_is_written_as_the_server_writes_it", "\"012\", \"+1\", \"1.0\"", NULL, API_OK, false, 0, {0}},
    {"a_number_beyond_all_numbers_names_nothing", "\"99999999999999999999\"", NULL, API_OK, false, 0, {0}},
    {"a_comma_in_quotes_separates_nothing", "\"1,2\"", NULL, API_OK, false, 0, {0}},
    {"a_tag_without_quotes_is_refused", "12", NULL, API_BAD_REQUEST, false, 0, {0}},
    {"a_tag_without_an_end_is_refused", "\"12", NULL, API_BAD_REQUEST, false, 0, {0}},
    {"a_space_in_a_tag_is_refused", "\"1 2\"", NULL, API_BAD_REQUEST, false, 0, {0}},
    {"tags_without_a_comma_are_refused", "\"1\" \"2\"", NULL, API_BAD_REQUEST, false, 0, {0}},
    {"a_small_w_is_refused", "w/\"1\"", NULL, API_BAD_REQUEST, false, 0, {0}},
    {"a_star_in_a_list_is_refused", "*, \"1\"", NULL, API_BAD_REQUEST, false, 0, {0}},
    {"a_star_beside_a_list_is_refused", "*", "\"1\"", API_BAD_REQUEST, false, 0, {0}},
    {"an_empty_field_is_refused", "", NULL, API_BAD_REQUEST, false, 0, {0}},
    {"a_field_of_commas_is_refused", " , ,", NULL, API_BAD_REQUEST, false, 0, {0}},
};
// clang-format on

static void add_field(Request *request, const char *name, const char *value) {
    if (value != NULL) {
        request->fields[request->field_count++] = (Field){name, strlen(name), value, strlen(value)};
    }
}

static void check_states(const Row *row, const ApiStates *states) {
    CHECK(states->given);
    CHECK_INT(row->any, states->any);
    CHECK_INT(row->count, states->count);
    for (size_t i = 0; i < row->count; i++) {
        CHECK_INT(row->seqs[i], states->seqs[i]);
    }
}

static void lists_are_read_or_refused(const char *url) {
    (void)url;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static Request request;
        ApiStates states;
        printf("  %s\n", rows[i].name);
        request.field_count = 0;
        add_field(&request, "if-match", rows[i].first);
        add_field(&request, "IF-MATCH", rows[i].second);
        Refusal refusal = entity_tags_expected(&request, &states);
        CHECK_INT(rows[i].code, refusal.code);
        if (refusal.code == API_OK) {
            check_states(&rows[i], &states);
        }
    }
}

static void known_states_are_those_of_the_same_form(const char *url) {
    (void)url;
    static Request request;
    ApiStates states;
    add_field(&request, "If-None-Match", "\"1\", W/\"2-text\", \"3-text\", W/\"4\"");
    CHECK_INT(API_OK, entity_tags_known(&request, API_TEXT, &states).code);
    check_states(&(Row){.count = 2, .seqs = {2, 3}}, &states);
    CHECK_INT(API_OK, entity_tags_known(&request, API_JSON, &states).code);
    check_states(&(Row){.count = 2, .seqs = {1, 4}}, &states);
}

static void sixty_four_tags_are_taken_and_no_more(const char *url) {
    (void)url;
    static Request request;
    static char list[65 * 4 + 1];
    ApiStates states;
    for (size_t i = 0; i < 65; i++) {
        memcpy(list + 4 * i, "\"1\",", 5);
    }
    add_field(&request, "If-Match", list);
    CHECK_INT(API_BAD_REQUEST, entity_tags_expected(&request, &states).code);
    request.fields[0].value = list + 4;
    CHECK_INT(API_OK, entity_tags_expected(&request, &states).code);
    CHECK_INT(64, states.count);
}

// --- What they do ---

typedef struct {
    const char *method, *rest, *body, *header;
} Ask;

static void ask(const char *url, const char *session, Ask what, Answer *answer) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s%s", session, what.rest);
    client_ask(&(Question){.url = url,
                           .method = what.method,
                           .path = path,
                           .body = what.body,
                           .header = what.header},
               answer);
}

#define ASSIGN "{\"op\": \"assign\", \"name\": \"a\", \"value\": [1, 2]}"

// After: the session has had one operation.
static void make_session(const char *url, char session[static SESSION_SIZE]) {
    Answer answer;
    client_make_session(url, session, SESSION_SIZE);
    ask(url, session, (Ask){"POST", "/ops", ASSIGN, NULL}, &answer);
    CHECK_INT(200, answer.status);
}

static void every_change_can_expect_a_state(const char *url) {
    static const Ask changes[] = {
        {"POST", "/ops", ASSIGN, NULL},
        {"POST", "/objects", "{\"value\": 1}", NULL},
        {"PUT", "/names/b", "{\"value\": 1}", NULL},
        {"DELETE", "/names/a", NULL, NULL},
        {"POST", "/collect", "", NULL},
        {"DELETE", "", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char session[SESSION_SIZE];
        Answer answer;
        Ask change = changes[i];
        make_session(url, session);
        change.header = "If-Match: \"0\", \"2\"";
        ask(url, session, change, &answer);
        CHECK_INT(412, answer.status);
        client_check_header(&answer, "ETag", "\"1\"");
        client_check_header(&answer, "Content-Type", "application/problem+json");
        CHECK(strstr(answer.body, "\"code\":\"stale\"") != NULL);
        CHECK(strstr(answer.body, "\"args\":{\"expected\":\"0, 2\",\"seq\":1}") != NULL);
        change.header = "If-Match: \"0\", \"1\"";
        ask(url, session, change, &answer);
        CHECK_INT(strcmp(change.rest, "") == 0 ? 204 : 200, answer.status);
    }
}

static void a_star_expects_any_state(const char *url) {
    char session[SESSION_SIZE];
    Answer answer;
    make_session(url, session);
    ask(url, session, (Ask){"POST", "/ops", ASSIGN, "If-Match: *"}, &answer);
    CHECK_INT(200, answer.status);
    ask(url, session, (Ask){"DELETE", "", NULL, "If-Match: *"}, &answer);
    CHECK_INT(204, answer.status);
    ask(url, session, (Ask){"DELETE", "", NULL, "If-Match: *"}, &answer);
    CHECK_INT(410, answer.status);
}

static void a_weak_tag_is_always_stale(const char *url) {
    char session[SESSION_SIZE];
    Answer answer;
    make_session(url, session);
    ask(url, session, (Ask){"POST", "/ops", ASSIGN, "If-Match: W/\"1\""}, &answer);
    CHECK_INT(412, answer.status);
    CHECK(strstr(answer.body, "\"args\":{\"expected\":\"\",\"seq\":1}") != NULL);
}

static void a_malformed_field_is_refused_before_anything_happens(const char *url) {
    char session[SESSION_SIZE];
    Answer answer;
    make_session(url, session);
    ask(url, session, (Ask){"POST", "/ops", ASSIGN, "If-Match: 1"}, &answer);
    CHECK_INT(400, answer.status);
    CHECK(strstr(answer.body, "double quotes") != NULL);
    ask(url, session, (Ask){"GET", "", NULL, NULL}, &answer);
    client_check_header(&answer, "ETag", "\"1\"");
}

// First whether the body is JSON, then the state, then what the JSON asks for.
static void the_state_is_looked_at_once_the_body_is_json(const char *url) {
    char session[SESSION_SIZE];
    Answer answer;
    make_session(url, session);
    ask(url, session, (Ask){"POST", "/ops", "{", "If-Match: \"0\""}, &answer);
    CHECK_INT(400, answer.status);
    ask(url, session, (Ask){"POST", "/ops?x=1", "{}", "If-Match: \"0\""}, &answer);
    CHECK_INT(400, answer.status);
    ask(url, session, (Ask){"POST", "/ops", "{\"op\": \"nonsense\"}", "If-Match: \"0\""}, &answer);
    CHECK_INT(412, answer.status);
    ask(url, session, (Ask){"DELETE", "/names/nobody", NULL, "If-Match: \"0\""}, &answer);
    CHECK_INT(412, answer.status);
}

static void a_question_can_expect_a_state_too(const char *url) {
    char session[SESSION_SIZE];
    Answer answer;
    make_session(url, session);
    ask(url, session, (Ask){"GET", "/names", NULL, "If-Match: \"0\""}, &answer);
    CHECK_INT(412, answer.status);
    ask(url, session, (Ask){"GET", "/names", NULL, "If-Match: \"1\""}, &answer);
    CHECK_INT(200, answer.status);
}

static void what_is_known_is_not_sent_again(const char *url) {
    static const char *const reads[] = {
        "",    "/objects", "/objects/1",        "/names",    "/frames",     "/graph?limit=1",
        "/gc", "/memory",  "/memory/pools/0/0", "/interned", "/small-ints", "/history"};
    char session[SESSION_SIZE];
    Answer answer;
    make_session(url, session);
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        ask(url, session, (Ask){"GET", reads[i], NULL, "If-None-Match: \"0\", W/\"1\""}, &answer);
        CHECK_INT(304, answer.status);
        CHECK_INT(0, answer.body_size);
        client_check_header(&answer, "ETag", "\"1\"");
        client_check_header(&answer, "Cache-Control", "no-store");
        ask(url, session, (Ask){"GET", reads[i], NULL, "If-None-Match: \"0\""}, &answer);
        CHECK_INT(200, answer.status);
    }
    ask(url, session, (Ask){"HEAD", "", NULL, "If-None-Match: *"}, &answer);
    CHECK_INT(304, answer.status);
}

// A cache may ask about all the forms of a path that it has kept.
static void the_tag_of_another_form_is_another(const char *url) {
    char session[SESSION_SIZE], path[PATH_SIZE];
    Answer answer;
    make_session(url, session);
    snprintf(path, sizeof path, "%s/names", session);
    const char *const text = "Accept: text/plain\r\nIf-None-Match: \"1\"";
    client_ask(&(Question){.url = url, .path = path, .header = text}, &answer);
    CHECK_INT(200, answer.status);
    client_check_header(&answer, "ETag", "\"1-text\"");
    client_check_header(&answer, "Vary", "Accept");
    client_check_header(&answer, "Content-Type", "text/plain; charset=utf-8");
    const char *const same = "Accept: text/plain\r\nIf-None-Match: \"1\", \"1-text\"";
    client_ask(&(Question){.url = url, .path = path, .header = same}, &answer);
    CHECK_INT(304, answer.status);
    client_check_header(&answer, "ETag", "\"1-text\"");
    client_check_header(&answer, "Vary", "Accept");
    ask(url, session, (Ask){"POST", "/ops", ASSIGN, "If-Match: \"1-text\""}, &answer);
    CHECK_INT(200, answer.status);
    client_check_header(&answer, "Vary", "");
}

static void what_is_not_there_is_not_known(const char *url) {
    char session[SESSION_SIZE];
    Answer answer;
    make_session(url, session);
    ask(url, session, (Ask){"GET", "/objects/999", NULL, "If-None-Match: \"1\""}, &answer);
    CHECK_INT(404, answer.status);
    ask(url, session, (Ask){"GET", "/graph?around=999", NULL, "If-None-Match: *"}, &answer);
    CHECK_INT(422, answer.status);
}

// A table, so that the server is started once.
static const ServerTest tests[] = {
    {"lists_are_read_or_refused", lists_are_read_or_refused},
    {"known_states_are_those_of_the_same_form", known_states_are_those_of_the_same_form},
    {"sixty_four_tags_are_taken_and_no_more", sixty_four_tags_are_taken_and_no_more},
    {"every_change_can_expect_a_state", every_change_can_expect_a_state},
    {"a_star_expects_any_state", a_star_expects_any_state},
    {"a_weak_tag_is_always_stale", a_weak_tag_is_always_stale},
    {"a_malformed_field_is_refused_before_anything_happens",
     a_malformed_field_is_refused_before_anything_happens},
    {"the_state_is_looked_at_once_the_body_is_json", the_state_is_looked_at_once_the_body_is_json},
    {"a_question_can_expect_a_state_too", a_question_can_expect_a_state_too},
    {"what_is_known_is_not_sent_again", what_is_known_is_not_sent_again},
    {"the_tag_of_another_form_is_another", the_tag_of_another_form_is_another},
    {"what_is_not_there_is_not_known", what_is_not_there_is_not_known},
};

int main(void) {
    client_run(tests, sizeof tests / sizeof *tests);
    return 0;
}
