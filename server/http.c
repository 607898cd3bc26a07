#include "server/http.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/addresses.h"
#include "server/exchange.h"
#include "server/log.h"

enum {
    LEAST_WORKERS = 2,  // One may be busy for long, the other says that the server is alive.
    MOST_WORKERS = 8,
    CONNECTION_MEMORY_STEP = 4 * 1024,
    LATE_SECONDS = 5,  // The watchdog is faster, and knows a request that drips from an idle one.
};

struct Http {
    struct MHD_Daemon *daemon;
    Service *service;
    Connections *connections;
    Log *log;
};

static int socket_of(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static uint64_t address_of(struct MHD_Connection *connection) {
    return address_key(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
}

// --- Reading a request ---

// The library calls this with the target as it came in, before it decodes and cuts anything. What
// it returns becomes the request's *context.
static void *begin_exchange(void *closure, const char *target, struct MHD_Connection *connection) {
    Http *http = closure;
    connections_request_begins(http->connections, socket_of(connection));
    return exchange_create(target);
}

// Targets are decoded by request.c, strictly; here they stay as they are.
static size_t keep_encoded(void *closure, struct MHD_Connection *connection, char *text) {
    (void)closure;
    (void)connection;
    return strlen(text);
}

static enum MHD_Result add_field(void *closure, enum MHD_ValueKind kind, const char *name,
                                 size_t name_size, const char *value, size_t value_size) {
    (void)kind;
    Request *request = closure;
    if (request->field_count < REQUEST_MAX_FIELDS) {
        request->fields[request->field_count] =
            (Field){name, name_size, value != NULL ? value : "", value_size};
    }
    request->field_count++;
    return MHD_YES;
}

static void read_head(Exchange *exchange, struct MHD_Connection *connection, const char *method,
                      const char *version) {
    exchange->request.method = method;
    exchange->request.version = version;
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, add_field, &exchange->request);
}

// --- Sending a reply ---

// The response takes the body over.
static struct MHD_Response *create_response(Reply *reply) {
    bool is_owned = reply->owned_body != NULL;
    void *body = is_owned ? reply->owned_body : (void *)(size_t)reply->body;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->size, body, is_owned ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        return NULL;
    }
    reply->owned_body = NULL;
    for (size_t i = 0; i < reply->field_count; i++) {
        MHD_add_response_header(response, reply->fields[i].name, reply->fields[i].value);
    }
    return response;
}

static enum MHD_Result send_reply(Http *http, struct MHD_Connection *connection,
                                  Exchange *exchange) {
    Reply reply = {0};
    connections_request_ends(http->connections, socket_of(connection));
    exchange_reply(exchange, &reply);
    struct MHD_Response *response = create_response(&reply);
    enum MHD_Result result = MHD_NO;
    if (response != NULL) {
        connections_reply_begins(http->connections, socket_of(connection));
        result = MHD_queue_response(connection, reply.status, response);
        MHD_destroy_response(response);
    }
    reply_destroy(&reply);
    return result;
}

// --- The library's calls ---

// Called once with the head, then for each piece of the body, then once more. A reply that is
// queued in the first call makes the library close the connection afterwards, which is what a
// request with a doubtful end needs; all others are answered in the last.
static enum MHD_Result handle(void *closure, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *bytes,
                              size_t *size, void **context) {
    (void)url;
    Http *http = closure;
    Exchange *exchange = *context;
    if (exchange == NULL) {
        return MHD_NO;  // No memory; the library hangs up.
    }
    if (!exchange->has_begun) {
        read_head(exchange, connection, method, version);
        bool reads_on = exchange_begin(exchange, http->service, address_of(connection));
        return reads_on ? MHD_YES : send_reply(http, connection, exchange);
    }
    if (*size > 0) {
        bool reads_on = exchange_take(exchange, bytes, *size);
        *size = 0;
        return reads_on ? MHD_YES : MHD_NO;
    }
    return send_reply(http, connection, exchange);
}

static void end_exchange(void *closure, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code) {
    (void)code;
    Http *http = closure;
    connections_reply_ends(http->connections, socket_of(connection));
    exchange_destroy(*context);
    *context = NULL;
}

static void notice_connection(void *closure, struct MHD_Connection *connection, void **context,
                              enum MHD_ConnectionNotificationCode code) {
    (void)context;
    Http *http = closure;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        connections_forget(http->connections, socket_of(connection));
    }
}

__attribute__((format(printf, 2, 0))) static void write_log(void *closure, const char *format,
                                                            va_list arguments) {
    Http *http = closure;
    log_write(http->log, format, arguments);
}

// --- Starting and stopping ---

static unsigned worker_count(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < LEAST_WORKERS) {
        return LEAST_WORKERS;
    }
    return cores > MOST_WORKERS ? MOST_WORKERS : (unsigned)cores;
}

static intptr_t longest_seconds(const ServerLimits *limits) {
    static const ServerLimit times[] = {SERVER_LIMIT_REQUEST_TIME, SERVER_LIMIT_REPLY_TIME,
                                        SERVER_LIMIT_IDLE_TIME};
    uint64_t longest = 0;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        uint64_t time = limits_value(limits, times[i]);
        longest = time > longest ? time : longest;
    }
    return (intptr_t)(longest + LATE_SECONDS);
}

// The library splits its limit of connections among the workers, so it gets one that any of them
// can take alone: only `connections` decides. The logger has to come first.
static struct MHD_Daemon *start_daemon(Http *http) {
    const ServerLimits *limits = &http->service->limits;
    unsigned workers = worker_count();
    // clang-format off
    const struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER,             (intptr_t)write_log, http},
        {MHD_OPTION_URI_LOG_CALLBACK,            (intptr_t)begin_exchange, http},
        {MHD_OPTION_UNESCAPE_CALLBACK,           (intptr_t)keep_encoded, http},
        {MHD_OPTION_NOTIFY_COMPLETED,            (intptr_t)end_exchange, http},
        {MHD_OPTION_NOTIFY_CONNECTION,           (intptr_t)notice_connection, http},
        {MHD_OPTION_THREAD_POOL_SIZE,            workers, NULL},
        {MHD_OPTION_CONNECTION_LIMIT,            (intptr_t)(limits_value(limits, SERVER_LIMIT_CONNECTIONS) * workers), NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT,     LIMITS_HEADER_BYTES, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_INCREMENT, CONNECTION_MEMORY_STEP, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT,          longest_seconds(limits), NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT,           0, NULL},
        {MHD_OPTION_END,                         0, NULL},
    };
    // clang-format on
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC |
                                MHD_USE_ERROR_LOG,
                            0, NULL, NULL, handle, http, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

Http *http_start(Service *service, Connections *connections) {
    Http *http = calloc(1, sizeof *http);
    if (http == NULL) {
        return NULL;
    }
    http->service = service;
    http->connections = connections;
    http->log = log_create();
    http->daemon = http->log != NULL ? start_daemon(http) : NULL;
    if (http->daemon == NULL) {
        http_stop(http);
        return NULL;
    }
    return http;
}

// On failure the library has closed the socket.
void http_adopt(void *context, int socket, const struct sockaddr *address, socklen_t size) {
    Http *http = context;
    if (MHD_add_connection(http->daemon, socket, address, size) != MHD_YES) {
        connections_forget(http->connections, socket);
    }
}

void http_stop(Http *http) {
    if (http != NULL) {
        if (http->daemon != NULL) {
            MHD_stop_daemon(http->daemon);
        }
        log_destroy(http->log);
        free(http);
    }
}
