// The linker puts this in front of exchange_reply() (--wrap): every answer of the server is recorded.
#include "server/exchange.h"
#include "tests/contract/recorder/record.h"

#include <stdio.h>

// NOLINTBEGIN(*-reserved-identifier, cert-dcl*, readability-identifier-naming): the linker's names.
void __real_exchange_reply(Exchange *exchange, Reply *reply);
void __wrap_exchange_reply(Exchange *exchange, Reply *reply);

void __wrap_exchange_reply(Exchange *exchange, Reply *reply) {
    __real_exchange_reply(exchange, reply);
    RecordLine line = {.size = 0};
    char status[16];
    snprintf(status, sizeof status, "%u", reply->status);
    record_member(&line, ":method", exchange->request.method);
    record_member(&line, ":target", exchange->request.target);
    record_member(&line, ":status", status);
    for (size_t i = 0; i < reply->field_count; i++) {
        record_member(&line, reply->fields[i].name, reply->fields[i].value);
    }
    record_write(&line, reply->body, reply->size);
}
// NOLINTEND(*-reserved-identifier, cert-dcl*, readability-identifier-naming)
