// Many threads at once, on the same sessions and on their own: every answer is one of those that
// the order of events allows, and the thread sanitizer has nothing to say.
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "tests/server/client.h"
#include "tests/support/server_process.h"
#include "tests/support/test.h"

enum {
    THREADS = 6,
    ROUNDS = 40,
    TRIES = 50,
    PATH_SIZE = 256,
    ITEMS = 1500,
    BODY_SIZE = 3 * ITEMS + 64
};

typedef struct {
    const char *url;
    const char *session;
    int number;
    bool has_ended;  // Whether it was this one that ended the session.
} Worker;

// Asks again, as it is told to, while another request keeps the session busy.
static long ask_below(const Worker *worker, const char *session, const char *method,
                      const char *rest, const char *body) {
    char path[PATH_SIZE];
    long status = 503;
    snprintf(path, sizeof path, "%s%s", session, rest);
    for (int i = 0; i < TRIES && status == 503; i++) {
        status = client_status(worker->url, method, path, body);
    }
    return status;
}

// Starts a thread for each worker and waits for all.
static void run_workers(Worker *workers, void *(*work)(void *)) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        CHECK_INT(0, pthread_create(&threads[i], NULL, work, &workers[i]));
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
}

static void fill_workers(Worker *workers, const char *url, const char *session) {
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){.url = url, .session = session};
    }
}

// --- Sessions of their own ---

static void *live_and_end(void *argument) {
    Worker *worker = argument;
    char session[PATH_SIZE];
    for (int i = 0; i < ROUNDS; i++) {
        client_make_session(worker->url, session, sizeof session);
        CHECK_INT(200, ask_below(worker, session, "POST", "/ops",
                                 "{\"op\": \"assign\", \"name\": \"a\", \"value\": [1, \"x\"]}"));
        CHECK_INT(200, ask_below(worker, session, "GET", "/graph", NULL));
        CHECK_INT(200, ask_below(worker, session, "POST", "/collect", ""));
        CHECK_INT(204, ask_below(worker, session, "DELETE", "", NULL));
        CHECK_INT(410, ask_below(worker, session, "GET", "", NULL));
    }
    return NULL;
}

static void threads_with_sessions_of_their_own_do_not_meet(const char *url) {
    Worker workers[THREADS];
    fill_workers(workers, url, NULL);
    run_workers(workers, live_and_end);
}

// --- One session for all ---

// `{"value": [1, 1, ...]}`: so long that calls of several threads really overlap.
static void write_long_value(char body[static BODY_SIZE]) {
    char *next = stpcpy(body, "{\"value\": [1");
    for (int i = 0; i < ITEMS; i++) {
        next = stpcpy(next, ", 1");
    }
    stpcpy(next, "]}");
}

static void *change_the_same(void *argument) {
    Worker *worker = argument;
    char name[32], body[BODY_SIZE];
    snprintf(name, sizeof name, "/names/a%d", worker->number);
    write_long_value(body);
    for (int i = 0; i < ROUNDS; i++) {
        CHECK_INT(200, ask_below(worker, worker->session, "PUT", name, body));
        CHECK_INT(200, ask_below(worker, worker->session, "GET", "/objects", NULL));
    }
    return NULL;
}

static void every_change_to_one_session_is_counted(const char *url) {
    Worker workers[THREADS];
    Answer answer;
    char session[PATH_SIZE], tag[64], expected[64];
    client_make_session(url, session, sizeof session);
    fill_workers(workers, url, session);
    run_workers(workers, change_the_same);
    client_ask(&(Question){.url = url, .path = session}, &answer);
    client_header(&answer, "ETag", tag, sizeof tag);
    snprintf(expected, sizeof expected, "\"%d\"", THREADS * ROUNDS);
    CHECK_STR(expected, tag);
}

// --- A session that ends under everybody's hands ---

// The first thread ends the session in the middle; before that all is well, afterwards all is gone.
static void *use_until_it_ends(void *argument) {
    Worker *worker = argument;
    for (int i = 0; i < ROUNDS; i++) {
        bool ends = worker->number == 0 && i == ROUNDS / 2;
        long status =
            ends ? ask_below(worker, worker->session, "DELETE", "", NULL)
                 : ask_below(worker, worker->session, "PUT", "/names/a", "{\"value\": [1]}");
        CHECK(status == 200 || status == 410 || (ends && status == 204));
        CHECK(!ends || status == 204);
    }
    return NULL;
}

static void a_session_that_ends_is_gone_for_all(const char *url) {
    Worker workers[THREADS];
    char session[PATH_SIZE];
    client_make_session(url, session, sizeof session);
    fill_workers(workers, url, session);
    run_workers(workers, use_until_it_ends);
    CHECK_INT(410, client_status(url, "GET", session, NULL));
}

static void *end_the_same(void *argument) {
    Worker *worker = argument;
    worker->has_ended = ask_below(worker, worker->session, "DELETE", "", NULL) == 204;
    return NULL;
}

static void only_one_of_many_ends_a_session(const char *url) {
    Worker workers[THREADS];
    char session[PATH_SIZE];
    int ended = 0;
    client_make_session(url, session, sizeof session);
    fill_workers(workers, url, session);
    run_workers(workers, end_the_same);
    for (int i = 0; i < THREADS; i++) {
        ended += workers[i].has_ended;
    }
    CHECK_INT(1, ended);
}

// The server stops while the threads are at it: LeakSanitizer and its exit status have the word. Few
// sessions are made, since each reserves addresses, of which the thread sanitizer leaves few.
static void *ask_whatever_comes(void *argument) {
    Worker *worker = argument;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 10 == 0) {
            client_status(worker->url, "POST", "/v1/sessions", "");
        }
        client_status(worker->url, "GET", "/v1/operations", NULL);
    }
    return NULL;
}

typedef struct {
    pthread_t thread;
    Worker worker;
} Busy;

static void a_busy_server_stops_cleanly(void) {
    ServerProcess server;
    Busy busy[THREADS];
    CHECK(server_process_start(&server, (const char *const[]){"--drain-timeout", "60", NULL}));
    for (int i = 0; i < THREADS; i++) {
        busy[i].worker = (Worker){.url = server.url};
        CHECK_INT(0, pthread_create(&busy[i].thread, NULL, ask_whatever_comes, &busy[i].worker));
    }
    CHECK_INT(0, server_process_stop(&server));
    for (int i = 0; i < THREADS; i++) {
        pthread_join(busy[i].thread, NULL);
    }
}

static void threads_and_sessions(void) {
    // Sessions come and go while a sweep for idle ones is under way four times a second.
    ServerProcess server;
    CHECK(server_process_start(&server, (const char *const[]){"--session-ttl", "60", NULL}));
    puts("threads_with_sessions_of_their_own_do_not_meet");
    threads_with_sessions_of_their_own_do_not_meet(server.url);
    puts("every_change_to_one_session_is_counted");
    every_change_to_one_session_is_counted(server.url);
    puts("a_session_that_ends_is_gone_for_all");
    a_session_that_ends_is_gone_for_all(server.url);
    puts("only_one_of_many_ends_a_session");
    only_one_of_many_ends_a_session(server.url);
    CHECK_INT(0, server_process_stop(&server));
}

int main(void) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    RUN(threads_and_sessions);
    RUN(a_busy_server_stops_cleanly);
    curl_global_cleanup();
    return 0;
}
