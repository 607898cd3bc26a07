// The kinds of arguments: what each has to look like.
#include "api/operations/arguments.h"

#include "api/operations/operations.h"

#include <float.h>
#include <inttypes.h>
#include <string.h>

ApiCode argument_refuse(Problem *problem, const Place *place, const char *why) {
    problem_argument(problem, "argument", place->member != NULL ? place->member : "");
    return problem_set(problem, API_BAD_ARGUMENT, place, "'%s' should be %s.",
                       problem_quote(place->member != NULL ? place->member : "the element").text,
                       why);
}

// "'thresholds' is beyond ...": the argument has the right form, and too much of it.
static ApiCode refuse_by_limit(Problem *problem, const Place *place, LimitName limit) {
    ApiLimit row = limit_row(limit);
    problem_argument(problem, "argument", place->member != NULL ? place->member : "");
    return problem_limit(problem, limit, place, "'%s' has more than %" PRIu64 " %s, the limit.",
                         problem_quote(place->member != NULL ? place->member : "the element").text,
                         row.value, row.unit);
}

typedef ApiCode TextCheck(const char *text, const Place *place, Problem *problem);

static ApiCode check_text(TextCheck *check, const cJSON *json, const Place *place,
                          Problem *problem) {
    if (!cJSON_IsString(json)) {
        return argument_refuse(problem, place, "a string");
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

static ApiCode check_texts(TextCheck *check, const cJSON *json, const Place *place,
                           Problem *problem, bool different) {
    if (!cJSON_IsArray(json)) {
        return argument_refuse(problem, place, "an array of names");
    }
    if (cJSON_GetArraySize(json) > ARGUMENT_MAX_NAMES) {
        return refuse_by_limit(problem, place, LIMIT_NAMES_AT_ONCE);
    }
    size_t index = 0;
    for (const cJSON *item = json->child; item != NULL; item = item->next) {
        Place at = {.parent = place, .index = index++};
        ApiCode code = check_text(check, item, &at, problem);
        if (code == API_OK && different && is_repeated(json, item)) {
            code = problem_set(problem, API_BAD_ARGUMENT, &at, "The name '%s' is there twice.",
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
        return argument_refuse(problem, place, "an array with one name at least");
    }
    return check_texts(binding_name_check, json, place, problem, false);
}

static ApiCode check_members(TextCheck *check, const cJSON *json, const Place *place,
                             Problem *problem) {
    for (const cJSON *item = json->child; item != NULL; item = item->next) {
        Place at = {.parent = place, .member = item->string};
        ApiCode code = check(item->string, &at, problem);
        code = code == API_OK ? value_check(item, &at, problem) : code;
        if (code != API_OK) {
            return code;
        }
    }
    return API_OK;
}

static ApiCode check_values_by_name(const cJSON *json, const Place *place, Problem *problem) {
    if (!cJSON_IsObject(json)) {
        return argument_refuse(problem, place,
                               "an object of values by the names of the parameters");
    }
    return check_members(name_check, json, place, problem);
}

static bool is_whole(const cJSON *json, double low, double high) {
    return json_is_whole(json) && json->valuedouble >= low && json->valuedouble <= high;
}

static ApiCode check_thresholds(const cJSON *json, const Place *place, Problem *problem) {
    bool valid =
        cJSON_IsArray(json) && json->child != NULL && cJSON_GetArraySize(json) <= HEAP_GENERATIONS;
    bool is_beyond = false;
    for (const cJSON *item = valid ? json->child : NULL; item != NULL; item = item->next) {
        is_beyond = is_beyond || is_whole(item, (double)INT32_MAX + 1, DBL_MAX);
        valid = valid && is_whole(item, 0, INT32_MAX);
    }
    if (valid) {
        return API_OK;
    }
    if (is_beyond) {
        problem_name_limit(problem, LIMIT_THRESHOLD);
    }
    return argument_refuse(problem, place, "an array of one to three counts, 0 to 2147483647");
}

// NOLINTNEXTLINE(misc-no-recursion): a body in a body, as deep as a request may be.
static ApiCode check_body(const cJSON *json, const Place *place, Problem *problem) {
    if (!cJSON_IsArray(json)) {
        return argument_refuse(problem, place, "an array of operations");
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

// What the operations have to look like, the operation that has them checks itself.
static ApiCode check_block(const cJSON *json, const Place *place, Problem *problem) {
    return cJSON_IsArray(json) ? API_OK : argument_refuse(problem, place, "an array of operations");
}

static ApiCode check_references(const cJSON *json, const Place *place, Problem *problem) {
    return check_texts(reference_check, json, place, problem, false);
}

static ApiCode slot_check(const char *text, const Place *place, Problem *problem) {
    for (const char *const *word = name_special_slots; *word != NULL; word++) {
        if (strcmp(*word, text) == 0) {
            return API_OK;
        }
    }
    return attribute_check(text, place, problem);
}

static ApiCode check_attributes(const cJSON *json, const Place *place, Problem *problem) {
    if (!cJSON_IsObject(json)) {
        return argument_refuse(problem, place, "an object of values by the names of attributes");
    }
    return check_members(attribute_check, json, place, problem);
}

// What a method has: the arguments of `function`, but for what it captures.
// NOLINTNEXTLINE(misc-no-recursion): see check_body.
static ApiCode check_method_member(const cJSON *member, const Place *place, Problem *problem) {
    static const struct {
        const char *name;
        ArgumentKind kind;
    } members[] = {{"params", ARGUMENT_PARAMETERS},
                   {"defaults", ARGUMENT_VALUES_BY_NAME},
                   {"body", ARGUMENT_BODY}};
    if (strcmp(member->string, "name") == 0) {
        return check_text(attribute_check, member, place, problem);
    }
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (strcmp(member->string, members[i].name) == 0) {
            return argument_check(members[i].kind, member, place, problem);
        }
    }
    problem_argument(problem, "field", member->string);
    return problem_set(problem, API_UNKNOWN_FIELD, place, "A method has no '%s'.",
                       problem_quote(member->string).text);
}

static ApiCode check_method_has(const cJSON *method, const char *name, const Place *place,
                                Problem *problem) {
    if (json_find(method, name) != NULL) {
        return API_OK;
    }
    problem_argument(problem, "argument", name);
    return problem_set(problem, API_MISSING_ARGUMENT, place, "A method needs '%s'.", name);
}

// NOLINTNEXTLINE(misc-no-recursion): see check_body.
static ApiCode check_method(const cJSON *method, const Place *place, Problem *problem) {
    if (!cJSON_IsObject(method)) {
        return problem_set(
            problem, API_BAD_ARGUMENT, place,
            "A method is an object such as {\"name\": \"m\", \"params\": [\"self\"]}.");
    }
    ApiCode code = API_OK;
    const cJSON *member = method->child;
    for (; code == API_OK && member != NULL; member = member->next) {
        Place at = {.parent = place, .member = member->string};
        code = check_method_member(member, &at, problem);
    }
    code = code != API_OK ? code : check_method_has(method, "name", place, problem);
    return code != API_OK ? code : check_method_has(method, "params", place, problem);
}

// NOLINTNEXTLINE(misc-no-recursion): see check_body.
static ApiCode check_methods(const cJSON *json, const Place *place, Problem *problem) {
    if (!cJSON_IsArray(json)) {
        return argument_refuse(problem, place, "an array of methods");
    }
    ApiCode code = API_OK;
    size_t index = 0;
    const cJSON *method = json->child;
    for (; code == API_OK && method != NULL; method = method->next) {
        Place at = {.parent = place, .index = index++};
        code = check_method(method, &at, problem);
    }
    return code;
}

// NOLINTNEXTLINE(misc-no-recursion): see check_body.
ApiCode argument_check(ArgumentKind kind, const cJSON *json, const Place *place, Problem *problem) {
    switch (kind) {
    case ARGUMENT_NAME: return check_text(binding_name_check, json, place, problem);
    case ARGUMENT_NAMES: return check_names(json, place, problem);
    case ARGUMENT_IDENTIFIER: return check_text(name_check, json, place, problem);
    case ARGUMENT_ATTRIBUTE: return check_text(assignable_check, json, place, problem);
    case ARGUMENT_PARAMETERS: return check_texts(name_check, json, place, problem, true);
    case ARGUMENT_REFERENCE: return check_text(reference_check, json, place, problem);
    case ARGUMENT_VALUE: return value_check(json, place, problem);
    case ARGUMENT_VALUES_BY_NAME: return check_values_by_name(json, place, problem);
    case ARGUMENT_INTEGER:
    case ARGUMENT_COUNT:  // Its bounds are the operation's to check.
        return json_is_whole(json)
                   ? API_OK
                   : argument_refuse(problem, place, "a whole number within 2**53 - 1 of zero");
    case ARGUMENT_BOOL:
        return cJSON_IsBool(json) ? API_OK : argument_refuse(problem, place, "true or false");
    case ARGUMENT_TRUE:
        return cJSON_IsTrue(json) ? API_OK : argument_refuse(problem, place, "true, or left out");
    case ARGUMENT_THRESHOLDS: return check_thresholds(json, place, problem);
    case ARGUMENT_CAPTURED:
    case ARGUMENT_LOCALS: return check_texts(name_check, json, place, problem, true);
    case ARGUMENT_SLOTS: return check_texts(slot_check, json, place, problem, false);
    case ARGUMENT_REFERENCES: return check_references(json, place, problem);
    case ARGUMENT_ATTRIBUTES: return check_attributes(json, place, problem);
    case ARGUMENT_METHODS: return check_methods(json, place, problem);
    case ARGUMENT_BODY: return check_body(json, place, problem);
    case ARGUMENT_BLOCK: return check_block(json, place, problem);
    }
    return API_BAD_ARGUMENT;
}
