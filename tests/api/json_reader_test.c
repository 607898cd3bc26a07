// What json_reader.c makes of a text is what cJSON makes of it.
#include "api/json/json_reader.h"

#include "api/json/json_scan.h"
#include "tests/support/test.h"

#include <stdint.h>

static uint64_t bits_of(double number) {
    uint64_t bits = 0;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the texts here.
static void check_same(const cJSON *expected, const cJSON *actual) {
    CHECK(expected != NULL && actual != NULL);
    if (expected == NULL || actual == NULL) {
        return;
    }
    CHECK_INT(expected->type, actual->type);
    CHECK_STR(expected->string, actual->string);
    CHECK_STR(expected->valuestring, actual->valuestring);
    CHECK_INT(expected->valueint, actual->valueint);
    CHECK(bits_of(expected->valuedouble) == bits_of(actual->valuedouble));
    const cJSON *mine = actual->child, *last = NULL;
    for (const cJSON *child = expected->child; child != NULL; child = child->next) {
        check_same(child, mine);
        CHECK(last == NULL || mine->prev == last);
        last = mine;
        mine = mine->next;
    }
    CHECK(mine == NULL);
    CHECK(last == NULL || actual->child->prev == last);
}

static void check_text(const char *text, size_t size) {
    JsonDocument document = {0};
    cJSON *expected = cJSON_ParseWithLength(text, size);
    CHECK(json_read(&document, text, size));
    check_same(expected, document.root);
    cJSON_Delete(expected);
    json_document_discard(&document);
}

static void every_kind_of_value_is_read_as_cjson_reads_it(void) {
    static const char *const texts[] = {
        "{}",
        "[]",
        " [ ] ",
        "null",
        "[true,false,null]",
        "{\"op\":\"assign\",\"name\":\"a\",\"value\":[1,[2,{\"tuple\":[]}],{}]}",
        "\t\r\n{ \"a\" : [ 1 , 2 ] , \"\" : { } }\n",
        "\"\"",
        "[\"a\\u00e9\\ud83d\\ude00\\n\\/\\\\\\\"\\b\\f\\r\\t\",\"\\u0001\\u07ff\\uFFFD\"]",
        "\"\xf4\x8f\xbf\xbf \x7f\"",
        "{\"k\\u0065y\":\"v\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_text(texts[i], strlen(texts[i]));
    }
}

static void numbers_are_the_same_to_the_last_bit(void) {
    static const char *const texts[] = {
        "0",
        "-0",
        "1",
        "-1",
        "2147483647",
        "2147483648",
        "-1e5",
        "0.1",
        "1.5e-10",
        "1E+5",
        "-2147483648",
        "-2147483649",
        "5e-324",
        "1e999",
        "-1e999",
        "0e0",
        "9007199254740991",
        "9007199254740993",
        "0.000001",
        "123456.75",
        "999999999999999",
        "-99999999999999",
        "1e22",
        "1234567890123456789012345678901234567890",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_text(texts[i], strlen(texts[i]));
    }
}

static void what_follows_the_text_is_not_looked_at(void) {
    check_text("123", 2);
    check_text("{\"a\":[12]}}", strlen("{\"a\":[12]}"));
}

// More than one piece of memory, and a string that is longer than a piece.
static void large_texts_are_read_as_well(void) {
    enum { LONG = 70000, COUNT = 5000, ITEM = 12 };
    static char text[LONG + COUNT * ITEM + 8];
    size_t size = (size_t)snprintf(text, sizeof text, "[\"");
    memset(text + size, 'x', LONG);
    size += LONG;
    text[size++] = '"';
    for (int i = 0; i < COUNT; i++) {
        size += (size_t)snprintf(text + size, sizeof text - size, ",{\"a\":%d}", i);
    }
    text[size++] = ']';
    check_text(text, size);
}

static void members_are_found_by_their_whole_name(void) {
    JsonDocument document = {0};
    const char *text = "{\"a\":1,\"ab\":2,\"\":3,\"list\":[4]}";
    CHECK(json_read(&document, text, strlen(text)));
    CHECK_INT(1, json_find(document.root, "a")->valueint);
    CHECK_INT(2, json_find(document.root, "ab")->valueint);
    CHECK_INT(3, json_find(document.root, "")->valueint);
    CHECK(json_find(document.root, "A") == NULL);
    CHECK(json_find(document.root, "abc") == NULL);
    CHECK(json_find(json_find(document.root, "list"), "a") == NULL);
    CHECK(json_find(json_find(document.root, "a"), "a") == NULL);
    json_document_discard(&document);
}

static void a_member_can_be_added_at_the_end(void) {
    JsonDocument document = {0};
    CHECK(json_read_nothing(&document));
    CHECK(json_document_add(&document, "op", "assign"));
    CHECK(json_document_add(&document, "name", "a"));
    CHECK_STR("assign", json_find(document.root, "op")->valuestring);
    CHECK_STR("a", json_find(document.root, "name")->valuestring);
    CHECK_STR("name", document.root->child->next->string);
    CHECK(document.root->child->prev == document.root->child->next);
    json_document_discard(&document);
}

int main(void) {
    RUN(every_kind_of_value_is_read_as_cjson_reads_it);
    RUN(numbers_are_the_same_to_the_last_bit);
    RUN(what_follows_the_text_is_not_looked_at);
    RUN(large_texts_are_read_as_well);
    RUN(members_are_found_by_their_whole_name);
    RUN(a_member_can_be_added_at_the_end);
    return 0;
}
