#include "server/health.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 2 };  // For each of connecting, asking and the answer.

static const char request[] =
    "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

// Who listens on every address listens on loopback.
static const char *reachable(const char *bind) {
    static const struct {
        const char *bind, *address;
    } rows[] = {{"0.0.0.0", "127.0.0.1"}, {"localhost", "127.0.0.1"}, {"::", "::1"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(bind, rows[i].bind) == 0) {
            return rows[i].address;
        }
    }
    return bind;
}

static struct addrinfo *find_address(const Config *config) {
    char service[8];
    struct addrinfo *info = NULL;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    snprintf(service, sizeof service, "%ld", config->port);
    return getaddrinfo(reachable(config->bind), service, &hints, &info) == 0 ? info : NULL;
}

// -1 with errno.
static int connect_to(const struct addrinfo *info) {
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    int connection = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) {
        return -1;
    }
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(connection, info->ai_addr, info->ai_addrlen) != 0) {
        int error = errno;
        close(connection);
        errno = error;
        return -1;
    }
    return connection;
}

static bool ask(int connection, char *message) {
    static const char good[] = "HTTP/1.1 200";
    char answer[sizeof good] = "";
    bool sent = send(connection, request, sizeof request - 1, MSG_NOSIGNAL) == sizeof request - 1;
    ssize_t size = sent ? recv(connection, answer, sizeof good - 1, MSG_WAITALL) : -1;
    if (size != sizeof good - 1) {
        snprintf(message, HEALTH_MESSAGE_SIZE, "the server does not answer");
        return false;
    }
    snprintf(message, HEALTH_MESSAGE_SIZE, "the server answers %s", answer);
    return memcmp(answer, good, sizeof good - 1) == 0;
}

bool health_ask(const Config *config, char message[static HEALTH_MESSAGE_SIZE]) {
    struct addrinfo *info = find_address(config);
    int connection = info != NULL ? connect_to(info) : -1;
    if (info == NULL) {
        snprintf(message, HEALTH_MESSAGE_SIZE, "--bind takes an address, not '%.64s'",
                 config->bind);
    } else if (connection < 0) {
        snprintf(message, HEALTH_MESSAGE_SIZE, "nobody listens on port %ld of %.64s: %s",
                 config->port, reachable(config->bind), strerror(errno));
    }
    bool ready = connection >= 0 && ask(connection, message);
    if (connection >= 0) {
        close(connection);
    }
    if (info != NULL) {
        freeaddrinfo(info);
    }
    return ready;
}
