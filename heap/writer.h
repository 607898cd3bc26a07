// Where repr() writes: a buffer that may be too small. Private to heap/.
#pragma once

#include <stdbool.h>

#include "heap/text_room.h"

// Once something did not fit, nothing more is written.
typedef struct {
    char *buffer;
    size_t size, limit;
    bool cut;
    bool lacks_text;  // An int in it is too long for Python to show.
    bool shows_zero;  // There is an int in it that is 0.
    TextRoom *room;   // Follows the pieces of the outermost container; may be NULL.
    size_t piece;     // Where the piece begins that it was not told yet.
} Writer;

// All of it or nothing.
void writer_put_whole(Writer *writer, const char *text, size_t size);
// As many characters of it as fit.
void writer_put(Writer *writer, const char *text);
// What was written since the last piece is one; or stands between pieces; or is the last of the
// text.
void writer_end_piece(Writer *writer);
void writer_end_mark(Writer *writer);
void writer_end_text(Writer *writer);
