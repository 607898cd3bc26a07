#include "api/json/json_scan.h"
#include "api/values/value_items.h"

// ---------------------------------------------------------------- list

static HeapDisplay display_of(const cJSON *array, size_t count) {
    return count >= ITEMS_CONSTANT_DISPLAY && items_are_constant(array) ? HEAP_DISPLAY_CONSTANTS
                                                                        : HEAP_DISPLAY_EXACT;
}

// Each item is appended as soon as it is made.
static ApiCode append_items(Run *run, const cJSON *array, Object *list) {
    ApiCode code = API_OK;
    for (const cJSON *item = array->child; code == API_OK && item != NULL; item = item->next) {
        Object *object = NULL;
        code = value_build(run, item, &object);
        if (code == API_OK) {
            code = run_status(run, heap_append(run->heap, list, object));
            heap_drop(run->heap, object);
        }
    }
    return code;
}

static ApiCode build_long_list(Run *run, const cJSON *array, Object **out_object) {
    Object *list = NULL;
    ApiCode code = run_status(run, heap_new_list(run->heap, NULL, 0, HEAP_DISPLAY_EXACT, &list));
    if (code != API_OK) {
        return code;
    }
    code = append_items(run, array, list);
    if (code == API_OK) {
        *out_object = list;
    } else {
        heap_drop(run->heap, list);
    }
    return code;
}

static ApiCode build_display(Run *run, const cJSON *array, HeapDisplay display,
                             Object **out_object) {
    Built built = {0};
    ApiCode code = built_add_items(run, array, &built);
    if (code == API_OK) {
        code = run_status(
            run, heap_new_list(run->heap, built.objects, built.count, display, out_object));
    }
    built_drop(run, &built);
    return code;
}

static ApiCode build_list(Run *run, const cJSON *value, Object **out_object) {
    size_t count = items_count(value);
    HeapDisplay display = display_of(value, count);
    return display == HEAP_DISPLAY_EXACT && count > ITEMS_STACK_DISPLAY
               ? build_long_list(run, value, out_object)
               : build_display(run, value, display, out_object);
}

static void python_list(PythonText *python, const cJSON *value) {
    text_add_string(&python->text, "[");
    items_python(python, value);
    text_add_string(&python->text, "]");
}

// ---------------------------------------------------------------- tuple

static ApiCode check_tuple(const cJSON *value, const Place *place, Problem *problem) {
    const cJSON *items = value_content(value, "tuple");
    Place at = {.parent = place, .member = "tuple"};
    if (!cJSON_IsArray(items)) {
        return value_refuse(problem, &at, "\"tuple\" is an array of values");
    }
    return items_check(items, &at, problem);
}

static bool tuple_is_constant(const cJSON *value) {
    return items_are_constant(value_content(value, "tuple"));
}

static void each_in_tuple(const cJSON *value, ValueVisit *visit, void *context) {
    items_each(value_content(value, "tuple"), visit, context);
}

// Beyond what the stack should hold, the compiler makes a list and then its tuple.
static ApiCode build_long_tuple(Run *run, const cJSON *items, Object **out_object) {
    Object *list = NULL;
    ApiCode code = build_long_list(run, items, &list);
    if (code == API_OK) {
        code = run_status(run, heap_convert(run->heap, HEAP_TUPLE, list, out_object));
        heap_drop(run->heap, list);
    }
    return code;
}

static HeapStatus new_tuple(Heap *heap, const cJSON *items, const Built *built,
                            Object **out_object) {
    return items_are_constant(items)
               ? heap_new_constant_tuple(heap, built->objects, built->count, out_object)
               : heap_new_tuple(heap, built->objects, built->count, out_object);
}

static ApiCode build_short_tuple(Run *run, const cJSON *items, Object **out_object) {
    Built built = {0};
    ApiCode code = built_add_items(run, items, &built);
    if (code == API_OK) {
        code = run_status(run, new_tuple(run->heap, items, &built, out_object));
    }
    built_drop(run, &built);
    return code;
}

static ApiCode build_tuple(Run *run, const cJSON *value, Object **out_object) {
    const cJSON *items = value_content(value, "tuple");
    return items_count(items) > ITEMS_STACK_DISPLAY && !items_are_constant(items)
               ? build_long_tuple(run, items, out_object)
               : build_short_tuple(run, items, out_object);
}

static void python_tuple(PythonText *python, const cJSON *value) {
    const cJSON *items = value_content(value, "tuple");
    text_add_string(&python->text, "(");
    items_python(python, items);
    bool single = items->child != NULL && items->child->next == NULL;
    text_add_string(&python->text, single ? ",)" : ")");
}

// ---------------------------------------------------------------- dict

static ApiCode check_pairs(const cJSON *pairs, const Place *place, Problem *problem) {
    size_t index = 0;
    for (const cJSON *pair = pairs->child; pair != NULL; pair = pair->next) {
        Place at = {.parent = place, .index = index++};
        if (!cJSON_IsArray(pair) || items_count(pair) != 2) {
            return value_refuse(problem, &at, "an entry of \"dict\" is an array [key, value]");
        }
        ApiCode code = items_check(pair, &at, problem);
        if (code != API_OK) {
            return code;
        }
    }
    return API_OK;
}

static ApiCode check_dict(const cJSON *value, const Place *place, Problem *problem) {
    const cJSON *pairs = value_content(value, "dict");
    Place at = {.parent = place, .member = "dict"};
    if (!cJSON_IsArray(pairs)) {
        return value_refuse(problem, &at, "\"dict\" is an array of [key, value]");
    }
    return check_pairs(pairs, &at, problem);
}

static void each_in_dict(const cJSON *value, ValueVisit *visit, void *context) {
    const cJSON *pairs = value_content(value, "dict");
    for (const cJSON *pair = pairs->child; pair != NULL; pair = pair->next) {
        items_each(pair, visit, context);
    }
}

static ApiCode build_pairs(Run *run, const cJSON *pairs, size_t count, Built *built) {
    ApiCode code = built_reserve(run, 2 * count, built);
    for (const cJSON *pair = pairs; code == API_OK && built->count < 2 * count; pair = pair->next) {
        code = built_add(run, pair->child, built);
        if (code == API_OK) {
            code = built_add(run, pair->child->next, built);
        }
    }
    return code;
}

static ApiCode build_short_dict(Run *run, const cJSON *pairs, size_t count, Object **out_object) {
    Built built = {0};
    ApiCode code = build_pairs(run, pairs, count, &built);
    if (code == API_OK) {
        code =
            run_status(run, heap_new_dict(run->heap, built.objects, built.count / 2, out_object));
    }
    built_drop(run, &built);
    return code;
}

static ApiCode set_pair(Run *run, const cJSON *pair, Object *dict) {
    Object *key = NULL, *value = NULL;
    ApiCode code = value_build(run, pair->child, &key);
    if (code == API_OK) {
        code = value_build(run, pair->child->next, &value);
    }
    if (code == API_OK) {
        code = run_status(run, heap_set_item(run->heap, dict, key, value));
    }
    heap_drop(run->heap, value);
    heap_drop(run->heap, key);
    return code;
}

// Each pair is set as soon as it is made: what it replaces dies before the next one is.
static ApiCode set_pairs(Run *run, const cJSON *pairs, size_t count, Object *dict) {
    ApiCode code = API_OK;
    for (const cJSON *pair = pairs; code == API_OK && count > 0; pair = pair->next, count--) {
        code = set_pair(run, pair, dict);
    }
    return code;
}

// The pairs from `pairs` on. More than the stack should hold are set one by one.
static ApiCode build_part(Run *run, const cJSON *pairs, size_t count, Object **out_object) {
    if (2 * count <= ITEMS_STACK_DISPLAY) {
        return build_short_dict(run, pairs, count, out_object);
    }
    Object *dict = NULL;
    ApiCode code = run_status(run, heap_new_dict(run->heap, NULL, 0, &dict));
    if (code == API_OK) {
        code = set_pairs(run, pairs, count, dict);
    }
    if (code == API_OK) {
        *out_object = dict;
    } else {
        heap_drop(run->heap, dict);
    }
    return code;
}

// The part becomes the dict, or the dict is updated by it.
static ApiCode add_part(Run *run, const cJSON *pairs, size_t count, Object **dict) {
    Object *part = NULL;
    ApiCode code = build_part(run, pairs, count, &part);
    if (code != API_OK) {
        return code;
    }
    if (*dict == NULL) {
        *dict = part;
        return API_OK;
    }
    code = run_status(run, heap_merge(run->heap, *dict, part));
    heap_drop(run->heap, part);
    return code;
}

// The compiler makes a dict of each DICT_PART pairs, and updates the first by the others.
static ApiCode build_dict(Run *run, const cJSON *value, Object **out_object) {
    enum { DICT_PART = ITEMS_STACK_DISPLAY / 2 + 2 };
    const cJSON *pair = value_content(value, "dict")->child;
    size_t left = items_count(value_content(value, "dict"));
    Object *dict = NULL;
    ApiCode code = API_OK;
    do {
        size_t count = left < DICT_PART ? left : DICT_PART;
        code = add_part(run, pair, count, &dict);
        for (left -= count; pair != NULL && count > 0; count--) {
            pair = pair->next;
        }
    } while (code == API_OK && left > 0);
    if (code == API_OK) {
        *out_object = dict;
    } else {
        heap_drop(run->heap, dict);
    }
    return code;
}

static void python_dict(PythonText *python, const cJSON *value) {
    const cJSON *pairs = value_content(value, "dict");
    text_add_string(&python->text, "{");
    for (const cJSON *pair = pairs->child; pair != NULL; pair = pair->next) {
        value_python(python, pair->child);
        text_add_string(&python->text, ": ");
        value_python(python, pair->child->next);
        text_add_string(&python->text, pair->next != NULL ? ", " : "");
    }
    text_add_string(&python->text, "}");
}

// ---------------------------------------------------------------- what each may be

static void schema_items(JsonWriter *writer) {
    schema_array(writer, "Value", 0, JSON_MAX_ELEMENTS);
}

static void schema_tuple(JsonWriter *writer) {
    value_schema_of_member(writer, "tuple", schema_items);
}

static void schema_pairs(JsonWriter *writer) {
    json_begin_object(writer);
    json_member_string(writer, "type", "array");
    json_member_int(writer, "maxItems", JSON_MAX_ELEMENTS);
    json_key(writer, "items");
    schema_array(writer, "Value", 2, 2);
    json_end_object(writer);
}

static void schema_dict(JsonWriter *writer) {
    value_schema_of_member(writer, "dict", schema_pairs);
}

// ---------------------------------------------------------------- rows

const ValueForm value_form_list = {
    .is_constant = value_never_constant,
    .check = items_check,
    .each_part = items_each,
    .build = build_list,
    .python = python_list,
    .schema = schema_items,
    .example = "[1,2]",
};

const ValueForm value_container_forms[] = {
    {
        .member = "tuple",
        .is_constant = tuple_is_constant,
        .check = check_tuple,
        .each_part = each_in_tuple,
        .build = build_tuple,
        .python = python_tuple,
        .schema = schema_tuple,
        .example = "{\"tuple\":[1,2]}",
    },
    {
        .member = "dict",
        .is_constant = value_never_constant,
        .check = check_dict,
        .each_part = each_in_dict,
        .build = build_dict,
        .python = python_dict,
        .schema = schema_dict,
        .example = "{\"dict\":[[\"k\",1]]}",
    },
    {0},
};
