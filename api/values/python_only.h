// What Python gives for a step of a reference although no object of the heap is it, since it is
// made for whoever asks: a character of a str, a method of a list, `__dict__`.
#pragma once

#include "heap/heap.h"

// Whether in Python 3.11 an object of the kind has the attribute from its type.
bool python_has_attribute(HeapKind kind, const char *name);

typedef enum {
    ELEMENT_EXISTS,
    ELEMENT_OUT_OF_RANGE,
    ELEMENT_TOO_FAR,  // No index of a machine's size.
    ELEMENT_NO_INDEX,
    ELEMENT_NO_MEMORY,
} PythonElement;
// What target[key] is in Python, for a str or bytes.
PythonElement python_element(const Heap *heap, const Object *target, const Object *key);
