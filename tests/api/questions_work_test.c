// Questions cost a few passes over the heap at most, however it looks: the calls by which api/ looks
// at a heap are counted (the linker puts the counting ones in their place), in a heap and in one
// twice as large. What grows no faster than its heap is one pass at 100,000 objects too.
#include "heap/heap.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

enum { SIZE = 1000, SLACK = 300 };

static uint64_t looks;

// ---------------------------------------------------------------- counting

// NOLINTBEGIN(*-reserved-identifier, cert-dcl*, readability-identifier-naming): the linker's names.
bool __real_heap_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                           HeapHolder *out_holder);
bool __wrap_heap_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                           HeapHolder *out_holder);
bool __real_heap_next_object(const Heap *heap, uint32_t *cursor, Object **out_object);
bool __wrap_heap_next_object(const Heap *heap, uint32_t *cursor, Object **out_object);
bool __real_heap_next_name(const Heap *heap, uint32_t frame, uint32_t *cursor, HeapName *out_name);
bool __wrap_heap_next_name(const Heap *heap, uint32_t frame, uint32_t *cursor, HeapName *out_name);
HeapObjectInfo __real_heap_object_info(const Heap *heap, const Object *object);
HeapObjectInfo __wrap_heap_object_info(const Heap *heap, const Object *object);
Object *__real_heap_find(const Heap *heap, uint32_t id);
Object *__wrap_heap_find(const Heap *heap, uint32_t id);
bool __real_heap_frame(const Heap *heap, size_t index, HeapFrameInfo *out_info);
bool __wrap_heap_frame(const Heap *heap, size_t index, HeapFrameInfo *out_info);
bool __real_heap_next_weakref(const Heap *heap, const Object *target, uint32_t *cursor,
                              Object **out_weakref);
bool __wrap_heap_next_weakref(const Heap *heap, const Object *target, uint32_t *cursor,
                              Object **out_weakref);

bool __wrap_heap_next_slot(const Heap *heap, const Object *object, uint32_t *cursor,
                           HeapHolder *out_holder) {
    looks++;
    return __real_heap_next_slot(heap, object, cursor, out_holder);
}

bool __wrap_heap_next_object(const Heap *heap, uint32_t *cursor, Object **out_object) {
    looks++;
    return __real_heap_next_object(heap, cursor, out_object);
}

bool __wrap_heap_next_name(const Heap *heap, uint32_t frame, uint32_t *cursor, HeapName *out_name) {
    looks++;
    return __real_heap_next_name(heap, frame, cursor, out_name);
}

HeapObjectInfo __wrap_heap_object_info(const Heap *heap, const Object *object) {
    looks++;
    return __real_heap_object_info(heap, object);
}

Object *__wrap_heap_find(const Heap *heap, uint32_t id) {
    looks++;
    return __real_heap_find(heap, id);
}

bool __wrap_heap_frame(const Heap *heap, size_t index, HeapFrameInfo *out_info) {
    looks++;
    return __real_heap_frame(heap, index, out_info);
}

bool __wrap_heap_next_weakref(const Heap *heap, const Object *target, uint32_t *cursor,
                              Object **out_weakref) {
    looks++;
    return __real_heap_next_weakref(heap, target, cursor, out_weakref);
}

// NOLINTEND(*-reserved-identifier, cert-dcl*, readability-identifier-naming)

// ---------------------------------------------------------------- heaps

// The number stands for the '#'.
static void send(ApiSession *session, const char *text, int number) {
    char body[1024];
    size_t before = strcspn(text, "#");
    snprintf(body, sizeof body, "%.*s%d%s", (int)before, text, number, text + before + 1);
    ApiInput input = {.body = body,
                      .size = strlen(body),
                      .parameters = {{"events", "none"}},
                      .parameter_count = 1};
    ApiReply reply = api_call(session, API_CALL_OPERATIONS, &input);
    CHECK_STR("ok", api_code_name(reply.code));
    free(reply.body);
}

// Many in one list, a long chain, garbage in a cycle, names, frames, weakrefs, strings.
static ApiSession *begin_with(int size) {
    static const char *const parts[] = {
        "{\"op\": \"assign\", \"name\": \"wide\", \"value\": [[#]]}",
        "{\"op\": \"assign\", \"name\": \"deep\", \"value\": [#]}",
        "{\"op\": \"repeat\", \"times\": #, \"ops\": [{\"op\": \"append\", \"target\": \"wide\", "
        "\"value\": [{\"ref\": \"wide[0]\"}]}]}",
        "{\"op\": \"repeat\", \"times\": #, \"ops\": [{\"op\": \"assign\", \"name\": \"deep\", "
        "\"value\": [{\"ref\": \"deep\"}]}]}",
        "{\"op\": \"repeat\", \"times\": #, \"ops\": [{\"op\": \"assign\", \"name\": \"n{i}\", "
        "\"value\": [\"word\"]}]}",
        "{\"op\": \"function\", \"name\": \"f\", \"params\": [\"x#\"]}",
        "{\"op\": \"class\", \"name\": \"P#\"}",
        "{\"op\": \"assign\", \"name\": \"g\", \"value\": [[#]]}",
        "{\"op\": \"repeat\", \"times\": #, \"ops\": [{\"op\": \"append\", \"target\": \"g\", "
        "\"value\": [{\"ref\": \"g\"}]}]}",
        "{\"ops\": [{\"op\": \"set_item\", \"target\": \"g\", \"key\": 0, \"value\": {\"ref\": "
        "\"g\"}}, {\"op\": \"del\", \"name\": \"g\"}, {\"op\": \"evaluate\", \"value\": #}]}",
    };
    ApiSession *session = talk_begin();
    send(session, "{\"op\": \"gc\", \"enabled\": false, \"thresholds\": [0, #, 10]}", 10);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        send(session, parts[i], size);
    }
    return session;
}

// ---------------------------------------------------------------- questions

typedef struct {
    ApiCall call;
    bool is_constant;  // The answer is as long in the larger heap, and no walk is needed.
    const char *path[API_MAX_PATH_PIECES];
    ApiParameter parameters[3];
} Question;

// @2 is in the wide list, @4 deep inside the chain.
static const Question questions[] = {
    {API_CALL_OBJECTS},
    {API_CALL_OBJECTS, .parameters = {{"limit", "1000"}}},
    {API_CALL_OBJECTS, .parameters = {{"reachable", "false"}, {"limit", "1000"}}},
    {API_CALL_OBJECTS, .parameters = {{"q", "word"}}},
    {API_CALL_OBJECT, .path = {"2"}},
    {API_CALL_OBJECT, .path = {"4"}},
    {API_CALL_WHY_ALIVE, .path = {"2"}},
    {API_CALL_WHY_ALIVE, .path = {"4"}},
    {API_CALL_WHY_ALIVE, .path = {"garbage"}},
    {API_CALL_RETAINED, .path = {"2"}},
    {API_CALL_RETAINED, .path = {"4"}},
    {API_CALL_RETAINED, .path = {"garbage"}},
    {API_CALL_IS, .parameters = {{"a", "wide[5]"}, {"b", "deep"}}, .is_constant = true},
    {API_CALL_NAMES, .parameters = {{"limit", "1000"}}},
    {API_CALL_FRAMES, .is_constant = true},
    {API_CALL_GRAPH},
    {API_CALL_GRAPH, .parameters = {{"limit", "100000"}}},
    {API_CALL_GRAPH, .parameters = {{"limit", "10"}}},
    {API_CALL_GRAPH, .parameters = {{"around", "4"}, {"depth", "32"}, {"limit", "100000"}}},
    {API_CALL_GRAPH, .parameters = {{"around", "4"}, {"depth", "32"}, {"limit", "10"}}},
    {API_CALL_GC, .is_constant = true},
    {API_CALL_MEMORY},
    {API_CALL_POOL, .path = {"0", "0"}},
    {API_CALL_INTERNED, .is_constant = true},
    {API_CALL_SMALL_INTS, .is_constant = true},
    {API_CALL_HISTORY, .is_constant = true},
};

enum { QUESTIONS = sizeof questions / sizeof *questions };

static ApiReply ask(ApiSession *session, ApiCall call, const Question *question,
                    const char *garbage) {
    ApiInput input = {.parameter_count = 0};
    for (size_t i = 0; i < API_MAX_PATH_PIECES && question->path[i] != NULL; i++) {
        bool is_garbage = strcmp(question->path[i], "garbage") == 0;
        input.path[i] = is_garbage ? garbage : question->path[i];
    }
    for (size_t i = 0; i < 3 && question->parameters[i].name != NULL; i++) {
        input.parameters[input.parameter_count++] = question->parameters[i];
    }
    ApiReply reply = api_call(session, call, &input);
    CHECK_STR("ok", api_code_name(reply.code));
    return reply;
}

// The id of the first object that is garbage.
static void find_garbage(ApiSession *session, char id[16]) {
    Question question = {API_CALL_OBJECTS, .parameters = {{"reachable", "false"}, {"limit", "1"}}};
    ApiReply reply = ask(session, question.call, &question, NULL);
    static const char before[] = "{\"items\":[{\"id\":";
    CHECK(strncmp(reply.body, before, sizeof before - 1) == 0);
    snprintf(id, 16, "%lu", strtoul(reply.body + sizeof before - 1, NULL, 10));
    free(reply.body);
}

static uint64_t count_looks(ApiSession *session, const Question *question, const char *garbage) {
    looks = 0;
    ApiReply reply = ask(session, question->call, question, garbage);
    free(reply.body);
    return looks;
}

static void a_heap_twice_as_large_takes_twice_the_work(void) {
    ApiSession *small = begin_with(SIZE), *large = begin_with(2 * SIZE);
    char small_garbage[16], large_garbage[16];
    find_garbage(small, small_garbage);
    find_garbage(large, large_garbage);
    for (size_t i = 0; i < QUESTIONS; i++) {
        uint64_t once = count_looks(small, &questions[i], small_garbage);
        uint64_t twice = count_looks(large, &questions[i], large_garbage);
        uint64_t most = questions[i].is_constant ? once + 10 : 2 * once + SLACK;
        if (twice > most) {
            printf("  question %zu looks %llu times, then %llu\n", i, (unsigned long long)once,
                   (unsigned long long)twice);
        }
        CHECK(twice <= most);
    }
    api_session_destroy(small);
    api_session_destroy(large);
}

int main(void) {
    RUN(a_heap_twice_as_large_takes_twice_the_work);
    return 0;
}
