#include "heap/types/number.h"

#include <math.h>

#include "heap/types/float.h"
#include "heap/types/int.h"

bool number_is(const Object *object) {
    return object->kind == HEAP_INT || object->kind == HEAP_BOOL || object->kind == HEAP_FLOAT;
}

static const IntObject *as_int(const Object *object) {
    return (const IntObject *)object;
}

static NumberOrder order(bool less, bool greater) {
    return less ? NUMBER_LESS : greater ? NUMBER_GREATER : NUMBER_EQUAL;
}

static NumberOrder reversed(NumberOrder given) {
    return given == NUMBER_LESS ? NUMBER_GREATER : given == NUMBER_GREATER ? NUMBER_LESS : given;
}

static NumberOrder compare_floats(double a, double b) {
    return isnan(a) || isnan(b) ? NUMBER_UNORDERED : order(a<b, a> b);
}

// ---- two ints

static NumberOrder compare_magnitudes(const IntObject *a, const IntObject *b) {
    for (uint64_t i = (uint64_t)(a->size < 0 ? -a->size : a->size); i-- > 0;) {
        if (a->digits[i] != b->digits[i]) {
            return order(a->digits[i] < b->digits[i], true);
        }
    }
    return NUMBER_EQUAL;
}

static NumberOrder compare_ints(const IntObject *a, const IntObject *b) {
    if (a->size != b->size) {
        return order(a->size < b->size, true);
    }
    NumberOrder magnitudes = compare_magnitudes(a, b);
    return a->size < 0 ? reversed(magnitudes) : magnitudes;
}

// ---- an int and a float

static int bit_length(uint32_t digit) {
    int bits = 0;
    for (; digit != 0; digit >>= 1) {
        bits++;
    }
    return bits;
}

// The int's digits against a mantissa in [1/2, 1) that stands for as many bits as they have: digit
// by digit from the top, without rounding.
static NumberOrder compare_digits(const IntObject *number, uint64_t count, double mantissa) {
    double rest = ldexp(mantissa, bit_length(number->digits[count - 1]));
    for (uint64_t i = count; i-- > 0;) {
        uint32_t digit = (uint32_t)rest;
        if (number->digits[i] != digit) {
            return order(number->digits[i] < digit, true);
        }
        rest = ldexp(rest - (double)digit, INT_DIGIT_BITS);
    }
    return order(rest > 0, false);
}

// Neither is zero, and they have the same sign.
static NumberOrder compare_absolute(const IntObject *number, double value) {
    int exponent = 0;
    uint64_t count = (uint64_t)(number->size < 0 ? -number->size : number->size);
    double mantissa = frexp(value, &exponent);
    int64_t bits = (int64_t)(count - 1) * INT_DIGIT_BITS + bit_length(number->digits[count - 1]);
    if (bits != exponent) {
        return order(bits < exponent, true);
    }
    return compare_digits(number, count, mantissa);
}

static NumberOrder compare_int_and_float(const IntObject *number, double value) {
    if (!isfinite(value) || number->size == 0) {
        return compare_floats(0, value);
    }
    if (value == 0 || (number->size < 0) != (value < 0)) {
        return order(number->size < 0, true);
    }
    NumberOrder absolute = compare_absolute(number, fabs(value));
    return number->size < 0 ? reversed(absolute) : absolute;
}

NumberOrder number_compare(const Object *a, const Object *b) {
    bool float_a = a->kind == HEAP_FLOAT, float_b = b->kind == HEAP_FLOAT;
    if (float_a && float_b) {
        return compare_floats(float_value(a), float_value(b));
    }
    if (float_a) {
        return reversed(compare_int_and_float(as_int(b), float_value(a)));
    }
    if (float_b) {
        return compare_int_and_float(as_int(a), float_value(b));
    }
    return compare_ints(as_int(a), as_int(b));
}
