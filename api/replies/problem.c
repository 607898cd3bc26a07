#include "api/replies/problem.h"

#include "api/session.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *name;
    const char *title;
} CodeWords;

static const CodeWords code_words[API_CODES];

// The texts are long, and seldom needed: nothing is put in them yet but their ends.
void problem_init(Problem *problem) {
    problem->code = API_OK;
    problem->detail[0] = '\0';
    problem->pointer[0] = '\0';
    problem->exception = NULL;
    problem->op_index = -1;
    problem->argument_count = 0;
}

// Appends one step of a JSON Pointer (RFC 6901) in front of which its parents stand already.
static void add_step(char *pointer, size_t size, const Place *place) {
    size_t used = strlen(pointer);
    if (place->member == NULL) {
        snprintf(pointer + used, size - used, "/%zu", place->index);
        return;
    }
    if (used + 1 < size) {
        pointer[used++] = '/';
    }
    for (const char *from = place->member; *from != '\0' && used + 2 < size; from++) {
        bool special = *from == '~' || *from == '/';
        if (special) {
            pointer[used++] = '~';
        }
        pointer[used++] = (char)(!special ? *from : *from == '~' ? '0' : '1');
    }
    pointer[used] = '\0';
}

enum { MAX_STEPS = 64 };  // Twice what a request may be deep: an operation's members count too.

static void write_pointer(char *pointer, size_t size, const Place *place) {
    const Place *steps[MAX_STEPS];
    size_t count = 0;
    for (; place != NULL && count < MAX_STEPS; place = place->parent) {
        steps[count++] = place;
    }
    pointer[0] = '\0';
    while (count > 0) {
        add_step(pointer, size, steps[--count]);
    }
    text_trim_utf8(pointer);
}

ApiCode problem_set(Problem *problem, ApiCode code, const Place *place, const char *format, ...) {
    va_list values;
    va_start(values, format);
    vsnprintf(problem->detail, sizeof problem->detail, format, values);
    va_end(values);
    text_trim_utf8(problem->detail);
    write_pointer(problem->pointer, sizeof problem->pointer, place);
    problem->code = code;
    return code;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
void problem_find_place(Problem *problem, const cJSON *root, const Place *place,
                        const cJSON *part) {
    if (root == part) {
        write_pointer(problem->pointer, sizeof problem->pointer, place);
        return;
    }
    size_t index = 0;
    for (const cJSON *child = root->child; child != NULL; child = child->next) {
        Place at = {.parent = place, .member = child->string, .index = index++};
        problem_find_place(problem, child, &at, part);
    }
}

Quote problem_quote(const char *text) {
    Quote quote;
    snprintf(quote.text, sizeof quote.text, "%s", text);
    text_trim_utf8(quote.text);
    return quote;
}

ApiCode problem_no_memory(Problem *problem) {
    return problem_set(problem, API_NO_MEMORY, NULL,
                       "The server has no memory for this just now. Nothing was changed.");
}

static const char *exception_name(HeapStatus status) {
    switch (status) {
    case HEAP_NAME_ERROR: return "NameError";
    case HEAP_UNBOUND_LOCAL_ERROR: return "UnboundLocalError";
    case HEAP_TYPE_ERROR: return "TypeError";
    case HEAP_VALUE_ERROR: return "ValueError";
    case HEAP_INDEX_ERROR: return "IndexError";
    case HEAP_KEY_ERROR: return "KeyError";
    case HEAP_ATTRIBUTE_ERROR: return "AttributeError";
    case HEAP_OVERFLOW_ERROR: return "OverflowError";
    case HEAP_RECURSION_ERROR: return "RecursionError";
    case HEAP_RUNTIME_ERROR: return "RuntimeError";
    case HEAP_MEMORY_ERROR: return "MemoryError";
    case HEAP_OK:
    case HEAP_NO_MEMORY:
    case HEAP_QUOTA_OBJECTS:
    case HEAP_QUOTA_BYTES:
    case HEAP_QUOTA_IDS:
    case HEAP_QUOTA_WORK:
    case HEAP_MADE_ANEW:
    case HEAP_CONFLICT: return NULL;
    }
    return NULL;
}

// The only place that says what a heap's status is in the words of this layer.
static ApiCode code_from(HeapStatus status) {
    switch (status) {
    case HEAP_OK: return API_OK;
    case HEAP_NO_MEMORY: return API_NO_MEMORY;
    case HEAP_QUOTA_OBJECTS:
    case HEAP_QUOTA_IDS: return API_QUOTA_OBJECTS;
    case HEAP_QUOTA_BYTES: return API_QUOTA_BYTES;
    case HEAP_QUOTA_WORK: return API_QUOTA_WORK;
    case HEAP_NAME_ERROR:
    case HEAP_UNBOUND_LOCAL_ERROR:
    case HEAP_TYPE_ERROR:
    case HEAP_VALUE_ERROR:
    case HEAP_INDEX_ERROR:
    case HEAP_KEY_ERROR:
    case HEAP_ATTRIBUTE_ERROR:
    case HEAP_OVERFLOW_ERROR:
    case HEAP_RECURSION_ERROR:
    case HEAP_RUNTIME_ERROR:
    case HEAP_MEMORY_ERROR: return API_EXCEPTION;
    case HEAP_MADE_ANEW: return API_BAD_REFERENCE;
    case HEAP_CONFLICT: return API_CONFLICT;
    }
    return API_NO_MEMORY;
}

static ApiCode refuse_quota(Problem *problem, const Heap *heap, HeapStatus status) {
    HeapTotals totals = heap_totals(heap);
    switch (status) {
    case HEAP_QUOTA_IDS:
        return problem_quota(problem, LIMIT_IDS, UINT32_MAX,
                             "The session has made as many objects as it may in its life.");
    case HEAP_QUOTA_OBJECTS:
        return problem_quota(problem, LIMIT_OBJECTS, totals.objects,
                             "The session would have more objects than it may.");
    case HEAP_QUOTA_BYTES:
        return problem_quota(problem, LIMIT_BYTES, totals.from_system,
                             "The session would take more memory than it may.");
    default:
        return problem_quota(problem, LIMIT_WORK, heap_work(heap),
                             "This takes more work than one request may ask for.");
    }
}

static ApiCode set_exception(Problem *problem, HeapStatus status, const char *text) {
    problem->exception = exception_name(status);
    problem_argument(problem, "message", text);
    return problem_set(problem, API_EXCEPTION, NULL, "%s%s%s", problem->exception,
                       *text == '\0' ? "" : ": ", text);
}

ApiCode problem_heap(Problem *problem, Heap *heap, HeapStatus status) {
    ApiCode code = code_from(status);
    switch (code) {
    case API_OK: return API_OK;
    case API_NO_MEMORY: return problem_no_memory(problem);
    case API_EXCEPTION: return set_exception(problem, status, heap_error(heap));
    case API_QUOTA_OBJECTS:
    case API_QUOTA_BYTES:
    case API_QUOTA_WORK: return refuse_quota(problem, heap, status);
    default:
        return problem_set(problem, code, NULL, "The state of the session does not allow this: %s.",
                           heap_error(heap));
    }
}

__attribute__((format(printf, 2, 0))) static void write_words(char text[static PROBLEM_DETAIL_SIZE],
                                                              const char *format, va_list values) {
    vsnprintf(text, PROBLEM_DETAIL_SIZE, format, values);
    text_trim_utf8(text);
}

ApiCode problem_raise(Problem *problem, HeapStatus status, const char *format, ...) {
    char text[PROBLEM_DETAIL_SIZE];
    va_list values;
    va_start(values, format);
    write_words(text, format, values);
    va_end(values);
    return set_exception(problem, status, text);
}

static ProblemArgument *new_argument(Problem *problem, const char *name) {
    if (problem->argument_count == PROBLEM_MAX_ARGUMENTS) {
        return NULL;
    }
    ProblemArgument *argument = &problem->arguments[problem->argument_count++];
    *argument = (ProblemArgument){.name = name};
    return argument;
}

void problem_argument(Problem *problem, const char *name, const char *text) {
    ProblemArgument *argument = new_argument(problem, name);
    if (argument != NULL) {
        snprintf(argument->text, sizeof argument->text, "%s", text);
        text_trim_utf8(argument->text);
    }
}

void problem_number(Problem *problem, const char *name, int64_t number) {
    ProblemArgument *argument = new_argument(problem, name);
    if (argument != NULL) {
        argument->number = number;
        argument->is_number = true;
    }
}

static ApiCode name_limit(Problem *problem, const ApiLimit *limit) {
    problem_argument(problem, "limit", limit->name);
    problem_number(problem, "value", (int64_t)limit->value);
    return limit->code;
}

void problem_name_limit(Problem *problem, LimitName limit) {
    ApiLimit row = limit_row(limit);
    (void)name_limit(problem, &row);
}

ApiCode problem_limit(Problem *problem, LimitName limit, const Place *place, const char *format,
                      ...) {
    char text[PROBLEM_DETAIL_SIZE];
    va_list values;
    va_start(values, format);
    write_words(text, format, values);
    va_end(values);
    ApiLimit row = limit_row(limit);
    return problem_set(problem, name_limit(problem, &row), place, "%s", text);
}

ApiCode problem_quota(Problem *problem, LimitName limit, uint64_t given, const char *detail) {
    ApiLimit row = limit_row(limit);
    ApiCode code = name_limit(problem, &row);
    problem_number(problem, "given", (int64_t)given);
    return problem_set(problem, code, NULL, "%s The limit is %" PRIu64 ".", detail, row.value);
}

bool problem_names_limit(const Problem *problem, LimitName limit) {
    const ProblemArgument *first = &problem->arguments[0];
    return problem->argument_count > 0 && strcmp(first->name, "limit") == 0 &&
           strcmp(first->text, limit_row(limit).name) == 0;
}

static void write_arguments(JsonWriter *writer, const Problem *problem) {
    json_key(writer, "args");
    json_begin_object(writer);
    for (size_t i = 0; i < problem->argument_count; i++) {
        const ProblemArgument *argument = &problem->arguments[i];
        if (argument->is_number) {
            json_member_int(writer, argument->name, argument->number);
        } else {
            json_member_string(writer, argument->name, argument->text);
        }
    }
    json_end_object(writer);
}

static void write_place(JsonWriter *writer, const Problem *problem) {
    if (problem->pointer[0] != '\0') {
        json_member_string(writer, "pointer", problem->pointer);
    }
    if (problem->op_index >= 0) {
        json_member_int(writer, "op_index", problem->op_index);
    }
    if (problem->exception != NULL) {
        json_member_string(writer, "exception", problem->exception);
    }
}

ApiReply problem_reply(const Problem *problem, uint64_t seq) {
    JsonWriter writer = {0};
    json_begin_object(&writer);
    json_key(&writer, "type");
    char type[PROBLEM_TEXT_SIZE];
    snprintf(type, sizeof type, "urn:sandheap:problem:%s", api_code_name(problem->code));
    json_string(&writer, type);
    json_member_string(&writer, "title", problem_title(problem->code));
    json_member_string(&writer, "code", api_code_name(problem->code));
    json_member_string(&writer, "detail", problem->detail);
    write_arguments(&writer, problem);
    write_place(&writer, problem);
    json_end_object(&writer);
    ApiReply reply = {.code = problem->code, .seq = seq};
    reply.body = text_take(&writer.buffer, &reply.size);
    return reply;
}

ApiReply api_problem(ApiCode code, const char *detail) {
    Problem problem;
    problem_init(&problem);
    problem_set(&problem, code, NULL, "%s", detail);
    return problem_reply(&problem, 0);
}

ApiReply api_problem_limit(const ApiLimit *limit, const char *detail) {
    Problem problem;
    problem_init(&problem);
    ApiCode code = name_limit(&problem, limit);
    problem_set(&problem, code, NULL, "%s", detail);
    return problem_reply(&problem, 0);
}

const char *problem_title(ApiCode code) {
    return code_words[code].title;
}

const char *api_code_name(ApiCode code) {
    return code_words[code].name;
}

// clang-format off
static const CodeWords code_words[API_CODES] = {
    [API_OK] = {"ok", "Done"},
    [API_CREATED] = {"created", "Created"},
    [API_NO_CONTENT] = {"no-content", "Done"},
    [API_NOT_MODIFIED] = {"not-modified", "Known already"},
    [API_BAD_JSON] = {"bad-json", "The body is not JSON"},
    [API_BAD_REQUEST] = {"bad-request", "The request has the wrong form"},
    [API_BAD_QUERY] = {"bad-query", "The query has the wrong form"},
    [API_UNKNOWN_FIELD] = {"unknown-field", "A field is unknown"},
    [API_UNKNOWN_OPERATION] = {"unknown-operation", "The operation is unknown"},
    [API_UNKNOWN_PROFILE] = {"unknown-profile", "The profile is unknown"},
    [API_MISSING_ARGUMENT] = {"missing-argument", "An argument is missing"},
    [API_BAD_ARGUMENT] = {"bad-argument", "An argument has the wrong form"},
    [API_BAD_NAME] = {"bad-name", "This cannot be a name"},
    [API_TOO_MANY_ITEMS] = {"too-many-items", "The request is too large in its parts"},
    [API_NOT_FOUND] = {"not-found", "There is nothing here"},
    [API_NO_SUCH_SESSION] = {"no-such-session", "There is no such session"},
    [API_NO_SUCH_OBJECT] = {"no-such-object", "There is no such object"},
    [API_NO_SUCH_NAME] = {"no-such-name", "There is no such name"},
    [API_NO_SUCH_POOL] = {"no-such-pool", "There is no such pool"},
    [API_SESSION_ENDED] = {"session-ended", "The session has ended"},
    [API_OBJECT_FREED] = {"object-freed", "The object was freed"},
    [API_METHOD_NOT_ALLOWED] = {"method-not-allowed", "This cannot be asked of it"},
    [API_NOT_ACCEPTABLE] = {"not-acceptable", "No such representation"},
    [API_LENGTH_REQUIRED] = {"length-required", "The length of the body is missing"},
    [API_BODY_TOO_LARGE] = {"body-too-large", "The body is too large"},
    [API_URI_TOO_LONG] = {"uri-too-long", "The address is too long"},
    [API_UNSUPPORTED_MEDIA_TYPE] = {"unsupported-media-type", "The body is not declared as JSON"},
    [API_EXPECTATION_FAILED] = {"expectation-failed", "The expectation cannot be met"},
    [API_HEADERS_TOO_LARGE] = {"headers-too-large", "The headers are too large"},
    [API_METHOD_UNKNOWN] = {"method-unknown", "The method is unknown"},
    [API_CODING_UNKNOWN] = {"transfer-coding-unknown", "The transfer coding is unknown"},
    [API_FOREIGN_ORIGIN] = {"foreign-origin", "The page is another site's"},
    [API_MISDIRECTED] = {"misdirected-request", "The server has another name"},
    [API_STALE] = {"stale", "Somebody was faster"},
    [API_CONFLICT] = {"conflict", "The state does not allow it"},
    [API_EXCEPTION] = {"exception", "Python would raise an exception"},
    [API_BAD_REFERENCE] = {"bad-reference", "The reference leads nowhere"},
    [API_QUOTA_OBJECTS] = {"quota-objects", "Too many objects"},
    [API_QUOTA_BYTES] = {"quota-bytes", "Too much memory"},
    [API_QUOTA_WORK] = {"quota-work", "Too much work"},
    [API_QUOTA_OPERATIONS] = {"quota-operations", "Too many operations"},
    [API_QUOTA_NAMES] = {"quota-names", "Too many names"},
    [API_DRAINING] = {"draining", "The server is stopping"},
    [API_BUSY] = {"busy", "The session is busy"},
    [API_TOO_MANY_SESSIONS] = {"too-many-sessions", "Too many sessions"},
    [API_TOO_MANY_CONNECTIONS] = {"too-many-connections", "Too many connections"},
    [API_TOO_MUCH_MEMORY] = {"too-much-memory", "The server is full"},
    [API_NO_MEMORY] = {"no-memory", "Out of memory"},
};
// clang-format on
