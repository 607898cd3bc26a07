// separator.join(parts) and sys.intern(): recorded from CPython 3.11.
#include "tests/heap/scene.h"

static Object *text(Scene *scene, const char *characters) {
    return new_str(scene->heap, characters);
}

static Object *bytes(Scene *scene, const char *data) {
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_new_bytes(scene->heap, data, strlen(data), &made));
    return made;
}

// A list of these under the name "parts".
static Object *parts_of(Scene *scene, Object *one, Object *other) {
    Object *list = scene_list(scene, "parts");
    if (one != NULL) {
        append(scene->heap, list, one);
        heap_drop(scene->heap, one);
    }
    if (other != NULL) {
        append(scene->heap, list, other);
        heap_drop(scene->heap, other);
    }
    return list;
}

static Object *joined(Scene *scene, Object *separator, Object *parts) {
    Object *made = NULL;
    HeapStatus status = heap_join(scene->heap, separator, parts, &made);
    CHECK_STR("", status == HEAP_OK ? "" : heap_error(scene->heap));
    scene_check(scene);
    return made;
}

static void shows(Scene *scene, const char *expected, Object *made) {
    char shown[100];
    bool cut;
    heap_repr(scene->heap, made, shown, sizeof shown, &cut);
    CHECK_STR(expected, shown);
    heap_drop(scene->heap, made);
}

static void strs_and_bytes_are_joined(void) {
    Scene scene;
    scene_begin(&scene);
    Object *comma = scene_bind(&scene, "c", text(&scene, ", "));
    Object *parts = parts_of(&scene, text(&scene, "a b"), text(&scene, "\u0436"));
    shows(&scene, "'a b, \u0436'", joined(&scene, comma, parts));
    Object *dash = scene_bind(&scene, "d", bytes(&scene, "-"));
    parts = parts_of(&scene, bytes(&scene, "ab"), bytes(&scene, "cd"));
    shows(&scene, "b'ab-cd'", joined(&scene, dash, parts));
    scene_end(&scene);
}

static void joining_one_text_gives_it_back(void) {
    Scene scene;
    scene_begin(&scene);
    Object *comma = scene_bind(&scene, "c", text(&scene, ", "));
    Object *one = scene_bind(&scene, "one", text(&scene, "a b"));
    Object *parts = scene_list(&scene, "parts");
    append(scene.heap, parts, one);
    Object *made = joined(&scene, comma, parts);
    CHECK(made == one);
    heap_drop(scene.heap, made);
    shows(&scene, "''", joined(&scene, comma, scene_list(&scene, "empty")));
    scene_end(&scene);
}

// The character is not the preallocated one.
static void a_joined_character_is_an_object_of_its_own(void) {
    Scene scene;
    scene_begin(&scene);
    Object *none = text(&scene, "");
    Object *made = joined(&scene, none, parts_of(&scene, text(&scene, ""), text(&scene, " ")));
    CHECK(made != text(&scene, " "));
    CHECK_INT(50, size_of(scene.heap, made));
    heap_drop(scene.heap, made);
    scene_end(&scene);
}

// A list by the free list and an iterator, gone afterwards.
static void what_is_no_sequence_becomes_a_list_first(void) {
    Scene scene;
    scene_begin(&scene);
    Object *dash = text(&scene, "-"), *dict = scene_bind(&scene, "d", new_dict(scene.heap));
    set_item(scene.heap, dict, "x y", dict);
    set_item(scene.heap, dict, "z", dict);
    scene_collect(&scene, 2);
    shows(&scene, "'x y-z'", joined(&scene, dash, dict));
    CHECK_INT(1, scene_count(&scene));
    CHECK_INT(1, scene_parked(&scene, "list"));
    shows(&scene, "'x y-z'", joined(&scene, dash, dict));
    CHECK_INT(1, scene_count(&scene));
    scene_end(&scene);
}

static void refuses(Scene *scene, HeapStatus expected, const char *message, Object *separator,
                    Object *parts) {
    Object *made;
    CHECK_INT(expected, heap_join(scene->heap, separator, parts, &made));
    CHECK_STR(message, heap_error(scene->heap));
    scene_check(scene);
}

static void what_can_not_be_joined_is_refused_in_pythons_words(void) {
    Scene scene;
    scene_begin(&scene);
    Object *comma = text(&scene, ","), *one = new_int(scene.heap, 1);
    refuses(&scene, HEAP_TYPE_ERROR, "sequence item 1: expected str instance, int found", comma,
            parts_of(&scene, text(&scene, "a"), new_int(scene.heap, 5)));
    refuses(&scene, HEAP_TYPE_ERROR, "sequence item 0: expected a bytes-like object, str found",
            bytes(&scene, ","), parts_of(&scene, text(&scene, "a"), NULL));
    refuses(&scene, HEAP_TYPE_ERROR, "can only join an iterable", comma, one);
    refuses(&scene, HEAP_ATTRIBUTE_ERROR, "'int' object has no attribute 'join'", one, comma);
    scene_end(&scene);
}

// ---- intern

static Object *interned(Scene *scene, Object *str) {
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_intern(scene->heap, str, &made));
    scene_check(scene);
    return made;
}

static void interning_gives_the_first_of_equal_strs(void) {
    Scene scene;
    scene_begin(&scene);
    Object *first = scene_bind(&scene, "a", text(&scene, "a b"));
    Object *second = scene_bind(&scene, "b", text(&scene, "a b"));
    CHECK(first != second);
    Object *one = interned(&scene, first), *other = interned(&scene, second);
    CHECK(one == first);
    CHECK(other == first);
    CHECK(scene_info(&scene, first).interned);
    CHECK(!scene_info(&scene, second).interned);
    CHECK_INT(1, references_of(scene.heap, first));
    heap_drop(scene.heap, one);
    heap_drop(scene.heap, other);
    scene_end(&scene);
}

static void only_a_str_is_interned(void) {
    Scene scene;
    scene_begin(&scene);
    Object *made;
    CHECK_INT(HEAP_TYPE_ERROR, heap_intern(scene.heap, new_int(scene.heap, 1), &made));
    CHECK_STR("intern() argument must be str, not int", heap_error(scene.heap));
    scene_end(&scene);
}

int main(void) {
    RUN(strs_and_bytes_are_joined);
    RUN(joining_one_text_gives_it_back);
    RUN(a_joined_character_is_an_object_of_its_own);
    RUN(what_is_no_sequence_becomes_a_list_first);
    RUN(what_can_not_be_joined_is_refused_in_pythons_words);
    RUN(interning_gives_the_first_of_equal_strs);
    RUN(only_a_str_is_interned);
    return 0;
}
