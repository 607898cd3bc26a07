// A request as it came in: nothing here knows who read it from the wire.
//
// http.c fills it, guard.c judges it, routes.c finds what its path names. The path and the query are
// taken apart from one copy of the target, in place.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/api.h"

enum {
    REQUEST_MAX_FIELDS = 64,
    REQUEST_MAX_TARGET = 2048,
    REQUEST_MAX_PIECES = 8,
};

// A header field; both texts end with a NUL and belong to whoever read them.
typedef struct {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
} Field;

typedef struct {
    const char *method;   // Borrowed.
    const char *version;  // Borrowed; "HTTP/1.1".
    char *target;         // Owned; as it came in.
    Field fields[REQUEST_MAX_FIELDS];
    size_t field_count;  // May be larger than fields has room for, which is a reason to refuse.

    // After request_split(): the target without its query, the pieces between its slashes, and the
    // query's parameters, decoded.
    char *path;    // Owned.
    char *copies;  // Owned; what pieces and parameters point into.
    char *pieces[REQUEST_MAX_PIECES];
    size_t piece_count;
    ApiParameter parameters[API_MAX_PARAMETERS];
    size_t parameter_count;
} Request;

// What is wrong with a request; the code is API_OK when nothing is.
typedef struct {
    ApiCode code;
    const char *detail;     // A sentence for whoever sent it; lives as long as the request.
    const ApiLimit *limit;  // The limit it is beyond; NULL when it is beyond none.
} Refusal;

void request_destroy(Request *request);

// The first field of that name, without regard to case; NULL if there is none.
const Field *request_field(const Request *request, const char *name);
size_t request_field_count(const Request *request, const char *name);

// What Content-Length says; false when it is absent or not a number that fits.
bool request_length(const Request *request, uint64_t *out_length);

// Whether bytes follow the head: a Content-Length above 0 or a Transfer-Encoding.
bool request_has_body(const Request *request);

// Fills path, pieces and parameters. The target has passed guard_framing().
Refusal request_split(Request *request);

// Percent-decodes a piece; false when it cannot be.
bool request_decode_piece(Request *request, size_t piece);
