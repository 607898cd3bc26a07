// What Python says of a method that a type does not have. Private to heap/.
#pragma once

#include "heap/object.h"

// HEAP_ATTRIBUTE_ERROR: 'int' object has no attribute 'append'.
HeapStatus methods_fail(Heap *heap, const Object *target, const char *method);
