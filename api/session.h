// What a session is made of. Private to api/.
#pragma once

#include "api/api.h"
#include "api/json/json_reader.h"
#include "api/replies/problem.h"
#include "heap/heap.h"

enum {
    SESSION_MODEL_VERSION = 2,  // Grows when the same operations would give another heap.
    SESSION_MAX_LABEL = 256,
    SESSION_MAX_OBJECTS = 100000,
    SESSION_MAX_OPERATIONS = 1000000,
    SESSION_MAX_LIST = 1000,
    SESSION_MAX_BYTES = 256 * 1024 * 1024,
    SESSION_MAX_LOG_BYTES = 64 * 1024 * 1024,
    SESSION_WORK_BUDGET = 50 * 1000 * 1000,  // Of one request, however many operations it has.
    SESSION_CHECKPOINT_WORK = 20000,
};

// What a script needs to know of frames that are entered by hand.
typedef struct {
    // In such a frame: the Python text with the names of the module told apart from those that the
    // frame may bind. Owned; NULL where it is no different.
    char *apart;
    // Of the frame that the operation entered: what a `def` of it would begin with. Owned; NULL: it
    // entered none.
    char *qualname;
    char *params;    // "x, y"
    char *captured;  // "n, m"
    char *cells;     // As captured: what the call declared.
} FrameNotes;

typedef struct {
    char *operation;  // Compact JSON. Owned, and the other text is in the same block.
    size_t operation_size;
    const char *python;  // NULL where there is none.
    FrameNotes *notes;   // Owned; NULL: none.
} LogEntry;

// The session itself: whoever replays these operations has the same heap.
typedef struct {
    LogEntry *entries;  // Of the operations 1, 2, 3 ...
    size_t count, capacity;
    uint64_t bytes;
} Log;

// Copies both texts, of which `python` may be NULL; false without memory.
bool log_entry_make(LogEntry *entry, const char *operation, size_t size, const char *python);
// Takes over the text; false without memory.
bool log_entry_note_apart(LogEntry *entry, char *apart);
// Notes the frame that runs; `cells` is an array of names or NULL. False without memory.
bool log_entry_note_frame(LogEntry *entry, const Heap *heap, const cJSON *cells);
// NULL where there are none.
const char *log_entry_apart(const LogEntry *entry);
const FrameNotes *log_entry_entered(const LogEntry *entry);
void log_entry_discard(LogEntry *entry);
// Takes over the entry, on failure too; false without memory.
bool log_append(Log *log, LogEntry entry);
void log_cut(Log *log, size_t count);
void log_discard(Log *log);

struct ApiSession {
    char *id, *url, *created_at;  // Owned.
    char *label;                  // Owned; NULL when none was given.
    Heap *heap;
    Log log;
    Heap *checkpoint;  // The heap after `checkpoint_count` operations; NULL: the empty one.
    size_t checkpoint_count;
    uint64_t work;                      // Spent since the checkpoint.
    uint64_t checkpoint_work;           // So much at least is done between two checkpoints.
    uint64_t work_budget, step_budget;  // Of one request. The limits, unless a test wants less.
    bool stale;  // The heap is not what the log says: it has to go back first.
    bool has_hash;
    uint64_t hash, hash_mutations;  // state_hash and the state that it is of.
};

// The heap that the log says, from the last checkpoint on. On failure the session is stale.
API_MUST_USE ApiCode session_go_back(ApiSession *session, Problem *problem);
// Takes a checkpoint when so much was done since the last that going back would take long.
void session_keep_up(ApiSession *session, uint64_t work);

// API_STALE when the input expects other states of the session.
API_MUST_USE ApiCode expected_check(const ApiSession *session, const ApiInput *input,
                                    Problem *problem);
// Whether the session is in one of the states that the input knows.
bool known_is_current(const ApiSession *session, const ApiInput *input);

// The format's media type with its charset, as ApiReply has it.
const char *api_format_content_type(ApiFormat format);

// A call that changes something: what it asks for, turned into operations.
API_MUST_USE ApiReply change_call(ApiSession *session, ApiCall call, const ApiInput *input);
// Runs the operations of a new session; the caller destroys it on failure.
API_MUST_USE ApiCode change_begin(ApiSession *session, const cJSON *operations, Problem *problem);

// A list of operations, each checked whole; the problem tells which was refused.
API_MUST_USE ApiCode list_check(const cJSON *list, const Place *place, Problem *problem);
// The name of a profile that exists.
API_MUST_USE ApiCode profile_check(const cJSON *json, const Place *place, Problem *problem);

// The body as a tree: an object, {} when `may_be_empty` and nothing was sent. The caller discards
// the document, after a failure too; before, it is empty.
API_MUST_USE ApiCode request_read(const ApiInput *input, bool may_be_empty, JsonDocument *document,
                                  Problem *problem);
