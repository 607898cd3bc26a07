#include "heap/types/float.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap/state.h"

enum {
    HASH_BITS = 61,
    HASH_STEP = 28,  // Bits of the mantissa that are mixed in at a time.
    HASH_INFINITE = 314159,
    MAX_DIGITS = 17,   // Tell any two doubles apart.
    FIXED_ABOVE = -5,  // Decimal exponents between these two are written without one.
    FIXED_BELOW = 16,
};

double float_value(const Object *object) {
    return ((const FloatObject *)object)->value;
}

HeapStatus heap_new_float(Heap *heap, double value, Object **out_object) {
    Object *object;
    HeapStatus status = object_new(heap, HEAP_FLOAT, FLOAT_BYTES, FREE_FLOAT, &object);
    if (status != HEAP_OK) {
        return status;
    }
    ((FloatObject *)object)->value = value;
    object_announce(heap, object);
    *out_object = object;
    return HEAP_OK;
}

// ---- the hash: the value modulo 2^61 - 1, so that it is that of an equal int

static uint64_t rotate(uint64_t hash, int bits) {
    const uint64_t modulus = ((uint64_t)1 << HASH_BITS) - 1;
    return bits == 0 ? hash : (hash << bits & modulus) | hash >> (HASH_BITS - bits);
}

static uint64_t hash_mantissa(double mantissa, int *exponent) {
    const uint64_t modulus = ((uint64_t)1 << HASH_BITS) - 1;
    uint64_t hash = 0;
    while (mantissa != 0) {
        mantissa *= (double)(1 << HASH_STEP);
        *exponent -= HASH_STEP;
        uint64_t digit = (uint64_t)mantissa;
        mantissa -= (double)digit;
        hash = rotate(hash, HASH_STEP) + digit;
        hash -= hash >= modulus ? modulus : 0;
    }
    return hash;
}

int64_t float_hash(double value) {
    if (isinf(value)) {
        return value > 0 ? HASH_INFINITE : -HASH_INFINITE;
    }
    int exponent = 0;
    double mantissa = frexp(value, &exponent);
    uint64_t hash = hash_mantissa(fabs(mantissa), &exponent);
    int bits = exponent % HASH_BITS;
    hash = rotate(hash, bits < 0 ? bits + HASH_BITS : bits);
    int64_t signed_hash = mantissa < 0 ? -(int64_t)hash : (int64_t)hash;
    return signed_hash == -1 ? -2 : signed_hash;
}

// ---- the text

// Digits and decimal exponent of a finite, positive value: d.ddd * 10^exponent.
typedef struct {
    char digits[MAX_DIGITS + 2];
    int count, exponent;
} Decimal;

static double read_back(const Decimal *decimal) {
    char text[FLOAT_TEXT_SIZE];
    snprintf(text, sizeof text, "%se%d", decimal->digits, decimal->exponent - decimal->count + 1);
    return strtod(text, NULL);
}

// The decimal with so many digits that is nearest to the value.
static Decimal nearest(double value, int count) {
    char text[FLOAT_TEXT_SIZE];
    Decimal decimal = {.count = count};
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    const char *mark = strchr(text, 'e');
    for (const char *from = text; from < mark; from++) {
        if (*from != '.') {
            decimal.digits[strlen(decimal.digits)] = *from;
        }
    }
    decimal.exponent = (int)strtol(mark + 1, NULL, 10);
    return decimal;
}

// One more in the last digit. Nines would carry, and then fewer digits would have done.
static bool step_up(Decimal *decimal) {
    char *last = &decimal->digits[decimal->count - 1];
    *last = (char)(*last + 1);
    return *last <= '9';
}

// The nearest decimal is the one to try, but at a power of two: there the doubles above are twice
// as far apart as those below, and the next decimal up may read back where the nearest does not.
static Decimal shortest(double value) {
    for (int count = 1; count < MAX_DIGITS; count++) {
        Decimal decimal = nearest(value, count);
        if (read_back(&decimal) == value) {
            return decimal;
        }
        if (step_up(&decimal) && read_back(&decimal) == value) {
            return decimal;
        }
    }
    return nearest(value, MAX_DIGITS);
}

static void drop_zeros(Decimal *decimal) {
    while (decimal->count > 1 && decimal->digits[decimal->count - 1] == '0') {
        decimal->digits[--decimal->count] = '\0';
    }
}

static void write_exponential(const Decimal *decimal, char *text, size_t size) {
    const char *digits = decimal->digits;
    snprintf(text, size, "%.1s%s%se%c%02d", digits, decimal->count > 1 ? "." : "", digits + 1,
             decimal->exponent < 0 ? '-' : '+', abs(decimal->exponent));
}

static void write_fixed(const Decimal *decimal, char *text, size_t size) {
    int whole = decimal->exponent + 1;
    if (whole <= 0) {
        snprintf(text, size, "0.%.*s%s", -whole, "0000", decimal->digits);
    } else if (whole >= decimal->count) {
        snprintf(text, size, "%s%.*s.0", decimal->digits, whole - decimal->count,
                 "0000000000000000");
    } else {
        snprintf(text, size, "%.*s.%s", whole, decimal->digits, decimal->digits + whole);
    }
}

void float_text(double value, char text[static FLOAT_TEXT_SIZE]) {
    if (!isfinite(value)) {
        snprintf(text, FLOAT_TEXT_SIZE, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return;
    }
    size_t sign = signbit(value) ? 1 : 0;
    text[0] = '-';
    if (value == 0) {
        memcpy(text + sign, "0.0", sizeof "0.0");
        return;
    }
    Decimal decimal = shortest(fabs(value));
    drop_zeros(&decimal);
    bool fixed = decimal.exponent > FIXED_ABOVE && decimal.exponent < FIXED_BELOW;
    (fixed ? write_fixed : write_exponential)(&decimal, text + sign, FLOAT_TEXT_SIZE - sign);
}

void heap_float_text(double value, char text[static HEAP_FLOAT_TEXT_SIZE]) {
    float_text(value, text);
}

// ---- the type

static uint64_t size_of(const Heap *heap, const Object *object) {
    (void)heap, (void)object;
    return FLOAT_BYTES;
}

static void free_memory(Heap *heap, Object *object) {
    object_free_block(heap, object, FLOAT_BYTES, FREE_FLOAT);
}

const Type float_type = {
    .name = "float",
    .size = size_of,
    .block_size = size_of,
    .free_memory = free_memory,
};
