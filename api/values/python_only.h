// The attributes that Python gives although no object of the heap is one, since they are made for
// whoever asks: a method of a list, `__dict__`.
#pragma once

#include "heap/heap.h"

// Whether in the Python that the heap imitates the object has the attribute from its type.
bool python_has_attribute(const Heap *heap, const Object *object, const char *name);
