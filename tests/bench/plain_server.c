// A plain libmicrohttpd server, for comparison: `plain_server SIZE` takes any request with its body
// and answers a constant of so many bytes. Its port, of 127.0.0.1, is printed first. It ends when
// its standard input does.
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEAST_WORKERS = 2, MOST_WORKERS = 8 };

// As in server/http.c: the answer comes after the body, or the connection would be closed.
static enum MHD_Result handle(void *closure, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *bytes,
                              size_t *size, void **context) {
    (void)url;
    (void)method;
    (void)version;
    (void)bytes;
    if (*context == NULL) {
        *context = closure;
        return MHD_YES;
    }
    if (*size > 0) {
        *size = 0;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, closure);
}

static struct MHD_Response *constant(size_t size) {
    char *body = malloc(size + 1);
    if (body == NULL) {
        return NULL;
    }
    memset(body, 'x', size);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, body, MHD_RESPMEM_MUST_FREE);
    if (response != NULL) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    }
    return response;
}

static unsigned worker_count(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < LEAST_WORKERS) {
        return LEAST_WORKERS;
    }
    return cores > MOST_WORKERS ? MOST_WORKERS : (unsigned)cores;
}

static struct MHD_Daemon *start(struct MHD_Response *response) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, handle, response,
                            MHD_OPTION_THREAD_POOL_SIZE, worker_count(), MHD_OPTION_SOCK_ADDR,
                            &address, MHD_OPTION_END);
}

int main(int argc, char **argv) {
    struct MHD_Response *response = argc == 2 ? constant(strtoull(argv[1], NULL, 10)) : NULL;
    struct MHD_Daemon *daemon = response != NULL ? start(response) : NULL;
    if (daemon == NULL) {
        fprintf(stderr, "usage: plain_server SIZE\n");
        return 2;
    }
    printf("http://127.0.0.1:%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    while (getchar() != EOF) {
    }
    MHD_stop_daemon(daemon);
    MHD_destroy_response(response);
    return 0;
}
