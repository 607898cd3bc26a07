// The rows behind values.h. Private to values.c and the files that hold rows.
#pragma once

#include "api/values/values.h"

typedef struct {
    const char *member;     // The member that names the form: {"tuple": ...}; NULL for plain JSON.
    const char *companion;  // A second member it needs; NULL.
    bool (*is_constant)(const cJSON *value);
    ApiCode (*check)(const cJSON *value, const Place *place, Problem *problem);
    void (*each_part)(const cJSON *value, ValueVisit *visit, void *context);  // NULL: no parts.
    ApiCode (*build)(Run *run, const cJSON *value, Object **out_object);
    void (*python)(PythonText *python, const cJSON *value);
} ValueForm;

extern const ValueForm value_form_none;
extern const ValueForm value_form_bool;
extern const ValueForm value_form_int;
extern const ValueForm value_form_str;
extern const ValueForm value_form_list;

// The forms that are objects with a member of their own; the last has no member.
extern const ValueForm value_scalar_forms[];
extern const ValueForm value_container_forms[];

// The member that names the value's form.
const cJSON *value_content(const cJSON *value, const char *member);
bool value_always_constant(const cJSON *value);
bool value_never_constant(const cJSON *value);
ApiCode value_refuse(Problem *problem, const Place *place, const char *why);
