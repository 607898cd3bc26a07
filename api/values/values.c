#include "api/values/values.h"

#include "api/values/value_forms.h"

#include <stdio.h>
#include <string.h>

static const ValueForm *const form_tables[] = {value_scalar_forms,    value_float_forms,
                                               value_container_forms, value_set_forms,
                                               value_reference_forms, value_expression_forms};

ApiCode value_refuse(Problem *problem, const Place *place, const char *why) {
    return problem_set(problem, API_BAD_ARGUMENT, place, "This value cannot be made: %s.", why);
}

const cJSON *value_content(const cJSON *value, const char *member) {
    return json_find(value, member);
}

bool value_always_constant(const cJSON *value) {
    (void)value;
    return true;
}

bool value_never_constant(const cJSON *value) {
    (void)value;
    return false;
}

static const ValueForm *object_form(const cJSON *value) {
    for (size_t table = 0; table < sizeof form_tables / sizeof *form_tables; table++) {
        for (const ValueForm *form = form_tables[table]; form->member != NULL; form++) {
            if (value_content(value, form->member) != NULL) {
                return form;
            }
        }
    }
    return NULL;
}

// What is whole is an int. So is what is too large to have a fraction, and it is refused.
static const ValueForm *number_form(const cJSON *value) {
    static const double large = 9007199254740992.0;  // 2**53
    double number = value->valuedouble;
    bool whole = number >= large || number <= -large || number == (double)(int64_t)number;
    return whole ? &value_form_int : &value_form_float;
}

// NULL when there is no such form.
static const ValueForm *form_of(const cJSON *value) {
    if (cJSON_IsNull(value)) {
        return &value_form_none;
    }
    if (cJSON_IsBool(value)) {
        return &value_form_bool;
    }
    if (cJSON_IsNumber(value)) {
        return number_form(value);
    }
    if (cJSON_IsString(value)) {
        return &value_form_str;
    }
    return cJSON_IsArray(value) ? &value_form_list : object_form(value);
}

// "{"int"}, {"str", "repeat"} ...": what there is instead of an unknown form.
static void list_forms(char *text, size_t size) {
    size_t used = 0;
    for (size_t table = 0; table < sizeof form_tables / sizeof *form_tables; table++) {
        for (const ValueForm *form = form_tables[table]; form->member != NULL && used < size;
             form++) {
            used += (size_t)snprintf(text + used, size - used, "%s{\"%s\": ...}",
                                     used == 0 ? "" : ", ", form->member);
        }
    }
}

static ApiCode refuse_form(Problem *problem, const Place *place) {
    char forms[PROBLEM_TEXT_SIZE];
    list_forms(forms, sizeof forms);
    return problem_set(problem, API_BAD_ARGUMENT, place,
                       "This value cannot be made: an object in JSON is one of %s.", forms);
}

// Nothing but the members of the form, and all of them.
static ApiCode check_members(const ValueForm *form, const cJSON *value, const Place *place,
                             Problem *problem) {
    for (const cJSON *member = value->child; member != NULL; member = member->next) {
        bool known = strcmp(member->string, form->member) == 0 ||
                     (form->companion != NULL && strcmp(member->string, form->companion) == 0);
        if (!known) {
            Place at = {.parent = place, .member = member->string};
            problem_argument(problem, "field", member->string);
            return problem_set(problem, API_UNKNOWN_FIELD, &at,
                               "The value {\"%s\": ...} has no field '%s'.", form->member,
                               problem_quote(member->string).text);
        }
    }
    bool needed = form->companion != NULL && !form->companion_optional;
    if (needed && value_content(value, form->companion) == NULL) {
        problem_argument(problem, "argument", form->companion);
        return problem_set(problem, API_MISSING_ARGUMENT, place,
                           "The value {\"%s\": ...} needs '%s' too.", form->member,
                           form->companion);
    }
    return API_OK;
}

ApiCode value_check(const cJSON *value, const Place *place, Problem *problem) {
    const ValueForm *form = form_of(value);
    if (form == NULL) {
        return refuse_form(problem, place);
    }
    ApiCode code = form->member != NULL ? check_members(form, value, place, problem) : API_OK;
    return code != API_OK ? code : form->check(value, place, problem);
}

void value_schema_of_member(JsonWriter *writer, const char *member,
                            void (*content)(JsonWriter *writer)) {
    schema_begin_object(writer);
    json_key(writer, member);
    content(writer);
    schema_end_properties(writer, (const char *const[]){member, NULL});
    json_end_object(writer);
}

const ValueForm *value_form(size_t index) {
    static const ValueForm *const plain[] = {&value_form_none,  &value_form_bool, &value_form_int,
                                             &value_form_float, &value_form_str,  &value_form_list};
    if (index < sizeof plain / sizeof *plain) {
        return plain[index];
    }
    index -= sizeof plain / sizeof *plain;
    for (size_t table = 0; table < sizeof form_tables / sizeof *form_tables; table++) {
        for (const ValueForm *form = form_tables[table]; form->member != NULL; form++) {
            if (index-- == 0) {
                return form;
            }
        }
    }
    return NULL;
}

bool value_is_constant(const cJSON *value) {
    return form_of(value)->is_constant(value);
}

void value_each_part(const cJSON *value, ValueVisit *visit, void *context) {
    const ValueForm *form = form_of(value);
    if (form->each_part != NULL) {
        form->each_part(value, visit, context);
    }
}

void value_python(PythonText *python, const cJSON *value) {
    form_of(value)->python(python, value);
}

Binding value_binding(const cJSON *value) {
    const ValueForm *form = form_of(value);
    return form->binding != NULL ? form->binding(value) : BINDING_ATOM;
}

Binding value_binds_as_number(const cJSON *value) {
    (void)value;
    return BINDING_NUMBER;
}

void value_python_within(PythonText *python, const cJSON *value, Binding loosest) {
    bool apart = value_binding(value) > loosest;
    text_add_string(&python->text, apart ? "(" : "");
    value_python(python, value);
    text_add_string(&python->text, apart ? ")" : "");
}

ApiCode value_make_constant(Run *run, const cJSON *value, Object **out_object) {
    return form_of(value)->build(run, value, out_object);
}

ApiCode value_build(Run *run, const cJSON *value, Object **out_object) {
    if (!value_is_constant(value)) {
        return form_of(value)->build(run, value, out_object);
    }
    Constant *constant = NULL;
    if (!constants_find(run->constants, value, &constant) || constant == NULL ||
        constant->object == NULL) {
        return problem_no_memory(run->problem);
    }
    heap_hold(run->heap, constant->object);
    *out_object = constant->object;
    return API_OK;
}
