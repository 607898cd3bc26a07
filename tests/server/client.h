// A well-behaved client: one request, one answer, through libcurl. Any thread may ask.
#pragma once

#include <stddef.h>

enum { ANSWER_BODY_SIZE = 64 * 1024, ANSWER_HEAD_SIZE = 8 * 1024 };

// What does not fit is cut off.
typedef struct {
    long status;  // 0 when there was no answer.
    size_t body_size, head_size;
    char body[ANSWER_BODY_SIZE];
    char head[ANSWER_HEAD_SIZE];
} Answer;

typedef struct {
    const char *url;     // The server's.
    const char *method;  // NULL is GET.
    const char *path;    // As it goes over the wire.
    const char *body;    // NULL sends none; else it is JSON.
    const char *header;  // One more header field, "Name: value"; NULL for none.
} Question;

void client_ask(const Question *question, Answer *answer);

// Only the status.
long client_status(const char *url, const char *method, const char *path, const char *body);

// The value of a header field of the answer, up to the line's end; "" if there is none.
void client_header(const Answer *answer, const char *name, char *value, size_t size);

// Makes a session and leaves its path, "/v1/sessions/0123...", in `path`.
void client_make_session(const char *url, char *path, size_t size);

// Checks that a header field of the answer says what is expected.
void client_check_header(const Answer *answer, const char *name, const char *expected);

// A test that asks the server at `url`.
typedef struct {
    const char *name;
    void (*test)(const char *url);
} ServerTest;
// Runs them with one server, which must end well.
void client_run(const ServerTest *tests, size_t count);
