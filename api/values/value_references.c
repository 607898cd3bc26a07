// Values that begin with an object that exists: itself, an instance of it, a weak reference to it.
#include "api/values/value_forms.h"

static ApiCode check_reference(const cJSON *value, const char *member, const Place *place,
                               Problem *problem) {
    const cJSON *content = value_content(value, member);
    Place at = {.parent = place, .member = member};
    if (!cJSON_IsString(content)) {
        return value_refuse(problem, &at, "a reference is a string such as \"li[0].x\"");
    }
    return reference_check(content->valuestring, &at, problem);
}

// ---------------------------------------------------------------- new

static ApiCode check_new(const cJSON *value, const Place *place, Problem *problem) {
    return check_reference(value, "new", place, problem);
}

static ApiCode build_new(Run *run, const cJSON *value, Object **out_object) {
    Object *class = NULL;
    ApiCode code = run_follow(run, value_content(value, "new"), &class);
    if (code != API_OK) {
        return code;
    }
    heap_hold(run->heap, class);
    code = run_status(run, heap_instantiate(run->heap, class, out_object));
    heap_drop(run->heap, class);
    return code;
}

static void python_new(PythonText *python, const cJSON *value) {
    python_reference(python, value_content(value, "new")->valuestring);
    text_add_string(&python->text, "()");
}

// ---------------------------------------------------------------- ref

static ApiCode check_ref(const cJSON *value, const Place *place, Problem *problem) {
    return check_reference(value, "ref", place, problem);
}

static ApiCode build_ref(Run *run, const cJSON *value, Object **out_object) {
    Object *object = NULL;
    ApiCode code = run_follow(run, value_content(value, "ref"), &object);
    if (code == API_OK) {
        heap_hold(run->heap, object);
        *out_object = object;
    }
    return code;
}

static void python_ref(PythonText *python, const cJSON *value) {
    python_reference(python, value_content(value, "ref")->valuestring);
}

// ---------------------------------------------------------------- weakref

static ApiCode check_weakref(const cJSON *value, const Place *place, Problem *problem) {
    ApiCode code = check_reference(value, "weakref", place, problem);
    if (code == API_OK && value_content(value, "callback") != NULL) {
        code = check_reference(value, "callback", place, problem);
    }
    return code;
}

// NULL without a callback; a hold otherwise.
static ApiCode follow_callback(Run *run, const cJSON *value, Object **out_callback) {
    const cJSON *reference = value_content(value, "callback");
    if (reference == NULL) {
        return API_OK;
    }
    Object *callback = NULL;
    ApiCode code = run_follow(run, reference, &callback);
    if (code == API_OK) {
        heap_hold(run->heap, callback);
        *out_callback = callback;
    }
    return code;
}

static ApiCode build_weakref(Run *run, const cJSON *value, Object **out_object) {
    Object *target = NULL, *callback = NULL;
    ApiCode code = run_follow(run, value_content(value, "weakref"), &target);
    if (code != API_OK) {
        return code;
    }
    heap_hold(run->heap, target);
    code = follow_callback(run, value, &callback);
    if (code == API_OK) {
        code = run_status(run, heap_new_weakref(run->heap, target, callback, out_object));
    }
    heap_drop(run->heap, target);
    heap_drop(run->heap, callback);
    return code;
}

static void python_weakref(PythonText *python, const cJSON *value) {
    const cJSON *callback = value_content(value, "callback");
    text_add_string(&python->text, "weakref.ref(");
    python_reference(python, value_content(value, "weakref")->valuestring);
    if (callback != NULL) {
        text_add_string(&python->text, ", ");
        python_reference(python, callback->valuestring);
    }
    text_add_string(&python->text, ")");
}

// ---------------------------------------------------------------- rows

static void schema_reference(JsonWriter *writer) {
    schema_ref(writer, "Reference");
}

static void schema_new(JsonWriter *writer) {
    value_schema_of_member(writer, "new", schema_reference);
}

static void schema_existing(JsonWriter *writer) {
    value_schema_of_member(writer, "ref", schema_reference);
}

static void schema_weakref(JsonWriter *writer) {
    schema_begin_object(writer);
    json_key(writer, "weakref");
    schema_reference(writer);
    json_key(writer, "callback");
    schema_reference(writer);
    schema_end_properties(writer, (const char *const[]){"weakref", NULL});
    json_end_object(writer);
}

const ValueForm value_reference_forms[] = {
    {
        .member = "new",
        .is_constant = value_never_constant,
        .check = check_new,
        .build = build_new,
        .python = python_new,
        .schema = schema_new,
        .example = "{\"new\":\"P\"}",
    },
    {
        .member = "ref",
        .is_constant = value_never_constant,
        .check = check_ref,
        .build = build_ref,
        .python = python_ref,
        .schema = schema_existing,
        .example = "{\"ref\":\"a\"}",
    },
    {
        .member = "weakref",
        .companion = "callback",
        .companion_optional = true,
        .is_constant = value_never_constant,
        .check = check_weakref,
        .build = build_weakref,
        .python = python_weakref,
        .schema = schema_weakref,
        .example = "{\"weakref\":\"p\",\"callback\":\"f\"}",
    },
    {0},
};
