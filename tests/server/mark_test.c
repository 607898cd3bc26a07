// The mark of memory by itself: where it is, and what is beyond it.
#include "server/memory.h"

#include <unistd.h>

#include "tests/support/test.h"

static void a_mark_that_is_asked_for_is_taken(void) {
    CHECK_INT(12345, memory_mark(12345));
}

static void a_mark_of_its_own_is_within_what_the_machine_has(void) {
    uint64_t machine = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    CHECK(memory_mark(0) > 0);
    CHECK(memory_mark(0) <= machine / 4 * 3);
}

static void check_short(bool expected, uint64_t mark) {
    Memory *memory = memory_create(mark);
    CHECK(memory != NULL);
    CHECK_INT(expected, memory_is_short(memory));
    memory_measure(memory);
    CHECK_INT(expected, memory_is_short(memory));
    memory_destroy(memory);
}

static void a_process_is_beyond_a_byte_and_within_everything(void) {
    check_short(true, 1);
    check_short(false, UINT64_MAX);
}

int main(void) {
    RUN(a_mark_that_is_asked_for_is_taken);
    RUN(a_mark_of_its_own_is_within_what_the_machine_has);
    RUN(a_process_is_beyond_a_byte_and_within_everything);
    return 0;
}
