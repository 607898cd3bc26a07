#include "tests/server/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SEND_MILLISECONDS = 10000 };

int wire_connect(int port) {
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(client, (struct sockaddr *)&address, sizeof address) != 0) {
        close(client);
        return -1;
    }
    return client;
}

bool wire_send(int socket, const char *bytes, size_t size) {
    struct pollfd writable = {.fd = socket, .events = POLLOUT};
    while (size > 0) {
        if (poll(&writable, 1, SEND_MILLISECONDS) <= 0) {
            return false;
        }
        ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) {
            return false;
        }
        bytes += sent > 0 ? sent : 0;
        size -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

// How long the reply is that `text` begins with; 0 as long as its head is not whole.
static size_t reply_size(const char *text) {
    const char *end = strstr(text, "\r\n\r\n");
    if (end == NULL) {
        return 0;
    }
    size_t head = (size_t)(end - text) + 4;
    const char *length = strcasestr(text, "\r\nContent-Length:");
    bool has_length = length != NULL && length < end;
    return head + (has_length ? strtoul(strchr(length, ':') + 1, NULL, 10) : 0);
}

// Byte by byte at the end of a reply, so that the next one stays where it is.
static size_t wanted(const WireReply *reply) {
    size_t size = reply_size(reply->text);
    size_t room = sizeof reply->text - 1 - reply->size;
    size_t left = size == 0 ? 1 : size - reply->size;
    return left < room ? left : room;
}

void wire_read(int socket, int milliseconds, WireReply *reply) {
    struct pollfd readable = {.fd = socket, .events = POLLIN};
    *reply = (WireReply){0};
    while (wanted(reply) > 0 && poll(&readable, 1, milliseconds) > 0) {
        ssize_t got = recv(socket, reply->text + reply->size, wanted(reply), 0);
        if (got <= 0) {
            break;
        }
        reply->size += (size_t)got;
    }
    if (strncmp(reply->text, "HTTP/1.", 7) == 0 && reply_size(reply->text) > 0) {
        reply->status = (int)strtol(reply->text + strlen("HTTP/1.1 "), NULL, 10);
    }
}

bool wire_is_closed(int socket, int milliseconds) {
    struct pollfd readable = {.fd = socket, .events = POLLIN};
    char bytes[1024];
    while (poll(&readable, 1, milliseconds) > 0) {
        if (recv(socket, bytes, sizeof bytes, 0) <= 0) {
            return true;
        }
    }
    return false;
}
