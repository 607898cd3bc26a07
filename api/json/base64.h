// Base64 (RFC 4648) with padding, strict.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// The most bytes that `size` characters can stand for.
size_t base64_bound(size_t size);
// False when the text is not base64; `out_bytes` has room for base64_bound(size).
bool base64_decode(const char *text, size_t size, unsigned char *out_bytes, size_t *out_size);
