#include "tests/api/talk.h"

#include "api/json/text_buffer.h"
#include "tests/support/test.h"

ApiSession *talk_begin(void) {
    ApiIdentity identity = {"s0", "/v1/sessions/s0", "2026-01-01T00:00:00Z"};
    const char *profile = getenv("SANDHEAP_PROFILE");
    char body[64];
    int length =
        profile != NULL ? snprintf(body, sizeof body, "{\"profile\": \"%s\"}", profile) : 0;
    ApiInput input = {.body = body, .size = (size_t)length};
    ApiSession *session = NULL;
    ApiReply reply = api_session_create(&identity, &input, &session);
    CHECK_INT(API_CREATED, reply.code);
    free(reply.body);
    return session;
}

ApiReply talk(ApiSession *session, ApiCall call, const char *body) {
    ApiInput input = {.body = body, .size = body != NULL ? strlen(body) : 0};
    return api_call(session, call, &input);
}

void talk_expect(ApiSession *session, ApiCode expected, const char *body) {
    ApiReply reply = talk(session, API_CALL_OPERATIONS, body);
    if (reply.code != expected) {
        printf("  %.300s\n  answers %.600s\n", body, reply.body);
    }
    CHECK_STR(api_code_name(expected), api_code_name(reply.code));
    CHECK(reply.body != NULL && strlen(reply.body) == reply.size);
    free(reply.body);
}

static void add_answer(ApiSession *session, ApiCall call, const ApiInput *input, TextBuffer *text) {
    ApiReply reply = api_call(session, call, input);
    CHECK_INT(API_OK, reply.code);
    text_add(text, reply.body, reply.size);
    text_add_string(text, "\n");
    free(reply.body);
}

char *talk_everything(ApiSession *session) {
    static const ApiCall calls[] = {API_CALL_SESSION,  API_CALL_OBJECTS,    API_CALL_NAMES,
                                    API_CALL_FRAMES,   API_CALL_GC,         API_CALL_MEMORY,
                                    API_CALL_INTERNED, API_CALL_SMALL_INTS, API_CALL_HISTORY};
    TextBuffer text = {0};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        add_answer(session, calls[i], &(ApiInput){.size = 0}, &text);
    }
    ApiInput all = {.parameters = {{"limit", "10000"}}, .parameter_count = 1};
    add_answer(session, API_CALL_GRAPH, &all, &text);
    return text_take(&text, NULL);
}

void talk_check(ApiSession *session) {
    char *message = api_session_check(session);
    CHECK_STR(NULL, message);
    free(message);
}
