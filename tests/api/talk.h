// A session to talk with, for tests in C.
#pragma once

#include "api/api.h"

#include <stdbool.h>

// A new session with the profile that the environment's SANDHEAP_PROFILE names, the article's
// without.
ApiSession *talk_begin(void);
// Sends a body to a call. The answer's body is the caller's to free.
ApiReply talk(ApiSession *session, ApiCall call, const char *body);
// Sends an operation, or a list, and checks that the code is the expected one.
void talk_expect(ApiSession *session, ApiCode expected, const char *body);
// Everything that can be asked of a session, as one text to be freed.
char *talk_everything(ApiSession *session);
// Checks the heap.
void talk_check(ApiSession *session);
