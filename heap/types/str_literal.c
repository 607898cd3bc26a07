// How CPython reads a str literal. Plain ASCII gets memory of its size. Others are decoded into
// room for as many characters as the source has bytes (if the profile says so, for as many as there
// are), or, when there is an escape, for as many as the source has once each character in it that
// is not ASCII is written as an escape of ten; the room that is left is given back by a resize,
// which may keep the larger block.
#include <string.h>

#include "heap/looking.h"
#include "heap/state.h"
#include "heap/types/str.h"

enum { LETTER_ESCAPE = 2, HEX_ESCAPE = 4, SHORT_ESCAPE = 6, LONG_ESCAPE = 10 };

// As repr() chooses: double quotes only where they save escapes.
static char choose_quote(const char *utf8, size_t size) {
    bool single = memchr(utf8, '\'', size) != NULL;
    return single && memchr(utf8, '"', size) == NULL ? '"' : '\'';
}

// How long the escape is that repr() writes for the character; 1 if it writes none.
static unsigned escape_length(uint32_t character, char quote) {
    if (character == '\\' || character == (unsigned char)quote || character == '\n' ||
        character == '\r' || character == '\t') {
        return LETTER_ESCAPE;
    }
    if (character < 0x80) {
        return character < 0x20 || character == 0x7f ? HEX_ESCAPE : 1;
    }
    if (heap_is_printable(character)) {
        return 1;
    }
    return character < 0x100 ? HEX_ESCAPE : character < 0x10000 ? SHORT_ESCAPE : LONG_ESCAPE;
}

uint64_t str_literal_room(const Heap *heap, const char *utf8, size_t size) {
    char quote = choose_quote(utf8, size);
    bool is_plain = true, has_escape = false;
    uint64_t source = 0;
    for (const char *at = utf8; at < utf8 + size;) {
        uint32_t character = str_decode(&at, utf8 + size);
        unsigned length = escape_length(character, quote);
        is_plain = is_plain && character < 0x80;
        has_escape = has_escape || length > 1;
        source += length == 1 && character >= 0x80 ? LONG_ESCAPE : length;
    }
    if (!has_escape) {
        return is_plain || heap->profile->wide_literals_fit ? 0 : size;
    }
    return source;
}
