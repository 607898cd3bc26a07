// What fails leaves nothing behind, in whatever way it fails: the session answers every question as
// before, and what is made later has the ids and addresses it would have had.
#include "api/json/text_buffer.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

static const char beginning[] =
    "{\"ops\": ["
    "{\"op\": \"class\", \"name\": \"P\"},"
    "{\"op\": \"assign\", \"name\": \"p\", \"value\": {\"new\": \"P\"}},"
    "{\"op\": \"set_attr\", \"target\": \"p\", \"attr\": \"me\", \"value\": {\"ref\": \"p\"}},"
    "{\"op\": \"assign\", \"name\": \"li\", \"value\": [1, \"two words\", [], {\"tuple\": [3]}]},"
    "{\"op\": \"assign\", \"name\": \"d\", \"value\": {\"dict\": [[\"k\", {\"ref\": \"li\"}]]}},"
    "{\"op\": \"assign\", \"name\": \"emptied\", \"value\": [1, 2]},"
    "{\"op\": \"pop\", \"target\": \"emptied\"},"
    "{\"op\": \"pop\", \"target\": \"emptied\"},"
    "{\"op\": \"class\", \"name\": \"D\", \"finalizer\": ["
    "  {\"op\": \"append\", \"target\": \"li\", \"value\": {\"ref\": \"self\"}}]},"
    "{\"op\": \"assign\", \"name\": \"dear\", \"value\": {\"new\": \"D\"}},"
    "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"x\"], \"body\": ["
    "  {\"op\": \"append\", \"target\": \"x\", \"value\": \"a constant\"},"
    "  {\"op\": \"assign\", \"name\": \"y\", \"value\": {\"ref\": \"x['no int']\"}}]},"
    "{\"op\": \"function\", \"name\": \"g\", \"params\": [\"x\"]},"
    "{\"op\": \"call\", \"function\": \"g\", \"args\": {\"x\": {\"ref\": \"li\"}}},"
    "{\"op\": \"assign\", \"name\": \"garbage\", \"value\": [\"in a cycle\"]},"
    "{\"op\": \"append\", \"target\": \"garbage\", \"value\": {\"ref\": \"garbage\"}},"
    "{\"op\": \"del\", \"name\": \"garbage\"}"
    "]}";

static const char clears_and_fails[] =
    "{\"ops\": [{\"op\": \"clear\", \"target\": \"li\"}, {\"op\": \"del_item\", \"target\": "
    "\"<module>.d\", \"key\": \"k\"}, {\"op\": \"set_attr\", \"target\": \"p\", \"attr\": \"z\", "
    "\"value\": {\"new\": \"P\"}}, {\"op\": \"gc\", \"thresholds\": [1]}, {\"op\": \"pop\", "
    "\"target\": \"li\"}]}";

// Each fails after it has changed something, or before.
static const char *const failures[] = {
    "{\"op\": \"del\", \"names\": [\"x\", \"x\"]}",
    "{\"op\": \"assign\", \"name\": \"n\", \"value\": [\"made\", \"and made\", {\"ref\": \"no\"}]}",
    "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"x\": {\"ref\": \"li\"}}}",
    "{\"op\": \"evaluate\", \"value\": {\"dict\": [[\"a b\", 1], [[], 2]]}}",
    "{\"op\": \"extend\", \"target\": \"li\", \"values\": 7}",
    "{\"op\": \"collect\", \"generation\": 7}",
    "{\"op\": \"assign\", \"name\": \"n\", \"value\": {\"bytes\": {\"zeros\": 300000000}}}",
    "{\"ops\": [{\"op\": \"collect\"}, {\"op\": \"return\"}, {\"op\": \"return\"}]}",
    "{\"ops\": [{\"op\": \"clear\", \"target\": \"emptied\"}, {\"op\": \"del\", \"name\": "
    "\"no\"}]}",
    "{\"ops\": [{\"op\": \"assign\", \"name\": \"<module>.dear\", \"value\": 0}, {\"op\": "
    "\"fly\"}]}",
    "{\"ops\": [{\"op\": \"assign\", \"name\": \"<module>.dear\", \"value\": 0}, {\"op\": "
    "\"collect\"}, {\"op\": \"del\", \"name\": \"no\"}]}",
    clears_and_fails,
    "{\"ops\": [{\"op\": \"assign\", \"name\": \"li\", \"value\": 0}, {\"op\": \"fly\"}]}",
    "{\"op\": \"assign\"",
};

static void make_some_things(ApiSession *session) {
    talk_expect(session, API_OK,
                "{\"ops\": [{\"op\": \"assign\", \"name\": \"later\", \"value\": [\"some text\", "
                "{\"new\": \"P\"}, {\"tuple\": [1, []]}]}, {\"op\": \"return\"}, {\"op\": "
                "\"collect\"}, {\"op\": \"class\", \"name\": \"Q\"}]}");
}

static ApiCode fail(ApiSession *session, const char *body) {
    ApiReply reply = talk(session, API_CALL_OPERATIONS, body);
    CHECK(reply.code >= API_BAD_JSON);
    free(reply.body);
    return reply.code;
}

static void what_fails_changes_no_answer(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, beginning);
    char *before = talk_everything(session);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        fail(session, failures[i]);
        talk_check(session);
        char *after = talk_everything(session);
        CHECK_STR(before, after);
        free(after);
    }
    free(before);
    api_session_destroy(session);
}

static void what_comes_later_is_as_if_nothing_had_failed(void) {
    ApiSession *tried = talk_begin(), *untried = talk_begin();
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        fail(tried, failures[i]);
    }
    talk_expect(tried, API_OK, beginning);
    talk_expect(untried, API_OK, beginning);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        fail(tried, failures[i]);
    }
    make_some_things(tried);
    make_some_things(untried);
    char *one = talk_everything(tried), *other = talk_everything(untried);
    CHECK_STR(other, one);
    free(one);
    free(other);
    api_session_destroy(tried);
    api_session_destroy(untried);
}

// So much work that checkpoints are taken between the failures.
static void checkpoints_make_no_difference(void) {
    ApiSession *tried = talk_begin(), *untried = talk_begin();
    ApiSession *const both[] = {tried, untried};
    for (size_t i = 0; i < 2; i++) {
        talk_expect(both[i], API_OK, beginning);
        talk_expect(both[i], API_OK,
                    "{\"op\": \"assign\", \"name\": \"b\", \"value\": [0, 1, 2, 3, 4, 5, 6, 7]}");
    }
    for (int round = 0; round < 12; round++) {
        for (size_t i = 0; i < 2; i++) {
            talk_expect(both[i], API_OK,
                        "{\"op\": \"extend\", \"target\": \"b\", \"values\": {\"ref\": \"b\"}}");
            talk_expect(both[i], API_OK, "{\"op\": \"append\", \"target\": \"b\", \"value\": []}");
        }
        for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
            fail(tried, failures[i]);
        }
    }
    char *one = talk_everything(tried), *other = talk_everything(untried);
    CHECK_STR(other, one);
    free(one);
    free(other);
    api_session_destroy(tried);
    api_session_destroy(untried);
}

int main(void) {
    RUN(what_fails_changes_no_answer);
    RUN(what_comes_later_is_as_if_nothing_had_failed);
    RUN(checkpoints_make_no_difference);
    return 0;
}
