// The head of a script: what it is, what it imports, what its frames need.
#pragma once

#include "api/json/text_buffer.h"
#include "api/session.h"

typedef struct {
    const char *statements;  // All that follows.
    const char *prefix;      // Of the script's own names.
    size_t deepest;          // So many frames ran at once.
    size_t silent;           // Operations without Python.
    bool has_frames;
} ScriptFacts;

void script_head_write(TextBuffer *text, const ApiSession *session, const ScriptFacts *facts);
