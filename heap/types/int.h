// int: a sign, and a magnitude in digits of 30 bits, lowest first. bool shares the layout. Private
// to heap/.
#pragma once

#include "heap/object.h"

typedef struct {
    struct Object base;
    int32_t size;  // Digits, negative for a negative number, 0 for zero.
    uint32_t
        spare;  // Digits that its block has besides: what arithmetic or its reader took too many.
    uint32_t digits[];  // Zero has one too.
} IntObject;

enum {
    INT_DIGIT_BITS = 30,
    INT_DIGIT_MASK = (1 << INT_DIGIT_BITS) - 1,
    INT_DIGIT_BYTES = sizeof(IntObject) + sizeof(uint32_t),  // Of an int with one digit.
    INT_MAX_DECIMALS = 4300,
    INT_TEXT_SIZE = INT_MAX_DECIMALS + 16,  // Holds any int, its sign and a NUL.
};

// All take ints and bools.
uint64_t int_size(const Heap *heap, const Object *object);  // sys.getsizeof
uint64_t int_block_size(const Heap *heap, const Object *object);
int64_t int_hash(const Object *object);
// False when it does not fit.
bool int_value(const Object *object, int64_t *out_value);
// A sign, and a magnitude without leading zeros.
typedef struct {
    const uint32_t *digits;
    size_t count;
    bool negative;
} IntDigits;
IntDigits int_digits(const Object *object);
// A new hold on such a number, whose block has `room` digits, unless it is a small one.
MUST_USE HeapStatus int_new_digits(Heap *heap, IntDigits number, size_t room, Object **out_object);

// A new hold on one that is a part of something, not a value of the program; above the small ones.
MUST_USE HeapStatus int_new_internal(Heap *heap, uint64_t value, Object **out_object);

// Whether Python has a decimal text for it: up to INT_MAX_DECIMALS.
bool int_has_text(const Object *object);
// Decimal, with a NUL; returns the length. Of an int that has a text.
size_t int_text(const Object *object, char text[static INT_TEXT_SIZE]);

// Fills memory of INT_DIGIT_BYTES with a value of one digit.
void int_set_small(Object *object, int value);
