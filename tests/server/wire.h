// An ill-behaved client: sends whatever bytes it is given and looks at what comes back.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { WIRE_TEXT_SIZE = 128 * 1024 };

// One reply. The status is 0 when the server hung up or said nothing.
typedef struct {
    int status;
    size_t size;
    char text[WIRE_TEXT_SIZE];  // Head and body; what does not fit is cut off.
} WireReply;

// -1 when nobody listens.
int wire_connect(int port);

// False when the server no longer takes what is sent.
bool wire_send(int socket, const char *bytes, size_t size);

// Reads one whole reply, or until the server hangs up or is silent for `milliseconds`.
void wire_read(int socket, int milliseconds, WireReply *reply);

// Whether the server hangs up within `milliseconds`; what it sends before is dropped.
bool wire_is_closed(int socket, int milliseconds);
