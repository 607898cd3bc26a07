#include "api/contract/problems.h"

#include "api/replies/problem.h"

#include <stdio.h>

_Static_assert(API_CODES <= 64, "A set of codes is the bits of a number.");

enum { NAME_SIZE = 64, MOST_ARGUMENTS = 6 };

// Whether it is a limit that refuses: then the arguments name it.
typedef enum { NO_LIMIT, MAYBE_A_LIMIT, A_LIMIT, A_QUOTA } LimitRule;

typedef struct {
    const char *summary;
    const Member *arguments;  // The first without a name ends them; NULL: none.
    LimitRule limit;
} ProblemRow;

static const ProblemRow rows[API_CODES];

const char *problem_summary(ApiCode code) {
    return rows[code].summary;
}

// ---------------------------------------------------------------- one problem

static void write_constant(JsonWriter *writer, const char *key, const char *text) {
    json_key(writer, key);
    schema_const(writer, text);
}

static void write_text(JsonWriter *writer, const char *key, uint64_t max_bytes) {
    const Member member = {key, MEMBER_TEXT, .most = max_bytes};
    json_key(writer, key);
    member_write(writer, &member);
}

static void write_index(JsonWriter *writer) {
    const Member member = {"op_index", MEMBER_NUMBER, .summary = "In the list of operations."};
    json_key(writer, member.name);
    member_write(writer, &member);
}

// The arguments of the row, then the name of a limit, its value, and for a quota what there was.
static void write_arguments(JsonWriter *writer, const ProblemRow *row) {
    Member members[MOST_ARGUMENTS + 1] = {{0}};
    size_t count = 0;
    for (; row->arguments != NULL && row->arguments[count].name != NULL; count++) {
        members[count] = row->arguments[count];
    }
    if (row->limit != NO_LIMIT) {
        unsigned form = row->limit == MAYBE_A_LIMIT ? MEMBER_OPTIONAL : 0;
        members[count++] = (Member){"limit", MEMBER_TEXT, form, .summary = "As in GET /v1/limits."};
        members[count++] = (Member){"value", MEMBER_NUMBER, form, .summary = "The limit itself."};
    }
    if (row->limit == A_QUOTA) {
        members[count++] = (Member){"given", MEMBER_NUMBER, .summary = "What there was."};
    }
    members_write(writer, members);
}

static void write_problem(JsonWriter *writer, ApiCode code) {
    const ProblemRow *row = &rows[code];
    char type[PROBLEM_TEXT_SIZE];
    snprintf(type, sizeof type, "urn:sandheap:problem:%s", api_code_name(code));
    schema_begin_object(writer);
    write_constant(writer, "type", type);
    write_constant(writer, "title", problem_title(code));
    write_constant(writer, "code", api_code_name(code));
    write_text(writer, "detail", PROBLEM_DETAIL_SIZE - 1);
    json_key(writer, "args");
    write_arguments(writer, row);
    write_text(writer, "pointer", PROBLEM_POINTER_SIZE - 1);
    write_index(writer);
    if (code == API_EXCEPTION) {
        write_text(writer, "exception", 0);
    }
    schema_end_properties(writer,
                          (const char *const[]){"type", "title", "code", "detail", "args",
                                                code == API_EXCEPTION ? "exception" : NULL, NULL});
    schema_summary(writer, row->summary);
    json_end_object(writer);
}

static void schema_name(ApiCode code, char name[NAME_SIZE]) {
    snprintf(name, NAME_SIZE, "problem-%s", api_code_name(code));
}

void problems_write(JsonWriter *writer) {
    char name[NAME_SIZE];
    for (ApiCode code = API_BAD_JSON; code < API_CODES; code++) {
        schema_name(code, name);
        json_key(writer, name);
        write_problem(writer, code);
    }
}

// ---------------------------------------------------------------- several

static void write_mapping(JsonWriter *writer, uint64_t codes) {
    json_key(writer, "discriminator");
    json_begin_object(writer);
    json_member_string(writer, "propertyName", "code");
    json_key(writer, "mapping");
    json_begin_object(writer);
    for (ApiCode code = API_BAD_JSON; code < API_CODES; code++) {
        if ((codes >> code & 1) != 0) {
            char path[NAME_SIZE * 2];
            snprintf(path, sizeof path, "#/components/schemas/problem-%s", api_code_name(code));
            json_member_string(writer, api_code_name(code), path);
        }
    }
    json_end_object(writer);
    json_end_object(writer);
}

void problems_write_one_of(JsonWriter *writer, uint64_t codes) {
    char name[NAME_SIZE];
    json_begin_object(writer);
    json_member_string(writer, "type", "object");
    json_key(writer, "required");
    json_begin_array(writer);
    json_string(writer, "code");
    json_end_array(writer);
    json_key(writer, "oneOf");
    json_begin_array(writer);
    for (ApiCode code = API_BAD_JSON; code < API_CODES; code++) {
        if ((codes >> code & 1) != 0) {
            schema_name(code, name);
            schema_ref(writer, name);
        }
    }
    json_end_array(writer);
    write_mapping(writer, codes);
    json_end_object(writer);
}

// ---------------------------------------------------------------- the rows

static const Member maybe_parameter_arguments[] = {{"parameter", MEMBER_TEXT, MEMBER_OPTIONAL},
                                                   {0}};
static const Member field_arguments[] = {{"field", MEMBER_TEXT}, {0}};
static const Member op_arguments[] = {{"op", MEMBER_TEXT}, {0}};
static const Member profile_arguments[] = {{"profile", MEMBER_TEXT}, {0}};
static const Member missing_arguments[] = {
    {"op", MEMBER_TEXT, MEMBER_OPTIONAL}, {"argument", MEMBER_TEXT}, {0}};
static const Member bad_arguments[] = {{"argument", MEMBER_TEXT, MEMBER_OPTIONAL},
                                       {"name", MEMBER_TEXT, MEMBER_OPTIONAL},
                                       {"reference", MEMBER_TEXT, MEMBER_OPTIONAL},
                                       {0}};
static const Member name_arguments[] = {{"name", MEMBER_TEXT}, {0}};
static const Member maybe_position_arguments[] = {
    {"position", MEMBER_NUMBER, MEMBER_OPTIONAL, .least = 1}, {0}};
static const Member text_id_arguments[] = {
    {"id", MEMBER_TEXT, MEMBER_OPTIONAL, .summary = "Of the path, when it is no id."}, {0}};
static const Member freed_arguments[] = {
    {"id", MEMBER_ID},
    {"operation", MEMBER_NUMBER, MEMBER_OPTIONAL, .summary = "With which it went."},
    {"cause", MEMBER_TEXT, MEMBER_OPTIONAL},
    {0},
};
static const Member pool_arguments[] = {{"arena", MEMBER_TEXT}, {"pool", MEMBER_TEXT}, {0}};
static const Member stale_arguments[] = {
    {"expected", MEMBER_TEXT, .summary = "The states that If-Match names, with commas."},
    {"seq", MEMBER_NUMBER, .summary = "The state there is."},
    {0},
};
static const Member conflict_arguments[] = {{"name", MEMBER_TEXT, MEMBER_OPTIONAL},
                                            {"attribute", MEMBER_TEXT, MEMBER_OPTIONAL},
                                            {"reference", MEMBER_TEXT, MEMBER_OPTIONAL},
                                            {0}};
static const Member exception_arguments[] = {
    {"message", MEMBER_TEXT, .summary = "Python's own, without the exception's name."}, {0}};
static const Member reference_arguments[] = {
    {"reference", MEMBER_TEXT, MEMBER_OPTIONAL}, {"id", MEMBER_NUMBER, MEMBER_OPTIONAL}, {0}};

// clang-format off
static const ProblemRow rows[API_CODES] = {
    [API_BAD_JSON] = {"The body is not strict JSON; the detail says where.", maybe_position_arguments, MAYBE_A_LIMIT},
    [API_BAD_REQUEST] = {"The body is no object, or the request is framed badly.", NULL, MAYBE_A_LIMIT},
    [API_BAD_QUERY] = {"A parameter of the query is unknown, there twice, or out of its range.", maybe_parameter_arguments, MAYBE_A_LIMIT},
    [API_UNKNOWN_FIELD] = {"There is no field of this name here.", field_arguments},
    [API_UNKNOWN_OPERATION] = {"There is no operation of this name; GET /v1/operations lists them.", op_arguments},
    [API_UNKNOWN_PROFILE] = {"There is no profile of this name; GET /v1/profiles lists them.", profile_arguments},
    [API_MISSING_ARGUMENT] = {"An operation or value needs what `args.argument` names, or the alternative that the detail tells.", missing_arguments},
    [API_BAD_ARGUMENT] = {"Another JSON type, or out of its limits.", bad_arguments, MAYBE_A_LIMIT},
    [API_BAD_NAME] = {"No identifier of Python's, one with a character that NFKC may rewrite, a keyword, or one that is reserved.", name_arguments, MAYBE_A_LIMIT},
    [API_TOO_MANY_ITEMS] = {"Too deep, too many, too long.", maybe_position_arguments, A_LIMIT},
    [API_NOT_FOUND] = {"There is nothing at this path."},
    [API_NO_SUCH_SESSION] = {"There never was a session of this id."},
    [API_NO_SUCH_OBJECT] = {"There never was an object of this id, or the text is no id.", text_id_arguments},
    [API_NO_SUCH_NAME] = {"The name in the path is not bound.", name_arguments},
    [API_NO_SUCH_POOL] = {"The pool is not in use, or its numbers are none.", pool_arguments},
    [API_SESSION_ENDED] = {"There is no session of this id any more.", NULL, MAYBE_A_LIMIT},
    [API_OBJECT_FREED] = {"There is no object of this id any more.", freed_arguments},
    [API_METHOD_NOT_ALLOWED] = {"The path has other methods; the Allow field lists them."},
    [API_NOT_ACCEPTABLE] = {"The Accept field excludes every form that the answer has."},
    [API_LENGTH_REQUIRED] = {"The request has neither a Content-Length nor a Transfer-Encoding."},
    [API_BODY_TOO_LARGE] = {"The body is longer than this path takes.", NULL, A_LIMIT},
    [API_URI_TOO_LONG] = {"Path and query are too long.", NULL, A_LIMIT},
    [API_UNSUPPORTED_MEDIA_TYPE] = {"The body is not declared as application/json, or it is encoded."},
    [API_EXPECTATION_FAILED] = {"The only expectation that can be met is 100-continue."},
    [API_HEADERS_TOO_LARGE] = {"Too many header fields, or too long ones.", NULL, A_LIMIT},
    [API_METHOD_UNKNOWN] = {"No path has this method."},
    [API_CODING_UNKNOWN] = {"The only transfer coding is chunked."},
    [API_FOREIGN_ORIGIN] = {"The request was sent by a page of another site."},
    [API_MISDIRECTED] = {"The request was sent to a name that is not the server's."},
    [API_STALE] = {"The session is in none of the states that If-Match names.", stale_arguments},
    [API_CONFLICT] = {"The state does not allow it: `return` in the module, `freeze` during a collection.", conflict_arguments},
    [API_EXCEPTION] = {"Python would raise `exception`.", exception_arguments, MAYBE_A_LIMIT},
    [API_BAD_REFERENCE] = {"The text is no reference, its `@id` leads nowhere, or no object here is what it names.", reference_arguments, MAYBE_A_LIMIT},
    [API_QUOTA_OBJECTS] = {"The session would have more objects than it may.", NULL, A_QUOTA},
    [API_QUOTA_BYTES] = {"The session would take more memory than it may.", NULL, A_QUOTA},
    [API_QUOTA_WORK] = {"The request takes more work than one may ask for.", NULL, A_QUOTA},
    [API_QUOTA_OPERATIONS] = {"The session has had all its operations.", NULL, A_QUOTA},
    [API_QUOTA_NAMES] = {"The session would have more names than it may.", NULL, A_QUOTA},
    [API_DRAINING] = {"The server is about to stop."},
    [API_BUSY] = {"Another request of this session is still running.", NULL, A_LIMIT},
    [API_TOO_MANY_SESSIONS] = {"There are as many sessions as there may be.", NULL, A_LIMIT},
    [API_TOO_MANY_CONNECTIONS] = {"There are as many connections as there may be.", NULL, A_LIMIT},
    [API_TOO_MUCH_MEMORY] = {"All sessions together are at the mark up to which they may grow.", NULL, A_LIMIT},
    [API_NO_MEMORY] = {"The server has no memory for this just now. Nothing was changed."},
};
// clang-format on
