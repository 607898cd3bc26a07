#include "api/views/query.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DEFAULT_LIMIT = 100, MAX_LIMIT = 1000 };

static bool is_known(const char *const *known, const char *name) {
    for (; *known != NULL; known++) {
        if (strcmp(*known, name) == 0) {
            return true;
        }
    }
    return false;
}

const char *query_find(const ApiInput *input, const char *name) {
    for (size_t i = 0; i < input->parameter_count; i++) {
        if (strcmp(input->parameters[i].name, name) == 0) {
            return input->parameters[i].value;
        }
    }
    return NULL;
}

ApiCode query_check(const ApiInput *input, const char *const *known, Problem *problem) {
    for (size_t i = 0; i < input->parameter_count; i++) {
        const ApiParameter *parameter = &input->parameters[i];
        bool twice = query_find(input, parameter->name) != parameter->value;
        if (twice || !is_known(known, parameter->name)) {
            problem_argument(problem, "parameter", parameter->name);
            return problem_set(problem, API_BAD_QUERY, NULL,
                               twice ? "The parameter '%s' is there twice."
                                     : "There is no parameter '%s' here.",
                               problem_quote(parameter->name).text);
        }
    }
    return API_OK;
}

ApiCode query_refuse(Problem *problem, const char *name, const char *expected) {
    problem_argument(problem, "parameter", name);
    return problem_set(problem, API_BAD_QUERY, NULL, "The parameter '%s' should be %s.", name,
                       expected);
}

bool query_read_number(const char *text, uint64_t *out_number) {
    uint64_t number = 0;
    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        if (*text < '0' || *text > '9' || number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    *out_number = number;
    return true;
}

ApiCode query_number(const ApiInput *input, const char *name, uint64_t low, uint64_t high,
                     uint64_t fallback, uint64_t *out_number, Problem *problem) {
    const char *text = query_find(input, name);
    uint64_t number = fallback;
    if (text != NULL && (!query_read_number(text, &number) || number < low || number > high)) {
        char expected[PROBLEM_TEXT_SIZE];
        snprintf(expected, sizeof expected, "a number from %" PRIu64 " to %" PRIu64, low, high);
        return query_refuse(problem, name, expected);
    }
    *out_number = number;
    return API_OK;
}

ApiCode query_bool(const ApiInput *input, const char *name, bool *out_given, bool *out_value,
                   Problem *problem) {
    const char *text = query_find(input, name);
    *out_given = text != NULL;
    *out_value = text != NULL && strcmp(text, "true") == 0;
    if (text != NULL && !*out_value && strcmp(text, "false") != 0) {
        return query_refuse(problem, name, "true or false");
    }
    return API_OK;
}

ApiCode query_page(const ApiInput *input, Page *out_page, Problem *problem) {
    ApiCode code =
        query_number(input, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT, &out_page->limit, problem);
    return code != API_OK
               ? code
               : query_number(input, "cursor", 1, UINT32_MAX, 0, &out_page->after, problem);
}
