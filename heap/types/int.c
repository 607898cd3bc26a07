#include "heap/types/int.h"

#include <stdio.h>
#include <string.h>

#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/singletons.h"

enum {
    CHUNK = 1000000000,  // Decimals are read and written nine at a time.
    CHUNK_DECIMALS = 9,
    MAX_CHUNKS = INT_MAX_DECIMALS / CHUNK_DECIMALS + 1,
    MAX_DIGITS = MAX_CHUNKS,  // 30 bits hold a chunk.
    SHOWN_LITERAL = 200,      // Bytes of a bad literal that its error quotes.
};

// A number before it is an object.
typedef struct {
    bool negative;
    size_t count;  // Of digits; no leading zeros.
    uint32_t digits[MAX_DIGITS];
} Number;

static const IntObject *as_int(const Object *object) {
    return (const IntObject *)object;
}

static size_t digit_count(const Object *object) {
    int32_t size = as_int(object)->size;
    return (size_t)(size < 0 ? -size : size);
}

IntDigits int_digits(const Object *object) {
    return (IntDigits){as_int(object)->digits, digit_count(object), as_int(object)->size < 0};
}

// ---- making

void int_set_small(Object *object, int value) {
    IntObject *number = (IntObject *)object;
    number->size = (value > 0) - (value < 0);
    number->spare = 0;
    number->digits[0] = (uint32_t)(value < 0 ? -value : value);
}

static HeapStatus make(Heap *heap, IntDigits number, size_t room, uint8_t flags,
                       Object **out_object) {
    size_t least = number.count == 0 ? 1 : number.count;
    room = room < least ? least : room;
    Object *object;
    HeapStatus status = object_new(heap, HEAP_INT, sizeof(IntObject) + room * sizeof(uint32_t),
                                   room == 1 ? FREE_INT : FREE_LISTS, &object);
    if (status != HEAP_OK) {
        return status;
    }
    IntObject *made = (IntObject *)object;
    made->size = number.negative ? -(int32_t)number.count : (int32_t)number.count;
    made->spare = (uint32_t)(room - least);
    memcpy(made->digits, number.digits, least * sizeof(uint32_t));
    object->flags |= flags;
    object_announce(heap, object);
    *out_object = object;
    return HEAP_OK;
}

static Object *find_small(Heap *heap, IntDigits number) {
    if (number.count > 1 || heap->scratch_end != 0) {
        return NULL;
    }
    int64_t magnitude = number.count == 0 ? 0 : number.digits[0];
    return static_int(heap, number.negative ? -magnitude : magnitude);
}

HeapStatus int_new_digits(Heap *heap, IntDigits number, size_t room, Object **out_object) {
    Object *small = find_small(heap, number);
    return small != NULL ? singleton_hand_out(heap, small, out_object)
                         : make(heap, number, room, 0, out_object);
}

static HeapStatus give(Heap *heap, const Number *number, Object **out_object) {
    IntDigits digits = {number->digits, number->count, number->negative};
    return int_new_digits(heap, digits, number->count, out_object);
}

// Zero. The digits above the lowest stay as they are.
static void init_number(Number *number, bool negative) {
    number->negative = negative;
    number->count = 0;
    number->digits[0] = 0;
}

HeapStatus heap_new_int(Heap *heap, int64_t value, Object **out_object) {
    Number number;
    init_number(&number, value < 0);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    for (; rest != 0; rest >>= INT_DIGIT_BITS) {
        number.digits[number.count++] = (uint32_t)rest & INT_DIGIT_MASK;
    }
    return give(heap, &number, out_object);
}

HeapStatus int_new_internal(Heap *heap, uint64_t value, Object **out_object) {
    uint32_t digits[] = {(uint32_t)value & INT_DIGIT_MASK,
                         (uint32_t)(value >> INT_DIGIT_BITS) & INT_DIGIT_MASK,
                         (uint32_t)(value >> 2 * INT_DIGIT_BITS)};
    size_t count = digits[2] != 0 ? 3 : digits[1] != 0 ? 2 : 1;
    return make(heap, (IntDigits){digits, count, false}, count, OBJECT_INTERNAL, out_object);
}

// number = number * factor + summand
static void multiply_add(Number *number, uint32_t factor, uint32_t summand) {
    uint64_t carry = summand;
    for (size_t i = 0; i < number->count; i++) {
        carry += (uint64_t)number->digits[i] * factor;
        number->digits[i] = (uint32_t)carry & INT_DIGIT_MASK;
        carry >>= INT_DIGIT_BITS;
    }
    if (carry != 0) {
        number->digits[number->count++] = (uint32_t)carry;
    }
}

// The first chunk takes what makes the rest a multiple of nine.
static void read_decimals(const char *decimals, size_t size, Number *number) {
    size_t end = size % CHUNK_DECIMALS;
    for (size_t at = 0; at < size; end += CHUNK_DECIMALS) {
        uint32_t chunk = 0;
        for (; at < end; at++) {
            chunk = chunk * 10 + (uint32_t)(decimals[at] - '0');
        }
        multiply_add(number, CHUNK, chunk);
    }
}

static HeapStatus refuse_literal(Heap *heap, const char *text) {
    char shown[SHOWN_LITERAL + 1];
    size_t size = strlen(text);
    size = size > SHOWN_LITERAL ? SHOWN_LITERAL : size;
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80) {
        size--;
    }
    memcpy(shown, text, size);
    shown[size] = '\0';
    return heap_fail(heap, HEAP_VALUE_ERROR, "invalid literal for int() with base 10: '%s'", shown);
}

static HeapStatus check_decimals(Heap *heap, const char *text, size_t sign) {
    size_t size = strspn(text + sign, "0123456789");
    if (size == 0 || text[sign + size] != '\0') {
        return refuse_literal(heap, text);
    }
    if (size > INT_MAX_DECIMALS) {
        return heap_fail(heap, HEAP_VALUE_ERROR,
                         "Exceeds the limit (%lld digits) for integer string conversion: value has "
                         "%zu digits; use sys.set_int_max_str_digits() to increase the limit",
                         (long long)INT_MAX_DECIMALS, size);
    }
    return HEAP_OK;
}

static bool fits_c_long(const Number *number) {
    enum { TOP_DIGIT_END = 1 << (63 - 2 * INT_DIGIT_BITS) };
    return number->count < 3 || (number->count == 3 && number->digits[2] < TOP_DIGIT_END);
}

// CPython reads what is no C long into room for as many digits as so many decimals may need; the
// minus makes it anew.
static size_t literal_room(const Number *number, size_t decimals) {
    static const double digits_each = 0.11073093649624542;  // log(10) / log(2^30)
    return number->negative || fits_c_long(number) ? number->count
                                                   : (size_t)((double)decimals * digits_each) + 1;
}

HeapStatus heap_new_int_text(Heap *heap, const char *digits, Object **out_object) {
    size_t sign = digits[0] == '-';
    HeapStatus status = check_decimals(heap, digits, sign);
    if (status != HEAP_OK) {
        return status;
    }
    Number number;
    size_t decimals = strlen(digits + sign);
    init_number(&number, sign);
    read_decimals(digits + sign, decimals, &number);
    return int_new_digits(heap, (IntDigits){number.digits, number.count, number.negative},
                          literal_room(&number, decimals), out_object);
}

// ---- looking

bool int_value(const Object *object, int64_t *out_value) {
    uint64_t magnitude = 0;
    uint64_t limit = (uint64_t)INT64_MAX + (as_int(object)->size < 0);
    for (size_t i = digit_count(object); i-- > 0;) {
        uint32_t digit = as_int(object)->digits[i];
        if (magnitude > (limit - digit) >> INT_DIGIT_BITS) {
            return false;
        }
        magnitude = magnitude << INT_DIGIT_BITS | digit;
    }
    *out_value = (int64_t)(as_int(object)->size < 0 ? 0 - magnitude : magnitude);
    return true;
}

// The value modulo 2^61 - 1, a rotation for each digit; -1 means failure in CPython and is not
// used.
int64_t int_hash(const Object *object) {
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    uint64_t hash = 0;
    for (size_t i = digit_count(object); i-- > 0;) {
        hash = (hash << INT_DIGIT_BITS & modulus) | hash >> (61 - INT_DIGIT_BITS);
        hash += as_int(object)->digits[i];
        hash -= hash >= modulus ? modulus : 0;
    }
    int64_t signed_hash = as_int(object)->size < 0 ? -(int64_t)hash : (int64_t)hash;
    return signed_hash == -1 ? -2 : signed_hash;
}

// chunks = chunks * 2^30 + digit, in base CHUNK; returns the new count.
static size_t push_digit(uint32_t *chunks, size_t count, uint32_t digit) {
    uint64_t carry = digit;
    for (size_t i = 0; i < count; i++) {
        carry += (uint64_t)chunks[i] << INT_DIGIT_BITS;
        chunks[i] = (uint32_t)(carry % CHUNK);
        carry /= CHUNK;
    }
    for (; carry != 0; carry /= CHUNK) {
        chunks[count++] = (uint32_t)(carry % CHUNK);
    }
    return count;
}

bool int_has_text(const Object *object) {
    // Bits of the largest number of INT_MAX_DECIMALS digits.
    enum { MOST_DIGITS = (INT_MAX_DECIMALS * 3322 / 1000 + INT_DIGIT_BITS) / INT_DIGIT_BITS };
    if (digit_count(object) > MOST_DIGITS) {
        return false;
    }
    char text[INT_TEXT_SIZE];
    return int_text(object, text) - (as_int(object)->size < 0) <= INT_MAX_DECIMALS;
}

size_t int_text(const Object *object, char text[static INT_TEXT_SIZE]) {
    uint32_t chunks[MAX_CHUNKS + 1];
    chunks[0] = 0;
    size_t count = 0;
    for (size_t i = digit_count(object); i-- > 0;) {
        count = push_digit(chunks, count, as_int(object)->digits[i]);
    }
    size_t top = count == 0 ? 0 : count - 1;
    const char *sign = as_int(object)->size < 0 ? "-" : "";
    int size = snprintf(text, INT_TEXT_SIZE, "%s%u", sign, (unsigned)chunks[top]);
    for (size_t i = top; i-- > 0;) {
        size += snprintf(text + size, INT_TEXT_SIZE - (size_t)size, "%09u", (unsigned)chunks[i]);
    }
    return (size_t)size;
}

uint64_t int_size(const Heap *heap, const Object *object) {
    (void)heap;
    size_t count = digit_count(object);
    return sizeof(IntObject) + (count == 0 ? 1 : count) * sizeof(uint32_t);
}

uint64_t int_block_size(const Heap *heap, const Object *object) {
    return int_size(heap, object) + as_int(object)->spare * sizeof(uint32_t);
}

// Two digits take the same block as one, so a sum that turned out to have one digit is parked, too.
static void free_memory(Heap *heap, Object *object) {
    bool parks = digit_count(object) <= 1 && as_int(object)->spare <= 1;
    object_free_block(heap, object, int_block_size(heap, object), parks ? FREE_INT : FREE_LISTS);
}

const Type int_type = {
    .name = "int",
    .size = int_size,
    .block_size = int_block_size,
    .free_memory = free_memory,
};
