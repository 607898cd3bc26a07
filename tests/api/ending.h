// What holds of any session, looked at when a dialogue has ended.
#pragma once

#include "api/api.h"

#include <stdbool.h>

// Its history makes a session that answers every question alike, with the same state_hash; and the
// text of each answer is one. False, with a message on standard output, where it is not so.
bool ending_is_good(ApiSession *session);

// Whether it is text for people: UTF-8 without control characters, of lines that end and are none
// of them too long.
bool ending_is_text(const ApiReply *reply);

// The state_hash; to be freed.
char *ending_hash(ApiSession *session);
