// a + b and a * b of numbers. Private to heap/.
#pragma once

#include "heap/object.h"

bool arithmetic_is_number(const Object *object);
MUST_USE HeapStatus arithmetic_add(Heap *heap, Object *a, Object *b, Object **out_object);
MUST_USE HeapStatus arithmetic_multiply(Heap *heap, Object *a, Object *b, Object **out_object);
