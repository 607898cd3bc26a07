#include "tests/api/ending.h"

#include "api/json/text_buffer.h"
#include "api/json/utf8.h"
#include "api/text/json_part.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

enum { LONGEST_LINE = 1000 };

static char *copy(const char *text, size_t size) {
    TextBuffer buffer = {0};
    text_add(&buffer, text, size);
    return text_take(&buffer, NULL);
}

static ApiReply ask(ApiSession *session, ApiCall call, ApiParameter parameter) {
    ApiInput input = {.parameters = {parameter}, .parameter_count = parameter.name != NULL};
    ApiReply reply = api_call(session, call, &input);
    CHECK_INT(API_OK, reply.code);
    return reply;
}

static char *member_of_session(ApiSession *session, const char *name) {
    ApiReply reply = ask(session, API_CALL_SESSION, (ApiParameter){NULL, NULL});
    JsonPart value = json_part_member((JsonPart){reply.body, reply.size}, name);
    char *text = copy(value.text + 1, value.size - 2);
    free(reply.body);
    return text;
}

char *ending_hash(ApiSession *session) {
    return member_of_session(session, "state_hash");
}

// ---------------------------------------------------------------- the history

static ApiSession *begin_like(ApiSession *session) {
    char body[128];
    char *profile = member_of_session(session, "profile");
    ApiIdentity identity = {"s0", "/v1/sessions/s0", "2026-01-01T00:00:00Z"};
    snprintf(body, sizeof body, "{\"profile\": \"%s\"}", profile);
    free(profile);
    ApiSession *other = NULL;
    ApiReply reply =
        api_session_create(&identity, &(ApiInput){.body = body, .size = strlen(body)}, &other);
    CHECK_INT(API_CREATED, reply.code);
    free(reply.body);
    return other;
}

// The operations as they stand in the answer, to the last digit.
static void replay_page(ApiSession *other, JsonPart items) {
    JsonMember item;
    for (JsonWalk walk = json_walk(items); json_walk_next(&walk, &item);) {
        JsonPart operation = json_part_member(item.value, "op");
        char *body = copy(operation.text, operation.size);
        talk_expect(other, API_OK, body);
        free(body);
    }
}

static ApiSession *replay(ApiSession *session) {
    ApiSession *other = begin_like(session);
    char cursor[32] = "";
    bool more = true;
    while (more) {
        ApiParameter parameter = {cursor[0] != '\0' ? "cursor" : NULL, cursor};
        ApiReply reply = ask(session, API_CALL_HISTORY, parameter);
        JsonPart page = {reply.body, reply.size};
        replay_page(other, json_part_member(page, "items"));
        JsonPart next = json_part_member(page, "next_cursor");
        more = !json_part_is(next, "null");
        snprintf(cursor, sizeof cursor, "%.*s", (int)next.size - 2, next.text + 1);
        free(reply.body);
    }
    return other;
}

// All answers but the first, the session's own, which has its label.
static bool answers_alike(ApiSession *session, ApiSession *other) {
    char *one = talk_everything(session), *two = talk_everything(other);
    bool alike = strcmp(strchr(one, '\n'), strchr(two, '\n')) == 0;
    free(one);
    free(two);
    return alike;
}

static bool history_makes_the_same(ApiSession *session) {
    ApiSession *other = replay(session);
    char *hash = ending_hash(session), *again = ending_hash(other);
    bool same = strcmp(hash, again) == 0 && answers_alike(session, other);
    if (!same) {
        printf("  the history makes another session: state_hash %s, first %s\n", again, hash);
    }
    free(hash);
    free(again);
    api_session_destroy(other);
    return same;
}

// ---------------------------------------------------------------- texts

static bool has_short_lines(const char *text) {
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        if (size > LONGEST_LINE || text[size] != '\n') {
            return false;
        }
        text += size + 1;
    }
    return true;
}

static bool has_control(const char *text) {
    for (; *text != '\0'; text++) {
        if (((unsigned char)*text < ' ' && *text != '\n') || *text == 0x7f) {
            return true;
        }
    }
    return false;
}

static bool is_utf8(const char *text, size_t size) {
    uint32_t point = 0;
    for (size_t at = 0, step = 1; at < size; at += step) {
        step = utf8_decode(text + at, size - at, &point);
        if (step == 0) {
            return false;
        }
    }
    return true;
}

bool ending_is_text(const ApiReply *reply) {
    return reply->code == API_OK && reply->type != NULL &&
           strcmp(reply->type, "text/plain; charset=utf-8") == 0 &&
           strlen(reply->body) == reply->size && reply->size > 0 &&
           is_utf8(reply->body, reply->size) && !has_control(reply->body) &&
           has_short_lines(reply->body);
}

static bool texts_are_text(ApiSession *session) {
    for (int call = 0; call < API_CALLS; call++) {
        ApiInput input = {.format = API_TEXT, .path = {call == API_CALL_POOL ? "0" : "1", "0"}};
        bool has_text = (api_call_formats((ApiCall)call) >> API_TEXT & 1) != 0;
        ApiReply reply = has_text ? api_call(session, (ApiCall)call, &input) : (ApiReply){0};
        bool good = !has_text || reply.code != API_OK || ending_is_text(&reply);
        if (!good) {
            printf("  the text of call %d is none: %.1000s\n", call, reply.body);
        }
        free(reply.body);
        if (!good) {
            return false;
        }
    }
    return true;
}

bool ending_is_good(ApiSession *session) {
    return history_makes_the_same(session) && texts_are_text(session);
}
