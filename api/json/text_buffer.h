// A text that grows: what JSON answers and Python statements are written into.
//
// Running out of memory is remembered, and everything after it does nothing: a writer looks once,
// at the end.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char *text;  // Owned; NUL-terminated once anything was added.
    size_t size, capacity;
    bool failed;
} TextBuffer;

void text_add(TextBuffer *buffer, const char *bytes, size_t size);
void text_add_string(TextBuffer *buffer, const char *string);
// For numbers and the like: what is longer than 127 bytes is cut.
__attribute__((format(printf, 2, 3))) void text_add_format(TextBuffer *buffer, const char *format,
                                                           ...);
// Back to `size` bytes, which it had before.
void text_cut(TextBuffer *buffer, size_t size);
// Hands over the text, to be released with free(), and leaves an empty buffer. NULL after a
// failure.
char *text_take(TextBuffer *buffer, size_t *out_size);
void text_discard(TextBuffer *buffer);

// A copy to be released with free(); NULL without memory.
char *text_copy(const char *text);

// Cuts the UTF-8 text in `text` to its longest whole beginning: for what snprintf() shortened.
void text_trim_utf8(char *text);
