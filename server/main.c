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
#include "server/health.h"
#include "server/http.h"
#include "server/listener.h"
#include "server/memory.h"
#include "server/sessions.h"
#include "server/watchdog.h"

enum {
    EXIT_USAGE = 2,
    KEPT_FILES = 64,  // For what is open besides connections.
    LEAST_FILES = 256,
    END_SECONDS = 3,  // From the end of the time to drain to that of the process, whatever hangs.
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

// The options, and what the machine allows.
static bool read_limits(Service *service, const Config *config) {
    ApiLimit *rows = service->limits.rows;
    struct rlimit files;
    limits_read(&service->limits, config);
    rows[SERVER_LIMIT_CONNECTIONS].value = connection_limit(config);
    if (rows[SERVER_LIMIT_SESSIONS_PER_ADDRESS].value == 0) {
        rows[SERVER_LIMIT_SESSIONS_PER_ADDRESS].value = (rows[SERVER_LIMIT_SESSIONS].value + 1) / 2;
    }
    rows[SERVER_LIMIT_MEMORY].value = memory_mark(rows[SERVER_LIMIT_MEMORY].value);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        rows[SERVER_LIMIT_OPEN_FILES].value = files.rlim_cur;
    }
    return rows[SERVER_LIMIT_CONNECTIONS].value > 0;
}

static bool create_parts(Server *server) {
    Service *service = &server->service;
    service->own_address = listener_loopback(server->listener);
    service->sessions = sessions_create(&service->limits);
    service->memory = memory_create(limits_value(&service->limits, SERVER_LIMIT_MEMORY));
    server->connections = connections_create(&service->limits);
    return service->sessions != NULL && service->memory != NULL && server->connections != NULL;
}

static bool start_threads(Server *server) {
    Service *service = &server->service;
    server->http = http_start(service, server->connections);
    server->watchdog = watchdog_start(server->connections, service->sessions, service->memory);
    return server->http != NULL && server->watchdog != NULL &&
           listener_start(server->listener, server->connections, http_adopt, server->http);
}

static bool start_parts(Server *server, const Config *config) {
    const char *complaint = NULL;
    if (!read_limits(&server->service, config)) {
        complaint = "a process needs to be allowed 256 open files; see ulimit -n";
    } else if (!create_parts(server)) {
        complaint = "out of memory";
    } else if (!start_threads(server)) {
        complaint = "cannot start the threads";
    }
    if (complaint != NULL) {
        fail(complaint);
    }
    return complaint == NULL;
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
static void start_deadline(const Config *config) {
    signal(SIGALRM, end_late);
    alarm((unsigned)config->drain_timeout + END_SECONDS);
}

// Requests under way are answered, each with `Connection: close`; who waits for none is told to go.
static void drain(Server *server, const Config *config) {
    atomic_store(&server->service.draining, true);
    listener_stop(server->listener);
    uint64_t end = clock_milliseconds() + (uint64_t)config->drain_timeout * 1000;
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
    alarm(0);  // No request runs any more: what is left to do takes no longer than it has to.
    watchdog_stop(server->watchdog);
    connections_destroy(server->connections);
    sessions_destroy(server->service.sessions);
    memory_destroy(server->service.memory);
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
        start_deadline(config);
        drain(&server, config);
    }
    stop_parts(&server);
    return has_started ? 0 : 1;
}

static void print_help(void) {
    config_print_help();
    limits_print_help();
}

static int ask_health(const Config *config) {
    char message[HEALTH_MESSAGE_SIZE];
    if (health_ask(config, message)) {
        puts("ready");
        return 0;
    }
    return fail(message);
}

int main(int count, char **arguments) {
    Config config;
    char message[CONFIG_MESSAGE_SIZE];
    switch (config_read(&config, count, arguments, message)) {
    case CONFIG_RUN: return serve(&config);
    case CONFIG_HEALTH: return ask_health(&config);
    case CONFIG_HELP: print_help(); return 0;
    case CONFIG_BAD: fail(message); return EXIT_USAGE;
    }
    return EXIT_USAGE;
}
