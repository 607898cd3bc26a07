// How much a comparison tells, and what looking costs.
#pragma once

enum {
    COMPARE_MAX_TOLD = 1000,  // Differences of one operation.
    // In units of work, under each profile: to find a name, and to look at what it is bound to.
    COMPARE_FIND_WORK = 10,
    COMPARE_LOOK_WORK = 100,
    COMPARE_PYTHON_BYTES = 4,  // Of a statement's text that are written for one unit.
};
