// Classes.
#include "api/operations/function_form.h"
#include "api/operations/name_uses.h"
#include "api/operations/operations.h"
#include "api/operations/stored_names.h"

#include <stdlib.h>
#include <string.h>

enum { NAME, BASES, SLOTS, ATTRIBUTES, METHODS, FINALIZER };

static const cJSON *first_of(const Invocation *invocation, size_t index) {
    return invocation->arguments[index] != NULL ? invocation->arguments[index]->child : NULL;
}

// ---------------------------------------------------------------- checking

// What the body of the class binds. False without memory.
static bool find_bound(const Invocation *invocation, NameList *bound) {
    bool found = true;
    const cJSON *value = first_of(invocation, ATTRIBUTES);
    for (; found && value != NULL; value = value->next) {
        found = name_list_add(bound, value->string);
    }
    const cJSON *method = first_of(invocation, METHODS);
    for (; found && method != NULL; method = method->next) {
        found = name_list_add(bound, function_form_of(method).name);
    }
    name_list_sort(bound);
    return found;
}

typedef struct {
    NameList bound;
    const char *found;
} Search;

static bool is_not_bound(void *context, cJSON *string, NameUse use) {
    Search *search = context;
    Reference reference = reference_begin(string->valuestring);
    if (use == NAME_READ_IN_CLASS && reference.base == REFERENCE_NAME &&
        name_list_find(&search->bound, reference.name) != NULL) {
        search->found = string->valuestring;
    }
    return search->found == NULL;
}

// References lead where the class is made. In Python a name that the body of the class binds would
// hide what they mean.
static ApiCode check_references(const Invocation *invocation, const Place *place,
                                Problem *problem) {
    Search search = {.found = NULL};
    bool complete = find_bound(invocation, &search.bound);
    bool fine = complete && operation_each_name(invocation->operation, is_not_bound, &search);
    name_list_discard(&search.bound);
    if (!complete || fine) {
        return complete ? API_OK : problem_no_memory(problem);
    }
    problem_argument(problem, "reference", search.found);
    return problem_set(problem, API_BAD_ARGUMENT, place,
                       "'%s' begins with a name that the class binds itself: name what it means "
                       "otherwise.",
                       problem_quote(search.found).text);
}

static ApiCode check_functions(const Invocation *invocation, const Place *place, Problem *problem) {
    Place methods = {.parent = place, .member = "methods"};
    Place at = {.parent = &methods};
    ApiCode code = API_OK;
    const cJSON *method = first_of(invocation, METHODS);
    for (; code == API_OK && method != NULL; method = method->next, at.index++) {
        FunctionForm form = function_form_of(method);
        code = function_form_check(&form, &at, problem);
    }
    if (code == API_OK && invocation->arguments[FINALIZER] != NULL) {
        FunctionForm form = function_form_finalizer(invocation->arguments[FINALIZER]);
        code = function_form_check(&form, place, problem);
    }
    return code;
}

static ApiCode check_class(const Invocation *invocation, const Place *place, Problem *problem) {
    ApiCode code = check_references(invocation, place, problem);
    return code != API_OK ? code : check_functions(invocation, place, problem);
}

// ---------------------------------------------------------------- making

// A class statement that runs.
typedef struct {
    const Invocation *invocation;
    HeapClassSpec spec;
    HeapClassMaking making;
    Object **bases;
    const char **slots;
    NameList stored;
    TextBuffer qualname, around;  // "fn.<locals>.P", and the same with a dot.
} Statement;

static void statement_discard(Statement *statement) {
    free(statement->bases);
    free(statement->slots);
    name_list_discard(&statement->stored);
    text_discard(&statement->qualname);
    text_discard(&statement->around);
}

static ApiCode fill_names(Run *run, Statement *statement) {
    HeapClassSpec *spec = &statement->spec;
    const cJSON *slots = statement->invocation->arguments[SLOTS];
    spec->name = statement->invocation->arguments[NAME]->valuestring;
    spec->has_slots = slots != NULL;
    statement->slots = calloc((size_t)cJSON_GetArraySize(slots) + 1, sizeof *statement->slots);
    if (statement->slots == NULL || !function_form_around(run->heap, &statement->qualname) ||
        !stored_names_find(statement->invocation, &statement->stored)) {
        return problem_no_memory(run->problem);
    }
    spec->has_functions = first_of(statement->invocation, METHODS) != NULL ||
                          statement->invocation->arguments[FINALIZER] != NULL;
    spec->stored_names = statement->stored.names;
    spec->stored_name_count = statement->stored.count;
    const cJSON *slot = first_of(statement->invocation, SLOTS);
    for (; slot != NULL; slot = slot->next) {
        statement->slots[spec->slot_count++] = slot->valuestring;
    }
    spec->slots = statement->slots;
    spec->is_nested = statement->qualname.size > 0;
    text_add_string(&statement->qualname, spec->name);
    text_add_string(&statement->around, statement->qualname.text);
    text_add_string(&statement->around, ".");
    spec->qualname = statement->qualname.text;
    Constant *constant = NULL, *tuple = NULL;
    bool failed = statement->qualname.failed || statement->around.failed ||
                  !constants_find_qualname(run->constants, spec->qualname, &constant) ||
                  !constants_find_tuple(run->constants, slots, &tuple);
    spec->qualname_text = constant != NULL ? constant->object : NULL;
    spec->slots_tuple = tuple != NULL ? tuple->object : NULL;
    return failed ? problem_no_memory(run->problem) : API_OK;
}

static ApiCode fill_bases(Run *run, Statement *statement) {
    const cJSON *bases = statement->invocation->arguments[BASES];
    statement->bases = calloc((size_t)cJSON_GetArraySize(bases) + 1, sizeof(Object *));
    if (statement->bases == NULL) {
        return problem_no_memory(run->problem);
    }
    ApiCode code = API_OK;
    const cJSON *base = first_of(statement->invocation, BASES);
    for (; code == API_OK && base != NULL; base = base->next) {
        code = run_resolve(run, base, &statement->bases[statement->spec.base_count]);
        statement->spec.base_count += code == API_OK ? 1 : 0;
    }
    statement->spec.bases = statement->bases;
    return code;
}

static ApiCode store(Run *run, Statement *statement, const char *name, Object *value) {
    return run_status(run, heap_class_store(run->heap, &statement->making, name, value));
}

static ApiCode store_attributes(Run *run, Statement *statement) {
    ApiCode code = API_OK;
    const cJSON *value = first_of(statement->invocation, ATTRIBUTES);
    for (; code == API_OK && value != NULL; value = value->next) {
        Object *object = NULL;
        code = value_build(run, value, &object);
        if (code == API_OK) {
            code = store(run, statement, value->string, object);
            heap_drop(run->heap, object);
        }
    }
    return code;
}

static ApiCode store_function(Run *run, Statement *statement, const FunctionForm *form) {
    Object *function = NULL;
    ApiCode code = function_form_make(run, form, statement->around.text, &function);
    if (code == API_OK) {
        code = store(run, statement, form->name, function);
        heap_drop(run->heap, function);
    }
    return code;
}

static ApiCode store_functions(Run *run, Statement *statement) {
    ApiCode code = API_OK;
    const cJSON *method = first_of(statement->invocation, METHODS);
    for (; code == API_OK && method != NULL; method = method->next) {
        FunctionForm form = function_form_of(method);
        code = store_function(run, statement, &form);
    }
    const cJSON *finalizer = statement->invocation->arguments[FINALIZER];
    if (code == API_OK && finalizer != NULL) {
        FunctionForm form = function_form_finalizer(finalizer);
        code = store_function(run, statement, &form);
    }
    return code;
}

// Step by step, as Python runs the body of the statement.
static ApiCode run_statement(Run *run, Statement *statement, Object **out_class) {
    ApiCode code =
        run_status(run, heap_class_begin(run->heap, &statement->spec, &statement->making));
    code = code != API_OK ? code : store_attributes(run, statement);
    code = code != API_OK ? code : store_functions(run, statement);
    HeapStatus status = heap_class_end(run->heap, &statement->making, code != API_OK, out_class);
    return code != API_OK ? code : run_status(run, status);
}

static ApiCode make_class(Run *run, const Invocation *invocation, Object **out_class) {
    Statement statement = {.invocation = invocation};
    ApiCode code = fill_names(run, &statement);
    code = code != API_OK ? code : fill_bases(run, &statement);
    code = code != API_OK ? code : run_statement(run, &statement, out_class);
    statement_discard(&statement);
    return code;
}

static ApiCode define_class(Run *run, const Invocation *invocation) {
    Object *class = NULL;
    ApiCode code = make_class(run, invocation, &class);
    code = code != API_OK ? code : run_keep(run, class);
    code = code != API_OK ? code : run_bind(run, invocation->arguments[NAME], class);
    if (code == API_OK) {
        run_result_object(run, class);
    }
    return code;
}

// ---------------------------------------------------------------- Python

static void write_bases(PythonText *python, const Invocation *invocation) {
    const cJSON *base = first_of(invocation, BASES);
    text_add_string(&python->text, base != NULL ? "(" : "");
    for (; base != NULL; base = base->next) {
        python_reference(python, base->valuestring);
        text_add_string(&python->text, base->next != NULL ? ", " : ")");
    }
}

static void write_slots(PythonText *python, const Invocation *invocation) {
    const cJSON *slot = first_of(invocation, SLOTS);
    bool is_single = slot != NULL && slot->next == NULL;
    if (invocation->arguments[SLOTS] == NULL) {
        return;
    }
    python_new_line(python);
    text_add_string(&python->text, "__slots__ = (");
    for (; slot != NULL; slot = slot->next) {
        python_string(python, slot->valuestring, strlen(slot->valuestring));
        text_add_string(&python->text, slot->next != NULL ? ", " : "");
    }
    text_add_string(&python->text, is_single ? ",)" : ")");
}

static void write_attributes(PythonText *python, const Invocation *invocation) {
    for (const cJSON *value = first_of(invocation, ATTRIBUTES); value != NULL;
         value = value->next) {
        python_new_line(python);
        text_add_string(&python->text, value->string);
        text_add_string(&python->text, " = ");
        value_python(python, value);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): a body in a body, as deep as a request may be.
static void write_functions(PythonText *python, const Invocation *invocation) {
    for (const cJSON *method = first_of(invocation, METHODS); method != NULL;
         method = method->next) {
        FunctionForm form = function_form_of(method);
        python_new_line(python);
        function_form_python(python, &form);
    }
    if (invocation->arguments[FINALIZER] != NULL) {
        FunctionForm form = function_form_finalizer(invocation->arguments[FINALIZER]);
        python_new_line(python);
        function_form_python(python, &form);
    }
}

// Python rewrites private names, such as `__x`, inside a class; here they stay what they are.
static bool has_private_name(const char *text) {
    while (*text != '\0') {
        size_t length = name_length(text);
        bool is_private = length > 2 && text[0] == '_' && text[1] == '_';
        if (is_private && (text[length - 1] != '_' || text[length - 2] != '_')) {
            return true;
        }
        text += length > 0 ? length : 1;
    }
    return false;
}

// What the class binds hides Python's own names from the rest of its body.
static void hide_names(PythonText *inner, const Invocation *invocation) {
    NameList bound = {0};
    inner->text.failed = !find_bound(invocation, &bound) || inner->text.failed;
    for (size_t i = 0; i < BUILTINS; i++) {
        const char *name = python_builtin_name((Builtin)i);
        inner->hidden[i] = inner->hidden[i] || name_list_find(&bound, name) != NULL;
    }
    name_list_discard(&bound);
}

// NOLINTNEXTLINE(misc-no-recursion): see write_functions.
static void write_parts(PythonText *python, const Invocation *invocation) {
    PythonText inner = *python;
    size_t begin = python->text.size;
    inner.indent++;
    hide_names(&inner, invocation);
    write_slots(&inner, invocation);
    write_attributes(&inner, invocation);
    write_functions(&inner, invocation);
    python->text = inner.text;
    python->impossible = inner.impossible ||
                         (python->text.size > begin && has_private_name(python->text.text + begin));
    text_add_string(&python->text, python->text.size == begin ? " pass" : "");
}

// NOLINTNEXTLINE(misc-no-recursion): see write_functions.
static void write_class(PythonText *python, const Invocation *invocation) {
    text_add_string(&python->text, "class ");
    text_add_string(&python->text, invocation->arguments[NAME]->valuestring);
    write_bases(python, invocation);
    text_add_string(&python->text, ":");
    write_parts(python, invocation);
}

const Operation class_operations[] = {
    {
        .name = "class",
        .summary = "Make a class and bind its name; the finalizer is the body of its __del__.",
        .arguments = {[NAME] = {"name", ARGUMENT_IDENTIFIER, REQUIRED},
                      [BASES] = {"bases", ARGUMENT_REFERENCES, OPTIONAL},
                      [SLOTS] = {"slots", ARGUMENT_SLOTS, OPTIONAL},
                      [ATTRIBUTES] = {"attrs", ARGUMENT_ATTRIBUTES, OPTIONAL},
                      [METHODS] = {"methods", ARGUMENT_METHODS, OPTIONAL},
                      [FINALIZER] = {"finalizer", ARGUMENT_BODY, OPTIONAL}},
        .python = "class {name}({bases}): ...",
        .write_python = write_class,
        .together = "A reference in `attrs` or a default that begins with a name which the class "
                    "binds itself; of its methods and its finalizer, what `function` refuses.",
        .check = check_class,
        .run = define_class,
    },
    {0},
};
