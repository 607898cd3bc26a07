// Arrays of values: the items of a display, the arguments of an expression. Private to the files
// that hold rows of values.
#pragma once

#include "api/values/value_forms.h"

API_MUST_USE ApiCode items_check(const cJSON *array, const Place *place, Problem *problem);
void items_each(const cJSON *array, ValueVisit *visit, void *context);
// With commas between them.
void items_python(PythonText *python, const cJSON *array);
bool items_are_constant(const cJSON *array);
size_t items_count(const cJSON *array);

enum {
    ITEMS_CONSTANT_DISPLAY = 3,  // From here on the compiler makes a display from one constant.
    ITEMS_STACK_DISPLAY = 30,  // Beyond, it adds item by item, so as not to need much of the stack.
};

// Objects that were built for a container: a hold on each.
typedef struct {
    Object **objects;
    size_t count;
} Built;

API_MUST_USE ApiCode built_reserve(Run *run, size_t count, Built *built);
// There is room for it.
API_MUST_USE ApiCode built_add(Run *run, const cJSON *value, Built *built);
// Reserves, and adds all; what was built before a failure is there.
API_MUST_USE ApiCode built_add_items(Run *run, const cJSON *array, Built *built);
// The last first.
void built_drop(Run *run, Built *built);
