// What can be seen in a piece of Python text that this layer wrote, without parsing it: enough to
// tell which names need care. What is found too much does no harm.
#pragma once

#include "api/json/text_buffer.h"

// Adds the plain names that the lines of a statement bind or unbind, each with a NUL behind it.
void script_names_bound(TextBuffer *names, const char *text);
// Adds the names of the module that a statement of a frame takes care to tell apart:
// `globals()['x']` and `global x`; and of Python's own, `__builtins__.x`.
void script_names_of_module(TextBuffer *names, const char *text);
// Whether two such lists have a name in common. False with `failed` set in `names` without memory.
bool script_names_meet(TextBuffer *names, const TextBuffer *others);

// Where the callee ends of a call statement that takes no result: at its parenthesis.
size_t script_callee_size(const char *text);
// Whether the script says `module.`, outside its strings and comments.
bool script_uses_module(const char *text, const char *module);
