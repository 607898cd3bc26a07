// The rows behind values.h. Private to values.c and the files that hold rows.
#pragma once

#include "api/json/schema.h"
#include "api/values/values.h"

// How tightly the Python text of a value holds together: what stands beside + and *, before a dot
// or a subscript, may need parentheses.
typedef enum { BINDING_ATOM, BINDING_NUMBER, BINDING_PRODUCT, BINDING_SUM } Binding;

typedef struct {
    const char *member;     // The member that names the form: {"tuple": ...}; NULL for plain JSON.
    const char *companion;  // A second member it needs, or may have; NULL.
    bool companion_optional;
    bool (*is_constant)(const cJSON *value);
    ApiCode (*check)(const cJSON *value, const Place *place, Problem *problem);
    void (*each_part)(const cJSON *value, ValueVisit *visit, void *context);  // NULL: no parts.
    ApiCode (*build)(Run *run, const cJSON *value, Object **out_object);
    void (*python)(PythonText *python, const cJSON *value);
    Binding (*binding)(const cJSON *value);  // NULL: BINDING_ATOM.
    void (*schema)(JsonWriter *writer);  // What check() lets pass, as far as JSON Schema can say.
    const char *example;
} ValueForm;

extern const ValueForm value_form_none;
extern const ValueForm value_form_bool;
extern const ValueForm value_form_int;
extern const ValueForm value_form_float;
extern const ValueForm value_form_str;
extern const ValueForm value_form_list;

// The forms that are objects with a member of their own; the last has no member.
extern const ValueForm value_scalar_forms[];
extern const ValueForm value_float_forms[];
extern const ValueForm value_container_forms[];
extern const ValueForm value_set_forms[];
extern const ValueForm value_reference_forms[];
extern const ValueForm value_expression_forms[];

// The member that names the value's form.
const cJSON *value_content(const cJSON *value, const char *member);
bool value_always_constant(const cJSON *value);
bool value_never_constant(const cJSON *value);
Binding value_binding(const cJSON *value);
Binding value_binds_as_number(const cJSON *value);
// In parentheses when it does not hold together at least as tightly as `loosest`.
void value_python_within(PythonText *python, const cJSON *value, Binding loosest);
// {"<member>": content}, the content being what the function writes.
void value_schema_of_member(JsonWriter *writer, const char *member,
                            void (*content)(JsonWriter *writer));
// What `expr` may say, in order; NULL past the last.
const char *value_expression_name(size_t index);
// All forms in order, the plain ones first; NULL past the last.
const ValueForm *value_form(size_t index);
ApiCode value_refuse(Problem *problem, const Place *place, const char *why);
