// How much a comparison tells.
#pragma once

enum {
    COMPARE_MAX_TOLD = 1000,  // Differences of one operation.
    COMPARE_LOOK_WORK = 100,  // What looking at a name under a profile costs, in units of work.
};
