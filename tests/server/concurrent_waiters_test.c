// A request that never ends, in a server over slow_api/: those who ask the same session are told
// that it is busy, the others do not notice, and the process ends all the same.
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/server/wire.h"
#include "tests/support/server_process.h"
#include "tests/support/test.h"

enum {
    PATIENCE_MILLISECONDS = 60000,
    SESSION_SIZE = 64,
    REQUEST_SIZE = 256,
    ROUNDS = 6000,
    NAP_MILLISECONDS = 10,
};

static void send_request(int connection, const char *method, const char *path, const char *rest) {
    char text[REQUEST_SIZE];
    snprintf(text, sizeof text, "%s %s%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
             method, path, rest);
    CHECK(wire_send(connection, text, strlen(text)));
}

static void ask(int connection, const char *method, const char *path, WireReply *reply) {
    send_request(connection, method, path, "");
    wire_read(connection, PATIENCE_MILLISECONDS, reply);
}

static void make_session(int connection, char session[static SESSION_SIZE]) {
    static const char name[] = "Location: ";
    WireReply reply;
    ask(connection, "POST", "/v1/sessions", &reply);
    CHECK_INT(201, reply.status);
    const char *location = strstr(reply.text, name);
    CHECK(location != NULL);
    location += strlen(name);
    snprintf(session, SESSION_SIZE, "%.*s", (int)strcspn(location, "\r\n"), location);
}

static void check_busy(const WireReply *reply) {
    CHECK_INT(503, reply->status);
    CHECK(strstr(reply->text, "Retry-After: 1\r\n") != NULL);
    CHECK(strstr(reply->text, "still running") != NULL);
}

// Until the endless request has arrived, the session answers.
static void ask_until_busy(int connection, const char *session) {
    WireReply reply = {.status = 200};
    for (int i = 0; i < ROUNDS && reply.status == 200; i++) {
        nanosleep(&(struct timespec){.tv_nsec = NAP_MILLISECONDS * 1000000L}, NULL);
        ask(connection, "GET", session, &reply);
    }
    check_busy(&reply);
}

// The only two connections there are go to two workers.
static void an_endless_request_holds_up_nobody_for_long(void) {
    ServerProcess server;
    char session[SESSION_SIZE], another[SESSION_SIZE];
    WireReply reply;
    CHECK(server_process_start(&server, (const char *const[]){"--drain-timeout", "0", NULL}));
    int endless = wire_connect(server.port);
    make_session(endless, session);
    int connection = wire_connect(server.port);
    make_session(connection, another);
    send_request(endless, "GET", session, "/history");
    ask_until_busy(connection, session);
    ask(connection, "DELETE", session, &reply);
    check_busy(&reply);
    ask(connection, "GET", another, &reply);
    CHECK_INT(200, reply.status);
    CHECK_INT(1, server_process_stop(&server));
    close(endless);
    close(connection);
}

int main(void) {
    RUN(an_endless_request_holds_up_nobody_for_long);
    return 0;
}
