// A real server as a child of a test: started on a free port, asked over TCP, always ended.
//
// The environment variable SANDHEAP_SERVER names the executable. A server dies with the test that
// started it, whatever way the test ends, and nothing here waits longer than a bounded time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { SERVER_URL_SIZE = 128 };

typedef struct {
    pid_t pid;
    int output;  // The read end of its standard output.
    int port;
    char url[SERVER_URL_SIZE];  // "http://127.0.0.1:41234", without a slash at the end.
} ServerProcess;

// Starts the server with `--port 0` and `arguments` (NULL-terminated; NULL for none) and waits for
// the address it prints. False, with a message on standard output, when there is no such server.
bool server_process_start(ServerProcess *server, const char *const *arguments);

// Asks it to stop as Ctrl-C would and waits. Returns its exit status, -1 if it had to be killed.
int server_process_stop(ServerProcess *server);

// Runs the executable to its end with just `arguments` and collects what it prints on both of its
// outputs as text. Returns its exit status, -1 if it had to be killed.
int server_process_run(const char *const *arguments, char *output, size_t size);
