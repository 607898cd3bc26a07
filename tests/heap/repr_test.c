// repr(). The texts are what CPython 3.11 said.
#include "heap/heap.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

enum { TEXT_SIZE = 8192 };

static void check_repr(Heap *heap, const char *expected, const Object *object) {
    char text[TEXT_SIZE];
    bool cut = true;
    CHECK_INT(strlen(expected), heap_repr(heap, object, text, sizeof text, &cut));
    CHECK_STR(expected, text);
    CHECK(!cut);
}

typedef struct {
    const char *data;
    size_t size;
    const char *repr;
} Fact;

static const Fact strs[] = {
    {"", 0, "''"},
    {"abc", 3, "'abc'"},
    {"it's", 4, "\"it's\""},
    {"say \"x\"", 7, "'say \"x\"'"},
    {"both ' and \"", 12, "'both \\' and \"'"},
    {"a\\b", 3, "'a\\\\b'"},
    {"\t\n\r", 3, "'\\t\\n\\r'"},
    {"\0\1\37\177", 4, "'\\x00\\x01\\x1f\\x7f'"},
    {"\302\200\302\237\302\240\302\255", 8, "'\\x80\\x9f\\xa0\\xad'"},
    {"\u00e9\u0161", 4, "'\u00e9\u0161'"},
    {"\u0109\u010a", 4, "'\u0109\u010a'"},  // Tab and newline but for one bit.
    {"\u200b\u2028\ufeff\ue000", 12, "'\\u200b\\u2028\\ufeff\\ue000'"},
    {"\u20ac", 3, "'\u20ac'"},
    {"\U0001f600", 4, "'\U0001f600'"},
    {"\U000e0001", 4, "'\\U000e0001'"},
    {"\U0010fffd", 4, "'\\U0010fffd'"},
};

static void a_str_is_quoted_and_escaped(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof strs / sizeof *strs; i++) {
        Object *object;
        CHECK_INT(HEAP_OK, heap_new_str(heap, strs[i].data, strs[i].size, HEAP_LITERAL, &object));
        check_repr(heap, strs[i].repr, object);
    }
    world_destroy(heap);
}

static const Fact bytes[] = {
    {"", 0, "b''"},
    {"abc", 3, "b'abc'"},
    {"it's", 4, "b\"it's\""},
    {"say \"x\"", 7, "b'say \"x\"'"},
    {"' \"", 3, "b'\\' \"'"},
    {"\\", 1, "b'\\\\'"},
    {"\t\n\r", 3, "b'\\t\\n\\r'"},
    {"\0\37\177\200\377", 5, "b'\\x00\\x1f\\x7f\\x80\\xff'"},
};

static void bytes_are_quoted_and_escaped(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        Object *object;
        CHECK_INT(HEAP_OK, heap_new_bytes(heap, bytes[i].data, bytes[i].size, &object));
        check_repr(heap, bytes[i].repr, object);
    }
    world_destroy(heap);
}

static void the_singletons_have_their_names(void) {
    Heap *heap = world_create();
    Object *none, *yes, *no;
    CHECK_INT(HEAP_OK, heap_new_none(heap, &none));
    CHECK_INT(HEAP_OK, heap_new_bool(heap, true, &yes));
    CHECK_INT(HEAP_OK, heap_new_bool(heap, false, &no));
    check_repr(heap, "None", none);
    check_repr(heap, "True", yes);
    check_repr(heap, "False", no);
    world_destroy(heap);
}

static Object *new_tuple(Heap *heap, Object *const *items, size_t count) {
    Object *tuple = NULL;
    CHECK_INT(HEAP_OK, heap_new_tuple(heap, items, count, &tuple));
    return tuple;
}

static void containers_show_their_items(void) {
    Heap *heap = world_create();
    Object *one = new_int(heap, 1), *text = new_str(heap, "a b"), *list = new_list(heap);
    Object *dict = new_dict(heap);
    check_repr(heap, "[]", list);
    check_repr(heap, "{}", dict);
    check_repr(heap, "()", new_tuple(heap, NULL, 0));
    check_repr(heap, "(1,)", new_tuple(heap, &one, 1));
    append(heap, list, one);
    append(heap, list, text);
    check_repr(heap, "[1, 'a b']", list);
    set_item(heap, dict, "k", list);
    set_item(heap, dict, "n", one);
    check_repr(heap, "{'k': [1, 'a b'], 'n': 1}", dict);
    check_repr(heap, "({'k': [1, 'a b'], 'n': 1}, [1, 'a b'])",
               new_tuple(heap, (Object *[]){dict, list}, 2));
    world_destroy(heap);
}

static void a_cycle_is_cut_where_it_closes(void) {
    Heap *heap = world_create();
    Object *list = new_list(heap), *dict = new_dict(heap), *inner = new_list(heap);
    append(heap, list, list);
    check_repr(heap, "[[...]]", list);
    set_item(heap, dict, "d", dict);
    check_repr(heap, "{'d': {...}}", dict);
    Object *tuple = new_tuple(heap, &inner, 1);
    append(heap, inner, tuple);
    check_repr(heap, "([(...)],)", tuple);
    check_repr(heap, "[([...],)]", inner);
    world_destroy(heap);
}

// What is met twice side by side is no cycle.
static void a_shared_item_is_shown_twice(void) {
    Heap *heap = world_create();
    Object *shared = new_list(heap), *list = new_list(heap);
    append(heap, list, shared);
    append(heap, list, shared);
    check_repr(heap, "[[], []]", list);
    world_destroy(heap);
}

static void check_address(Heap *heap, const char *format, Object *object) {
    char expected[128];
    snprintf(expected, sizeof expected, "%s at 0x%llx>", format,
             (unsigned long long)address_of(heap, object));
    check_repr(heap, expected, object);
}

static void classes_instances_and_functions_show_name_and_address(void) {
    Heap *heap = world_create();
    Object *cls = new_class(heap, "P"), *function;
    HeapFunctionSpec spec = {.name = "foo"};
    CHECK_INT(HEAP_OK, heap_new_function(heap, &spec, &function));
    check_repr(heap, "<class '__main__.P'>", cls);
    check_address(heap, "<__main__.P object", new_instance(heap, cls));
    check_address(heap, "<function foo", function);
    world_destroy(heap);
}

static Object *find_kind(Heap *heap, HeapKind kind, const char *begin) {
    uint32_t cursor = 0;
    char text[TEXT_SIZE];
    bool cut;
    for (Object *object; heap_next_object(heap, &cursor, &object);) {
        heap_repr(heap, object, text, sizeof text, &cut);
        if (heap_object_kind(object) == kind && strncmp(text, begin, strlen(begin)) == 0) {
            return object;
        }
    }
    return NULL;
}

static void the_parts_of_a_class_are_shown_too(void) {
    Heap *heap = world_create();
    Object *cls = bind_name(heap, "P", new_class(heap, "P"));
    CHECK(find_kind(heap, HEAP_DESCRIPTOR, "<attribute '__dict__' of 'P' objects>") != NULL);
    CHECK(find_kind(heap, HEAP_DESCRIPTOR, "<attribute '__weakref__' of 'P' objects>") != NULL);
    CHECK(find_kind(heap, HEAP_CLASS, "<class 'object'>") != NULL);
    CHECK(find_kind(heap, HEAP_TUPLE, "(<class '__main__.P'>, <class 'object'>)") != NULL);
    Object *weakref = find_kind(heap, HEAP_WEAKREF, "<weakref at 0x");
    CHECK(weakref != NULL);
    char expected[128];
    snprintf(expected, sizeof expected, "<weakref at 0x%llx; to 'type' at 0x%llx (P)>",
             (unsigned long long)address_of(heap, weakref),
             (unsigned long long)address_of(heap, cls));
    check_repr(heap, expected, weakref);
    world_destroy(heap);
}

static void check_cut(Heap *heap, const Object *object, size_t capacity, const char *expected) {
    char text[64];
    bool cut = false;
    memset(text, '#', sizeof text);
    CHECK_INT(strlen(expected), heap_repr(heap, object, text, capacity, &cut));
    CHECK_STR(expected, text);
    CHECK_INT('#', text[capacity]);
    CHECK(cut);
}

static void a_long_text_is_cut_between_characters(void) {
    Heap *heap = world_create();
    Object *text = new_str(heap, "ab\u20accd\n"), *list = new_list(heap);
    check_cut(heap, text, 1, "");
    check_cut(heap, text, 4, "'ab");
    check_cut(heap, text, 5, "'ab");
    check_cut(heap, text, 6, "'ab");
    check_cut(heap, text, 7, "'ab\u20ac");
    check_cut(heap, text, 10, "'ab\u20accd");  // Not half of the escape.
    check_cut(heap, text, 11, "'ab\u20accd\\n");
    append(heap, list, new_int(heap, 12345));
    check_cut(heap, list, 5, "[123");
    check_cut(heap, list, 7, "[12345");
    check_repr(heap, "[12345]", list);
    world_destroy(heap);
}

static void nothing_recurses_however_deep(void) {
    static char text[TEXT_SIZE];
    Heap *heap = world_create();
    Object *list = new_list(heap);
    for (int i = 0; i < 100000; i++) {
        Object *outer = new_list(heap);
        append(heap, outer, list);
        heap_drop(heap, list);
        list = outer;
    }
    bool cut = false;
    CHECK_INT(1004, heap_repr(heap, list, text, sizeof text, &cut));
    CHECK(cut);
    CHECK_STR("[[...", text + 999);
    world_destroy(heap);
}

static void shows_weakref_to_method(const char *profile, const char *end) {
    Heap *heap = world_create_as(profile);
    static const char *const params[] = {"self"};
    const HeapFunctionSpec spec = {.name = "m", .params = params, .param_count = 1};
    Object *function = NULL, *method = NULL, *weakref = NULL;
    CHECK_INT(HEAP_OK, heap_new_function(heap, &spec, &function));
    Object *cls = bind_name(heap, "P", new_class(heap, "P"));
    set_attr(heap, cls, "m", function);
    heap_drop(heap, function);
    Object *p = bind_name(heap, "p", new_instance(heap, cls));
    CHECK_INT(HEAP_OK, heap_load_attr(heap, p, "m", &method));
    CHECK_INT(HEAP_OK, heap_new_weakref(heap, method, NULL, &weakref));
    char expected[100];
    snprintf(expected, sizeof expected, "<weakref at 0x%llx; to 'method' at 0x%llx%s>",
             (unsigned long long)address_of(heap, weakref),
             (unsigned long long)address_of(heap, method), end);
    check_repr(heap, expected, weakref);
    heap_drop(heap, weakref);
    heap_drop(heap, method);
    world_destroy(heap);
}

static void a_weakref_to_a_method_is_shown_without_its_name_from_three_twelve_on(void) {
    shows_weakref_to_method("cpython-3.11", " (m)");
    shows_weakref_to_method("cpython-3.12", "");
    shows_weakref_to_method("cpython-3.15", "");
}

// U+0378 and U+10FFFF are assigned to nothing; U+1F600 is a face.
static void characters_that_unicode_has_not_assigned_are_escaped(void) {
    CHECK(!heap_is_printable(0x378));
    CHECK(!heap_is_printable(0x10ffff));
    CHECK(!heap_is_printable(0xad));
    CHECK(!heap_is_printable(0x7f));
    CHECK(heap_is_printable(0x1f600));
    CHECK(heap_is_printable(0xe9));
    CHECK(heap_is_printable(' '));
}

int main(void) {
    RUN(characters_that_unicode_has_not_assigned_are_escaped);
    RUN(a_str_is_quoted_and_escaped);
    RUN(bytes_are_quoted_and_escaped);
    RUN(the_singletons_have_their_names);
    RUN(containers_show_their_items);
    RUN(a_cycle_is_cut_where_it_closes);
    RUN(a_shared_item_is_shown_twice);
    RUN(classes_instances_and_functions_show_name_and_address);
    RUN(the_parts_of_a_class_are_shown_too);
    RUN(a_weakref_to_a_method_is_shown_without_its_name_from_three_twelve_on);
    RUN(a_long_text_is_cut_between_characters);
    RUN(nothing_recurses_however_deep);
    return 0;
}
