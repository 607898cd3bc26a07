#include "api/json/text_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1000, FORMAT_SIZE = 128 };

char *text_more_room(TextBuffer *buffer, size_t size) {
    size_t needed = buffer->size + size + 1;
    size_t capacity = buffer->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : buffer->capacity * 2;
    if (capacity < needed) {
        capacity = needed;
    }
    char *text = buffer->failed ? NULL : realloc(buffer->text, capacity);
    if (text == NULL) {
        buffer->failed = true;
        buffer->capacity = 0;
        return NULL;
    }
    buffer->text = text;
    buffer->capacity = capacity;
    return text + buffer->size;
}

void text_add(TextBuffer *buffer, const char *bytes, size_t size) {
    char *end = text_room(buffer, size);
    if (end == NULL) {
        return;
    }
    if (size > 0) {
        memcpy(end, bytes, size);
    }
    text_grow(buffer, end + size);
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

// The numbers from 00 to 99.
static const char pairs[] = "0001020304050607080910111213141516171819"
                            "2021222324252627282930313233343536373839"
                            "4041424344454647484950515253545556575859"
                            "6061626364656667686970717273747576777879"
                            "8081828384858687888990919293949596979899";

static size_t count_digits(uint64_t value) {
    size_t count = 1;
    for (; value >= 10000; value /= 10000) {
        count += 4;
    }
    return count + (value >= 10) + (value >= 100) + (value >= 1000);
}

char *text_write_uint(char *text, uint64_t value) {
    char *end = text + count_digits(value);
    char *at = end;
    for (; value >= 100; value /= 100) {
        at -= 2;
        memcpy(at, pairs + value % 100 * 2, 2);
    }
    if (value >= 10) {
        memcpy(at - 2, pairs + value * 2, 2);
    } else {
        at[-1] = (char)('0' + value);
    }
    return end;
}

char *text_write_int(char *text, int64_t value) {
    if (value < 0) {
        *text++ = '-';
    }
    return text_write_uint(text, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void text_add_uint(TextBuffer *buffer, uint64_t value) {
    char *end = text_room(buffer, TEXT_NUMBER_SIZE);
    if (end != NULL) {
        text_grow(buffer, text_write_uint(end, value));
    }
}

void text_add_int(TextBuffer *buffer, int64_t value) {
    char *end = text_room(buffer, TEXT_NUMBER_SIZE);
    if (end != NULL) {
        text_grow(buffer, text_write_int(end, value));
    }
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
