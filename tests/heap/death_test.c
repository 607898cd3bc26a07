// In which order objects die: CPython's, by reference count.
#include "tests/heap/world.h"
#include "tests/support/test.h"

typedef struct {
    uint32_t ids[32];
    size_t count;
} Deaths;

static void note_death(void *context, Heap *heap, const HeapEvent *event) {
    (void)heap;
    Deaths *deaths = context;
    CHECK(deaths->count < sizeof deaths->ids / sizeof *deaths->ids);
    deaths->ids[deaths->count++] = heap_object_id(event->object);
}

static void attach(Heap *heap, Deaths *deaths) {
    HeapObserver observer = {
        .event = note_death, .context = deaths, .wanted = (uint64_t)1 << HEAP_EVENT_DEALLOC};
    heap_set_observer(heap, &observer);
}

static void expect_order(const Deaths *deaths, const uint32_t *ids, size_t count) {
    CHECK_INT(count, deaths->count);
    for (size_t i = 0; i < count; i++) {
        CHECK_INT(ids[i], deaths->ids[i]);
    }
}

// [[A, B], C] dies as: outer, C, inner, B, A.
static void a_list_releases_its_last_item_first(void) {
    Heap *heap = world_create();
    Object *outer = new_list(heap), *inner = new_list(heap);
    Object *a = new_list(heap), *b = new_list(heap), *c = new_list(heap);
    append(heap, inner, a);
    append(heap, inner, b);
    append(heap, outer, inner);
    append(heap, outer, c);
    Object *order[] = {outer, c, inner, b, a};
    uint32_t ids[5];
    for (int i = 0; i < 5; i++) {
        ids[i] = heap_object_id(order[i]);
        heap_drop(heap, i == 0 ? NULL : order[i]);
    }
    Deaths deaths = {0};
    attach(heap, &deaths);
    heap_drop(heap, outer);
    expect_order(&deaths, ids, 5);
    heap_set_observer(heap, NULL);
    world_destroy(heap);
}

static Object *new_tuple(Heap *heap, Object *const *items, size_t count) {
    Object *tuple = NULL;
    CHECK_INT(HEAP_OK, heap_new_tuple(heap, items, count, &tuple));
    return tuple;
}

// Three lists that only `items` will hold; their ids follow each other in `ids`.
static void make_items(Heap *heap, Object *items[static 3], uint32_t ids[static 3]) {
    for (int i = 0; i < 3; i++) {
        items[i] = new_list(heap);
        ids[i] = heap_object_id(items[i]);
    }
}

static void drop_items(Heap *heap, Object *const items[static 3]) {
    for (int i = 0; i < 3; i++) {
        heap_drop(heap, items[i]);
    }
}

static void a_tuple_releases_its_last_item_first(void) {
    Heap *heap = world_create();
    Object *items[3];
    uint32_t ids[3];
    make_items(heap, items, ids);
    Object *tuple = new_tuple(heap, items, 3);
    drop_items(heap, items);
    uint32_t order[] = {heap_object_id(tuple), ids[2], ids[1], ids[0]};
    Deaths deaths = {0};
    attach(heap, &deaths);
    heap_drop(heap, tuple);
    expect_order(&deaths, order, 4);
    heap_set_observer(heap, NULL);
    world_destroy(heap);
}

static Object *list_of_three(Heap *heap, uint32_t ids[static 3]) {
    Object *items[3], *list = bind_name(heap, "l", new_list(heap));
    make_items(heap, items, ids);
    for (int i = 0; i < 3; i++) {
        append(heap, list, items[i]);
    }
    drop_items(heap, items);
    return list;
}

static void clearing_a_list_releases_its_last_item_first(void) {
    Heap *heap = world_create();
    uint32_t ids[3];
    Object *list = list_of_three(heap, ids);
    uint32_t order[] = {ids[2], ids[1], ids[0]};
    Deaths deaths = {0};
    attach(heap, &deaths);
    CHECK_INT(HEAP_OK, heap_clear(heap, list));
    expect_order(&deaths, order, 3);
    heap_set_observer(heap, NULL);
    world_destroy(heap);
}

// Only the list holds itself, so the collector clears it: its items go as by clear().
static void a_collected_list_releases_its_last_item_first(void) {
    Heap *heap = world_create();
    uint32_t ids[3];
    Object *list = list_of_three(heap, ids);
    append(heap, list, list);
    uint32_t order[] = {ids[2], ids[1], ids[0], heap_object_id(list)};
    unbind_name(heap, "l");
    Deaths deaths = {0};
    attach(heap, &deaths);
    CHECK_INT(4, collect(heap, 0).collected);
    expect_order(&deaths, order, 4);
    heap_set_observer(heap, NULL);
    world_destroy(heap);
}

static void an_item_that_is_assigned_over_dies(void) {
    Heap *heap = world_create();
    uint32_t ids[3];
    Object *list = list_of_three(heap, ids), *index = new_int(heap, 1), *fresh = new_list(heap);
    Deaths deaths = {0};
    attach(heap, &deaths);
    CHECK_INT(HEAP_OK, heap_set_item(heap, list, index, fresh));
    heap_set_observer(heap, NULL);
    expect_order(&deaths, &ids[1], 1);
    heap_drop(heap, fresh);
    CHECK_INT(1, references_of(heap, fresh));
    world_destroy(heap);
}

static void a_dict_releases_in_order_of_insertion_key_first(void) {
    Heap *heap = world_create();
    Object *dict = new_dict(heap), *keys[2], *values[2];
    uint32_t ids[5] = {heap_object_id(dict)};
    for (int i = 0; i < 2; i++) {
        keys[i] = new_tuple_of(heap, new_int(heap, i));
        values[i] = new_list(heap);
        ids[1 + 2 * i] = heap_object_id(keys[i]);
        ids[2 + 2 * i] = heap_object_id(values[i]);
        CHECK_INT(HEAP_OK, heap_set_item(heap, dict, keys[i], values[i]));
        heap_drop(heap, keys[i]);
        heap_drop(heap, values[i]);
    }
    Deaths deaths = {0};
    attach(heap, &deaths);
    heap_drop(heap, dict);
    // Unlisted small ints are told as deaths too: only containers are looked at here.
    size_t kept = 0;
    for (size_t i = 0; i < deaths.count; i++) {
        bool container = false;
        for (int k = 0; k < 5; k++) {
            container = container || deaths.ids[i] == ids[k];
        }
        if (container) {
            deaths.ids[kept++] = deaths.ids[i];
        }
    }
    deaths.count = kept;
    expect_order(&deaths, ids, 5);
    heap_set_observer(heap, NULL);
    world_destroy(heap);
}

// The order of the class's shared key table, whatever the instance's own order was.
static void an_instance_releases_attributes_in_the_order_of_its_class(void) {
    Heap *heap = world_create();
    Object *cls = bind_name(heap, "P", new_class(heap, "P"));
    Object *first = bind_name(heap, "first", new_instance(heap, cls));
    set_attr(heap, first, "a", cls);
    set_attr(heap, first, "b", cls);
    Object *second = new_instance(heap, cls), *a = new_list(heap), *b = new_list(heap);
    uint32_t ids[] = {heap_object_id(second), heap_object_id(a), heap_object_id(b)};
    set_attr(heap, second, "b", b);
    set_attr(heap, second, "a", a);
    heap_drop(heap, a);
    heap_drop(heap, b);
    Deaths deaths = {0};
    attach(heap, &deaths);
    heap_drop(heap, second);
    expect_order(&deaths, ids, 3);
    heap_set_observer(heap, NULL);
    world_destroy(heap);
}

static Object *new_function(Heap *heap, const char *const *params, size_t count) {
    HeapFunctionSpec spec = {.name = "foo", .params = params, .param_count = count};
    Object *function = NULL;
    CHECK_INT(HEAP_OK, heap_new_function(heap, &spec, &function));
    return function;
}

// f(x): y; z releases x, y, z.
static void a_frame_releases_its_locals_in_index_order(void) {
    Heap *heap = world_create();
    Object *function = bind_name(heap, "foo", new_function(heap, (const char *[]){"x"}, 1));
    Object *x = new_list(heap), *y = new_list(heap), *z = new_list(heap);
    uint32_t ids[] = {heap_object_id(x), heap_object_id(y), heap_object_id(z)};
    CHECK_INT(HEAP_OK, heap_enter_frame(heap, function, (Object *[]){x}));
    CHECK_INT(HEAP_OK, heap_bind(heap, heap_current_frame(heap), "y", y));
    CHECK_INT(HEAP_OK, heap_bind(heap, heap_current_frame(heap), "z", z));
    heap_drop(heap, x), heap_drop(heap, y), heap_drop(heap, z);
    world_check(heap);
    Deaths deaths = {0};
    attach(heap, &deaths);
    CHECK_INT(HEAP_OK, heap_leave_frame(heap));
    expect_order(&deaths, ids, 3);
    heap_set_observer(heap, NULL);
    world_destroy(heap);
}

static void the_last_deaths_are_remembered_with_when_and_why(void) {
    Heap *heap = world_create();
    heap_set_operation(heap, 7);
    Object *list = new_list(heap);
    uint32_t dropped = heap_object_id(list);
    heap_drop(heap, list);
    uint64_t operation = 0;
    HeapDeathCause cause;
    CHECK_INT(HEAP_FREED, heap_fate(heap, dropped, &operation, &cause));
    CHECK_INT(7, operation);
    CHECK_STR("dropped", heap_death_cause_name(cause));
    for (int i = 0; i < 5000; i++) {
        heap_drop(heap, new_list(heap));
    }
    CHECK_INT(HEAP_FREED_LONG_AGO, heap_fate(heap, dropped, &operation, &cause));
    CHECK_INT(HEAP_NEVER, heap_fate(heap, 1000000, &operation, &cause));
    world_destroy(heap);
}

int main(void) {
    RUN(a_list_releases_its_last_item_first);
    RUN(a_tuple_releases_its_last_item_first);
    RUN(clearing_a_list_releases_its_last_item_first);
    RUN(a_collected_list_releases_its_last_item_first);
    RUN(an_item_that_is_assigned_over_dies);
    RUN(a_dict_releases_in_order_of_insertion_key_first);
    RUN(an_instance_releases_attributes_in_the_order_of_its_class);
    RUN(a_frame_releases_its_locals_in_index_order);
    RUN(the_last_deaths_are_remembered_with_when_and_why);
    return 0;
}
