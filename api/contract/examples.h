// The examples of the document: a tour of everything there is to ask, in the order in which it can be
// asked of one session. The document plays it while it is written, so the answers in it are real ones.
//
// tests/dialogues/the_examples_of_the_document.txt says the same.
#pragma once

#include "api/api.h"

enum { EXAMPLES_MOST = 96, EXAMPLE_MAX_PARAMETERS = 2, EXAMPLE_MAX_BYTES = 16 * 1024 };

typedef struct {
    ApiCall call;
    bool with_reply;  // The document has its answer too, unless that is too long.
    const char *name;
    const char *body;  // NULL: none.
    const char *path[API_MAX_PATH_PIECES];
    ApiParameter query[EXAMPLE_MAX_PARAMETERS];
} Example;

extern const Example examples[];  // The first without a name ends them.

// The answers in the order of the examples; bodies are owned.
typedef struct {
    ApiReply of[EXAMPLES_MOST];
} ExampleReplies;

void examples_play(ExampleReplies *replies);
void examples_discard(ExampleReplies *replies);
