// Every code there is has the status that the contract gives it.
#include "server/status.h"

#include "tests/server/statuses.h"
#include "tests/support/test.h"

static void every_code_has_the_status_of_the_contract(void) {
    for (int code = 0; code < API_CODES; code++) {
        long expected = statuses_expected(api_code_name((ApiCode)code));
        printf("  %s\n", api_code_name((ApiCode)code));
        CHECK(expected != 0);
        CHECK_INT(expected, status_of((ApiCode)code));
    }
}

int main(void) {
    RUN(every_code_has_the_status_of_the_contract);
    return 0;
}
