// What the body of a comparison asks for.
#pragma once

#include "api/compare/sides.h"

typedef struct {
    const char *profiles[COMPARE_MOST_PROFILES];
    size_t count;
    const cJSON *operations;
    size_t operation_count;
} ComparisonWish;

// {"ops", "profiles"}, of which the texts are borrowed.
API_MUST_USE ApiCode comparison_wish_read(const cJSON *tree, ComparisonWish *wish,
                                          Problem *problem);
