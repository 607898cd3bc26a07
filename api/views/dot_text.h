// Text inside of DOT's quotes. Whatever the bytes are, a reader of DOT shows them as they were.
#pragma once

#include "api/json/text_buffer.h"

typedef enum {
    DOT_LABEL,   // Of a node, an edge or a graph.
    DOT_RECORD,  // A field of a node whose shape is record.
} DotPlace;

// UTF-8; of one that is longer than `most` bytes the beginning and an ellipsis. Without the quotes.
void dot_text_add(TextBuffer *buffer, DotPlace place, const char *text, size_t most);
