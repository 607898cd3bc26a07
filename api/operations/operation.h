// What an operation is: a row. Included by the files that hold rows, <group>_operations.c.
//
// A new operation is a function and its row in one file, and a dialogue.
#pragma once

#include "api/operations/run.h"
#include "api/values/python_text.h"

enum { OPERATION_MAX_ARGUMENTS = 6 };

typedef enum {
    ARGUMENT_NAME,        // A name to bind: "x" or "<module>.x".
    ARGUMENT_NAMES,       // An array of them, one at least.
    ARGUMENT_IDENTIFIER,  // The name of a class or function.
    ARGUMENT_ATTRIBUTE,
    ARGUMENT_PARAMETERS,  // An array of different identifiers, possibly empty.
    ARGUMENT_CAPTURED,    // An array of names of the frame around a function.
    ARGUMENT_LOCALS,      // An array of names of the frame that is entered.
    ARGUMENT_SLOTS,       // An array of names for __slots__.
    ARGUMENT_REFERENCE,   // "li[0].x"
    ARGUMENT_REFERENCES,  // An array of them.
    ARGUMENT_VALUE,
    ARGUMENT_VALUES_BY_NAME,  // {"x": value}
    ARGUMENT_ATTRIBUTES,      // The same, of a class.
    ARGUMENT_METHODS,         // An array of functions in a class.
    ARGUMENT_INTEGER,
    ARGUMENT_COUNT,  // From 0 to the argument's `most`.
    ARGUMENT_BOOL,
    ARGUMENT_TRUE,        // true, or left out.
    ARGUMENT_THRESHOLDS,  // An array of one to three counts.
    ARGUMENT_BODY,        // An array of operations, in a frame of their own.
    ARGUMENT_BLOCK,       // An array of operations, in the frame around them.
} ArgumentKind;

typedef enum {
    REQUIRED,
    OPTIONAL,
    ONE_OF,       // Exactly one of those marked so.
    ANY_OF,       // At least one of those marked so.
    AT_MOST_ONE,  // Of those marked so.
} ArgumentNeed;

typedef struct {
    const char *name;
    ArgumentKind kind;
    ArgumentNeed need;
    int64_t most;  // Of a count.
} Argument;

struct Operation;

// An operation that is asked for: its row, and the arguments in the row's order, NULL where absent.
typedef struct {
    const struct Operation *row;
    const cJSON *operation;
    const cJSON *arguments[OPERATION_MAX_ARGUMENTS];
} Invocation;

typedef struct Operation {
    const char *name;
    const char *summary;                          // For GET /v1/operations.
    Argument arguments[OPERATION_MAX_ARGUMENTS];  // The first without a name ends them.
    const char *python;                           // "{target}.append({value})"
    bool is_expression;  // A statement that is nothing but its first argument, a value.
    // Where the text does not follow from `python` alone; NULL otherwise.
    void (*write_python)(PythonText *python, const Invocation *invocation);
    // What has to hold of the arguments together; NULL: nothing. `together` says it, for the
    // OpenAPI document: no schema can.
    const char *together;
    ApiCode (*check)(const Invocation *invocation, const Place *place, Problem *problem);
    ApiCode (*run)(Run *run, const Invocation *invocation);
} Operation;

// The groups; the last row of each has no name.
extern const Operation name_operations[];
extern const Operation container_operations[];
extern const Operation item_operations[];
extern const Operation class_operations[];
extern const Operation function_operations[];
extern const Operation call_operations[];
extern const Operation loop_operations[];
extern const Operation collector_operations[];
