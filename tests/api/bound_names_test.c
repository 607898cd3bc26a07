// A body's names are found once, when it is read. After that a look-up has nothing to do with how
// many operations the body has: it is a search among the names alone.
#include "api/operations/bound_names.h"

#include "api/json/text_buffer.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

static BoundNames find(const cJSON *body) {
    BoundNames bound = {0};
    CHECK(body != NULL);
    CHECK(bound_names_find(&bound, body));
    return bound;
}

static void each_operation_tells_what_it_binds_in_its_frame(void) {
    cJSON *body =
        cJSON_Parse("[{\"op\": \"assign\", \"name\": \"z\", \"value\": 1},"
                    " {\"op\": \"assign\", \"name\": \"<module>.m\", \"value\": 1},"
                    " {\"op\": \"del\", \"names\": [\"d\", \"c\"]},"
                    " {\"op\": \"append\", \"target\": \"li\", \"value\": {\"ref\": \"x\"}},"
                    " {\"op\": \"class\", \"name\": \"P\"},"
                    " {\"op\": \"function\", \"name\": \"f\", \"params\": [\"p\"],"
                    "  \"body\": [{\"op\": \"assign\", \"name\": \"inner\", \"value\": 1}]}]");
    BoundNames bound = find(body);
    static const char *const expected[] = {"P", "c", "d", "f", "z"};
    CHECK_INT(sizeof expected / sizeof *expected, bound.names.count);
    for (size_t i = 0; i < bound.names.count; i++) {
        CHECK_STR(expected[i], bound.names.names[i]);
        CHECK(bound_names_have(&bound, expected[i]));
    }
    static const char *const others[] = {"", "m", "li", "x", "p", "inner", "zz", "<module>.m"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CHECK(!bound_names_have(&bound, others[i]));
    }
    bound_names_discard(&bound);
    cJSON_Delete(body);
}

static void a_name_with_a_turn_is_that_of_any_turn(void) {
    cJSON *body = cJSON_Parse(
        "[{\"op\": \"repeat\", \"times\": 12, \"ops\": ["
        "  {\"op\": \"del\", \"names\": [\"a{i}\", \"b{i}_{i}\", \"c{i}1\", \"plain\"]}]},"
        " {\"op\": \"repeat\", \"times\": 3, \"ops\": [{\"op\": \"del\", \"name\": \"a{i}\"}]}]");
    BoundNames bound = find(body);
    CHECK_INT(3, bound.pattern_count);
    static const char *const expected[] = {"a0", "a11", "b2_2", "b11_11", "c01", "c111", "plain"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        CHECK(bound_names_have(&bound, expected[i]));
    }
    static const char *const others[] = {"a",    "a12", "a01", "a1x",  "ax",
                                         "b1_2", "b_",  "c1",  "c121", "_"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CHECK(!bound_names_have(&bound, others[i]));
    }
    bound_names_discard(&bound);
    cJSON_Delete(body);
}

// `count` operations, each with the number of its turn between the two texts.
static cJSON *make_body(int count, const char *before, const char *after) {
    TextBuffer text = {0};
    text_add_string(&text, "[");
    for (int i = 0; i < count; i++) {
        text_add_format(&text, "%s%s%d%s", i == 0 ? "" : ",", before, i, after);
    }
    text_add_string(&text, "]");
    cJSON *body = cJSON_Parse(text.text);
    text_discard(&text);
    return body;
}

static void a_body_of_calls_leaves_nothing_to_search(void) {
    cJSON *body = make_body(9000, "{\"op\": \"call\", \"function\": \"f", "\"}");
    BoundNames bound = find(body);
    CHECK_INT(0, bound.names.count);
    CHECK(!bound_names_have(&bound, "f0"));
    bound_names_discard(&bound);
    cJSON_Delete(body);
}

// The operations are cut off before the look-ups, which thus cannot read them.
static void look_ups_do_not_walk_the_operations(void) {
    cJSON *body = make_body(9000, "{\"op\": \"assign\", \"name\": \"n", "\", \"value\": 1}");
    BoundNames bound = find(body);
    cJSON *operations = body->child;
    body->child = NULL;
    CHECK_INT(9000, bound.names.count);
    for (size_t i = 1; i < bound.names.count; i++) {
        CHECK(strcmp(bound.names.names[i - 1], bound.names.names[i]) < 0);
    }
    for (int i = 0; i < 9000; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        CHECK(bound_names_have(&bound, name));
        snprintf(name, sizeof name, "m%d", i);
        CHECK(!bound_names_have(&bound, name));
    }
    body->child = operations;
    bound_names_discard(&bound);
    cJSON_Delete(body);
}

int main(void) {
    RUN(each_operation_tells_what_it_binds_in_its_frame);
    RUN(a_name_with_a_turn_is_that_of_any_turn);
    RUN(a_body_of_calls_leaves_nothing_to_search);
    RUN(look_ups_do_not_walk_the_operations);
    return 0;
}
