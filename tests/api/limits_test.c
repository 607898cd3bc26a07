// Quotas and budgets: what passes them is refused whole, and the session goes on.
#include "api/json/text_buffer.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

// A list of `count` operations, each one `operation` with the number of its turn for each '#'.
static char *list(int count, const char *operation) {
    TextBuffer text = {0};
    text_add_string(&text, "{\"ops\": [");
    for (int i = 0; i < count; i++) {
        text_add_string(&text, i == 0 ? "" : ",");
        for (const char *at = operation; *at != '\0'; at++) {
            if (*at == '#') {
                text_add_format(&text, "%d", i);
            } else {
                text_add(&text, at, 1);
            }
        }
    }
    text_add_string(&text, "]}");
    return text_take(&text, NULL);
}

static void a_list_has_a_thousand_operations_at_most(void) {
    ApiSession *session = talk_begin();
    char *thousand = list(1000, "{\"op\": \"assign\", \"name\": \"n#\", \"value\": 1}");
    char *more = list(1001, "{\"op\": \"assign\", \"name\": \"n#\", \"value\": 1}");
    talk_expect(session, API_TOO_MANY_ITEMS, more);
    talk_expect(session, API_OK, thousand);
    free(thousand);
    free(more);
    api_session_destroy(session);
}

static void names_are_ten_thousand_at_most(void) {
    ApiSession *session = talk_begin();
    for (int i = 0; i < 10; i++) {
        char piece[128];
        snprintf(piece, sizeof piece, "{\"op\": \"assign\", \"name\": \"n%d_#\", \"value\": 1}", i);
        char *thousand = list(1000, piece);
        ApiInput input = {.body = thousand,
                          .size = strlen(thousand),
                          .parameters = {{"events", "none"}},
                          .parameter_count = 1};
        ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
        CHECK_INT(API_OK, reply.code);
        free(reply.body);
        free(thousand);
    }
    talk_expect(session, API_QUOTA_NAMES,
                "{\"op\": \"assign\", \"name\": \"one_more\", \"value\": []}");
    talk_expect(session, API_OK, "{\"op\": \"assign\", \"name\": \"n0_0\", \"value\": []}");
    talk_check(session);
    api_session_destroy(session);
}

static void the_bytes_of_a_session_are_bounded(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_QUOTA_BYTES,
                "{\"op\": \"assign\", \"name\": \"a\", \"value\": {\"bytes\": {\"zeros\": "
                "270000000}}}");
    talk_expect(session, API_OK,
                "{\"op\": \"assign\", \"name\": \"a\", \"value\": {\"bytes\": {\"zeros\": "
                "2000000}}}");
    talk_check(session);
    api_session_destroy(session);
}

// Each function calls the next one ten times: 10^7 operations in all.
static void work_is_bounded(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK,
                "{\"op\": \"function\", \"name\": \"f0\", \"params\": [], \"body\": []}");
    for (int i = 1; i <= 7; i++) {
        TextBuffer text = {0};
        text_add_format(&text,
                        "{\"op\": \"function\", \"name\": \"f%d\", \"params\": [], \"body\": [", i);
        for (int call = 0; call < 10; call++) {
            text_add_format(&text, "%s{\"op\": \"call\", \"function\": \"f%d\"}",
                            call == 0 ? "" : ",", i - 1);
        }
        text_add_string(&text, "]}");
        talk_expect(session, API_OK, text.text);
        text_discard(&text);
    }
    talk_expect(session, API_QUOTA_WORK, "{\"op\": \"call\", \"function\": \"f7\"}");
    ApiReply reply = talk(session, API_CALL_OPERATIONS, "{\"op\": \"call\", \"function\": \"f7\"}");
    CHECK(strstr(reply.body, "{\"limit\":\"steps\",\"value\":1000000,\"given\":100") != NULL);
    free(reply.body);
    talk_expect(session, API_OK, "{\"op\": \"call\", \"function\": \"f5\"}");
    char *five = list(5, "{\"op\": \"call\", \"function\": \"f5\"}");
    talk_expect(session, API_QUOTA_WORK, five);
    free(five);
    talk_check(session);
    api_session_destroy(session);
}

// An operation with a body of 3,000 others.
static char *with_body(const char *before, const char *after) {
    TextBuffer text = {0};
    text_add_string(&text, before);
    for (int i = 0; i < 3000; i++) {
        text_add_string(&text, i == 0 ? "" : ",");
        text_add_format(&text, "{\"op\": \"assign\", \"name\": \"a\", \"value\": %d}", i);
    }
    text_add_string(&text, after);
    return text_take(&text, NULL);
}

// What is read or copied once more in each turn counts, not only how often.
static void the_text_of_what_is_repeated_is_bounded(void) {
    static const char *const repeated[][2] = {
        {"{\"op\": \"repeat\", \"times\": 10000, \"ops\": [{\"op\": \"function\", \"name\": \"f\", "
         "\"params\": [], \"body\": [",
         "]}]}"},
        {"{\"op\": \"repeat\", \"times\": 10000, \"ops\": [{\"op\": \"class\", \"name\": \"P\", "
         "\"finalizer\": [",
         "]}]}"},
        {"{\"op\": \"repeat\", \"times\": 10000, \"ops\": [{\"op\": \"assign\", \"name\": "
         "\"x{i}\", "
         "\"value\": 1}, {\"op\": \"repeat\", \"times\": 0, \"ops\": [",
         "]}]}"},
    };
    ApiSession *session = talk_begin();
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        char *operation = with_body(repeated[i][0], repeated[i][1]);
        talk_expect(session, API_QUOTA_WORK, operation);
        free(operation);
    }
    talk_check(session);
    api_session_destroy(session);
}

// A list that doubles: 2^27 slots would be too many, however it is refused.
static void growth_is_bounded(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, "{\"op\": \"assign\", \"name\": \"a\", \"value\": [[], []]}");
    ApiCode code = API_OK;
    int turns = 0;
    for (; code == API_OK && turns < 40; turns++) {
        ApiInput input = {
            .body = "{\"op\": \"extend\", \"target\": \"a\", \"values\": {\"ref\": \"a\"}}",
            .parameters = {{"events", "none"}},
            .parameter_count = 1};
        input.size = strlen(input.body);
        ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
        code = reply.code;
        free(reply.body);
    }
    CHECK(code == API_QUOTA_BYTES || code == API_QUOTA_WORK);
    CHECK(turns > 10);
    talk_check(session);
    api_session_destroy(session);
}

// Asks for what takes walks of the heap, with so many operations in a list.
static ApiReply include(ApiSession *session, const char *what, int count) {
    char *many = list(count, "{\"op\": \"evaluate\", \"value\": 1}");
    ApiInput input = {.body = many,
                      .size = strlen(many),
                      .parameters = {{"include", what}},
                      .parameter_count = 1};
    ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
    free(many);
    return reply;
}

// So many operations pass; of more, the next one is refused.
static void check_walks(ApiSession *session, const char *what, int count) {
    char place[32];
    ApiReply passes = include(session, what, count);
    CHECK_STR("ok", api_code_name(passes.code));
    free(passes.body);
    ApiReply refused = include(session, what, count + 20);
    CHECK_STR("quota-work", api_code_name(refused.code));
    snprintf(place, sizeof place, "\"op_index\":%d", count);
    CHECK(strstr(refused.body, place) != NULL);
    free(refused.body);
}

// A list of 2^20 slots, and operations that each ask for walks of all of them: the one that counts
// and one for each word, 50 million visits in all.
static void walks_of_the_heap_are_work(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, "{\"op\": \"assign\", \"name\": \"a\", \"value\": [1]}");
    char *doubling =
        list(20, "{\"op\": \"extend\", \"target\": \"a\", \"values\": {\"ref\": \"a\"}}");
    talk_expect(session, API_OK, doubling);
    free(doubling);
    check_walks(session, "reachable", 23);
    check_walks(session, "referrers", 23);
    check_walks(session, "reachable,referrers", 15);
    talk_check(session);
    api_session_destroy(session);
}

static void depth_of_data_is_not_bounded(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, "{\"op\": \"assign\", \"name\": \"a\", \"value\": []}");
    char *deeper = list(1000, "{\"op\": \"assign\", \"name\": \"a\", \"value\": [{\"ref\": "
                              "\"a\"}]}");
    for (int i = 0; i < 5; i++) {
        ApiInput input = {.body = deeper,
                          .size = strlen(deeper),
                          .parameters = {{"events", "none"}},
                          .parameter_count = 1};
        ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
        CHECK_INT(API_OK, reply.code);
        free(reply.body);
    }
    free(deeper);
    char *everything = talk_everything(session);
    free(everything);
    talk_expect(session, API_OK, "{\"op\": \"del\", \"name\": \"a\"}");
    talk_check(session);
    api_session_destroy(session);
}

static void objects_are_a_hundred_thousand_at_most(void) {
    ApiSession *session = talk_begin();
    TextBuffer text = {0};
    text_add_string(&text, "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"to\"], "
                           "\"body\": [{\"op\": \"extend\", \"target\": \"to\", \"values\": [");
    for (int i = 0; i < 5000; i++) {
        text_add_string(&text, i == 0 ? "[]" : ",[]");
    }
    text_add_string(&text, "]}]}");
    talk_expect(session, API_OK, text.text);
    text_discard(&text);
    talk_expect(session, API_OK, "{\"op\": \"assign\", \"name\": \"a\", \"value\": []}");
    ApiCode code = API_OK;
    for (int i = 0; code == API_OK && i < 30; i++) {
        ApiInput input = {.body = "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"to\": "
                                  "{\"ref\": \"a\"}}}",
                          .parameters = {{"events", "none"}},
                          .parameter_count = 1};
        input.size = strlen(input.body);
        ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
        code = reply.code;
        free(reply.body);
    }
    CHECK_STR("quota-objects", api_code_name(code));
    talk_expect(session, API_OK, "{\"op\": \"clear\", \"target\": \"a\"}");
    talk_expect(session, API_OK, "{\"op\": \"assign\", \"name\": \"b\", \"value\": [[]]}");
    talk_check(session);
    api_session_destroy(session);
}

int main(void) {
    RUN(a_list_has_a_thousand_operations_at_most);
    RUN(names_are_ten_thousand_at_most);
    RUN(the_bytes_of_a_session_are_bounded);
    RUN(work_is_bounded);
    RUN(the_text_of_what_is_repeated_is_bounded);
    RUN(growth_is_bounded);
    RUN(walks_of_the_heap_are_work);
    RUN(depth_of_data_is_not_bounded);
    RUN(objects_are_a_hundred_thousand_at_most);
    return 0;
}
