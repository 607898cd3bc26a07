#include "api/contract/calls.h"

#include <string.h>

static const CallRow rows[API_TOPICS];

const CallRow *call_row(ApiCall call) {
    return &rows[call];
}

uint64_t call_refusals(ApiCall call) {
    uint64_t codes = 0;
    for (size_t set = 0; set < CALL_MAX_SETS && rows[call].refusals[set] != NULL; set++) {
        for (const ApiCode *code = rows[call].refusals[set]; *code != API_OK; code++) {
            codes |= UINT64_C(1) << *code;
        }
    }
    return codes;
}

// ---------------------------------------------------------------- groups and pieces of paths

const CallTag call_tags[] = {
    {"sessions", "A session is a heap and the operations that made it."},
    {"changes", "What changes a session. All of a request happens, or nothing of it."},
    {"questions", "What can be asked of a session. Asking changes nothing."},
    {"comparisons", "The same operations under several profiles. No session is made."},
    {"tables", "What every session shares: profiles, operations, limits, this document."},
    {"health", "Whether the server can be asked."},
    {0},
};

static const CallPiece pieces[] = {
    {"session", NULL, "^[A-Za-z0-9_-]+$", "The id of a session: whoever has it can use it."},
    {"id", NULL, "^(?:[1-9][0-9]{0,9})$", "The id of an object."},
    {"name", "BindingName", NULL,
     "A name, percent-encoded where it has to be; `<module>.x` means the module's from anywhere."},
    {"arena", NULL, "^(?:0|[1-9][0-9]{0,9})$", "The index of an arena."},
    {"pool", NULL, "^(?:0|[1-9][0-9]{0,9})$", "The index of a pool in it."},
};

const CallPiece *call_piece(const char *name, size_t size) {
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        if (strlen(pieces[i].name) == size && memcmp(pieces[i].name, name, size) == 0) {
            return &pieces[i];
        }
    }
    return NULL;
}

// ---------------------------------------------------------------- sets of refusals

static const ApiCode asking[] = {API_BAD_QUERY, API_STALE, API_NO_MEMORY, API_OK};
static const ApiCode of_object[] = {API_NO_SUCH_OBJECT, API_OBJECT_FREED, API_OK};
static const ApiCode of_references[] = {API_EXCEPTION, API_BAD_REFERENCE, API_OK};
static const ApiCode of_pool[] = {API_NO_SUCH_POOL, API_OK};
static const ApiCode of_name[] = {API_NO_SUCH_NAME, API_OK};
static const ApiCode with_body[] = {API_BAD_JSON, API_BAD_REQUEST, API_TOO_MANY_ITEMS, API_OK};
static const ApiCode of_arguments[] = {API_UNKNOWN_FIELD,    API_UNKNOWN_OPERATION,
                                       API_MISSING_ARGUMENT, API_BAD_ARGUMENT,
                                       API_BAD_NAME,         API_OK};
static const ApiCode of_heap[] = {API_CONFLICT,         API_EXCEPTION,   API_BAD_REFERENCE,
                                  API_QUOTA_OBJECTS,    API_QUOTA_BYTES, API_QUOTA_WORK,
                                  API_QUOTA_OPERATIONS, API_QUOTA_NAMES, API_OK};
static const ApiCode of_comparison[] = {API_BAD_REFERENCE, API_QUOTA_OBJECTS, API_QUOTA_BYTES,
                                        API_QUOTA_WORK,    API_QUOTA_NAMES,   API_OK};
static const ApiCode of_profile[] = {API_UNKNOWN_PROFILE, API_OK};
static const ApiCode shared[] = {API_BAD_QUERY, API_NO_MEMORY, API_OK};

// ---------------------------------------------------------------- the rows

// clang-format off
static const CallRow rows[API_TOPICS] = {
    [API_TOPIC_CREATE_SESSION] = {
        "createSession", "sessions", "Make a session",
        "Everything in the body may be left out, and so may the body. `ops` run before the answer; if one of them is refused, no session is made.",
        "NewSession", "Session", API_CREATED, {asking, with_body, of_arguments, of_heap, of_profile}},
    [API_CALL_SESSION] = {
        "getSession", "sessions", "What a session is",
        NULL, NULL, "Session", API_OK, {asking}},
    [API_TOPIC_END_SESSION] = {
        "endSession", "sessions", "End a session",
        "Its id is 410 from then on.", NULL, NULL, API_NO_CONTENT, {asking}},

    [API_CALL_OPERATIONS] = {
        "runOperations", "changes", "Run one operation, or a list",
        "A list happens wholly or not at all. The answer tells every event, so that nothing has to be asked again.",
        "Operations", "Changes", API_OK, {asking, with_body, of_arguments, of_heap}},
    [API_CALL_CREATE_OBJECT] = {
        "createObject", "changes", "Make an object",
        "Short for `assign`, or without a name for `evaluate`.",
        "NewObject", "Change", API_OK, {asking, with_body, of_arguments, of_heap}},
    [API_CALL_BIND_NAME] = {
        "bindName", "changes", "Bind a name",
        "Short for `assign`.", "NewBinding", "Change", API_OK, {asking, with_body, of_arguments, of_heap}},
    [API_CALL_DELETE_NAME] = {
        "deleteName", "changes", "Unbind a name",
        "Short for `del`.", NULL, "Change", API_OK, {asking, of_arguments, of_heap, of_name}},
    [API_CALL_COLLECT] = {
        "collect", "changes", "Run the collector",
        "Short for `collect`.", "NewCollection", "Change", API_OK, {asking, with_body, of_arguments, of_heap}},

    [API_CALL_OBJECTS] = {
        "listObjects", "questions", "Objects, by id",
        "Each with what refers to it, and whether a root reaches it.", NULL, "ObjectList", API_OK, {asking}},
    [API_CALL_OBJECT] = {
        "getObject", "questions", "One object",
        "Of one that is gone the refusal tells with which operation it went, and why.", NULL, "Object", API_OK, {asking, of_object}},
    [API_CALL_WHY_ALIVE] = {
        "getWhyAlive", "questions", "Why an object is alive",
        "The shortest way from a root to it, and all its holders; of garbage, the cycle that keeps it.", NULL, "WhyAlive", API_OK, {asking, of_object}},
    [API_CALL_RETAINED] = {
        "getRetained", "questions", "What would go with an object",
        "All that roots reach only through it, and what of that counting frees.", NULL, "Retained", API_OK, {asking, of_object}},
    [API_CALL_IS] = {
        "compareIdentity", "questions", "Whether two references lead to one object",
        "And by which rule of Python's they do or do not.", NULL, "Identity", API_OK, {asking, of_references}},
    [API_CALL_NAMES] = {
        "listNames", "questions", "Names, and what they are bound to", NULL, NULL, "NameList", API_OK, {asking}},
    [API_CALL_FRAMES] = {
        "listFrames", "questions", "Frames, the module first", NULL, NULL, "FrameList", API_OK, {asking}},
    [API_CALL_GRAPH] = {
        "getGraph", "questions", "Roots, objects and references",
        "What a drawing needs. `around` and `depth` choose what is near one object.", NULL, "Graph", API_OK, {asking, of_references}},
    [API_CALL_GC] = {
        "getCollector", "questions", "The collector's settings and counts", NULL, NULL, "Gc", API_OK, {asking}},
    [API_CALL_MEMORY] = {
        "getMemory", "questions", "Arenas, pools, free lists", NULL, NULL, "Memory", API_OK, {asking}},
    [API_CALL_POOL] = {
        "getPool", "questions", "One pool and its blocks", NULL, NULL, "PoolWithBlocks", API_OK, {asking, of_pool}},
    [API_CALL_INTERNED] = {
        "listInterned", "questions", "Interned strings, in the order of interning", NULL, NULL, "ObjectList", API_OK, {asking}},
    [API_CALL_SMALL_INTS] = {
        "listSmallInts", "questions", "The ints that are kept ready", NULL, NULL, "SmallIntList", API_OK, {asking}},
    [API_CALL_HISTORY] = {
        "getHistory", "questions", "The operations, with their Python",
        "As text/x-python all of it is one script that CPython runs, whatever page is asked for.", NULL, "History", API_OK, {asking}},

    [API_TOPIC_COMPARE] = {
        "compareProfiles", "comparisons", "Run operations under several profiles",
        "Each profile has a heap of its own, and all of them the budget of one request. After each operation the answer tells what differs, by name and field. An operation that is refused under a profile has not happened there, and the next goes on.",
        "Comparison", "Compared", API_OK, {shared, with_body, of_arguments, of_comparison, of_profile}},

    [API_TOPIC_PROFILES] = {
        "listProfiles", "tables", "The profiles", "Whose rules a session's heap can follow, and in what they differ.", NULL, "ProfileList", API_OK, {shared}},
    [API_TOPIC_OPERATIONS] = {
        "listOperations", "tables", "The operations", "Each with its arguments and its Python.", NULL, "OperationList", API_OK, {shared}},
    [API_TOPIC_LIMITS] = {
        "listLimits", "tables", "The limits", "A refusal by one of them names it.", NULL, "LimitList", API_OK, {shared}},
    [API_TOPIC_DOCUMENT] = {
        "getDocument", "tables", "This document", NULL, NULL, "Document", API_OK, {shared}},
    [API_TOPIC_ALIVE] = {
        "getLiveness", "health", "Whether the process answers", NULL, NULL, "Health", API_OK, {shared}},
    [API_TOPIC_READY] = {
        "getReadiness", "health", "Whether new sessions are taken", NULL, NULL, "Health", API_OK, {shared}},
};
// clang-format on
