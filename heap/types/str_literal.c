// How CPython reads a str literal. Plain ASCII gets memory of its size. Others are decoded into
// room for as many characters as the source has bytes (since 3.14 for as many as there are), or,
// when there is an escape, for as many as the source has once each character that is not ASCII is
// written as an escape of ten; the room that is left is given back by a resize, which may keep the
// larger block.
#include <string.h>

#include "heap/state.h"
#include "heap/types/str.h"

enum { LETTER_ESCAPE = 2, HEX_ESCAPE = 4, WIDE_ESCAPE = 10 };

// As repr() chooses: double quotes only where they save escapes.
static char choose_quote(const char *utf8, size_t size) {
    bool single = memchr(utf8, '\'', size) != NULL;
    return single && memchr(utf8, '"', size) == NULL ? '"' : '\'';
}

// Of an ASCII character in the source.
static unsigned source_length(unsigned char character, char quote) {
    if (character == '\\' || character == (unsigned char)quote || character == '\n' ||
        character == '\r' || character == '\t') {
        return LETTER_ESCAPE;
    }
    return character < 0x20 || character == 0x7f ? HEX_ESCAPE : 1;
}

uint64_t str_literal_room(const Heap *heap, const char *utf8, size_t size) {
    char quote = choose_quote(utf8, size);
    uint64_t ascii = 0, wide = 0, source = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)utf8[i];
        bool is_ascii = byte < 0x80, begins = (byte & 0xc0) == 0xc0;
        ascii += is_ascii;
        wide += begins;
        source += is_ascii ? source_length(byte, quote) : begins ? WIDE_ESCAPE : 0;
    }
    bool has_escape = source > ascii + WIDE_ESCAPE * wide;
    if (!has_escape) {
        return wide == 0 || heap->profile->wide_literals_fit ? 0 : size;
    }
    return source;
}
