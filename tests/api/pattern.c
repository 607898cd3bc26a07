#include "tests/api/pattern.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    char *where;
    size_t size;
} Report;

static bool is_text(const cJSON *json, const char *text) {
    return cJSON_IsString(json) && strcmp(json->valuestring, text) == 0;
}

// In front of what was found further inside.
static bool fail_at(const Report *report, const char *step) {
    char inner[512];
    snprintf(inner, sizeof inner, "%s", report->where);
    snprintf(report->where, report->size, "/%s%s", step, inner);
    return false;
}

static bool matches(const cJSON *pattern, const cJSON *value, const Report *report);

// NOLINTNEXTLINE(misc-no-recursion): as deep as the pattern, which a test wrote.
static bool object_matches(const cJSON *pattern, const cJSON *value, const Report *report) {
    for (const cJSON *member = pattern->child; member != NULL; member = member->next) {
        const cJSON *actual = cJSON_GetObjectItemCaseSensitive(value, member->string);
        bool fits = is_text(member, "<none>") ? actual == NULL
                                              : actual != NULL && matches(member, actual, report);
        if (!fits) {
            return fail_at(report, member->string);
        }
    }
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the pattern, which a test wrote.
static bool elements_match(const cJSON *pattern, const cJSON *value, const Report *report,
                           size_t index) {
    if (pattern == NULL) {
        return value == NULL;
    }
    if (!is_text(pattern, "...")) {
        char step[32];
        snprintf(step, sizeof step, "%zu", index);
        if (value == NULL || !matches(pattern, value, report)) {
            return fail_at(report, step);
        }
        return elements_match(pattern->next, value->next, report, index + 1);
    }
    for (const cJSON *rest = value;; rest = rest->next) {
        report->where[0] = '\0';
        if (elements_match(pattern->next, rest, report, index)) {
            return true;
        }
        if (rest == NULL) {
            return false;
        }
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the pattern, which a test wrote.
static bool array_matches(const cJSON *pattern, const cJSON *value, const Report *report) {
    if (elements_match(pattern->child, value->child, report, 0)) {
        report->where[0] = '\0';
        return true;
    }
    return false;
}

// NOLINTNEXTLINE(misc-no-recursion): see object_matches.
static bool matches(const cJSON *pattern, const cJSON *value, const Report *report) {
    if (is_text(pattern, "<any>")) {
        return true;
    }
    if (cJSON_IsObject(pattern)) {
        return cJSON_IsObject(value) && object_matches(pattern, value, report);
    }
    if (cJSON_IsArray(pattern)) {
        return cJSON_IsArray(value) && array_matches(pattern, value, report);
    }
    return cJSON_Compare(pattern, value, true);
}

bool pattern_matches(const cJSON *pattern, const cJSON *value, char *where, size_t size) {
    Report report = {.where = where, .size = size};
    where[0] = '\0';
    return matches(pattern, value, &report);
}
