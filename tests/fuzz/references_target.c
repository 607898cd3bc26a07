// Any text as a reference, as the inside of a key, and as a name in a path. What is taken for a
// reference is followed in a small heap, which stays as it was; its Python leads to the same; and a
// key that was read and shown is read again as the same.
#include "api/session.h"
#include "api/values/literal.h"
#include "api/values/python_text.h"
#include "api/values/references.h"
#include "server/percent.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_KEPT = 64, REPR_SIZE = 512 };

static const char story[] =
    "{\"ops\": ["
    "{\"op\": \"class\", \"name\": \"P\", \"attrs\": {\"x\": 1}, \"methods\": ["
    "  {\"name\": \"m\", \"params\": [\"self\"], \"body\": []}]},"
    "{\"op\": \"class\", \"name\": \"Q\", \"bases\": [\"P\"], \"slots\": [\"y\", \"z\"]},"
    "{\"op\": \"assign\", \"name\": \"p\", \"value\": {\"new\": \"P\"}},"
    "{\"op\": \"assign\", \"name\": \"q\", \"value\": {\"new\": \"Q\"}},"
    "{\"op\": \"set_attr\", \"target\": \"p\", \"attr\": \"q\", \"value\": {\"ref\": \"q\"}},"
    "{\"op\": \"set_attr\", \"target\": \"q\", \"attr\": \"y\", \"value\": {\"ref\": \"p\"}},"
    "{\"op\": \"assign\", \"name\": \"li\", \"value\": [1, \"two\", [{\"ref\": \"p\"}], null]},"
    "{\"op\": \"assign\", \"name\": \"d\", \"value\": {\"dict\": [[\"k\", {\"ref\": \"li\"}],"
    "  [7, \"seven\"], [1.5, true], [{\"tuple\": [1, \"x\"]}, {\"ref\": \"q\"}], [null, 0],"
    "  [{\"bytes\": \"/w==\"}, {\"ref\": \"p\"}]]}},"
    "{\"op\": \"assign\", \"name\": \"t\", \"value\": {\"tuple\": [[], \"a b\", -3]}},"
    "{\"op\": \"assign\", \"name\": \"\xc3\xa9\", \"value\": {\"weakref\": \"p\"}},"
    "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"li\", \"v\"]},"
    "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"li\": {\"ref\": \"t\"}, \"v\": \"\"}}"
    "]}";

static ApiSession *begin(void) {
    ApiIdentity identity = {"s", "/v1/sessions/s", "2026-01-01T00:00:00Z"};
    ApiInput input = {.body = story, .size = sizeof story - 1};
    ApiSession *session = NULL;
    ApiReply reply = api_session_create(&identity, &input, &session);
    fuzz_check(reply.code == API_CREATED, "the story happens");
    free(reply.body);
    return session;
}

// What Python makes for whoever asks: bound methods on the way.
typedef struct {
    Object *objects[MAX_KEPT];
    size_t count;
} Kept;

static ApiCode keep(void *context, Object *object) {
    Kept *kept = context;
    fuzz_check(kept->count < MAX_KEPT, "a reference has 64 steps at most");
    kept->objects[kept->count++] = object;
    return API_OK;
}

static void check_heap(ApiSession *session) {
    char *message = api_session_check(session);
    fuzz_check(message == NULL, message);
}

// ---------------------------------------------------------------- references

typedef struct {
    ApiCode code;
    Object *object;  // Not held: for comparing only.
    bool has_made;   // The heap is another one now.
} Outcome;

static Outcome resolve(ApiSession *session, const char *text, bool called) {
    Outcome outcome = {0};
    Kept kept = {0};
    Object *self = NULL;
    Problem problem;
    problem_init(&problem);
    Scope scope = {.heap = session->heap, .problem = &problem, .keep = keep, .context = &kept};
    uint64_t mutations = heap_mutations(session->heap);
    outcome.code = called ? reference_resolve_callable(&scope, text, &outcome.object, &self)
                          : reference_resolve(&scope, text, &outcome.object);
    outcome.has_made = kept.count > 0;
    fuzz_check(outcome.has_made || heap_mutations(session->heap) == mutations,
               "following a reference changes nothing");
    for (size_t i = 0; i < kept.count; i++) {
        heap_drop(session->heap, kept.objects[i]);
    }
    if (outcome.has_made) {
        check_heap(session);
    }
    return outcome;
}

static ApiCode check(const char *text) {
    Problem problem;
    problem_init(&problem);
    ApiCode code = reference_check(text, NULL, &problem);
    fuzz_check(code == API_OK || code == API_BAD_REFERENCE, "a text is a reference, or is none");
    fuzz_check((code == API_OK) == (problem.detail[0] == '\0'), "a refusal has a detail");
    return code;
}

static void check_python(ApiSession *session, const char *text, const Outcome *expected) {
    PythonText python = python_at(session->heap);
    python_reference(&python, text);
    char *written = text_take(&python.text, NULL);
    if (!python.impossible && strstr(written, "globals()") == NULL) {
        fuzz_check(check(written) == API_OK, "the Python of a reference is a reference");
        Outcome outcome = resolve(session, written, false);
        fuzz_check(outcome.code == expected->code && outcome.object == expected->object,
                   "the Python of a reference leads to the same object");
    }
    free(written);
}

static void check_reference(ApiSession *session, const char *text, bool *out_used) {
    Outcome outcome = resolve(session, text, false);
    *out_used = outcome.has_made;
    if (outcome.has_made) {
        return;
    }
    Outcome again = resolve(session, text, false);
    fuzz_check(again.code == outcome.code && again.object == outcome.object,
               "a reference leads to the same object again");
    if (outcome.code == API_OK) {
        check_python(session, text, &outcome);
    }
    Outcome callable = resolve(session, text, true);
    fuzz_check(outcome.code != API_OK || callable.code == API_OK, "what is there can be called");
    *out_used = callable.has_made;
}

// ---------------------------------------------------------------- keys

// Reads the key as a scratch object and shows it; false when it is none, or cannot be shown whole.
static bool show_key(ApiSession *session, const char *text, char *repr, size_t *out_size) {
    Problem problem;
    problem_init(&problem);
    LiteralReader reader = {.at = text, .heap = session->heap, .problem = &problem};
    Object *key = NULL;
    bool cut = false;
    heap_scratch_begin(session->heap);
    bool is_key = literal_read_key(&reader, &key) == API_OK;
    if (is_key) {
        *out_size = (size_t)(reader.at - text);
        heap_repr(session->heap, key, repr, REPR_SIZE, &cut);
    }
    heap_scratch_end(session->heap);
    return is_key && !cut && strstr(repr, "inf") == NULL;  // repr(1e999) is no literal.
}

static void check_key(ApiSession *session, const char *text) {
    char repr[REPR_SIZE], again[REPR_SIZE], literal[REPR_SIZE + 2];
    size_t size = 0;
    uint64_t mutations = heap_mutations(session->heap);
    if (!show_key(session, text, repr, &size)) {
        return;
    }
    snprintf(literal, sizeof literal, "[%s]", repr);
    fuzz_check(show_key(session, literal, again, &size), "what repr() shows of a key is a key");
    fuzz_check(strcmp(repr, again) == 0, "a key that was shown is read as the same");
    fuzz_check(size == strlen(literal), "a key is read to its end");
    fuzz_check(heap_mutations(session->heap) == mutations, "reading a key changes nothing");
}

// ---------------------------------------------------------------- names

static void check_name(char *text) {
    Problem problem;
    problem_init(&problem);
    if (percent_decode(text) && binding_name_check(text, NULL, &problem) == API_OK) {
        fuzz_check(check(text) == API_OK, "a name to bind is a reference");
        const char *name = binding_name(text).name;
        fuzz_check(name_length(name) == strlen(name), "a name to bind is one identifier");
    }
}

// A request is UTF-8 without NUL, which the scanner has seen to.
static bool is_text(const char *text, size_t size) {
    if (strlen(text) != size) {
        return false;
    }
    char *copy = malloc(size + 1);
    memcpy(copy, text, size + 1);
    for (char *at = copy; (at = strchr(at, '%')) != NULL;) {
        *at = '_';
    }
    bool is_utf8 = percent_decode(copy);
    free(copy);
    return is_utf8;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static ApiSession *session = NULL;  // Until a run has used it up.
    session = session != NULL ? session : begin();
    char *text = malloc(size + 1);
    memcpy(text, bytes, size);
    text[size] = '\0';
    bool used = false;
    if (is_text(text, size)) {
        if (check(text) == API_OK) {
            check_reference(session, text, &used);
        }
        if (text[0] == '[') {
            check_key(session, text);
        }
    }
    check_name(text);
    free(text);
    if (used) {
        api_session_destroy(session);
        session = NULL;
    }
    return 0;
}
