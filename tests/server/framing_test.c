// Requests that are malformed, ambiguous or too large, byte by byte as they go over the wire.
//
// Each row is a test; its name is the promise. Where the server cannot know where a request ends it
// hangs up after its answer; everywhere else the connection goes on, which the next request shows.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/server/wire.h"
#include "tests/support/server_process.h"
#include "tests/support/test.h"

enum { PATIENCE_MILLISECONDS = 60000 };

typedef enum { KEPT, CLOSED } Fate;

// What is sent: `head`, then `filler` so many times, then `tail`.
typedef struct {
    const char *name;
    int status;
    Fate fate;
    const char *head;
    const char *filler;
    size_t times;
    const char *tail;
} Row;

#define HOST "Host: localhost\r\n"
#define JSON "Content-Type: application/json\r\n"
#define POST_JSON "POST /v1/sessions HTTP/1.1\r\n" HOST JSON
#define POST_OBJECT "POST /v1/sessions/x/objects HTTP/1.1\r\n" HOST JSON
#define EMPTY_POST "POST /v1/sessions HTTP/1.1\r\n" HOST "Content-Length: 0\r\n"
#define END "\r\n"

// clang-format off
static const Row rows[] = {
    {"a_request_without_a_host_is_refused", 400, CLOSED,
     "GET /livez HTTP/1.1\r\n" END},
    {"an_old_request_may_lack_a_host", 200, CLOSED,
     "GET /livez HTTP/1.0\r\n" END},
    {"two_hosts_are_refused", 400, CLOSED,
     "GET /livez HTTP/1.1\r\n" HOST HOST END},
    {"a_foreign_host_is_refused_on_loopback", 421, CLOSED,
     "GET /livez HTTP/1.1\r\nHost: evil.example\r\n" END},
    {"a_host_that_only_begins_like_loopback_is_refused", 421, CLOSED,
     "GET /livez HTTP/1.1\r\nHost: localhost.evil.example\r\n" END},
    {"a_loopback_host_may_name_any_port", 200, KEPT,
     "GET /livez HTTP/1.1\r\nHost: [::1]:99\r\n" END},

    {"a_page_of_another_site_makes_no_session", 403, CLOSED,
     EMPTY_POST "Origin: http://evil.example\r\nContent-Type: text/plain\r\n" END},
    {"a_page_of_an_opaque_origin_makes_no_session", 403, CLOSED,
     EMPTY_POST "Origin: null\r\n" END},
    {"an_origin_that_only_begins_like_loopback_is_refused", 403, CLOSED,
     EMPTY_POST "Origin: http://localhost.evil.example\r\n" END},
    {"an_own_origin_does_not_excuse_a_foreign_one", 403, CLOSED,
     EMPTY_POST "Origin: http://localhost\r\nOrigin: http://evil.example\r\n" END},
    {"the_servers_own_page_makes_a_session", 201, KEPT,
     EMPTY_POST "Origin: http://127.0.0.1:8080\r\n" END},
    {"a_page_of_another_scheme_of_loopback_makes_a_session", 201, KEPT,
     EMPTY_POST "Origin: https://[::1]\r\n" END},

    {"a_length_and_a_coding_are_refused", 400, CLOSED,
     POST_JSON "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n" END "0\r\n\r\n"},
    {"two_different_lengths_are_refused", 400, CLOSED,
     POST_JSON "Content-Length: 2\r\nContent-Length: 3\r\n" END "{}"},
    {"two_codings_are_refused", 400, CLOSED,
     POST_JSON "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" END "0\r\n\r\n"},
    {"a_coding_in_an_old_request_is_refused", 400, CLOSED,
     "POST /v1/sessions HTTP/1.0\r\n" HOST JSON "Transfer-Encoding: chunked\r\n" END "0\r\n\r\n"},
    {"a_coding_list_is_not_implemented", 501, CLOSED,
     POST_JSON "Transfer-Encoding: gzip, chunked\r\n" END "0\r\n\r\n"},
    {"the_identity_coding_is_not_implemented", 501, CLOSED,
     POST_JSON "Transfer-Encoding: identity\r\n" END "0\r\n\r\n"},

    {"a_terabyte_is_refused_unread", 413, CLOSED,
     POST_JSON "Content-Length: 1000000000000\r\n" END},
    {"a_body_beyond_the_limit_is_refused_and_the_connection_kept", 413, KEPT,
     POST_OBJECT "Content-Length: 307200\r\n" END, "x", 307200, ""},
    {"a_chunked_body_beyond_the_limit_is_refused_and_the_connection_kept", 413, KEPT,
     POST_OBJECT "Transfer-Encoding: chunked\r\n" END "4b000\r\n", "x", 307200, "\r\n0\r\n\r\n"},
    {"a_body_that_never_ends_is_hung_up_on", 0, CLOSED,
     POST_OBJECT "Transfer-Encoding: chunked\r\n" END "1000000\r\n", "x", 2097152, ""},
    {"five_megabytes_at_once_are_refused", 413, CLOSED,
     POST_OBJECT "Content-Length: 5242880\r\n" END, "x", 5242880, ""},
    {"a_large_body_is_refused_before_it_is_sent", 413, CLOSED,
     POST_JSON "Expect: 100-continue\r\nContent-Length: 31457280\r\n" END},
    {"an_unknown_expectation_fails", 417, CLOSED,
     POST_JSON "Expect: tea\r\nContent-Length: 2\r\n" END "{}"},
    {"a_body_needs_a_length", 411, CLOSED,
     POST_JSON END},
    {"an_empty_body_is_refused_where_one_is_needed", 400, KEPT,
     "POST /v1/sessions/x/ops HTTP/1.1\r\n" HOST "Content-Length: 0\r\n" END},
    {"an_empty_body_makes_a_session", 201, KEPT,
     EMPTY_POST END},
    {"a_chunked_body_makes_a_session", 201, KEPT,
     POST_JSON "Transfer-Encoding: chunked\r\n" END "2\r\n{}\r\n0\r\n\r\n"},
    {"a_read_with_a_body_is_refused", 400, CLOSED,
     "GET /livez HTTP/1.1\r\n" HOST "Content-Length: 2\r\n" END "{}"},

    {"white_space_before_a_colon_is_refused", 400, CLOSED,
     "GET /livez HTTP/1.1\r\n" HOST "X-A : 1\r\n" END},
    {"a_control_byte_in_a_field_is_refused", 400, CLOSED,
     "GET /livez HTTP/1.1\r\n" HOST "X-A: a\x01" "b\r\n" END},
    {"a_bare_carriage_return_in_a_field_is_refused", 400, CLOSED,
     "GET /livez HTTP/1.1\r\n" HOST "X-A: a\rb\r\n" END},

    {"an_encoded_nul_in_a_path_is_refused", 400, CLOSED,
     "GET /livez%00 HTTP/1.1\r\n" HOST END},
    {"an_encoded_nul_in_a_name_is_refused", 400, CLOSED,
     "DELETE /v1/sessions/x/names/a%00b HTTP/1.1\r\n" HOST END},
    {"a_name_that_is_not_utf8_is_refused", 400, CLOSED,
     "DELETE /v1/sessions/x/names/%c0%af HTTP/1.1\r\n" HOST END},
    {"a_name_cut_short_is_refused", 400, CLOSED,
     "DELETE /v1/sessions/x/names/a%4 HTTP/1.1\r\n" HOST END},
    {"an_encoded_name_is_understood", 404, KEPT,
     "DELETE /v1/sessions/x/names/%C3%A9 HTTP/1.1\r\n" HOST END},
    {"an_encoded_session_is_refused", 400, CLOSED,
     "GET /v1/sessions/%41 HTTP/1.1\r\n" HOST END},
    {"dots_that_climb_are_refused", 400, CLOSED,
     "GET /../livez HTTP/1.1\r\n" HOST END},
    {"encoded_dots_are_refused", 400, CLOSED,
     "GET /%2e%2e/livez HTTP/1.1\r\n" HOST END},
    {"two_slashes_in_a_row_are_refused", 400, CLOSED,
     "GET //livez HTTP/1.1\r\n" HOST END},
    {"a_raw_byte_in_a_path_is_refused", 400, CLOSED,
     "GET /\xff HTTP/1.1\r\n" HOST END},
    {"a_space_in_a_path_is_refused", 400, CLOSED,
     "GET /a b HTTP/1.1\r\n" HOST END},
    {"a_whole_url_as_target_is_refused", 400, CLOSED,
     "GET http://evil.example/livez HTTP/1.1\r\n" HOST END},
    {"a_star_as_target_is_refused", 400, CLOSED,
     "OPTIONS * HTTP/1.1\r\n" HOST END},
    {"a_query_that_cannot_be_decoded_is_refused", 400, KEPT,
     "GET /v1/sessions/x/objects?q=%zz HTTP/1.1\r\n" HOST END},
    {"seventeen_parameters_are_refused", 400, KEPT,
     "GET /v1/sessions/x/objects?a=1", "&b=2", 16, " HTTP/1.1\r\n" HOST END},

    {"connect_is_not_implemented", 501, CLOSED,
     "CONNECT evil.example:80 HTTP/1.1\r\n" HOST END},
    {"trace_is_not_allowed", 405, KEPT,
     "TRACE /livez HTTP/1.1\r\n" HOST END},
    {"brewing_is_not_allowed", 405, KEPT,
     "BREW /livez HTTP/1.1\r\n" HOST END},
    {"brewing_where_nothing_is_is_not_implemented", 501, KEPT,
     "BREW /pot HTTP/1.1\r\n" HOST END},
    {"methods_are_not_written_small", 405, KEPT,
     "get /livez HTTP/1.1\r\n" HOST END},
    {"the_wrong_method_is_not_allowed", 405, KEPT,
     "DELETE /v1/sessions HTTP/1.1\r\n" HOST END},
    {"the_wrong_method_with_a_body_is_not_allowed", 405, KEPT,
     "PATCH /v1/sessions HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\n" END "{}"},
    {"an_unknown_path_is_not_found", 404, KEPT,
     "GET /v1/nothing HTTP/1.1\r\n" HOST END},
    {"a_slash_too_many_at_the_end_is_not_found", 404, KEPT,
     "GET /livez/ HTTP/1.1\r\n" HOST END},

    {"a_long_target_is_refused", 414, CLOSED,
     "GET /", "a", 3000, " HTTP/1.1\r\n" HOST END},
    {"a_target_of_a_hundred_kilobytes_is_refused", 414, CLOSED,
     "GET /", "a", 100000, " HTTP/1.1\r\n" HOST END},
    {"a_hundred_fields_are_too_many", 431, CLOSED,
     "GET /livez HTTP/1.1\r\n" HOST, "X-A: 1\r\n", 100, END},
    {"three_thousand_fields_are_too_many", 431, CLOSED,
     "GET /livez HTTP/1.1\r\n" HOST, "X-A: 1\r\n", 3000, END},
    {"a_field_of_forty_kilobytes_is_too_large", 431, CLOSED,
     "GET /livez HTTP/1.1\r\n" HOST "X-A: ", "a", 40000, "\r\n" END},

    {"text_is_an_unsupported_media_type", 415, KEPT,
     "POST /v1/sessions HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: 2\r\n" END "{}"},
    {"a_body_without_a_type_is_unsupported", 415, KEPT,
     "POST /v1/sessions HTTP/1.1\r\n" HOST "Content-Length: 2\r\n" END "{}"},
    {"a_type_that_only_begins_like_json_is_unsupported", 415, KEPT,
     "POST /v1/sessions HTTP/1.1\r\n" HOST "Content-Type: application/jsonx\r\nContent-Length: 2\r\n" END "{}"},
    {"a_compressed_body_is_unsupported", 415, KEPT,
     POST_JSON "Content-Encoding: gzip\r\nContent-Length: 2\r\n" END "{}"},
    {"a_type_may_name_its_charset", 201, KEPT,
     "POST /v1/sessions HTTP/1.1\r\n" HOST "Content-Type: Application/JSON; charset=utf-8\r\nContent-Length: 2\r\n" END "{}"},

    {"an_answer_that_excludes_json_is_not_acceptable", 406, KEPT,
     "GET /v1/profiles HTTP/1.1\r\n" HOST "Accept: text/html, application/json;q=0\r\n" END},
    {"a_more_specific_range_decides", 406, KEPT,
     "GET /v1/profiles HTTP/1.1\r\n" HOST "Accept: application/json;q=0, text/plain;q=0, */*\r\n" END},
    {"any_range_that_holds_json_will_do", 200, KEPT,
     "GET /v1/profiles HTTP/1.1\r\n" HOST "Accept: text/html, application/*;q=0.1\r\n" END},
    {"a_weight_of_three_zeros_excludes", 406, KEPT,
     "GET /v1/profiles HTTP/1.1\r\n" HOST "Accept: application/json ; Q=0.000 , text/html\r\n" END},
    {"a_thousandth_excludes_nothing", 200, KEPT,
     "GET /v1/profiles HTTP/1.1\r\n" HOST "Accept: application/json;q=0.001\r\n" END},
    {"a_weight_that_is_no_number_excludes_nothing", 200, KEPT,
     "GET /v1/profiles HTTP/1.1\r\n" HOST "Accept: application/json;q=nan\r\n" END},
    {"a_hexadecimal_zero_is_no_weight", 200, KEPT,
     "GET /v1/profiles HTTP/1.1\r\n" HOST "Accept: application/json;q=0x0\r\n" END},
};
// clang-format on

// A body in JSON's place, with the status that creating a session with it has.
typedef struct {
    const char *name;
    const char *body;
} BadBody;

static const BadBody bad_bodies[] = {
    {"an_object_that_is_cut_off_is_refused", "{\"a\":"},
    {"text_after_the_object_is_refused", "{} x"},
    {"two_objects_are_refused", "{}{}"},
    {"a_comma_too_many_is_refused", "{\"ops\": [1,]}"},
    {"single_quotes_are_refused", "{'label': 1}"},
    {"not_a_number_is_refused", "{\"label\": NaN}"},
    {"a_hexadecimal_number_is_refused", "{\"label\": 0x10}"},
    {"a_member_that_stands_twice_is_refused", "{\"label\": \"a\", \"label\": \"b\"}"},
    {"a_bare_array_is_refused", "[]"},
    {"a_raw_control_byte_in_a_string_is_refused", "{\"label\": \"a\nb\"}"},
    {"bytes_that_are_not_utf8_are_refused", "{\"label\": \"\xff\"}"},
    {"an_overlong_character_is_refused", "{\"label\": \"\xc0\xaf\"}"},
    {"half_a_surrogate_pair_is_refused", "{\"label\": \"\xed\xa0\x80\"}"},
};

// --- Sending a row ---

static char *add_text(char *place, const char *text) {
    size_t size = strlen(text);
    memcpy(place, text, size + 1);
    return place + size;
}

// Owned by the caller.
static char *request_text(const Row *row, size_t *out_size) {
    const char *filler = row->filler != NULL ? row->filler : "";
    const char *tail = row->tail != NULL ? row->tail : "";
    *out_size = strlen(row->head) + row->times * strlen(filler) + strlen(tail);
    char *text = malloc(*out_size + 1);
    CHECK(text != NULL);
    char *next = add_text(text, row->head);
    for (size_t i = 0; i < row->times; i++) {
        next = add_text(next, filler);
    }
    add_text(next, tail);
    return text;
}

static void check_fate(int connection, Fate fate) {
    static const char next[] = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    WireReply reply;
    if (fate == CLOSED) {
        CHECK(wire_is_closed(connection, PATIENCE_MILLISECONDS));
        return;
    }
    CHECK(wire_send(connection, next, strlen(next)));
    wire_read(connection, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(200, reply.status);
}

// The library below answers some of them itself, without a body that says why.
static void check_problem(const WireReply *reply) {
    bool is_library = strstr(reply->text, "Content-Type") == NULL;
    CHECK(reply->status < 400 || is_library ||
          strstr(reply->text, "application/problem+json") != NULL);
}

static void check_row(const ServerProcess *server, const Row *row) {
    size_t size = 0;
    char *text = request_text(row, &size);
    WireReply reply;
    printf("%s\n", row->name);
    int connection = wire_connect(server->port);
    CHECK(connection >= 0);
    wire_send(connection, text, size);
    wire_read(connection, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(row->status, reply.status);
    check_problem(&reply);
    check_fate(connection, row->fate);
    close(connection);
    free(text);
}

static void check_bad_body(const ServerProcess *server, const BadBody *bad) {
    char head[256];
    snprintf(head, sizeof head, POST_JSON "Content-Length: %zu\r\n\r\n", strlen(bad->body));
    Row row = {bad->name, 400, KEPT, head, bad->body, 1, ""};
    check_row(server, &row);
}

// --- Tests that are no rows ---

static void a_small_body_is_asked_for_and_taken(const ServerProcess *server) {
    static const char head[] = POST_JSON "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    WireReply reply;
    int connection = wire_connect(server->port);
    wire_send(connection, head, strlen(head));
    wire_read(connection, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(100, reply.status);
    wire_send(connection, "{}", 2);
    wire_read(connection, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(201, reply.status);
    close(connection);
}

static void nesting_of_ten_thousand_is_refused(const ServerProcess *server) {
    static const char *const openings[] = {"[", "{\"a\":"};
    for (size_t i = 0; i < 2; i++) {
        char head[256];
        snprintf(head, sizeof head, POST_JSON "Content-Length: %zu\r\n\r\n{\"ops\": ",
                 strlen("{\"ops\": ") + 10000 * strlen(openings[i]));
        Row row = {"nesting_of_ten_thousand_is_refused", 400, KEPT, head, openings[i], 10000, ""};
        check_row(server, &row);
    }
}

// What an answer says, for the requests that could be refused for more than one reason.
typedef struct {
    const char *name;
    const char *request;
    const char *expected;
} Telling;

static const Telling tellings[] = {
    {"a_refusal_of_a_type_names_the_header",
     "POST /v1/sessions HTTP/1.1\r\n" HOST "Content-Length: 2\r\n" END "{}",
     "Content-Type: application/json is missing"},
    {"an_unknown_method_is_told_as_one", "BREW /pot HTTP/1.1\r\n" HOST END, "method-unknown"},
    {"an_unknown_coding_is_no_unknown_method",
     POST_JSON "Transfer-Encoding: gzip, chunked\r\n" END "0\r\n\r\n", "transfer-coding-unknown"},
};

static void check_telling(const ServerProcess *server, const Telling *telling) {
    WireReply reply;
    printf("%s\n", telling->name);
    int connection = wire_connect(server->port);
    wire_send(connection, telling->request, strlen(telling->request));
    wire_read(connection, PATIENCE_MILLISECONDS, &reply);
    if (strstr(reply.text, telling->expected) == NULL) {
        CHECK_STR(telling->expected, reply.text);
    }
    close(connection);
}

int main(void) {
    // Longer than patience, or one that is kept by mistake would be closed in time as an idle one.
    static const char *const times[] = {"--request-timeout", "600", "--idle-timeout", "600", NULL};
    ServerProcess server;
    CHECK(server_process_start(&server, times));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_row(&server, &rows[i]);
    }
    for (size_t i = 0; i < sizeof bad_bodies / sizeof *bad_bodies; i++) {
        check_bad_body(&server, &bad_bodies[i]);
    }
    for (size_t i = 0; i < sizeof tellings / sizeof *tellings; i++) {
        check_telling(&server, &tellings[i]);
    }
    a_small_body_is_asked_for_and_taken(&server);
    nesting_of_ten_thousand_is_refused(&server);
    CHECK_INT(0, server_process_stop(&server));
    return 0;
}
