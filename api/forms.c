// The forms of an answer, and the states of a session that a client expects or knows.
#include "api/session.h"

#include <inttypes.h>

// clang-format off
static const struct {
    const char *type, *content_type;
} formats[API_FORMATS] = {
    [API_JSON]   = {"application/json",  "application/json"},
    [API_TEXT]   = {"text/plain",        "text/plain; charset=utf-8"},
    [API_DOT]    = {"text/vnd.graphviz", "text/vnd.graphviz; charset=utf-8"},
    [API_PYTHON] = {"text/x-python",     "text/x-python; charset=utf-8"},
};
// clang-format on

const char *api_format_type(ApiFormat format) {
    return formats[format].type;
}

const char *api_format_content_type(ApiFormat format) {
    return formats[format].content_type;
}

static bool has_state(const ApiStates *states, uint64_t seq) {
    for (size_t i = 0; i < states->count; i++) {
        if (states->seqs[i] == seq) {
            return true;
        }
    }
    return states->any;
}

bool known_is_current(const ApiSession *session, const ApiInput *input) {
    return input->known.given && has_state(&input->known, session->log.count);
}

static ApiCode refuse_stale(Problem *problem, const ApiStates *expected, uint64_t seq) {
    TextBuffer list = {0};
    for (size_t i = 0; i < expected->count; i++) {
        text_add_format(&list, "%s%" PRIu64, i > 0 ? ", " : "", expected->seqs[i]);
    }
    problem_argument(problem, "expected", list.text != NULL ? list.text : "");
    problem_number(problem, "seq", (int64_t)seq);
    text_discard(&list);
    return problem_set(problem, API_STALE, NULL,
                       "The session is at operation %" PRIu64 ", which is not what If-Match "
                       "expects: somebody else was faster. Nothing was changed.",
                       seq);
}

ApiCode expected_check(const ApiSession *session, const ApiInput *input, Problem *problem) {
    const ApiStates *expected = &input->expected;
    uint64_t seq = session->log.count;
    return !expected->given || has_state(expected, seq) ? API_OK
                                                        : refuse_stale(problem, expected, seq);
}

ApiReply api_expect(const ApiSession *session, const ApiInput *input) {
    Problem problem;
    problem_init(&problem);
    ApiCode code = expected_check(session, input, &problem);
    uint64_t seq = session->log.count;
    return code == API_OK ? (ApiReply){.code = API_OK, .seq = seq} : problem_reply(&problem, seq);
}
