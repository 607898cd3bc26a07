#include "api/values/references.h"

#include "api/values/literal.h"
#include "api/values/python_only.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ID_DIGITS = 10 };

static ApiCode refuse(Problem *problem, const Place *place, const char *text, const char *why) {
    problem_argument(problem, "reference", text);
    return problem_set(problem, API_BAD_REFERENCE, place, "'%s' is not a reference: %s.",
                       problem_quote(text).text, why);
}

// ---------------------------------------------------------------- how it begins

// The bytes of "@17", "x" or "<module>.x" at the beginning; 0 when it is none of them.
static size_t base_length(const char *text) {
    if (*text == '@') {
        size_t digits = strspn(text + 1, "0123456789");
        return digits == 0 || digits > MAX_ID_DIGITS ? 0 : digits + 1;
    }
    size_t prefix = binding_name(text).in_module ? strlen(module_prefix) : 0;
    size_t name = name_length(text + prefix);
    return name == 0 || name > NAME_MAX_BYTES ? 0 : prefix + name;
}

Reference reference_begin(const char *text) {
    size_t length = base_length(text);
    Reference reference = {.steps = text + length};
    if (*text == '@') {
        reference.base = REFERENCE_ID;
        unsigned long long id = strtoull(text + 1, NULL, 10);
        reference.id = id <= UINT32_MAX ? (uint32_t)id : 0;  // No object has the id 0.
        return reference;
    }
    BindingName name = binding_name(text);
    reference.base = name.in_module ? REFERENCE_MODULE_NAME : REFERENCE_NAME;
    memcpy(reference.name, name.name, (size_t)(reference.steps - name.name));
    return reference;
}

static ApiCode check_base(const char *text, const Place *place, Problem *problem) {
    if (base_length(text) == 0) {
        return refuse(problem, place, text, "it begins with a name or with @ and an object's id");
    }
    Reference reference = reference_begin(text);
    size_t size = strlen(reference.name);
    if (name_is_keyword(reference.name, size)) {
        return refuse(problem, place, text, "it begins with a keyword of Python");
    }
    if (name_is_reserved(reference.name, size)) {
        return refuse(problem, place, text, "modules are not objects here");
    }
    return API_OK;
}

// ---------------------------------------------------------------- its steps

static ApiCode check_attribute(const char *text, const Place *place, Problem *problem,
                               const char **at) {
    size_t length = name_length(*at + 1);
    if (length == 0 || length > NAME_MAX_BYTES || name_is_keyword(*at + 1, length)) {
        return refuse(problem, place, text, "the name of an attribute follows a dot");
    }
    *at += length + 1;
    return API_OK;
}

static ApiCode check_key(const Place *place, Problem *problem, const char **at) {
    LiteralReader reader = {.at = *at, .place = place, .problem = problem};
    Object *nothing = NULL;
    ApiCode code = literal_read_key(&reader, &nothing);
    *at = reader.at;
    return code;
}

ApiCode reference_check(const char *text, const Place *place, Problem *problem) {
    ApiCode code = check_base(text, place, problem);
    const char *at = text + base_length(text);
    for (size_t step = 0; code == API_OK && *at != '\0'; step++) {
        if (step == REFERENCE_MAX_STEPS) {
            problem_argument(problem, "reference", text);
            return problem_limit(problem, LIMIT_REFERENCE_STEPS, place,
                                 "'%s' is not a reference: it has more than %d steps.",
                                 problem_quote(text).text, REFERENCE_MAX_STEPS);
        }
        if (*at == '.') {
            code = check_attribute(text, place, problem, &at);
        } else if (*at == '[') {
            code = check_key(place, problem, &at);
        } else {
            code = refuse(problem, place, text, "only .name and [key] follow");
        }
    }
    return code;
}

// ---------------------------------------------------------------- following it

static ApiCode find_id(const Scope *scope, uint32_t id, Object **out_object) {
    Object *object = heap_find(scope->heap, id);
    if (object == NULL) {
        problem_number(scope->problem, "id", id);
        return problem_set(scope->problem, API_BAD_REFERENCE, NULL,
                           "@%u leads nowhere: there is no such object (any more).", (unsigned)id);
    }
    *out_object = object;
    return API_OK;
}

static ApiCode find_in_module(const Scope *scope, const char *name, Object **out_object) {
    Object *object = heap_frame_lookup(scope->heap, HEAP_MODULE_FRAME, name);
    if (object == NULL) {
        return problem_raise(scope->problem, HEAP_NAME_ERROR, "name '%s' is not defined", name);
    }
    *out_object = object;
    return API_OK;
}

// In a body, a name that some operation of the body binds is local from the beginning, unless it is
// that of a cell: of these the heap knows whose they are.
static ApiCode find_name(const Scope *scope, const char *name, Object **out_object) {
    uint32_t frame = heap_current_frame(scope->heap);
    if (scope->bound != NULL && heap_frame_lookup(scope->heap, frame, name) == NULL &&
        heap_frame_cell(scope->heap, frame, name) == NULL && bound_names_have(scope->bound, name)) {
        return problem_raise(
            scope->problem, HEAP_UNBOUND_LOCAL_ERROR,
            "cannot access local variable '%s' where it is not associated with a value", name);
    }
    return problem_heap(scope->problem, scope->heap, heap_lookup(scope->heap, name, out_object));
}

static ApiCode find_base(const Scope *scope, const Reference *reference, Object **out_object) {
    switch (reference->base) {
    case REFERENCE_ID: return find_id(scope, reference->id, out_object);
    case REFERENCE_MODULE_NAME: return find_in_module(scope, reference->name, out_object);
    case REFERENCE_NAME: return find_name(scope, reference->name, out_object);
    }
    return API_BAD_REFERENCE;
}

static ApiCode refuse_made_anew(const Scope *scope, const char *text) {
    problem_argument(scope->problem, "reference", text);
    return problem_set(scope->problem, API_BAD_REFERENCE, NULL,
                       "'%s' names nothing that is kept as an object here: Python makes it anew "
                       "for whoever asks.",
                       problem_quote(text).text);
}

// What heap_get_attr(), or the call that stands for it, said.
static ApiCode attribute_status(const Scope *scope, const char *text, const Object *object,
                                const char *name, HeapStatus status) {
    bool is_made = status == HEAP_MADE_ANEW || (status == HEAP_ATTRIBUTE_ERROR &&
                                                python_has_attribute(scope->heap, object, name));
    return is_made ? refuse_made_anew(scope, text)
                   : problem_heap(scope->problem, scope->heap, status);
}

static ApiCode load_attribute(const Scope *scope, const char *text, const char *name,
                              Object **object) {
    Object *made = NULL;
    HeapStatus status = heap_load_attr(scope->heap, *object, name, &made);
    ApiCode code = attribute_status(scope, text, *object, name, status);
    if (code == API_OK) {
        *object = made;
        code = scope->keep(scope->context, made);
    }
    return code;
}

typedef struct {
    char text[NAME_MAX_BYTES + 1];
} AttributeName;

// Reads ".name".
static AttributeName read_attribute(const char **at) {
    AttributeName name = {""};
    size_t length = name_length(*at + 1);
    memcpy(name.text, *at + 1, length);
    *at += length + 1;
    return name;
}

static ApiCode follow_attribute(const Scope *scope, const char *text, const char **at,
                                Object **object) {
    AttributeName name = read_attribute(at);
    HeapStatus status = heap_get_attr(scope->heap, *object, name.text, object);
    return status == HEAP_MADE_ANEW && scope->keep != NULL
               ? load_attribute(scope, text, name.text, object)
               : attribute_status(scope, text, *object, name.text, status);
}

static ApiCode find_item(const Scope *scope, const char *text, Object *key, Object **object) {
    HeapStatus status = heap_get_item(scope->heap, *object, key, object);
    return status == HEAP_MADE_ANEW ? refuse_made_anew(scope, text)
                                    : problem_heap(scope->problem, scope->heap, status);
}

// The key is a scratch object: looking something up leaves no trace in the heap.
static ApiCode follow_key(const Scope *scope, const char *text, const char **at, Object **object) {
    LiteralReader reader = {.at = *at, .heap = scope->heap, .problem = scope->problem};
    Object *key = NULL;
    heap_scratch_begin(scope->heap);
    ApiCode code = literal_read_key(&reader, &key);
    if (code == API_OK) {
        code = find_item(scope, text, key, object);
    }
    heap_scratch_end(scope->heap);
    *at = reader.at;
    return code;
}

static ApiCode follow_step(const Scope *scope, const char *text, const char **at, Object **object) {
    return **at == '.' ? follow_attribute(scope, text, at, object)
                       : follow_key(scope, text, at, object);
}

ApiCode reference_resolve(const Scope *scope, const char *text, Object **out_object) {
    Reference reference = reference_begin(text);
    Object *object = NULL;
    ApiCode code = find_base(scope, &reference, &object);
    const char *at = reference.steps;
    while (code == API_OK && *at != '\0') {
        code = follow_step(scope, text, &at, &object);
    }
    if (code == API_OK) {
        *out_object = object;
    }
    return code;
}

static bool is_last_attribute(const char *at) {
    return *at == '.' && at[1 + name_length(at + 1)] == '\0';
}

ApiCode reference_resolve_callable(const Scope *scope, const char *text, Object **out_callable,
                                   Object **out_self) {
    Reference reference = reference_begin(text);
    Object *object = NULL;
    ApiCode code = find_base(scope, &reference, &object);
    const char *at = reference.steps;
    while (code == API_OK && *at != '\0' && !is_last_attribute(at)) {
        code = follow_step(scope, text, &at, &object);
    }
    if (code != API_OK) {
        return code;
    }
    if (*at == '\0') {
        *out_callable = object;
        return API_OK;
    }
    AttributeName name = read_attribute(&at);
    HeapStatus status = heap_find_method(scope->heap, object, name.text, out_callable, out_self);
    return attribute_status(scope, text, object, name.text, status);
}
