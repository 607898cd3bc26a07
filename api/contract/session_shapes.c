// The shapes of sessions and changes.
#include "api/contract/shapes.h"

#include "api/replies/replies.h"
#include "api/session.h"

static const char *profile(size_t index) {
    HeapProfileInfo info;
    return heap_profile(index, &info) ? info.name : NULL;
}

static const Member session_members[] = {
    {"id", MEMBER_TEXT, .pattern = "^[A-Za-z0-9_-]+$", .summary = "The only key to the session."},
    {"url", MEMBER_TEXT},
    {"profile", MEMBER_WORD, .words = profile, .summary = "Whose rules its heap follows."},
    {"model_version", MEMBER_NUMBER,
     .summary = "Sessions of one version have equal heaps after equal operations."},
    {"label", MEMBER_TEXT, MEMBER_NULLABLE, .most = SESSION_MAX_LABEL},
    {"seq", MEMBER_NUMBER, .most = SESSION_MAX_OPERATIONS,
     .summary = "How many operations it has had."},
    {"state_hash", MEMBER_TEXT, .pattern = "^[0-9a-f]{16}$",
     .summary = "Equal heaps have equal hashes."},
    {"heap", MEMBER_SHAPE, .of = "Heap"},
    {"created_at", MEMBER_TEXT, .pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$"},
    {0},
};

static const Member heap_members[] = {
    {"objects", MEMBER_NUMBER},
    {"gc_count", MEMBER_NUMBER, MEMBER_LIST, .least = HEAP_GENERATIONS, .most = HEAP_GENERATIONS,
     .summary = "gc.get_count()"},
    {"requested", MEMBER_NUMBER, .summary = "Bytes that live objects asked for."},
    {"in_blocks", MEMBER_NUMBER,
     .summary = "Bytes of the blocks that are out, those parked in free lists too."},
    {"from_system", MEMBER_NUMBER, .summary = "Bytes of arenas and large requests."},
    {"pools", MEMBER_NUMBER},
    {"arenas", MEMBER_NUMBER},
    {0},
};

static const Member change_members[] = {
    {"seq", MEMBER_NUMBER, .least = 1, .most = SESSION_MAX_OPERATIONS,
     .summary = "The operation's number in the session."},
    {"python", MEMBER_TEXT, MEMBER_NULLABLE, .summary = "null where there is none."},
    {"result", MEMBER_SHAPE, MEMBER_NULLABLE, "Result"},
    {"freed", MEMBER_ID, MEMBER_LIST, .most = RECORDER_MAX_FREED,
     .summary = "In the order of their deaths."},
    {"freed_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {"events", MEMBER_SHAPE, MEMBER_LIST, "Event", .most = RECORDER_MAX_EVENTS},
    {"complete", MEMBER_BOOL, .summary = "No event was left out."},
    {"events_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {"objects", MEMBER_SHAPE, MEMBER_LIST, "Object", .most = CHANGE_MAX_OBJECTS,
     .summary = "The state after of what was touched."},
    {"objects_left_out", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1},
    {"heap", MEMBER_SHAPE, .of = "Heap"},
    {0},
};

static const Member change_list_members[] = {
    {"seq", MEMBER_NUMBER, .most = SESSION_MAX_OPERATIONS, .summary = "Of the last."},
    {"results", MEMBER_SHAPE, MEMBER_LIST, "Change", .most = SESSION_MAX_LIST},
    {0},
};

static const Member object_result_members[] = {
    {"object", MEMBER_ID, .summary = "May be freed again."},
    {0},
};

static const Member frame_result_members[] = {
    {"frame", MEMBER_NUMBER, .least = 1},
    {0},
};

const Member collection_members[] = {
    {"generation", MEMBER_NUMBER, .most = HEAP_GENERATIONS - 1},
    {"examined", MEMBER_NUMBER},
    {"collected", MEMBER_NUMBER},
    {"uncollectable", MEMBER_NUMBER},
    {"survived", MEMBER_NUMBER},
    {"promoted", MEMBER_NUMBER},
    {0},
};

static const Member history_members[] = {
    {"seq", MEMBER_NUMBER, .least = 1, .most = SESSION_MAX_OPERATIONS},
    {"op", MEMBER_SHAPE, .of = "Operation", .summary = "As it was asked for."},
    {"python", MEMBER_TEXT, MEMBER_NULLABLE},
    {0},
};

// clang-format off
const Shape session_shapes[] = {
    {"Session", SHAPE_OBJECT, "A heap, and the operations that made it.", session_members},
    {"Heap", SHAPE_OBJECT, "Totals of a heap.", heap_members},
    {"Change", SHAPE_OBJECT, "What an operation did.", change_members},
    {"ChangeList", SHAPE_OBJECT, "What the operations of a list did.", change_list_members},
    {"Changes", SHAPE_ONE_OF, "One change, or those of a list.", .of = "Change ChangeList"},
    {"Result", SHAPE_ONE_OF, "What an operation yields.", .of = "ObjectResult FrameResult Collection"},
    {"ObjectResult", SHAPE_OBJECT, "What was made, found or returned.", object_result_members},
    {"FrameResult", SHAPE_OBJECT, "The frame that was entered by hand.", frame_result_members},
    {"Collection", SHAPE_OBJECT, "What a collection found.", collection_members},
    {"HistoryEntry", SHAPE_OBJECT, "An operation of the session.", history_members},
    {"History", SHAPE_LISTING, "A page of the session's operations.", .of = "HistoryEntry", .most = PARAMETER_MAX_LIMIT},
    {"Event", SHAPE_EVENT, "Something that happened in the heap while an operation ran."},
    {0},
};
// clang-format on
