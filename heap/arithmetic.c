#include "heap/arithmetic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heap/state.h"
#include "heap/types/float.h"
#include "heap/types/int.h"

bool arithmetic_is_number(const Object *object) {
    return object->kind == HEAP_INT || object->kind == HEAP_BOOL || object->kind == HEAP_FLOAT;
}

// ---- floats

// To the nearest, ties to even: 53 bits, one more, and whether anything follows decide.
static double round_digits(IntDigits number) {
    enum { KEPT_BITS = 55 };
    uint64_t kept = 0;
    int bits = 0, dropped = 0;
    for (size_t i = number.count; i-- > 0;) {
        for (int bit = INT_DIGIT_BITS - 1; bit >= 0; bit--) {
            unsigned one = number.digits[i] >> bit & 1;
            if (bits < KEPT_BITS) {
                kept = kept << 1 | one;
                bits += kept != 0;
            } else {
                kept |= one;
                dropped++;
            }
        }
    }
    return ldexp((double)kept, dropped);
}

static HeapStatus to_double(Heap *heap, const Object *object, double *out_value) {
    if (object->kind == HEAP_FLOAT) {
        *out_value = float_value(object);
        return HEAP_OK;
    }
    enum { MOST_DIGITS = 1024 / INT_DIGIT_BITS + 1 };
    IntDigits number = int_digits(object);
    double value = number.count > MOST_DIGITS ? INFINITY : round_digits(number);
    if (isinf(value)) {
        (void)heap_fail(heap, HEAP_OVERFLOW_ERROR, "int too large to convert to float");
        return HEAP_OVERFLOW_ERROR;
    }
    *out_value = number.negative ? -value : value;
    return HEAP_OK;
}

static bool has_float(const Object *a, const Object *b) {
    return a->kind == HEAP_FLOAT || b->kind == HEAP_FLOAT;
}

static HeapStatus to_doubles(Heap *heap, const Object *a, const Object *b, double out[static 2]) {
    HeapStatus status = to_double(heap, a, &out[0]);
    return status == HEAP_OK ? to_double(heap, b, &out[1]) : status;
}

// ---- ints: magnitudes

static int compare(IntDigits a, IntDigits b) {
    if (a.count != b.count) {
        return a.count < b.count ? -1 : 1;
    }
    for (size_t i = a.count; i-- > 0;) {
        if (a.digits[i] != b.digits[i]) {
            return a.digits[i] < b.digits[i] ? -1 : 1;
        }
    }
    return 0;
}

// `sum` has room for a digit more than the longer of the two, and is zero.
static void add_magnitudes(IntDigits a, IntDigits b, uint32_t *sum) {
    uint32_t carry = 0;
    size_t longer = a.count > b.count ? a.count : b.count;
    for (size_t i = 0; i < longer; i++) {
        carry += (i < a.count ? a.digits[i] : 0) + (i < b.count ? b.digits[i] : 0);
        sum[i] = carry & INT_DIGIT_MASK;
        carry >>= INT_DIGIT_BITS;
    }
    sum[longer] = carry;
}

// a is not less than b.
static void subtract_magnitudes(IntDigits a, IntDigits b, uint32_t *difference) {
    int64_t borrow = 0;
    for (size_t i = 0; i < a.count; i++) {
        borrow += (int64_t)a.digits[i] - (i < b.count ? b.digits[i] : 0);
        difference[i] = (uint32_t)borrow & INT_DIGIT_MASK;
        borrow >>= INT_DIGIT_BITS;
    }
}

static HeapStatus multiply_magnitudes(Heap *heap, IntDigits a, IntDigits b, uint32_t *product) {
    for (size_t i = 0; i < a.count; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; j < b.count; j++) {
            carry += product[i + j] + (uint64_t)a.digits[i] * b.digits[j];
            product[i + j] = (uint32_t)carry & INT_DIGIT_MASK;
            carry >>= INT_DIGIT_BITS;
        }
        product[i + b.count] = (uint32_t)carry;
        heap->work += b.count / 16;
        HeapStatus status = heap_check_budget(heap);
        if (status != HEAP_OK) {
            return status;
        }
    }
    return HEAP_OK;
}

// ---- ints: the results, in as many digits as CPython takes for them

static uint32_t *new_digits(Heap *heap, size_t count) {
    uint64_t quota = heap->limits.max_bytes;
    bool fits = quota == 0 || count * sizeof(uint32_t) <= quota;
    return fits ? calloc(count + 1, sizeof(uint32_t)) : NULL;
}

static HeapStatus no_room(Heap *heap) {
    return heap_fail(heap, heap->limits.max_bytes != 0 ? HEAP_QUOTA_BYTES : HEAP_NO_MEMORY,
                     "there is no room for an int of that size");
}

static HeapStatus give(Heap *heap, bool negative, uint32_t *digits, size_t room,
                       Object **out_object) {
    IntDigits number = {digits, room, negative};
    while (number.count > 0 && digits[number.count - 1] == 0) {
        number.count--;
    }
    HeapStatus status = int_new_digits(heap, number, room, out_object);
    free(digits);
    return status;
}

// Two of one digit at most are added and multiplied as C numbers: no room to spare.
static bool are_short(IntDigits a, IntDigits b) {
    return a.count <= 1 && b.count <= 1;
}

static int64_t short_value(IntDigits number) {
    int64_t magnitude = number.count == 0 ? 0 : number.digits[0];
    return number.negative ? -magnitude : magnitude;
}

static HeapStatus add_same_sign(Heap *heap, IntDigits a, IntDigits b, Object **out_object) {
    size_t room = (a.count > b.count ? a.count : b.count) + 1;
    uint32_t *sum = new_digits(heap, room);
    if (sum == NULL) {
        return no_room(heap);
    }
    add_magnitudes(a, b, sum);
    return give(heap, a.negative, sum, room, out_object);
}

// Digits from the top in which numbers of one length agree take no room.
static size_t digits_that_differ(IntDigits a, IntDigits b) {
    size_t count = a.count;
    while (a.count == b.count && count > 0 && a.digits[count - 1] == b.digits[count - 1]) {
        count--;
    }
    return count;
}

// |a| > |b|
static HeapStatus subtract(Heap *heap, IntDigits a, IntDigits b, Object **out_object) {
    size_t room = digits_that_differ(a, b);
    uint32_t *difference = new_digits(heap, room);
    if (difference == NULL) {
        return no_room(heap);
    }
    a.count = room;
    b.count = b.count < room ? b.count : room;
    subtract_magnitudes(a, b, difference);
    return give(heap, a.negative, difference, room, out_object);
}

static HeapStatus add_ints(Heap *heap, IntDigits a, IntDigits b, Object **out_object) {
    heap->work += (a.count + b.count) / 16;
    if (are_short(a, b)) {
        return heap_new_int(heap, short_value(a) + short_value(b), out_object);
    }
    if (a.negative == b.negative) {
        return add_same_sign(heap, a, b, out_object);
    }
    int order = compare(a, b);
    if (order == 0) {
        return heap_new_int(heap, 0, out_object);
    }
    return order > 0 ? subtract(heap, a, b, out_object) : subtract(heap, b, a, out_object);
}

static HeapStatus multiply_ints(Heap *heap, IntDigits a, IntDigits b, Object **out_object) {
    if (are_short(a, b)) {
        return heap_new_int(heap, short_value(a) * short_value(b), out_object);
    }
    if (a.count == 0 || b.count == 0) {
        return heap_new_int(heap, 0, out_object);
    }
    size_t room = a.count + b.count;
    uint32_t *product = new_digits(heap, room);
    if (product == NULL) {
        return no_room(heap);
    }
    HeapStatus status = multiply_magnitudes(heap, a, b, product);
    if (status != HEAP_OK) {
        free(product);
        return status;
    }
    return give(heap, a.negative != b.negative, product, room, out_object);
}

// ----

HeapStatus arithmetic_add(Heap *heap, Object *a, Object *b, Object **out_object) {
    if (!has_float(a, b)) {
        return add_ints(heap, int_digits(a), int_digits(b), out_object);
    }
    double values[2];
    HeapStatus status = to_doubles(heap, a, b, values);
    return status == HEAP_OK ? heap_new_float(heap, values[0] + values[1], out_object) : status;
}

HeapStatus arithmetic_multiply(Heap *heap, Object *a, Object *b, Object **out_object) {
    if (!has_float(a, b)) {
        return multiply_ints(heap, int_digits(a), int_digits(b), out_object);
    }
    double values[2];
    HeapStatus status = to_doubles(heap, a, b, values);
    return status == HEAP_OK ? heap_new_float(heap, values[0] * values[1], out_object) : status;
}
