// A thread that looks at the clock four times a second: late connections are closed, idle sessions
// ended, and it is seen how much memory is in use.
#pragma once

#include "server/connections.h"
#include "server/memory.h"
#include "server/sessions.h"

typedef struct Watchdog Watchdog;

// NULL when there is no memory or no thread left.
Watchdog *watchdog_start(Connections *connections, Sessions *sessions, Memory *memory);
void watchdog_stop(Watchdog *watchdog);
