// A function as Python text.
#include "api/operations/function_form.h"

#include "api/operations/name_uses.h"
#include "api/operations/operations.h"
#include "api/operations/turns.h"

#include <stdint.h>
#include <stdlib.h>

// The functions around what is written, the nearest first.
typedef struct FunctionAround {
    const struct FunctionAround *around;
    const FunctionNames *names;
} FunctionAround;

static const cJSON *default_of(const FunctionForm *form, const char *param) {
    return form->defaults != NULL ? json_find(form->defaults, param) : NULL;
}

static void write_head(PythonText *python, const FunctionForm *form, const FunctionNames *names) {
    text_add_string(&python->text, "def ");
    text_add_string(&python->text, form->name);
    text_add_string(&python->text, "(");
    for (size_t i = 0; i < names->param_count; i++) {
        const cJSON *value = default_of(form, names->params[i]);
        text_add_string(&python->text, i > 0 ? ", " : "");
        text_add_string(&python->text, names->params[i]);
        if (value != NULL) {
            text_add_string(&python->text, "=");
            value_python(python, value);
        }
    }
    text_add_string(&python->text, "):");
}

// ---------------------------------------------------------------- whose names

// A list of names after a word: "nonlocal a, b". The text stands where the next statement begins.
static void write_name(PythonText *python, const char *word, const char *name, size_t index) {
    text_add_string(&python->text, index == 0 ? word : ", ");
    text_add_string(&python->text, name);
}

static void write_captured(PythonText *python, const FunctionNames *names) {
    for (size_t i = 0; i < names->captured_count; i++) {
        write_name(python, "nonlocal ", names->captured[i], i);
    }
    if (names->captured_count > 0) {
        python_new_line(python);
    }
}

static bool is_of_function_around(const FunctionAround *around, const char *name) {
    for (; around != NULL; around = around->around) {
        if (function_names_have(around->names, name)) {
            return true;
        }
    }
    return false;
}

// Names that the function reads of the module, where Python would find a function around that has
// them too.
typedef struct {
    const FunctionAround *around;
    const FunctionNames *names;
    bool has_all;     // Of all names that are not its own, for there are functions not in the text.
    NameList copies;  // Texts of its own, one for each time that a name is read.
    bool failed;
} Globals;

static void add_global(Globals *globals, const char *name) {
    char *copy = text_copy(name);
    if (copy == NULL || !name_list_add(&globals->copies, copy)) {
        free(copy);
        globals->failed = true;
    }
}

static void globals_discard(Globals *globals) {
    for (size_t i = 0; i < globals->copies.count; i++) {
        free((char *)(uintptr_t)globals->copies.names[i]);
    }
    name_list_discard(&globals->copies);
}

static bool note_global(void *context, cJSON *string, NameUse use) {
    Globals *globals = context;
    if ((use != NAME_READ && use != NAME_READ_IN_CLASS) || turn_is_in(string->valuestring)) {
        return true;
    }
    Reference reference = reference_begin(string->valuestring);
    if (reference.base == REFERENCE_NAME && !function_names_have(globals->names, reference.name) &&
        (globals->has_all || is_of_function_around(globals->around, reference.name))) {
        add_global(globals, reference.name);
    }
    return !globals->failed;
}

// NOLINTNEXTLINE(misc-no-recursion): a block in a block, as deep as a request may be.
static void note_globals(Globals *globals, const cJSON *operations) {
    for (const cJSON *item = operations->child; item != NULL; item = item->next) {
        (void)operation_each_name(item, note_global, globals);
        const cJSON *block = operation_block(item);
        if (block != NULL) {
            note_globals(globals, block);
        }
    }
}

static void write_globals(PythonText *python, const FunctionNames *names, const cJSON *body) {
    Globals globals = {.around = python->around, .names = names, .has_all = python->tells_module};
    NameList found = {0};
    if (python->around != NULL || python->tells_module) {
        note_globals(&globals, body);
    }
    for (size_t i = 0; !globals.failed && i < globals.copies.count; i++) {
        globals.failed = !name_list_add(&found, globals.copies.names[i]);
    }
    name_list_sort(&found);
    for (size_t i = 0; i < found.count; i++) {
        write_name(python, "global ", found.names[i], i);
    }
    if (found.count > 0) {
        python_new_line(python);
    }
    python->text.failed = globals.failed || python->text.failed;
    name_list_discard(&found);
    globals_discard(&globals);
}

// After: the text knows which of Python's own names the function binds for itself.
static void hide_names(PythonText *inner, const FunctionNames *names) {
    for (size_t i = 0; i < BUILTINS; i++) {
        const char *name = python_builtin_name((Builtin)i);
        inner->hidden[i] = inner->hidden[i] || function_names_have(names, name);
    }
}

// ---------------------------------------------------------------- the whole

// NOLINTNEXTLINE(misc-no-recursion): a body in a body, as deep as a request may be.
static void write_body(PythonText *python, const FunctionNames *names, const cJSON *body) {
    FunctionAround here = {.around = python->around, .names = names};
    PythonText inner = *python;
    inner.heap = NULL;
    inner.in_function = true;
    inner.indent++;
    hide_names(&inner, names);
    python_new_line(&inner);
    if (body->child != NULL && operation_is_dropped(body->child)) {
        text_add_string(&inner.text, "pass");  // What follows would be the docstring.
        python_new_line(&inner);
    }
    write_captured(&inner, names);
    write_globals(&inner, names, body);
    inner.around = &here;
    operations_python(&inner, body);
    text_add_string(&inner.text, body->child == NULL ? "pass" : "");
    python->text = inner.text;
    python->impossible = inner.impossible;
}

// NOLINTNEXTLINE(misc-no-recursion): see write_body.
void function_form_python(PythonText *python, const FunctionForm *form) {
    static const cJSON no_operations = {.type = cJSON_Array};
    FunctionNames names = {0};
    python->text.failed = !function_names_find(&names, form) || python->text.failed;
    write_head(python, form, &names);
    bool is_empty = (form->body == NULL || form->body->child == NULL) && names.captured_count == 0;
    if (is_empty) {
        text_add_string(&python->text, " pass");
    } else {
        write_body(python, &names, form->body != NULL ? form->body : &no_operations);
    }
    function_names_discard(&names);
}
