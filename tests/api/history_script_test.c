// The history as a Python script: its form. That it runs is shown by tests/conformance/script_test.py.
#include "api/json/text_buffer.h"
#include "api/script/script.h"
#include "api/script/script_names.h"
#include "tests/api/talk.h"
#include "tests/support/test.h"

static ApiSession *begin_with(const char *body) {
    ApiSession *session = talk_begin();
    talk_expect(session, API_OK, body);
    return session;
}

static char *script_of(ApiSession *session, size_t enough) {
    TextBuffer text = {0};
    script_write(&text, session, enough);
    char *script = text_take(&text, NULL);
    CHECK(script != NULL);
    return script;
}

// What follows the comments at the top.
static const char *below_comments(const char *script) {
    while (*script == '#') {
        script = strchr(script, '\n') + 1;
    }
    return script;
}

static void check_script(ApiSession *session, const char *expected) {
    char *script = script_of(session, 1 << 20);
    CHECK_STR(expected, below_comments(script));
    free(script);
    api_session_destroy(session);
}

static void statements_follow_each_other(void) {
    check_script(begin_with("{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": [1]}, "
                            "{\"op\": \"class\", \"name\": \"P\", \"attrs\": {\"x\": 1}}]}"),
                 "\na = [1]\nclass P:\n    x = 1\n");
}

static void only_what_is_used_is_imported(void) {
    check_script(
        begin_with("{\"ops\": [{\"op\": \"collect\"}, {\"op\": \"assign\", \"name\": \"a\", "
                   "\"value\": \"sys. 'weakref.\"}]}"),
        "\nimport gc\n\ngc.collect()\na = \"sys. 'weakref.\"\n");
    check_script(begin_with("{\"ops\": [{\"op\": \"class\", \"name\": \"P\"}, {\"op\": \"assign\", "
                            "\"name\": \"w\", \"value\": {\"weakref\": \"P\"}}, {\"op\": "
                            "\"assign\", \"name\": \"s\", \"value\": \"a b\"}, {\"op\": "
                            "\"intern\", \"target\": \"s\", \"name\": \"s\"}]}"),
                 "\nimport sys, weakref\n\nclass P: pass\nw = weakref.ref(P)\ns = 'a b'\n"
                 "s = sys.intern(s)\n");
}

static void what_has_no_python_is_a_comment(void) {
    ApiSession *session =
        begin_with("{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": [[]]}, "
                   "{\"op\": \"append\", \"target\": \"@1\", \"value\": 1}]}");
    char *script = script_of(session, 1 << 20);
    CHECK(strstr(script, "# Operations without Python text: 1.") != NULL);
    CHECK_STR("\na = [[]]\n# 2: {\"op\":\"append\",\"target\":\"@1\",\"value\":1}: no Python "
              "text, since no name leads there or a name is taken\n",
              below_comments(script));
    free(script);
    api_session_destroy(session);
}

static void names_of_the_script_are_nobody_elses(void) {
    ApiSession *session =
        begin_with("{\"ops\": [{\"op\": \"assign\", \"name\": \"_frame_1\", \"value\": 1}, "
                   "{\"op\": \"assign\", \"name\": \"__entered\", \"value\": 1}, "
                   "{\"op\": \"function\", \"name\": \"f\", \"params\": []}, "
                   "{\"op\": \"call\", \"function\": \"f\"}]}");
    char *script = script_of(session, 1 << 20);
    CHECK(strstr(script, "\n___enter(f, ___frame_1)\nf()\n") != NULL);
    free(script);
    api_session_destroy(session);
}

// Wherever it ends, it ends behind a statement, and says so.
static void a_script_that_would_be_too_long_ends_early(void) {
    ApiSession *session =
        begin_with("{\"ops\": [{\"op\": \"assign\", \"name\": \"a\", \"value\": [1]}, "
                   "{\"op\": \"function\", \"name\": \"f\", \"params\": []}, "
                   "{\"op\": \"call\", \"function\": \"f\"}, "
                   "{\"op\": \"class\", \"name\": \"P\", \"attrs\": {\"x\": 1}}, "
                   "{\"op\": \"return\"}]}");
    char *whole = script_of(session, 1 << 20);
    CHECK(strstr(whole, "ends here") == NULL);
    for (size_t enough = 0; enough < 400; enough += 7) {
        char *script = script_of(session, enough);
        const char *end = strstr(script, "# The script ends here, after ");
        size_t written = end != NULL ? strtoul(strstr(end, "after ") + 6, NULL, 10) : 5;
        CHECK(written < 5 || strcmp(script, whole) == 0);
        CHECK_INT(written >= 4, strstr(script, "class P:\n        x = 1\n") != NULL);
        CHECK_INT(written >= 3, strstr(script, "_enter(f, _frame_1)\nf()\n") != NULL);
        free(script);
    }
    free(whole);
    api_session_destroy(session);
}

static void check_names(void (*find)(TextBuffer *, const char *), const char *text,
                        const char *expected) {
    TextBuffer names = {0};
    find(&names, text);
    for (size_t i = 0; i < names.size; i++) {
        if (names.text[i] == '\0') {
            names.text[i] = ' ';
        }
    }
    CHECK_STR(expected, names.text != NULL ? names.text : "");
    text_discard(&names);
}

static void names_are_seen_in_the_text(void) {
    check_names(script_names_bound, "a = b", "a ");
    check_names(script_names_bound, "del a, b.c, d, e[0]", "a d ");
    check_names(script_names_bound, "for _ in range(2):\n    x = 1\n    y.z = 2", "_ x ");
    check_names(script_names_bound, "def f(x):\n    return x", "f ");
    check_names(script_names_bound, "class P(Q): pass", "P ");
    check_names(script_names_bound, "a[0] = 1", "");
    check_names(script_names_bound, "\xc3\xa9 = 1", "\xc3\xa9 ");
    check_names(script_names_of_module, "globals()['a'].append(globals()['b'])", "a b ");
    check_names(script_names_of_module, "def f():\n    global x, y\n    return x", "x y ");
    check_names(script_names_of_module, "__builtins__.range(2)", "range ");
}

static void callees_end_at_their_parenthesis(void) {
    static const char *const callees[] = {
        "f", "p.m", "globals()['f']", "li[0].x", "d[('a (]', 1)]", "__builtins__.globals()['f']"};
    for (size_t i = 0; i < sizeof callees / sizeof *callees; i++) {
        char call[64];
        snprintf(call, sizeof call, "%s(1, (2, 3))", callees[i]);
        CHECK_INT(strlen(callees[i]), script_callee_size(call));
    }
}

int main(void) {
    RUN(statements_follow_each_other);
    RUN(only_what_is_used_is_imported);
    RUN(what_has_no_python_is_a_comment);
    RUN(names_of_the_script_are_nobody_elses);
    RUN(a_script_that_would_be_too_long_ends_early);
    RUN(names_are_seen_in_the_text);
    RUN(callees_end_at_their_parenthesis);
    return 0;
}
