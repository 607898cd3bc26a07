// The Python that an operation stands for: a statement that does the same in the real interpreter.
#pragma once

#include "api/json/text_buffer.h"
#include "heap/heap.h"

#include <cjson/cJSON.h>

// Names of Python's own that a statement may need.
typedef enum {
    BUILTIN_GLOBALS,
    BUILTIN_BYTES,
    BUILTIN_DICT,
    BUILTIN_FLOAT,
    BUILTIN_FROZENSET,
    BUILTIN_LIST,
    BUILTIN_RANGE,
    BUILTIN_SET,
    BUILTIN_STR,
    BUILTIN_TUPLE,
    BUILTINS
} Builtin;

typedef struct {
    TextBuffer text;
    const Heap *heap;                     // Where a name for `@17` is looked for; NULL: nowhere.
    const Heap *around_all;               // The names bound in it are hidden, too; NULL: none.
    bool in_function;                     // Module names are not simply in reach.
    bool impossible;                      // Some part has no Python.
    size_t indent;                        // Levels.
    bool hidden[BUILTINS];                // Bound in the text that is around.
    const struct FunctionAround *around;  // The functions around it in the text.
    // In a function: what is the module's, or Python's own, is written so that it stays so,
    // whatever names the function binds before or after.
    bool tells_module;
    const struct BoundNames *loop_names;  // With it: what the loops around bind. NULL: no loop.
} PythonText;

struct BoundNames;

// For a statement that runs in the running frame.
PythonText python_at(const Heap *heap);

void python_string(PythonText *python, const char *utf8, size_t size);
void python_bytes(PythonText *python, const unsigned char *bytes, size_t size);
const char *python_builtin_name(Builtin builtin);
// Writes its name; there is no Python if the name means something else.
void python_builtin(PythonText *python, Builtin builtin);
// bytes(size)
void python_zeros(PythonText *python, double size);
// `text` has been checked.
void python_reference(PythonText *python, const char *text);
void python_binding_name(PythonText *python, const char *text);
// "x = " for the name that takes a result; nothing without one.
void python_into(PythonText *python, const cJSON *name);
// A line break and the indentation of the next line.
void python_new_line(PythonText *python);
