// What the making of values leaves in the free lists and in the youngest count, in each profile, as
// measured.
#include "tests/heap/scene.h"

// The youngest count after a statement that follows a full collection; the free list's length.
typedef struct {
    int64_t count, parked;
} Trace;

typedef Object *Make(Scene *scene);

static Trace trace_of(const char *profile, Make *make, const char *list) {
    Scene scene;
    scene_begin_as(&scene, profile);
    scene_bind(&scene, "words", new_str(scene.heap, "zq words"));
    scene_bind(&scene, "number", new_int(scene.heap, 1000));
    scene_list(&scene, "li");
    append(scene.heap, scene_object(&scene, "li"), scene_object(&scene, "words"));
    scene_collect(&scene, 2);
    heap_drop(scene.heap, make(&scene));
    Trace trace = {scene_count(&scene), scene_parked(&scene, list)};
    scene_end(&scene);
    return trace;
}

static void check(const char *profile, Make *make, const char *list, int64_t count,
                  int64_t parked) {
    Trace trace = trace_of(profile, make, list);
    CHECK_INT(count, trace.count);
    CHECK_INT(parked, trace.parked);
}

static Object *converted(Scene *scene, HeapKind kind, const char *name) {
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_convert(scene->heap, kind, scene_object(scene, name), &made));
    return made;
}

static Object *str_of_number(Scene *scene) {
    return converted(scene, HEAP_STR, "number");
}

static void str_is_called_with_a_tuple_up_to_3_12(void) {
    check("cpython-3.11", str_of_number, "tuple[1]", 1, 1);
    check("cpython-3.12", str_of_number, "tuple[1]", 1, 1);
    check("cpython-3.13", str_of_number, "tuple[1]", 0, 0);
    check("cpython-3.15", str_of_number, "tuple[1]", 0, 0);
}

// A set counts itself, and is gone when the count is taken.
static Object *update_set(Scene *scene) {
    Object *set = converted(scene, HEAP_SET, "words");
    CHECK_INT(HEAP_OK, heap_update(scene->heap, set, scene_object(scene, "words")));
    return set;
}

static void update_of_a_set_is_called_with_a_tuple_up_to_3_13(void) {
    check("cpython-3.12", update_set, "tuple[1]", 1, 1);
    check("cpython-3.13", update_set, "tuple[1]", 1, 1);
    check("cpython-3.14", update_set, "tuple[1]", 0, 0);
}

static Object *tuple_of_str(Scene *scene) {
    return converted(scene, HEAP_TUPLE, "words");
}

// Eight items or more go through a list from 3.14 on; the tuple and the list stay parked.
static void a_tuple_of_many_items_leaves_a_list_from_3_14_on(void) {
    check("cpython-3.13", tuple_of_str, "list", 1, 0);
    check("cpython-3.14", tuple_of_str, "list", 2, 1);
    check("cpython-3.15", tuple_of_str, "list", 2, 1);
}

static Object *tuple_of_set(Scene *scene) {
    Object *set = converted(scene, HEAP_SET, "li"), *tuple = NULL;
    scene_collect(scene, 2);
    CHECK_INT(HEAP_OK, heap_convert(scene->heap, HEAP_TUPLE, set, &tuple));
    CHECK_INT(0, generation_of(scene->heap, tuple));
    heap_drop(scene->heap, set);
    return tuple;
}

static void a_tuple_of_few_items_leaves_none(void) {
    check("cpython-3.13", tuple_of_set, "list", 0, 0);
    check("cpython-3.14", tuple_of_set, "list", 0, 0);
}

static Object *joined(Scene *scene) {
    Object *made = NULL, *words = scene_object(scene, "words");
    CHECK_INT(HEAP_OK, heap_join(scene->heap, words, words, &made));
    return made;
}

// The list, and in 3.14 the method that asked the iterator how many there are.
static void a_join_of_a_str_leaves_a_bound_method_of_its_iterator_from_3_14_on(void) {
    check("cpython-3.13", joined, "list", 1, 1);
    check("cpython-3.14", joined, "list", 2, 1);
    check("cpython-3.14", joined, "builtin method", 2, 1);
}

int main(void) {
    RUN(str_is_called_with_a_tuple_up_to_3_12);
    RUN(update_of_a_set_is_called_with_a_tuple_up_to_3_13);
    RUN(a_tuple_of_many_items_leaves_a_list_from_3_14_on);
    RUN(a_tuple_of_few_items_leaves_none);
    RUN(a_join_of_a_str_leaves_a_bound_method_of_its_iterator_from_3_14_on);
    return 0;
}
