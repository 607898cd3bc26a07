// How many connections each address has: a table of its own, held against plain counting.
#include "server/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>

#include "tests/support/test.h"

enum { LIMIT = 8, KEYS = 12, STEPS = 20000 };

static uint64_t key_of(const char *text) {
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1) {
        return address_key((const struct sockaddr *)&four);
    }
    CHECK_INT(1, inet_pton(AF_INET6, text, &six.sin6_addr));
    return address_key((const struct sockaddr *)&six);
}

static void addresses_of_one_network_of_a_client_count_as_one(void) {
    CHECK(key_of("10.0.0.1") != key_of("10.0.0.2"));
    CHECK(key_of("2001:db8:0:1::1") == key_of("2001:db8:0:1:ffff::2"));
    CHECK(key_of("2001:db8:0:1::1") != key_of("2001:db8:0:2::1"));
    CHECK(key_of("::ffff:10.0.0.1") == key_of("10.0.0.1"));
    CHECK(key_of("::ffff:10.0.0.1") != key_of("::ffff:10.0.0.2"));
    CHECK(key_of("::1") != key_of("127.0.0.1"));
}

static void check_counts(const Addresses *addresses, const size_t *counts) {
    for (uint64_t key = 0; key < KEYS; key++) {
        CHECK_INT(counts[key], addresses_count(addresses, key));
    }
}

// A table of so few places is full of entries that had to move aside.
static void counts_are_right_whatever_comes_and_goes(void) {
    Addresses *addresses = addresses_create(LIMIT);
    size_t counts[KEYS] = {0}, total = 0;
    uint32_t random = 1;
    CHECK(addresses != NULL);
    for (int step = 0; step < STEPS; step++) {
        random = random * 1664525 + 1013904223;
        uint64_t key = (random >> 8) % KEYS;
        bool adds = total == 0 || (total < LIMIT && (random >> 24) % 2 == 0);
        if (adds) {
            addresses_add(addresses, key);
            counts[key]++;
            total++;
        } else if (counts[key] > 0) {
            addresses_remove(addresses, key);
            counts[key]--;
            total--;
        }
        check_counts(addresses, counts);
    }
    addresses_destroy(addresses);
}

int main(void) {
    RUN(addresses_of_one_network_of_a_client_count_as_one);
    RUN(counts_are_right_whatever_comes_and_goes);
    return 0;
}
