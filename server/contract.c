#include "server/contract.h"

#include <string.h>

#include "server/accept.h"
#include "server/routes.h"
#include "server/status.h"

// --- What a route is ---

static bool is_method(const ApiRoute *route, const char *method) {
    return strcmp(route->method, method) == 0;
}

static bool is_of_session(const ApiRoute *route) {
    return strncmp(route->path, "/v1/sessions/{", strlen("/v1/sessions/{")) == 0;
}

static bool is_options(const ApiRoute *route) {
    return is_method(route, "OPTIONS");
}

static bool is_any(const ApiRoute *route) {
    (void)route;
    return true;
}

static bool answers_json(const ApiRoute *route) {
    return !is_options(route);
}

static bool takes_body(const ApiRoute *route) {
    return route->body != API_BODY_NONE;
}

static bool calls_session(const ApiRoute *route) {
    return is_of_session(route) && !is_options(route);
}

static bool asks_session(const ApiRoute *route) {
    return is_of_session(route) && (is_method(route, "GET") || is_method(route, "HEAD"));
}

static bool makes_session(const ApiRoute *route) {
    return route->call == API_TOPIC_CREATE_SESSION;
}

// What handlers.c does not take while memory is short.
static bool brings_something(const ApiRoute *route) {
    return makes_session(route) || route->body == API_BODY_REQUIRED;
}

static bool says_ready(const ApiRoute *route) {
    return makes_session(route) || route->call == API_TOPIC_READY;
}

// --- What the server itself refuses, or says ---

static const struct {
    ApiCode code;
    bool (*applies)(const ApiRoute *route);
} answers[] = {
    {API_NOT_MODIFIED, asks_session},
    {API_BAD_REQUEST, is_any},
    {API_BAD_QUERY, is_any},
    {API_URI_TOO_LONG, is_any},
    {API_HEADERS_TOO_LARGE, is_any},
    {API_EXPECTATION_FAILED, is_any},
    {API_CODING_UNKNOWN, is_any},
    {API_FOREIGN_ORIGIN, is_any},
    {API_MISDIRECTED, is_any},
    {API_TOO_MANY_CONNECTIONS, is_any},
    {API_NO_MEMORY, is_any},
    {API_NOT_ACCEPTABLE, answers_json},
    {API_NO_SUCH_SESSION, calls_session},
    {API_SESSION_ENDED, calls_session},
    {API_BUSY, calls_session},
    {API_BAD_JSON, takes_body},
    {API_LENGTH_REQUIRED, takes_body},
    {API_BODY_TOO_LARGE, takes_body},
    {API_UNSUPPORTED_MEDIA_TYPE, takes_body},
    {API_TOO_MANY_SESSIONS, makes_session},
    {API_TOO_MUCH_MEMORY, brings_something},
    {API_DRAINING, says_ready},
};

static bool may_answer(const ApiRoute *route, ApiCode code) {
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (answers[i].code == code && answers[i].applies(route)) {
            return true;
        }
    }
    return false;
}

// --- Header fields ---

static bool is_success(ApiCode code) {
    return code < API_BAD_JSON;
}

static bool has_state(const ApiRoute *route, ApiCode code) {
    bool told = is_success(code) && code != API_NO_CONTENT &&
                (calls_session(route) || makes_session(route));
    return told || code == API_STALE;
}

static bool has_location(const ApiRoute *route, ApiCode code) {
    (void)route;
    return code == API_CREATED;
}

static bool has_retry(const ApiRoute *route, ApiCode code) {
    (void)route;
    return status_of(code) == 503;
}

static bool has_allow(const ApiRoute *route, ApiCode code) {
    return (is_options(route) && is_success(code)) || code == API_METHOD_NOT_ALLOWED;
}

static bool has_vary(const ApiRoute *route, ApiCode code) {
    return is_success(code) && accept_matters(route->formats);
}

static bool has_guards(const ApiRoute *route, ApiCode code) {
    (void)route, (void)code;
    return true;
}

static const ApiHeader reply_headers[] = {
    {"ETag", "The number of the session's operations: its state.", "^\"[0-9]+(-[a-z]+)?\"$",
     has_state},
    {"Location", "Where the session is.", "^/v1/sessions/[A-Za-z0-9_-]+$", has_location},
    {"Retry-After", "Seconds after which it may go better.", "^[0-9]+$", has_retry},
    {"Allow", "The methods of the path.", "^[A-Z]+(, [A-Z]+)*$", has_allow},
    {"Vary", "The answer depends on Accept.", "^Accept$", has_vary},
    {"Cache-Control", "Nobody keeps the answer.", "^no-store$", has_guards},
    {"X-Content-Type-Options", "No browser guesses its type.", "^nosniff$", has_guards},
    {0},
};

static bool takes_expected(const ApiRoute *route, ApiCode code) {
    (void)code;
    return calls_session(route);
}

static bool takes_known(const ApiRoute *route, ApiCode code) {
    (void)code;
    return asks_session(route);
}

// A list of entity tags, or any.
static const char tags[] =
    "^(\\*|[ \\t,]*(W/)?\"[!#-~]*\"[ \\t]*(,[ \\t]*((W/)?\"[!#-~]*\"[ \\t]*)?)*)$";

static const ApiHeader request_headers[] = {
    {"If-Match", "Only if the session is in this state: its ETag. `*`: in any.", tags,
     takes_expected},
    {"If-None-Match", "Only if the session is in another state than this: its ETag.", tags,
     takes_known},
    {0},
};

// --- Routes ---

static bool read_route(size_t index, ApiRoute *out_route) {
    const Route *route = route_row(index);
    if (route == NULL) {
        return false;
    }
    *out_route = (ApiRoute){.method = route->method,
                            .path = route->path,
                            .call = route->call,
                            .formats = route_formats(route)};
    if (route->body != BODY_NONE) {
        out_route->body = route->body == BODY_REQUIRED ? API_BODY_REQUIRED : API_BODY_OPTIONAL;
        out_route->body_limit = limits_fixed(route->body_limit)->value;
    }
    return true;
}

ApiReply contract_document(const ServerLimits *limits) {
    const ApiService service = {
        .route = read_route,
        .status_of = status_of,
        .may_answer = may_answer,
        .request_headers = request_headers,
        .reply_headers = reply_headers,
        .limits = limits->rows,
        .limit_count = SERVER_LIMITS,
    };
    return api_openapi(&service);
}
