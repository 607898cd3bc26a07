// str: sizes and blocks of the four forms, and which strings are one object.
#include "heap/heap.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static uint64_t size_of_str(Heap *heap, const char *text) {
    Object *object = new_str(heap, text);
    HeapObjectInfo info = heap_object_info(heap, object);
    CHECK(info.cached || info.blocks[0].bytes == info.size);
    heap_drop(heap, object);
    return info.size;
}

static void a_str_takes_what_its_widest_character_needs(void) {
    Heap *heap = world_create();
    CHECK_INT(49, size_of_str(heap, ""));
    CHECK_INT(50, size_of_str(heap, "a"));
    CHECK_INT(52, size_of_str(heap, "abc"));
    CHECK_INT(74, size_of_str(heap, "\u00e9"));
    CHECK_INT(77, size_of_str(heap, "caf\u00e9"));
    CHECK_INT(76, size_of_str(heap, "\u20ac"));
    CHECK_INT(82, size_of_str(heap, "pri\u0161"));
    CHECK_INT(80, size_of_str(heap, "\U0001f600"));
    CHECK_INT(88, size_of_str(heap, "a\U0001f600b"));
    world_destroy(heap);
}

static bool is_shared(Heap *heap, const char *text) {
    Object *first = new_str(heap, text);
    Object *second = new_str(heap, text);
    bool shared = first == second;
    CHECK(!shared || heap_object_info(heap, first).interned ||
          heap_object_info(heap, first).cached);
    heap_drop(heap, first);
    heap_drop(heap, second);
    return shared;
}

static void a_literal_of_word_characters_is_interned(void) {
    Heap *heap = world_create();
    CHECK(is_shared(heap, "hello_42"));
    CHECK(is_shared(heap, "__module__"));
    CHECK(!is_shared(heap, "hello world"));
    CHECK(!is_shared(heap, "a-b"));
    CHECK(!is_shared(heap, "\u00e9a"));
    CHECK(!is_shared(heap, "\u0100"));
    world_destroy(heap);
}

static void the_article_interns_words_made_at_run_time_too(void) {
    Heap *heap = world_create_as("article");
    Object *literal = new_str(heap, "hello_42"), *made;
    CHECK_INT(HEAP_OK, heap_new_str(heap, "hello_42", 8, HEAP_RUNTIME, &made));
    CHECK(made == literal);
    world_destroy(heap);
}

static void the_empty_str_and_latin_characters_are_preallocated(void) {
    Heap *heap = world_create();
    CHECK(is_shared(heap, ""));
    CHECK(is_shared(heap, "a"));
    CHECK(is_shared(heap, " "));
    CHECK(is_shared(heap, "\u00ff"));
    CHECK(!is_shared(heap, "\u0100"));
    world_destroy(heap);
}

static size_t interned_count(Heap *heap) {
    uint32_t cursor = 0;
    size_t count = 0;
    for (Object *object; heap_next_interned(heap, &cursor, &object); count++) {
        CHECK(heap_object_info(heap, object).interned);
    }
    return count;
}

static void an_interned_str_leaves_the_table_when_it_dies(void) {
    Heap *heap = world_create();
    Object *object = new_str(heap, "hello");
    uint32_t id = heap_object_id(object);
    CHECK_INT(1, interned_count(heap));
    heap_drop(heap, object);
    CHECK_INT(0, interned_count(heap));

    object = new_str(heap, "hello");
    CHECK(heap_object_id(object) != id);
    heap_drop(heap, object);
    world_destroy(heap);
}

static void word(char *text, size_t size, int number) {
    snprintf(text, size, "word_%d", number);
}

// Every second word dies, so that the table is rebuilt with holes in it.
static void many_interned_strs_are_found_in_the_order_of_interning(void) {
    enum { WORDS = 2000 };
    static Object *words[WORDS];
    char text[32], expected[40], repr[40];
    bool cut;
    Heap *heap = world_create();
    for (int i = 0; i < WORDS; i++) {
        word(text, sizeof text, i);
        words[i] = new_str(heap, text);
        if (i % 2 == 1) {
            heap_drop(heap, words[i]);
        }
    }
    uint32_t cursor = 0;
    Object *object;
    for (int i = 0; i < WORDS; i += 2) {
        CHECK(heap_next_interned(heap, &cursor, &object));
        word(text, sizeof text, i);
        snprintf(expected, sizeof expected, "'%s'", text);
        heap_repr(heap, object, repr, sizeof repr, &cut);
        CHECK_STR(expected, repr);
        Object *again = new_str(heap, text);
        CHECK(again == words[i]);
        heap_drop(heap, again);
        heap_drop(heap, words[i]);
    }
    CHECK_INT(0, interned_count(heap));
    world_destroy(heap);
}

static Object *new_repeated(Heap *heap, const char *piece, uint64_t times) {
    Object *object = NULL;
    CHECK_INT(HEAP_OK, heap_new_str_repeated(heap, piece, strlen(piece), times, &object));
    return object;
}

// Hashes are CPython's: a wrong repetition would not have them.
static void check_repeated(Heap *heap, const char *piece, uint64_t times, uint64_t size,
                           int64_t expected) {
    Object *object = new_repeated(heap, piece, times);
    int64_t hash = 0;
    CHECK_INT(size, heap_object_info(heap, object).size);
    CHECK_INT(HEAP_OK, heap_hash(heap, object, &hash));
    CHECK_INT(expected, hash);
    heap_drop(heap, object);
}

static void a_repeated_str_has_all_its_pieces(void) {
    Heap *heap = world_create();
    check_repeated(heap, "ab", 300, 649, 8107453095549939246);
    check_repeated(heap, "abc", 1000, 3049, 5396446363265532127);
    check_repeated(heap, "q", 5000, 5049, 2427827508843368843);
    check_repeated(heap, "\u20ac", 100, 274, -6003170774650350761);
    check_repeated(heap, "ab", 0, 49, 0);
    check_repeated(heap, "", 1000000000000, 49, 0);
    world_destroy(heap);
}

static void a_repeated_word_is_interned_whole_in_the_article(void) {
    Heap *heap = world_create_as("article");
    Object *first = new_repeated(heap, "spam_", 1000), *second = new_repeated(heap, "spam_", 1000);
    Object *other = new_repeated(heap, "spam_", 999);
    CHECK(first == second && first != other);
    world_destroy(heap);
}

static void a_repetition_without_end_is_refused(void) {
    Heap *heap = world_create();
    Object *object;
    CHECK_INT(HEAP_MEMORY_ERROR, heap_new_str_repeated(heap, "ab", 2, 1ULL << 62, &object));
    CHECK_INT(HEAP_MEMORY_ERROR, heap_new_str_repeated(heap, "ab", 2, UINT64_MAX, &object));
    CHECK_INT(HEAP_MEMORY_ERROR, heap_new_str_repeated(heap, "\u20ac", 3, 300 << 20, &object));
    CHECK_INT(0, heap_totals(heap).requested);
    world_destroy(heap);
}

static void a_scratch_str_is_no_part_of_the_model(void) {
    Heap *heap = world_create();
    uint64_t mutations = heap_mutations(heap);
    heap_scratch_begin(heap);
    Object *first = new_str(heap, "a"), *second = new_str(heap, "a");
    bool equal = false;
    CHECK(first != second);
    CHECK_INT(0, heap_object_id(first));
    CHECK_INT(HEAP_OK, heap_equal(heap, first, second, &equal));
    CHECK(equal);
    heap_scratch_end(heap);
    CHECK_INT(mutations, heap_mutations(heap));
    CHECK_INT(0, heap_totals(heap).objects);
    world_destroy(heap);
}

static void a_clone_knows_the_interned_strs(void) {
    Heap *heap = world_create();
    Object *object = new_str(heap, "hello");
    Heap *clone = heap_clone(heap);
    CHECK(clone != NULL);
    Object *found = new_str(clone, "hello");
    CHECK_INT(heap_object_id(object), heap_object_id(found));
    CHECK_INT(1, interned_count(clone));
    world_destroy(heap);
    world_destroy(clone);
}

// Recorded: sys.getsizeof, and the block it lives in, which was made larger by its reader.
static const struct {
    const char *literal;
    uint64_t size, block;
} literals[] = {
    {"z\U0001f600q ", 92, 112},
    {"zq caf\u00e9", 80, 96},
    {"\u00e9 a", 76, 80},
    {"\u0436zq", 80, 96},
    {"a\tb", 52, 64},
    {"a\nb c\x01"
     "d",
     56, 64},
    {"\x01\x02\x03\u00e9 \u0436", 86, 96},
    {"it's \"q\" \\", 59, 64},
    {"\u65e5\u672c\u8a9e \u65e5\u672c\u8a9e", 88, 112},
    {"a\x7f"
     "b",
     52, 64},
    {"a-b", 52, 64},
    {"z \u00a0", 76, 80},
    {"z '\u00a0", 77, 80},
    {"z q \u2028qqq", 90, 112},
    {"z \u00ad\U000e0001", 92, 96},
    {"z \u00e9\u00a0\u00a0\u00a0", 79, 80},
};

static void a_literal_that_is_not_plain_keeps_the_block_of_its_reader(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        Object *literal = new_str(heap, literals[i].literal);
        CHECK_INT(literals[i].size, size_of(heap, literal));
        CHECK_INT(literals[i].block, class_of_block(heap, literal, "object"));
        world_check(heap);
        heap_drop(heap, literal);
    }
    CHECK_INT(0, heap_totals(heap).in_blocks);
    world_destroy(heap);
}

// Recorded: from 3.14 on only escapes take more room than is needed.
static void a_literal_without_escapes_fits_its_block_since_314(void) {
    static const struct {
        const char *literal;
        uint64_t before, since;
    } wide[] = {{"z\U0001f600q ", 96, 80}, {"zq caf\u00e9", 80, 64}, {"z q \u2028qqq", 96, 96}};
    for (size_t i = 0; i < 2 * sizeof wide / sizeof *wide; i++) {
        Heap *heap = world_create_as(i % 2 == 0 ? "cpython-3.13" : "cpython-3.14");
        Object *literal = new_str(heap, wide[i / 2].literal);
        CHECK_INT(i % 2 == 0 ? wide[i / 2].before : wide[i / 2].since,
                  class_of_block(heap, literal, "object"));
        heap_drop(heap, literal);
        world_destroy(heap);
    }
}

// Recorded: 120 characters of \x01 are read into 480; what malloc gave stays with malloc.
static void a_literal_read_into_malloced_memory_stays_there(void) {
    Heap *heap = world_create_as("cpython-3.11");
    char text[121] = "";
    memset(text, 1, 120);
    Object *literal = new_str(heap, text);
    CHECK_INT(169, size_of(heap, literal));
    CHECK_INT(0, class_of_block(heap, literal, "object"));
    world_check(heap);
    heap_drop(heap, literal);
    world_destroy(heap);
}

static void a_str_made_at_run_time_has_a_block_of_its_size(void) {
    Heap *heap = world_create();
    Object *made = NULL;
    CHECK_INT(HEAP_OK, heap_new_str(heap, "zq caf\u00e9", 8, HEAP_RUNTIME, &made));
    CHECK_INT(80, class_of_block(heap, made, "object"));
    heap_drop(heap, made);
    world_destroy(heap);
}

int main(void) {
    RUN(a_literal_that_is_not_plain_keeps_the_block_of_its_reader);
    RUN(a_literal_without_escapes_fits_its_block_since_314);
    RUN(a_literal_read_into_malloced_memory_stays_there);
    RUN(a_str_made_at_run_time_has_a_block_of_its_size);
    RUN(a_str_takes_what_its_widest_character_needs);
    RUN(a_literal_of_word_characters_is_interned);
    RUN(the_article_interns_words_made_at_run_time_too);
    RUN(the_empty_str_and_latin_characters_are_preallocated);
    RUN(an_interned_str_leaves_the_table_when_it_dies);
    RUN(many_interned_strs_are_found_in_the_order_of_interning);
    RUN(a_repeated_str_has_all_its_pieces);
    RUN(a_repeated_word_is_interned_whole_in_the_article);
    RUN(a_repetition_without_end_is_refused);
    RUN(a_scratch_str_is_no_part_of_the_model);
    RUN(a_clone_knows_the_interned_strs);
    return 0;
}
