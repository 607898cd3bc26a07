// One request and its answer, from the head to the last byte of the body.
//
// http.c calls the functions in this order: exchange_begin() when the head is there, exchange_take()
// for each piece of the body, exchange_reply() at the end.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "server/accept.h"
#include "server/reply.h"
#include "server/routes.h"

typedef struct {
    Request request;
    Call call;
    Refusal refusal;  // The first thing that was wrong.
    char allow[ROUTE_ALLOW_SIZE];
    char sentence[ACCEPT_SENTENCE_SIZE];  // What a refusal says that is not constant.
    bool has_begun;
    char *body;  // Owned.
    size_t size, capacity;
    size_t swallowed;  // Bytes of a body that nobody will look at.
} Exchange;

// NULL when memory runs out.
Exchange *exchange_create(const char *target);
void exchange_destroy(Exchange *exchange);

// True if the body is to be read. False if the answer, a refusal, is to be sent at once and the
// connection closed, because nobody knows where the request ends or its body is too long to read.
bool exchange_begin(Exchange *exchange, Service *service, uint64_t address);

// False if the client has sent so much that it is to be hung up on.
bool exchange_take(Exchange *exchange, const char *bytes, size_t size);

void exchange_reply(Exchange *exchange, Reply *reply);
