#include "server/watchdog.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { PERIOD_MILLISECONDS = 250 };

struct Watchdog {
    pthread_t thread;
    int wake;  // An eventfd, readable once the thread is to end.
    Connections *connections;
    Sessions *sessions;
    Memory *memory;
};

static void *watch(void *argument) {
    Watchdog *watchdog = argument;
    struct pollfd wake = {.fd = watchdog->wake, .events = POLLIN};
    while (poll(&wake, 1, PERIOD_MILLISECONDS) <= 0) {
        connections_close_late(watchdog->connections);
        sessions_sweep(watchdog->sessions);
        memory_measure(watchdog->memory);
    }
    return NULL;
}

Watchdog *watchdog_start(Connections *connections, Sessions *sessions, Memory *memory) {
    Watchdog *watchdog = calloc(1, sizeof *watchdog);
    if (watchdog == NULL) {
        return NULL;
    }
    watchdog->connections = connections;
    watchdog->sessions = sessions;
    watchdog->memory = memory;
    watchdog->wake = eventfd(0, EFD_CLOEXEC);
    if (watchdog->wake < 0 || pthread_create(&watchdog->thread, NULL, watch, watchdog) != 0) {
        close(watchdog->wake);
        free(watchdog);
        return NULL;
    }
    return watchdog;
}

void watchdog_stop(Watchdog *watchdog) {
    if (watchdog != NULL) {
        eventfd_write(watchdog->wake, 1);
        pthread_join(watchdog->thread, NULL);
        close(watchdog->wake);
        free(watchdog);
    }
}
