// What a dialogue cannot say of comparisons: how much they tell, and what they may cost.
#include "api/compare/compare.h"
#include "api/compare/sides.h"
#include "api/json/json_writer.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

#define TWO "\"profiles\": [\"cpython-3.11\", \"cpython-3.14\"]"
#define SIX                                                                                        \
    "\"profiles\": [\"article\", \"cpython-3.11\", \"cpython-3.12\", \"cpython-3.13\", "           \
    "\"cpython-3.14\", \"cpython-3.15\"]"

static ApiReply compare(const char *body) {
    return api_compare(&(ApiInput){.body = body, .size = strlen(body)});
}

// `first`, then `count` times `then`.
static ApiReply compare_many(const char *profiles, const char *first, const char *then, int count) {
    TextBuffer text = {0};
    text_add_string(&text, "{");
    text_add_string(&text, profiles);
    text_add_string(&text, ", \"ops\": [");
    text_add_string(&text, first);
    for (int i = 0; i < count; i++) {
        text_add_string(&text, ",");
        text_add_string(&text, then);
    }
    text_add_string(&text, "]}");
    ApiReply reply = compare(text.text);
    text_discard(&text);
    return reply;
}

static bool has(const ApiReply *reply, const char *text) {
    return reply->body != NULL && strstr(reply->body, text) != NULL;
}

static size_t count_of(const char *body, const char *text) {
    size_t count = 0;
    while ((body = strstr(body, text)) != NULL) {
        body++;
        count++;
    }
    return count;
}

static const char many_tuples[] =
    "{\"op\": \"assign\", \"name\": \"x\", \"value\": 1.5}, {\"op\": \"repeat\", \"times\": 2000, "
    "\"ops\": [{\"op\": \"assign\", \"name\": \"t{i}\", "
    "\"value\": {\"tuple\": [1.5, {\"ref\": \"x\"}]}}]}";
static const char collection[] = "{\"op\": \"collect\"}";

static void an_operation_tells_a_thousand_differences_at_most(void) {
    ApiReply reply = compare_many(TWO, many_tuples, collection, 1);
    CHECK_STR("ok", api_code_name(reply.code));
    const char *second = strstr(reply.body, "{\"op\":\"collect\"");
    CHECK(has(&reply, "\"differs_left_out\":"));
    CHECK(strstr(second, "\"agrees_left_out\":") != NULL);
    CHECK_INT(COMPARE_MAX_TOLD, count_of(second, "\"value\":"));
    CHECK(has(&reply, "\"complete\":false"));
    free(reply.body);
}

// Each operation has two MiB of Python.
static void an_answer_that_is_long_enough_ends_and_says_so(void) {
    TextBuffer text = {0};
    text_add_string(&text, "{\"op\": \"repeat\", \"times\": 9000, \"ops\": [{\"op\": \"assign\", "
                           "\"name\": \"a{i}\", \"value\": \"");
    for (int i = 0; i < 220; i++) {
        text_add_string(&text, "x");
    }
    text_add_string(&text, "\"}]}");
    ApiReply reply = compare_many(TWO, "{\"op\": \"collect\"}", text.text, 12);
    text_discard(&text);
    CHECK_STR("ok", api_code_name(reply.code));
    CHECK(reply.size > JSON_ENOUGH && reply.size < JSON_ENOUGH + 4 * 1024 * 1024);
    CHECK(has(&reply, "\"results_left_out\":"));
    CHECK(has(&reply, "\"complete\":false}"));
    free(reply.body);
}

// ---------------------------------------------------------------- what it may cost

static const char half_done[] = "{\"op\": \"repeat\", \"times\": 2, \"ops\": [{\"op\": \"append\", "
                                "\"target\": \"li\", \"value\": "
                                "[]}, {\"op\": \"repeat\", \"times\": 1, \"ops\": [{\"op\": "
                                "\"del\", \"name\": \"nothing\"}]}]}";

// What has happened is done again for each, and that is work, too.
static void going_back_again_and_again_is_work(void) {
    ApiReply reply =
        compare_many(SIX, "{\"op\": \"assign\", \"name\": \"li\", \"value\": []}", half_done, 999);
    CHECK_STR("quota-work", api_code_name(reply.code));
    CHECK(has(&reply, "\"limit\":\"work\",\"value\":50000000,\"given\":5000"));
    free(reply.body);
    reply =
        compare_many(SIX, "{\"op\": \"assign\", \"name\": \"li\", \"value\": []}", half_done, 20);
    CHECK_STR("ok", api_code_name(reply.code));
    CHECK_INT(20,
              count_of(reply.body, "\"exception\":\"NameError: name 'nothing' is not defined\""));
    free(reply.body);
}

// Strings of 60,000 letters are long to read, if little work for the heap.
static void going_back_past_what_is_long_to_read_is_work(void) {
    TextBuffer text = {0};
    text_add_string(&text, "{\"op\": \"assign\", \"name\": \"li\", \"value\": []}");
    for (int i = 0; i < 12; i++) {
        text_add_string(&text, ",{\"op\": \"assign\", \"name\": \"s\", \"value\": \"");
        for (int letter = 0; letter < 60000; letter++) {
            text_add(&text, "x", 1);
        }
        text_add_string(&text, "\"}");
    }
    ApiReply reply = compare_many(TWO, text.text, half_done, 100);
    text_discard(&text);
    CHECK_STR("quota-work", api_code_name(reply.code));
    CHECK(has(&reply, "\"limit\":\"steps\""));
    free(reply.body);
}

// The Python of a repeat that names its turns is written out before it runs, however soon that fails.
static void statements_that_are_long_to_write_are_work(void) {
    static const char first_turn_fails[] =
        "{\"op\": \"repeat\", \"times\": 10000, \"ops\": [{\"op\": \"del\", \"name\": "
        "\"nothing{i}\"}, {\"op\": \"assign\", \"name\": \"a{i}\", \"value\": [1, 2, 3, 4, 5, 6, "
        "7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, "
        "30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, "
        "52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, "
        "74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, "
        "96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109]}]}";
    static const char most_of_the_work[] =
        "{\"op\": \"repeat\", \"times\": 50, \"ops\": [{\"op\": \"evaluate\", \"value\": "
        "{\"bytes\": {\"zeros\": 30000000}}}]}";
    ApiReply reply = compare_many(TWO, most_of_the_work, collection, 1);
    CHECK_STR("ok", api_code_name(reply.code));
    free(reply.body);
    reply = compare_many(TWO, most_of_the_work, first_turn_fails, 6);
    CHECK_STR("quota-work", api_code_name(reply.code));
    CHECK(has(&reply, "\"limit\":\"work\""));
    free(reply.body);
}

// A repr of 200 brackets takes long.
static void looking_at_names_is_work(void) {
    static const char nested[] =
        "{\"op\": \"assign\", \"name\": \"li\", \"value\": []}, {\"op\": \"repeat\", \"times\": "
        "300, "
        "\"ops\": [{\"op\": \"assign\", \"name\": \"li\", \"value\": [{\"ref\": \"li\"}]}]}, "
        "{\"op\": \"repeat\", \"times\": 1000, \"ops\": [{\"op\": \"assign\", \"name\": \"a{i}\", "
        "\"value\": {\"ref\": \"li\"}}]}";
    ApiReply reply =
        compare_many(TWO, nested, "{\"op\": \"append\", \"target\": \"li\", \"value\": 1}", 90);
    CHECK_STR("quota-work", api_code_name(reply.code));
    free(reply.body);
}

// FNV-1a of what the name is called among all, of which the table of so many names takes 11 bits.
static bool collides(const char *name) {
    char key[40];
    uint64_t hash = 14695981039346656037u;
    snprintf(key, sizeof key, "0 <module>.%s", name);
    for (const char *next = key; *next != '\0'; next++) {
        hash = (hash ^ (unsigned char)*next) * 1099511628211u;
    }
    return (hash & 2047) == 0;
}

static ApiReply compare_names(bool colliding) {
    TextBuffer names = {0};
    text_add_string(&names, "{\"op\": \"repeat\", \"times\": 1, \"ops\": [");
    for (unsigned i = 0, count = 0; count < 500; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%u", i);
        if (!colliding || collides(name)) {
            text_add_string(&names, count > 0 ? "," : "");
            text_add_string(&names, "{\"op\": \"assign\", \"value\": 1, \"name\": \"");
            text_add_string(&names, name);
            text_add_string(&names, "\"}");
            count++;
        }
    }
    text_add_string(&names, "]}");
    ApiReply reply = compare_many(TWO, names.text, "{\"op\": \"evaluate\", \"value\": 1}", 200);
    text_discard(&names);
    return reply;
}

// Each is found behind all that are found before it.
static void names_that_collide_are_work(void) {
    ApiReply reply = compare_names(false);
    CHECK_STR("ok", api_code_name(reply.code));
    free(reply.body);
    reply = compare_names(true);
    CHECK_STR("quota-work", api_code_name(reply.code));
    CHECK(has(&reply, "\"limit\":\"work\",\"value\":50000000"));
    free(reply.body);
}

// All of it is spent once, not once for each profile.
static void the_profiles_share_what_a_request_may(void) {
    static const char steps[] = "{\"op\": \"repeat\", \"times\": 300000, \"ops\": [{\"op\": "
                                "\"evaluate\", \"value\": null}]}";
    ApiReply reply = compare_many(TWO, steps, collection, 1);
    CHECK_STR("ok", api_code_name(reply.code));
    free(reply.body);
    reply = compare_many(SIX, steps, collection, 1);
    CHECK_STR("quota-work", api_code_name(reply.code));
    CHECK(has(&reply, "\"limit\":\"steps\",\"value\":1000000"));
    free(reply.body);
}

// A refusal by another limit keeps its name.
static void limits_that_are_no_heaps_keep_their_names(void) {
    ApiReply reply = compare_many(
        TWO,
        "{\"op\": \"repeat\", \"times\": 10000, \"ops\": [{\"op\": \"assign\", \"name\": \"a{i}\", "
        "\"value\": 1}]}",
        "{\"op\": \"assign\", \"name\": \"one_more\", \"value\": 1}", 1);
    CHECK_STR("quota-names", api_code_name(reply.code));
    CHECK(has(&reply, "\"limit\":\"names\",\"value\":10000"));
    CHECK(has(&reply, "\"op_index\":1"));
    free(reply.body);
}

// Once it is refused half-way, a heap is another one; what was told of its names is still right.
static void a_heap_that_went_back_is_compared_as_before(void) {
    ApiReply reply = compare_many(
        TWO,
        "{\"op\": \"assign\", \"name\": \"li\", \"value\": []}, {\"op\": \"assign\", \"name\": "
        "\"t\", \"value\": {\"tuple\": [1, {\"ref\": \"li\"}]}}",
        half_done, 3);
    CHECK_STR("ok", api_code_name(reply.code));
    CHECK_INT(1, count_of(reply.body, "{\"name\":\"t\",\"field\":\"size\",\"values\":[56,64]}"));
    const char *refused = strstr(reply.body, "{\"op\":\"repeat\"");
    CHECK_INT(0, count_of(refused, "\"field\":"));
    free(reply.body);
}

int main(void) {
    RUN(an_operation_tells_a_thousand_differences_at_most);
    RUN(an_answer_that_is_long_enough_ends_and_says_so);
    RUN(going_back_again_and_again_is_work);
    RUN(going_back_past_what_is_long_to_read_is_work);
    RUN(statements_that_are_long_to_write_are_work);
    RUN(looking_at_names_is_work);
    RUN(names_that_collide_are_work);
    RUN(the_profiles_share_what_a_request_may);
    RUN(limits_that_are_no_heaps_keep_their_names);
    RUN(a_heap_that_went_back_is_compared_as_before);
    return 0;
}
