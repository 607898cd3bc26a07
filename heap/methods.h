// What the operations on objects share: the words when no type answers, and the end of each.
// Private to heap/.
#pragma once

#include "heap/object.h"

// HEAP_ATTRIBUTE_ERROR: 'int' object has no attribute 'append'.
HeapStatus methods_fail(Heap *heap, const Object *target, const char *method);
// The target was held meanwhile: what dies by the operation may have been its last holder. What has
// passed its budget is refused, done or not.
HeapStatus methods_end(Heap *heap, Object *target, HeapStatus status);
// A dict that anybody may change: no class's.
bool methods_is_open_dict(const Object *target);
