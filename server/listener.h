// The listening socket and the thread that accepts.
//
// The HTTP library could accept by itself; a thread of our own spreads connections evenly over its
// workers, stops accepting without a race, and stays calm when the process has no file left.
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include "server/connections.h"

enum { LISTENER_URL_SIZE = 128, LISTENER_MESSAGE_SIZE = 256 };

typedef struct Listener Listener;

// Who takes what was accepted, and closes it. `context` is as given to listener_start().
typedef void (*Adopt)(void *context, int socket, const struct sockaddr *address, socklen_t size);

// Opens a listening socket; port 0 takes a free one. On failure returns NULL, and `message` says
// what to do about it.
Listener *listener_create(const char *address, long port,
                          char message[static LISTENER_MESSAGE_SIZE]);
void listener_destroy(Listener *listener);

// Where it listens, "http://127.0.0.1:8080"; lives as long as the listener.
const char *listener_url(const Listener *listener);

// The address as it stands in a URL if only this machine can reach it, else NULL.
const char *listener_loopback(const Listener *listener);

// Starts the thread, which counts what it accepts in `connections`.
bool listener_start(Listener *listener, Connections *connections, Adopt adopt, void *context);

// Ends the thread: nothing is accepted after this. Without a thread it does nothing.
void listener_stop(Listener *listener);
