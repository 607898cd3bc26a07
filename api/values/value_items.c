#include "api/values/value_items.h"

#include <stdlib.h>

ApiCode items_check(const cJSON *array, const Place *place, Problem *problem) {
    size_t index = 0;
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        Place at = {.parent = place, .index = index++};
        ApiCode code = value_check(item, &at, problem);
        if (code != API_OK) {
            return code;
        }
    }
    return API_OK;
}

void items_each(const cJSON *array, ValueVisit *visit, void *context) {
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        visit(context, item);
    }
}

void items_python(PythonText *python, const cJSON *array) {
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        value_python(python, item);
        text_add_string(&python->text, item->next != NULL ? ", " : "");
    }
}

bool items_are_constant(const cJSON *array) {
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        if (!value_is_constant(item)) {
            return false;
        }
    }
    return true;
}

void built_drop(Run *run, Built *built) {
    while (built->count > 0) {
        heap_drop(run->heap, built->objects[--built->count]);
    }
    free(built->objects);
}

ApiCode built_reserve(Run *run, size_t count, Built *built) {
    built->objects = calloc(count + 1, sizeof(Object *));
    return built->objects == NULL ? problem_no_memory(run->problem) : API_OK;
}

ApiCode built_add(Run *run, const cJSON *value, Built *built) {
    ApiCode code = value_build(run, value, &built->objects[built->count]);
    built->count += code == API_OK ? 1 : 0;
    return code;
}

size_t items_count(const cJSON *array) {
    size_t count = 0;
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        count++;
    }
    return count;
}

ApiCode built_add_items(Run *run, const cJSON *array, Built *built) {
    ApiCode code = built_reserve(run, items_count(array), built);
    for (const cJSON *item = array->child; code == API_OK && item != NULL; item = item->next) {
        code = built_add(run, item, built);
    }
    return code;
}
