// Immortal objects (PEP 683), and counts so high that they only grow.
#include "heap/holding.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

static void shows_immortal(Heap *heap, const Object *object, uint64_t constant) {
    HeapObjectInfo info = heap_object_info(heap, object);
    CHECK(info.immortal);
    CHECK_INT(constant, info.refcount);
    CHECK_INT(constant, info.getrefcount);
}

static void has_immortals(const char *profile, uint64_t constant) {
    Heap *heap = world_create_as(profile);
    Object *none = NULL, *yes = NULL, *bytes = NULL, *tuple = NULL;
    CHECK_INT(HEAP_OK, heap_new_none(heap, &none));
    CHECK_INT(HEAP_OK, heap_new_bool(heap, true, &yes));
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, "x", 1, &bytes));
    CHECK_INT(HEAP_OK, heap_new_tuple(heap, NULL, 0, &tuple));
    shows_immortal(heap, none, constant);
    shows_immortal(heap, yes, constant);
    shows_immortal(heap, bytes, constant);
    shows_immortal(heap, tuple, constant);
    shows_immortal(heap, new_int(heap, 256), constant);
    shows_immortal(heap, new_str(heap, ""), constant);
    shows_immortal(heap, new_str(heap, "\xc3\xa9"), constant);
    Object *text = bind_name(heap, "t", new_str(heap, "no word"));
    CHECK(!heap_object_info(heap, text).immortal);
    CHECK_INT(2, heap_object_info(heap, text).getrefcount);
    world_destroy(heap);
}

static void what_there_is_only_once_is_shown_with_the_constant_of_the_profile(void) {
    has_immortals("cpython-3.12", 4294967295);
    has_immortals("cpython-3.13", 4294967295);
    has_immortals("cpython-3.14", 3221225472);
    has_immortals("cpython-3.15", 3221225472);
}

static void nothing_is_immortal_before_three_twelve(void) {
    Heap *heap = world_create_as("cpython-3.11");
    CHECK(!heap_object_info(heap, new_int(heap, 5)).immortal);
    Object *word = new_str(heap, "word");
    CHECK(!heap_object_info(heap, word).immortal);
    heap_drop(heap, word);
    world_destroy(heap);
}

static void the_check_finds_an_interned_string_that_could_die(void) {
    char message[256] = "";
    Heap *heap = world_create_as("cpython-3.12");
    Object *word = bind_name(heap, "w", new_str(heap, "word"));
    word->flags &= (uint8_t)~OBJECT_IMMORTAL;
    CHECK(!heap_check(heap, message, sizeof message));
    CHECK(strstr(message, "is interned and could die") != NULL);
    heap_destroy(heap);
}

static void every_interned_string_of_three_twelve_outlives_its_holders(void) {
    Heap *heap = world_create_as("cpython-3.12");
    Object *word = bind_name(heap, "w", new_str(heap, "word"));
    shows_immortal(heap, word, 4294967295);
    CHECK_INT(1, references_of(heap, word));
    uint64_t address = address_of(heap, word);
    unbind_name(heap, "w");
    CHECK_INT(0, references_of(heap, word));
    world_check(heap);
    CHECK_INT(HEAP_OK, heap_mark_reachable(heap));
    CHECK(heap_is_reachable(word));
    Object *again = new_str(heap, "word");
    CHECK_INT(address, address_of(heap, again));
    heap_drop(heap, again);
    world_destroy(heap);
}

static void sys_intern_makes_a_string_of_three_twelve_immortal(void) {
    Heap *heap = world_create_as("cpython-3.12");
    Object *text = bind_name(heap, "t", new_str(heap, "no word")), *interned = NULL;
    CHECK_INT(HEAP_OK, heap_intern(heap, text, &interned));
    shows_immortal(heap, text, 4294967295);
    heap_drop(heap, interned);
    world_destroy(heap);
}

static void an_interned_string_dies_again_unless_code_uses_it_as_a_name(void) {
    Heap *heap = world_create_as("cpython-3.13");
    Object *word = bind_name(heap, "w", new_str(heap, "word")),
           *name = bind_name(heap, "n", new_str(heap, "name"));
    CHECK(!heap_object_info(heap, name).immortal);
    CHECK_INT(HEAP_OK, heap_use_name(heap, "name", 4));
    shows_immortal(heap, name, 4294967295);
    CHECK_INT(2, heap_object_info(heap, word).getrefcount);
    uint64_t objects = heap_totals(heap).objects;
    unbind_name(heap, "w");
    unbind_name(heap, "n");
    CHECK_INT(objects - 1, heap_totals(heap).objects);
    CHECK_INT(0, references_of(heap, name));
    world_destroy(heap);
}

static void a_word_that_was_a_name_before_is_immortal_from_the_beginning(void) {
    Heap *heap = world_create_as("cpython-3.14");
    CHECK_INT(HEAP_OK, heap_use_name(heap, "caf\xc3\xa9", 5));
    for (char name[] = "name_a"; name[5] <= 'z'; name[5]++) {
        CHECK_INT(HEAP_OK, heap_use_name(heap, name, 6));
    }
    Object *word = bind_name(heap, "w", new_str(heap, "name_q")), *text = NULL;
    shows_immortal(heap, word, 3221225472);
    CHECK_INT(HEAP_OK, heap_intern(heap, new_str(heap, "caf\xc3\xa9"), &text));
    shows_immortal(heap, text, 3221225472);
    heap_drop(heap, text);
    world_destroy(heap);
}

static bool is_small(const char *profile, int64_t value) {
    Heap *heap = world_create_as(profile);
    Object *one = bind_name(heap, "a", new_int(heap, value)),
           *other = bind_name(heap, "b", new_int(heap, value)), *sum = NULL;
    CHECK_INT(HEAP_OK, heap_concat(heap, new_int(heap, 4),
                                   bind_name(heap, "c", new_int(heap, value - 4)), &sum));
    CHECK_INT(one == other, one == sum);
    CHECK_INT(one == other, heap_object_info(heap, one).immortal);
    bool same = one == other;
    heap_drop(heap, sum);
    world_destroy(heap);
    return same;
}

static void names_that_code_uses_take_room_of_the_session(void) {
    HeapOptions options = {.profile = "cpython-3.13", .max_bytes = 1 << 16, .index = true};
    Heap *heap = heap_create(&options);
    HeapStatus status = HEAP_OK;
    char name[16];
    for (int i = 0; status == HEAP_OK; i++) {
        int size = snprintf(name, sizeof name, "name_%d", i);
        status = heap_use_name(heap, name, (size_t)size);
    }
    CHECK_INT(HEAP_QUOTA_BYTES, status);
    CHECK(strstr(heap_error(heap), "the names that code uses") != NULL);
    CHECK_INT(HEAP_OK, heap_use_name(heap, "name_7", 6));
    world_destroy(heap);
}

static void three_fifteen_has_the_ints_up_to_1024_ready(void) {
    CHECK(is_small("cpython-3.14", 256));
    CHECK(!is_small("cpython-3.14", 257));
    CHECK(is_small("cpython-3.15", 1024));
    CHECK(!is_small("cpython-3.15", 1025));
    CHECK(is_small("cpython-3.15", -5));
    CHECK(!is_small("cpython-3.15", -6));
}

static bool bool_text_is_its_literal(const char *profile) {
    Heap *heap = world_create_as(profile);
    Object *yes = NULL, *text = NULL;
    CHECK_INT(HEAP_OK, heap_new_bool(heap, true, &yes));
    CHECK_INT(HEAP_OK, heap_convert(heap, HEAP_STR, yes, &text));
    Object *literal = bind_name(heap, "a", new_str(heap, "True"));
    bool same = literal == text;
    world_destroy(heap);
    return same;
}

static void the_text_of_a_bool_is_its_literal_from_three_twelve_on(void) {
    CHECK(!bool_text_is_its_literal("cpython-3.11"));
    CHECK(bool_text_is_its_literal("cpython-3.12"));
    CHECK(bool_text_is_its_literal("cpython-3.15"));
}

// ---- saturation, as model section 1.4 has it of 3.12 to 3.15

static void a_count_below_two_to_the_31st_goes_up_and_down(void) {
    Heap *heap = world_create_as("cpython-3.12");
    Object *list = bind_name(heap, "a", new_list(heap));
    object_pretend_count(list, 0x7fffffff - 1);
    heap_hold(heap, list);
    bind_name(heap, "b", list);
    CHECK_INT(0x7fffffff, references_of(heap, list));
    unbind_name(heap, "b");
    CHECK_INT(0x7ffffffe, references_of(heap, list));
    object_pretend_count(list, 1);
    world_destroy(heap);
}

static void from_two_to_the_31st_on_a_count_only_grows(void) {
    Heap *heap = world_create_as("cpython-3.12");
    Object *list = bind_name(heap, "a", new_list(heap));
    object_pretend_count(list, 0x7fffffff);
    heap_hold(heap, list);
    bind_name(heap, "b", list);
    CHECK_INT(0x80000000, heap_object_info(heap, list).refcount);
    unbind_name(heap, "b");
    CHECK_INT(0x80000000, heap_object_info(heap, list).refcount);
    heap_hold(heap, list);
    bind_name(heap, "b", list);
    CHECK_INT(0x80000001, heap_object_info(heap, list).refcount);
    unbind_name(heap, "b");
    unbind_name(heap, "a");
    CHECK_INT(0x80000001, heap_object_info(heap, list).refcount);
    CHECK(!heap_object_info(heap, list).immortal);
    world_destroy(heap);
}

static void grows_until_immortal(const char *profile, uint32_t constant) {
    Heap *heap = world_create_as(profile);
    Object *list = bind_name(heap, "a", new_list(heap));
    object_pretend_count(list, constant - 1);
    CHECK(!heap_object_info(heap, list).immortal);
    heap_hold(heap, list);
    bind_name(heap, "b", list);
    shows_immortal(heap, list, constant);
    heap_hold(heap, list);
    bind_name(heap, "c", list);
    shows_immortal(heap, list, constant);
    unbind_name(heap, "a");
    unbind_name(heap, "b");
    unbind_name(heap, "c");
    shows_immortal(heap, list, constant);
    world_destroy(heap);
}

static void a_count_that_reaches_the_immortal_one_stays_there(void) {
    grows_until_immortal("cpython-3.12", 0xffffffff);
    grows_until_immortal("cpython-3.13", 0xffffffff);
    grows_until_immortal("cpython-3.14", 0xc0000000);
    grows_until_immortal("cpython-3.15", 0xc0000000);
}

// What it holds is still held from outside the candidates, and survives.
static HeapGcInfo after_collecting_a_saturated_list(const char *profile, int *out_generation) {
    Heap *heap = world_create_as(profile);
    Object *list = bind_name(heap, "a", new_list(heap)), *inside = new_list(heap);
    append(heap, list, inside);
    heap_drop(heap, inside);
    object_pretend_count(list, 0x80000000);
    unbind_name(heap, "a");
    CHECK_INT(0, collect(heap, 1).collected);
    world_check(heap);
    *out_generation = generation_of(heap, list);
    CHECK_INT(2, generation_of(heap, inside));
    CHECK_INT(1, references_of(heap, inside));
    HeapGcInfo info = heap_gc_info(heap);
    world_destroy(heap);
    return info;
}

static void a_collection_freezes_or_untracks_a_container_with_such_a_count(void) {
    int generation = 0;
    CHECK_INT(1, after_collecting_a_saturated_list("cpython-3.12", &generation).frozen);
    CHECK_INT(1, after_collecting_a_saturated_list("cpython-3.13", &generation).frozen);
    CHECK_INT(0, after_collecting_a_saturated_list("cpython-3.14", &generation).frozen);
    CHECK_INT(-1, generation);
    CHECK_INT(0, after_collecting_a_saturated_list("cpython-3.15", &generation).frozen);
    CHECK_INT(-1, generation);
}

int main(void) {
    RUN(what_there_is_only_once_is_shown_with_the_constant_of_the_profile);
    RUN(nothing_is_immortal_before_three_twelve);
    RUN(every_interned_string_of_three_twelve_outlives_its_holders);
    RUN(the_check_finds_an_interned_string_that_could_die);
    RUN(sys_intern_makes_a_string_of_three_twelve_immortal);
    RUN(an_interned_string_dies_again_unless_code_uses_it_as_a_name);
    RUN(a_word_that_was_a_name_before_is_immortal_from_the_beginning);
    RUN(names_that_code_uses_take_room_of_the_session);
    RUN(three_fifteen_has_the_ints_up_to_1024_ready);
    RUN(the_text_of_a_bool_is_its_literal_from_three_twelve_on);
    RUN(a_count_below_two_to_the_31st_goes_up_and_down);
    RUN(from_two_to_the_31st_on_a_count_only_grows);
    RUN(a_count_that_reaches_the_immortal_one_stays_there);
    RUN(a_collection_freezes_or_untracks_a_container_with_such_a_count);
    return 0;
}
