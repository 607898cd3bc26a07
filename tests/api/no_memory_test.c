// Memory that runs out: in every operation, one allocation after the other fails. The answer is
// no-memory, nothing has changed, and nothing is lost.
//
// The linker gives the layers these functions in place of malloc() and its like; cJSON is told.
#include "tests/api/talk.h"
#include "tests/support/test.h"

#include <cjson/cJSON.h>

static struct {
    bool counting, failed;
    long left;  // Allocations that succeed before one fails.
} memory;

static bool fails(void) {
    if (!memory.counting || memory.left-- > 0) {
        return false;
    }
    memory.failed = true;
    return true;
}

// NOLINTBEGIN(*-reserved-identifier, cert-dcl*, readability-identifier-naming): the linker's names.
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
    return fails() ? NULL : __real_realloc(block, size);
}
// NOLINTEND(*-reserved-identifier, cert-dcl*, readability-identifier-naming)

static void *allocate(size_t size) {
    return malloc(size);
}

static const char story[] =
    "{\"ops\": [{\"op\": \"class\", \"name\": \"P\"}, {\"op\": \"assign\", "
    "\"name\": \"p\", \"value\": {\"new\": \"P\"}}, {\"op\": \"assign\", "
    "\"name\": \"li\", \"value\": [3, 1, 2]}, {\"op\": \"assign\", "
    "\"name\": \"s\", \"value\": {\"set\": [1, 2]}}, {\"op\": \"function\", "
    "\"name\": \"cb\", \"params\": [\"w\"], \"body\": [{\"op\": \"assign\", "
    "\"name\": \"x\", \"value\": [\"a\"]}]}, {\"op\": \"assign\", \"name\": \"w\", "
    "\"value\": {\"weakref\": \"p\", \"callback\": \"cb\"}}, {\"op\": \"assign\", "
    "\"name\": \"numbers\", \"value\": [3, 1, 2]}, {\"op\": \"assign\", "
    "\"name\": \"word\", \"value\": \"not a word\"}]}";

// One after the other in one session.
static const char *const operations[] = {
    "{\"op\": \"class\", \"name\": \"Q\", \"bases\": [\"P\"], \"slots\": [\"a\", "
    "\"b\"], \"attrs\": {\"x\": [1, \"two\"], \"y\": {\"set\": [1.5]}}, "
    "\"methods\": [{\"name\": \"m\", \"params\": [\"self\", \"z\"], "
    "\"defaults\": {\"z\": []}, \"body\": [{\"op\": \"return\", "
    "\"value\": {\"ref\": \"self\"}}]}], \"finalizer\": [{\"op\": \"assign\", "
    "\"name\": \"t\", \"value\": {\"tuple\": [1, \"k\"]}}]}",
    "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"a\"], "
    "\"body\": [{\"op\": \"assign\", \"name\": \"n\", \"value\": 1}, "
    "{\"op\": \"function\", \"name\": \"g\", \"params\": [\"b\"], "
    "\"defaults\": {\"b\": 1.5}, \"cells\": [\"n\", \"a\"], "
    "\"body\": [{\"op\": \"evaluate\", \"value\": [{\"ref\": \"n\"}, "
    "{\"ref\": \"P\"}]}, {\"op\": \"function\", \"name\": \"h\", \"params\": [], "
    "\"body\": [{\"op\": \"return\", \"value\": {\"ref\": \"n\"}}]}]}, "
    "{\"op\": \"class\", \"name\": \"K\", \"attrs\": {\"q\": {\"ref\": \"n\"}}}, "
    "{\"op\": \"return\", \"value\": {\"ref\": \"g\"}}]}",
    "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"a\": [1]}, "
    "\"into\": \"g\"}",
    "{\"op\": \"call\", \"function\": \"g\", \"into\": \"r\"}",
    "{\"op\": \"repeat\", \"times\": 3, \"ops\": [{\"op\": \"assign\", "
    "\"name\": \"a{i}\", \"value\": [{\"float\": 2}]}, {\"op\": \"repeat\", "
    "\"times\": 2, \"ops\": [{\"op\": \"append\", \"target\": \"li\", "
    "\"value\": \"q\"}]}, {\"op\": \"function\", \"name\": \"f{i}\", "
    "\"params\": [], \"body\": [{\"op\": \"repeat\", \"times\": 2, "
    "\"ops\": [{\"op\": \"assign\", \"name\": \"v{i}\", \"value\": 1}]}]}, "
    "{\"op\": \"call\", \"function\": \"f{i}\"}]}",
    "{\"op\": \"intern\", \"target\": \"word\", \"name\": \"i\"}",
    "{\"op\": \"assign\", \"name\": \"e\", \"value\": {\"expr\": \"join\", "
    "\"args\": [\",\", {\"expr\": \"concat\", \"args\": [[\"a\"], "
    "{\"expr\": \"repeat\", \"args\": [[\"b\"], 2]}]}]}}",
    "{\"op\": \"assign\", \"name\": \"e\", \"value\": [{\"frozenset\": [1, 2]}, "
    "{\"expr\": \"dict\", \"args\": [[[\"a\", 1]]]}, {\"expr\": \"slice\", "
    "\"args\": [{\"ref\": \"e\"}, 0, 2]}, {\"expr\": \"str\", \"args\": [2.5]}]}",
    "{\"op\": \"update\", \"target\": \"s\", \"value\": [1, 2, 3, 4, 5, 6, 7, 8, "
    "9]}",
    "{\"op\": \"sort\", \"target\": \"numbers\"}",
    "{\"op\": \"pop\", \"target\": \"li\", \"into\": \"z\"}",
    "{\"op\": \"del\", \"name\": \"p\"}",
    "{\"op\": \"repeat\", \"times\": 2, \"ops\": [{\"op\": \"assign\", "
    "\"name\": \"p\", \"value\": {\"new\": \"Q\"}}, {\"op\": \"del\", "
    "\"name\": \"p\"}]}",
    "{\"op\": \"function\", \"name\": \"hand\", \"params\": [\"u\"]}",
    "{\"op\": \"call\", \"function\": \"hand\", \"args\": {\"u\": 1}, "
    "\"cells\": [\"u\"]}",
    "{\"op\": \"function\", \"name\": \"in_\", \"params\": [], \"cells\": [\"u\"], "
    "\"body\": []}",
    "{\"op\": \"return\"}",
    "{\"op\": \"gc\", \"debug_saveall\": true, \"clear_garbage\": true}",
    "{\"op\": \"collect\", \"into\": \"n\"}",
    "{\"op\": \"freeze\"}",
    "{\"op\": \"unfreeze\"}",
};

static char *summary(ApiSession *session) {
    return talk(session, API_CALL_SESSION, NULL).body;
}

// Whether this many allocations were enough.
static bool try_with(ApiSession *session, const char *operation, long allocations) {
    char *before = summary(session);
    memory.left = allocations;
    memory.failed = false;
    memory.counting = true;
    ApiReply reply = talk(session, API_CALL_OPERATIONS, operation);
    memory.counting = false;
    CHECK_STR(api_code_name(memory.failed ? API_NO_MEMORY : API_OK), api_code_name(reply.code));
    if (memory.failed) {
        char *after = summary(session);
        CHECK_STR(before, after);
        free(after);
    }
    free(before);
    free(reply.body);
    return !memory.failed;
}

static void memory_that_runs_out_changes_nothing(void) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, story);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        long allocations = 0;
        while (!try_with(session, operations[i], allocations)) {
            allocations++;
        }
        CHECK(allocations > 4);
        talk_check(session);
    }
    api_session_destroy(session);
}

int main(void) {
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = allocate, .free_fn = free});
    RUN(memory_that_runs_out_changes_nothing);
    return 0;
}
