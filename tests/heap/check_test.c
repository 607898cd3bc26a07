// heap_check() itself: what is broken by hand is found, and in the words of what was broken.
#include "heap/gc/gc.h"
#include "heap/intern.h"
#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/class_object.h"
#include "heap/types/dict.h"
#include "heap/types/dict_object.h"
#include "heap/types/set_object.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

// A set of two; the dict of an instance, two weakrefs to it.
static void sample_rest(Heap *heap, Object *instance) {
    static const char *const names[] = {"w", "v"};
    Object *set = NULL, *attributes = NULL;
    Object *const elements[] = {instance, heap_object_class(heap, instance)};
    CHECK_INT(HEAP_OK, heap_new_set(heap, elements, 2, HEAP_SET_ADDED, &set));
    bind_name(heap, "s", set);
    CHECK_INT(HEAP_OK, heap_load_attr(heap, instance, "__dict__", &attributes));
    bind_name(heap, "a", attributes);
    for (size_t i = 0; i < 2; i++) {
        Object *weakref = NULL;
        CHECK_INT(HEAP_OK, heap_new_weakref(heap, instance, i == 0 ? NULL : instance, &weakref));
        bind_name(heap, names[i], weakref);
    }
}

// A class, an instance with an attribute, a list of ten, a dict of two, a long str and large bytes;
// something of each kind of memory has come back.
static Heap *sample(void) {
    Heap *heap = world_create();
    Object *cls = bind_name(heap, "P", new_class(heap, "P"));
    Object *instance = bind_name(heap, "p", new_instance(heap, cls));
    Object *list = bind_name(heap, "l", new_list(heap)),
           *dict = bind_name(heap, "d", new_dict(heap));
    Object *large = NULL;
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, NULL, 300000, &large));
    bind_name(heap, "large", large);
    set_attr(heap, instance, "x", list);
    for (int i = 0; i < 10; i++) {
        append(heap, list, large);
    }
    set_item(heap, dict, "first", list);
    set_item(heap, dict, "second", list);
    sample_rest(heap, instance);
    heap_drop(heap, new_list(heap));
    world_check(heap);
    return heap;
}

static Object *named(Heap *heap, const char *name) {
    return heap_frame_lookup(heap, HEAP_MODULE_FRAME, name);
}

static Keys *table(Heap *heap) {
    return keys_of(heap, as_dict(named(heap, "d")));
}

static Pool *pool_of_list(Heap *heap) {
    return range_at(heap, pool_of(heap, ref_of(heap, named(heap, "l"))));
}

static void break_used(Heap *heap) {
    pool_of_list(heap)->used++;
}

static void break_ring(Heap *heap) {
    heap->memory.used[pool_of_list(heap)->size_class] = 0;
}

static void break_free_count(Heap *heap) {
    heap->arenas[heap->memory.usable].free_count--;
}

static void break_previous(Heap *heap) {
    heap->arenas[heap->memory.usable].previous = 3;
}

static void break_last(Heap *heap) {
    heap->memory.last_with_free[7] = heap->memory.usable;
}

static void break_order(Heap *heap) {
    heap->memory.usable = NO_ARENA;
}

static void break_large(Heap *heap) {
    ((LargeRequest *)range_at(heap, heap->memory.large))->start -= 16;
}

static void break_large_bytes(Heap *heap) {
    heap->memory.large_bytes -= 16;
    heap->memory.in_blocks -= 16;
}

static void break_free_list(Heap *heap) {
    heap->free_lists.length[FREE_LIST]++;
}

static void break_usable_entries(Heap *heap) {
    table(heap)->usable++;
}

static void break_dict_length(Heap *heap) {
    as_dict(named(heap, "d"))->used++;
}

// The index of a table of eight is its first eight bytes.
static void break_dict_index(Heap *heap) {
    memset(table(heap) + 1, 0xff, 8);
}

static void break_tracking(Heap *heap) {
    gc_forget(heap, named(heap, "d"));
}

static void break_list_tracking(Heap *heap) {
    gc_forget(heap, named(heap, "l"));
}

static void break_count(Heap *heap) {
    named(heap, "l")->count++;
}

static void break_name_table(Heap *heap) {
    Names *names = &heap->names;
    memset(range_at(heap, names->table), 0, names->table_capacity * sizeof(Ref));
}

static void break_intern_table(Heap *heap) {
    Intern *intern = &heap->intern;
    memset(range_at(heap, intern->table), 0, intern->capacity * sizeof(uint32_t));
}

static void break_finalizer(Heap *heap) {
    Object *cls = named(heap, "P"), *del = static_word(heap, STATIC_WORD_DEL);
    CHECK_INT(HEAP_OK, dict_set(heap, class_part(heap, cls, CLASS_DICT), del, cls));
}

static void break_sharing(Heap *heap) {
    DictObject *dict = as_dict(named(heap, "a"));
    ((Keys *)range_at(heap, dict->keys))->first_dict = 0;
}

static void break_set_length(Heap *heap) {
    as_set(named(heap, "s"))->fill++;
}

static void break_set_table(Heap *heap) {
    memset(as_set(named(heap, "s"))->small, 0, sizeof as_set(named(heap, "s"))->small);
    as_set(named(heap, "s"))->fill = as_set(named(heap, "s"))->used = 0;
}

static void break_weakref(Heap *heap) {
    *object_type(named(heap, "p"))->weakrefs(heap, named(heap, "p")) = 0;
}

static void break_generation(Heap *heap) {
    gc_header(named(heap, "l"))->generation = GC_PERMANENT;
}

static void break_mortality(Heap *heap) {
    named(heap, "l")->flags |= OBJECT_IMMORTAL;
}

static const struct {
    void (*apply)(Heap *heap);
    const char *found;
} faults[] = {
    {break_used, "blocks out"},
    {break_ring, "stand in rings"},
    {break_free_count, "free pools"},
    {break_previous, "stands wrongly among the usable"},
    {break_last, "is the last with 7 free pools"},
    {break_order, "are in the order of usable ones"},
    {break_large, "begins inside the one before it"},
    {break_large_bytes, "bytes are in large requests"},
    {break_free_list, "free list 0"},
    {break_usable_entries, "usable and"},
    {break_dict_length, "live entries"},
    {break_dict_index, "is not found by its key"},
    {break_tracking, "the collector does not know"},
    {break_list_tracking, "the collector does not know"},
    {break_count, "references and has"},
    {break_name_table, "is bound and not found"},
    {break_finalizer, "is overlooked"},
    {break_sharing, "do not know it"},
    {break_set_length, "and counts others"},
    {break_set_table, "references and has"},
    {break_weakref, "is not among those of object"},
    {break_generation, "says otherwise"},
    {break_intern_table, "is interned and not found"},
    {break_mortality, "is immortal for no reason"},
};

static void what_is_broken_by_hand_is_found(void) {
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        char message[256] = "nothing was found";
        Heap *heap = sample();
        faults[i].apply(heap);
        bool holds = heap_check(heap, message, sizeof message);
        CHECK_STR(faults[i].found,
                  strstr(message, faults[i].found) != NULL ? faults[i].found : message);
        CHECK(!holds);
        heap_destroy(heap);
    }
}

static void checking_is_no_work_and_changes_nothing(void) {
    Heap *heap = sample();
    uint64_t work = heap_work(heap), mutations = heap_mutations(heap);
    world_check(heap);
    CHECK_INT(work, heap_work(heap));
    CHECK_INT(mutations, heap_mutations(heap));
    world_destroy(heap);
}

int main(void) {
    RUN(what_is_broken_by_hand_is_found);
    RUN(checking_is_no_work_and_changes_nothing);
    return 0;
}
