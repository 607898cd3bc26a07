#include "tests/server/statuses.h"

#include <stddef.h>
#include <string.h>

typedef struct {
    const char *code;
    long status;
} Row;

// clang-format off
static const Row rows[] = {
    {"ok", 200}, {"created", 201}, {"no-content", 204}, {"not-modified", 304},

    // Refused without looking at the session.
    {"bad-json", 400}, {"bad-request", 400}, {"bad-query", 400}, {"unknown-field", 400},
    {"unknown-operation", 400}, {"unknown-profile", 400}, {"missing-argument", 400},
    {"bad-argument", 400}, {"bad-name", 400}, {"too-many-items", 400},

    // The path names nothing, or what is gone.
    {"not-found", 404}, {"no-such-session", 404}, {"no-such-object", 404},
    {"no-such-name", 404}, {"no-such-pool", 404}, {"session-ended", 410}, {"object-freed", 410},

    // HTTP's own.
    {"method-not-allowed", 405}, {"not-acceptable", 406}, {"length-required", 411},
    {"body-too-large", 413}, {"uri-too-long", 414}, {"unsupported-media-type", 415},
    {"expectation-failed", 417}, {"headers-too-large", 431}, {"method-unknown", 501},
    {"transfer-coding-unknown", 501}, {"foreign-origin", 403}, {"misdirected-request", 421},

    // The state does not allow it; Python would raise; a quota.
    {"stale", 412}, {"conflict", 409}, {"exception", 422}, {"bad-reference", 422}, {"quota-objects", 422},
    {"quota-bytes", 422}, {"quota-work", 422}, {"quota-operations", 422}, {"quota-names", 422},

    {"draining", 503}, {"busy", 503}, {"too-many-sessions", 503},
    {"too-many-connections", 503}, {"too-much-memory", 503}, {"no-memory", 503},
};
// clang-format on

long statuses_expected(const char *code) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].code, code) == 0) {
            return rows[i].status;
        }
    }
    return 0;
}
