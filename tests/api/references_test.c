#include "api/values/references.h"

#include "api/values/literal.h"
#include "tests/support/test.h"

static ApiCode check(const char *text) {
    Problem problem;
    problem_init(&problem);
    return reference_check(text, NULL, &problem);
}

static const char *const good[] = {"a",
                                   "_",
                                   "a1",
                                   "变量",
                                   "été",
                                   "<module>.a",
                                   "@1",
                                   "@4294967295",
                                   "a.b.c",
                                   "a[0]",
                                   "a[-1]",
                                   "a[0][1].x['k']",
                                   "a[\"k\"]",
                                   "a['it\\'s']",
                                   "a[b'\\xff']",
                                   "a[None]",
                                   "a[True]",
                                   "a[()]",
                                   "a[(1,)]",
                                   "a[1, 2]",
                                   "a[(1, ('x', None))]",
                                   "a['\\400']",
                                   "a[ 1 ]",
                                   "@17['k'].x",
                                   "a.__dict__",
                                   "a[1.0]",
                                   "a[-.5]",
                                   "a[01.]",
                                   "a[(1e5, 2.5E-3)]"};

static const char *const bad[] = {"",
                                  " a",
                                  "a ",
                                  "1",
                                  "a.",
                                  ".a",
                                  "a.1",
                                  "a[",
                                  "a]",
                                  "a[]",
                                  "a[b]",
                                  "a[1",
                                  "a[1]]",
                                  "a[1:2]",
                                  "a[(1]",
                                  "a[,]",
                                  "a[1 2]",
                                  "a['x]",
                                  "a[\"x']",
                                  "a['\\x4']",
                                  "a[b'\\400']",
                                  "a[u'x']",
                                  "a['\\N{DIGIT ONE}']",
                                  "a['\\U00110000']",
                                  "a['\\ud800']",
                                  "a[1e]",
                                  "a[1.e+]",
                                  "a[.]",
                                  "a[-.e1]",
                                  "a[1.5.2]",
                                  "a[1j]",
                                  "a[--1]",
                                  "a[+1]",
                                  "a[0x10]",
                                  "a[Nonesuch]",
                                  "a()",
                                  "a+b",
                                  "@",
                                  "@a",
                                  "@1a",
                                  "@-1",
                                  "<module>",
                                  "<module>.",
                                  "<module>a",
                                  "if",
                                  "a.if",
                                  "gc",
                                  "sys.x",
                                  "weakref",
                                  "\xc2\xb5"};

static void check_all(ApiCode expected, const char *const *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        printf("  %s\n", texts[i]);
        CHECK_INT(expected, check(texts[i]));
    }
}

static void references_are_told_from_other_texts(void) {
    check_all(API_OK, good, sizeof good / sizeof *good);
    check_all(API_BAD_REFERENCE, bad, sizeof bad / sizeof *bad);
}

static void steps_and_depth_are_bounded(void) {
    TextBuffer steps = {0}, tuples = {0};
    text_add_string(&steps, "a");
    text_add_string(&tuples, "a[");
    for (int i = 0; i < 64; i++) {
        text_add_string(&steps, ".x");
    }
    CHECK_INT(API_OK, check(steps.text));
    text_add_string(&steps, ".x");
    CHECK_INT(API_BAD_REFERENCE, check(steps.text));
    for (int i = 0; i < 10000; i++) {
        text_add_string(&tuples, "(");
    }
    CHECK_INT(API_BAD_REFERENCE, check(tuples.text));
    text_discard(&steps);
    text_discard(&tuples);
}

static void identifiers_are_pythons(void) {
    CHECK_INT(3, name_length("abc def"));
    CHECK_INT(0, name_length("1abc"));
    CHECK_INT(4, name_length("a1_b"));
    CHECK_INT(6, name_length("变量"));
    CHECK_INT(0, name_length("\xe2\x82\xac"));  // The euro sign is no letter.
    CHECK_INT(0, name_length("\xef\xac\x81"));  // NFKC would make it "fi".
    CHECK_INT(1, name_length("e\xcc\x81"));     // NFKC would compose it.
    CHECK_INT(0, name_length("\xff"));
    CHECK(name_is_keyword("nonlocal", 8));
    CHECK(!name_is_keyword("match", 5));
}

// What a key is as a scratch object of a heap, shown by repr().
static void check_key(Heap *heap, const char *text, const char *expected) {
    char repr[128];
    bool cut = false;
    Problem problem;
    problem_init(&problem);
    LiteralReader reader = {.at = text, .heap = heap, .problem = &problem};
    Object *key = NULL;
    heap_scratch_begin(heap);
    CHECK_INT(API_OK, literal_read_key(&reader, &key));
    heap_repr(heap, key, repr, sizeof repr, &cut);
    heap_scratch_end(heap);
    CHECK_STR(expected, repr);
    CHECK_STR("", reader.at);
}

static void literals_mean_what_they_mean_in_python(void) {
    Heap *heap = heap_create(&(HeapOptions){.index = true});
    uint64_t mutations = heap_mutations(heap);
    check_key(heap, "[7]", "7");
    check_key(heap, "[-0]", "0");
    check_key(heap, "[123456789012345678901234567890]", "123456789012345678901234567890");
    check_key(heap, "['a\\x41\\n\\101\\u00e9\\U0001f600\\\\']", "'aA\\nAé😀\\\\'");
    check_key(heap, "['\\400\\777']", "'Āǿ'");
    check_key(heap, "[\"it's\"]", "\"it's\"");
    check_key(heap, "[b'\\xff\\0a']", "b'\\xff\\x00a'");
    check_key(heap, "[(1)]", "1");
    check_key(heap, "[(1,)]", "(1,)");
    check_key(heap, "[1, None]", "(1, None)");
    check_key(heap, "[('x', (True, b''))]", "('x', (True, b''))");
    check_key(heap, "[()]", "()");
    CHECK_INT(mutations, heap_mutations(heap));
    heap_destroy(heap);
}

int main(void) {
    RUN(references_are_told_from_other_texts);
    RUN(steps_and_depth_are_bounded);
    RUN(identifiers_are_pythons);
    RUN(literals_mean_what_they_mean_in_python);
    return 0;
}
