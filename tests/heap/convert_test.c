// list(a), tuple(a), set(a), frozenset(a), dict(a), str(a), a.copy(), d.update(a): identities,
// sizes, counts and texts as recorded from CPython 3.11.
#include "tests/heap/scene.h"

static Object *convert(Scene *scene, HeapKind kind, Object *a) {
    Object *made = NULL;
    HeapStatus status = heap_convert(scene->heap, kind, a, &made);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(scene->heap));
    scene_check(scene);
    return made;
}

static Object *copy(Scene *scene, Object *a) {
    Object *made = NULL;
    HeapStatus status = heap_copy(scene->heap, a, &made);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(scene->heap));
    scene_check(scene);
    return made;
}

static void shows(Scene *scene, const char *expected, Object *made) {
    char text[200];
    bool cut;
    heap_repr(scene->heap, made, text, sizeof text, &cut);
    CHECK_STR(expected, text);
    heap_drop(scene->heap, made);
}

// [0, 1, ... count - 1] under a name.
static Object *range_list(Scene *scene, const char *name, int count) {
    Object *list = scene_list(scene, name);
    for (int i = 0; i < count; i++) {
        append(scene->heap, list, new_int(scene->heap, i));
    }
    return list;
}

static Object *text(Scene *scene, const char *characters) {
    return new_str(scene->heap, characters);
}

// A dict of so many str keys, each with itself as its value.
static Object *dict_of(Scene *scene, const char *name, int count) {
    Object *dict = scene_bind(scene, name, new_dict(scene->heap));
    for (int i = 0; i < count; i++) {
        char key[20];
        snprintf(key, sizeof key, "k %d", i);
        set_item(scene->heap, dict, key, new_int(scene->heap, i));
    }
    return dict;
}

// ---- what is made

static void lists_are_made_of_whatever_is_iterated(void) {
    Scene scene;
    scene_begin(&scene);
    Object *three = range_list(&scene, "a", 3);
    shows(&scene, "[0, 1, 2]", convert(&scene, HEAP_LIST, three));
    shows(&scene, "['k 0', 'k 1']", convert(&scene, HEAP_LIST, dict_of(&scene, "d", 2)));
    shows(&scene, "['z', 'q']", convert(&scene, HEAP_LIST, text(&scene, "zq")));
    shows(&scene, "[]", convert(&scene, HEAP_LIST, NULL));
    Object *set = scene_bind(&scene, "s", convert(&scene, HEAP_SET, three));
    shows(&scene, "[0, 1, 2]", convert(&scene, HEAP_LIST, set));
    Object *made = scene_bind(&scene, "m", convert(&scene, HEAP_LIST, three));
    CHECK_INT(56 + 4 * 8, size_of(scene.heap, made));
    scene_end(&scene);
}

static void tuples_are_made_of_whatever_is_iterated(void) {
    Scene scene;
    scene_begin(&scene);
    Object *three = range_list(&scene, "a", 3);
    Object *tuple = scene_bind(&scene, "t", convert(&scene, HEAP_TUPLE, three));
    CHECK_INT(64, size_of(scene.heap, tuple));
    CHECK_INT(0, generation_of(scene.heap, tuple));
    Object *same = convert(&scene, HEAP_TUPLE, tuple);
    CHECK(same == tuple);
    heap_drop(scene.heap, same);
    shows(&scene, "('z', 'q')", convert(&scene, HEAP_TUPLE, text(&scene, "zq")));
    shows(&scene, "('k 0',)", convert(&scene, HEAP_TUPLE, dict_of(&scene, "d", 1)));
    shows(&scene, "()", convert(&scene, HEAP_TUPLE, scene_list(&scene, "e")));
    scene_end(&scene);
}

static void sets_are_made_anew_and_a_frozenset_is_its_own(void) {
    Scene scene;
    scene_begin(&scene);
    Object *three = range_list(&scene, "a", 3);
    Object *set = scene_bind(&scene, "s", convert(&scene, HEAP_SET, three));
    Object *frozen = scene_bind(&scene, "f", convert(&scene, HEAP_FROZENSET, three));
    Object *other = convert(&scene, HEAP_SET, set);
    CHECK(other != set);
    shows(&scene, "{0, 1, 2}", other);
    Object *same = convert(&scene, HEAP_FROZENSET, frozen);
    CHECK(same == frozen);
    heap_drop(scene.heap, same);
    same = copy(&scene, frozen);
    CHECK(same == frozen);
    heap_drop(scene.heap, same);
    shows(&scene, "frozenset()", convert(&scene, HEAP_FROZENSET, NULL));
    shows(&scene, "{0, 1, 2}", copy(&scene, set));
    scene_end(&scene);
}

static void a_str_is_its_own_and_shows_all_of_others(void) {
    Scene scene;
    scene_begin(&scene);
    Object *list = range_list(&scene, "a", 2000);
    Object *shown = scene_bind(&scene, "s", convert(&scene, HEAP_STR, list));
    CHECK_INT(49 + 10890, size_of(scene.heap, shown));
    Object *word = scene_bind(&scene, "w", text(&scene, "a b"));
    Object *same = convert(&scene, HEAP_STR, word);
    CHECK(same == word);
    heap_drop(scene.heap, same);
    shows(&scene, "'[]'", convert(&scene, HEAP_STR, scene_list(&scene, "e")));
    shows(&scene, "''", convert(&scene, HEAP_STR, NULL));
    scene_end(&scene);
}

static uint64_t class_of_text(Scene *scene, Object *object) {
    Object *made = convert(scene, HEAP_STR, object);
    uint64_t size_class = scene_info(scene, made).blocks[0].size_class;
    heap_drop(scene->heap, made);
    return size_class;
}

static void the_text_of_a_container_may_keep_a_larger_block(void) {
    static const struct {
        int count;
        uint64_t list, tuple, dict, set, frozenset;
    } cases[] = {{8, 80, 80, 144, 80, 96},
                 {12, 96, 96, 208, 96, 112},
                 {14, 112, 112, 224, 96, 112},
                 {30, 176, 176, 416, 192, 208}};
    Scene scene;
    scene_begin(&scene);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Object *list = range_list(&scene, "l", cases[i].count);
        CHECK_INT(cases[i].list, class_of_text(&scene, list));
        CHECK_INT(cases[i].dict, class_of_text(&scene, dict_of(&scene, "d", cases[i].count)));
        Object *made = scene_bind(&scene, "t", convert(&scene, HEAP_TUPLE, list));
        CHECK_INT(cases[i].tuple, class_of_text(&scene, made));
        made = scene_bind(&scene, "s", convert(&scene, HEAP_SET, list));
        CHECK_INT(cases[i].set, class_of_text(&scene, made));
        made = scene_bind(&scene, "f", convert(&scene, HEAP_FROZENSET, list));
        CHECK_INT(cases[i].frozenset, class_of_text(&scene, made));
    }
    Object *list = range_list(&scene, "l", 0);  // ['é é é é zqzq', 1000, 'жж']
    append(scene.heap, list, text(&scene, "\xc3\xa9 \xc3\xa9 \xc3\xa9 \xc3\xa9 zqzq"));
    append(scene.heap, list, new_int(scene.heap, 1000));
    append(scene.heap, list, text(&scene, "\xd0\xb6\xd0\xb6"));
    CHECK_INT(144, class_of_text(&scene, list));
    scene_end(&scene);
}

// Recorded: str([{0, 1}]) leaves a list, and counts it, when there was none to take.
static void the_text_of_a_set_is_made_of_a_list(void) {
    Scene scene;
    scene_begin_as(&scene, "cpython-3.14");
    Object *set = scene_bind(&scene, "s", convert(&scene, HEAP_SET, range_list(&scene, "l", 2)));
    Object *list = scene_list(&scene, "outer");
    append(scene.heap, list, set);
    scene_collect(&scene, 2);
    int64_t before = scene_count(&scene);
    heap_drop(scene.heap, convert(&scene, HEAP_STR, list));
    CHECK_INT(1, scene_parked(&scene, "list"));
    CHECK_INT(before + 1, scene_count(&scene));
    scene_end(&scene);
}

// Recorded from 3.14: of no other int, since the text of one takes an int of a digit more.
static void the_text_of_zero_leaves_an_int(void) {
    Scene scene;
    scene_begin_as(&scene, "cpython-3.14");
    Object *list = range_list(&scene, "l", 2);
    Object *seven = scene_bind(&scene, "n", new_int(scene.heap, 7));
    scene_collect(&scene, 2);
    heap_drop(scene.heap, convert(&scene, HEAP_STR, seven));
    CHECK_INT(0, scene_parked(&scene, "int"));
    heap_drop(scene.heap, convert(&scene, HEAP_STR, list));
    CHECK_INT(1, scene_parked(&scene, "int"));
    CHECK_INT(1, scene_parked(&scene, "unicode writer"));
    scene_end(&scene);
}

static uint64_t class_of_text_of_many(Scene *scene, Object *item, int count) {
    Object *list = scene_list(scene, "l");
    for (int i = 0; i < count; i++) {
        append(scene->heap, list, item);
    }
    heap_drop(scene->heap, item);
    return class_of_text(scene, list);
}

// Recorded from 3.13 and 3.14.
static void the_text_of_a_container_has_room_at_once_since_314(void) {
    for (int later = 0; later < 2; later++) {
        Scene scene;
        scene_begin_as(&scene, later ? "cpython-3.14" : "cpython-3.13");
        CHECK_INT(later ? 80 : 96, class_of_text_of_many(&scene, new_int(scene.heap, 1000), 6));
        CHECK_INT(later ? 272 : 224, class_of_text_of_many(&scene, new_int(scene.heap, 1000), 30));
        CHECK_INT(later ? 144 : 128, class_of_text_of_many(&scene, text(&scene, "\xc3\xa9"), 13));
        CHECK_INT(later ? 128 : 112, class_of_text(&scene, dict_of(&scene, "d", 6)));
        CHECK_INT(later ? 176 : 192, class_of_text(&scene, dict_of(&scene, "d", 11)));
        scene_end(&scene);
    }
}

static void the_text_of_a_container_that_outgrew_the_pools_never_comes_back_to_them(void) {
    Scene scene;
    scene_begin(&scene);
    if (strcmp(heap_profile_info(scene.heap)->name, "article") != 0) {
        // 439 bytes in the end.
        CHECK_INT(512, class_of_text(&scene, range_list(&scene, "l", 98)));
        CHECK_INT(0, class_of_text(&scene, range_list(&scene, "l", 100)));
    }
    scene_end(&scene);
}

static void a_bool_has_one_text_which_is_not_the_interned_one(void) {
    Scene scene;
    scene_begin(&scene);
    if (strcmp(heap_profile_info(scene.heap)->name, "article") != 0) {
        Object *truth = NULL, *interned = NULL;
        CHECK_INT(HEAP_OK, heap_new_bool(scene.heap, true, &truth));
        Object *one = convert(&scene, HEAP_STR, truth), *other = convert(&scene, HEAP_STR, truth);
        CHECK(one == other);
        CHECK(!scene_info(&scene, one).interned);
        CHECK_INT(HEAP_OK, heap_intern(scene.heap, one, &interned));
        CHECK(interned != one);
        shows(&scene, "'True'", interned);
        scene_check(&scene);
    }
    scene_end(&scene);
}

// ---- what it leaves

// Counts and free lists after gc.collect(), then after the same once more.
static void leaves(Scene *scene, HeapKind kind, Object *source, int64_t cold, int64_t warm) {
    scene_collect(scene, 2);
    heap_drop(scene->heap, convert(scene, kind, source));
    scene_collect(scene, 2);
    int64_t before = scene_count(scene);
    Object *made = convert(scene, kind, source);
    CHECK_INT(cold, scene_count(scene) - before);
    heap_drop(scene->heap, made);
    before = scene_count(scene);
    made = convert(scene, kind, source);
    CHECK_INT(warm, scene_count(scene) - before);
    heap_drop(scene->heap, made);
}

// list() and dict() never take from the free list; str() has a tuple of its argument.
static void counts_are_those_of_cpython(void) {
    Scene scene;
    scene_begin(&scene);
    Object *list = range_list(&scene, "a", 3), *dict = dict_of(&scene, "d", 3);
    leaves(&scene, HEAP_LIST, list, 1, 1);
    leaves(&scene, HEAP_LIST, dict, 1, 1);
    leaves(&scene, HEAP_TUPLE, list, 1, 0);
    leaves(&scene, HEAP_TUPLE, dict, 1, 0);
    leaves(&scene, HEAP_SET, list, 1, 1);
    leaves(&scene, HEAP_DICT, dict, 1, 1);
    leaves(&scene, HEAP_STR, list, 1, 0);
    scene_end(&scene);
}

// ---- dicts

static void a_dict_with_few_holes_is_copied_as_it_is(void) {
    Scene scene;
    scene_begin(&scene);
    Object *dict = dict_of(&scene, "d", 100);
    for (int i = 0; i < 33; i++) {
        char name[20];
        snprintf(name, sizeof name, "k %d", i);
        Object *key = text(&scene, name);
        CHECK_INT(HEAP_OK, heap_del_item(scene.heap, dict, key));
        heap_drop(scene.heap, key);
    }
    CHECK_INT(3328, size_of(scene.heap, scene_bind(&scene, "c", copy(&scene, dict))));
    for (int i = 33; i < 90; i++) {
        char name[20];
        snprintf(name, sizeof name, "k %d", i);
        Object *key = text(&scene, name);
        CHECK_INT(HEAP_OK, heap_del_item(scene.heap, dict, key));
        heap_drop(scene.heap, key);
    }
    CHECK_INT(272, size_of(scene.heap, scene_bind(&scene, "c", copy(&scene, dict))));
    CHECK_INT(272, size_of(scene.heap, scene_bind(&scene, "c", convert(&scene, HEAP_DICT, dict))));
    scene_end(&scene);
}

// Recorded.
static void an_update_makes_the_table_large_enough_at_once(void) {
    Scene scene;
    scene_begin(&scene);
    static const struct {
        int mine, others;
        uint64_t size;
    } updates[] = {{0, 3, 184}, {5, 5, 272}, {3, 6, 272}, {0, 20, 464}, {1, 100, 3328}};
    for (size_t i = 0; i < sizeof updates / sizeof *updates; i++) {
        Object *dict = scene_bind(&scene, "d", new_dict(scene.heap));
        for (int j = 0; j < updates[i].mine; j++) {
            char key[20];
            snprintf(key, sizeof key, "m %d", j);
            set_item(scene.heap, dict, key, dict);
        }
        Object *others = dict_of(&scene, "o", updates[i].others);
        CHECK_INT(HEAP_OK, heap_update(scene.heap, dict, others));
        scene_check(&scene);
        CHECK_INT(updates[i].size, size_of(scene.heap, dict));
    }
    scene_end(&scene);
}

static Object *pair_list(Scene *scene, Object *first, Object *second) {
    Object *pair = new_list(scene->heap), *pairs = scene_list(scene, "pairs");
    append(scene->heap, pair, first);
    if (second != NULL) {
        append(scene->heap, pair, second);
    }
    append(scene->heap, pairs, pair);
    heap_drop(scene->heap, pair);
    return pairs;
}

static void dicts_are_made_of_pairs(void) {
    Scene scene;
    scene_begin(&scene);
    Object *one = new_int(scene.heap, 1);
    shows(&scene, "{1: 1}", convert(&scene, HEAP_DICT, pair_list(&scene, one, one)));
    Object *texts = scene_list(&scene, "texts"), *pair = text(&scene, "ab");
    append(scene.heap, texts, pair);
    heap_drop(scene.heap, pair);
    shows(&scene, "{'a': 'b'}", convert(&scene, HEAP_DICT, texts));
    scene_end(&scene);
}

// ---- refusals

static void refuses(Scene *scene, HeapStatus expected, const char *message, HeapKind kind,
                    Object *source) {
    Object *made;
    CHECK_INT(expected, heap_convert(scene->heap, kind, source, &made));
    CHECK_STR(message, heap_error(scene->heap));
    scene_check(scene);
}

static void what_is_no_iterable_is_refused_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *one = new_int(scene.heap, 1), *list = scene_list(&scene, "a"), *made;
    refuses(&scene, HEAP_TYPE_ERROR, "'int' object is not iterable", HEAP_LIST, one);
    refuses(&scene, HEAP_TYPE_ERROR, "'int' object is not iterable", HEAP_TUPLE, one);
    refuses(&scene, HEAP_TYPE_ERROR, "'int' object is not iterable", HEAP_SET, one);
    refuses(&scene, HEAP_TYPE_ERROR, "'int' object is not iterable", HEAP_DICT, one);
    append(scene.heap, list, one);
    refuses(&scene, HEAP_TYPE_ERROR,
            "cannot convert dictionary update sequence element #0 to a sequence", HEAP_DICT, list);
    refuses(&scene, HEAP_VALUE_ERROR,
            "dictionary update sequence element #0 has length 1; 2 is required", HEAP_DICT,
            pair_list(&scene, one, NULL));
    refuses(&scene, HEAP_TYPE_ERROR, "unhashable type: 'list'", HEAP_DICT,
            pair_list(&scene, list, one));
    refuses(&scene, HEAP_TYPE_ERROR, "unhashable type: 'list'", HEAP_SET,
            pair_list(&scene, one, NULL));
    CHECK_INT(HEAP_ATTRIBUTE_ERROR, heap_copy(scene.heap, one, &made));
    CHECK_STR("'int' object has no attribute 'copy'", heap_error(scene.heap));
    scene_end(&scene);
}

static void the_text_of_what_is_too_deep_or_too_long_is_refused(void) {
    Scene scene;
    scene_begin(&scene);
    Object *deep = scene_list(&scene, "deep");
    for (int i = 0; i < 1500; i++) {
        Object *outer = new_list(scene.heap);
        append(scene.heap, outer, deep);
        CHECK_INT(HEAP_OK, heap_bind(scene.heap, HEAP_MODULE_FRAME, "deep", outer));
        heap_drop(scene.heap, outer);
        deep = outer;
    }
    refuses(&scene, HEAP_RECURSION_ERROR,
            "maximum recursion depth exceeded while getting the repr of an object", HEAP_STR, deep);
    Object *number = NULL, *square = NULL;
    CHECK_INT(HEAP_OK, heap_new_int_text(scene.heap,
                                         "1"
                                         "000000000000000000000000",
                                         &number));
    for (int i = 0; i < 8; i++) {
        CHECK_INT(HEAP_OK, heap_repeat(scene.heap, number, number, &square));
        heap_drop(scene.heap, number);
        number = square;
    }
    refuses(&scene, HEAP_VALUE_ERROR,
            "Exceeds the limit (4300 digits) for integer string conversion; use "
            "sys.set_int_max_str_digits() to increase the limit",
            HEAP_STR, number);
    Object *list = scene_list(&scene, "holder");
    CHECK_INT(HEAP_OK, heap_append(scene.heap, list, number));
    refuses(&scene, HEAP_VALUE_ERROR,
            "Exceeds the limit (4300 digits) for integer string conversion; use "
            "sys.set_int_max_str_digits() to increase the limit",
            HEAP_STR, list);
    shows(&scene, "<an int of more than 4300 digits>", number);
    scene_end(&scene);
}

int main(void) {
    RUN(lists_are_made_of_whatever_is_iterated);
    RUN(tuples_are_made_of_whatever_is_iterated);
    RUN(sets_are_made_anew_and_a_frozenset_is_its_own);
    RUN(a_str_is_its_own_and_shows_all_of_others);
    RUN(the_text_of_a_container_may_keep_a_larger_block);
    RUN(the_text_of_a_set_is_made_of_a_list);
    RUN(the_text_of_zero_leaves_an_int);
    RUN(the_text_of_a_container_has_room_at_once_since_314);
    RUN(the_text_of_a_container_that_outgrew_the_pools_never_comes_back_to_them);
    RUN(a_bool_has_one_text_which_is_not_the_interned_one);
    RUN(counts_are_those_of_cpython);
    RUN(a_dict_with_few_holes_is_copied_as_it_is);
    RUN(an_update_makes_the_table_large_enough_at_once);
    RUN(dicts_are_made_of_pairs);
    RUN(what_is_no_iterable_is_refused_in_pythons_words);
    RUN(the_text_of_what_is_too_deep_or_too_long_is_refused);
    return 0;
}
