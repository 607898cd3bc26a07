// Comparing numbers: ints of any size, bools and floats, exactly. Private to heap/.
#pragma once

#include "heap/object.h"

typedef enum { NUMBER_LESS, NUMBER_EQUAL, NUMBER_GREATER, NUMBER_UNORDERED } NumberOrder;

bool number_is(const Object *object);
// Unordered: one of them is nan.
NumberOrder number_compare(const Object *a, const Object *b);
