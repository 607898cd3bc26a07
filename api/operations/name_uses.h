// What an operation says of names: those that it binds, and those that its references begin with.
#pragma once

#include <cjson/cJSON.h>
#include <stdbool.h>

typedef enum {
    NAME_BOUND,          // "x" or "<module>.x": bound, or unbound, in the frame.
    NAME_READ,           // A reference, which begins with a name.
    NAME_READ_IN_CLASS,  // A reference that is followed in the body of a class statement.
    NAME_CAPTURED,       // Of the frame's, by a function that is made.
} NameUse;

// Goes on as long as it answers true.
typedef bool NameVisit(void *context, cJSON *string, NameUse use);

// Visits the names of an operation, which may not be checked yet; not those of the operations
// inside it. False when a visit ended it.
bool operation_each_name(const cJSON *operation, NameVisit *visit, void *context);
