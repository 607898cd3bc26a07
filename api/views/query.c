#include "api/views/query.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// ---------------------------------------------------------------- reading what has passed

static const char *find(const ApiInput *input, const char *name) {
    for (size_t i = 0; i < input->parameter_count; i++) {
        if (strcmp(input->parameters[i].name, name) == 0) {
            return input->parameters[i].value;
        }
    }
    return NULL;
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

// The position of a word of `size` bytes; that of the end when it is none of them.
static size_t position_of(const Parameter *parameter, const char *word, size_t size) {
    size_t at = 0;
    const char *known = NULL;
    while ((known = parameter->word(at)) != NULL &&
           (strlen(known) != size || memcmp(known, word, size) != 0)) {
        at++;
    }
    return at;
}

// The words of a list as bits; false when there is another among them.
static bool read_words(const Parameter *parameter, const char *text, unsigned *out_bits) {
    unsigned bits = 0;
    for (;; text++) {
        size_t size = strcspn(text, ",");
        size_t at = position_of(parameter, text, size);
        if (parameter->word(at) == NULL) {
            return false;
        }
        bits |= 1u << at;
        text += size;
        if (*text == '\0') {
            *out_bits = bits;
            return true;
        }
    }
}

const char *query_text(const ApiInput *input, const Parameter *parameter) {
    return find(input, parameter->name);
}

uint64_t query_number(const ApiInput *input, const Parameter *parameter) {
    uint64_t number = parameter->fallback;
    const char *text = find(input, parameter->name);
    return text != NULL && query_read_number(text, &number) ? number : parameter->fallback;
}

size_t query_word(const ApiInput *input, const Parameter *parameter) {
    const char *text = find(input, parameter->name);
    return text != NULL ? position_of(parameter, text, strlen(text)) : parameter->fallback;
}

unsigned query_words(const ApiInput *input, const Parameter *parameter) {
    unsigned bits = 0;
    const char *text = find(input, parameter->name);
    return text != NULL && read_words(parameter, text, &bits) ? bits : 0;
}

bool query_bool(const ApiInput *input, const Parameter *parameter, bool *out_value) {
    const char *text = find(input, parameter->name);
    *out_value = text != NULL && strcmp(text, "true") == 0;
    return text != NULL;
}

Page query_page(const ApiInput *input, const Parameter *limit) {
    return (Page){.limit = query_number(input, limit),
                  .after = query_number(input, &parameter_cursor)};
}

// ---------------------------------------------------------------- holding it against the rows

ApiCode query_refuse(Problem *problem, const char *name, const char *expected) {
    problem_argument(problem, "parameter", name);
    return problem_set(problem, API_BAD_QUERY, NULL, "The parameter '%s' should be %s.", name,
                       expected);
}

static bool is_bool(const char *text) {
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

static bool is_fitting(const Parameter *parameter, const char *text) {
    uint64_t number = 0;
    unsigned bits = 0;
    switch (parameter->kind) {
    case PARAMETER_NUMBER:
        return query_read_number(text, &number) && number >= parameter->low &&
               number <= parameter->high;
    case PARAMETER_BOOL: return is_bool(text);
    case PARAMETER_WORD: return parameter->word(position_of(parameter, text, strlen(text))) != NULL;
    case PARAMETER_WORDS: return read_words(parameter, text, &bits);
    case PARAMETER_TEXT: return true;
    }
    return false;
}

static bool is_beyond_limit(const Parameter *parameter, const char *text) {
    uint64_t number = 0;
    return parameter->limit != NULL && query_read_number(text, &number) && number > parameter->high;
}

// "all or none"
static void list_words(const Parameter *parameter, const char *last, char *text, size_t size) {
    size_t used = 0;
    for (size_t i = 0; parameter->word(i) != NULL && used < size; i++) {
        bool is_last = parameter->word(i + 1) == NULL;
        const char *before = i == 0 ? "" : is_last ? last : ", ";
        used += (size_t)snprintf(text + used, size - used, "%s%s", before, parameter->word(i));
    }
}

static ApiCode refuse_value(const Parameter *parameter, Problem *problem) {
    char words[PROBLEM_TEXT_SIZE] = "", expected[PROBLEM_TEXT_SIZE * 2] = "true or false";
    switch (parameter->kind) {
    case PARAMETER_NUMBER:
        snprintf(expected, sizeof expected, "a number from %" PRIu64 " to %" PRIu64, parameter->low,
                 parameter->high);
        break;
    case PARAMETER_WORD: list_words(parameter, " or ", expected, sizeof expected); break;
    case PARAMETER_WORDS:
        list_words(parameter, " and ", words, sizeof words);
        snprintf(expected, sizeof expected, "one or more of %s, with commas between", words);
        break;
    case PARAMETER_BOOL:
    case PARAMETER_TEXT: break;
    }
    return query_refuse(problem, parameter->name, expected);
}

// The row of that name; NULL when there is none.
static const Parameter *row_of(const Parameter *const *known, const char *name) {
    while (*known != NULL && strcmp((*known)->name, name) != 0) {
        known++;
    }
    return *known;
}

static ApiCode check_one(const ApiInput *input, const ApiParameter *given,
                         const Parameter *const *known, Problem *problem) {
    const Parameter *row = row_of(known, given->name);
    bool twice = find(input, given->name) != given->value;
    if (twice || row == NULL) {
        problem_argument(problem, "parameter", given->name);
        return problem_set(problem, API_BAD_QUERY, NULL,
                           twice ? "The parameter '%s' is there twice."
                                 : "There is no parameter '%s' here.",
                           problem_quote(given->name).text);
    }
    if (is_fitting(row, given->value)) {
        return API_OK;
    }
    if (is_beyond_limit(row, given->value)) {
        problem_name_limit(problem, *row->limit);
    }
    return refuse_value(row, problem);
}

static ApiCode check_required(const ApiInput *input, const Parameter *row, Problem *problem) {
    if (!row->required || find(input, row->name) != NULL) {
        return API_OK;
    }
    problem_argument(problem, "parameter", row->name);
    return problem_set(problem, API_BAD_QUERY, NULL, "The parameter '%s' is missing: %s", row->name,
                       row->summary);
}

ApiCode query_check(const ApiInput *input, const Parameter *const *known, Problem *problem) {
    ApiCode code = API_OK;
    for (size_t i = 0; code == API_OK && i < input->parameter_count; i++) {
        code = check_one(input, &input->parameters[i], known, problem);
    }
    for (; code == API_OK && *known != NULL; known++) {
        code = check_required(input, *known, problem);
    }
    return code;
}
