// A text that grows: what JSON answers and Python statements are written into.
//
// Running out of memory is remembered, and everything after it does nothing: a writer looks once,
// at the end.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *text;             // Owned; NUL-terminated once anything was added.
    size_t size, capacity;  // The capacity is 0 after a failure: there is no room, however little.
    bool failed;
} TextBuffer;

// Where `size` bytes and a NUL can be written, and are then counted with text_grow(); NULL after a
// failure.
char *text_more_room(TextBuffer *buffer, size_t size);
static inline char *text_room(TextBuffer *buffer, size_t size) {
    return buffer->size + size < buffer->capacity ? buffer->text + buffer->size
                                                  : text_more_room(buffer, size);
}
// `end` is behind what was written there.
static inline void text_grow(TextBuffer *buffer, char *end) {
    *end = '\0';
    buffer->size = (size_t)(end - buffer->text);
}

void text_add(TextBuffer *buffer, const char *bytes, size_t size);
void text_add_string(TextBuffer *buffer, const char *string);
// For numbers and the like: what is longer than 127 bytes is cut.
__attribute__((format(printf, 2, 3))) void text_add_format(TextBuffer *buffer, const char *format,
                                                           ...);
void text_add_uint(TextBuffer *buffer, uint64_t value);
void text_add_int(TextBuffer *buffer, int64_t value);
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

// Numbers as text, without a NUL, into as many bytes as the longest takes. Each returns the end.
enum { TEXT_NUMBER_SIZE = 20 };
char *text_write_uint(char *text, uint64_t value);
char *text_write_int(char *text, int64_t value);
