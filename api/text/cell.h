// A JSON value in a line for people.
#pragma once

#include "api/json/text_buffer.h"
#include "api/text/json_part.h"

enum { CELL_LIMIT = 48, LINE_LIMIT = 160, SENTENCES_LIMIT = 4000, CELL_LINES = 40 };

// At most `limit` characters, the last an ellipsis when there were more. Breaks of lines and other
// control characters stay the escapes that JSON has for them, and what else cannot be seen becomes one.
void cell_write(TextBuffer *text, JsonPart value, size_t limit);

// A string with its lines, each indented by `indent` but the first; what is more than CELL_LINES
// lines is told as a number. Anything else is a cell.
void cell_write_lines(TextBuffer *text, JsonPart value, size_t indent);

// With the unit that the member of this name has: "size: 1,536 bytes". Sentences are not cut.
void cell_write_member(TextBuffer *text, JsonPart key, JsonPart value);

// Of the text from `start` on: what a terminal shows for each, as far as it is known here.
size_t cell_width(const TextBuffer *text, size_t start);
void cell_pad(TextBuffer *text, size_t count);
