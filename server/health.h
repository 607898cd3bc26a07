// Asks a running server whether it is ready, as any client would: what `sandheap --health` does, for
// whoever has no other client at hand, such as a container.
#pragma once

#include <stdbool.h>

#include "server/config.h"

enum { HEALTH_MESSAGE_SIZE = 256 };

// Whether the server that runs with these options answers GET /readyz with 200, within a few
// seconds. Otherwise `message` says what came instead.
bool health_ask(const Config *config, char message[static HEALTH_MESSAGE_SIZE]);
