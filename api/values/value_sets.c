// Sets: the display, and the frozenset of a list.
#include "api/json/json_scan.h"
#include "api/values/value_items.h"

static ApiCode check_array(const cJSON *value, const char *member, const char *why,
                           const Place *place, Problem *problem) {
    const cJSON *items = value_content(value, member);
    Place at = {.parent = place, .member = member};
    return cJSON_IsArray(items) ? items_check(items, &at, problem)
                                : value_refuse(problem, &at, why);
}

// ---------------------------------------------------------------- set

static ApiCode check_set(const cJSON *value, const Place *place, Problem *problem) {
    return check_array(value, "set", "\"set\" is an array of values", place, problem);
}

static void each_in_set(const cJSON *value, ValueVisit *visit, void *context) {
    items_each(value_content(value, "set"), visit, context);
}

// The first goes first, as each item of a display is let go once it is in: one that is equal to
// another dies there.
static void drop_in_order(Run *run, Built *built) {
    for (size_t i = 0; i < built->count; i++) {
        heap_drop(run->heap, built->objects[i]);
    }
    built->count = 0;
    built_drop(run, built);
}

static ApiCode build_display(Run *run, const cJSON *items, HeapSetDisplay display,
                             Object **out_object) {
    Built built = {0};
    ApiCode code = built_add_items(run, items, &built);
    if (code == API_OK) {
        code = run_status(run,
                          heap_new_set(run->heap, built.objects, built.count, display, out_object));
    }
    drop_in_order(run, &built);
    return code;
}

static ApiCode add_item(Run *run, const cJSON *item, Object *set) {
    Object *object = NULL;
    ApiCode code = value_build(run, item, &object);
    if (code == API_OK) {
        code = run_status(run, heap_add(run->heap, set, object));
        heap_drop(run->heap, object);
    }
    return code;
}

// Each item is added as soon as it is made.
static ApiCode build_long_set(Run *run, const cJSON *items, Object **out_object) {
    Object *set = NULL;
    ApiCode code = run_status(run, heap_new_set(run->heap, NULL, 0, HEAP_SET_ADDED, &set));
    if (code != API_OK) {
        return code;
    }
    for (const cJSON *item = items->child; code == API_OK && item != NULL; item = item->next) {
        code = add_item(run, item, set);
    }
    if (code == API_OK) {
        *out_object = set;
    } else {
        heap_drop(run->heap, set);
    }
    return code;
}

static ApiCode build_set(Run *run, const cJSON *value, Object **out_object) {
    const cJSON *items = value_content(value, "set");
    size_t count = items_count(items);
    if (count >= ITEMS_CONSTANT_DISPLAY && items_are_constant(items)) {
        return build_display(run, items, HEAP_SET_CONSTANTS, out_object);
    }
    return count > ITEMS_STACK_DISPLAY ? build_long_set(run, items, out_object)
                                       : build_display(run, items, HEAP_SET_ADDED, out_object);
}

static void python_set(PythonText *python, const cJSON *value) {
    const cJSON *items = value_content(value, "set");
    if (items->child == NULL) {
        python_builtin(python, BUILTIN_SET);
        text_add_string(&python->text, "()");
        return;
    }
    text_add_string(&python->text, "{");
    items_python(python, items);
    text_add_string(&python->text, "}");
}

// ---------------------------------------------------------------- frozenset

static ApiCode check_frozenset(const cJSON *value, const Place *place, Problem *problem) {
    return check_array(value, "frozenset", "\"frozenset\" is an array of values", place, problem);
}

static void each_in_frozenset(const cJSON *value, ValueVisit *visit, void *context) {
    items_each(value_content(value, "frozenset"), visit, context);
}

// The list is made first, and dies once the frozenset is there.
static ApiCode build_frozenset(Run *run, const cJSON *value, Object **out_object) {
    const cJSON *items = value_content(value, "frozenset");
    if (items->child == NULL) {
        return run_status(run, heap_convert(run->heap, HEAP_FROZENSET, NULL, out_object));
    }
    Object *list = NULL;
    ApiCode code = value_form_list.build(run, items, &list);
    if (code == API_OK) {
        code = run_status(run, heap_convert(run->heap, HEAP_FROZENSET, list, out_object));
        heap_drop(run->heap, list);
    }
    return code;
}

static void python_frozenset(PythonText *python, const cJSON *value) {
    const cJSON *items = value_content(value, "frozenset");
    python_builtin(python, BUILTIN_FROZENSET);
    text_add_string(&python->text, "(");
    if (items->child != NULL) {
        value_python(python, items);
    }
    text_add_string(&python->text, ")");
}

// ---------------------------------------------------------------- rows

static void schema_items(JsonWriter *writer) {
    schema_array(writer, "Value", 0, JSON_MAX_ELEMENTS);
}

static void schema_set(JsonWriter *writer) {
    value_schema_of_member(writer, "set", schema_items);
}

static void schema_frozenset(JsonWriter *writer) {
    value_schema_of_member(writer, "frozenset", schema_items);
}

const ValueForm value_set_forms[] = {
    {
        .member = "set",
        .is_constant = value_never_constant,
        .check = check_set,
        .each_part = each_in_set,
        .build = build_set,
        .python = python_set,
        .schema = schema_set,
        .example = "{\"set\":[1,2]}",
    },
    {
        .member = "frozenset",
        .is_constant = value_never_constant,
        .check = check_frozenset,
        .each_part = each_in_frozenset,
        .build = build_frozenset,
        .python = python_frozenset,
        .schema = schema_frozenset,
        .example = "{\"frozenset\":[1,2]}",
    },
    {0},
};
