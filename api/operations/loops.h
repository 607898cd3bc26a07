// How often a repeat may go round, and how long its Python may be.
#pragma once

#include "api/operations/run.h"

enum {
    LOOP_MAX_TURNS = 1000000,
    LOOP_MAX_NAMED_TURNS = RUN_MAX_NAMES,     // Written out in Python, turn by turn.
    LOOP_MAX_PYTHON_BYTES = 4 * 1024 * 1024,  // Of a text that is written out.
};
