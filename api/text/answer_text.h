// Any answer as text for people, made of its JSON: nothing here knows which question it answers.
//
// A listing is a table, a thing a block of `key: value`, a graph an outline; what a thing has many
// of comes below it as tables of their own. The same JSON gives the same text; lines are bounded,
// and what is cut ends with an ellipsis.
#pragma once

#include "api/json/text_buffer.h"
#include "api/text/json_part.h"

// `json` is an object. Lines end with a line break, the last too.
void answer_text_write(TextBuffer *text, JsonPart json);

// Parts of it: the names and frames with what they lead to, each object once.
void graph_text_write(TextBuffer *text, JsonPart graph);
// The differences of profiles: a table, then what each is about.
void profile_differences_write(TextBuffer *text, JsonPart differences);
// Each operation with what differs after it.
void comparison_text_write(TextBuffer *text, JsonPart json);
