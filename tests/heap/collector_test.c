// The collector, against what CPython does with the same objects.
#include "tests/heap/world.h"
#include "tests/support/test.h"

static void a_list_that_holds_itself_is_collected(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "a", new_list(heap));
    append(heap, list, list);
    CHECK_INT(2, references_of(heap, list));
    unbind_name(heap, "a");
    world_check(heap);
    HeapCollection collection = collect(heap, 2);
    CHECK_INT(1, collection.examined);
    CHECK_INT(1, collection.collected);
    CHECK_INT(0, collect(heap, 2).collected);
    CHECK_INT(0, heap_totals(heap).objects);
    world_destroy(heap);
}

static void two_instances_that_hold_each_other_count_two(void) {
    Heap *heap = world_create();
    Object *cls = bind_name(heap, "P", new_class(heap, "P"));
    Object *p = bind_name(heap, "p", new_instance(heap, cls));
    Object *d = bind_name(heap, "d", new_instance(heap, cls));
    set_attr(heap, p, "d", d);
    set_attr(heap, d, "p", p);
    CHECK_INT(2, references_of(heap, p));
    unbind_name(heap, "p");
    unbind_name(heap, "d");
    CHECK_INT(1, references_of(heap, p));
    CHECK_INT(1, references_of(heap, d));
    CHECK_INT(2, collect(heap, 2).collected);
    world_destroy(heap);
}

// c -> b -> a with only c held from outside: a and b are met first, set aside, and rescued.
static void what_a_survivor_reaches_survives_whatever_the_order(void) {
    Heap *heap = world_create();
    Object *a = new_list(heap), *b = new_list(heap), *c = bind_name(heap, "c", new_list(heap));
    append(heap, c, b);
    append(heap, b, a);
    heap_drop(heap, a);
    heap_drop(heap, b);
    HeapCollection collection = collect(heap, 2);
    CHECK_INT(3, collection.examined);
    CHECK_INT(0, collection.collected);
    CHECK_INT(3, collection.survived);
    world_destroy(heap);
}

static void survivors_move_to_the_next_generation(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "l", new_list(heap));
    CHECK_INT(0, generation_of(heap, list));
    collect(heap, 0);
    CHECK_INT(1, generation_of(heap, list));
    collect(heap, 1);
    CHECK_INT(2, generation_of(heap, list));
    collect(heap, 2);
    CHECK_INT(2, generation_of(heap, list));
    Object *young = bind_name(heap, "m", new_list(heap));
    collect(heap, 1);
    CHECK_INT(2, generation_of(heap, young));
    world_destroy(heap);
}

static void garbage_in_an_older_generation_is_not_seen_by_a_younger_collection(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "l", new_list(heap));
    append(heap, list, list);
    collect(heap, 2);
    unbind_name(heap, "l");
    CHECK_INT(0, collect(heap, 0).collected);
    CHECK_INT(0, collect(heap, 1).collected);
    CHECK_INT(1, collect(heap, 2).collected);
    world_destroy(heap);
}

static void check_counts(Heap *heap, uint64_t first, uint64_t second, uint64_t third) {
    HeapGcInfo info = heap_gc_info(heap);
    CHECK_INT(first, info.counts[0]);
    CHECK_INT(second, info.counts[1]);
    CHECK_INT(third, info.counts[2]);
}

// c2,c0,c0,c0 -> (.,3,0); then c1 -> (.,0,1); c1 -> (.,0,2); c0 -> (.,1,2); c2 -> (.,0,0).
static void counts_of_collections_follow_cpythons(void) {
    Heap *heap = world_create();
    collect(heap, 2);
    collect(heap, 0), collect(heap, 0), collect(heap, 0);
    check_counts(heap, 0, 3, 0);
    collect(heap, 1);
    check_counts(heap, 0, 0, 1);
    collect(heap, 1);
    check_counts(heap, 0, 0, 2);
    collect(heap, 0);
    check_counts(heap, 0, 1, 2);
    collect(heap, 2);
    check_counts(heap, 0, 0, 0);
    world_destroy(heap);
}

static void a_free_list_hides_objects_from_the_count(void) {
    Heap *heap = world_create();
    heap_drop(heap, new_list(heap));  // Warms the free list.
    collect(heap, 2);                 // Empties it.
    CHECK_INT(0, count0(heap));
    Object *cold = new_list(heap);
    CHECK_INT(1, count0(heap));
    heap_drop(heap, cold);
    CHECK_INT(1, count0(heap));
    heap_drop(heap, new_list(heap));
    CHECK_INT(1, count0(heap));
    world_destroy(heap);
}

static void free_lists_are_emptied_by_full_collections_only(void) {
    Heap *heap = world_create();
    Object *list = new_list(heap);
    uint64_t address = address_of(heap, list);
    heap_drop(heap, list);
    collect(heap, 1);
    uint32_t cursor = 0;
    HeapFreeListInfo info;
    CHECK(heap_next_free_list(heap, &cursor, &info));
    CHECK_STR("list", info.name);
    CHECK_INT(1, info.length);
    list = new_list(heap);
    CHECK_INT(address, address_of(heap, list));
    heap_drop(heap, list);
    collect(heap, 2);
    cursor = 0;
    CHECK(heap_next_free_list(heap, &cursor, &info));
    CHECK_INT(0, info.length);
    world_destroy(heap);
}

// The allocation that passes the threshold starts the collection and is not part of it.
static void the_701st_allocation_starts_a_collection_without_itself(void) {
    Heap *heap = world_create();
    Object *keep = bind_name(heap, "keep", new_list(heap));
    collect(heap, 2);
    Object *last = NULL;
    for (int i = 0; i < 700; i++) {
        last = new_list(heap);
        append(heap, keep, last);
        heap_drop(heap, last);
    }
    CHECK_INT(700, count0(heap));
    CHECK_INT(0, generation_of(heap, last));
    Object *trigger = new_list(heap);
    CHECK_INT(1, heap_gc_info(heap).stats[0].collections);
    CHECK_INT(1, generation_of(heap, last));
    CHECK_INT(0, generation_of(heap, trigger));
    CHECK_INT(0, count0(heap));
    heap_drop(heap, trigger);
    world_destroy(heap);
}

static void keep_until_collections(Heap *heap, Object *keep, uint64_t collections) {
    uint64_t done = 0;
    while (done < collections) {
        Object *list = new_list(heap);
        append(heap, keep, list);
        heap_drop(heap, list);
        HeapGcInfo info = heap_gc_info(heap);
        done = info.stats[0].collections + info.stats[1].collections + info.stats[2].collections;
    }
}

// The article: ten collections of a generation bring one of the next.
static void ten_collections_of_a_generation_bring_one_of_the_next(void) {
    Heap *heap = world_create_as("article");
    Object *keep = bind_name(heap, "keep", new_list(heap));
    keep_until_collections(heap, keep, 10);
    CHECK_INT(10, heap_gc_info(heap).stats[0].collections);
    keep_until_collections(heap, keep, 11);
    CHECK_INT(1, heap_gc_info(heap).stats[1].collections);
    keep_until_collections(heap, keep, 110);
    CHECK_INT(100, heap_gc_info(heap).stats[0].collections);
    CHECK_INT(10, heap_gc_info(heap).stats[1].collections);
    keep_until_collections(heap, keep, 111);
    CHECK_INT(1, heap_gc_info(heap).stats[2].collections);
    world_destroy(heap);
}

static void a_disabled_collector_starts_at_once_when_enabled(void) {
    Heap *heap = world_create();
    Object *keep = bind_name(heap, "keep", new_list(heap));
    heap_gc_enable(heap, false);
    for (int i = 0; i < 5000; i++) {
        Object *list = new_list(heap);
        append(heap, keep, list);
        heap_drop(heap, list);
    }
    CHECK_INT(5001, count0(heap));
    heap_gc_enable(heap, true);
    heap_drop(heap, new_list(heap));
    CHECK_INT(1, heap_gc_info(heap).stats[0].collections);
    world_destroy(heap);
}

static void dropped_temporaries_never_start_a_collection(void) {
    Heap *heap = world_create();
    for (int i = 0; i < 5000; i++) {
        heap_drop(heap, new_list(heap));
    }
    CHECK_INT(0, heap_gc_info(heap).stats[0].collections);
    world_destroy(heap);
}

static void a_tuple_of_untracked_objects_is_untracked_by_the_next_collection(void) {
    Heap *heap = world_create();
    Object *tuple = bind_name(heap, "t", new_tuple_of(heap, new_int(heap, 1)));
    CHECK_INT(0, generation_of(heap, tuple));
    collect(heap, 0);
    CHECK_INT(-1, generation_of(heap, tuple));
    world_destroy(heap);
}

static void only_a_full_collection_untracks_a_dict(void) {
    Heap *heap = world_create();
    Object *dict = bind_name(heap, "d", new_dict(heap));
    CHECK_INT(-1, generation_of(heap, dict));
    Object *one = new_int(heap, 1), *list = new_list(heap), *key = new_str(heap, "b");
    set_item(heap, dict, "a", one);
    CHECK_INT(-1, generation_of(heap, dict));
    set_item(heap, dict, "b", list);
    CHECK_INT(0, generation_of(heap, dict));
    CHECK_INT(HEAP_OK, heap_del_item(heap, dict, key));
    heap_drop(heap, list);
    heap_drop(heap, key);
    collect(heap, 1);
    CHECK_INT(2, generation_of(heap, dict));
    collect(heap, 2);
    CHECK_INT(-1, generation_of(heap, dict));
    world_destroy(heap);
}

// The result counts tracked unreachable objects: the list itself, [1], [2, [3]] with its inner
// list, {'a': []} with its list, and not {'a': 1}.
static void the_result_counts_tracked_objects_only(void) {
    Heap *heap = world_create();
    Object *list = bind_name(heap, "l", new_list(heap));
    append(heap, list, list);
    Object *one = new_list(heap), *two = new_list(heap), *three = new_list(heap);
    append(heap, two, three);
    append(heap, list, one);
    append(heap, list, two);
    Object *atomic = new_dict(heap), *holding = new_dict(heap), *value = new_list(heap);
    set_item(heap, atomic, "a", new_int(heap, 1));
    set_item(heap, holding, "a", value);
    append(heap, list, atomic);
    append(heap, list, holding);
    Object *made[] = {one, two, three, atomic, holding, value};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        heap_drop(heap, made[i]);
    }
    unbind_name(heap, "l");
    CHECK_INT(6, collect(heap, 2).collected);
    CHECK_INT(0, heap_totals(heap).objects);
    world_destroy(heap);
}

// ---- the worked example of the model: effective counts and order

enum { WATCHED_IDS = 64, WATCHED_OBJECTS = 16 };

typedef struct {
    Object *objects[WATCHED_OBJECTS];
    size_t count;
} Told;

// Counts by id.
typedef struct {
    Told unreachable, promoted;
    int64_t after_update[WATCHED_IDS], after_subtract[WATCHED_IDS];
} Watched;

static void watch_refs(Watched *watched, const HeapEvent *event) {
    uint32_t id = heap_object_id(event->object);
    CHECK(id < WATCHED_IDS);
    if (strcmp(event->label, "update_refs") == 0) {
        watched->after_update[id] = event->to;
    }
    if (strcmp(event->label, "move_unreachable") != 0) {
        watched->after_subtract[id] = event->to;
    }
}

static void watch_phase(Told *told, const HeapEvent *event) {
    CHECK(event->object_count <= WATCHED_OBJECTS);
    told->count = event->object_count;
    memcpy(told->objects, event->objects, event->object_count * sizeof(Object *));
}

static void watch(void *context, Heap *heap, const HeapEvent *event) {
    (void)heap;
    Watched *watched = context;
    if (event->kind == HEAP_EVENT_GC_REFS) {
        watch_refs(watched, event);
    } else if (strcmp(event->label, "move_unreachable") == 0) {
        watch_phase(&watched->unreachable, event);
    } else if (strcmp(event->label, "promote") == 0) {
        watch_phase(&watched->promoted, event);
    }
}

static HeapCollection collect_watched(Heap *heap, int generation, Watched *watched) {
    HeapObserver observer = {
        .event = watch,
        .context = watched,
        .wanted = (uint64_t)1 << HEAP_EVENT_GC_REFS | (uint64_t)1 << HEAP_EVENT_GC_PHASE,
    };
    *watched = (Watched){0};
    heap_set_observer(heap, &observer);
    HeapCollection collection = collect(heap, generation);
    heap_set_observer(heap, NULL);
    return collection;
}

enum { A, B, C, D, E, F, G, H, NODES };

// Edges A.x=B C.x=B D.x=E E.x=D E.f=F G.x=G H.x=D H.h=H D.z=A; the class is old. keep=[A, C] is made
// last and bound.
static Object *make_example(Heap *heap, Object *node[static NODES]) {
    static const struct {
        int from, to;
        const char *name;
    } edges[] = {{A, B, "x"}, {C, B, "x"}, {D, E, "x"}, {E, D, "x"}, {E, F, "f"},
                 {G, G, "x"}, {H, D, "x"}, {H, H, "h"}, {D, A, "z"}};
    Object *cls = bind_name(heap, "P", new_class(heap, "P"));
    collect(heap, 2);
    for (int i = 0; i < NODES; i++) {
        node[i] = i == F ? new_list(heap) : new_instance(heap, cls);
    }
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        set_attr(heap, node[edges[i].from], edges[i].name, node[edges[i].to]);
    }
    Object *keep = bind_name(heap, "keep", new_list(heap));
    append(heap, keep, node[A]);
    append(heap, keep, node[C]);
    for (int i = 0; i < NODES; i++) {
        heap_drop(heap, node[i]);
    }
    world_check(heap);
    return keep;
}

static void the_worked_example_has_the_effective_counts_of_cpython(void) {
    static const int64_t updated[NODES] = {2, 2, 1, 2, 1, 1, 1, 1};
    Heap *heap = world_create();
    Object *node[NODES], *keep = make_example(heap, node);
    uint32_t ids[NODES];
    for (int i = 0; i < NODES; i++) {
        ids[i] = heap_object_id(node[i]);
    }
    Watched watched;
    CHECK_INT(NODES + 1, collect_watched(heap, 1, &watched).examined);
    for (int i = 0; i < NODES; i++) {
        CHECK_INT(updated[i], watched.after_update[ids[i]]);
        CHECK_INT(0, watched.after_subtract[ids[i]]);
    }
    CHECK_INT(1, watched.after_update[heap_object_id(keep)]);
    CHECK_INT(1, watched.after_subtract[heap_object_id(keep)]);
    world_destroy(heap);
}

static void expect_told(const Told *told, Object *const *expected, size_t count) {
    CHECK_INT(count, told->count);
    for (size_t i = 0; i < count; i++) {
        CHECK(told->objects[i] == expected[i]);
    }
}

// A list is traversed from its last item on, so C is rescued before A.
static void the_worked_example_collects_five_in_order(void) {
    Heap *heap = world_create();
    Object *node[NODES], *keep = make_example(heap, node);
    Watched watched;
    CHECK_INT(5, collect_watched(heap, 1, &watched).collected);
    Object *const trash[] = {node[D], node[E], node[F], node[G], node[H]};
    Object *const alive[] = {keep, node[C], node[A], node[B]};
    expect_told(&watched.unreachable, trash, 5);
    expect_told(&watched.promoted, alive, 4);
    world_destroy(heap);
}

static Object *bind_list_of_itself(Heap *heap, const char *name) {
    Object *list = bind_name(heap, name, new_list(heap));
    append(heap, list, list);
    return list;
}

// CPython puts the lists of the younger generations behind that of the one collected, from 0 on.
static void the_youngest_are_looked_at_before_the_middle_generation(void) {
    Heap *heap = world_create();
    Object *old = bind_list_of_itself(heap, "old");
    collect(heap, 2);
    Object *middle = bind_list_of_itself(heap, "middle");
    collect(heap, 0);
    Object *young = bind_list_of_itself(heap, "young");
    unbind_name(heap, "old");
    unbind_name(heap, "middle");
    unbind_name(heap, "young");
    Watched watched;
    CHECK_INT(3, collect_watched(heap, 2, &watched).collected);
    expect_told(&watched.unreachable, (Object *const[]){old, young, middle}, 3);
    world_destroy(heap);
}

static void effective_counts_are_references_from_outside(void) {
    Heap *heap = world_create();
    Object *p = bind_name(heap, "p", new_list(heap)), *d = bind_name(heap, "d", new_list(heap));
    append(heap, p, d);
    append(heap, d, p);
    unbind_name(heap, "d");
    Watched watched;
    CHECK_INT(0, collect_watched(heap, 0, &watched).collected);
    CHECK_INT(2, watched.after_update[heap_object_id(p)]);
    CHECK_INT(1, watched.after_subtract[heap_object_id(p)]);
    CHECK_INT(1, watched.after_update[heap_object_id(d)]);
    CHECK_INT(0, watched.after_subtract[heap_object_id(d)]);
    world_destroy(heap);
}

// What a collection of generation 1 keeps is pending until the next full one, which counts anew.
static void survivors_are_pending_until_a_full_collection(void) {
    Heap *heap = world_create();
    Object *keep = bind_name(heap, "keep", new_list(heap));
    for (uint64_t round = 1; round <= 3; round++) {
        Object *list = new_list(heap);
        append(heap, keep, list);
        heap_drop(heap, list);
        CHECK_INT(round == 1 ? 2 : 1, collect(heap, 1).survived);
        CHECK_INT(round + 1, heap_gc_info(heap).long_lived_pending);
        CHECK_INT(0, heap_gc_info(heap).long_lived_total);
    }
    collect(heap, 0);
    CHECK_INT(4, heap_gc_info(heap).long_lived_pending);
    CHECK_INT(4, collect(heap, 2).survived);
    CHECK_INT(0, heap_gc_info(heap).long_lived_pending);
    CHECK_INT(4, heap_gc_info(heap).long_lived_total);
    world_destroy(heap);
}

// Objects that C code holds are alive, as those on CPython's stack are.
static void a_hold_keeps_a_cycle_alive(void) {
    Heap *heap = world_create();
    Object *list = new_list(heap);
    append(heap, list, list);
    CHECK_INT(0, collect(heap, 2).collected);
    heap_drop(heap, list);
    CHECK_INT(1, collect(heap, 2).collected);
    world_destroy(heap);
}

static void a_class_that_no_name_binds_is_garbage_of_six_or_five(void) {
    Heap *heap = world_create();
    bind_name(heap, "P", new_class(heap, "P"));
    unbind_name(heap, "P");
    world_check(heap);
    CHECK_INT(6, collect(heap, 2).collected);
    world_check(heap);
    bind_name(heap, "P", new_class(heap, "P"));
    collect(heap, 2);
    unbind_name(heap, "P");
    CHECK_INT(5, collect(heap, 2).collected);
    world_destroy(heap);
}

int main(void) {
    RUN(a_list_that_holds_itself_is_collected);
    RUN(two_instances_that_hold_each_other_count_two);
    RUN(what_a_survivor_reaches_survives_whatever_the_order);
    RUN(survivors_move_to_the_next_generation);
    RUN(garbage_in_an_older_generation_is_not_seen_by_a_younger_collection);
    RUN(counts_of_collections_follow_cpythons);
    RUN(a_free_list_hides_objects_from_the_count);
    RUN(free_lists_are_emptied_by_full_collections_only);
    RUN(the_701st_allocation_starts_a_collection_without_itself);
    RUN(ten_collections_of_a_generation_bring_one_of_the_next);
    RUN(a_disabled_collector_starts_at_once_when_enabled);
    RUN(dropped_temporaries_never_start_a_collection);
    RUN(a_tuple_of_untracked_objects_is_untracked_by_the_next_collection);
    RUN(only_a_full_collection_untracks_a_dict);
    RUN(the_result_counts_tracked_objects_only);
    RUN(the_worked_example_has_the_effective_counts_of_cpython);
    RUN(the_worked_example_collects_five_in_order);
    RUN(the_youngest_are_looked_at_before_the_middle_generation);
    RUN(effective_counts_are_references_from_outside);
    RUN(survivors_are_pending_until_a_full_collection);
    RUN(a_hold_keeps_a_cycle_alive);
    RUN(a_class_that_no_name_binds_is_garbage_of_six_or_five);
    return 0;
}
