// The shapes of what every session shares: profiles, operations, limits, health.
#include "api/contract/shapes.h"

#include "api/operations/operations.h"
#include "api/replies/replies.h"

static const char *argument_kind(size_t index) {
    return index <= ARGUMENT_BLOCK ? argument_kind_name((ArgumentKind)index) : NULL;
}

static const char *need(size_t index) {
    return index <= AT_MOST_ONE ? argument_need_name((ArgumentNeed)index) : NULL;
}

static const char *refusal_code(size_t index) {
    return index + API_BAD_JSON < API_CODES ? api_code_name((ApiCode)(index + API_BAD_JSON)) : NULL;
}

static const char *status(size_t index) {
    return index == 0 ? "ok" : NULL;
}

static const Member profile_members[] = {
    {"name", MEMBER_TEXT},
    {"summary", MEMBER_TEXT},
    {"python", MEMBER_TEXT, .pattern = "^3[.][0-9]+$",
     .summary = "The version of CPython whose rules are followed."},
    {"thresholds", MEMBER_NUMBER, MEMBER_LIST, .least = HEAP_GENERATIONS, .most = HEAP_GENERATIONS},
    {"older_at_threshold", MEMBER_BOOL,
     .summary = "Older generations are due at their threshold, not above it."},
    {"quarter_rule", MEMBER_BOOL,
     .summary = "A full automatic collection waits for 25 % of newcomers."},
    {"small_request_limit", MEMBER_NUMBER, .summary = "Bytes."},
    {"arena_bytes", MEMBER_NUMBER},
    {"pool_bytes", MEMBER_NUMBER},
    {"small_ints", MEMBER_INTEGER, MEMBER_LIST, .least = 2, .most = 2,
     .summary = "The first and the last that are kept ready."},
    {"intern_every_word", MEMBER_BOOL, .summary = "Not only literals."},
    {"static_count_base", MEMBER_NUMBER, .summary = "Added to the counts shown of static objects."},
    {"immortal_count", MEMBER_NUMBER,
     .summary = "The count shown of every immortal object; 0: nothing is immortal."},
    {0},
};

static const Member difference_members[] = {
    {"field", MEMBER_TEXT},
    {"summary", MEMBER_TEXT, .summary = "What it is about."},
    {"values", MEMBER_SHAPE, .of = "ValueByProfile"},
    {"words", MEMBER_SHAPE, .of = "WordByValue",
     .summary = "What values mean that do not say it themselves."},
    {0},
};

static const Member profile_list_members[] = {
    {"items", MEMBER_SHAPE, MEMBER_LIST, "Profile"},
    {"differences", MEMBER_SHAPE, MEMBER_LIST, "ProfileDifference",
     .summary = "In what these profiles differ; the rest is the same in all of them."},
    {"next_cursor", MEMBER_TEXT, MEMBER_NULLABLE, .summary = "null: there is one page."},
    {"total", MEMBER_NUMBER},
    {0},
};

static const Member operation_members[] = {
    {"name", MEMBER_TEXT},
    {"summary", MEMBER_TEXT},
    {"arguments", MEMBER_SHAPE, MEMBER_LIST, "ArgumentRow", .most = OPERATION_MAX_ARGUMENTS},
    {"python", MEMBER_TEXT, .summary = "What it stands for, arguments in braces."},
    {0},
};

static const Member argument_members[] = {
    {"name", MEMBER_TEXT},
    {"kind", MEMBER_WORD, .words = argument_kind},
    {"required", MEMBER_BOOL},
    {"need", MEMBER_WORD, .words = need},
    {0},
};

static const Member limit_members[] = {
    {"name", MEMBER_TEXT, .summary = "A refusal has it as `limit` among its `args`."},
    {"value", MEMBER_NUMBER},
    {"unit", MEMBER_TEXT, .summary = "`bytes`, `objects` ...; empty for a plain number."},
    {"summary", MEMBER_TEXT},
    {"code", MEMBER_WORD, MEMBER_NULLABLE, .words = refusal_code,
     .summary = "Of the refusal. null: an answer leaves out what is beyond it, and says so."},
    {0},
};

static const Member health_members[] = {
    {"status", MEMBER_WORD, .words = status},
    {0},
};

// clang-format off
const Shape table_shapes[] = {
    {"Profile", SHAPE_OBJECT, "The rules that a session's heap follows.", profile_members},
    {"ProfileList", SHAPE_OBJECT, "Profiles, and in what they differ.", profile_list_members},
    {"ProfileDifference", SHAPE_OBJECT, "What is not the same in all of them.", difference_members},
    {"ValueByProfile", SHAPE_MAP, "The value in each profile.", .of = "PlainValue"},
    {"WordByValue", SHAPE_MAP, "What each value means."},
    {"OperationRow", SHAPE_OBJECT, "What an operation is.", operation_members},
    {"ArgumentRow", SHAPE_OBJECT, "An argument of an operation.", argument_members},
    {"OperationList", SHAPE_LISTING, "All operations.", .of = "OperationRow"},
    {"Limit", SHAPE_OBJECT, "A limit of the contract.", limit_members},
    {"LimitList", SHAPE_LISTING, "All limits.", .of = "Limit"},
    {"Document", SHAPE_OPEN, "An OpenAPI 3.1 document: this one."},
    {"Health", SHAPE_OBJECT, "The server can be asked.", health_members},
    {0},
};
// clang-format on
