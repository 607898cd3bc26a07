// The wire: the one file that speaks to the HTTP library.
//
// Connections come from outside, through http_adopt(); what they ask is an Exchange, answered by a
// pool of threads.
#pragma once

#include <sys/socket.h>

#include "server/connections.h"
#include "server/routes.h"

typedef struct Http Http;

// Both are borrowed. NULL when the library cannot be started.
Http *http_start(Service *service, Connections *connections);

// Takes an accepted socket that `connections` counts already. `context` is the Http.
void http_adopt(void *context, int socket, const struct sockaddr *address, socklen_t size);

// Closes every connection and ends every thread. No thread calls http_adopt() any more.
void http_stop(Http *http);
