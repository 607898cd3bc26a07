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
    ConnectionLimits limits;
    Addresses *addresses;  // Of the slots that are open.
    size_t count;          // Of them.
    size_t slot_count;
    Slot slots[];
};

Connections *connections_create(const ConnectionLimits *limits) {
    size_t slot_count = limits->connections + SPARE_SLOTS;
    Connections *connections = calloc(1, sizeof *connections + slot_count * sizeof(Slot));
    Addresses *addresses = addresses_create(limits->connections);
    if (connections == NULL || addresses == NULL) {
        free(connections);
        addresses_destroy(addresses);
        return NULL;
    }
    pthread_mutex_init(&connections->lock, NULL);
    connections->limits = *limits;
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

const ConnectionLimits *connections_limits(const Connections *connections) {
    return &connections->limits;
}

// --- Slots; all with the lock held ---

static void close_slot(Connections *connections, Slot *slot) {
    if (slot->open) {
        connections->count--;
        addresses_remove(connections->addresses, slot->address);
        *slot = (Slot){.open = false};
    }
}

static ConnectionOutcome find_room(const Connections *connections, uint64_t address) {
    const ConnectionLimits *limits = &connections->limits;
    if (connections->count >= limits->connections) {
        return CONNECTION_TOO_MANY;
    }
    bool is_full = limits->per_address > 0 &&
                   addresses_count(connections->addresses, address) >= limits->per_address;
    return is_full ? CONNECTION_TOO_MANY_OF_ADDRESS : CONNECTION_OPEN;
}

static void open_slot(Connections *connections, Slot *slot, uint64_t address) {
    uint64_t deadline = clock_milliseconds() + connections->limits.request_milliseconds;
    *slot = (Slot){.open = true, .idle = true, .address = address, .deadline = deadline};
    connections->count++;
    addresses_add(connections->addresses, address);
}

// --- The life of a connection ---

// A slot that is open already belonged to a connection that ended without a word.
ConnectionOutcome connections_open(Connections *connections, int socket,
                                   const struct sockaddr *address) {
    if (socket < 0 || (size_t)socket >= connections->slot_count) {
        return CONNECTION_TOO_MANY;
    }
    uint64_t key = address_key(address);
    pthread_mutex_lock(&connections->lock);
    Slot *slot = &connections->slots[socket];
    close_slot(connections, slot);
    ConnectionOutcome outcome = find_room(connections, key);
    if (outcome == CONNECTION_OPEN) {
        open_slot(connections, slot, key);
    }
    pthread_mutex_unlock(&connections->lock);
    return outcome;
}

static void set_deadline(Connections *connections, int socket, uint64_t milliseconds, bool idle) {
    uint64_t deadline = clock_milliseconds() + milliseconds;
    pthread_mutex_lock(&connections->lock);
    connections->slots[socket].deadline = deadline;
    connections->slots[socket].idle = idle;
    pthread_mutex_unlock(&connections->lock);
}

void connections_request_begins(Connections *connections, int socket) {
    set_deadline(connections, socket, connections->limits.request_milliseconds, false);
}

void connections_reply_begins(Connections *connections, int socket) {
    set_deadline(connections, socket, connections->limits.reply_milliseconds, false);
}

void connections_reply_ends(Connections *connections, int socket) {
    set_deadline(connections, socket, connections->limits.idle_milliseconds, true);
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
