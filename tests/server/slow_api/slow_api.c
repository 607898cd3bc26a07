// An api whose sessions are empty, and whose history never comes: put below the server in place of
// the real one, it makes a request that takes longer than any test.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/api.h"

struct ApiSession {
    int nothing;
};

static ApiReply say(ApiCode code, const char *detail) {
    char body[512];
    int size = snprintf(body, sizeof body, "{\"detail\": \"%s\"}", detail);
    return (ApiReply){.code = code, .body = strdup(body), .size = (size_t)size};
}

ApiReply api_session_create(const ApiIdentity *identity, const ApiInput *input,
                            ApiSession **out_session) {
    (void)input;
    *out_session = calloc(1, sizeof **out_session);
    return say(*out_session != NULL ? API_CREATED : API_NO_MEMORY, identity->id);
}

void api_session_destroy(ApiSession *session) {
    free(session);
}

static void wait_for_ever(void) {
    for (;;) {
        pause();
    }
}

ApiReply api_call(ApiSession *session, ApiCall call, const ApiInput *input) {
    (void)session;
    (void)input;
    if (call == API_CALL_HISTORY) {
        wait_for_ever();
    }
    return say(API_OK, "");
}

ApiReply api_expect(const ApiSession *session, const ApiInput *input) {
    (void)session;
    (void)input;
    return (ApiReply){.code = API_OK};
}

const char *api_format_type(ApiFormat format) {
    (void)format;
    return "application/json";
}

unsigned api_call_formats(ApiCall call) {
    (void)call;
    return 1u << API_JSON;
}

ApiReply api_as_text(ApiReply answer) {
    return answer;
}

ApiReply api_compare(const ApiInput *input) {
    (void)input;
    return say(API_OK, "");
}

ApiReply api_profiles(const ApiInput *input) {
    (void)input;
    return say(API_OK, "");
}

ApiReply api_operations(void) {
    return say(API_OK, "");
}

ApiReply api_limits(const ApiLimit *others, size_t count) {
    (void)others;
    (void)count;
    return say(API_OK, "");
}

ApiReply api_openapi(const ApiService *service) {
    (void)service;
    return say(API_OK, "");
}

ApiReply api_problem_limit(const ApiLimit *limit, const char *detail) {
    return say(limit->code, detail);
}

ApiReply api_problem(ApiCode code, const char *detail) {
    return say(code, detail);
}
