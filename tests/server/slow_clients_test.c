// Clients that take their time are hung up on, all at once, and the others do not notice.
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/server/wire.h"
#include "tests/support/server_process.h"
#include "tests/support/test.h"

enum { DRIPS = 20, DRIP_MILLISECONDS = 200, PATIENCE_MILLISECONDS = 60000, TRIES = 20 };

static const char half_a_head[] = "GET /livez HTTP/1.1\r\nHost: localhost\r\nX-A: a";
static const char half_a_body[] =
    "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: 1000\r\n\r\n ";

// What each slow client sends at once; of the last byte it then sends one after the other.
static const char *const beginnings[] = {"", half_a_head, half_a_body};

enum { CLIENTS = sizeof beginnings / sizeof *beginnings };

// A request that drips in is not whole within two seconds, however often it shows that it is alive.
static void drip(const int *clients) {
    for (int i = 0; i < DRIPS; i++) {
        nanosleep(&(struct timespec){.tv_nsec = DRIP_MILLISECONDS * 1000000L}, NULL);
        for (size_t j = 1; j < CLIENTS; j++) {
            wire_send(clients[j], beginnings[j] + strlen(beginnings[j]) - 1, 1);
        }
    }
}

static int ask(const ServerProcess *server) {
    static const char request[] = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    WireReply reply;
    int client = wire_connect(server->port);
    wire_send(client, request, strlen(request));
    wire_read(client, PATIENCE_MILLISECONDS, &reply);
    close(client);
    return reply.status;
}

// On a busy machine this client, too, can be slow.
static void check_others_are_served(const ServerProcess *server) {
    int status = 0;
    for (int i = 0; i < TRIES && status == 0; i++) {
        status = ask(server);
    }
    CHECK_INT(200, status);
}

static void slow_clients_are_hung_up_on(void) {
    ServerProcess server;
    int clients[CLIENTS];
    CHECK(server_process_start(&server, (const char *const[]){"--request-timeout", "2", NULL}));
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i] = wire_connect(server.port);
        wire_send(clients[i], beginnings[i], strlen(beginnings[i]));
    }
    check_others_are_served(&server);
    drip(clients);
    for (size_t i = 0; i < CLIENTS; i++) {
        CHECK(wire_is_closed(clients[i], PATIENCE_MILLISECONDS));
        close(clients[i]);
    }
    check_others_are_served(&server);
    CHECK_INT(0, server_process_stop(&server));
}

int main(void) {
    RUN(slow_clients_are_hung_up_on);
    return 0;
}
