#include "server/percent.h"

#include <stddef.h>
#include <stdint.h>

static int hexadecimal(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// A row of the Unicode standard's table of well-formed sequences: the range of the lead byte, of
// the second byte, and how many bytes of 80 to BF follow the second.
typedef struct {
    uint8_t lead_first, lead_last, second_first, second_last, rest;
} Sequence;

static const Sequence sequences[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 0}, {0xE0, 0xE0, 0xA0, 0xBF, 1}, {0xE1, 0xEC, 0x80, 0xBF, 1},
    {0xED, 0xED, 0x80, 0x9F, 1}, {0xEE, 0xEF, 0x80, 0xBF, 1}, {0xF0, 0xF0, 0x90, 0xBF, 2},
    {0xF1, 0xF3, 0x80, 0xBF, 2}, {0xF4, 0xF4, 0x80, 0x8F, 2},
};

static bool is_within(uint8_t byte, uint8_t first, uint8_t last) {
    return first <= byte && byte <= last;
}

// How many bytes the multi-byte character at `text` has; 0 if it is not well-formed. The NUL at the
// end of the text ends a sequence that is cut short.
static size_t sequence_size(const uint8_t *text) {
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        const Sequence *row = &sequences[i];
        if (!is_within(text[0], row->lead_first, row->lead_last)) {
            continue;
        }
        if (!is_within(text[1], row->second_first, row->second_last)) {
            return 0;
        }
        size_t size = 2;
        while (size < 2U + row->rest && is_within(text[size], 0x80, 0xBF)) {
            size++;
        }
        return size == 2U + row->rest ? size : 0;
    }
    return 0;
}

static bool is_utf8(const char *text) {
    const uint8_t *next = (const uint8_t *)text;
    while (*next != 0) {
        size_t size = *next < 0x80 ? 1 : sequence_size(next);
        if (size == 0) {
            return false;
        }
        next += size;
    }
    return true;
}

bool percent_decode(char *text) {
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from != '%') {
            *to++ = *from;
            continue;
        }
        int high = hexadecimal(from[1]);
        int low = high < 0 ? -1 : hexadecimal(from[2]);
        if (low < 0 || high + low == 0) {
            return false;
        }
        *to++ = (char)(high * 16 + low);
        from += 2;
    }
    *to = '\0';
    return is_utf8(text);
}
