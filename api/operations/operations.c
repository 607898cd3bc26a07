#include "api/operations/operations.h"

#include "api/operations/arguments.h"

#include <stdio.h>
#include <string.h>

// The list of groups.
static const Operation *const groups[] = {
    name_operations,     container_operations, item_operations, class_operations,
    function_operations, call_operations,      loop_operations, collector_operations,
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
            if (row->name[0] == name[0] && strcmp(row->name, name) == 0) {
                return row;
            }
        }
    }
    return NULL;
}

const Operation *operation_row_of(const cJSON *operation) {
    const cJSON *name = json_find(operation, "op");
    return cJSON_IsString(name) ? find_row(name->valuestring) : NULL;
}

static Invocation bind_arguments(const Operation *row, const cJSON *operation) {
    Invocation invocation = {.row = row, .operation = operation};
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && row->arguments[i].name != NULL; i++) {
        invocation.arguments[i] = json_find(operation, row->arguments[i].name);
    }
    return invocation;
}

Invocation operation_invocation(const cJSON *operation) {
    return bind_arguments(operation_row_of(operation), operation);
}

// ---------------------------------------------------------------- checking

static bool has_argument(const Operation *row, const char *name) {
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && row->arguments[i].name != NULL; i++) {
        const char *argument = row->arguments[i].name;
        if (argument[0] == name[0] && strcmp(argument, name) == 0) {
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

// NOLINTNEXTLINE(misc-no-recursion): see check_body in arguments.c.
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
        ApiCode code = argument_check(arguments[i].kind, invocation->arguments[i], &at, problem);
        if (code != API_OK) {
            return code;
        }
    }
    return check_choice(invocation, place, problem);
}

static ApiCode check_op(const cJSON *operation, const Place *place, Problem *problem) {
    const cJSON *name = json_find(operation, "op");
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
        return argument_refuse(problem, &at, "a string");
    }
    if (find_row(name->valuestring) == NULL) {
        problem_argument(problem, "op", name->valuestring);
        return problem_set(problem, API_UNKNOWN_OPERATION, &at,
                           "There is no operation '%s'; GET /v1/operations lists them.",
                           problem_quote(name->valuestring).text);
    }
    return API_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): see check_body in arguments.c.
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
