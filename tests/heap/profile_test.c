// What sets the profile cpython-3.11 apart from the article's.
#include "heap/profile.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static Heap *begin(void) {
    return world_create_as("cpython-3.11");
}

// Recorded: eleven collections of generation 0, then one of 1, and so on; the 133rd is full.
static void an_older_generation_is_due_above_its_threshold(void) {
    Heap *heap = begin();
    static const uint32_t thresholds[] = {5, 10, 10};
    heap_gc_set_thresholds(heap, thresholds);
    Object *keep = bind_name(heap, "keep", new_list(heap));
    uint64_t collections = 0;
    while (heap_gc_info(heap).stats[2].collections == 0) {
        Object *list = new_list(heap);
        append(heap, keep, list);
        heap_drop(heap, list);
        HeapGcInfo info = heap_gc_info(heap);
        collections = info.stats[0].collections + info.stats[1].collections;
        CHECK_INT(collections / 12, info.stats[1].collections);
    }
    CHECK_INT(132, collections);
    world_destroy(heap);
}

// Each collection of generation 1 adds 12 * 11 newcomers; a quarter of 10,001 is 2,500.
static void a_full_collection_waits_for_a_quarter_of_newcomers(void) {
    Heap *heap = begin();
    Object *keep = bind_name(heap, "keep", new_list(heap));
    heap_gc_enable(heap, false);
    for (int i = 0; i < 10000; i++) {
        Object *list = new_list(heap);
        append(heap, keep, list);
        heap_drop(heap, list);
    }
    collect(heap, 2);
    static const uint32_t thresholds[] = {10, 10, 10};
    heap_gc_set_thresholds(heap, thresholds);
    heap_gc_enable(heap, true);
    while (heap_gc_info(heap).stats[2].collections == 1) {
        Object *list = new_list(heap);
        append(heap, keep, list);
        heap_drop(heap, list);
    }
    CHECK_INT(19, heap_gc_info(heap).stats[1].collections);
    world_destroy(heap);
}

static void words_made_at_run_time_are_not_interned(void) {
    Heap *heap = begin();
    Object *literal = new_str(heap, "hello_42"), *made = NULL;
    CHECK_INT(HEAP_OK, heap_new_str(heap, "hello_42", 8, HEAP_RUNTIME, &made));
    CHECK(made != literal);
    CHECK(heap_object_info(heap, literal).interned);
    CHECK(!heap_object_info(heap, made).interned);
    heap_drop(heap, made);
    heap_drop(heap, literal);
    world_destroy(heap);
}

static void static_objects_count_from_a_thousand_million(void) {
    Heap *heap = begin();
    Object *five = bind_name(heap, "x", new_int(heap, 5)), *none = NULL;
    CHECK_INT(2, heap_object_info(heap, five).references);
    CHECK_INT(1000000001, heap_object_info(heap, five).refcount);
    CHECK_INT(1000000002, heap_object_info(heap, five).getrefcount);
    CHECK_INT(HEAP_OK, heap_new_none(heap, &none));
    bind_name(heap, "y", none);
    CHECK_INT(2, heap_object_info(heap, none).refcount);
    world_destroy(heap);
}

static void requests_above_512_bytes_are_large(void) {
    Heap *heap = begin();
    char text[600];
    memset(text, 'a', sizeof text);
    Object *str = NULL;
    CHECK_INT(HEAP_OK, heap_new_str(heap, text, 512 - 49, HEAP_RUNTIME, &str));
    CHECK_INT(512, class_of_block(heap, bind_name(heap, "a", str), "object"));
    CHECK_INT(HEAP_OK, heap_new_str(heap, text, 513 - 49, HEAP_RUNTIME, &str));
    CHECK_INT(0, class_of_block(heap, bind_name(heap, "b", str), "object"));
    world_destroy(heap);
}

static void pop(Heap *heap, Object *list) {
    Object *popped = NULL;
    CHECK_INT(HEAP_OK, heap_pop(heap, list, NULL, &popped));
    heap_drop(heap, popped);
}

// realloc(array, 0) asks malloc for a byte, and malloc's blocks never come back to the pools.
static void the_array_of_a_list_emptied_by_pop_leaves_the_pools(void) {
    Heap *heap = begin();
    Object *list = bind_name(heap, "li", new_list(heap)), *item = new_int(heap, 1);
    append(heap, list, item);
    CHECK_INT(32, class_of_block(heap, list, "items"));
    pop(heap, list);
    CHECK_INT(56, size_of(heap, list));
    CHECK_INT(2, heap_object_info(heap, list).block_count);
    append(heap, list, item);
    CHECK_INT(88, size_of(heap, list));
    CHECK_INT(0, class_of_block(heap, list, "items"));
    CHECK_INT(HEAP_OK, heap_clear(heap, list));
    append(heap, list, item);
    CHECK_INT(32, class_of_block(heap, list, "items"));
    world_destroy(heap);
}

static void the_articles_pools_serve_one_byte_too(void) {
    Heap *heap = world_create_as("article");
    Object *list = bind_name(heap, "li", new_list(heap)), *item = new_int(heap, 1);
    append(heap, list, item);
    pop(heap, list);
    CHECK_INT(16, class_of_block(heap, list, "items"));
    world_destroy(heap);
}

static void the_article_differs_from_cpython_only_in_its_numbers(void) {
    const Profile *article = profile_find("article"), *real = profile_find("cpython-3.11");
    CHECK_INT(real->locals_order, article->locals_order);
    CHECK_INT(real->tracks_every_dict, article->tracks_every_dict);
    CHECK_INT(real->tracks_every_tuple, article->tracks_every_tuple);
    CHECK_INT(real->tuple_free_limit, article->tuple_free_limit);
    CHECK_INT(real->tuple_free_reused, article->tuple_free_reused);
    CHECK_INT(real->list_free_limit, article->list_free_limit);
    CHECK_INT(real->dict_free_limit, article->dict_free_limit);
    CHECK_INT(real->keys_free_limit, article->keys_free_limit);
    CHECK_INT(real->float_free_limit, article->float_free_limit);
    CHECK(strcmp(real->interned_letters, article->interned_letters) == 0);
}

static void the_articles_objects_have_cpythons_sizes(void) {
    const Profile *article = profile_find("article"), *real = profile_find("cpython-3.11");
    CHECK_INT(real->str_ascii_bytes, article->str_ascii_bytes);
    CHECK_INT(real->str_other_bytes, article->str_other_bytes);
    CHECK_INT(real->tuple_bytes, article->tuple_bytes);
    CHECK_INT(real->function_bytes, article->function_bytes);
    CHECK_INT(real->method_bytes, article->method_bytes);
    CHECK_INT(real->cell_bytes, article->cell_bytes);
    CHECK_INT(real->class_bytes, article->class_bytes);
    CHECK_INT(real->descriptor_bytes, article->descriptor_bytes);
    CHECK_INT(real->weakref_bytes, article->weakref_bytes);
}

int main(void) {
    RUN(the_article_differs_from_cpython_only_in_its_numbers);
    RUN(the_articles_objects_have_cpythons_sizes);
    RUN(an_older_generation_is_due_above_its_threshold);
    RUN(a_full_collection_waits_for_a_quarter_of_newcomers);
    RUN(words_made_at_run_time_are_not_interned);
    RUN(static_objects_count_from_a_thousand_million);
    RUN(requests_above_512_bytes_are_large);
    RUN(the_array_of_a_list_emptied_by_pop_leaves_the_pools);
    RUN(the_articles_pools_serve_one_byte_too);
    return 0;
}
