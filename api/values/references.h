// References: text that leads to an object that exists. `li[2].x`, `<module>.a`, `@17['key']`.
#pragma once

#include "api/operations/bound_names.h"
#include "api/values/names.h"

enum { REFERENCE_MAX_STEPS = 64 };

typedef enum { REFERENCE_NAME, REFERENCE_MODULE_NAME, REFERENCE_ID } ReferenceBase;

// How a reference begins, and what follows.
typedef struct {
    ReferenceBase base;
    char name[NAME_MAX_BYTES + 1];
    uint32_t id;
    const char *steps;  // Borrowed: ".x[2]", "" when there are none.
} Reference;

// Where a reference is followed.
typedef struct {
    Heap *heap;
    Problem *problem;
    const BoundNames *bound;  // By the body that runs; NULL outside of one.
    // Takes over a hold on what Python makes for whoever asks, such as a bound method. NULL: nothing is
    // made, such a reference is refused.
    ApiCode (*keep)(void *context, Object *object);
    void *context;
} Scope;

// The form only; API_BAD_REFERENCE.
API_MUST_USE ApiCode reference_check(const char *text, const Place *place, Problem *problem);
// `text` has been checked. The object is borrowed.
API_MUST_USE ApiCode reference_resolve(const Scope *scope, const char *text, Object **out_object);
// The same for a call. When the last step is an attribute that is a method, this is the function,
// and *out_self what becomes its first argument; otherwise NULL or untouched. Both are borrowed.
API_MUST_USE ApiCode reference_resolve_callable(const Scope *scope, const char *text,
                                                Object **out_callable, Object **out_self);
// `text` has been checked.
Reference reference_begin(const char *text);
