#include "tests/support/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_ARGUMENTS = 32,
    LINE_SIZE = 512,
    START_MILLISECONDS = 60000,  // Sanitizers on a busy machine start slowly.
    STOP_MILLISECONDS = 60000,
    NAP_MILLISECONDS = 5,
};

static void nap(void) {
    nanosleep(&(struct timespec){.tv_nsec = NAP_MILLISECONDS * 1000000L}, NULL);
}

// Fills `vector` with the executable, `first` and `second`, and the NULL at the end.
static void join_arguments(const char **vector, const char *const *first,
                           const char *const *second) {
    const char *const *lists[] = {first, second};
    size_t count = 0;
    vector[count++] = getenv("SANDHEAP_SERVER");
    for (size_t i = 0; i < 2; i++) {
        for (const char *const *next = lists[i]; next != NULL && *next != NULL; next++) {
            if (count < MAX_ARGUMENTS) {
                vector[count++] = *next;
            }
        }
    }
    vector[count] = NULL;
}

// In the child, between fork and exec.
static void become_server(const char **vector, int output, bool with_errors) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(output, STDOUT_FILENO);
    if (with_errors) {
        dup2(output, STDERR_FILENO);
    }
    execv(vector[0], (char *const *)(size_t)vector);
    _exit(127);
}

static bool spawn(const char **vector, bool with_errors, pid_t *out_pid, int *out_output) {
    int ends[2];
    if (vector[0] == NULL) {
        printf("  SANDHEAP_SERVER names no server to test\n");
        return false;
    }
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        become_server(vector, ends[1], with_errors);
    }
    close(ends[1]);
    *out_pid = pid;
    *out_output = ends[0];
    return pid > 0;
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

// Whether there is something to read, or the other end is gone, before `end`.
static bool is_readable(int output, long long end) {
    struct pollfd readable = {.fd = output, .events = POLLIN};
    long long left = end - now();
    return left > 0 && poll(&readable, 1, (int)left) > 0;
}

// Reads until a newline, the end, or the time is over; the text is NUL-terminated without the
// newline. False when nothing more comes.
static bool read_line(int output, long long end, char *line, size_t size) {
    size_t used = 0;
    while (used + 1 < size && is_readable(output, end) && read(output, line + used, 1) == 1 &&
           line[used] != '\n') {
        used++;
    }
    bool ended_by_newline = used + 1 < size && line[used] == '\n';
    line[used] = '\0';
    return ended_by_newline;
}

static bool read_address(ServerProcess *server) {
    char line[LINE_SIZE] = "";
    long long end = now() + START_MILLISECONDS;
    while (read_line(server->output, end, line, sizeof line)) {
        const char *url = strstr(line, "http://");
        if (url != NULL) {
            size_t length = strlen("http://") + strcspn(url + strlen("http://"), " \t/");
            snprintf(server->url, sizeof server->url, "%.*s", (int)length, url);
            server->port = (int)strtol(strrchr(server->url, ':') + 1, NULL, 10);
            return true;
        }
    }
    printf("  the server printed no address; its last line: %s\n", line);
    return false;
}

// Returns the exit status once the process has ended, or kills it when the time is over.
static int wait_bounded(pid_t pid) {
    int status = 0;
    for (int waited = 0; waited < STOP_MILLISECONDS; waited += NAP_MILLISECONDS) {
        if (waitpid(pid, &status, WNOHANG) == pid) {
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        }
        nap();
    }
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    return -1;
}

bool server_process_start(ServerProcess *server, const char *const *arguments) {
    const char *vector[MAX_ARGUMENTS + 1];
    join_arguments(vector, (const char *const[]){"--port", "0", NULL}, arguments);
    if (!spawn(vector, false, &server->pid, &server->output)) {
        return false;
    }
    if (!read_address(server)) {
        server_process_stop(server);
        return false;
    }
    return true;
}

int server_process_stop(ServerProcess *server) {
    kill(server->pid, SIGTERM);
    int status = wait_bounded(server->pid);
    close(server->output);
    return status;
}

int server_process_run(const char *const *arguments, char *output, size_t size) {
    const char *vector[MAX_ARGUMENTS + 1];
    pid_t pid = 0;
    int text = -1;
    join_arguments(vector, arguments, NULL);
    if (!spawn(vector, true, &pid, &text)) {
        return -1;
    }
    size_t used = 0;
    long long end = now() + START_MILLISECONDS;
    while (used + 1 < size && is_readable(text, end)) {
        ssize_t got = read(text, output + used, size - 1 - used);
        if (got <= 0) {
            break;
        }
        used += (size_t)got;
    }
    output[used] = '\0';
    close(text);
    return wait_bounded(pid);
}
