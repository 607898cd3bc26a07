// int and bool. Sizes and hashes are what CPython 3.11 said.
#include "heap/heap.h"
#include "heap/types/int.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

typedef struct {
    const char *decimals;
    uint64_t size;
    int64_t hash;
} Fact;

static const Fact facts[] = {
    {"0", 28, 0},
    {"1", 28, 1},
    {"-1", 28, -2},
    {"-2", 28, -2},
    {"-5", 28, -5},
    {"256", 28, 256},
    {"257", 28, 257},
    {"-6", 28, -6},
    {"1073741823", 28, 1073741823},
    {"1073741824", 32, 1073741824},
    {"-1073741824", 32, -1073741824},
    {"1000000000000000000", 32, 1000000000000000000},
    {"1152921504606846975", 32, 1152921504606846975},
    {"1152921504606846976", 36, 1152921504606846976},
    {"2305843009213693950", 36, 2305843009213693950},
    {"2305843009213693951", 36, 0},
    {"2305843009213693952", 36, 1},
    {"-2305843009213693951", 36, 0},
    {"9223372036854775807", 36, 3},
    {"-9223372036854775808", 36, -4},
    {"9223372036854775808", 36, 4},
    {"18446744073709551616", 36, 8},
    {"100000000000000000000", 36, 848750603811160107},
    {"-1000000000000000000000000000000", 40, -465258685558744706},
    {"1237940039285380274899124223", 36, 536870911},
    {"-1237940039285380274899124224", 40, -536870912},
    {"265613988875874769338781322035779626829233452653394495974574961739092490901302182994384699044"
     "001",
     68, 424410663027747676},
};

static void check_fact(Heap *heap, const Fact *fact, Object *object) {
    char repr[INT_TEXT_SIZE];
    bool cut;
    int64_t hash = 0;
    heap_repr(heap, object, repr, sizeof repr, &cut);
    CHECK_STR(fact->decimals, repr);
    CHECK_INT(fact->size, heap_object_info(heap, object).size);
    CHECK_INT(HEAP_OK, heap_hash(heap, object, &hash));
    CHECK_INT(fact->hash, hash);
}

static void an_int_has_the_size_hash_and_text_of_python(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        Object *object;
        CHECK_INT(HEAP_OK, heap_new_int_text(heap, facts[i].decimals, &object));
        check_fact(heap, &facts[i], object);
        heap_drop(heap, object);
    }
    world_destroy(heap);
}

static void an_int_from_a_machine_word_is_the_same_as_from_text(void) {
    static const int64_t values[] = {0, 1, -1, 1 << 30, INT64_MAX, INT64_MIN, -300};
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[32];
        Object *from_word, *from_text;
        bool equal = false;
        int64_t value = 0;
        snprintf(text, sizeof text, "%lld", (long long)values[i]);
        CHECK_INT(HEAP_OK, heap_new_int(heap, values[i], &from_word));
        CHECK_INT(HEAP_OK, heap_new_int_text(heap, text, &from_text));
        CHECK_INT(HEAP_OK, heap_equal(heap, from_word, from_text, &equal));
        CHECK(equal);
        CHECK(int_value(from_text, &value));
        CHECK_INT(values[i], value);
        heap_drop(heap, from_word);
        heap_drop(heap, from_text);
    }
    world_destroy(heap);
}

static void a_number_outside_64_bits_has_no_machine_word(void) {
    static const char *const texts[] = {"9223372036854775808", "-9223372036854775809",
                                        "18446744073709551616", "100000000000000000000000000000"};
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Object *object;
        int64_t value = 7;
        CHECK_INT(HEAP_OK, heap_new_int_text(heap, texts[i], &object));
        CHECK(!int_value(object, &value));
        CHECK_INT(7, value);
        heap_drop(heap, object);
    }
    world_destroy(heap);
}

static void the_longest_int_comes_back_as_it_was_written(void) {
    static char text[INT_MAX_DECIMALS + 2], repr[INT_TEXT_SIZE];
    for (int i = 0; i < INT_MAX_DECIMALS; i++) {
        text[i] = "1234567890"[i % 10];
    }
    Heap *heap = world_create();
    Object *object;
    bool cut = true;
    int64_t hash = 0;
    CHECK_INT(HEAP_OK, heap_new_int_text(heap, text, &object));
    heap_repr(heap, object, repr, sizeof repr, &cut);
    CHECK(!cut);
    CHECK_STR(text, repr);
    CHECK_INT(1932, heap_object_info(heap, object).size);
    CHECK_INT(HEAP_OK, heap_hash(heap, object, &hash));
    CHECK_INT(685409538862693723, hash);
    heap_drop(heap, object);

    text[INT_MAX_DECIMALS] = '1';
    CHECK_INT(HEAP_VALUE_ERROR, heap_new_int_text(heap, text, &object));
    CHECK_STR("Exceeds the limit (4300 digits) for integer string conversion: value has 4301 "
              "digits; use sys.set_int_max_str_digits() to increase the limit",
              heap_error(heap));
    world_destroy(heap);
}

static void what_is_no_decimal_is_refused(void) {
    static const char *const texts[] = {"", "-", "1a", "+1", " 1", "--1", "1-"};
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Object *object;
        char expected[64];
        CHECK_INT(HEAP_VALUE_ERROR, heap_new_int_text(heap, texts[i], &object));
        snprintf(expected, sizeof expected, "invalid literal for int() with base 10: '%s'",
                 texts[i]);
        CHECK_STR(expected, heap_error(heap));
    }
    world_destroy(heap);
}

static bool is_shared(Heap *heap, int64_t value) {
    Object *first, *second;
    CHECK_INT(HEAP_OK, heap_new_int(heap, value, &first));
    CHECK_INT(HEAP_OK, heap_new_int(heap, value, &second));
    bool shared = first == second;
    heap_drop(heap, first);
    heap_drop(heap, second);
    return shared;
}

static void ints_of_the_profiles_range_are_preallocated(void) {
    Heap *heap = world_create();
    CHECK(is_shared(heap, -5) && is_shared(heap, 0) && is_shared(heap, 256));
    CHECK(!is_shared(heap, -6) && !is_shared(heap, 257));
    world_destroy(heap);
}

// Recorded: 55 decimals might need 7 digits, but these need 6; a negative one is made anew.
static void a_long_literal_is_read_into_room_for_its_decimals(void) {
    static const struct {
        const char *decimals;
        uint64_t size, block;
    } literals[] = {
        {"1219760487635835700138573862562971820755615294131238401", 48, 64},
        {"-1219760487635835700138573862562971820755615294131238401", 48, 48},
        {"174251498233690814305510551794710260107945042018748343", 48, 48},
        {"9223372036854775807", 36, 48},
        {"1000000000000000000", 32, 32},
    };
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        Object *made = NULL;
        CHECK_INT(HEAP_OK, heap_new_int_text(heap, literals[i].decimals, &made));
        CHECK_INT(literals[i].size, size_of(heap, made));
        CHECK_INT(literals[i].block, class_of_block(heap, made, "object"));
        heap_drop(heap, made);
    }
    world_destroy(heap);
}

static void an_int_gives_its_block_back(void) {
    Heap *heap = world_create();
    Object *object;
    uint64_t before = heap_totals(heap).requested;
    CHECK_INT(HEAP_OK, heap_new_int_text(heap, "123456789012345678901", &object));
    CHECK_INT(before + 36, heap_totals(heap).requested);
    heap_drop(heap, object);
    CHECK_INT(before, heap_totals(heap).requested);
    world_destroy(heap);
}

static void true_and_none_are_one_object_each(void) {
    Heap *heap = world_create();
    Object *first, *second, *none;
    CHECK_INT(HEAP_OK, heap_new_bool(heap, true, &first));
    CHECK_INT(HEAP_OK, heap_new_bool(heap, true, &second));
    CHECK_INT(HEAP_OK, heap_new_none(heap, &none));
    CHECK(first == second);
    CHECK_INT(28, heap_object_info(heap, first).size);
    CHECK_INT(16, heap_object_info(heap, none).size);
    CHECK_STR("bool", heap_object_info(heap, first).type);
    CHECK_STR("NoneType", heap_object_info(heap, none).type);
    world_destroy(heap);
}

int main(void) {
    RUN(an_int_has_the_size_hash_and_text_of_python);
    RUN(an_int_from_a_machine_word_is_the_same_as_from_text);
    RUN(a_number_outside_64_bits_has_no_machine_word);
    RUN(the_longest_int_comes_back_as_it_was_written);
    RUN(what_is_no_decimal_is_refused);
    RUN(ints_of_the_profiles_range_are_preallocated);
    RUN(a_long_literal_is_read_into_room_for_its_decimals);
    RUN(an_int_gives_its_block_back);
    RUN(true_and_none_are_one_object_each);
    return 0;
}
