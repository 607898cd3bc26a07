// The characters of a str as UTF-8.
#include <stdlib.h>
#include <string.h>

#include "heap/types/str.h"

enum { MOST_BYTES = 4 };  // Of one character.

static bool is_ascii(const Object *str) {
    return ((const StrObject *)str)->form == STR_ASCII;
}

static size_t encode(const Heap *heap, const Object *str, size_t begin, size_t end, char *utf8) {
    size_t size = 0;
    for (size_t i = begin; i < end; i++) {
        char bytes[MOST_BYTES];
        size_t count = str_encode(str_character(heap, str, i), bytes);
        memcpy(utf8 + size, bytes, count);
        size += count;
    }
    return size;
}

bool str_utf8(const Heap *heap, const Object *str, size_t begin, size_t end, StrUtf8 *out_text) {
    if (is_ascii(str)) {
        const char *units = str_units(heap, str);
        *out_text = (StrUtf8){units + begin, end - begin, NULL};
        return true;
    }
    char *utf8 = malloc((end - begin) * MOST_BYTES + 1);
    if (utf8 == NULL) {
        return false;
    }
    *out_text = (StrUtf8){utf8, encode(heap, str, begin, end, utf8), utf8};
    return true;
}

size_t str_utf8_bound(const Object *str) {
    return str_length(str) * (is_ascii(str) ? 1 : MOST_BYTES);
}

size_t str_utf8_copy(const Heap *heap, const Object *str, char *utf8) {
    if (!is_ascii(str)) {
        return encode(heap, str, 0, str_length(str), utf8);
    }
    memcpy(utf8, str_units(heap, str), str_length(str));
    return str_length(str);
}
