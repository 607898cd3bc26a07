// Floats: literals, and the three that no literal writes.
#include "api/values/value_forms.h"

#include <math.h>
#include <string.h>

// ---------------------------------------------------------------- as plain JSON

static ApiCode check_plain(const cJSON *value, const Place *place, Problem *problem) {
    (void)value, (void)place, (void)problem;
    return API_OK;
}

static ApiCode build_plain(Run *run, const cJSON *value, Object **out_object) {
    return run_status(run, heap_new_float(run->heap, value->valuedouble, out_object));
}

static void python_plain(PythonText *python, const cJSON *value) {
    char text[HEAP_FLOAT_TEXT_SIZE];
    heap_float_text(value->valuedouble, text);
    text_add_string(&python->text, text);
}

// ---------------------------------------------------------------- {"float": ...}

static const struct {
    const char *text;
    double value;
} unwritable[] = {{"nan", NAN}, {"inf", INFINITY}, {"-inf", -INFINITY}};

enum { UNWRITABLE_COUNT = sizeof unwritable / sizeof *unwritable };

// Its position; UNWRITABLE_COUNT when it is none.
static size_t find_unwritable(const char *text) {
    size_t at = 0;
    while (at < UNWRITABLE_COUNT && strcmp(unwritable[at].text, text) != 0) {
        at++;
    }
    return at;
}

static ApiCode check_float(const cJSON *value, const Place *place, Problem *problem) {
    const cJSON *content = value_content(value, "float");
    bool number = cJSON_IsNumber(content) && isfinite(content->valuedouble);
    bool word = cJSON_IsString(content) && find_unwritable(content->valuestring) < UNWRITABLE_COUNT;
    Place at = {.parent = place, .member = "float"};
    return number || word
               ? API_OK
               : value_refuse(problem, &at,
                              "\"float\" is a number within 1.7976931348623157e+308 of zero, or "
                              "\"nan\", \"inf\" or \"-inf\"");
}

static bool float_is_constant(const cJSON *value) {
    return cJSON_IsNumber(value_content(value, "float"));
}

static ApiCode build_float(Run *run, const cJSON *value, Object **out_object) {
    const cJSON *content = value_content(value, "float");
    return cJSON_IsNumber(content)
               ? build_plain(run, content, out_object)
               : run_status(run,
                            heap_new_float(run->heap,
                                           unwritable[find_unwritable(content->valuestring)].value,
                                           out_object));
}

static void write_float(PythonText *python, const cJSON *value) {
    const cJSON *content = value_content(value, "float");
    if (cJSON_IsNumber(content)) {
        python_plain(python, content);
        return;
    }
    python_builtin(python, BUILTIN_FLOAT);
    text_add_format(&python->text, "('%s')", content->valuestring);
}

static Binding float_binds(const cJSON *value) {
    return float_is_constant(value) ? BINDING_NUMBER : BINDING_ATOM;
}

// ---------------------------------------------------------------- what each may be

// A number that is whole is an int.
static void schema_plain(JsonWriter *writer) {
    static const char schema[] = "{\"type\":\"number\",\"not\":{\"type\":\"integer\"}}";
    json_raw(writer, schema, sizeof schema - 1);
}

static void schema_number_or_word(JsonWriter *writer) {
    json_begin_object(writer);
    json_key(writer, "anyOf");
    json_begin_array(writer);
    json_begin_object(writer);
    json_member_string(writer, "type", "number");
    json_end_object(writer);
    for (size_t i = 0; i < UNWRITABLE_COUNT; i++) {
        schema_const(writer, unwritable[i].text);
    }
    json_end_array(writer);
    json_end_object(writer);
}

static void schema_float(JsonWriter *writer) {
    value_schema_of_member(writer, "float", schema_number_or_word);
}

// ---------------------------------------------------------------- rows

const ValueForm value_form_float = {
    .is_constant = value_always_constant,
    .check = check_plain,
    .build = build_plain,
    .python = python_plain,
    .schema = schema_plain,
    .example = "1.5",
    .binding = value_binds_as_number,
};

const ValueForm value_float_forms[] = {
    {
        .member = "float",
        .is_constant = float_is_constant,
        .check = check_float,
        .build = build_float,
        .python = write_float,
        .schema = schema_float,
        .example = "{\"float\":\"nan\"}",
        .binding = float_binds,
    },
    {0},
};
