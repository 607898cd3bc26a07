#include "server/connections.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "server/addresses.h"
#include "server/clock.h"

// Slots are found by the number of the socket. The system gives out the lowest free number, so the
// numbers stay below the limit and the few files that are open besides.
enum { SPARE_SLOTS = 256 };

typedef struct {
    bool open;
    bool idle;
    uint64_t address;  // Its key.
    uint64_t deadline;
} Slot;

// The lock also keeps a socket open while it is being hung up on: it is closed only after
// connections_forget(), or its number could be another connection's by then.
struct Connections {
    pthread_mutex_t lock;
    const ServerLimits *limits;
    Addresses *addresses;  // Of the slots that are open.
    size_t count;          // Of them.
    size_t slot_count;
    Slot slots[];
};

Connections *connections_create(const ServerLimits *limits) {
    size_t limit = limits_value(limits, SERVER_LIMIT_CONNECTIONS);
    size_t slot_count = limit + SPARE_SLOTS;
    Connections *connections = calloc(1, sizeof *connections + slot_count * sizeof(Slot));
    Addresses *addresses = addresses_create(limit);
    if (connections == NULL || addresses == NULL) {
        free(connections);
        addresses_destroy(addresses);
        return NULL;
    }
    pthread_mutex_init(&connections->lock, NULL);
    connections->limits = limits;
    connections->addresses = addresses;
    connections->slot_count = slot_count;
    return connections;
}

void connections_destroy(Connections *connections) {
    if (connections != NULL) {
        pthread_mutex_destroy(&connections->lock);
        addresses_destroy(connections->addresses);
        free(connections);
    }
}

static uint64_t deadline_by(const Connections *connections, ServerLimit limit) {
    return clock_milliseconds() + limits_value(connections->limits, limit) * 1000;
}

// --- Slots; all with the lock held ---

static void close_slot(Connections *connections, Slot *slot) {
    if (slot->open) {
        connections->count--;
        addresses_remove(connections->addresses, slot->address);
        *slot = (Slot){.open = false};
    }
}

// The limit that one more connection of the address would be beyond; NULL if none.
static const ApiLimit *limit_reached(const Connections *connections, uint64_t address) {
    const ApiLimit *all = &connections->limits->rows[SERVER_LIMIT_CONNECTIONS];
    const ApiLimit *own = &connections->limits->rows[SERVER_LIMIT_CONNECTIONS_PER_ADDRESS];
    if (connections->count >= all->value) {
        return all;
    }
    bool is_full = own->value > 0 && addresses_count(connections->addresses, address) >= own->value;
    return is_full ? own : NULL;
}

static void open_slot(Connections *connections, Slot *slot, uint64_t address) {
    uint64_t deadline = deadline_by(connections, SERVER_LIMIT_REQUEST_TIME);
    *slot = (Slot){.open = true, .idle = true, .address = address, .deadline = deadline};
    connections->count++;
    addresses_add(connections->addresses, address);
}

// --- The life of a connection ---

// A slot that is open already belonged to a connection that ended without a word.
const ApiLimit *connections_open(Connections *connections, int socket,
                                 const struct sockaddr *address) {
    if (socket < 0 || (size_t)socket >= connections->slot_count) {
        return &connections->limits->rows[SERVER_LIMIT_CONNECTIONS];
    }
    uint64_t key = address_key(address);
    pthread_mutex_lock(&connections->lock);
    Slot *slot = &connections->slots[socket];
    close_slot(connections, slot);
    const ApiLimit *reached = limit_reached(connections, key);
    if (reached == NULL) {
        open_slot(connections, slot, key);
    }
    pthread_mutex_unlock(&connections->lock);
    return reached;
}

static void set_deadline(Connections *connections, int socket, uint64_t deadline, bool idle) {
    pthread_mutex_lock(&connections->lock);
    connections->slots[socket].deadline = deadline;
    connections->slots[socket].idle = idle;
    pthread_mutex_unlock(&connections->lock);
}

void connections_request_begins(Connections *connections, int socket) {
    uint64_t deadline = deadline_by(connections, SERVER_LIMIT_REQUEST_TIME);
    set_deadline(connections, socket, deadline, false);
}

void connections_request_ends(Connections *connections, int socket) {
    set_deadline(connections, socket, UINT64_MAX, false);
}

void connections_reply_begins(Connections *connections, int socket) {
    uint64_t deadline = deadline_by(connections, SERVER_LIMIT_REPLY_TIME);
    set_deadline(connections, socket, deadline, false);
}

void connections_reply_ends(Connections *connections, int socket) {
    uint64_t deadline = deadline_by(connections, SERVER_LIMIT_IDLE_TIME);
    set_deadline(connections, socket, deadline, true);
}

void connections_forget(Connections *connections, int socket) {
    pthread_mutex_lock(&connections->lock);
    close_slot(connections, &connections->slots[socket]);
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
