// Listings page by page: whatever the size of the pages, together they are the whole, once.
#include "api/json/text_buffer.h"
#include "api/text/json_part.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

enum { NAMES = 60 };

static ApiReply ask(ApiSession *session, ApiCall call, ApiParameter filter, const char *limit,
                    const char *cursor) {
    ApiInput input = {.parameters = {{"limit", limit}}, .parameter_count = 1};
    if (filter.name != NULL) {
        input.parameters[input.parameter_count++] = filter;
    }
    if (cursor[0] != '\0') {
        input.parameters[input.parameter_count++] = (ApiParameter){"cursor", cursor};
    }
    ApiReply reply = api_call(session, call, &input);
    CHECK_INT(API_OK, reply.code);
    return reply;
}

// Adds the items of a page and leaves the cursor of the next, "" behind the last.
static size_t add_page(TextBuffer *items, const ApiReply *reply, char cursor[static 32]) {
    JsonPart page = {reply->body, reply->size};
    JsonPart next = json_part_member(page, "next_cursor");
    JsonMember item;
    size_t count = 0;
    for (JsonWalk walk = json_walk(json_part_member(page, "items")); json_walk_next(&walk, &item);
         count++) {
        text_add(items, item.value.text, item.value.size);
        text_add_string(items, "\n");
    }
    bool is_last = json_part_is(next, "null");
    snprintf(cursor, 32, "%.*s", is_last ? 0 : (int)next.size - 2, is_last ? "" : next.text + 1);
    return count;
}

// All items, a line each, read in pages of a size.
static char *read_all(ApiSession *session, ApiCall call, ApiParameter filter, const char *limit,
                      size_t *out_pages) {
    TextBuffer items = {0};
    char cursor[32] = "";
    *out_pages = 0;
    do {
        ApiReply reply = ask(session, call, filter, limit, cursor);
        size_t count = add_page(&items, &reply, cursor);
        CHECK(count <= strtoul(limit, NULL, 10) && (count > 0 || *out_pages == 0));
        free(reply.body);
        *out_pages += 1;
    } while (cursor[0] != '\0');
    return text_take(&items, NULL);
}

static ApiSession *begin(void) {
    ApiSession *session = talk_begin();
    char body[512];
    snprintf(body, sizeof body,
             "{\"ops\": [{\"op\": \"repeat\", \"times\": %d, \"ops\": [{\"op\": \"assign\", "
             "\"name\": \"n{i}\", \"value\": [\"word\"]}]}, {\"op\": \"function\", \"name\": "
             "\"f\", \"params\": [\"x\"]}]}",
             NAMES);
    talk_expect(session, API_OK, body);
    for (int i = 0; i < NAMES; i++) {
        snprintf(body, sizeof body,
                 "{\"op\": \"assign\", \"name\": \"w%d\", \"value\": "
                 "\"word%d\"}",
                 i, i);
        talk_expect(session, API_OK, body);
        talk_expect(session, API_OK,
                    "{\"op\": \"call\", \"function\": \"f\", \"args\": {\"x\": 3}}");
    }
    return session;
}

static void pages_join_to_the_whole(void) {
    static const struct {
        ApiCall call;
        ApiParameter filter;
        size_t least;  // Items there are.
    } rows[] = {
        {API_CALL_OBJECTS, {NULL, NULL}, NAMES},     {API_CALL_OBJECTS, {"type", "list"}, NAMES},
        {API_CALL_NAMES, {NULL, NULL}, 2 * NAMES},   {API_CALL_NAMES, {"q", "1"}, 10},
        {API_CALL_NAMES, {"type", "str"}, NAMES},    {API_CALL_FRAMES, {NULL, NULL}, NAMES + 1},
        {API_CALL_INTERNED, {NULL, NULL}, NAMES},    {API_CALL_INTERNED, {"q", "word1"}, 10},
        {API_CALL_SMALL_INTS, {NULL, NULL}, 262},    {API_CALL_SMALL_INTS, {"used", "false"}, 200},
        {API_CALL_HISTORY, {NULL, NULL}, 2 * NAMES}, {API_CALL_HISTORY, {"op", "call"}, NAMES},
        {API_CALL_HISTORY, {"q", "word"}, NAMES},
    };
    static const char *const sizes[] = {"1", "7", "64"};
    ApiSession *session = begin();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t pages = 0;
        char *whole = read_all(session, rows[i].call, rows[i].filter, "1000", &pages);
        CHECK_INT(1, pages);
        for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
            char *joined = read_all(session, rows[i].call, rows[i].filter, sizes[size], &pages);
            CHECK_STR(whole, joined);
            CHECK(pages >= rows[i].least / strtoul(sizes[size], NULL, 10));
            free(joined);
        }
        free(whole);
    }
    api_session_destroy(session);
}

int main(void) {
    RUN(pages_join_to_the_whole);
    return 0;
}
