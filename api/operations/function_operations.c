// Functions: making them, and leaving them.
#include "api/operations/function_form.h"
#include "api/operations/operations.h"

// ---------------------------------------------------------------- function

static ApiCode check_function(const Invocation *invocation, const Place *place, Problem *problem) {
    FunctionForm form = function_form_of(invocation->operation);
    return function_form_check(&form, place, problem);
}

static ApiCode make_function(Run *run, const Invocation *invocation, Object **out_function) {
    TextBuffer around = {0};
    FunctionForm form = function_form_of(invocation->operation);
    ApiCode code = function_form_around(run->heap, &around)
                       ? function_form_make(run, &form, around.text, out_function)
                       : problem_no_memory(run->problem);
    text_discard(&around);
    return code;
}

static ApiCode define_function(Run *run, const Invocation *invocation) {
    Object *function = NULL;
    ApiCode code = make_function(run, invocation, &function);
    code = code != API_OK ? code : run_keep(run, function);
    code = code != API_OK ? code : run_bind(run, invocation->arguments[0], function);
    if (code == API_OK) {
        run_result_object(run, function);
    }
    return code;
}

// NOLINTNEXTLINE(misc-no-recursion): a body in a body, as deep as a request may be.
static void write_function(PythonText *python, const Invocation *invocation) {
    FunctionForm form = function_form_of(invocation->operation);
    function_form_python(python, &form);
}

// ---------------------------------------------------------------- return

static ApiCode leave(Run *run, const Invocation *invocation) {
    return run_return(run, invocation->arguments[0]);
}

static void write_return(PythonText *python, const Invocation *invocation) {
    text_add_string(&python->text, "return");
    if (invocation->arguments[0] != NULL) {
        text_add_string(&python->text, " ");
        value_python(python, invocation->arguments[0]);
    }
}

const Operation function_operations[] = {
    {
        .name = "function",
        .summary = "Make a function and bind its name; its body is a list of operations.",
        .arguments = {{"name", ARGUMENT_IDENTIFIER, REQUIRED},
                      {"params", ARGUMENT_PARAMETERS, REQUIRED},
                      {"defaults", ARGUMENT_VALUES_BY_NAME, OPTIONAL},
                      {"cells", ARGUMENT_CAPTURED, OPTIONAL},
                      {"body", ARGUMENT_BODY, OPTIONAL}},
        .python = "def {name}({params}): {body}",
        .write_python = write_function,
        .together =
            "`defaults` of other parameters than the last ones, in their order; `cells` with "
            "a parameter in it, or, in a body, with what the function around does not "
            "have; more than 32 different names with {i} that one body binds.",
        .check = check_function,
        .run = define_function,
    },
    {
        .name = "return",
        .summary = "End the body that runs, or leave the frame that was entered by hand.",
        .arguments = {{"value", ARGUMENT_VALUE, OPTIONAL}},
        .python = "return {value}",
        .write_python = write_return,
        .run = leave,
    },
    {0},
};
