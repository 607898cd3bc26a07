#include "api/json/base64.h"

#include <stdint.h>
#include <string.h>

size_t base64_bound(size_t size) {
    return size / 4 * 3;
}

static int value_of(char character) {
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = memchr(alphabet, character, sizeof alphabet - 1);
    return found == NULL ? -1 : (int)(found - alphabet);
}

static size_t padding_of(const char *text, size_t size) {
    if (size == 0 || text[size - 1] != '=') {
        return 0;
    }
    return text[size - 2] == '=' ? 2 : 1;
}

// Four characters of which the last `padding` stand for nothing.
static bool decode_group(const char *text, size_t padding, unsigned char *out_bytes) {
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = i >= 4 - padding ? 0 : value_of(text[i]);
        if (value < 0) {
            return false;
        }
        bits = bits << 6 | (uint32_t)value;
    }
    for (size_t i = 0; i < 3 - padding; i++) {
        out_bytes[i] = (unsigned char)(bits >> (16 - 8 * i));
    }
    return (bits & ((1u << (8 * padding)) - 1)) == 0;
}

bool base64_decode(const char *text, size_t size, unsigned char *out_bytes, size_t *out_size) {
    if (size % 4 != 0) {
        return false;
    }
    size_t padding = padding_of(text, size);
    for (size_t i = 0; i < size; i += 4) {
        bool last = i + 4 == size;
        if (!decode_group(text + i, last ? padding : 0, out_bytes + i / 4 * 3)) {
            return false;
        }
    }
    *out_size = size / 4 * 3 - padding;
    return true;
}
