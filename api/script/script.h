// The history of a session as a script that CPython runs.
//
// Operations of the module are its statements. What was done in a frame that was entered by hand
// becomes a `def` of its own, and the function runs that when it is called: the script lets it, for
// one call, have the code of the `def`. All of these stand in the module, one behind the other,
// before the outermost call: none is inside another, so that no name of one is another's.
#pragma once

#include "api/json/text_buffer.h"
#include "api/session.h"

// Writes operations until the text has so many bytes, then says how many there were.
void script_write(TextBuffer *text, const ApiSession *session, size_t enough);
