// The listening socket by itself: what it says when it cannot be had, and what it leaves behind.
#include "server/listener.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/support/test.h"

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

int main(void) {
    RUN(a_listener_without_files_says_so_and_leaves_none_open);
    RUN(a_listener_says_where_it_listens_and_closes_what_it_opened);
    RUN(a_listener_for_all_machines_has_no_name_of_its_own);
    return 0;
}
