// The same for the tests of api/: every answer of api_call() and api_session_create().
#include "api/contract/calls.h"
#include "tests/contract/recorder/record.h"

// NOLINTBEGIN(*-reserved-identifier, cert-dcl*, readability-identifier-naming): the linker's names.
ApiReply __real_api_call(ApiSession *session, ApiCall call, const ApiInput *input);
ApiReply __wrap_api_call(ApiSession *session, ApiCall call, const ApiInput *input);
ApiReply __real_api_session_create(const ApiIdentity *identity, const ApiInput *input,
                                   ApiSession **out_session);
ApiReply __wrap_api_session_create(const ApiIdentity *identity, const ApiInput *input,
                                   ApiSession **out_session);

static ApiReply record(ApiCall call, ApiReply reply) {
    RecordLine line = {.size = 0};
    record_member(&line, ":operation", call_row(call)->id);
    record_member(&line, ":code", api_code_name(reply.code));
    record_member(&line, "Content-Type", reply.type != NULL ? reply.type : "application/json");
    record_write(&line, reply.body, reply.body != NULL ? reply.size : 0);
    return reply;
}

ApiReply __wrap_api_call(ApiSession *session, ApiCall call, const ApiInput *input) {
    return record(call, __real_api_call(session, call, input));
}

ApiReply __wrap_api_session_create(const ApiIdentity *identity, const ApiInput *input,
                                   ApiSession **out_session) {
    return record(API_TOPIC_CREATE_SESSION,
                  __real_api_session_create(identity, input, out_session));
}
// NOLINTEND(*-reserved-identifier, cert-dcl*, readability-identifier-naming)
