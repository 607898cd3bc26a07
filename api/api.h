// The operations of a session, JSON in and JSON out: the one public header of api/.
//
// A session is a heap and the list of operations that made it. A caller hands over what a client
// asked (which call, the pieces of the path, the query, the body) and gets back a code and the JSON
// text of the answer. Nothing here knows HTTP, threads, clocks or files: the caller sees to it that
// one thread at a time uses a session, and turns codes into statuses.
//
// Start reading at api_call() in session.c; README.md describes the JSON.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define API_MUST_USE __attribute__((warn_unused_result))

typedef struct ApiSession ApiSession;

// What an answer is, in the words of api/README.md. Every code has a stable name, api_code_name().
typedef enum {
    API_OK,
    API_CREATED,       // A session was made.
    API_NO_CONTENT,    // Done, and there is nothing to say; the body is empty.
    API_NOT_MODIFIED,  // The client knows the answer already; the body is empty.

    // Refused without looking at the session.
    API_BAD_JSON,
    API_BAD_REQUEST,  // Framing or form of the request.
    API_BAD_QUERY,    // A query parameter that is unknown or out of its range.
    API_UNKNOWN_FIELD,
    API_UNKNOWN_OPERATION,
    API_UNKNOWN_PROFILE,
    API_MISSING_ARGUMENT,
    API_BAD_ARGUMENT,    // Wrong JSON type, or a value outside the limits of the contract.
    API_BAD_NAME,        // Not a Python identifier, a keyword, or reserved.
    API_TOO_MANY_ITEMS,  // Depth, members or elements beyond the limits of a request.

    // The path names nothing, or something that is gone.
    API_NOT_FOUND,  // No such route.
    API_NO_SUCH_SESSION,
    API_NO_SUCH_OBJECT,
    API_NO_SUCH_NAME,
    API_NO_SUCH_POOL,
    API_SESSION_ENDED,
    API_OBJECT_FREED,

    // HTTP's own refusals; api/ never answers these, the server words them with api_problem().
    API_METHOD_NOT_ALLOWED,
    API_NOT_ACCEPTABLE,
    API_LENGTH_REQUIRED,
    API_BODY_TOO_LARGE,
    API_URI_TOO_LONG,
    API_UNSUPPORTED_MEDIA_TYPE,
    API_EXPECTATION_FAILED,
    API_HEADERS_TOO_LARGE,
    API_METHOD_UNKNOWN,
    API_CODING_UNKNOWN,  // A transfer coding other than chunked.
    API_FOREIGN_ORIGIN,  // Sent by a page of another site.
    API_MISDIRECTED,     // Sent to a name that is not the server's.

    // The session looked, and says no.
    API_STALE,          // The session is in none of the states that the client expects.
    API_CONFLICT,       // The state does not allow it: `return` without a frame.
    API_EXCEPTION,      // Python would raise; the body's `exception` says what.
    API_BAD_REFERENCE,  // A reference whose text is not one, or @id that names nothing.
    API_QUOTA_OBJECTS,
    API_QUOTA_BYTES,
    API_QUOTA_WORK,  // The operation would pass its work budget.
    API_QUOTA_OPERATIONS,
    API_QUOTA_NAMES,

    API_DRAINING,
    API_BUSY,  // Another request of this session is still running.
    API_TOO_MANY_SESSIONS,
    API_TOO_MANY_CONNECTIONS,
    API_TOO_MUCH_MEMORY,  // Beyond the mark up to which sessions may grow.
    API_NO_MEMORY,

    API_CODES
} ApiCode;

// The stable text of a code, as it stands in `code` of a problem: "bad-json", "quota-objects".
const char *api_code_name(ApiCode code);

// What a client can ask of a session. The comment names the pieces of the path each takes.
typedef enum {
    API_CALL_OPERATIONS,     // Change. Body: one operation, or {"ops": [...]}.
    API_CALL_CREATE_OBJECT,  // Change. Body: {"value": ..., "name": "a"}.
    API_CALL_BIND_NAME,      // Change. {name}. Body: {"value": ...}.
    API_CALL_DELETE_NAME,    // Change. {name}. No body.
    API_CALL_COLLECT,        // Change. Body: {"generation": 2}, or empty.

    API_CALL_SESSION,  // The summary.
    API_CALL_OBJECTS,
    API_CALL_OBJECT,     // {id}
    API_CALL_WHY_ALIVE,  // {id}
    API_CALL_RETAINED,   // {id}
    API_CALL_IS,
    API_CALL_NAMES,
    API_CALL_FRAMES,
    API_CALL_GRAPH,
    API_CALL_GC,
    API_CALL_MEMORY,
    API_CALL_POOL,  // {arena} {pool}
    API_CALL_INTERNED,
    API_CALL_SMALL_INTS,
    API_CALL_HISTORY,

    API_CALLS,

    // What is asked of no session, and answered without api_call(). They have their rows in the
    // contract like the others.
    API_TOPIC_CREATE_SESSION = API_CALLS,
    API_TOPIC_END_SESSION,
    API_TOPIC_COMPARE,
    API_TOPIC_PROFILES,
    API_TOPIC_OPERATIONS,
    API_TOPIC_LIMITS,
    API_TOPIC_DOCUMENT,
    API_TOPIC_ALIVE,
    API_TOPIC_READY,

    API_TOPICS
} ApiCall;

// The forms in which an answer can be had. Refusals are JSON whatever is asked for.
typedef enum {
    API_JSON,
    API_TEXT,    // For people.
    API_DOT,     // The graph, for graphviz.
    API_PYTHON,  // The history, as a script.

    API_FORMATS
} ApiFormat;

// "text/plain", without parameters.
const char *api_format_type(ApiFormat format);
// The forms that the call's answer has: the bit 1 << format of each.
unsigned api_call_formats(ApiCall call);

enum { API_MAX_PATH_PIECES = 2, API_MAX_PARAMETERS = 16, API_MAX_STATES = 64 };

// States of a session, by their seqs.
typedef struct {
    bool given;
    bool any;  // Whatever state there is.
    uint64_t seqs[API_MAX_STATES];
    size_t count;
} ApiStates;

// One `name=value` of the query, both percent-decoded and NUL-terminated.
typedef struct {
    const char *name;
    const char *value;
} ApiParameter;

// Everything a client sent that matters here. All of it is borrowed for the length of the call.
typedef struct {
    const char *body;  // `size` bytes; need not be NUL-terminated. NULL when there is none.
    size_t size;
    const char *path[API_MAX_PATH_PIECES];  // Decoded pieces, in the order of the call's comment.
    ApiParameter parameters[API_MAX_PARAMETERS];
    size_t parameter_count;
    ApiFormat format;    // One of api_call_formats().
    ApiStates expected;  // Where given, the call is refused as API_STALE in any other state.
    ApiStates known;     // Where given, a question is API_NOT_MODIFIED in one of these.
} ApiInput;

// An answer. `body` is `size` bytes followed by a NUL, to be released with free(); NULL when there
// is none. A code below API_BAD_JSON is a success; any other body is a problem (RFC 9457), in JSON.
typedef struct {
    ApiCode code;
    char *body;
    size_t size;
    const char
        *type;     // The body's media type; NULL: application/json. Lives as long as the program.
    uint64_t seq;  // The session's operation number after the call; 0 where there is no session.
} ApiReply;

// What a session cannot know by itself; copied.
typedef struct {
    const char *id;
    const char *url;
    const char *created_at;  // RFC 3339, UTC.
} ApiIdentity;

// Body: {"profile", "label", "ops"}, all optional; an empty body is {}. On success the reply's code
// is API_CREATED and *out_session is owned by the caller; otherwise *out_session is untouched.
API_MUST_USE ApiReply api_session_create(const ApiIdentity *identity, const ApiInput *input,
                                         ApiSession **out_session);

// Destroying NULL does nothing.
void api_session_destroy(ApiSession *session);

// One question or change. A change that fails leaves the session exactly as it was.
API_MUST_USE ApiReply api_call(ApiSession *session, ApiCall call, const ApiInput *input);

// API_OK without a body when the session is in a state that the input expects, else the refusal:
// for what is done to a session from outside, such as ending it.
API_MUST_USE ApiReply api_expect(const ApiSession *session, const ApiInput *input);

// A limit of the contract. Past it a request is refused with `code`; API_OK: what is beyond it is
// left out, and the answer says so. All texts are constant.
typedef struct {
    const char *name;  // "json-depth"; a refusal has it as `limit` among its arguments.
    uint64_t value;
    const char *unit;  // "bytes"; "" for a plain number.
    ApiCode code;
    const char *summary;  // One sentence.
} ApiLimit;

// The limits of this layer, in order; false past the last.
bool api_limit(size_t index, ApiLimit *out_limit);
// All of them, then `count` of the caller's own.
API_MUST_USE ApiReply api_limits(const ApiLimit *others, size_t count);

// Body: {"ops", "profiles"}. Runs the operations in a heap of its own for each profile, and answers
// what differs. No session is made.
API_MUST_USE ApiReply api_compare(const ApiInput *input);

// What every session shares.
API_MUST_USE ApiReply api_profiles(const ApiInput *input);
API_MUST_USE ApiReply api_operations(void);

// An answer in JSON as text for people; refusals, and what is no JSON, stay as they are. Takes the
// answer's body.
API_MUST_USE ApiReply api_as_text(ApiReply answer);

// What the caller's own tables say of how all this is reached, for api_openapi() to write down.
typedef struct {
    const char *method;  // "GET"
    const char *path;    // Pieces in braces stand for any text.
    ApiCall call;        // Or topic.
    enum { API_BODY_NONE, API_BODY_REQUIRED, API_BODY_OPTIONAL } body;
    uint64_t body_limit;  // Bytes.
    unsigned formats;     // Of its answer: the bit 1 << format of each.
} ApiRoute;

typedef struct {
    const char *name, *summary;
    const char *pattern;  // Of its value; NULL: any.
    // Whether an answer with this code has it, or a request may; `code` is API_OK for requests.
    bool (*is_on)(const ApiRoute *route, ApiCode code);
} ApiHeader;

typedef struct {
    bool (*route)(size_t index, ApiRoute *out_route);  // In order; false past the last.
    unsigned (*status_of)(ApiCode code);
    // Whether the caller itself answers the route with this code.
    bool (*may_answer)(const ApiRoute *route, ApiCode code);
    const ApiHeader *request_headers, *reply_headers;  // The first without a name ends each.
    const ApiLimit *limits;                            // The caller's own.
    size_t limit_count;
} ApiService;

// The OpenAPI document, made from these tables and from those that requests are checked with.
API_MUST_USE ApiReply api_openapi(const ApiService *service);

// A problem document for a refusal that the caller has found. `detail` is a sentence for a learner.
API_MUST_USE ApiReply api_problem(ApiCode code, const char *detail);
// The same of a limit, which its arguments name.
API_MUST_USE ApiReply api_problem_limit(const ApiLimit *limit, const char *detail);

// Every invariant of the session's heap, as code. Returns NULL, or a sentence about the first that
// does not hold, to be released with free(). For tests.
API_MUST_USE char *api_session_check(ApiSession *session);
