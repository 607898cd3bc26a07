// What Python says of subscripts that a type can't assign to or delete.
#include "tests/heap/scene.h"

enum { TARGETS = 5 };

// A tuple, a bytes, a str, a set, and an int.
static void make_targets(Heap *heap, Object *targets[TARGETS]) {
    targets[0] = new_tuple_of(heap, new_int(heap, 1));
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, "ab", 2, &targets[1]));
    targets[2] = new_str(heap, "ab");
    CHECK_INT(HEAP_OK, heap_new_set(heap, NULL, 0, HEAP_SET_ADDED, &targets[3]));
    targets[4] = new_int(heap, 1000);
}

static void check_words(Heap *heap, HeapStatus expected, const char *type, const char *words,
                        HeapStatus status) {
    char text[128];
    snprintf(text, sizeof text, "%s%s", type, words);
    CHECK_INT(expected, status);
    CHECK_STR(text, heap_error(heap));
}

static const char *const types[TARGETS] = {"'tuple' object ", "'bytes' object ", "'str' object ",
                                           "'set' object ", "'int' object "};

static void a_deletion_by_an_int_is_refused_in_other_words_by_sequences_and_sets(void) {
    Heap *heap = world_create();
    Object *targets[TARGETS], *index = new_int(heap, 0), *text = new_str(heap, "x");
    make_targets(heap, targets);
    for (int i = 0; i < TARGETS; i++) {
        bool number = i == TARGETS - 1;
        check_words(heap, HEAP_TYPE_ERROR, types[i],
                    number ? "does not support item deletion" : "doesn't support item deletion",
                    heap_del_item(heap, targets[i], index));
        check_words(heap, HEAP_TYPE_ERROR, types[i], "does not support item deletion",
                    heap_del_item(heap, targets[i], text));
        check_words(heap, HEAP_TYPE_ERROR, types[i], "does not support item assignment",
                    heap_set_item(heap, targets[i], index, text));
    }
    world_destroy(heap);
}

static void an_int_that_can_be_no_index_is_refused_first(void) {
    static const char *const words = "cannot fit 'int' into an index-sized integer";
    Heap *heap = world_create();
    Object *targets[TARGETS], *huge = NULL;
    make_targets(heap, targets);
    CHECK_INT(HEAP_OK, heap_new_int_text(heap, "99999999999999999999", &huge));
    for (int i = 0; i < TARGETS - 1; i++) {
        check_words(heap, HEAP_INDEX_ERROR, "", words, heap_del_item(heap, targets[i], huge));
        check_words(heap, HEAP_INDEX_ERROR, "", words, heap_set_item(heap, targets[i], huge, huge));
    }
    CHECK_INT(HEAP_TYPE_ERROR, heap_set_item(heap, targets[TARGETS - 1], huge, huge));
    world_destroy(heap);
}

int main(void) {
    RUN(a_deletion_by_an_int_is_refused_in_other_words_by_sequences_and_sets);
    RUN(an_int_that_can_be_no_index_is_refused_first);
    return 0;
}
