// Starts the server's parts from the bottom up, waits for a signal, and stops them from the top.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/config.h"
#include "server/connections.h"
#include "server/http.h"
#include "server/listener.h"
#include "server/sessions.h"
#include "server/watchdog.h"

enum {
    EXIT_USAGE = 2,
    KEPT_FILES = 64,  // For what is open besides connections.
    LEAST_FILES = 256,
    DRAIN_MILLISECONDS = 5000,
    END_SECONDS = 8,  // From the signal to the end of the process, whatever hangs.
    NAP_MILLISECONDS = 10,
};

typedef struct {
    Service service;
    Listener *listener;
    Connections *connections;
    Watchdog *watchdog;
    Http *http;
} Server;

static int fail(const char *message) {
    fprintf(stderr, "sandheap: %s\n", message);
    return 1;
}

// Signals come to this thread alone, when it asks for them.
static sigset_t hold_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signals;
}

// As many connections as were asked for and the process may have files; 0 if those are too few.
static size_t connection_limit(const Config *config) {
    struct rlimit files;
    rlim_t wanted = (rlim_t)config->max_connections + KEPT_FILES;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return 0;
    }
    if (files.rlim_cur < wanted) {
        files.rlim_cur = wanted < files.rlim_max ? wanted : files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
        getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur < LEAST_FILES) {
        return 0;
    }
    return (size_t)(files.rlim_cur < wanted ? files.rlim_cur : wanted) - KEPT_FILES;
}

// --- Starting ---

static bool start_parts(Server *server, const Config *config) {
    size_t limit = connection_limit(config);
    if (limit == 0) {
        fail("a process needs to be allowed 256 open files; see ulimit -n");
        return false;
    }
    Service *service = &server->service;
    limits_read(&service->limits, config);
    service->own_address = listener_loopback(server->listener);
    service->sessions =
        sessions_create((size_t)config->max_sessions, (uint64_t)config->session_ttl * 1000);
    server->connections = connections_create(limit);
    if (service->sessions == NULL || server->connections == NULL) {
        fail("out of memory");
        return false;
    }
    server->http = http_start(service, server->connections, limit);
    server->watchdog = watchdog_start(server->connections, service->sessions);
    if (server->http == NULL || server->watchdog == NULL ||
        !listener_start(server->listener, server->connections, http_adopt, server->http)) {
        fail("cannot start the threads");
        return false;
    }
    return true;
}

static void greet(const Server *server) {
    const char *url = listener_url(server->listener);
    printf("Sandheap listens on %s\n"
           "Try: curl -X POST -H 'Content-Type: application/json' "
           "-d '{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": [1, 2]}]}' "
           "%s/v1/sessions\n",
           url, url);
    if (server->service.own_address == NULL) {
        printf("Other machines can reach it: whoever knows this address can make sessions.\n");
    }
    fflush(stdout);
}

// --- Stopping ---

// What a session knows is in memory only, so nothing is lost that would not be lost anyway.
static void end_late(int signal_number) {
    static const char words[] = "sandheap: a request was still running; it was cut off\n";
    (void)signal_number;
    ssize_t written = write(STDERR_FILENO, words, sizeof words - 1);
    (void)written;
    _exit(1);
}

// A thread that is busy with a request cannot be stopped, only waited for.
static void start_deadline(void) {
    signal(SIGALRM, end_late);
    alarm(END_SECONDS);
}

// Requests under way are answered, each with `Connection: close`; who waits for none is told to go.
static void drain(Server *server) {
    atomic_store(&server->service.draining, true);
    listener_stop(server->listener);
    uint64_t end = clock_milliseconds() + DRAIN_MILLISECONDS;
    while (connections_count(server->connections) > 0 && clock_milliseconds() < end) {
        connections_close_idle(server->connections);
        nanosleep(&(struct timespec){.tv_nsec = NAP_MILLISECONDS * 1000000L}, NULL);
    }
}

static void stop_parts(Server *server) {
    if (server->listener != NULL) {
        listener_stop(server->listener);
    }
    http_stop(server->http);
    watchdog_stop(server->watchdog);
    connections_destroy(server->connections);
    sessions_destroy(server->service.sessions);
    listener_destroy(server->listener);
}

static int serve(const Config *config) {
    Server server = {0};
    char message[LISTENER_MESSAGE_SIZE];
    sigset_t signals = hold_signals();
    server.listener = listener_create(config->bind, config->port, message);
    if (server.listener == NULL) {
        return fail(message);
    }
    bool has_started = start_parts(&server, config);
    if (has_started) {
        int signal_number = 0;
        greet(&server);
        sigwait(&signals, &signal_number);
        start_deadline();
        drain(&server);
    }
    stop_parts(&server);
    alarm(0);
    return has_started ? 0 : 1;
}

int main(int count, char **arguments) {
    Config config;
    char message[CONFIG_MESSAGE_SIZE];
    switch (config_read(&config, count, arguments, message)) {
    case CONFIG_RUN: return serve(&config);
    case CONFIG_HELP: config_print_help(); return 0;
    case CONFIG_BAD: fail(message); return EXIT_USAGE;
    }
    return EXIT_USAGE;
}
