#include "api/views/dot_text.h"

#include <string.h>

enum { MAX_TEXT = 512 };

// A label has escapes and entities of its own, and a record's fields are told apart by characters.
static const struct {
    char character;
    const char *in_label;  // NULL: the character itself.
    const char *in_record;
} escapes[] = {
    {'"', "\\\"", "\\\""}, {'\\', "\\\\", "\\\\"}, {'&', "&amp;", "&amp;"}, {'\n', "\\n", "\\n"},
    {'{', NULL, "\\{"},    {'}', NULL, "\\}"},     {'|', NULL, "\\|"},      {'<', NULL, "\\<"},
    {'>', NULL, "\\>"},    {' ', NULL, "\\ "},
};

// What stands for a character; NULL: itself.
static const char *escape_of(DotPlace place, char character) {
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        if (escapes[i].character == character) {
            return place == DOT_RECORD ? escapes[i].in_record : escapes[i].in_label;
        }
    }
    return (unsigned char)character < ' ' || character == 127 ? "?" : NULL;
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
