#include "server/connections.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "server/clock.h"

// Slots are found by the number of the socket. The system gives out the lowest free number, so the
// numbers stay below the limit and the few files that are open besides.
enum { SPARE_SLOTS = 256 };

typedef struct {
    bool open;
    bool idle;
    uint64_t deadline;
} Slot;

// The lock also keeps a socket open while it is being hung up on: it is closed only after
// connections_forget(), or its number could be another connection's by then.
struct Connections {
    pthread_mutex_t lock;
    size_t limit;
    size_t count;  // Slots that are open.
    size_t slot_count;
    Slot slots[];
};

Connections *connections_create(size_t limit) {
    size_t slot_count = limit + SPARE_SLOTS;
    Connections *connections = calloc(1, sizeof *connections + slot_count * sizeof(Slot));
    if (connections != NULL) {
        pthread_mutex_init(&connections->lock, NULL);
        connections->limit = limit;
        connections->slot_count = slot_count;
    }
    return connections;
}

void connections_destroy(Connections *connections) {
    if (connections != NULL) {
        pthread_mutex_destroy(&connections->lock);
        free(connections);
    }
}

// A slot that is open already belonged to a connection that ended without a word.
bool connections_open(Connections *connections, int socket) {
    if (socket < 0 || (size_t)socket >= connections->slot_count) {
        return false;
    }
    uint64_t deadline = clock_milliseconds() + REQUEST_MILLISECONDS;
    pthread_mutex_lock(&connections->lock);
    Slot *slot = &connections->slots[socket];
    bool has_room = slot->open || connections->count < connections->limit;
    if (has_room) {
        connections->count += !slot->open;
        *slot = (Slot){.open = true, .idle = true, .deadline = deadline};
    }
    pthread_mutex_unlock(&connections->lock);
    return has_room;
}

static void set_deadline(Connections *connections, int socket, uint64_t milliseconds, bool idle) {
    uint64_t deadline = clock_milliseconds() + milliseconds;
    pthread_mutex_lock(&connections->lock);
    connections->slots[socket].deadline = deadline;
    connections->slots[socket].idle = idle;
    pthread_mutex_unlock(&connections->lock);
}

void connections_request_begins(Connections *connections, int socket) {
    set_deadline(connections, socket, REQUEST_MILLISECONDS, false);
}

void connections_reply_begins(Connections *connections, int socket) {
    set_deadline(connections, socket, REPLY_MILLISECONDS, false);
}

void connections_reply_ends(Connections *connections, int socket) {
    set_deadline(connections, socket, IDLE_MILLISECONDS, true);
}

void connections_forget(Connections *connections, int socket) {
    pthread_mutex_lock(&connections->lock);
    Slot *slot = &connections->slots[socket];
    connections->count -= slot->open;
    *slot = (Slot){.open = false};
    pthread_mutex_unlock(&connections->lock);
}

size_t connections_count(Connections *connections) {
    pthread_mutex_lock(&connections->lock);
    size_t count = connections->count;
    pthread_mutex_unlock(&connections->lock);
    return count;
}

void connections_close_late(Connections *connections) {
    uint64_t now = clock_milliseconds();
    pthread_mutex_lock(&connections->lock);
    for (size_t i = 0; i < connections->slot_count; i++) {
        if (connections->slots[i].open && connections->slots[i].deadline < now) {
            shutdown((int)i, SHUT_RDWR);
        }
    }
    pthread_mutex_unlock(&connections->lock);
}

void connections_close_idle(Connections *connections) {
    pthread_mutex_lock(&connections->lock);
    for (size_t i = 0; i < connections->slot_count; i++) {
        if (connections->slots[i].open && connections->slots[i].idle) {
            shutdown((int)i, SHUT_RD);
        }
    }
    pthread_mutex_unlock(&connections->lock);
}
