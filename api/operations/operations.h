// All operations: finding a row, checking a request against it, walking through its arguments.
#pragma once

#include "api/operations/operation.h"
#include "api/values/values.h"

// Checks an operation whole, bodies included: after this only the heap can refuse it.
API_MUST_USE ApiCode operation_check(const cJSON *operation, const Place *place, Problem *problem);

// Of an operation that may not be checked yet; NULL when it names none that exists.
const Operation *operation_row_of(const cJSON *operation);

// The operations inside it that run in the same frame; NULL when it has none.
const cJSON *operation_block(const cJSON *operation);

// The rest takes operations that have been checked.

Invocation operation_invocation(const cJSON *operation);
// Every value among the arguments, those inside a body included.
void operation_each_value(const cJSON *operation, ValueVisit *visit, void *context);
// Every value in a body.
void operations_each_value(const cJSON *body, ValueVisit *visit, void *context);
// Whether Python's compiler leaves the operation out of a body: a constant that nobody takes.
bool operation_is_dropped(const cJSON *operation);
// What it takes to read the operation once more, in steps of a run; nothing for a short one.
uint64_t operation_reading_steps(const cJSON *operation);
void operation_python(PythonText *python, const cJSON *operation);
// The operations of a body: the first where the text stands, the others on lines of their own.
void operations_python(PythonText *python, const cJSON *body);

// The rows in order; NULL past the last.
const Operation *operation_row(size_t index);
const char *argument_kind_name(ArgumentKind kind);
const char *argument_need_name(ArgumentNeed need);
