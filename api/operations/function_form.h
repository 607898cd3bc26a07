// A function as a request has it: that of `function`, a method, a finalizer.
#pragma once

#include "api/operations/bound_names.h"
#include "api/operations/run.h"
#include "api/values/python_text.h"

typedef struct {
    const char *name;
    const cJSON *params;    // NULL: `self` alone, which a finalizer has.
    const cJSON *defaults;  // Values of the last params by their names; NULL: none.
    const cJSON *captured;  // Names of the frame around; NULL: none.
    const cJSON *body;      // NULL: a function without a body.
} FunctionForm;

FunctionForm function_form_of(const cJSON *function);  // An operation, or a method.
FunctionForm function_form_finalizer(const cJSON *body);

// The functions that an operation makes, each with the name of its class, or NULL.
typedef void FormVisit(void *context, const FunctionForm *form, const char *class_name);
void operation_each_form(const cJSON *operation, FormVisit *visit, void *context);
// The name of the class that an operation makes; NULL if it makes none.
const char *operation_class_name(const cJSON *operation);
// The names of its slots; NULL if it has none.
const cJSON *operation_class_slots(const cJSON *operation);

// Its names, as Python's compiler tells them apart.
typedef struct {
    const char **params;
    size_t param_count;
    BoundNames bound;       // By the body.
    NameList cells;         // Params and locals that functions inside capture.
    const char **captured;  // Sorted.
    size_t captured_count;
} FunctionNames;

// Of a form that has been checked; the texts are the request's. False without memory.
bool function_names_find(FunctionNames *names, const FunctionForm *form);
void function_names_discard(FunctionNames *names);
// Whether the name is one of its own, or captured.
bool function_names_have(const FunctionNames *names, const char *name);

// What has to hold of a form whose parts have been checked one by one.
API_MUST_USE ApiCode function_form_check(const FunctionForm *form, const Place *place,
                                         Problem *problem);

// Makes the function; `around` is the qualified name that its own begins with, NULL for none. A new
// hold.
API_MUST_USE ApiCode function_form_make(Run *run, const FunctionForm *form, const char *around,
                                        Object **out_function);
// "fn.<locals>.": what qualified names begin with in the running frame; "" in the module. False
// without memory.
bool function_form_around(const Heap *heap, TextBuffer *text);

void function_form_python(PythonText *python, const FunctionForm *form);
