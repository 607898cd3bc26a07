// The server as a program: its options, its start, its limits and its end.
#include <arpa/inet.h>
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/server/client.h"
#include "tests/server/wire.h"
#include "tests/support/server_process.h"
#include "tests/support/test.h"

enum {
    OUTPUT_SIZE = 8 * 1024,
    PATIENCE_MILLISECONDS = 60000,  // Longer than anything takes: no test depends on speed.
    PATH_SIZE = 256,
    MOST_PAUSE_SECONDS = 16,
    HEALTH_TRIES = 20,
};

static void check_run(const char *const *arguments, int status, const char *expected) {
    char output[OUTPUT_SIZE];
    CHECK_INT(status, server_process_run(arguments, output, sizeof output));
    if (strstr(output, expected) == NULL) {
        CHECK_STR(expected, output);
    }
}

static void help_lists_every_option_with_its_default(void) {
    static const char *const texts[] = {"--port NUMBER",
                                        "--bind ADDRESS",
                                        "--max-sessions",
                                        "--session-ttl",
                                        "default 8080",
                                        "SANDHEAP_PORT",
                                        "--max-connections",
                                        "SANDHEAP_SESSION_TTL",
                                        "--request-timeout SECONDS",
                                        "SANDHEAP_MAX_CONNECTIONS_PER_ADDRESS",
                                        "--drain-timeout"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_run((const char *const[]){"--help", NULL}, 0, texts[i]);
    }
}

static void a_bad_option_is_named_with_its_value_and_range(void) {
    check_run((const char *const[]){"--port", "65536", NULL}, 2,
              "--port takes a whole number from 0 to 65535, not '65536'");
    check_run((const char *const[]){"--max-sessions", "10001", NULL}, 2,
              "--max-sessions takes a whole number from 1 to 10000, not '10001'");
    check_run((const char *const[]){"--port=http", NULL}, 2, "not 'http'");
    check_run((const char *const[]){"--port", NULL}, 2, "--port needs a value");
    check_run((const char *const[]){"--colour", "blue", NULL}, 2, "no option '--colour'");
    check_run((const char *const[]){"--bind", "nowhere", "--port", "0", NULL}, 1, "--bind takes");
}

static void a_bad_variable_is_named_with_its_value_and_range(void) {
    setenv("SANDHEAP_PORT", "-1", 1);
    check_run(NULL, 2, "SANDHEAP_PORT takes a whole number from 0 to 65535, not '-1'");
    unsetenv("SANDHEAP_PORT");
}

static void a_busy_port_is_explained(void) {
    ServerProcess server;
    char port[16];
    CHECK(server_process_start(&server, NULL));
    snprintf(port, sizeof port, "%d", server.port);
    check_run((const char *const[]){"--port", port, NULL}, 1, "is in use by another program");
    check_run((const char *const[]){"--port", port, NULL}, 1, "--port 0 for any free one");
    CHECK_INT(0, server_process_stop(&server));
}

static void a_variable_is_as_good_as_an_option(void) {
    ServerProcess server;
    Answer answer;
    setenv("SANDHEAP_MAX_SESSIONS", "1", 1);
    CHECK(server_process_start(&server, NULL));
    unsetenv("SANDHEAP_MAX_SESSIONS");
    CHECK_INT(201, client_status(server.url, "POST", "/v1/sessions", ""));
    client_ask(&(Question){.url = server.url, .method = "POST", .path = "/v1/sessions", .body = ""},
               &answer);
    CHECK_INT(503, answer.status);
    CHECK(strstr(answer.head, "Retry-After: ") != NULL);
    CHECK(strstr(answer.body, "too-many-sessions") != NULL);
    CHECK_INT(0, server_process_stop(&server));
}

static void an_ended_session_makes_room(void) {
    ServerProcess server;
    char session[PATH_SIZE];
    CHECK(server_process_start(&server, (const char *const[]){"--max-sessions", "1", NULL}));
    client_make_session(server.url, session, sizeof session);
    CHECK_INT(503, client_status(server.url, "POST", "/v1/sessions", ""));
    CHECK_INT(204, client_status(server.url, "DELETE", session, NULL));
    CHECK_INT(201, client_status(server.url, "POST", "/v1/sessions", ""));
    CHECK_INT(0, server_process_stop(&server));
}

// A session that is asked for all the time would never end, so it is asked for ever more rarely.
static void an_idle_session_ends(void) {
    ServerProcess server;
    char session[PATH_SIZE];
    long status = 200;
    CHECK(server_process_start(&server, (const char *const[]){"--session-ttl", "1", NULL}));
    client_make_session(server.url, session, sizeof session);
    for (time_t pause = 2; pause <= MOST_PAUSE_SECONDS && status == 200; pause *= 2) {
        nanosleep(&(struct timespec){.tv_sec = pause}, NULL);
        status = client_status(server.url, "GET", session, NULL);
    }
    CHECK_INT(410, status);
    CHECK_INT(0, server_process_stop(&server));
}

// --health waits for two seconds, in which a server on a busy machine may not come to answer.
static void check_ready(const char *const *arguments) {
    char output[OUTPUT_SIZE];
    int status = 1;
    for (int i = 0; i < HEALTH_TRIES && status != 0; i++) {
        status = server_process_run(arguments, output, sizeof output);
    }
    CHECK_STR("ready\n", output);
    CHECK_INT(0, status);
}

static void health_is_asked_of_a_server_with_the_same_options(void) {
    ServerProcess server;
    char port[16];
    CHECK(server_process_start(&server, (const char *const[]){"--bind", "0.0.0.0", NULL}));
    snprintf(port, sizeof port, "%d", server.port);
    check_ready((const char *const[]){"--health", "--port", port, NULL});
    setenv("SANDHEAP_PORT", port, 1);
    setenv("SANDHEAP_BIND", "0.0.0.0", 1);
    check_ready((const char *const[]){"--health", NULL});
    unsetenv("SANDHEAP_BIND");
    CHECK_INT(0, server_process_stop(&server));
    check_run((const char *const[]){"--health", NULL}, 1, "nobody listens on port");
    unsetenv("SANDHEAP_PORT");
    check_run((const char *const[]){"--health", "--bind", "nowhere", NULL}, 1, "--bind takes");
}

// A server that takes connections and says nothing.
static void health_does_not_wait_for_ever(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    char port[16];
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(listening, (struct sockaddr *)&address, size) == 0 && listen(listening, 1) == 0);
    CHECK(getsockname(listening, (struct sockaddr *)&address, &size) == 0);
    snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
    check_run((const char *const[]){"--health", "--port", port, NULL}, 1,
              "the server does not answer");
    close(listening);
}

// Only on loopback can the server know the names it goes by.
static void a_server_for_all_machines_takes_any_host_and_origin(void) {
    ServerProcess server;
    Answer answer;
    CHECK(server_process_start(&server, (const char *const[]){"--bind", "0.0.0.0", NULL}));
    static const char *const headers[] = {"Host: heap.example", "Origin: https://heap.example"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        client_ask(&(Question){.url = server.url, .path = "/livez", .header = headers[i]}, &answer);
        CHECK_INT(200, answer.status);
    }
    CHECK_INT(0, server_process_stop(&server));
}

// Returns a connection that has been answered, and so has been accepted with all that came before.
static int connect_and_ask(int port) {
    static const char request[] = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    WireReply reply;
    int connection = wire_connect(port);
    wire_send(connection, request, strlen(request));
    wire_read(connection, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(200, reply.status);
    return connection;
}

static void too_many_connections_are_turned_away(void) {
    static const char *const texts[] = {
        "Content-Type: application/problem+json\r\n",
        "Cache-Control: no-store\r\n",
        "X-Content-Type-Options: nosniff\r\n",
        "Retry-After: 1\r\n",
        "{\"type\":\"urn:sandheap:problem:too-many-connections\",\"title\":\"",
        "\"code\":\"too-many-connections\",\"detail\":\"There are too many connections.",
        "The limit is 1 connection.\"",
        "\"args\":{\"limit\":\"connections\",\"value\":1}}",
    };
    ServerProcess server;
    WireReply reply;
    CHECK(server_process_start(&server, (const char *const[]){"--max-connections", "1", NULL}));
    int first = connect_and_ask(server.port);
    int second = wire_connect(server.port);
    wire_read(second, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(503, reply.status);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CHECK(strstr(reply.text, texts[i]) != NULL);
    }
    CHECK(wire_is_closed(second, PATIENCE_MILLISECONDS));
    close(first);
    close(second);
    CHECK_INT(0, server_process_stop(&server));
}

// The head has arrived when 100 Continue comes back, so the request is under way for certain.
static int begin_request(int port) {
    static const char head[] =
        "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    WireReply reply;
    int connection = wire_connect(port);
    wire_send(connection, head, strlen(head));
    wire_read(connection, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(100, reply.status);
    return connection;
}

// That idle connections are closed shows that the end has begun, and that it does not wait for them:
// otherwise nobody would be left to answer the request.
static void the_end_waits_for_requests_and_not_for_idle_connections(void) {
    static const char *const patient[] = {"--drain-timeout", "300", "--request-timeout", "600",
                                          NULL};
    ServerProcess server;
    WireReply reply;
    CHECK(server_process_start(&server, patient));
    int unused = wire_connect(server.port);
    int used = connect_and_ask(server.port);
    int connection = begin_request(server.port);
    kill(server.pid, SIGTERM);
    CHECK(wire_is_closed(unused, PATIENCE_MILLISECONDS));
    CHECK(wire_is_closed(used, PATIENCE_MILLISECONDS));
    wire_send(connection, "{}", 2);
    wire_read(connection, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(503, reply.status);  // It is answered; only there is no new session any more.
    CHECK(strstr(reply.text, "Connection: close") != NULL);
    CHECK(wire_is_closed(connection, PATIENCE_MILLISECONDS));
    CHECK_INT(0, server_process_stop(&server));
    close(unused);
    close(used);
    close(connection);
}

int main(void) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    RUN(help_lists_every_option_with_its_default);
    RUN(a_bad_option_is_named_with_its_value_and_range);
    RUN(a_bad_variable_is_named_with_its_value_and_range);
    RUN(a_busy_port_is_explained);
    RUN(a_variable_is_as_good_as_an_option);
    RUN(an_ended_session_makes_room);
    RUN(an_idle_session_ends);
    RUN(health_is_asked_of_a_server_with_the_same_options);
    RUN(health_does_not_wait_for_ever);
    RUN(a_server_for_all_machines_takes_any_host_and_origin);
    RUN(too_many_connections_are_turned_away);
    RUN(the_end_waits_for_requests_and_not_for_idle_connections);
    curl_global_cleanup();
    return 0;
}
