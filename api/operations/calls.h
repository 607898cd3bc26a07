// Calling an object: what may be called, and how what it is given meets its parameters.
#pragma once

#include "api/operations/run.h"

enum { CALL_MAX_POSITIONAL = 2 };

// In Python: callable(positional[0], ..., name=value, ...).
typedef struct {
    Object *callable;
    Object *positional[CALL_MAX_POSITIONAL];  // Borrowed.
    size_t positional_count;
    const cJSON *named;  // Values by the names of parameters; NULL: none.
    const cJSON *cells;  // Locals of a frame entered by hand that live in cells; NULL: none.
    const cJSON *into;   // The name for what comes back; NULL: nobody takes it.
} Call;

// Calls a function, a bound method, a class or a weak reference. A body is pushed, and runs next.
API_MUST_USE ApiCode call_object(Run *run, const Call *call);
