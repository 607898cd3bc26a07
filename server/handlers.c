#include "server/handlers.h"

#include "server/contract.h"
#include "server/entity_tags.h"

// What tells the state of a session: its answers, and that it is not the one expected.
static void set_state(Reply *reply, ApiReply answer, ApiFormat format) {
    reply_set_answer(reply, answer);
    if (answer.code == API_STALE) {
        entity_tag_add(reply, answer.seq, API_JSON);
    } else if (answer.code < API_BAD_JSON && answer.code != API_NO_CONTENT) {
        entity_tag_add(reply, answer.seq, format);
    }
}

// Whatever brings something in is refused while there is too much; reading, deleting and collecting
// go on, and so does all that was begun.
static bool refuse_growth(const Call *call, Reply *reply) {
    bool is_short = memory_is_short(call->service->memory);
    if (is_short) {
        reply_set_problem(reply,
                          limits_refuse(&call->service->limits.rows[SERVER_LIMIT_MEMORY],
                                        "The server has as much memory in use as it may; end a "
                                        "session that is not needed, or try again later."));
    }
    return is_short;
}

void handle_session_call(const Call *call, Reply *reply) {
    if (call->route->body == BODY_REQUIRED && refuse_growth(call, reply)) {
        return;
    }
    ApiReply answer =
        sessions_call(call->service->sessions, call->session, call->route->call, &call->input);
    set_state(reply, answer, call->input.format);
}

void handle_create_session(const Call *call, Reply *reply) {
    char id[SESSION_ID_SIZE] = "";
    if (atomic_load(&call->service->draining)) {
        reply_set_problem(reply, (Refusal){API_DRAINING, "The server is about to stop."});
        return;
    }
    if (refuse_growth(call, reply)) {
        return;
    }
    ApiReply answer = sessions_open(call->service->sessions, &call->input, call->address, id);
    set_state(reply, answer, call->input.format);
    if (answer.code == API_CREATED) {
        reply_add_text(reply, "Location", "/v1/sessions/%s", id);
    }
}

// For the routes that take no parameter and do not ask api/ what it makes of them.
static bool refuse_parameters(const Call *call, Reply *reply) {
    if (call->input.parameter_count > 0) {
        reply_set_problem(reply, (Refusal){API_BAD_QUERY, "This path takes no query parameters."});
    }
    return call->input.parameter_count > 0;
}

void handle_end_session(const Call *call, Reply *reply) {
    if (!refuse_parameters(call, reply)) {
        set_state(reply, sessions_end(call->service->sessions, call->session, &call->input),
                  API_JSON);
    }
}

void handle_profiles(const Call *call, Reply *reply) {
    reply_set_answer(reply, api_profiles(&call->input));
}

// It makes no session, but heaps for as long as it takes.
void handle_compare(const Call *call, Reply *reply) {
    if (!refuse_growth(call, reply)) {
        reply_set_answer(reply, api_compare(&call->input));
    }
}

void handle_operations(const Call *call, Reply *reply) {
    if (!refuse_parameters(call, reply)) {
        reply_set_answer(reply, api_operations());
    }
}

void handle_limits(const Call *call, Reply *reply) {
    if (!refuse_parameters(call, reply)) {
        reply_set_answer(reply, api_limits(call->service->limits.rows, SERVER_LIMITS));
    }
}

void handle_document(const Call *call, Reply *reply) {
    if (!refuse_parameters(call, reply)) {
        reply_set_answer(reply, contract_document(&call->service->limits));
    }
}

static void say_ok(Reply *reply) {
    static const char json[] = "{\"status\": \"ok\"}\n";
    static const char text[] = "status: ok\n";
    if (reply->format == API_TEXT) {
        reply_set_constant(reply, 200, "text/plain; charset=utf-8", text, sizeof text - 1);
    } else {
        reply_set_constant(reply, 200, "application/json", json, sizeof json - 1);
    }
    reply_add_guards(reply);
}

void handle_alive(const Call *call, Reply *reply) {
    if (!refuse_parameters(call, reply)) {
        say_ok(reply);
    }
}

void handle_ready(const Call *call, Reply *reply) {
    if (atomic_load(&call->service->draining)) {
        reply_set_problem(reply, (Refusal){API_DRAINING, "The server is about to stop."});
    } else if (!refuse_parameters(call, reply)) {
        say_ok(reply);
    }
}

void handle_page(const Call *call, Reply *reply) {
    static_file_serve(call->file, call->request, reply);
}

void handle_options(const Call *call, Reply *reply) {
    (void)call;
    reply->status = 204;
    reply_add_guards(reply);
}
