// Values: what a request says of an object that does not exist yet, or of one that does.
//
// Each way to write one is a row of a table: null, 7, "abc", [1, 2], {"tuple": [..]}, {"ref": "a"}.
// Everything here but value_check() takes values that have been checked.
#pragma once

#include "api/operations/run.h"
#include "api/replies/problem.h"
#include "api/values/python_text.h"

API_MUST_USE ApiCode value_check(const cJSON *value, const Place *place, Problem *problem);

// Whether Python's compiler would make it: numbers, strings, None and tuples of constants.
bool value_is_constant(const cJSON *value);

// The values inside this one, in the order in which Python evaluates them.
typedef void ValueVisit(void *context, const cJSON *value);
void value_each_part(const cJSON *value, ValueVisit *visit, void *context);

void value_python(PythonText *python, const cJSON *value);

// A new hold. A constant is the one of the unit that runs.
API_MUST_USE ApiCode value_build(Run *run, const cJSON *value, Object **out_object);
// Makes a constant of the unit that runs: whoever collects constants calls it, once for each.
API_MUST_USE ApiCode value_make_constant(Run *run, const cJSON *value, Object **out_object);
