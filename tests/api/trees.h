// Shorthands for trees of JSON, for the tests that hold the answers of one session against another.
#pragma once

#include <cjson/cJSON.h>
#include <stdbool.h>

cJSON *tree_member(const cJSON *object, const char *name);
// A number as the name of a member; good for the next three calls.
const char *tree_key(double number);
// Prints what and about whom; false.
bool tree_complain(const char *what, const cJSON *about);
void tree_copy(cJSON *object, const char *name, const cJSON *value);
bool tree_same(const cJSON *a, const cJSON *b);
void tree_insert(cJSON *array, int at, cJSON *item);
