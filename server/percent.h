// Strict percent-decoding of a piece of a path or query (RFC 3986). A `+` is a plus.
#pragma once

#include <stdbool.h>

// Decodes `text` in place. False, with `text` in pieces, when a `%` is not followed by two
// hexadecimal digits, or when the outcome holds a NUL or is not UTF-8.
bool percent_decode(char *text);
