#include "server/listener.h"

#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    BACKLOG = 1024,
    // A reader that takes nothing would otherwise pin megabytes of the kernel's memory.
    SEND_BUFFER_BYTES = 128 * 1024,
    NAP_MILLISECONDS = 50,
    HOST_SIZE = 64,
    TURN_AWAY_SIZE = 1024,
};

struct Listener {
    int socket;
    int wake;   // An eventfd, readable once the thread is to end.
    int spare;  // Closed for a moment to tell somebody that there is no file left; or -1.
    bool is_loopback;
    char host[HOST_SIZE];  // As in a URL.
    char url[LISTENER_URL_SIZE];
    bool has_thread;
    pthread_t thread;
    Connections *connections;
    Adopt adopt;
    void *context;
};

// --- The socket ---

static bool find_address(const char *address, long port, struct addrinfo **out_info,
                         char *message) {
    char service[8];
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    const char *numeric = strcmp(address, "localhost") == 0 ? "127.0.0.1" : address;
    snprintf(service, sizeof service, "%ld", port);
    if (getaddrinfo(numeric, service, &hints, out_info) != 0) {
        snprintf(message, LISTENER_MESSAGE_SIZE,
                 "--bind takes an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::1, not "
                 "'%.64s'",
                 address);
        return false;
    }
    return true;
}

static void explain_bind(const char *address, long port, int error, char *message) {
    if (error == EADDRINUSE) {
        snprintf(message, LISTENER_MESSAGE_SIZE,
                 "port %ld of %.64s is in use by another program. Stop that program, or choose "
                 "another port with --port, such as --port %ld, or --port 0 for any free one",
                 port, address, port < 65535 ? port + 1 : port - 1);
    } else {
        snprintf(message, LISTENER_MESSAGE_SIZE, "cannot listen on port %ld of %.64s: %s", port,
                 address, strerror(error));
    }
}

static int open_socket(const struct addrinfo *info) {
    int listening = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listening < 0) {
        return -1;
    }
    int one = 1;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listening, info->ai_addr, info->ai_addrlen) != 0 || listen(listening, BACKLOG) != 0) {
        int error = errno;
        close(listening);
        errno = error;
        return -1;
    }
    return listening;
}

static bool is_loopback(const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    return memcmp(&six->sin6_addr, &in6addr_loopback, sizeof in6addr_loopback) == 0;
}

// Asks the socket where it listens, since port 0 became another.
static void describe(Listener *listener) {
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;
    char host[HOST_SIZE - 2] = "", port[8] = "";
    getsockname(listener->socket, (struct sockaddr *)&address, &size);
    getnameinfo((struct sockaddr *)&address, size, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    bool is_six = address.ss_family == AF_INET6;
    snprintf(listener->host, sizeof listener->host, is_six ? "[%s]" : "%s", host);
    snprintf(listener->url, sizeof listener->url, "http://%s:%s", listener->host, port);
    listener->is_loopback = is_loopback(&address);
}

// Each is -1 if it could not be opened.
static void close_files(int one, int other) {
    if (one >= 0) {
        close(one);
    }
    if (other >= 0) {
        close(other);
    }
}

Listener *listener_create(const char *address, long port,
                          char message[static LISTENER_MESSAGE_SIZE]) {
    struct addrinfo *info = NULL;
    if (!find_address(address, port, &info, message)) {
        return NULL;
    }
    int listening = open_socket(info);
    int wake = listening < 0 ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    Listener *listener = wake < 0 ? NULL : calloc(1, sizeof *listener);
    int error = errno;
    freeaddrinfo(info);
    if (listener == NULL) {
        explain_bind(address, port, error, message);
        close_files(listening, wake);
        return NULL;
    }
    listener->socket = listening;
    listener->wake = wake;
    listener->spare = -1;
    describe(listener);
    return listener;
}

void listener_destroy(Listener *listener) {
    if (listener != NULL) {
        listener_stop(listener);
        close_files(listener->socket, listener->wake);
        close_files(listener->spare, -1);
        free(listener);
    }
}

const char *listener_url(const Listener *listener) {
    return listener->url;
}

const char *listener_loopback(const Listener *listener) {
    return listener->is_loopback ? listener->host : NULL;
}

// --- The thread ---

// Too many connections: said in one packet, without reading what the client wants, and without
// memory.
static void turn_away(int client, const ApiLimit *limit) {
    static const char format[] = "{\"type\":\"urn:sandheap:problem:too-many-connections\","
                                 "\"title\":\"Too many connections\","
                                 "\"code\":\"too-many-connections\",\"detail\":\"%s\","
                                 "\"args\":{\"limit\":\"%s\",\"value\":%" PRIu64 "}}";
    char words[LIMITS_WORDS_SIZE], body[TURN_AWAY_SIZE / 2], text[TURN_AWAY_SIZE];
    limits_words(words, limit, "There are too many connections.");
    snprintf(body, sizeof body, format, words, limit->name, limit->value);
    int size = snprintf(text, sizeof text,
                        "HTTP/1.1 503 Service Unavailable\r\n"
                        "Content-Type: application/problem+json\r\nCache-Control: no-store\r\n"
                        "X-Content-Type-Options: nosniff\r\nRetry-After: 1\r\n"
                        "Connection: close\r\nContent-Length: %zu\r\n\r\n%s",
                        strlen(body), body);
    send(client, text, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
    close(client);
}

static int accept_client(Listener *listener, struct sockaddr_storage *address, socklen_t *size) {
    *size = sizeof *address;
    return accept4(listener->socket, (struct sockaddr *)address, size,
                   SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static int open_spare(void) {
    return eventfd(0, EFD_CLOEXEC);
}

// Whoever opens a file for a moment can be where the spare one was: it comes before any connection,
// or nobody could be told any more.
static bool has_spare(Listener *listener) {
    listener->spare = listener->spare < 0 ? open_spare() : listener->spare;
    return listener->spare >= 0;
}

static void turn_away_by_files(int client) {
    struct rlimit files = {0};
    ApiLimit limit = *limits_fixed(SERVER_LIMIT_OPEN_FILES);
    getrlimit(RLIMIT_NOFILE, &files);
    limit.value = files.rlim_cur;
    turn_away(client, &limit);
}

// With the file that was kept for this. False when not even that is left.
static bool turn_away_without_files(Listener *listener) {
    struct sockaddr_storage address;
    socklen_t size = 0;
    if (listener->spare < 0) {
        return false;
    }
    close(listener->spare);
    int client = accept_client(listener, &address, &size);
    if (client >= 0) {
        turn_away_by_files(client);
    }
    listener->spare = open_spare();
    return client >= 0;
}

// Most errors are of the connection that was to be accepted. Where the machine has no more of
// something, trying again at once would only keep it busy.
static void recover(Listener *listener, int error) {
    bool is_out_of_files = error == EMFILE || error == ENFILE;
    bool is_exhausted = is_out_of_files || error == ENOMEM || error == ENOBUFS;
    if (is_out_of_files && turn_away_without_files(listener)) {
        return;
    }
    poll(&(struct pollfd){.fd = listener->wake, .events = POLLIN}, 1,
         is_exhausted ? NAP_MILLISECONDS : 0);
}

static void accept_one(Listener *listener) {
    struct sockaddr_storage storage;
    const struct sockaddr *address = (const struct sockaddr *)&storage;
    socklen_t size = 0;
    int client = has_spare(listener) ? accept_client(listener, &storage, &size) : -1;
    if (client < 0) {
        recover(listener, errno);
        return;
    }
    const ApiLimit *reached = connections_open(listener->connections, client, address);
    if (reached != NULL) {
        turn_away(client, reached);
        return;
    }
    int bytes = SEND_BUFFER_BYTES;
    setsockopt(client, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    listener->adopt(listener->context, client, address, size);
}

static void *accept_all(void *argument) {
    Listener *listener = argument;
    struct pollfd files[] = {{.fd = listener->wake, .events = POLLIN},
                             {.fd = listener->socket, .events = POLLIN}};
    for (;;) {
        int ready = poll(files, 2, -1);
        if (ready > 0 && files[0].revents != 0) {
            return NULL;
        }
        if (ready > 0) {
            accept_one(listener);
        }
    }
}

bool listener_start(Listener *listener, Connections *connections, Adopt adopt, void *context) {
    listener->connections = connections;
    listener->adopt = adopt;
    listener->context = context;
    listener->spare = open_spare();
    listener->has_thread = pthread_create(&listener->thread, NULL, accept_all, listener) == 0;
    return listener->has_thread;
}

void listener_stop(Listener *listener) {
    if (listener->has_thread) {
        eventfd_write(listener->wake, 1);
        pthread_join(listener->thread, NULL);
        listener->has_thread = false;
    }
}
