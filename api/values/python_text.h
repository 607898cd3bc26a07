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
    // Names of Python's own that mean something else here.
    bool globals_hidden, bytes_hidden;
} PythonText;

// For a statement that runs in the running frame.
PythonText python_at(const Heap *heap);

void python_string(PythonText *python, const char *utf8, size_t size);
void python_bytes(PythonText *python, const unsigned char *bytes, size_t size);
// bytes(size)
void python_zeros(PythonText *python, double size);
// `text` has been checked.
void python_reference(PythonText *python, const char *text);
void python_binding_name(PythonText *python, const char *text);
// A line break and the indentation of the next line.
void python_new_line(PythonText *python);
