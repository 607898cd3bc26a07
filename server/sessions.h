// The sessions that live in this process, and the only place that locks them.
//
// A session is found by its id, 128 random bits that nobody can guess. Any number of threads may
// call any function here; calls on one session happen one after the other. An ended session is
// remembered for a while, so that asking for it says "ended" and not "never heard of".
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "api/api.h"
#include "server/limits.h"

enum { SESSION_ID_SIZE = 33 };

typedef struct Sessions Sessions;

// The limits are borrowed. NULL when memory runs out.
Sessions *sessions_create(const ServerLimits *limits);

// No other thread uses them any more.
void sessions_destroy(Sessions *sessions);

// Makes a session for the client of an address, see address_key(). On success `id` is its id.
API_MUST_USE ApiReply sessions_open(Sessions *sessions, const ApiInput *input, uint64_t address,
                                    char id[static SESSION_ID_SIZE]);

// A session that is busy with others' calls is waited for, but not for long: then the answer of the
// two functions below is API_BUSY, and nothing has happened.
API_MUST_USE ApiReply sessions_call(Sessions *sessions, const char *id, ApiCall call,
                                    const ApiInput *input);

// Only a session in a state that the input expects is ended.
API_MUST_USE ApiReply sessions_end(Sessions *sessions, const char *id, const ApiInput *input);

// Ends what has been idle for too long.
void sessions_sweep(Sessions *sessions);
