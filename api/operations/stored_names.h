// The names that the functions of a class store in `self`, as Python's compiler notes them for the
// class's `__static_attributes__`.
#pragma once

#include "api/operations/name_list.h"
#include "api/operations/operation.h"

// Of a checked `class`: sorted, each once; the texts are the request's. False without memory.
bool stored_names_find(const Invocation *class_statement, NameList *names);
