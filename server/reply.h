// An answer on its way out: a status, header fields and a body, for http.c to send.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "api/api.h"
#include "server/request.h"

enum { REPLY_MAX_FIELDS = 16, REPLY_TEXT_SIZE = 256 };

typedef struct {
    const char *name;
    const char *value;
} ReplyField;

// Field values may point into `text`, so a Reply stays where it was made.
typedef struct {
    unsigned status;
    const void *body;
    size_t size;
    void *owned_body;  // `body` if it is to be released with free(), else NULL.
    ReplyField fields[REPLY_MAX_FIELDS];
    size_t field_count;
    ApiFormat format;  // What the client takes: JSON, of whatever is answered, or text made of it.
    char text[REPLY_TEXT_SIZE];
    size_t text_size;
} Reply;

// Takes the body of `answer`.
void reply_set_answer(Reply *reply, ApiReply answer);
void reply_set_problem(Reply *reply, Refusal refusal);

// `body` and `type` live as long as the program.
void reply_set_constant(Reply *reply, unsigned status, const char *type, const void *body,
                        size_t size);

// `name` lives as long as the program, and so does `value`.
void reply_add_field(Reply *reply, const char *name, const char *value);

// What every answer carries but the page's: nobody keeps it, and no browser guesses its type.
void reply_add_guards(Reply *reply);

// The value is written into the reply; what does not fit is left out.
__attribute__((format(printf, 3, 4))) void reply_add_text(Reply *reply, const char *name,
                                                          const char *format, ...);

void reply_destroy(Reply *reply);
