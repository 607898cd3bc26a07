#include "server/reply.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/limits.h"
#include "server/status.h"

void reply_add_field(Reply *reply, const char *name, const char *value) {
    assert(reply->field_count < REPLY_MAX_FIELDS);
    reply->fields[reply->field_count++] = (ReplyField){name, value};
}

void reply_add_text(Reply *reply, const char *name, const char *format, ...) {
    char *place = reply->text + reply->text_size;
    size_t room = sizeof reply->text - reply->text_size;
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(place, room, format, arguments);
    va_end(arguments);
    if (size >= 0 && (size_t)size < room) {
        reply->text_size += (size_t)size + 1;
        reply_add_field(reply, name, place);
    }
}

void reply_add_guards(Reply *reply) {
    reply_add_field(reply, "Cache-Control", "no-store");
    reply_add_field(reply, "X-Content-Type-Options", "nosniff");
}

void reply_set_answer(Reply *reply, ApiReply answer) {
    if (reply->format == API_TEXT) {
        answer = api_as_text(answer);
    }
    bool is_problem = answer.code >= API_BAD_JSON;
    reply->status = status_of(answer.code);
    reply->body = answer.body;
    reply->size = answer.size;
    reply->owned_body = answer.body;
    if (answer.body != NULL) {
        const char *type = answer.type != NULL ? answer.type : "application/json";
        reply_add_field(reply, "Content-Type", is_problem ? "application/problem+json" : type);
    }
    reply_add_guards(reply);
    if (reply->status == 503) {
        reply_add_field(reply, "Retry-After", "1");
    }
}

void reply_set_problem(Reply *reply, Refusal refusal) {
    reply_set_answer(reply, limits_answer(refusal));
}

void reply_set_constant(Reply *reply, unsigned status, const char *type, const void *body,
                        size_t size) {
    reply->status = status;
    reply->body = body;
    reply->size = size;
    reply_add_field(reply, "Content-Type", type);
}

void reply_destroy(Reply *reply) {
    free(reply->owned_body);
}
