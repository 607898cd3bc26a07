#include "api/compare/comparison_wish.h"

#include "api/session.h"

#include <string.h>

static size_t length_of(const cJSON *list) {
    size_t count = 0;
    for (const cJSON *item = list->child; item != NULL; item = item->next) {
        count++;
    }
    return count;
}

static ApiCode add_profile(ComparisonWish *wish, const cJSON *json, const Place *place,
                           Problem *problem) {
    ApiCode code = profile_check(json, place, problem);
    for (size_t i = 0; code == API_OK && i < wish->count; i++) {
        if (strcmp(wish->profiles[i], json->valuestring) == 0) {
            code = problem_set(problem, API_BAD_ARGUMENT, place, "The profile '%s' is there twice.",
                               json->valuestring);
        }
    }
    if (code == API_OK && wish->count < COMPARE_MOST_PROFILES) {
        wish->profiles[wish->count++] = json->valuestring;
    }
    return code;
}

static ApiCode check_count(size_t count, const Place *place, Problem *problem) {
    if (count > COMPARE_MOST_PROFILES) {
        return problem_limit(problem, LIMIT_COMPARE_PROFILES, place,
                             "%d profiles can be compared at most.", COMPARE_MOST_PROFILES);
    }
    return count >= COMPARE_LEAST_PROFILES
               ? API_OK
               : problem_set(problem, API_BAD_ARGUMENT, place,
                             "'profiles' should be %d different profiles at least.",
                             COMPARE_LEAST_PROFILES);
}

static ApiCode read_profiles(const cJSON *json, ComparisonWish *wish, Problem *problem) {
    Place place = {.member = "profiles"};
    if (!cJSON_IsArray(json)) {
        return problem_set(problem, API_BAD_ARGUMENT, &place,
                           "'profiles' should be an array of names of profiles.");
    }
    ApiCode code = check_count(length_of(json), &place, problem);
    size_t index = 0;
    for (const cJSON *item = json->child; code == API_OK && item != NULL; item = item->next) {
        Place at = {.parent = &place, .index = index++};
        code = add_profile(wish, item, &at, problem);
    }
    return code;
}

static ApiCode read_operations(const cJSON *json, ComparisonWish *wish, Problem *problem) {
    Place place = {.member = "ops"};
    wish->operations = json;
    wish->operation_count = length_of(json);
    return list_check(json, &place, problem);
}

static ApiCode check_members(const cJSON *tree, Problem *problem) {
    for (const cJSON *member = tree->child; member != NULL; member = member->next) {
        if (strcmp(member->string, "ops") != 0 && strcmp(member->string, "profiles") != 0) {
            Place place = {.member = member->string};
            problem_argument(problem, "field", member->string);
            return problem_set(problem, API_UNKNOWN_FIELD, &place, "A comparison has no '%s'.",
                               problem_quote(member->string).text);
        }
    }
    return API_OK;
}

ApiCode comparison_wish_read(const cJSON *tree, ComparisonWish *wish, Problem *problem) {
    static const struct {
        const char *name;
        ApiCode (*read)(const cJSON *json, ComparisonWish *wish, Problem *problem);
    } members[] = {{"profiles", read_profiles}, {"ops", read_operations}};
    ApiCode code = check_members(tree, problem);
    for (size_t i = 0; code == API_OK && i < sizeof members / sizeof *members; i++) {
        const cJSON *json = json_find(tree, members[i].name);
        if (json == NULL) {
            problem_argument(problem, "argument", members[i].name);
            return problem_set(problem, API_MISSING_ARGUMENT, NULL, "A comparison needs '%s'.",
                               members[i].name);
        }
        code = members[i].read(json, wish, problem);
    }
    return code;
}
