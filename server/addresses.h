// How many connections each address has. An IPv6 client owns 2^64 addresses as a rule, so those that
// share their first half count as one.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

typedef struct Addresses Addresses;

// Counts at most `limit` connections at a time. NULL when memory runs out.
Addresses *addresses_create(size_t limit);
void addresses_destroy(Addresses *addresses);

// What an address is counted under.
uint64_t address_key(const struct sockaddr *address);

size_t addresses_count(const Addresses *addresses, uint64_t key);
void addresses_add(Addresses *addresses, uint64_t key);

// One that was added.
void addresses_remove(Addresses *addresses, uint64_t key);
