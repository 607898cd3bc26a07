#include "api/contract/examples.h"

#include "api/session.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- the rows

// clang-format off
const Example examples[] = {
    {API_TOPIC_CREATE_SESSION, true, "labelled", .body = "{\"label\": \"my first session\"}"},
    {API_CALL_OPERATIONS, true, "assign", .body = "{\"op\": \"assign\", \"name\": \"a\", \"value\": \"hello\"}"},
    {API_CALL_OPERATIONS, false, "another name", .body = "{\"op\": \"assign\", \"name\": \"b\", \"value\": {\"ref\": \"a\"}}"},
    {API_CALL_OPERATIONS, false, "a list", .body = "{\"op\": \"assign\", \"name\": \"li\", \"value\": [1, 2, {\"ref\": \"a\"}]}"},
    {API_CALL_OPERATIONS, false, "evaluate", .body = "{\"op\": \"evaluate\", \"value\": {\"tuple\": [1, 2]}}"},
    {API_CALL_OPERATIONS, false, "append", .body = "{\"op\": \"append\", \"target\": \"li\", \"value\": 7}"},
    {API_CALL_OPERATIONS, false, "insert", .body = "{\"op\": \"insert\", \"target\": \"li\", \"index\": 0, \"value\": null}"},
    {API_CALL_OPERATIONS, false, "extend", .body = "{\"op\": \"extend\", \"target\": \"li\", \"values\": {\"frozenset\": [1, 2]}}"},
    {API_CALL_OPERATIONS, false, "remove", .body = "{\"op\": \"remove\", \"target\": \"li\", \"value\": 7}"},
    {API_CALL_OPERATIONS, false, "pop", .body = "{\"op\": \"pop\", \"target\": \"li\", \"index\": 0, \"into\": \"x\"}"},
    {API_CALL_OPERATIONS, false, "numbers", .body = "{\"op\": \"assign\", \"name\": \"numbers\", \"value\": [3, 1.5, true]}"},
    {API_CALL_OPERATIONS, false, "sort", .body = "{\"op\": \"sort\", \"target\": \"numbers\"}"},
    {API_CALL_OPERATIONS, false, "reverse", .body = "{\"op\": \"reverse\", \"target\": \"numbers\"}"},
    {API_CALL_OPERATIONS, false, "clear", .body = "{\"op\": \"clear\", \"target\": \"numbers\"}"},
    {API_CALL_OPERATIONS, false, "a dict", .body = "{\"op\": \"assign\", \"name\": \"d\", \"value\": {\"dict\": [[\"k\", 1]]}}"},
    {API_CALL_OPERATIONS, false, "set_item", .body = "{\"op\": \"set_item\", \"target\": \"d\", \"key\": \"j\", \"value\": {\"bytes\": \"aGk=\"}}"},
    {API_CALL_OPERATIONS, false, "del_item", .body = "{\"op\": \"del_item\", \"target\": \"d\", \"key\": \"j\"}"},
    {API_CALL_OPERATIONS, false, "update", .body = "{\"op\": \"update\", \"target\": \"d\", \"value\": {\"ref\": \"d\"}}"},
    {API_CALL_OPERATIONS, false, "a set", .body = "{\"op\": \"assign\", \"name\": \"s\", \"value\": {\"set\": [1, 2]}}"},
    {API_CALL_OPERATIONS, false, "add", .body = "{\"op\": \"add\", \"target\": \"s\", \"value\": 3}"},
    {API_CALL_OPERATIONS, false, "discard", .body = "{\"op\": \"discard\", \"target\": \"s\", \"value\": 3}"},
    {API_CALL_OPERATIONS, false, "class", .body = "{\"op\": \"class\", \"name\": \"P\", \"attrs\": {\"x\": 1}, \"methods\": [{\"name\": \"m\", \"params\": [\"self\"]}], \"finalizer\": [{\"op\": \"assign\", \"name\": \"gone\", \"value\": true}]}"},
    {API_CALL_OPERATIONS, false, "an instance", .body = "{\"op\": \"assign\", \"name\": \"p\", \"value\": {\"new\": \"P\"}}"},
    {API_CALL_OPERATIONS, false, "set_attr", .body = "{\"op\": \"set_attr\", \"target\": \"p\", \"attr\": \"y\", \"value\": {\"float\": \"nan\"}}"},
    {API_CALL_OPERATIONS, false, "del_attr", .body = "{\"op\": \"del_attr\", \"target\": \"p\", \"attr\": \"y\"}"},
    {API_CALL_OPERATIONS, false, "function", .body = "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"r\"], \"body\": [{\"op\": \"return\", \"value\": {\"ref\": \"r\"}}]}"},
    {API_CALL_OPERATIONS, false, "call", .body = "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"r\": 7}, \"into\": \"y\"}"},
    {API_CALL_OPERATIONS, false, "a weakref", .body = "{\"op\": \"assign\", \"name\": \"w\", \"value\": {\"weakref\": \"p\", \"callback\": \"f\"}}"},
    {API_CALL_OPERATIONS, false, "deref", .body = "{\"op\": \"deref\", \"target\": \"w\", \"name\": \"q\"}"},
    {API_CALL_OPERATIONS, false, "a large int", .body = "{\"op\": \"assign\", \"name\": \"n\", \"value\": {\"int\": \"123456789012345678901\"}}"},
    {API_CALL_OPERATIONS, false, "a string made at run time", .body = "{\"op\": \"assign\", \"name\": \"t\", \"value\": {\"str\": \"ab\", \"repeat\": 3}}"},
    {API_CALL_OPERATIONS, false, "intern", .body = "{\"op\": \"intern\", \"target\": \"t\", \"name\": \"u\"}"},
    {API_CALL_OPERATIONS, false, "a copy", .body = "{\"op\": \"assign\", \"name\": \"c\", \"value\": {\"expr\": \"list\", \"args\": [{\"ref\": \"a\"}]}}"},
    {API_CALL_OPERATIONS, false, "a function that is entered by hand", .body = "{\"op\": \"function\", \"name\": \"g\", \"params\": []}"},
    {API_CALL_OPERATIONS, false, "entering it", .body = "{\"op\": \"call\", \"function\": \"g\"}"},
    {API_CALL_OPERATIONS, false, "return", .body = "{\"op\": \"return\"}"},
    {API_CALL_OPERATIONS, false, "repeat", .body = "{\"op\": \"repeat\", \"times\": 3, \"ops\": [{\"op\": \"assign\", \"name\": \"r{i}\", \"value\": []}]}"},
    {API_CALL_OPERATIONS, false, "gc", .body = "{\"op\": \"gc\", \"thresholds\": [700, 10, 10]}"},
    {API_CALL_OPERATIONS, false, "freeze", .body = "{\"op\": \"freeze\"}"},
    {API_CALL_OPERATIONS, false, "unfreeze", .body = "{\"op\": \"unfreeze\"}"},
    {API_CALL_OPERATIONS, true, "del", .body = "{\"op\": \"del\", \"name\": \"u\"}"},
    {API_CALL_OPERATIONS, true, "a list of operations: a cycle that no name reaches", .body = "{\"ops\": [{\"op\": \"assign\", \"name\": \"l\", \"value\": []}, {\"op\": \"append\", \"target\": \"l\", \"value\": {\"ref\": \"l\"}}, {\"op\": \"del\", \"name\": \"l\"}]}"},
    {API_CALL_OPERATIONS, true, "collect", .body = "{\"op\": \"collect\"}"},
    {API_CALL_CREATE_OBJECT, true, "with a name", .body = "{\"value\": [1, 2], \"name\": \"z\"}"},
    {API_CALL_BIND_NAME, true, "another name", .body = "{\"value\": {\"ref\": \"z\"}}", .path = {"v"}},
    {API_CALL_DELETE_NAME, true, "unbound", .path = {"v"}},
    {API_CALL_COLLECT, true, "the youngest", .body = "{\"generation\": 0}"},
    {API_CALL_SESSION, true, "session"},
    {API_CALL_OBJECTS, true, "the first string", .query = {{"type", "str"}, {"limit", "1"}}},
    {API_CALL_OBJECT, true, "object 1", .path = {"1"}},
    {API_CALL_WHY_ALIVE, true, "object 1", .path = {"1"}},
    {API_CALL_RETAINED, true, "object 1", .path = {"1"}},
    {API_CALL_IS, true, "two names of one object", .query = {{"a", "a"}, {"b", "b"}}},
    {API_CALL_NAMES, true, "the first name", .query = {{"limit", "1"}}},
    {API_CALL_FRAMES, true, "the module"},
    {API_CALL_GRAPH, true, "what is next to object 1", .query = {{"around", "1"}, {"depth", "1"}}},
    {API_CALL_GC, true, "collector"},
    {API_CALL_MEMORY, true, "memory"},
    {API_CALL_POOL, true, "a pool of blocks of 272 bytes", .path = {"0", "8"}},
    {API_CALL_INTERNED, true, "the first", .query = {{"limit", "1"}}},
    {API_CALL_SMALL_INTS, true, "the first", .query = {{"limit", "1"}}},
    {API_CALL_HISTORY, true, "the first two", .query = {{"limit", "2"}}},
    {API_TOPIC_COMPARE, true, "a tuple made at run time", .body = "{\"ops\": [{\"op\": \"assign\", \"name\": \"x\", \"value\": 1.5}, {\"op\": \"assign\", \"name\": \"t\", \"value\": {\"tuple\": [1, {\"ref\": \"x\"}]}}], \"profiles\": [\"article\", \"cpython-3.11\"]}"},
    {API_TOPIC_PROFILES, true, "what is new in 3.14", .query = {{"profiles", "cpython-3.13,cpython-3.14"}}},
    {API_TOPICS},
};
// clang-format on

enum { EXAMPLES = sizeof examples / sizeof *examples - 1 };
_Static_assert(EXAMPLES <= (int)EXAMPLES_MOST, "There is room for the answer of each.");

// ---------------------------------------------------------------- playing them

static ApiInput input_of(const Example *example) {
    ApiInput input = {.body = example->body, .path = {example->path[0], example->path[1]}};
    input.size = example->body != NULL ? strlen(example->body) : 0;
    for (; input.parameter_count < EXAMPLE_MAX_PARAMETERS; input.parameter_count++) {
        if (example->query[input.parameter_count].name == NULL) {
            break;
        }
        input.parameters[input.parameter_count] = example->query[input.parameter_count];
    }
    return input;
}

static ApiReply play(const Example *example, ApiSession **session) {
    static const ApiIdentity identity = {
        .id = "0123456789abcdef0123456789abcdef",
        .url = "/v1/sessions/0123456789abcdef0123456789abcdef",
        .created_at = "2026-01-01T00:00:00Z",
    };
    ApiInput input = input_of(example);
    switch ((int)example->call) {
    case API_TOPIC_CREATE_SESSION: return api_session_create(&identity, &input, session);
    case API_TOPIC_COMPARE: return api_compare(&input);
    case API_TOPIC_PROFILES: return api_profiles(&input);
    default: return api_call(*session, example->call, &input);
    }
}

// Without memory, what is left of them has no answers.
void examples_play(ExampleReplies *replies) {
    ApiSession *session = NULL;
    *replies = (ExampleReplies){{{API_OK}}};
    for (size_t i = 0; i < EXAMPLES; i++) {
        if (i > 0 && session == NULL) {
            break;
        }
        replies->of[i] = play(&examples[i], &session);
    }
    api_session_destroy(session);
}

void examples_discard(ExampleReplies *replies) {
    for (size_t i = 0; i < EXAMPLES; i++) {
        free(replies->of[i].body);
    }
}
