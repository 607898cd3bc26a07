#include "api/json/text_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256, FORMAT_SIZE = 128 };

// After: room for `size` more bytes and a NUL, or the buffer has failed.
static void make_room(TextBuffer *buffer, size_t size) {
    size_t needed = buffer->size + size + 1;
    if (buffer->failed || needed <= buffer->capacity) {
        return;
    }
    size_t capacity = buffer->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : buffer->capacity * 2;
    if (capacity < needed) {
        capacity = needed;
    }
    char *text = realloc(buffer->text, capacity);
    if (text == NULL) {
        buffer->failed = true;
        return;
    }
    buffer->text = text;
    buffer->capacity = capacity;
}

void text_add(TextBuffer *buffer, const char *bytes, size_t size) {
    make_room(buffer, size);
    if (buffer->failed) {
        return;
    }
    if (size > 0) {
        memcpy(buffer->text + buffer->size, bytes, size);
    }
    buffer->size += size;
    buffer->text[buffer->size] = '\0';
}

void text_add_string(TextBuffer *buffer, const char *string) {
    text_add(buffer, string, strlen(string));
}

void text_add_format(TextBuffer *buffer, const char *format, ...) {
    char text[FORMAT_SIZE];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    text_add_string(buffer, text);
}

void text_cut(TextBuffer *buffer, size_t size) {
    if (size < buffer->size) {
        buffer->size = size;
        buffer->text[size] = '\0';
    }
}

char *text_take(TextBuffer *buffer, size_t *out_size) {
    text_add(buffer, "", 0);
    if (buffer->failed) {
        text_discard(buffer);
        return NULL;
    }
    char *text = buffer->text;
    if (out_size != NULL) {
        *out_size = buffer->size;
    }
    *buffer = (TextBuffer){0};
    return text;
}

void text_discard(TextBuffer *buffer) {
    free(buffer->text);
    *buffer = (TextBuffer){0};
}

char *text_copy(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

// The bytes that the UTF-8 sequence starting with `lead` has.
static size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

void text_trim_utf8(char *text) {
    size_t size = strlen(text);
    size_t start = size;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    if (start > 0 && start - 1 + sequence_length((unsigned char)text[start - 1]) > size) {
        text[start - 1] = '\0';
    }
}
