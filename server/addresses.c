#include "server/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint64_t key;
    size_t count;  // 0: the place is free.
} Entry;

// An open-addressed table that is never more than half full: at most `limit` of 2 x `limit` places.
// Invariant: between an entry and the place that its key begins at, no place is free.
struct Addresses {
    size_t mask;
    Entry entries[];
};

Addresses *addresses_create(size_t limit) {
    size_t places = 2;
    while (places < 2 * limit) {
        places *= 2;
    }
    Addresses *addresses = calloc(1, sizeof *addresses + places * sizeof(Entry));
    if (addresses != NULL) {
        addresses->mask = places - 1;
    }
    return addresses;
}

void addresses_destroy(Addresses *addresses) {
    free(addresses);
}

static uint64_t key_of_four(const void *bytes) {
    uint32_t number = 0;
    memcpy(&number, bytes, sizeof number);
    return 0xffff00000000U | ntohl(number);
}

// A four-part address that came in through a socket for both counts as what it is.
static uint64_t key_of_six(const struct in6_addr *address) {
    uint64_t prefix = 0;
    if (IN6_IS_ADDR_V4MAPPED(address)) {
        return key_of_four(address->s6_addr + 12);
    }
    memcpy(&prefix, address->s6_addr, sizeof prefix);
    return prefix;
}

uint64_t address_key(const struct sockaddr *address) {
    const void *bytes = address;
    switch (address->sa_family) {
    case AF_INET: return key_of_four(&((const struct sockaddr_in *)bytes)->sin_addr);
    case AF_INET6: return key_of_six(&((const struct sockaddr_in6 *)bytes)->sin6_addr);
    default: return 0;
    }
}

static size_t first_place(const Addresses *addresses, uint64_t key) {
    return (size_t)((key * 0x9e3779b97f4a7c15U) >> 32) & addresses->mask;
}

// Where the key is, or would be put.
static size_t find(const Addresses *addresses, uint64_t key) {
    size_t place = first_place(addresses, key);
    while (addresses->entries[place].count > 0 && addresses->entries[place].key != key) {
        place = (place + 1) & addresses->mask;
    }
    return place;
}

size_t addresses_count(const Addresses *addresses, uint64_t key) {
    return addresses->entries[find(addresses, key)].count;
}

void addresses_add(Addresses *addresses, uint64_t key) {
    Entry *entry = &addresses->entries[find(addresses, key)];
    entry->key = key;
    entry->count++;
}

// Whether an entry that begins at `first` and stands at `place` may stand at `gap` instead.
static int may_move(const Addresses *addresses, size_t first, size_t place, size_t gap) {
    return ((place - first) & addresses->mask) >= ((place - gap) & addresses->mask);
}

// Moves what follows up, so that the invariant holds without the entry at `gap`.
static void close_gap(Addresses *addresses, size_t gap) {
    size_t place = (gap + 1) & addresses->mask;
    for (; addresses->entries[place].count > 0; place = (place + 1) & addresses->mask) {
        size_t first = first_place(addresses, addresses->entries[place].key);
        if (may_move(addresses, first, place, gap)) {
            addresses->entries[gap] = addresses->entries[place];
            addresses->entries[place].count = 0;
            gap = place;
        }
    }
}

void addresses_remove(Addresses *addresses, uint64_t key) {
    size_t place = find(addresses, key);
    if (addresses->entries[place].count > 0 && --addresses->entries[place].count == 0) {
        close_gap(addresses, place);
    }
}
