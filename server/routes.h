// Which paths there are, what can be done to each, and who does it. The table is in routes.c.
#pragma once

#include <stdatomic.h>

#include "server/guard.h"
#include "server/limits.h"
#include "server/memory.h"
#include "server/reply.h"
#include "server/request.h"
#include "server/sessions.h"
#include "server/static_files.h"

enum { ROUTE_ALLOW_SIZE = 64 };

// What every request shares.
typedef struct {
    Sessions *sessions;
    ServerLimits limits;
    Memory *memory;
    const char *own_address;  // See guard_framing().
    atomic_bool draining;     // The server is about to stop.
} Service;

typedef struct Route Route;

// A request whose route is known.
typedef struct {
    Service *service;
    const Route *route;
    const Request *request;
    uint64_t address;        // Who asks, see address_key().
    const StaticFile *file;  // NULL but for the page's files.
    const char *session;     // The id in the path; NULL when the path has none.
    ApiInput input;
} Call;

typedef void (*Handler)(const Call *call, Reply *reply);

struct Route {
    const char *method;
    const char *path;  // Pieces in braces stand for any text; only {name} may be percent-encoded.
    Handler handle;
    ApiCall call;  // Of the session, or the topic.
    BodyRule body;
    ServerLimit body_limit;  // Where it takes a body.
};

// The forms that the route's answer has, the bit 1 << ApiFormat of each; 0 where the path decides.
unsigned route_formats(const Route *route);

// The rows in order; NULL past the last.
const Route *route_row(size_t index);

// Fills route, file, session and the input's path and parameters. HEAD takes GET's route. A refusal
// says why there is no route; `allow` then lists the methods of the path, "" if there is none.
// OPTIONS is a route of every path.
Refusal route_find(Request *request, Call *call, char allow[static ROUTE_ALLOW_SIZE]);
