// The names that code uses: of variables, attributes, parameters, functions, classes. The heap is
// told of them when the code would be compiled, since it may keep strings of these texts for good.
#pragma once

#include "api/operations/run.h"

// Those of a checked operation and of the bodies in it. A name with the turn of a repeat in it is
// used once the turn comes.
API_MUST_USE ApiCode run_use_names(Run *run, const cJSON *operation);
