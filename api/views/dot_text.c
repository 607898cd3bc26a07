#include "api/views/dot_text.h"

#include <string.h>

enum { MAX_TEXT = 512 };

// What stands for a character; NULL: itself. A label has escapes and entities of its own, and a
// record's fields are told apart by characters.
static const char *escape_of(DotPlace place, char character) {
    switch (character) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '&': return "&amp;";
    case '\n': return "\\n";
    case '{': return place == DOT_RECORD ? "\\{" : NULL;
    case '}': return place == DOT_RECORD ? "\\}" : NULL;
    case '|': return place == DOT_RECORD ? "\\|" : NULL;
    case '<': return place == DOT_RECORD ? "\\<" : NULL;
    case '>': return place == DOT_RECORD ? "\\>" : NULL;
    case ' ': return place == DOT_RECORD ? "\\ " : NULL;
    default: return (unsigned char)character < ' ' || character == 127 ? "?" : NULL;
    }
}

void dot_text_add(TextBuffer *buffer, DotPlace place, const char *text, size_t most) {
    char cut[MAX_TEXT + 1];
    size_t size = strlen(text);
    size_t kept = size <= most ? size : most;
    kept = kept < MAX_TEXT ? kept : MAX_TEXT;
    memcpy(cut, text, kept);
    cut[kept] = '\0';
    text_trim_utf8(cut);
    for (const char *at = cut; *at != '\0'; at++) {
        const char *escape = escape_of(place, *at);
        if (escape != NULL) {
            text_add_string(buffer, escape);
        } else {
            text_add(buffer, at, 1);
        }
    }
    if (kept < size) {
        text_add_string(buffer, "…");
    }
}
