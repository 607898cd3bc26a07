// The open connections: how many there are, and until when each may take.
//
// The HTTP library's own timeout starts anew with every byte, so a client that sends one now and
// then would stay for ever. Here a request has to be whole within a time that begins with its
// connection or its request line, and its reply has to be taken in time. Any thread may call any
// function.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "server/limits.h"

typedef struct Connections Connections;

// The limits are borrowed. NULL when memory runs out.
Connections *connections_create(const ServerLimits *limits);
void connections_destroy(Connections *connections);

// A socket was accepted. NULL, or the limit that it is beyond: then it is the caller's to close.
const ApiLimit *connections_open(Connections *connections, int socket,
                                 const struct sockaddr *address);

void connections_request_begins(Connections *connections, int socket);
// The request is whole: the time that its answer takes is not the client's.
void connections_request_ends(Connections *connections, int socket);
void connections_reply_begins(Connections *connections, int socket);
void connections_reply_ends(Connections *connections, int socket);

// The socket is about to be closed. Forgetting one that is not known does nothing.
void connections_forget(Connections *connections, int socket);

size_t connections_count(Connections *connections);

// Hangs up on those whose time is over.
void connections_close_late(Connections *connections);

// Tells those that wait for a request that there will be no other. What has arrived is answered.
void connections_close_idle(Connections *connections);
