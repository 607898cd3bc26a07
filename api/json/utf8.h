// UTF-8, one character at a time.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { UTF8_MAX_BYTES = 4 };

// The bytes of the character that `text` begins with, or 0 when it is none: overlong forms,
// surrogates and what lies beyond U+10FFFF are none.
size_t utf8_decode(const char *text, size_t size, uint32_t *out_point);
// The bytes a code point needs.
size_t utf8_size(uint32_t point);
// Writes utf8_size(point) bytes.
size_t utf8_encode(uint32_t point, char *out_text);
