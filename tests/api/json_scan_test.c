#include "api/json/json_scan.h"

#include "tests/support/test.h"

static ApiCode scan(const char *text, size_t size) {
    Problem problem;
    problem_init(&problem);
    ApiCode code = json_scan(text, size, &problem);
    CHECK((code == API_OK) == (problem.detail[0] == '\0'));
    return code;
}

static ApiCode scan_text(const char *text) {
    return scan(text, strlen(text));
}

static void check_all(ApiCode expected, const char *const *texts) {
    for (; *texts != NULL; texts++) {
        ApiCode code = scan_text(*texts);
        if (code != expected) {
            printf("  %s\n", *texts);
        }
        CHECK_INT(expected, code);
    }
}

static void json_is_accepted(void) {
    static const char *const texts[] = {"{}",
                                        "[]",
                                        " [ ] ",
                                        "null",
                                        "true",
                                        "false",
                                        "0",
                                        "-0",
                                        "1.5e-10",
                                        "1E+5",
                                        "\"\"",
                                        "\"a\\u00e9\\ud83d\\ude00\\n\\/\"",
                                        "{\"a\":1,\"b\":[1,2,{\"a\":null}]}",
                                        "[[],{}]",
                                        "\t\r\n{ \"a\" : [ 1 , 2 ] }\n",
                                        "\"\x7f\"",
                                        "\"\xf4\x8f\xbf\xbf\"",
                                        NULL};
    check_all(API_OK, texts);
}

static void what_only_looks_like_json_is_refused(void) {
    static const char *const texts[] = {
        "",           " ",         "{",           "}",         "[",
        "]",          "{]",        "[}",          "[1",        "[1,",
        "[1,]",       "[,1]",      "{,}",         "{\"a\"}",   "{\"a\":}",
        "{\"a\":1,}", "{a:1}",     "{'a':1}",     "{\"a\" 1}", "[1 2]",
        "[1]x",       "{}{}",      "nul",         "nulll",     "True",
        "NaN",        "Infinity",  "-",           "+1",        "01",
        "-01",        "1.",        ".5",          "1e",        "1e+",
        "0x10",       "1_000",     "\"",          "\"a",       "\"\\",
        "\"\\x41\"",  "\"\\u12\"", "\"\\u12g4\"", "\"\n\"",    "\"\x01\"",
        "/* */ 1",    "[1]//",     NULL};
    check_all(API_BAD_JSON, texts);
}

static void broken_utf8_is_refused(void) {
    static const char *const texts[] = {"\"\x80\"",
                                        "\"\xc3\"",
                                        "\"\xc0\xaf\"",
                                        "\"\xc1\xbf\"",
                                        "\"\xe0\x80\xaf\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\xf0\x80\x80\x80\"",
                                        "\"\xf4\x90\x80\x80\"",
                                        "\"\xf8\x88\x80\x80\"",
                                        "\"\xff\"",
                                        "\xef\xbb\xbf{}",
                                        NULL};
    check_all(API_BAD_JSON, texts);
}

static void nul_and_lone_surrogates_are_refused(void) {
    static const char *const texts[] = {
        "\"\\u0000\"",        "{\"\\u0000\":1}", "\"\\ud800\"",    "\"\\udc00\"",
        "\"\\ud800\\ud800\"", "\"\\ud800x\"",    "\"\\ud83d\\n\"", NULL};
    check_all(API_BAD_JSON, texts);
    CHECK_INT(API_BAD_JSON, scan("\"a\0b\"", 5));
    CHECK_INT(API_BAD_JSON, scan("{}\0", 3));
    CHECK_INT(API_BAD_JSON, scan("\0", 1));
}

static void the_same_member_twice_is_refused(void) {
    static const char *const twice[] = {"{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
                                        "{\"\":1,\"\":2}", "[{\"x\":{\"b\":1,\"b\":1}}]", NULL};
    static const char *const once[] = {"{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "{\"a\":1,\"A\":2}",
                                       "[{\"a\":1},{\"a\":1}]", NULL};
    check_all(API_BAD_JSON, twice);
    check_all(API_OK, once);
}

// `count` times `piece`, between `before` and `after`, with commas if `commas`.
static char *repeated(const char *before, const char *piece, size_t count, const char *after,
                      bool commas) {
    TextBuffer buffer = {0};
    text_add_string(&buffer, before);
    for (size_t i = 0; i < count; i++) {
        text_add_string(&buffer, piece);
        text_add_string(&buffer, commas && i + 1 < count ? "," : "");
    }
    text_add_string(&buffer, after);
    return text_take(&buffer, NULL);
}

static void check_repeated(ApiCode expected, const char *before, const char *piece, size_t count,
                           const char *after, bool commas) {
    char *text = repeated(before, piece, count, after, commas);
    CHECK_INT(expected, scan_text(text));
    free(text);
}

static void depth_is_bounded(void) {
    check_repeated(API_BAD_JSON, "", "[", 32, "", false);
    check_repeated(API_TOO_MANY_ITEMS, "", "[", 33, "", false);
    check_repeated(API_TOO_MANY_ITEMS, "", "[", 100000, "", false);
    check_repeated(API_TOO_MANY_ITEMS, "", "{\"a\":", 100000, "", false);
}

static void elements_are_bounded(void) {
    check_repeated(API_OK, "[", "1", 10000, "]", true);
    check_repeated(API_TOO_MANY_ITEMS, "[", "1", 10001, "]", true);
    check_repeated(API_TOO_MANY_ITEMS, "[", "1", 131072, "]", true);
    check_repeated(API_OK, "[", "[1,1,1,1]", 9000, "]", true);
    check_repeated(API_TOO_MANY_ITEMS, "[", "[1,1,1,1,1]", 9000, "]", true);
}

static void members_are_bounded(void) {
    for (int count = 64; count <= 65; count++) {
        TextBuffer buffer = {0};
        for (int i = 0; i < count; i++) {
            text_add_format(&buffer, "%s\"k%d\":1", i == 0 ? "{" : ",", i);
        }
        text_add_string(&buffer, "}");
        CHECK_INT(count == 64 ? API_OK : API_TOO_MANY_ITEMS, scan(buffer.text, buffer.size));
        text_discard(&buffer);
    }
}

static void strings_and_numbers_are_bounded(void) {
    check_repeated(API_OK, "\"", "x", 65536, "\"", false);
    check_repeated(API_TOO_MANY_ITEMS, "\"", "x", 65537, "\"", false);
    check_repeated(API_OK, "\"", "\\u00e9", 32768, "\"", false);
    check_repeated(API_TOO_MANY_ITEMS, "\"", "\\u00e9", 32769, "\"", false);
    check_repeated(API_OK, "", "1", 40, "", false);
    check_repeated(API_BAD_JSON, "", "1", 41, "", false);
}

static void the_position_is_told(void) {
    Problem problem;
    problem_init(&problem);
    CHECK_INT(API_BAD_JSON, json_scan("{\"a\": tru}", 10, &problem));
    CHECK_STR("position", problem.arguments[0].name);
    CHECK_INT(7, problem.arguments[0].number);
}

int main(void) {
    RUN(json_is_accepted);
    RUN(what_only_looks_like_json_is_refused);
    RUN(broken_utf8_is_refused);
    RUN(nul_and_lone_surrogates_are_refused);
    RUN(the_same_member_twice_is_refused);
    RUN(depth_is_bounded);
    RUN(elements_are_bounded);
    RUN(members_are_bounded);
    RUN(strings_and_numbers_are_bounded);
    RUN(the_position_is_told);
    return 0;
}
