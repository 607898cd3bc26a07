// A list of JSON objects as a table: a line for each, a column for each member worth one.
#pragma once

#include "api/json/text_buffer.h"
#include "api/text/json_part.h"

// `rows` is an array of objects, not empty. Each line begins with `indent` spaces.
void table_write(TextBuffer *text, JsonPart rows, size_t indent);
