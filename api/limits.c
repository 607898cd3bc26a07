#include "api/limits.h"

#include "api/compare/compare.h"
#include "api/compare/sides.h"
#include "api/json/json_scan.h"
#include "api/operations/arguments.h"
#include "api/operations/bound_names.h"
#include "api/operations/loops.h"
#include "api/operations/run.h"
#include "api/replies/events_json.h"
#include "api/replies/replies.h"
#include "api/session.h"
#include "api/values/literal.h"
#include "api/values/names.h"
#include "api/values/references.h"
#include "api/views/views.h"

static const ApiLimit rows[LIMITS];

ApiLimit limit_row(LimitName name) {
    return rows[name];
}

bool api_limit(size_t index, ApiLimit *out_limit) {
    if (index >= LIMITS) {
        return false;
    }
    *out_limit = rows[index];
    return true;
}

// clang-format off
static const ApiLimit rows[LIMITS] = {
    [LIMIT_JSON_DEPTH] = {"json-depth", JSON_MAX_DEPTH, "levels", API_TOO_MANY_ITEMS,
        "How deep arrays and objects of a body may be nested."},
    [LIMIT_JSON_MEMBERS] = {"json-members", JSON_MAX_MEMBERS, "members", API_TOO_MANY_ITEMS,
        "How many members an object of a body may have."},
    [LIMIT_JSON_ELEMENTS] = {"json-elements", JSON_MAX_ELEMENTS, "elements", API_TOO_MANY_ITEMS,
        "How many elements an array of a body may have."},
    [LIMIT_JSON_ALL_ELEMENTS] = {"json-all-elements", JSON_MAX_ALL_ELEMENTS, "elements", API_TOO_MANY_ITEMS,
        "How many elements all arrays of a body may have together."},
    [LIMIT_JSON_STRING] = {"json-string", JSON_MAX_STRING, "bytes", API_TOO_MANY_ITEMS,
        "How long a string of a body may be, in UTF-8."},
    [LIMIT_JSON_NUMBER] = {"json-number", JSON_MAX_NUMBER, "characters", API_BAD_JSON,
        "How long a number of a body may be."},

    [LIMIT_LIST] = {"list-operations", SESSION_MAX_LIST, "operations", API_TOO_MANY_ITEMS,
        "How many operations a list may have."},
    [LIMIT_NAME] = {"name", NAME_MAX_BYTES, "bytes", API_BAD_NAME,
        "How long a name may be, in UTF-8."},
    [LIMIT_NAMES_AT_ONCE] = {"names-at-once", ARGUMENT_MAX_NAMES, "names", API_BAD_ARGUMENT,
        "How many names one argument may list: those of a del, the parameters of a function."},
    [LIMIT_REFERENCE_STEPS] = {"reference-steps", REFERENCE_MAX_STEPS, "steps", API_BAD_REFERENCE,
        "How many attributes and keys a reference may follow."},
    [LIMIT_KEY_ITEMS] = {"key-items", LITERAL_MAX_ITEMS, "items", API_BAD_REFERENCE,
        "How many items a tuple in a reference may have."},
    [LIMIT_KEY_DEPTH] = {"key-depth", LITERAL_MAX_DEPTH, "levels", API_BAD_REFERENCE,
        "How deep tuples in a reference may be nested."},
    [LIMIT_INT_DIGITS] = {"int-digits", LITERAL_MAX_DIGITS, "digits", API_BAD_ARGUMENT,
        "How many digits an int may be written with; Python's own limit."},
    [LIMIT_WHOLE_NUMBER] = {"whole-number", 9007199254740991, "", API_BAD_ARGUMENT,
        "How far from zero a whole number in JSON may be; {\"int\": \"...\"} takes any."},
    [LIMIT_THRESHOLD] = {"threshold", INT32_MAX, "objects", API_BAD_ARGUMENT,
        "How large a threshold of the collector may be."},
    [LIMIT_TURNS] = {"turns", LOOP_MAX_TURNS, "turns", API_BAD_ARGUMENT,
        "How many turns a repeat may have."},
    [LIMIT_NAMED_TURNS] = {"named-turns", LOOP_MAX_NAMED_TURNS, "turns", API_BAD_ARGUMENT,
        "How many turns a repeat may have where {i} is in a name."},
    [LIMIT_TURN_NAMES] = {"turn-names", BOUND_MAX_PATTERNS, "names", API_BAD_ARGUMENT,
        "How many names with {i} in them a body may bind."},
    [LIMIT_LABEL] = {"label", SESSION_MAX_LABEL, "bytes", API_BAD_ARGUMENT,
        "How long the label of a session may be, in UTF-8."},
    [LIMIT_COMPARE_PROFILES] = {"compare-profiles", COMPARE_MOST_PROFILES, "profiles", API_BAD_ARGUMENT,
        "How many profiles may be compared at once."},

    [LIMIT_WORK] = {"work", SESSION_WORK_BUDGET, "units", API_QUOTA_WORK,
        "How much work one request may ask of the heap: objects visited, comparisons, bytes / 64."},
    [LIMIT_STEPS] = {"steps", RUN_MAX_STEPS, "steps", API_QUOTA_WORK,
        "How many operations one request may run, those in bodies and repeats included."},
    [LIMIT_BODY_BYTES] = {"running-bodies", RUN_MAX_BODY_BYTES, "bytes", API_QUOTA_BYTES,
        "How long the bodies that run at once may be together."},
    [LIMIT_BODIES] = {"bodies", RUN_MAX_BODIES, "levels", API_EXCEPTION,
        "How deep functions with bodies may call each other; then RecursionError."},
    [LIMIT_FRAMES] = {"frames", RUN_MAX_FRAMES, "frames", API_EXCEPTION,
        "How many frames a session may have at a time; then RecursionError."},
    [LIMIT_FINALIZERS] = {"finalizers", HEAP_MAX_FINALIZER_DEPTH, "levels", API_OK,
        "How deep finalizers may run inside each other; the next is the event `unraisable`."},

    [LIMIT_OBJECTS] = {"objects", SESSION_MAX_OBJECTS, "objects", API_QUOTA_OBJECTS,
        "How many objects a session may have at a time."},
    [LIMIT_IDS] = {"ids", UINT32_MAX, "objects", API_QUOTA_OBJECTS,
        "How many objects a session may make in its life."},
    [LIMIT_BYTES] = {"bytes", SESSION_MAX_BYTES, "bytes", API_QUOTA_BYTES,
        "How much memory the heap of a session may take from the system."},
    [LIMIT_NAMES] = {"names", RUN_MAX_NAMES, "names", API_QUOTA_NAMES,
        "How many names a session may have at a time, in all frames."},
    [LIMIT_OPERATIONS] = {"operations", SESSION_MAX_OPERATIONS, "operations", API_QUOTA_OPERATIONS,
        "How many operations a session may have in its life."},
    [LIMIT_LOG_BYTES] = {"history-bytes", SESSION_MAX_LOG_BYTES, "bytes", API_QUOTA_OPERATIONS,
        "How long the operations of a session and their Python may be together."},

    [LIMIT_COMPARE_OBJECTS] = {"compare-objects", COMPARE_MAX_OBJECTS, "objects", API_QUOTA_OBJECTS,
        "How many objects each heap of a comparison may have at a time."},
    [LIMIT_COMPARE_BYTES] = {"compare-bytes", COMPARE_MAX_BYTES, "bytes", API_QUOTA_BYTES,
        "How much memory each heap of a comparison may take from the system."},

    [LIMIT_ANSWER_BYTES] = {"answer-bytes", JSON_ENOUGH, "bytes", API_OK,
        "Beyond this an answer leaves out what it can."},
    [LIMIT_ANSWER_GRAPH_BYTES] = {"answer-graph-bytes", GRAPH_ENOUGH, "bytes", API_OK,
        "The same of a graph."},
    [LIMIT_ANSWER_EVENTS] = {"answer-events", RECORDER_MAX_EVENTS, "events", API_OK,
        "How many events a change tells."},
    [LIMIT_ANSWER_FREED] = {"answer-freed", RECORDER_MAX_FREED, "ids", API_OK,
        "How many freed objects a change tells."},
    [LIMIT_ANSWER_OBJECTS] = {"answer-objects", CHANGE_MAX_OBJECTS, "objects", API_OK,
        "How many touched objects a change tells."},
    [LIMIT_ANSWER_SLOTS] = {"answer-slots", OBJECT_MAX_SLOTS, "slots", API_OK,
        "How many slots an object tells."},
    [LIMIT_ANSWER_REFERRERS] = {"answer-referrers", OBJECT_MAX_REFERRERS, "holders", API_OK,
        "How many referrers an object tells."},
    [LIMIT_ANSWER_DIFFERENCES] = {"answer-differences", COMPARE_MAX_TOLD, "differences", API_OK,
        "How many differences a comparison tells of one operation, and how many that ended."},
    [LIMIT_ANSWER_PATH] = {"answer-path", VIEW_MAX_PATH, "holders", API_OK,
        "How many holders on the way to an object why-alive tells."},
    [LIMIT_ANSWER_CYCLE] = {"answer-cycle", VIEW_MAX_CYCLE, "ids", API_OK,
        "How many objects of a cycle why-alive tells."},
    [LIMIT_ANSWER_RETAINED] = {"answer-retained", VIEW_MAX_RETAINED, "ids", API_OK,
        "How many retained objects are told by id."},
    [LIMIT_ANSWER_REPR] = {"answer-repr", OBJECT_REPR_BYTES, "bytes", API_OK,
        "How long a repr is before it is cut."},
    [LIMIT_ANSWER_PYTHON] = {"answer-python", LOOP_MAX_PYTHON_BYTES, "bytes", API_OK,
        "How long the Python of a repeat that is written out may be; beyond it is null."},
    [LIMIT_PAGE] = {"page", PARAMETER_MAX_LIMIT, "items", API_BAD_QUERY,
        "The largest `limit` of a listing."},
    [LIMIT_GRAPH_NODES] = {"graph-nodes", PARAMETER_MAX_GRAPH_LIMIT, "nodes", API_BAD_QUERY,
        "The largest `limit` of a graph."},
    [LIMIT_GRAPH_DEPTH] = {"graph-depth", PARAMETER_MAX_GRAPH_DEPTH, "references", API_BAD_QUERY,
        "The largest `depth` of a graph."},
};
// clang-format on
