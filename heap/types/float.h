// float: a double in an object of 24 bytes. Private to heap/.
#pragma once

#include "heap/object.h"

typedef struct {
    struct Object base;
    double value;
} FloatObject;

enum { FLOAT_BYTES = sizeof(FloatObject), FLOAT_TEXT_SIZE = HEAP_FLOAT_TEXT_SIZE };
_Static_assert(FLOAT_BYTES == 24, "as PyFloatObject");

double float_value(const Object *object);
// Of anything but nan, which hashes by identity.
int64_t float_hash(double value);
// The shortest text that reads back as the same float, as repr() has it.
void float_text(double value, char text[static FLOAT_TEXT_SIZE]);
