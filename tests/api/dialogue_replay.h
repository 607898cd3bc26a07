// One replay of a dialogue: in one profile, if it is about every CPython. Private to dialogue*.c.
#pragma once

#include "tests/api/dialogue.h"

typedef struct {
    const char *file;
    const char *profile;  // "cpython-3.12"; NULL when the dialogue does not ask for every CPython.
} Replay;

// Takes `text` apart in place.
bool dialogue_replay(const Replay *replay, char *text, const DialoguePartner *partner);
