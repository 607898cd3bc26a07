// Dialogues: files of requests and expected answers, one behaviour each, told in the file's name.
//
//     # A comment.
//     > {"op": "assign", "name": "a", "value": 7}
//     < {"python": "a = 7"}
//     > GET objects/999
//     < no-such-object {}
//
// A request is an operation, or METHOD PATH?QUERY BODY below the session; a path that begins with a
// slash is below /v1. An expected answer is a pattern (pattern.h), with a code before it when it is
// a refusal. A line that begins with a space goes on with the line before it. The first request may
// be `POST sessions BODY`, which chooses the session's options.
//
// A dialogue about CPython asks for the profile "cpython-*" and is replayed once for each profile
// of a CPython that there is, whose name stands then in the place of "cpython-*". What answers
// otherwise from a version on says so below the answer of the first:
//
//     < {"collected": 4}
//     <3.13 {"collected": 2}
//     <3.14 {"collected": 4}
//
// What answers is the caller's: the layer itself, or a server.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *method;
    const char *path;   // "names/a", "/profiles".
    const char *query;  // "limit=2", "" when there is none.
    const char *body;   // NULL when there is none.
} DialogueRequest;

typedef struct {
    char code[64];  // "ok", or the code of a refusal.
    char *body;     // JSON, owned by whoever asked; NULL when there is none.
} DialogueAnswer;

typedef struct {
    void *context;
    void (*ask)(void *context, const DialogueRequest *request, DialogueAnswer *answer);
    // Called around each request that is not a GET; NULL: not called. `after` may be NULL.
    bool (*check)(void *context, const char *answer_body);
    // Called when a dialogue has been told, even one that failed: whether it ended well.
    bool (*end)(void *context);
} DialoguePartner;

// False, with a message on standard output, at the first answer that is not as expected, in
// whichever profile that is.
bool dialogue_run(const char *file, const DialoguePartner *partner);

// Runs every file *.txt of the folders in alphabetical order. Returns how many failed, -1 when a
// folder has none.
int dialogues_run(char *const *folders, size_t count, const DialoguePartner *partner);
