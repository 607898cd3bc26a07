// What each path answers, and what every answer carries, asked by a well-behaved client.
#include <stdio.h>
#include <string.h>

#include "tests/server/client.h"
#include "tests/support/test.h"

enum { SESSION_SIZE = 64, PATH_SIZE = 256, VALUE_SIZE = 512 };

static void ask(const char *url, const char *method, const char *path, const char *body,
                Answer *answer) {
    client_ask(&(Question){.url = url, .method = method, .path = path, .body = body}, answer);
}

// The path of `rest` below the session at `session`.
static const char *below(const char *session, const char *rest, char path[static PATH_SIZE]) {
    snprintf(path, PATH_SIZE, "%s%s", session, rest);
    return path;
}

static long status_below(const char *url, const char *method, const char *session, const char *rest,
                         const char *body) {
    char path[PATH_SIZE];
    return client_status(url, method, below(session, rest, path), body);
}

// --- Sessions ---

static void a_session_is_made_asked_and_ended(const char *url) {
    char session[SESSION_SIZE];
    Answer answer;
    ask(url, "POST", "/v1/sessions", "{}", &answer);
    CHECK_INT(201, answer.status);
    client_check_header(&answer, "Content-Type", "application/json");
    client_check_header(&answer, "Cache-Control", "no-store");
    client_check_header(&answer, "ETag", "\"0\"");
    client_header(&answer, "Location", session, sizeof session);
    CHECK_INT(strlen("/v1/sessions/") + 32, strlen(session));
    CHECK(strstr(answer.body, session) != NULL);

    CHECK_INT(200, client_status(url, "GET", session, NULL));
    CHECK_INT(204, client_status(url, "DELETE", session, NULL));
    ask(url, "GET", session, NULL, &answer);
    CHECK_INT(410, answer.status);
    client_check_header(&answer, "Content-Type", "application/problem+json");
    CHECK(strstr(answer.body, "session-ended") != NULL);
    CHECK_INT(410, client_status(url, "DELETE", session, NULL));
    CHECK_INT(410, status_below(url, "POST", session, "/ops", "{}"));
}

static void an_unheard_of_session_is_not_found(const char *url) {
    static const char path[] = "/v1/sessions/0123456789abcdef0123456789abcdef";
    CHECK_INT(404, client_status(url, "GET", path, NULL));
    CHECK_INT(404, client_status(url, "DELETE", path, NULL));
    CHECK_INT(404, client_status(url, "GET", "/v1/sessions/x", NULL));
}

static void nothing_lists_sessions(const char *url) {
    Answer answer;
    ask(url, "GET", "/v1/sessions", NULL, &answer);
    CHECK_INT(405, answer.status);
    client_check_header(&answer, "Allow", "POST, OPTIONS");
}

static void every_route_of_a_session_answers(const char *url) {
    static const char *const reads[] = {
        "",    "/objects", "/objects/1",        "/names",    "/frames",     "/graph",
        "/gc", "/memory",  "/memory/pools/0/0", "/interned", "/small-ints", "/history"};
    char session[SESSION_SIZE], path[PATH_SIZE];
    client_make_session(url, session, sizeof session);
    CHECK_INT(200, status_below(url, "POST", session, "/ops",
                                "{\"op\": \"assign\", \"name\": \"a\", \"value\": [1, 2]}"));
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        CHECK_INT(200, client_status(url, "GET", below(session, reads[i], path), NULL));
    }
    CHECK_INT(200, status_below(url, "POST", session, "/objects", "{\"value\": \"x y\"}"));
    CHECK_INT(200, status_below(url, "PUT", session, "/names/%C3%A9", "{\"value\": [3]}"));
    CHECK_INT(200, status_below(url, "POST", session, "/collect", "{\"generation\": 2}"));
    CHECK_INT(200, status_below(url, "POST", session, "/collect", ""));
    CHECK_INT(200, status_below(url, "DELETE", session, "/names/%C3%A9", NULL));
    CHECK_INT(204, client_status(url, "DELETE", session, NULL));
}

static void check_text(const char *url, const char *path) {
    Answer answer;
    client_ask(&(Question){.url = url, .path = path, .header = "Accept: text/plain"}, &answer);
    printf("  %s\n", path);
    CHECK_INT(200, answer.status);
    client_check_header(&answer, "Content-Type", "text/plain; charset=utf-8");
    client_check_header(&answer, "Vary", "Accept");
    CHECK(answer.body_size > 0 && answer.body[0] != '{');
}

static void every_question_can_be_asked_for_text(const char *url) {
    static const char *const reads[] = {
        "",    "/objects", "/objects/1",        "/names",    "/frames",     "/graph",
        "/gc", "/memory",  "/memory/pools/0/0", "/interned", "/small-ints", "/history"};
    static const char *const shared[] = {"/livez", "/readyz", "/v1/profiles", "/v1/operations",
                                         "/v1/limits"};
    char session[SESSION_SIZE], path[PATH_SIZE];
    client_make_session(url, session, sizeof session);
    CHECK_INT(200, status_below(url, "POST", session, "/ops",
                                "{\"op\": \"assign\", \"name\": \"a\", \"value\": [1, 2]}"));
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        check_text(url, below(session, reads[i], path));
    }
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        check_text(url, shared[i]);
    }
}

static void a_change_moves_the_etag(const char *url) {
    char session[SESSION_SIZE], path[PATH_SIZE];
    Answer answer;
    client_make_session(url, session, sizeof session);
    ask(url, "PUT", below(session, "/names/a", path), "{\"value\": 1}", &answer);
    CHECK_INT(200, answer.status);
    client_check_header(&answer, "ETag", "\"1\"");
    ask(url, "GET", session, NULL, &answer);
    client_check_header(&answer, "ETag", "\"1\"");
}

static void what_all_sessions_share_is_told(const char *url) {
    CHECK_INT(200, client_status(url, "GET", "/v1/profiles", NULL));
    CHECK_INT(200, client_status(url, "GET", "/v1/operations", NULL));
    CHECK_INT(200, client_status(url, "GET", "/livez", NULL));
    CHECK_INT(200, client_status(url, "GET", "/readyz", NULL));
    CHECK_INT(400, client_status(url, "GET", "/v1/profiles?colour=blue", NULL));
    CHECK_INT(404, client_status(url, "GET", "/v1", NULL));
}

static void every_answer_but_the_pages_is_kept_by_nobody(const char *url) {
    static const struct {
        const char *method, *path, *body;
    } requests[] = {
        {"GET", "/livez", NULL},        {"GET", "/readyz", NULL},
        {"GET", "/v1/profiles", NULL},  {"OPTIONS", "/livez", NULL},
        {"OPTIONS", "/", NULL},         {"GET", "/nowhere", NULL},
        {"POST", "/v1/sessions", "{}"}, {"GET", "/v1/sessions/x", NULL},
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        Answer answer;
        ask(url, requests[i].method, requests[i].path, requests[i].body, &answer);
        client_check_header(&answer, "Cache-Control", "no-store");
        client_check_header(&answer, "X-Content-Type-Options", "nosniff");
    }
}

static void only_what_succeeds_carries_the_etag(const char *url) {
    char session[SESSION_SIZE], path[PATH_SIZE];
    Answer answer;
    client_make_session(url, session, sizeof session);
    ask(url, "GET", session, NULL, &answer);
    client_check_header(&answer, "ETag", "\"0\"");
    ask(url, "GET", below(session, "/objects/999", path), NULL, &answer);
    CHECK_INT(404, answer.status);
    client_check_header(&answer, "ETag", "");
}

// --- Methods ---

static void head_answers_like_get_without_a_body(const char *url) {
    Answer get, head;
    char length[VALUE_SIZE];
    ask(url, "GET", "/v1/profiles", NULL, &get);
    ask(url, "HEAD", "/v1/profiles", NULL, &head);
    CHECK_INT(200, head.status);
    CHECK_INT(0, head.body_size);
    client_header(&get, "Content-Length", length, sizeof length);
    client_check_header(&head, "Content-Length", length);
}

static void options_lists_the_methods(const char *url) {
    Answer answer;
    ask(url, "OPTIONS", "/v1/sessions/x/objects", NULL, &answer);
    CHECK_INT(204, answer.status);
    client_check_header(&answer, "Allow", "POST, GET, HEAD, OPTIONS");
    ask(url, "OPTIONS", "/v1/sessions/x/names/a", NULL, &answer);
    client_check_header(&answer, "Allow", "PUT, DELETE, OPTIONS");
    CHECK_INT(404, client_status(url, "OPTIONS", "/nowhere", NULL));
}

static void a_method_that_a_path_does_not_know_is_told_which_it_does(const char *url) {
    Answer answer;
    ask(url, "PUT", "/v1/sessions/x/gc", "{}", &answer);
    CHECK_INT(405, answer.status);
    client_check_header(&answer, "Allow", "GET, HEAD, OPTIONS");
    client_check_header(&answer, "Content-Type", "application/problem+json");
}

// --- The page ---

static void the_page_is_served_with_its_guards(const char *url) {
    Answer answer;
    ask(url, "GET", "/", NULL, &answer);
    CHECK_INT(200, answer.status);
    client_check_header(&answer, "Content-Type", "text/html; charset=utf-8");
    client_check_header(&answer, "Cache-Control", "no-cache");
    client_check_header(&answer, "X-Content-Type-Options", "nosniff");
    client_check_header(&answer, "Referrer-Policy", "no-referrer");
    CHECK(strstr(answer.head, "Content-Security-Policy: default-src 'none'") != NULL);
    CHECK_INT(200, client_status(url, "GET", "/index.html", NULL));
    CHECK_INT(405, client_status(url, "POST", "/", "{}"));
    CHECK_INT(404, client_status(url, "GET", "/package.json", NULL));
}

static void a_page_that_is_known_is_not_sent_again(const char *url) {
    Answer answer;
    char tag[VALUE_SIZE], header[VALUE_SIZE + 32];
    ask(url, "GET", "/", NULL, &answer);
    client_header(&answer, "ETag", tag, sizeof tag);
    snprintf(header, sizeof header, "If-None-Match: %s", tag);
    client_ask(&(Question){.url = url, .path = "/", .header = header}, &answer);
    CHECK_INT(304, answer.status);
    CHECK_INT(0, answer.body_size);
    client_check_header(&answer, "ETag", tag);
}

// The page may ask for what Accept says to a browser; the api is strict about it.
static void the_page_does_not_look_at_accept(const char *url) {
    Answer answer;
    client_ask(&(Question){.url = url, .path = "/", .header = "Accept: text/html"}, &answer);
    CHECK_INT(200, answer.status);
    client_ask(&(Question){.url = url, .path = "/livez", .header = "Accept: text/html"}, &answer);
    CHECK_INT(406, answer.status);
}

// --- Failures ---

static void a_refused_change_leaves_the_session_as_it_was(const char *url) {
    static const char *const bodies[] = {"{", "[]", "{\"op\": \"no-such-operation\"}",
                                         "{\"op\": \"del\", \"names\": [1]}"};
    char session[SESSION_SIZE], path[PATH_SIZE];
    Answer before, after;
    client_make_session(url, session, sizeof session);
    ask(url, "GET", below(session, "/graph", path), NULL, &before);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        CHECK_INT(400, status_below(url, "POST", session, "/ops", bodies[i]));
    }
    ask(url, "GET", below(session, "/graph", path), NULL, &after);
    CHECK_STR(before.body, after.body);
    client_check_header(&after, "ETag", "\"0\"");
}

// A table, so that the server is started once.
static const ServerTest tests[] = {
    {"a_session_is_made_asked_and_ended", a_session_is_made_asked_and_ended},
    {"an_unheard_of_session_is_not_found", an_unheard_of_session_is_not_found},
    {"nothing_lists_sessions", nothing_lists_sessions},
    {"every_route_of_a_session_answers", every_route_of_a_session_answers},
    {"every_question_can_be_asked_for_text", every_question_can_be_asked_for_text},
    {"a_change_moves_the_etag", a_change_moves_the_etag},
    {"what_all_sessions_share_is_told", what_all_sessions_share_is_told},
    {"every_answer_but_the_pages_is_kept_by_nobody", every_answer_but_the_pages_is_kept_by_nobody},
    {"only_what_succeeds_carries_the_etag", only_what_succeeds_carries_the_etag},
    {"head_answers_like_get_without_a_body", head_answers_like_get_without_a_body},
    {"options_lists_the_methods", options_lists_the_methods},
    {"a_method_that_a_path_does_not_know_is_told_which_it_does",
     a_method_that_a_path_does_not_know_is_told_which_it_does},
    {"the_page_is_served_with_its_guards", the_page_is_served_with_its_guards},
    {"a_page_that_is_known_is_not_sent_again", a_page_that_is_known_is_not_sent_again},
    {"the_page_does_not_look_at_accept", the_page_does_not_look_at_accept},
    {"a_refused_change_leaves_the_session_as_it_was",
     a_refused_change_leaves_the_session_as_it_was},
};

int main(void) {
    client_run(tests, sizeof tests / sizeof *tests);
    return 0;
}
