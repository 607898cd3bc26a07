// The Python that an operation stands for: a statement that does the same in the real interpreter.
#pragma once

#include "api/json/text_buffer.h"
#include "heap/heap.h"

#include <cjson/cJSON.h>

typedef struct {
    TextBuffer text;
    const Heap *heap;  // Where a name for `@17` is looked for; NULL: nowhere.
    bool in_function;  // Module names are not simply in reach.
    bool impossible;   // Some part has no Python.
    size_t indent;     // Levels.
} PythonText;

void python_string(PythonText *python, const char *utf8, size_t size);
void python_bytes(PythonText *python, const unsigned char *bytes, size_t size);
// `text` has been checked.
void python_reference(PythonText *python, const char *text);
void python_binding_name(PythonText *python, const char *text);
// A line break and the indentation of the next line.
void python_new_line(PythonText *python);
