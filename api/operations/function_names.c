// The names of a function: which of them are its own, and which of those live in cells.
#include "api/operations/function_form.h"

#include "api/operations/name_uses.h"
#include "api/operations/operations.h"
#include "api/operations/turns.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- lists of names

static int compare(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_among(const char *const *names, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

// The strings of an array, NULL being an empty one. False without memory.
static bool copy_names(const cJSON *array, const char ***out_names, size_t *out_count) {
    size_t count = (size_t)cJSON_GetArraySize(array);
    const char **names = calloc(count + 1, sizeof *names);
    if (names == NULL) {
        return false;
    }
    *out_names = names;
    *out_count = 0;
    for (const cJSON *name = count > 0 ? array->child : NULL; name != NULL; name = name->next) {
        names[(*out_count)++] = name->valuestring;
    }
    return true;
}

static bool find_params(FunctionNames *names, const cJSON *params) {
    if (params != NULL) {
        return copy_names(params, &names->params, &names->param_count);
    }
    names->params = calloc(1, sizeof *names->params);
    if (names->params != NULL) {
        names->params[names->param_count++] = "self";
    }
    return names->params != NULL;
}

// ---------------------------------------------------------------- cells

// The function's own text of a name that is one of its locals; NULL if it is none.
static const char *find_local(const FunctionNames *names, const char *name) {
    for (size_t i = 0; i < names->param_count; i++) {
        if (strcmp(names->params[i], name) == 0) {
            return names->params[i];
        }
    }
    bool captured = is_among(names->captured, names->captured_count, name);
    return captured ? NULL : bound_names_find_text(&names->bound, name);
}

static bool add_cell(FunctionNames *names, const char *name) {
    const char *local = find_local(names, name);
    return local == NULL || name_list_add(&names->cells, local);
}

// The body of a class is code of its own too: what it reads of the function lives in a cell.
static bool note_capture(void *context, cJSON *string, NameUse use) {
    FunctionNames *names = context;
    if (use == NAME_CAPTURED) {
        return add_cell(names, string->valuestring);
    }
    if (use == NAME_READ_IN_CLASS && !turn_is_in(string->valuestring)) {
        Reference reference = reference_begin(string->valuestring);
        return reference.base != REFERENCE_NAME || add_cell(names, reference.name);
    }
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): a block in a block, as deep as a request may be.
static bool find_cells(FunctionNames *names, const cJSON *operations) {
    bool found = true;
    for (const cJSON *item = operations->child; found && item != NULL; item = item->next) {
        found = operation_each_name(item, note_capture, names);
        const cJSON *block = operation_block(item);
        found = found && (block == NULL || find_cells(names, block));
    }
    return found;
}

// ---------------------------------------------------------------- all of them

bool function_names_find(FunctionNames *names, const FunctionForm *form) {
    bool found = find_params(names, form->params) &&
                 copy_names(form->captured, &names->captured, &names->captured_count);
    if (found && form->body != NULL) {
        found = bound_names_find(&names->bound, form->body) && find_cells(names, form->body);
    }
    if (names->captured_count > 0) {
        qsort(names->captured, names->captured_count, sizeof *names->captured, compare);
    }
    name_list_sort(&names->cells);
    return found;
}

bool function_names_have(const FunctionNames *names, const char *name) {
    return find_local(names, name) != NULL ||
           is_among(names->captured, names->captured_count, name) ||
           bound_names_have(&names->bound, name);
}

void function_names_discard(FunctionNames *names) {
    free(names->params);
    name_list_discard(&names->cells);
    free(names->captured);
    bound_names_discard(&names->bound);
    *names = (FunctionNames){0};
}
