// Values that Python makes at run time from others: a + b, a[1:2], list(a), ','.join(a).
//
// Each is a row: how many arguments it takes, what it makes of them, and its Python text.
#include "api/values/value_items.h"

#include <stdio.h>
#include <string.h>

enum { MAX_OPERANDS = 2, EXPRESSIONS = 11 };

typedef struct Expression {
    const char *name;
    size_t least, most;  // Arguments.
    // So many of them are values, in front; the others are whole numbers or null.
    size_t operands;
    HeapStatus (*make)(Heap *heap, const struct Expression *row, Object *const *operands,
                       const cJSON *array, Object **out_object);
    void (*python)(PythonText *python, const struct Expression *row, const cJSON *array);
    const char *method;  // Of the first operand; NULL: none.
    Binding binding;
    bool folded;      // Python's compiler makes it when both operands are constants.
    HeapKind kind;    // Of what a call of a type makes.
    Builtin builtin;  // And the type's name.
} Expression;

static const Expression rows[EXPRESSIONS];

// NULL when there is none of this name.
static const Expression *find_row(const char *name) {
    for (size_t i = 0; i < EXPRESSIONS; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

const char *value_expression_name(size_t index) {
    return index < EXPRESSIONS ? rows[index].name : NULL;
}

static const Expression *row_of(const cJSON *value) {
    return find_row(value_content(value, "expr")->valuestring);
}

// ---------------------------------------------------------------- checking

static ApiCode refuse_name(Problem *problem, const Place *place) {
    char names[PROBLEM_TEXT_SIZE];
    size_t used = 0;
    for (size_t i = 0; i < EXPRESSIONS && used < sizeof names; i++) {
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : ", ",
                                 rows[i].name);
    }
    return problem_set(problem, API_BAD_ARGUMENT, place,
                       "This value cannot be made: \"expr\" is one of %s.", names);
}

static ApiCode refuse_count(const Expression *row, Problem *problem, const Place *place) {
    return row->least == row->most
               ? problem_set(problem, API_BAD_ARGUMENT, place,
                             "This value cannot be made: '%s' takes %zu argument%s.", row->name,
                             row->most, row->most == 1 ? "" : "s")
               : problem_set(problem, API_BAD_ARGUMENT, place,
                             "This value cannot be made: '%s' takes %zu to %zu arguments.",
                             row->name, row->least, row->most);
}

static ApiCode check_bound(const cJSON *bound, const Place *place, Problem *problem) {
    return cJSON_IsNull(bound) || json_is_whole(bound)
               ? API_OK
               : value_refuse(problem, place,
                              "a bound is null, or a whole number within 2**53 - 1 of zero");
}

static ApiCode check_arguments(const Expression *row, const cJSON *array, const Place *place,
                               Problem *problem) {
    size_t index = 0;
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        Place at = {.parent = place, .index = index};
        ApiCode code = index++ < row->operands ? value_check(item, &at, problem)
                                               : check_bound(item, &at, problem);
        if (code != API_OK) {
            return code;
        }
    }
    return API_OK;
}

static ApiCode check_expression(const cJSON *value, const Place *place, Problem *problem) {
    const cJSON *name = value_content(value, "expr"), *array = value_content(value, "args");
    Place at_name = {.parent = place, .member = "expr"};
    Place at_arguments = {.parent = place, .member = "args"};
    const Expression *row = cJSON_IsString(name) ? find_row(name->valuestring) : NULL;
    if (row == NULL) {
        return refuse_name(problem, &at_name);
    }
    if (!cJSON_IsArray(array)) {
        return value_refuse(problem, &at_arguments, "\"args\" is an array of values");
    }
    size_t count = items_count(array);
    if (count < row->least || count > row->most) {
        return refuse_count(row, problem, &at_arguments);
    }
    ApiCode code = check_arguments(row, array, &at_arguments, problem);
    if (code == API_OK && row->folded && items_are_constant(array)) {
        return value_refuse(problem, place,
                            "Python's compiler would make it, not the program: write the result, "
                            "or give one of the two a name first");
    }
    return code;
}

// ---------------------------------------------------------------- its values

static void each_operand(const cJSON *value, ValueVisit *visit, void *context) {
    size_t left = row_of(value)->operands;
    const cJSON *item = value_content(value, "args")->child;
    for (; item != NULL && left > 0; item = item->next, left--) {
        visit(context, item);
    }
}

static ApiCode build_operands(Run *run, const Expression *row, const cJSON *array,
                              Object *operands[MAX_OPERANDS]) {
    ApiCode code = API_OK;
    const cJSON *item = array->child;
    for (size_t i = 0; code == API_OK && i < row->operands && item != NULL; i++) {
        code = value_build(run, item, &operands[i]);
        if (code == API_OK && i == 0 && row->method != NULL) {
            code = run_look_up_method(run, operands[0], row->method);
        }
        item = item->next;
    }
    return code;
}

// The left operand goes first, as Python lets go of them.
static ApiCode build_expression(Run *run, const cJSON *value, Object **out_object) {
    const Expression *row = row_of(value);
    const cJSON *array = value_content(value, "args");
    Object *operands[MAX_OPERANDS] = {NULL};
    ApiCode code = build_operands(run, row, array, operands);
    if (code == API_OK) {
        code = run_status(run, row->make(run->heap, row, operands, array, out_object));
    }
    for (size_t i = 0; i < MAX_OPERANDS; i++) {
        heap_drop(run->heap, operands[i]);
    }
    return code;
}

static void python_expression(PythonText *python, const cJSON *value) {
    const Expression *row = row_of(value);
    row->python(python, row, value_content(value, "args"));
}

static Binding expression_binds(const cJSON *value) {
    return row_of(value)->binding;
}

// ---------------------------------------------------------------- operators

static HeapStatus make_concat(Heap *heap, const Expression *row, Object *const *operands,
                              const cJSON *array, Object **out_object) {
    (void)row, (void)array;
    return heap_concat(heap, operands[0], operands[1], out_object);
}

static void python_concat(PythonText *python, const Expression *row, const cJSON *array) {
    (void)row;
    value_python_within(python, array->child, BINDING_SUM);
    text_add_string(&python->text, " + ");
    value_python_within(python, array->child->next, BINDING_PRODUCT);
}

static HeapStatus make_repeat(Heap *heap, const Expression *row, Object *const *operands,
                              const cJSON *array, Object **out_object) {
    (void)row, (void)array;
    return heap_repeat(heap, operands[0], operands[1], out_object);
}

static void python_repeat(PythonText *python, const Expression *row, const cJSON *array) {
    (void)row;
    value_python_within(python, array->child, BINDING_PRODUCT);
    text_add_string(&python->text, " * ");
    value_python_within(python, array->child->next, BINDING_NUMBER);
}

// NULL when the bound is left out.
static const int64_t *read_bound(const cJSON *json, int64_t *number) {
    if (cJSON_IsNull(json)) {
        return NULL;
    }
    *number = (int64_t)json->valuedouble;
    return number;
}

static HeapStatus make_slice(Heap *heap, const Expression *row, Object *const *operands,
                             const cJSON *array, Object **out_object) {
    (void)row;
    int64_t begin = 0, end = 0;
    const cJSON *first = array->child->next;
    return heap_slice(heap, operands[0], read_bound(first, &begin), read_bound(first->next, &end),
                      out_object);
}

static void python_bound(PythonText *python, const cJSON *json) {
    if (!cJSON_IsNull(json)) {
        text_add_format(&python->text, "%.0f", json->valuedouble);
    }
}

static void python_slice(PythonText *python, const Expression *row, const cJSON *array) {
    (void)row;
    value_python_within(python, array->child, BINDING_ATOM);
    text_add_string(&python->text, "[");
    python_bound(python, array->child->next);
    text_add_string(&python->text, ":");
    python_bound(python, array->child->next->next);
    text_add_string(&python->text, "]");
}

// ---------------------------------------------------------------- methods and calls

static HeapStatus make_copy(Heap *heap, const Expression *row, Object *const *operands,
                            const cJSON *array, Object **out_object) {
    (void)row, (void)array;
    return heap_copy(heap, operands[0], out_object);
}

static void python_copy(PythonText *python, const Expression *row, const cJSON *array) {
    (void)row;
    value_python_within(python, array->child, BINDING_ATOM);
    text_add_string(&python->text, ".copy()");
}

static HeapStatus make_join(Heap *heap, const Expression *row, Object *const *operands,
                            const cJSON *array, Object **out_object) {
    (void)row, (void)array;
    return heap_join(heap, operands[0], operands[1], out_object);
}

static void python_join(PythonText *python, const Expression *row, const cJSON *array) {
    (void)row;
    value_python_within(python, array->child, BINDING_ATOM);
    text_add_string(&python->text, ".join(");
    value_python(python, array->child->next);
    text_add_string(&python->text, ")");
}

static HeapStatus make_converted(Heap *heap, const Expression *row, Object *const *operands,
                                 const cJSON *array, Object **out_object) {
    (void)array;
    return heap_convert(heap, row->kind, operands[0], out_object);
}

static void python_converted(PythonText *python, const Expression *row, const cJSON *array) {
    python_builtin(python, row->builtin);
    text_add_string(&python->text, "(");
    items_python(python, array);
    text_add_string(&python->text, ")");
}

// ---------------------------------------------------------------- rows

// clang-format off
static const Expression rows[EXPRESSIONS] = {
    {"concat", 2, 2, 2, make_concat, python_concat, NULL, BINDING_SUM, true},
    {"repeat", 2, 2, 2, make_repeat, python_repeat, NULL, BINDING_PRODUCT, true},
    {"slice", 3, 3, 1, make_slice, python_slice},
    {"copy", 1, 1, 1, make_copy, python_copy, "copy"},
    {"join", 2, 2, 2, make_join, python_join, "join"},
    {"list", 0, 1, 1, make_converted, python_converted,
     .kind = HEAP_LIST, .builtin = BUILTIN_LIST},
    {"tuple", 0, 1, 1, make_converted, python_converted,
     .kind = HEAP_TUPLE, .builtin = BUILTIN_TUPLE},
    {"set", 0, 1, 1, make_converted, python_converted,
     .kind = HEAP_SET, .builtin = BUILTIN_SET},
    {"frozenset", 0, 1, 1, make_converted, python_converted,
     .kind = HEAP_FROZENSET, .builtin = BUILTIN_FROZENSET},
    {"dict", 0, 1, 1, make_converted, python_converted,
     .kind = HEAP_DICT, .builtin = BUILTIN_DICT},
    {"str", 0, 1, 1, make_converted, python_converted,
     .kind = HEAP_STR, .builtin = BUILTIN_STR},
};
// clang-format on

// ---------------------------------------------------------------- what each may be

static void schema_bound(JsonWriter *writer) {
    json_begin_object(writer);
    json_key(writer, "anyOf");
    json_begin_array(writer);
    schema_null(writer);
    schema_integer(writer, -json_largest_whole, json_largest_whole);
    json_end_array(writer);
    json_end_object(writer);
}

// What stands at each place, how many there are, and that they are not both constants.
static void schema_arguments(JsonWriter *writer, const Expression *row) {
    json_begin_object(writer);
    json_member_string(writer, "type", "array");
    json_key(writer, "prefixItems");
    json_begin_array(writer);
    for (size_t i = 0; i < row->most; i++) {
        if (i < row->operands) {
            schema_ref(writer, "Value");
        } else {
            schema_bound(writer);
        }
    }
    json_end_array(writer);
    json_member_uint(writer, "minItems", row->least);
    json_member_uint(writer, "maxItems", row->most);
    if (row->folded) {
        json_key(writer, "not");
        schema_array(writer, "Constant", 0, SCHEMA_ANY_COUNT);
    }
    json_end_object(writer);
}

static void schema_expression(JsonWriter *writer) {
    json_begin_object(writer);
    json_key(writer, "oneOf");
    json_begin_array(writer);
    for (size_t i = 0; i < EXPRESSIONS; i++) {
        schema_begin_object(writer);
        json_key(writer, "expr");
        schema_const(writer, rows[i].name);
        json_key(writer, "args");
        schema_arguments(writer, &rows[i]);
        schema_end_properties(writer, (const char *const[]){"expr", "args", NULL});
        json_end_object(writer);
    }
    json_end_array(writer);
    json_end_object(writer);
}

// ---------------------------------------------------------------- the form

const ValueForm value_expression_forms[] = {
    {
        .member = "expr",
        .companion = "args",
        .is_constant = value_never_constant,
        .check = check_expression,
        .each_part = each_operand,
        .build = build_expression,
        .python = python_expression,
        .schema = schema_expression,
        .example = "{\"expr\":\"list\",\"args\":[{\"ref\":\"a\"}]}",
        .binding = expression_binds,
    },
    {0},
};
