// What a refusal quotes of a request is cut between two characters, never inside of one.
#include "api/json/text_buffer.h"
#include "api/json/utf8.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

static bool is_utf8(const char *text, size_t size) {
    for (size_t i = 0; i < size;) {
        uint32_t point = 0;
        size_t step = utf8_decode(text + i, size - i, &point);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

// A long text of characters of three bytes each, after `ahead` bytes.
static char *long_text(int ahead) {
    TextBuffer text = {0};
    for (int i = 0; i < ahead; i++) {
        text_add_string(&text, "x");
    }
    for (int i = 0; i < 300; i++) {
        text_add_string(&text, "变");
    }
    return text_take(&text, NULL);
}

static const struct {
    ApiCall call;
    const char *body;  // '#' stands for the text. NULL: the text is a parameter.
} requests[] = {
    {API_CALL_OPERATIONS, "{\"op\": \"#\"}"},
    {API_CALL_OPERATIONS, "{\"op\": \"del\", \"name\": \"#\"}"},
    {API_CALL_OPERATIONS, "{\"op\": \"del\", \"name\": \"a\", \"#\": 1}"},
    {API_CALL_OPERATIONS, "{\"ops\": [], \"#\": 1}"},
    {API_CALL_OPERATIONS, "{\"op\": \"clear\", \"target\": \"#\"}"},
    {API_CALL_OPERATIONS, "{\"op\": \"clear\", \"target\": \"a[#]\"}"},
    {API_CALL_OPERATIONS, "{\"op\": \"clear\", \"target\": \"a['#'\"}"},
    {API_CALL_OPERATIONS, "{\"op\": \"evaluate\", \"value\": {\"int\": \"1\", \"#\": 1}}"},
    {API_CALL_OPERATIONS, "{\"op\": \"evaluate\", \"value\": {\"#\": 1}}"},
    {API_CALL_OPERATIONS, "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"#\": 1}}"},
    {API_CALL_OPERATIONS,
     "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"#\"], \"body\": []}"},
    {API_CALL_DELETE_NAME, ""},
    {API_CALL_OBJECT, NULL},
    {API_CALL_POOL, NULL},
    {API_CALL_OBJECTS, NULL},
    {API_CALL_GRAPH, NULL},
};

static char *fill(const char *pattern, const char *text) {
    TextBuffer filled = {0};
    for (; *pattern != '\0'; pattern++) {
        text_add(&filled, *pattern == '#' ? text : pattern, *pattern == '#' ? strlen(text) : 1);
    }
    return text_take(&filled, NULL);
}

static void check_request(ApiSession *session, size_t index, const char *text) {
    const char *pattern = requests[index].body;
    char *body = pattern != NULL ? fill(pattern, text) : NULL;
    bool is_path = requests[index].call == API_CALL_OBJECT || requests[index].call == API_CALL_POOL;
    ApiInput input = {.body = body,
                      .size = body != NULL ? strlen(body) : 0,
                      .path = {text, text},
                      .parameters = {{text, text}},
                      .parameter_count = body == NULL && !is_path ? 1 : 0};
    ApiReply reply = api_call(session, requests[index].call, &input);
    if (!is_utf8(reply.body, reply.size)) {
        printf("  %zu: %.400s\n", index, reply.body);
        CHECK(false);
    }
    CHECK(reply.code >= API_BAD_JSON);
    free(reply.body);
    free(body);
}

static void refusals_are_utf8(void) {
    ApiSession *session = talk_begin();
    for (int ahead = 0; ahead < 3; ahead++) {
        char *text = long_text(ahead);
        for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
            check_request(session, i, text);
        }
        free(text);
    }
    api_session_destroy(session);
}

static void wishes_that_are_refused_are_utf8(void) {
    static const char *const bodies[] = {"{\"profile\": \"#\"}", "{\"#\": 1}",
                                         "{\"label\": \"#\"}"};
    for (size_t i = 0; i < 9; i++) {
        char *text = long_text((int)(i % 3)), *body = fill(bodies[i / 3], text);
        ApiIdentity identity = {"s0", "/v1/sessions/s0", "2026-01-01T00:00:00Z"};
        ApiSession *session = NULL;
        ApiInput input = {.body = body, .size = strlen(body)};
        ApiReply reply = api_session_create(&identity, &input, &session);
        CHECK(session == NULL);
        CHECK(is_utf8(reply.body, reply.size));
        free(reply.body);
        free(body);
        free(text);
    }
}

int main(void) {
    RUN(refusals_are_utf8);
    RUN(wishes_that_are_refused_are_utf8);
    return 0;
}
