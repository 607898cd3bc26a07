// What is wrong with a request's head before anybody looks at what it asks for.
//
// The HTTP library lets pass what two parties could read in two ways: two lengths, a length and a
// coding, fields whose names are none. Whoever can make a proxy and this server disagree about
// where a request ends can smuggle one; so all of that is refused, and the connection closed.
#pragma once

#include "server/request.h"

// `own_address` is the loopback address the server listens on, NULL if it listens on another. On
// loopback only requests to a loopback name are answered: a web page elsewhere could otherwise
// reach the server under its own name (DNS rebinding). And a request that a page made is answered
// only if the page came from such a name: any other could make sessions without seeing the answer.
Refusal guard_framing(const Request *request, const char *own_address);

// Whether any path has the method. It is asked where the path is none: a path that is one lists its
// own methods to whoever tries another.
Refusal guard_method(const Request *request);

// What the path may not hold, with the pieces as they came in. `decoded_piece` is the one piece
// that may be percent-encoded, -1 if none may.
Refusal guard_path(const Request *request, int decoded_piece);

typedef enum {
    BODY_NONE,
    BODY_REQUIRED,
    BODY_OPTIONAL,
} BodyRule;

// Whether the body that the head announces is one that the route takes, but for its size.
Refusal guard_body(const Request *request, BodyRule rule);
