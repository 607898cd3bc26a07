#include "api/operations/operations.h"

#include "api/operations/turns.h"

#include <stdio.h>
#include <string.h>

// The list of groups.
static const Operation *const groups[] = {
    name_operations,     container_operations, item_operations,
    function_operations, loop_operations,      collector_operations,
};

const Operation *operation_row(size_t index) {
    for (size_t group = 0; group < sizeof groups / sizeof *groups; group++) {
        for (const Operation *row = groups[group]; row->name != NULL; row++) {
            if (index-- == 0) {
                return row;
            }
        }
    }
    return NULL;
}

static const Operation *find_row(const char *name) {
    for (size_t group = 0; group < sizeof groups / sizeof *groups; group++) {
        for (const Operation *row = groups[group]; row->name != NULL; row++) {
            if (strcmp(row->name, name) == 0) {
                return row;
            }
        }
    }
    return NULL;
}

const Operation *operation_row_of(const cJSON *operation) {
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(operation, "op");
    return cJSON_IsString(name) ? find_row(name->valuestring) : NULL;
}

static Invocation bind_arguments(const Operation *row, const cJSON *operation) {
    Invocation invocation = {.row = row};
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && row->arguments[i].name != NULL; i++) {
        invocation.arguments[i] =
            cJSON_GetObjectItemCaseSensitive(operation, row->arguments[i].name);
    }
    return invocation;
}

Invocation operation_invocation(const cJSON *operation) {
    return bind_arguments(operation_row_of(operation), operation);
}

// ---------------------------------------------------------------- checking

static ApiCode refuse(Problem *problem, const Place *place, const char *why) {
    problem_argument(problem, "argument", place->member != NULL ? place->member : "");
    return problem_set(problem, API_BAD_ARGUMENT, place, "'%s' should be %s.",
                       problem_quote(place->member != NULL ? place->member : "the element").text,
                       why);
}

typedef ApiCode TextCheck(const char *text, const Place *place, Problem *problem);

static ApiCode check_text(TextCheck *check, const cJSON *json, const Place *place,
                          Problem *problem) {
    if (!cJSON_IsString(json)) {
        return refuse(problem, place, "a string");
    }
    return check(json->valuestring, place, problem);
}

// Whether a string of the array is there once more in front of itself.
static bool is_repeated(const cJSON *array, const cJSON *string) {
    const cJSON *item = array->child;
    while (item != string && strcmp(item->valuestring, string->valuestring) != 0) {
        item = item->next;
    }
    return item != string;
}

enum {
    MAX_NAMES = 255
};  // As many parameters as old Pythons took; keeps the search for doubles short.

static ApiCode check_texts(TextCheck *check, const cJSON *json, const Place *place,
                           Problem *problem, bool different) {
    if (!cJSON_IsArray(json) || cJSON_GetArraySize(json) > MAX_NAMES) {
        return refuse(problem, place, "an array of 255 names at most");
    }
    size_t index = 0;
    for (const cJSON *item = json->child; item != NULL; item = item->next) {
        Place at = {.parent = place, .index = index++};
        ApiCode code = check_text(check, item, &at, problem);
        if (code == API_OK && different && is_repeated(json, item)) {
            code = problem_set(problem, API_BAD_ARGUMENT, &at, "The parameter '%s' is there twice.",
                               problem_quote(item->valuestring).text);
        }
        if (code != API_OK) {
            return code;
        }
    }
    return API_OK;
}

static ApiCode check_names(const cJSON *json, const Place *place, Problem *problem) {
    if (cJSON_IsArray(json) && json->child == NULL) {
        return refuse(problem, place, "an array with one name at least");
    }
    return check_texts(binding_name_check, json, place, problem, false);
}

static ApiCode check_values_by_name(const cJSON *json, const Place *place, Problem *problem) {
    if (!cJSON_IsObject(json)) {
        return refuse(problem, place, "an object of values by the names of the parameters");
    }
    for (const cJSON *item = json->child; item != NULL; item = item->next) {
        Place at = {.parent = place, .member = item->string};
        ApiCode code = name_check(item->string, &at, problem);
        code = code == API_OK ? value_check(item, &at, problem) : code;
        if (code != API_OK) {
            return code;
        }
    }
    return API_OK;
}

static bool is_whole(const cJSON *json, double low, double high) {
    return json_is_whole(json) && json->valuedouble >= low && json->valuedouble <= high;
}

static ApiCode check_thresholds(const cJSON *json, const Place *place, Problem *problem) {
    bool valid =
        cJSON_IsArray(json) && json->child != NULL && cJSON_GetArraySize(json) <= HEAP_GENERATIONS;
    for (const cJSON *item = valid ? json->child : NULL; item != NULL; item = item->next) {
        valid = valid && is_whole(item, 0, INT32_MAX);
    }
    return valid ? API_OK
                 : refuse(problem, place, "an array of one to three counts, 0 to 2147483647");
}

// NOLINTNEXTLINE(misc-no-recursion): a body in a body, as deep as a request may be.
static ApiCode check_body(const cJSON *json, const Place *place, Problem *problem) {
    if (!cJSON_IsArray(json)) {
        return refuse(problem, place, "an array of operations");
    }
    size_t index = 0;
    for (const cJSON *item = json->child; item != NULL; item = item->next) {
        Place at = {.parent = place, .index = index++};
        ApiCode code = operation_check(item, &at, problem);
        if (code != API_OK) {
            return code;
        }
    }
    return API_OK;
}

// The operations as they are in the first turn: in the others only digits differ.
// NOLINTNEXTLINE(misc-no-recursion): see check_body.
static ApiCode check_block(const cJSON *json, const Place *place, Problem *problem) {
    if (!cJSON_IsArray(json) || !turns_are_named(json)) {
        return check_body(json, place, problem);
    }
    cJSON *first_turn = turn_operations(json, 0);
    if (first_turn == NULL) {
        return problem_no_memory(problem);
    }
    ApiCode code = check_body(first_turn, place, problem);
    cJSON_Delete(first_turn);
    return code;
}

// NOLINTNEXTLINE(misc-no-recursion): see check_body.
static ApiCode check_argument(ArgumentKind kind, const cJSON *json, const Place *place,
                              Problem *problem) {
    switch (kind) {
    case ARGUMENT_NAME: return check_text(binding_name_check, json, place, problem);
    case ARGUMENT_NAMES: return check_names(json, place, problem);
    case ARGUMENT_IDENTIFIER: return check_text(name_check, json, place, problem);
    case ARGUMENT_ATTRIBUTE: return check_text(attribute_check, json, place, problem);
    case ARGUMENT_PARAMETERS: return check_texts(name_check, json, place, problem, true);
    case ARGUMENT_REFERENCE: return check_text(reference_check, json, place, problem);
    case ARGUMENT_VALUE: return value_check(json, place, problem);
    case ARGUMENT_VALUES_BY_NAME: return check_values_by_name(json, place, problem);
    case ARGUMENT_INTEGER:
        return json_is_whole(json)
                   ? API_OK
                   : refuse(problem, place, "a whole number within 2**53 - 1 of zero");
    case ARGUMENT_BOOL:
        return cJSON_IsBool(json) ? API_OK : refuse(problem, place, "true or false");
    case ARGUMENT_THRESHOLDS: return check_thresholds(json, place, problem);
    case ARGUMENT_BODY: return check_body(json, place, problem);
    case ARGUMENT_BLOCK: return check_block(json, place, problem);
    }
    return API_BAD_ARGUMENT;
}

static bool has_argument(const Operation *row, const char *name) {
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && row->arguments[i].name != NULL; i++) {
        if (strcmp(row->arguments[i].name, name) == 0) {
            return true;
        }
    }
    return strcmp(name, "op") == 0;
}

static ApiCode check_fields(const Operation *row, const cJSON *operation, const Place *place,
                            Problem *problem) {
    for (const cJSON *member = operation->child; member != NULL; member = member->next) {
        if (!has_argument(row, member->string)) {
            Place at = {.parent = place, .member = member->string};
            problem_argument(problem, "field", member->string);
            return problem_set(problem, API_UNKNOWN_FIELD, &at, "'%s' takes no '%s'.", row->name,
                               problem_quote(member->string).text);
        }
    }
    return API_OK;
}

static ApiCode refuse_missing(Problem *problem, const Place *place, const Operation *row,
                              const char *name) {
    problem_argument(problem, "op", row->name);
    problem_argument(problem, "argument", name);
    return problem_set(problem, API_MISSING_ARGUMENT, place, "'%s' needs '%s'.", row->name, name);
}

// The arguments of a row that are a choice, which stand side by side, and how many are given.
typedef struct {
    size_t given, first;
    bool exists, needed, exclusive;
} Choice;

static Choice find_choice(const Invocation *invocation) {
    Choice choice = {0};
    for (size_t i = OPERATION_MAX_ARGUMENTS; i-- > 0;) {
        const Argument *argument = &invocation->row->arguments[i];
        if (argument->name == NULL || argument->need == REQUIRED || argument->need == OPTIONAL) {
            continue;
        }
        choice.exists = true;
        choice.needed = argument->need != AT_MOST_ONE;
        choice.exclusive = argument->need != ANY_OF;
        choice.given += invocation->arguments[i] != NULL ? 1 : 0;
        choice.first = i;
    }
    return choice;
}

// "'a', 'b' or 'c'": the arguments from `first` on that are as much a choice as it is.
static void list_choice(const Operation *row, size_t first, char *text, size_t size) {
    size_t last = first, used = 0;
    while (last + 1 < OPERATION_MAX_ARGUMENTS && row->arguments[last + 1].name != NULL &&
           row->arguments[last + 1].need == row->arguments[first].need) {
        last++;
    }
    for (size_t i = first; i <= last && used < size; i++) {
        const char *before = i == first ? "" : i == last ? " or " : ", ";
        used +=
            (size_t)snprintf(text + used, size - used, "%s'%s'", before, row->arguments[i].name);
    }
}

static ApiCode refuse_no_choice(Problem *problem, const Place *place, const Operation *row,
                                size_t first) {
    char choice[PROBLEM_TEXT_SIZE];
    list_choice(row, first, choice, sizeof choice);
    problem_argument(problem, "op", row->name);
    problem_argument(problem, "argument", row->arguments[first].name);
    return problem_set(problem, API_MISSING_ARGUMENT, place, "'%s' needs %s.", row->name, choice);
}

static ApiCode check_choice(const Invocation *invocation, const Place *place, Problem *problem) {
    Choice choice = find_choice(invocation);
    const Operation *row = invocation->row;
    if (choice.exists && choice.needed && choice.given == 0) {
        return refuse_no_choice(problem, place, row, choice.first);
    }
    if (choice.exists && choice.exclusive && choice.given > 1) {
        return problem_set(problem, API_BAD_ARGUMENT, place, "'%s' takes '%s' or '%s', not both.",
                           row->name, row->arguments[choice.first].name,
                           row->arguments[choice.first + 1].name);
    }
    return API_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): see check_body.
static ApiCode check_arguments(const Invocation *invocation, const Place *place, Problem *problem) {
    const Argument *arguments = invocation->row->arguments;
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && arguments[i].name != NULL; i++) {
        Place at = {.parent = place, .member = arguments[i].name};
        if (invocation->arguments[i] == NULL) {
            if (arguments[i].need == REQUIRED) {
                return refuse_missing(problem, place, invocation->row, arguments[i].name);
            }
            continue;
        }
        ApiCode code = check_argument(arguments[i].kind, invocation->arguments[i], &at, problem);
        if (code != API_OK) {
            return code;
        }
    }
    return check_choice(invocation, place, problem);
}

static ApiCode check_op(const cJSON *operation, const Place *place, Problem *problem) {
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(operation, "op");
    Place at = {.parent = place, .member = "op"};
    if (!cJSON_IsObject(operation)) {
        return problem_set(problem, API_BAD_REQUEST, place,
                           "An operation is an object such as {\"op\": \"del\", \"name\": \"a\"}.");
    }
    if (name == NULL) {
        problem_argument(problem, "argument", "op");
        return problem_set(problem, API_MISSING_ARGUMENT, place,
                           "An operation needs \"op\", the name of what to do.");
    }
    if (!cJSON_IsString(name)) {
        return refuse(problem, &at, "a string");
    }
    if (find_row(name->valuestring) == NULL) {
        problem_argument(problem, "op", name->valuestring);
        return problem_set(problem, API_UNKNOWN_OPERATION, &at,
                           "There is no operation '%s'; GET /v1/operations lists them.",
                           problem_quote(name->valuestring).text);
    }
    return API_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): see check_body.
ApiCode operation_check(const cJSON *operation, const Place *place, Problem *problem) {
    ApiCode code = check_op(operation, place, problem);
    if (code != API_OK) {
        return code;
    }
    const Operation *row = operation_row_of(operation);
    Invocation invocation = bind_arguments(row, operation);
    code = check_fields(row, operation, place, problem);
    code = code != API_OK ? code : check_arguments(&invocation, place, problem);
    return code != API_OK || row->check == NULL ? code : row->check(&invocation, place, problem);
}
