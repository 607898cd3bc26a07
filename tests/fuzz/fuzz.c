#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

void fuzz_fail(const char *what) {
    fprintf(stderr, "DOES NOT HOLD: %s\n", what);
    abort();
}
