#include "api/values/literal.h"
#include "api/values/value_forms.h"

#include "api/json/base64.h"
#include "api/json/json_scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ApiCode check_size(const cJSON *number, const Place *place, Problem *problem) {
    if (!json_is_whole(number) || number->valuedouble < 0) {
        return value_refuse(problem, place, "a whole number from 0 to 2**53 - 1 was expected");
    }
    return API_OK;
}

// ---------------------------------------------------------------- None, True, False

static ApiCode accept(const cJSON *value, const Place *place, Problem *problem) {
    (void)value, (void)place, (void)problem;
    return API_OK;
}

static ApiCode build_none(Run *run, const cJSON *value, Object **out_object) {
    (void)value;
    return run_status(run, heap_new_none(run->heap, out_object));
}

static void python_none(PythonText *python, const cJSON *value) {
    (void)value;
    text_add_string(&python->text, "None");
}

static ApiCode build_bool(Run *run, const cJSON *value, Object **out_object) {
    return run_status(run, heap_new_bool(run->heap, cJSON_IsTrue(value), out_object));
}

static void python_bool(PythonText *python, const cJSON *value) {
    text_add_string(&python->text, cJSON_IsTrue(value) ? "True" : "False");
}

// ---------------------------------------------------------------- int

static ApiCode check_number(const cJSON *value, const Place *place, Problem *problem) {
    return json_is_whole(value)
               ? API_OK
               : problem_limit(problem, LIMIT_WHOLE_NUMBER, place,
                               "This value cannot be made: JSON is not exact beyond 2**53 - 1; "
                               "write {\"int\": \"...\"}, or {\"float\": number}.");
}

static ApiCode build_number(Run *run, const cJSON *value, Object **out_object) {
    return run_status(run, heap_new_int(run->heap, (int64_t)value->valuedouble, out_object));
}

static void python_number(PythonText *python, const cJSON *value) {
    text_add_int(&python->text, (int64_t)value->valuedouble);
}

static ApiCode check_int(const cJSON *value, const Place *place, Problem *problem) {
    const cJSON *content = value_content(value, "int");
    const char *text = cJSON_IsString(content) ? content->valuestring : "";
    const char *digits = text + (*text == '-' ? 1 : 0);
    size_t count = strspn(digits, "0123456789");
    if (count == 0 || digits[count] != '\0') {
        return value_refuse(problem, place, "\"int\" is a string of decimal digits");
    }
    if (count > LITERAL_MAX_DIGITS) {
        return problem_limit(problem, LIMIT_INT_DIGITS, place,
                             "This value cannot be made: \"int\" has %d digits at most.",
                             LITERAL_MAX_DIGITS);
    }
    return API_OK;
}

// Without leading zeros, so that equal ints are equal texts; "-0" is "0".
static void canonical_int(const cJSON *value, char text[LITERAL_MAX_DIGITS + 2]) {
    const char *from = value_content(value, "int")->valuestring;
    bool negative = *from == '-';
    from += negative ? 1 : 0;
    while (from[0] == '0' && from[1] != '\0') {
        from++;
    }
    size_t used = 0;
    if (negative && *from != '0') {
        text[used++] = '-';
    }
    memcpy(text + used, from, strlen(from) + 1);
}

static ApiCode build_int(Run *run, const cJSON *value, Object **out_object) {
    char text[LITERAL_MAX_DIGITS + 2];
    canonical_int(value, text);
    return run_status(run, heap_new_int_text(run->heap, text, out_object));
}

static void python_int(PythonText *python, const cJSON *value) {
    char text[LITERAL_MAX_DIGITS + 2];
    canonical_int(value, text);
    text_add_string(&python->text, text);
}

// ---------------------------------------------------------------- str

static ApiCode build_str(Run *run, const cJSON *value, Object **out_object) {
    return run_status(run, heap_new_str(run->heap, value->valuestring, strlen(value->valuestring),
                                        HEAP_LITERAL, out_object));
}

static void python_str(PythonText *python, const cJSON *value) {
    python_string(python, value->valuestring, strlen(value->valuestring));
}

static ApiCode check_repeated(const cJSON *value, const Place *place, Problem *problem) {
    Place at = {.parent = place, .member = "str"};
    if (!cJSON_IsString(value_content(value, "str"))) {
        return value_refuse(problem, &at, "\"str\" is the string to repeat");
    }
    at.member = "repeat";
    return check_size(value_content(value, "repeat"), &at, problem);
}

static void each_in_repeated(const cJSON *value, ValueVisit *visit, void *context) {
    visit(context, value_content(value, "str"));
    visit(context, value_content(value, "repeat"));
}

// ''.join([literal]): the list is gone as soon as it is joined.
static HeapStatus join_one(Heap *heap, Object *literal, Object **out_object) {
    Object *separator = NULL, *list = NULL;
    HeapStatus status = heap_new_str(heap, "", 0, HEAP_LITERAL, &separator);
    if (status == HEAP_OK) {
        status = heap_new_list(heap, &literal, 1, HEAP_DISPLAY_EXACT, &list);
    }
    if (status == HEAP_OK) {
        status = heap_join(heap, separator, list, out_object);
    }
    heap_drop(heap, list);
    heap_drop(heap, separator);
    return status;
}

static HeapStatus join_and_repeat(Heap *heap, Object *literal, Object *times, Object **out_object) {
    Object *joined = NULL;
    HeapStatus status = join_one(heap, literal, &joined);
    if (status == HEAP_OK) {
        status = heap_repeat(heap, joined, times, out_object);
    }
    heap_drop(heap, joined);
    return status;
}

static ApiCode build_repeated(Run *run, const cJSON *value, Object **out_object) {
    Object *literal = NULL, *times = NULL;
    ApiCode code = value_build(run, value_content(value, "str"), &literal);
    if (code == API_OK) {
        code = value_build(run, value_content(value, "repeat"), &times);
    }
    if (code == API_OK) {
        code = run_status(run, join_and_repeat(run->heap, literal, times, out_object));
    }
    heap_drop(run->heap, times);
    heap_drop(run->heap, literal);
    return code;
}

static void python_repeated(PythonText *python, const cJSON *value) {
    text_add_string(&python->text, "''.join([");
    python_str(python, value_content(value, "str"));
    text_add_format(&python->text, "]) * %.0f", value_content(value, "repeat")->valuedouble);
}

static Binding repeated_binds(const cJSON *value) {
    (void)value;
    return BINDING_PRODUCT;
}

// ---------------------------------------------------------------- bytes

// NULL when the bytes are given by their text.
static const cJSON *zeros_of(const cJSON *value) {
    const cJSON *content = value_content(value, "bytes");
    return cJSON_IsObject(content) ? value_content(content, "zeros") : NULL;
}

// Owned; NULL without memory or, when *out_valid is false, because the text is not base64.
static unsigned char *decode(const cJSON *content, size_t *out_size, bool *out_valid) {
    const char *text = content->valuestring;
    size_t size = strlen(text);
    unsigned char *bytes = malloc(base64_bound(size) + 1);
    *out_valid = bytes == NULL || base64_decode(text, size, bytes, out_size);
    if (!*out_valid) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

static ApiCode check_base64(const cJSON *content, const Place *place, Problem *problem) {
    size_t size = 0;
    bool valid = false;
    unsigned char *bytes = decode(content, &size, &valid);
    if (!valid) {
        return value_refuse(problem, place, "\"bytes\" is not base64 with its padding");
    }
    free(bytes);
    return bytes == NULL ? problem_no_memory(problem) : API_OK;
}

static ApiCode check_bytes(const cJSON *value, const Place *place, Problem *problem) {
    const cJSON *content = value_content(value, "bytes");
    const cJSON *zeros = zeros_of(value);
    Place at = {.parent = place, .member = "bytes"};
    if (cJSON_IsString(content)) {
        return check_base64(content, &at, problem);
    }
    if (zeros == NULL || content->child->next != NULL) {
        return value_refuse(problem, &at, "\"bytes\" is base64 text or {\"zeros\": number}");
    }
    Place inside = {.parent = &at, .member = "zeros"};
    return check_size(zeros, &inside, problem);
}

static bool bytes_are_constant(const cJSON *value) {
    return zeros_of(value) == NULL;
}

static void each_in_bytes(const cJSON *value, ValueVisit *visit, void *context) {
    if (zeros_of(value) != NULL) {
        visit(context, zeros_of(value));
    }
}

// bytes(number)
static ApiCode build_zeros(Run *run, const cJSON *zeros, Object **out_object) {
    Object *number = NULL;
    ApiCode code = value_build(run, zeros, &number);
    if (code == API_OK) {
        size_t size = (size_t)zeros->valuedouble;
        code = run_status(run, heap_new_bytes(run->heap, NULL, size, out_object));
    }
    heap_drop(run->heap, number);
    return code;
}

static ApiCode build_bytes(Run *run, const cJSON *value, Object **out_object) {
    const cJSON *zeros = zeros_of(value);
    if (zeros != NULL) {
        return build_zeros(run, zeros, out_object);
    }
    size_t size = 0;
    bool valid = false;
    unsigned char *bytes = decode(value_content(value, "bytes"), &size, &valid);
    if (bytes == NULL) {
        return problem_no_memory(run->problem);
    }
    ApiCode code = run_status(run, heap_new_bytes(run->heap, bytes, size, out_object));
    free(bytes);
    return code;
}

static void write_bytes(PythonText *python, const cJSON *value) {
    const cJSON *zeros = zeros_of(value);
    size_t size = 0;
    bool valid = false;
    if (zeros != NULL) {
        python_zeros(python, zeros->valuedouble);
        return;
    }
    unsigned char *bytes = decode(value_content(value, "bytes"), &size, &valid);
    if (bytes == NULL) {
        python->text.failed = true;
        return;
    }
    python_bytes(python, bytes, size);
    free(bytes);
}

// ---------------------------------------------------------------- what each may be

static void schema_number(JsonWriter *writer) {
    schema_integer(writer, -json_largest_whole, json_largest_whole);
}

static void schema_string(JsonWriter *writer) {
    schema_text(writer, JSON_MAX_STRING);
}

static void schema_digits(JsonWriter *writer) {
    char pattern[32];
    snprintf(pattern, sizeof pattern, "^-?[0-9]{1,%d}$", LITERAL_MAX_DIGITS);
    schema_pattern(writer, pattern, LITERAL_MAX_DIGITS + 1);
}

static void schema_int(JsonWriter *writer) {
    value_schema_of_member(writer, "int", schema_digits);
}

static void schema_repeated(JsonWriter *writer) {
    schema_begin_object(writer);
    json_key(writer, "str");
    schema_string(writer);
    json_key(writer, "repeat");
    schema_whole(writer, 0);
    schema_end_properties(writer, (const char *const[]){"str", "repeat", NULL});
    json_end_object(writer);
}

static void schema_size(JsonWriter *writer) {
    schema_whole(writer, 0);
}

static void schema_base64_or_zeros(JsonWriter *writer) {
    json_begin_object(writer);
    json_key(writer, "oneOf");
    json_begin_array(writer);
    schema_pattern(writer,
                   "^(?:[A-Za-z0-9+/]{4})*"
                   "(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$",
                   JSON_MAX_STRING);
    value_schema_of_member(writer, "zeros", schema_size);
    json_end_array(writer);
    json_end_object(writer);
}

static void schema_bytes(JsonWriter *writer) {
    value_schema_of_member(writer, "bytes", schema_base64_or_zeros);
}

// ---------------------------------------------------------------- rows

const ValueForm value_form_none = {
    .is_constant = value_always_constant,
    .check = accept,
    .build = build_none,
    .python = python_none,
    .schema = schema_null,
    .example = "null",
};

const ValueForm value_form_bool = {
    .is_constant = value_always_constant,
    .check = accept,
    .build = build_bool,
    .python = python_bool,
    .schema = schema_bool,
    .example = "true",
};

const ValueForm value_form_int = {
    .is_constant = value_always_constant,
    .check = check_number,
    .build = build_number,
    .python = python_number,
    .schema = schema_number,
    .example = "7",
    .binding = value_binds_as_number,
};

const ValueForm value_form_str = {
    .is_constant = value_always_constant,
    .check = accept,
    .build = build_str,
    .python = python_str,
    .schema = schema_string,
    .example = "\"hello\"",
};

const ValueForm value_scalar_forms[] = {
    {
        .member = "int",
        .is_constant = value_always_constant,
        .check = check_int,
        .build = build_int,
        .python = python_int,
        .schema = schema_int,
        .example = "{\"int\":\"123456789012345678901\"}",
        .binding = value_binds_as_number,
    },
    {
        .member = "str",
        .companion = "repeat",
        .is_constant = value_never_constant,
        .check = check_repeated,
        .each_part = each_in_repeated,
        .build = build_repeated,
        .python = python_repeated,
        .schema = schema_repeated,
        .example = "{\"str\":\"ab\",\"repeat\":3}",
        .binding = repeated_binds,
    },
    {
        .member = "bytes",
        .is_constant = bytes_are_constant,
        .check = check_bytes,
        .each_part = each_in_bytes,
        .build = build_bytes,
        .python = write_bytes,
        .schema = schema_bytes,
        .example = "{\"bytes\":\"aGk=\"}",
    },
    {0},
};
