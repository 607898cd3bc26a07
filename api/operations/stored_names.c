#include "api/operations/stored_names.h"

#include "api/operations/function_form.h"
#include "api/operations/operations.h"
#include "api/operations/turns.h"

#include <string.h>

typedef struct {
    NameList *names;
    bool failed;
} Search;

static void note(Search *search, const char *name) {
    if (!turn_is_in(name)) {
        search->failed = search->failed || !name_list_add(search->names, name);
    }
}

// `self.name = value`, whatever `self` is there.
static void look_at_store(Search *search, const Invocation *operation) {
    enum { TARGET, NAME };
    const cJSON *target = operation->arguments[TARGET];
    if (strcmp(operation->row->name, "set_attr") == 0 && strcmp(target->valuestring, "self") == 0) {
        note(search, operation->arguments[NAME]->valuestring);
    }
}

// Functions inside count too; what a class inside has is its own.
// NOLINTNEXTLINE(misc-no-recursion): as deep as a request may be.
static void look_in_body(Search *search, const cJSON *body) {
    for (const cJSON *item = body == NULL ? NULL : body->child; item != NULL; item = item->next) {
        Invocation operation = operation_invocation(item);
        look_at_store(search, &operation);
        bool is_class = operation_class_name(item) != NULL;
        for (size_t i = 0; !is_class && i < OPERATION_MAX_ARGUMENTS; i++) {
            ArgumentKind kind = operation.row->arguments[i].kind;
            if (kind == ARGUMENT_BODY || kind == ARGUMENT_BLOCK) {
                look_in_body(search, operation.arguments[i]);
            }
        }
    }
}

static void look_in_form(void *context, const FunctionForm *form, const char *class_name) {
    (void)class_name;
    look_in_body(context, form->body);
}

bool stored_names_find(const Invocation *class_statement, NameList *names) {
    Search search = {.names = names};
    operation_each_form(class_statement->operation, look_in_form, &search);
    name_list_sort(names);
    return !search.failed;
}
