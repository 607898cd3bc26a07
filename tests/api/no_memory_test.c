// Memory that runs out: in every request, one allocation after the other fails. The answer is
// no-memory, nothing has changed, and nothing is lost.
//
// The linker gives the layers these functions in place of malloc() and its like; cJSON is told.
#include "api/operations/operations.h"
#include "api/values/value_forms.h"
#include "tests/api/every_request.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

#include <cjson/cJSON.h>
#include <sys/mman.h>

static struct {
    bool counting, failed;
    bool maps_only;  // Only what reserves a heap fails.
    long left;       // Allocations that succeed before one fails.
} memory;

static bool fails(bool is_map) {
    if (!memory.counting || (memory.maps_only && !is_map) || memory.left-- > 0) {
        return false;
    }
    memory.failed = true;
    return true;
}

// NOLINTBEGIN(*-reserved-identifier, cert-dcl*, readability-identifier-naming): the linker's names.
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_mmap(void *place, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_mmap(void *place, size_t size, int protection, int flags, int file, off_t offset);

void *__wrap_malloc(size_t size) {
    return fails(false) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails(false) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
    return fails(false) ? NULL : __real_realloc(block, size);
}

void *__wrap_mmap(void *place, size_t size, int protection, int flags, int file, off_t offset) {
    return fails(true) ? MAP_FAILED : __real_mmap(place, size, protection, flags, file, offset);
}
// NOLINTEND(*-reserved-identifier, cert-dcl*, readability-identifier-naming)

static void *allocate(size_t size) {
    return malloc(size);
}

static void starve_after(long allocations) {
    memory.left = allocations;
    memory.failed = false;
    memory.counting = true;
}

static void feed(void) {
    memory.counting = false;
}

// ---------------------------------------------------------------- requests

static char *summary(ApiSession *session) {
    return talk(session, API_CALL_SESSION, NULL).body;
}

static bool is_success(ApiCode code) {
    return code < API_BAD_JSON;
}

static void check_reply(const ApiReply *reply) {
    if (memory.failed ? reply->code != API_NO_MEMORY : !is_success(reply->code)) {
        printf("  %s: %.400s\n", api_code_name(reply->code), reply->body ? reply->body : "");
    }
    CHECK(memory.failed ? reply->code == API_NO_MEMORY : is_success(reply->code));
}

// Whether this many allocations were enough.
static bool try_with(ApiSession *session, ApiCall call, const ApiInput *input, long allocations) {
    char *before = summary(session);
    starve_after(allocations);
    ApiReply reply = api_call(session, call, input);
    feed();
    check_reply(&reply);
    if (memory.failed) {
        char *after = summary(session);
        CHECK_STR(before, after);
        free(after);
    }
    free(before);
    free(reply.body);
    return !memory.failed;
}

// Until it has enough.
static void starve(ApiSession *session, ApiCall call, const ApiInput *input) {
    long allocations = 0;
    while (!try_with(session, call, input, allocations)) {
        allocations++;
    }
    CHECK(allocations > 0);
    talk_check(session);
}

// In every form that the answer has; a change has one.
static void play(ApiSession *session, const ScriptRequest *request) {
    char *body = script_body(request);
    ApiInput input = {.body = body,
                      .size = body != NULL ? strlen(body) : 0,
                      .path = {request->path[0], request->path[1]},
                      .parameters = {request->parameter, request->second},
                      .parameter_count = (size_t)(request->parameter.name != NULL) +
                                         (size_t)(request->second.name != NULL)};
    bool is_question = request->call >= API_CALL_SESSION;
    unsigned formats = is_question ? api_call_formats(request->call) : 1U << API_JSON;
    for (int format = 0; format < API_FORMATS; format++) {
        if ((formats >> format & 1) != 0) {
            input.format = (ApiFormat)format;
            starve(session, request->call, &input);
        }
    }
    free(body);
}

static void memory_that_runs_out_changes_nothing(void) {
    ApiSession *session = talk_begin();
    for (const ScriptRequest *next = every_request; next->call != API_CALLS; next++) {
        play(session, next);
    }
    api_session_destroy(session);
}

// ---------------------------------------------------------------- the script is whole

static bool script_says(const char *member, const char *value) {
    char text[128];
    snprintf(text, sizeof text, value != NULL ? "'%s': '%s'" : "{'%s': ", member,
             value != NULL ? value : "");
    for (const ScriptRequest *next = every_request; next->call != API_CALLS; next++) {
        if (next->body != NULL && strstr(next->body, text) != NULL) {
            return true;
        }
    }
    printf("  the script lacks %s\n", text);
    return false;
}

static bool script_calls(ApiCall call) {
    const ScriptRequest *next = every_request;
    while (next->call != API_CALLS && next->call != call) {
        next++;
    }
    return next->call == call;
}

static void the_script_leaves_nothing_out(void) {
    const Operation *row = NULL;
    const ValueForm *form = NULL;
    const char *name = NULL;
    for (size_t i = 0; (row = operation_row(i)) != NULL; i++) {
        CHECK(script_says("op", row->name));
    }
    for (size_t i = 0; (form = value_form(i)) != NULL; i++) {
        CHECK(form->member == NULL || script_says(form->member, NULL));
    }
    for (size_t i = 0; (name = value_expression_name(i)) != NULL; i++) {
        CHECK(script_says("expr", name));
    }
    for (int call = 0; call < API_CALLS; call++) {
        CHECK_INT(call, script_calls((ApiCall)call) ? call : -1);
    }
}

// ---------------------------------------------------------------- sessions

static void a_session_is_made_whole_or_not_at_all(void) {
    static const char body[] = "{\"profile\": \"cpython-3.11\", \"label\": \"a label\", \"ops\": "
                               "[{\"op\": \"assign\", \"name\": \"a\", \"value\": [1, \"two\"]}]}";
    ApiIdentity identity = {"s0", "/v1/sessions/s0", "2026-01-01T00:00:00Z"};
    ApiInput input = {.body = body, .size = strlen(body)};
    ApiSession *session = NULL;
    for (long allocations = 0; session == NULL; allocations++) {
        starve_after(allocations);
        ApiReply reply = api_session_create(&identity, &input, &session);
        feed();
        check_reply(&reply);
        CHECK(memory.failed == (session == NULL));
        free(reply.body);
    }
    talk_check(session);
    api_session_destroy(session);
}

static const char failing_list[] =
    "{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": [\"other\"]}, "
    "{\"op\": \"del\", \"name\": \"nothing\"}]}";
static const char assignment[] = "{\"op\": \"assign\", \"name\": \"a\", \"value\": [\"a\", 2]}";

// After a failure the session is what it was, but only once it has the memory to go back: as long as
// it has not, it answers no-memory to whatever is asked.
static void going_back_is_tried_until_there_is_memory(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, assignment);
    char *before = summary(session);
    for (long allocations = 0, found = 0; found == 0; allocations++) {
        talk_expect(session, API_EXCEPTION, failing_list);
        starve_after(allocations);
        ApiReply reply = talk(session, API_CALL_SESSION, NULL);
        feed();
        check_reply(&reply);
        found = !memory.failed;
        free(reply.body);
        char *after = summary(session);
        CHECK_STR(before, after);
        free(after);
    }
    free(before);
    talk_check(session);
    api_session_destroy(session);
}

// A copy to go back to is a convenience: without memory for it the work of going back is more.
static void a_copy_that_cannot_be_made_is_done_without(void) {
    static const char much[] = "{\"op\": \"repeat\", \"times\": 30000, \"ops\": [{\"op\": "
                               "\"append\", \"target\": \"a\", \"value\": []}]}";
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, assignment);
    memory.maps_only = true;
    starve_after(0);
    talk_expect(session, API_OK, much);
    feed();
    CHECK(memory.failed);
    char *before = summary(session);
    starve_after(0);
    ApiReply reply = talk(session, API_CALL_OPERATIONS, failing_list);
    feed();
    memory.maps_only = false;
    CHECK(memory.failed);
    CHECK_STR("exception", api_code_name(reply.code));  // It goes back before its next call.
    free(reply.body);
    char *after = summary(session);
    CHECK_STR(before, after);
    free(before);
    free(after);
    talk_check(session);
    api_session_destroy(session);
}

// ---------------------------------------------------------------- what sessions share

static ApiReply limits(void) {
    return api_limits(NULL, 0);
}

static ApiReply profiles(void) {
    return api_profiles(&(ApiInput){.size = 0});
}

static ApiReply comparison(void) {
    static const char body[] =
        "{\"profiles\": [\"article\", \"cpython-3.11\", \"cpython-3.14\"], \"ops\": ["
        "{\"op\": \"assign\", \"name\": \"a\", \"value\": [1.5, {\"tuple\": [2.5, []]}]}, "
        "{\"op\": \"assign\", \"name\": \"b\", \"value\": {\"ref\": \"a\"}}, "
        "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"x\"]}, "
        "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"x\": {\"ref\": \"a\"}}}, "
        "{\"op\": \"repeat\", \"times\": 2, \"ops\": [{\"op\": \"append\", \"target\": \"a\", "
        "\"value\": 1}, {\"op\": \"del\", \"name\": \"nothing\"}]}, {\"op\": \"collect\"}]}";
    return api_compare(&(ApiInput){.body = body, .size = sizeof body - 1});
}

static ApiReply profiles_as_text(void) {
    return api_as_text(profiles());
}

static ApiReply comparison_as_text(void) {
    return api_as_text(comparison());
}

static void what_sessions_share_is_told_whole_or_not_at_all(void) {
    ApiReply (*const questions[])(void) = {profiles,   api_operations,   limits,
                                           comparison, profiles_as_text, comparison_as_text};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        memory.failed = true;
        for (long allocations = 0; memory.failed; allocations++) {
            starve_after(allocations);
            ApiReply reply = questions[i]();
            feed();
            check_reply(&reply);
            free(reply.body);
        }
    }
}

static bool one_route(size_t index, ApiRoute *out_route) {
    *out_route = (ApiRoute){.method = "POST",
                            .path = "/v1/sessions/{session}/ops",
                            .call = API_CALL_OPERATIONS,
                            .body = API_BODY_REQUIRED,
                            .body_limit = 1,
                            .formats = 1U << API_JSON};
    return index == 0;
}

static unsigned one_status(ApiCode code) {
    return is_success(code) ? 200 : 400;
}

static bool answers_anything(const ApiRoute *route, ApiCode code) {
    (void)route;
    (void)code;
    return true;
}

static void the_contract_is_told_whole_or_not_at_all(void) {
    static const ApiHeader none[] = {{.name = NULL}};
    const ApiService service = {.route = one_route,
                                .status_of = one_status,
                                .may_answer = answers_anything,
                                .request_headers = none,
                                .reply_headers = none};
    memory.failed = true;
    for (long allocations = 0; memory.failed; allocations++) {
        starve_after(allocations);
        ApiReply reply = api_openapi(&service);
        feed();
        check_reply(&reply);
        free(reply.body);
    }
}

// A problem keeps its code when there is no memory for its words.
static void a_problem_without_words_keeps_its_code(void) {
    starve_after(0);
    ApiReply reply = api_problem(API_NOT_FOUND, "There is nothing at this path.");
    feed();
    CHECK(memory.failed);
    CHECK_STR("not-found", api_code_name(reply.code));
    CHECK(reply.body == NULL);
}

int main(void) {
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = allocate, .free_fn = free});
    RUN(the_script_leaves_nothing_out);
    RUN(memory_that_runs_out_changes_nothing);
    RUN(a_session_is_made_whole_or_not_at_all);
    RUN(going_back_is_tried_until_there_is_memory);
    RUN(a_copy_that_cannot_be_made_is_done_without);
    RUN(what_sessions_share_is_told_whole_or_not_at_all);
    RUN(the_contract_is_told_whole_or_not_at_all);
    RUN(a_problem_without_words_keeps_its_code);
    return 0;
}
