#include "server/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "server/accept.h"
#include "server/entity_tags.h"
#include "server/guard.h"
#include "server/handlers.h"

enum { FIRST_CAPACITY = 1024 };

Exchange *exchange_create(const char *target) {
    Exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL) {
        return NULL;
    }
    exchange->request.target = strdup(target);
    if (exchange->request.target == NULL) {
        free(exchange);
        return NULL;
    }
    return exchange;
}

void exchange_destroy(Exchange *exchange) {
    if (exchange != NULL) {
        request_destroy(&exchange->request);
        free(exchange->body);
        free(exchange);
    }
}

// --- The head ---

static Refusal too_large(const Route *route) {
    return limits_refuse(limits_fixed(route->body_limit),
                         "The body is larger than this path takes.");
}

static Refusal check_size(const Request *request, const Route *route) {
    uint64_t length = 0;
    if (request_length(request, &length) && length > limits_fixed(route->body_limit)->value) {
        return too_large(route);
    }
    return (Refusal){API_OK, NULL, NULL};
}

// In which form the answer will be, and for which states of the session the request is meant.
static Refusal check_wishes(Exchange *exchange, unsigned formats) {
    const Request *request = &exchange->request;
    ApiInput *input = &exchange->call.input;
    Refusal refusal = accept_choose(request, formats, exchange->sentence, &input->format);
    if (refusal.code == API_OK && exchange->call.session != NULL) {
        refusal = entity_tags_expected(request, &input->expected);
    }
    if (refusal.code == API_OK && exchange->call.session != NULL) {
        refusal = entity_tags_known(request, input->format, &input->known);
    }
    return refusal;
}

// Everything about the head of a request that is framed well.
static Refusal check_head(Exchange *exchange) {
    Request *request = &exchange->request;
    Refusal refusal = request_split(request);
    if (refusal.code == API_OK) {
        refusal = route_find(request, &exchange->call, exchange->allow);
    }
    const Route *route = exchange->call.route;
    unsigned formats = refusal.code == API_OK ? route_formats(route) : 0;
    if (formats != 0) {
        refusal = check_wishes(exchange, formats);
    }
    if (refusal.code == API_OK) {
        refusal = guard_body(request, route->body);
    }
    return refusal.code == API_OK ? check_size(request, route) : refusal;
}

// Whether the body of a refused request is better not waited for.
static bool is_closing(const Request *request, ApiCode code) {
    uint64_t length = 0;
    return code == API_BAD_REQUEST || code == API_LENGTH_REQUIRED ||
           request_field(request, "Expect") != NULL ||
           (request_length(request, &length) && length > LIMITS_MAX_REFUSED_BODY);
}

bool exchange_begin(Exchange *exchange, Service *service, uint64_t address) {
    exchange->has_begun = true;
    exchange->call.service = service;
    exchange->call.address = address;
    exchange->refusal = guard_framing(&exchange->request, service->own_address);
    if (exchange->refusal.code != API_OK) {
        return false;
    }
    exchange->refusal = check_head(exchange);
    return exchange->refusal.code == API_OK ||
           !is_closing(&exchange->request, exchange->refusal.code);
}

// --- The body ---

static bool grow(Exchange *exchange, size_t size) {
    size_t capacity = exchange->capacity == 0 ? FIRST_CAPACITY : exchange->capacity;
    while (capacity < size) {
        capacity *= 2;
    }
    if (capacity == exchange->capacity) {
        return true;
    }
    char *body = realloc(exchange->body, capacity);
    if (body == NULL) {
        return false;
    }
    exchange->body = body;
    exchange->capacity = capacity;
    return true;
}

static void refuse(Exchange *exchange, Refusal refusal) {
    exchange->refusal = refusal;
    free(exchange->body);
    exchange->body = NULL;
}

bool exchange_take(Exchange *exchange, const char *bytes, size_t size) {
    if (exchange->refusal.code != API_OK) {
        exchange->swallowed += size;
        return exchange->swallowed <= LIMITS_MAX_REFUSED_BODY;
    }
    size_t total = exchange->size + size;
    if (total > limits_fixed(exchange->call.route->body_limit)->value) {
        refuse(exchange, too_large(exchange->call.route));
    } else if (!grow(exchange, total)) {
        refuse(exchange, (Refusal){API_NO_MEMORY, "The server is out of memory.", NULL});
    } else {
        memcpy(exchange->body + exchange->size, bytes, size);
        exchange->size = total;
    }
    return true;
}

// --- The answer ---

static void answer(Exchange *exchange, Reply *reply) {
    Call *call = &exchange->call;
    if (exchange->size == 0 && call->route->body == BODY_REQUIRED) {
        refuse(exchange, (Refusal){API_BAD_JSON,
                                   "The body is empty; this request needs a JSON object.", NULL});
        reply_set_problem(reply, exchange->refusal);
        return;
    }
    call->input.body = exchange->body;
    call->input.size = exchange->size;
    reply->format = call->input.format;
    call->route->handle(call, reply);
}

void exchange_reply(Exchange *exchange, Reply *reply) {
    if (exchange->refusal.code != API_OK) {
        reply_set_problem(reply, exchange->refusal);
    } else {
        answer(exchange, reply);
    }
    const Route *route = exchange->call.route;
    bool asks_for_methods = route != NULL && route->handle == handle_options;
    if (asks_for_methods || exchange->refusal.code == API_METHOD_NOT_ALLOWED) {
        reply_add_field(reply, "Allow", exchange->allow);
    }
    if (route != NULL && accept_matters(route_formats(route))) {
        reply_add_field(reply, "Vary", "Accept");
    }
    if (atomic_load(&exchange->call.service->draining)) {
        reply_add_field(reply, "Connection", "close");
    }
}
