// The attributes that Python gives although no object of the heap is one, since they are made for
// whoever asks: a method of a list, `__dict__`.
#pragma once

#include "heap/heap.h"

// Whether in Python 3.11 an object of the kind has the attribute from its type.
bool python_has_attribute(HeapKind kind, const char *name);
