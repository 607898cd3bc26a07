#include "api/operations/function_form.h"

#include "api/operations/operations.h"

#include <stdlib.h>
#include <string.h>

#include "api/values/value_items.h"

FunctionForm function_form_of(const cJSON *function) {
    return (FunctionForm){
        .name = json_find(function, "name")->valuestring,
        .params = json_find(function, "params"),
        .defaults = json_find(function, "defaults"),
        .captured = json_find(function, "cells"),
        .body = json_find(function, "body"),
    };
}

FunctionForm function_form_finalizer(const cJSON *body) {
    return (FunctionForm){.name = "__del__", .body = body};
}

static bool is_operation(const cJSON *operation, const char *name) {
    const cJSON *op = json_find(operation, "op");
    return strcmp(op->valuestring, name) == 0;
}

// NOLINTNEXTLINE(misc-no-recursion): a visit may look into a body, as deep as a request may be.
static void each_form_of_class(const cJSON *class, FormVisit *visit, void *context) {
    const char *name = json_find(class, "name")->valuestring;
    const cJSON *methods = json_find(class, "methods");
    const cJSON *finalizer = json_find(class, "finalizer");
    const cJSON *method = methods != NULL ? methods->child : NULL;
    for (; method != NULL; method = method->next) {
        FunctionForm form = function_form_of(method);
        visit(context, &form, name);
    }
    if (finalizer != NULL) {
        FunctionForm form = function_form_finalizer(finalizer);
        visit(context, &form, name);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): see each_form_of_class.
void operation_each_form(const cJSON *operation, FormVisit *visit, void *context) {
    if (is_operation(operation, "function")) {
        FunctionForm form = function_form_of(operation);
        visit(context, &form, NULL);
    } else if (is_operation(operation, "class")) {
        each_form_of_class(operation, visit, context);
    }
}

const char *operation_class_name(const cJSON *operation) {
    const cJSON *name = json_find(operation, "name");
    return is_operation(operation, "class") ? name->valuestring : NULL;
}

const cJSON *operation_class_slots(const cJSON *operation) {
    return is_operation(operation, "class") ? json_find(operation, "slots") : NULL;
}

// ---------------------------------------------------------------- checking

static size_t count_of(const cJSON *json) {
    return json != NULL ? (size_t)cJSON_GetArraySize(json) : 0;
}

// The defaults are those of the last params, in their order.
static ApiCode check_defaults(const FunctionForm *form, const Place *place, Problem *problem) {
    size_t params = count_of(form->params), defaults = count_of(form->defaults);
    Place at = {.parent = place, .member = "defaults"};
    bool fits = defaults <= params;
    const cJSON *param =
        fits && defaults > 0 ? cJSON_GetArrayItem(form->params, (int)(params - defaults)) : NULL;
    const cJSON *value = defaults > 0 ? form->defaults->child : NULL;
    for (; fits && value != NULL; value = value->next) {
        fits = strcmp(value->string, param->valuestring) == 0;
        param = param->next;
    }
    if (fits) {
        return API_OK;
    }
    problem_argument(problem, "argument", "defaults");
    return problem_set(problem, API_BAD_ARGUMENT, &at,
                       "'defaults' should have the last of the parameters, in their order.");
}

static ApiCode check_captured(const FunctionForm *form, const Place *place, Problem *problem) {
    Place cells = {.parent = place, .member = "cells"};
    Place at = {.parent = &cells};
    const cJSON *name = form->captured != NULL ? form->captured->child : NULL;
    for (; name != NULL; name = name->next, at.index++) {
        const cJSON *param = form->params->child;
        while (param != NULL && strcmp(param->valuestring, name->valuestring) != 0) {
            param = param->next;
        }
        if (param != NULL) {
            return problem_set(problem, API_BAD_ARGUMENT, &at,
                               "'%s' is a parameter: the function cannot capture it.",
                               problem_quote(name->valuestring).text);
        }
    }
    return API_OK;
}

// What a function inside captures has to be there.
static ApiCode check_inner(const FunctionNames *names, const cJSON *function, const Place *place,
                           Problem *problem) {
    const cJSON *captured = json_find(function, "cells");
    Place cells = {.parent = place, .member = "cells"};
    Place at = {.parent = &cells};
    const cJSON *name = captured != NULL ? captured->child : NULL;
    for (; name != NULL; name = name->next, at.index++) {
        if (!function_names_have(names, name->valuestring)) {
            problem_argument(problem, "name", name->valuestring);
            return problem_set(problem, API_BAD_ARGUMENT, &at,
                               "The function around has no '%s' that could be captured.",
                               problem_quote(name->valuestring).text);
        }
    }
    return API_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): a block in a block, as deep as a request may be.
static ApiCode check_operations(const FunctionNames *names, const cJSON *operations,
                                const Place *place, Problem *problem) {
    ApiCode code = API_OK;
    size_t index = 0;
    const cJSON *item = operations->child;
    for (; code == API_OK && item != NULL; item = item->next) {
        Place at = {.parent = place, .index = index++};
        const cJSON *block = operation_block(item);
        if (is_operation(item, "function")) {
            code = check_inner(names, item, &at, problem);
        } else if (block != NULL) {
            Place inside = {.parent = &at, .member = block->string};
            code = check_operations(names, block, &inside, problem);
        }
    }
    return code;
}

static ApiCode check_names(const FunctionNames *names, const Place *place, Problem *problem) {
    if (!names->bound.has_more_patterns) {
        return API_OK;
    }
    problem_argument(problem, "argument", place->member);
    return problem_limit(problem, LIMIT_TURN_NAMES, place,
                         "'%s' should bind %d different names with {i} at most.", place->member,
                         BOUND_MAX_PATTERNS);
}

static ApiCode check_body(const FunctionForm *form, const Place *place, Problem *problem) {
    FunctionNames names = {0};
    Place at = {.parent = place, .member = form->body->string};
    ApiCode code = function_names_find(&names, form) ? API_OK : problem_no_memory(problem);
    code = code != API_OK ? code : check_names(&names, &at, problem);
    code = code != API_OK ? code : check_operations(&names, form->body, &at, problem);
    function_names_discard(&names);
    return code;
}

ApiCode function_form_check(const FunctionForm *form, const Place *place, Problem *problem) {
    ApiCode code = check_defaults(form, place, problem);
    code = code != API_OK ? code : check_captured(form, place, problem);
    return code != API_OK || form->body == NULL ? code : check_body(form, place, problem);
}

// ---------------------------------------------------------------- making

// What the heap is told of a function, and the memory behind it.
typedef struct {
    HeapFunctionSpec spec;
    FunctionNames names;
    TextBuffer qualname;
    Object **defaults, **constants, **cells;
    char *code;
} Definition;

static void definition_discard(Definition *definition) {
    function_names_discard(&definition->names);
    text_discard(&definition->qualname);
    free(definition->defaults);
    free(definition->constants);
    free(definition->cells);
    free(definition->code);
}

// The constant of the unit that runs; where it has none, as in one turn of many, one of its own.
static ApiCode find_constant(Run *run, const Constant *own, Object **out_object) {
    Constant *constant = NULL;
    if (!constants_find_same(run->constants, own, &constant)) {
        return problem_no_memory(run->problem);
    }
    if (constant != NULL && constant->object != NULL) {
        *out_object = constant->object;
        return API_OK;
    }
    ApiCode code = value_make_constant(run, own->value, out_object);
    return code != API_OK ? code : run_keep(run, *out_object);
}

static ApiCode find_constants(Definition *definition, Run *run, const Constants *own) {
    ApiCode code = API_OK;
    for (size_t i = 0; code == API_OK && i < own->count; i++) {
        if (own->items[i].used_itself) {
            size_t next = definition->spec.constant_count++;
            code = find_constant(run, &own->items[i], &definition->constants[next]);
        }
    }
    return code;
}

static ApiCode fill_constants(Definition *definition, Run *run, const cJSON *body) {
    Constants own = {0};
    TextBuffer around = {0};
    text_add_string(&around, definition->qualname.text);
    text_add_string(&around, ".<locals>.");
    bool filled = !around.failed && constants_collect_body(&own, body, around.text);
    definition->constants = calloc(own.count + 1, sizeof *definition->constants);
    ApiCode code = filled && definition->constants != NULL ? find_constants(definition, run, &own)
                                                           : problem_no_memory(run->problem);
    definition->spec.constants = definition->constants;
    constants_discard(&own);
    text_discard(&around);
    return code;
}

// What the code around keeps of the function.
static ApiCode fill_shared(Definition *definition, Run *run, const FunctionForm *form) {
    Constant *qualname = NULL, *defaults = NULL;
    const char *text = definition->qualname.text;
    if (!constants_find_qualname(run->constants, text, &qualname) ||
        !constants_find_tuple(run->constants, form->defaults, &defaults)) {
        return problem_no_memory(run->problem);
    }
    definition->spec.qualname_text = qualname != NULL ? qualname->object : NULL;
    definition->spec.default_tuple = defaults != NULL ? defaults->object : NULL;
    return API_OK;
}

static bool fill_code(Definition *definition, const cJSON *body) {
    JsonWriter writer = {0};
    json_tree(&writer, body);
    definition->code = text_take(&writer.buffer, &definition->spec.code_size);
    definition->spec.code = definition->code;
    return definition->code != NULL;
}

static void fill_names(Definition *definition) {
    const FunctionNames *names = &definition->names;
    HeapFunctionSpec *spec = &definition->spec;
    spec->params = names->params;
    spec->param_count = names->param_count;
    spec->cell_names = names->cells.names;
    spec->cell_name_count = names->cells.count;
    spec->free_names = names->captured;
    spec->free_name_count = names->captured_count;
}

static bool fill_texts(Definition *definition, const FunctionForm *form, const char *around) {
    text_add_string(&definition->qualname, around != NULL ? around : "");
    text_add_string(&definition->qualname, form->name);
    definition->spec.name = form->name;
    definition->spec.qualname =
        around != NULL && *around != '\0' ? definition->qualname.text : NULL;
    bool filled = !definition->qualname.failed && function_names_find(&definition->names, form);
    if (filled && form->body != NULL) {
        filled = fill_code(definition, form->body);
    }
    fill_names(definition);
    return filled;
}

static bool ends_with_none(const cJSON *body) {
    const cJSON *last = body != NULL && body->child != NULL ? body->child->prev : NULL;
    return last == NULL || !is_operation(last, "return") || json_find(last, "value") == NULL;
}

#define WORD_CHARACTERS "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// Whether Python text has anything in it that the compiler has a constant for.
static bool has_literal(const char *text) {
    static const char *const words[] = {"None", "True", "False"};
    for (const char *at = text; *at != '\0';) {
        size_t word = strspn(at, WORD_CHARACTERS);
        bool found = word > 0 ? strchr("0123456789", *at) != NULL
                              : strchr("'\"", *at) != NULL || strncmp(at, "[:", 2) == 0;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            found = found || (strlen(words[i]) == word && memcmp(at, words[i], word) == 0);
        }
        if (found) {
            return true;
        }
        at += word > 0 ? word : 1;
    }
    return false;
}

// Indices, ranges and the like are no values of the body, but constants of its code.
static bool hides_a_constant(const Definition *definition, const cJSON *body) {
    if (body == NULL || definition->spec.constant_count > 0) {
        return false;
    }
    PythonText python = {.in_function = true};
    operations_python(&python, body);
    bool hides = python.text.text != NULL && has_literal(python.text.text);
    text_discard(&python.text);
    return hides;
}

static ApiCode fill_defaults(Definition *definition, Run *run, const FunctionForm *form) {
    definition->defaults = calloc(count_of(form->defaults) + 1, sizeof(Object *));
    if (definition->defaults == NULL) {
        return problem_no_memory(run->problem);
    }
    ApiCode code = API_OK;
    const cJSON *value = form->defaults != NULL ? form->defaults->child : NULL;
    for (; code == API_OK && value != NULL; value = value->next) {
        code = run_value(run, value, &definition->defaults[definition->spec.default_count]);
        definition->spec.default_count += code == API_OK ? 1 : 0;
    }
    definition->spec.defaults = definition->defaults;
    definition->spec.defaults_are_constant =
        form->defaults != NULL && items_are_constant(form->defaults);
    definition->spec.returns_none = ends_with_none(form->body);
    definition->spec.hides_a_constant =
        definition->spec.defaults_are_constant && hides_a_constant(definition, form->body);
    return code;
}

static ApiCode refuse_cell(Run *run, const char *name) {
    problem_argument(run->problem, "name", name);
    return problem_set(run->problem, API_CONFLICT, NULL,
                       "The running frame keeps no '%s' in a cell that could be captured.",
                       problem_quote(name).text);
}

static ApiCode fill_cells(Definition *definition, Run *run) {
    const FunctionNames *names = &definition->names;
    definition->cells = calloc(names->captured_count + 1, sizeof(Object *));
    if (definition->cells == NULL) {
        return problem_no_memory(run->problem);
    }
    uint32_t frame = heap_current_frame(run->heap);
    for (size_t i = 0; i < names->captured_count; i++) {
        definition->cells[i] = heap_frame_cell(run->heap, frame, names->captured[i]);
        if (definition->cells[i] == NULL) {
            return refuse_cell(run, names->captured[i]);
        }
    }
    definition->spec.free_cells = definition->cells;
    return API_OK;
}

ApiCode function_form_make(Run *run, const FunctionForm *form, const char *around,
                           Object **out_function) {
    Definition definition = {0};
    ApiCode code = fill_texts(&definition, form, around) ? API_OK : problem_no_memory(run->problem);
    code = code != API_OK ? code : fill_shared(&definition, run, form);
    if (code == API_OK && form->body != NULL) {
        code = fill_constants(&definition, run, form->body);
    }
    if (code == API_OK && definition.spec.default_tuple == NULL) {
        code = fill_defaults(&definition, run, form);
    }
    code = code != API_OK ? code : fill_cells(&definition, run);
    if (code == API_OK) {
        code = run_status(run, heap_new_function(run->heap, &definition.spec, out_function));
    }
    definition_discard(&definition);
    return code;
}

bool function_form_around(const Heap *heap, TextBuffer *text) {
    HeapFrameInfo frame = {0};
    (void)heap_find_frame(heap, heap_current_frame(heap), &frame);
    text_add_string(text,
                    frame.function != NULL ? heap_function_qualname(heap, frame.function) : "");
    text_add_string(text, frame.function != NULL ? ".<locals>." : "");
    return !text->failed;
}
