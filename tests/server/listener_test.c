// The listening socket by itself: what it says when it cannot be had, and what it leaves behind.
#include "server/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/server/wire.h"
#include "tests/support/test.h"

enum { PATIENCE_MILLISECONDS = 60000, CLIENTS = 2 };

// The number that the next file gets.
static int next_file(void) {
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK(file >= 0);
    close(file);
    return file;
}

static void set_file_limit(rlim_t limit) {
    struct rlimit files;
    CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &files));
    files.rlim_cur = limit;
    CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &files));
}

static rlim_t file_limit(void) {
    struct rlimit files;
    CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &files));
    return files.rlim_cur;
}

// A listener takes two files: with none left, and with one.
static void a_listener_without_files_says_so_and_leaves_none_open(void) {
    char message[LISTENER_MESSAGE_SIZE];
    rlim_t limit = file_limit();
    int next = next_file();
    for (rlim_t left = 0; left < 2; left++) {
        message[0] = '\0';
        set_file_limit((rlim_t)next + left);
        Listener *listener = listener_create("127.0.0.1", 0, message);
        set_file_limit(limit);
        CHECK(listener == NULL);
        CHECK(strstr(message, "Too many open files") != NULL);
        CHECK_INT(next, next_file());
    }
}

static void a_listener_says_where_it_listens_and_closes_what_it_opened(void) {
    char message[LISTENER_MESSAGE_SIZE];
    int next = next_file();
    Listener *listener = listener_create("127.0.0.1", 0, message);
    CHECK(listener != NULL);
    CHECK(strncmp(listener_url(listener), "http://127.0.0.1:", strlen("http://127.0.0.1:")) == 0);
    CHECK_STR("127.0.0.1", listener_loopback(listener));
    listener_destroy(listener);
    CHECK_INT(next, next_file());
}

static void a_listener_for_all_machines_has_no_name_of_its_own(void) {
    char message[LISTENER_MESSAGE_SIZE];
    Listener *listener = listener_create("0.0.0.0", 0, message);
    CHECK(listener != NULL);
    CHECK(listener_loopback(listener) == NULL);
    listener_destroy(listener);
}

static void count_client(void *context, int client, const struct sockaddr *address,
                         socklen_t size) {
    (void)client, (void)address, (void)size;
    ++*(int *)context;
}

static void connect_to(int client, const char *url) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t)strtoul(strrchr(url, ':') + 1, NULL, 10));
    CHECK_INT(0, connect(client, (struct sockaddr *)&address, sizeof address));
}

static void check_told(int client, const char *url) {
    WireReply reply;
    connect_to(client, url);
    wire_read(client, PATIENCE_MILLISECONDS, &reply);
    CHECK_INT(503, reply.status);
    CHECK(strstr(reply.text, "\"limit\":\"open-files\"") != NULL);
}

static ServerLimits few_connections(void) {
    ServerLimits limits = {0};
    limits.rows[SERVER_LIMIT_CONNECTIONS] = *limits_fixed(SERVER_LIMIT_CONNECTIONS);
    limits.rows[SERVER_LIMIT_CONNECTIONS].value = CLIENTS;
    return limits;
}

// There is no file when it starts, and one later on.
static void the_last_file_is_kept_to_tell_clients_that_there_is_none(void) {
    char message[LISTENER_MESSAGE_SIZE];
    ServerLimits limits = few_connections();
    Connections *connections = connections_create(&limits);
    Listener *listener = listener_create("127.0.0.1", 0, message);
    int clients[CLIENTS] = {socket(AF_INET, SOCK_STREAM, 0), socket(AF_INET, SOCK_STREAM, 0)};
    int held = open("/dev/null", O_RDONLY | O_CLOEXEC), accepted = 0;
    rlim_t limit = file_limit();
    set_file_limit((rlim_t)next_file());
    CHECK(listener_start(listener, connections, count_client, &accepted));
    close(held);
    for (int i = 0; i < CLIENTS; i++) {
        check_told(clients[i], listener_url(listener));
    }
    listener_destroy(listener);
    CHECK_INT(0, accepted);
    set_file_limit(limit);
    connections_destroy(connections);
    close(clients[0]);
    close(clients[1]);
}

int main(void) {
    RUN(a_listener_without_files_says_so_and_leaves_none_open);
    RUN(a_listener_says_where_it_listens_and_closes_what_it_opened);
    RUN(a_listener_for_all_machines_has_no_name_of_its_own);
    RUN(the_last_file_is_kept_to_tell_clients_that_there_is_none);
    return 0;
}
