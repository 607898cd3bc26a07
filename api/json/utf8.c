#include "api/json/utf8.h"

#include <stdbool.h>

static size_t length_from(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) {
        return 0;
    }
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

size_t utf8_size(uint32_t point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

static bool is_character(uint32_t point, size_t length) {
    bool surrogate = point >= 0xd800 && point <= 0xdfff;
    return !surrogate && point <= 0x10ffff && utf8_size(point) == length;
}

size_t utf8_decode(const char *text, size_t size, uint32_t *out_point) {
    static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    size_t length = size == 0 ? 0 : length_from((unsigned char)text[0]);
    if (length == 0 || length > size) {
        return 0;
    }
    uint32_t point = (unsigned char)text[0] & lead_bits[length];
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (byte & 0x3f);
    }
    if (!is_character(point, length)) {
        return 0;
    }
    *out_point = point;
    return length;
}

size_t utf8_encode(uint32_t point, char *out_text) {
    static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t length = utf8_size(point);
    for (size_t i = length - 1; i > 0; i--) {
        out_text[i] = (char)(0x80 | (point & 0x3f));
        point >>= 6;
    }
    out_text[0] = (char)(leads[length] | point);
    return length;
}
