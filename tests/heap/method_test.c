// Bound methods: expectations recorded from CPython 3.11.7.
#include "heap/types/method.h"
#include "tests/heap/scene.h"

typedef struct {
    Scene scene;
    Object *function, *p;
} Bound;

static void begin(Bound *bound) {
    scene_begin(&bound->scene);
    CHECK_INT(HEAP_OK, heap_new_function(bound->scene.heap, &(HeapFunctionSpec){.name = "m"},
                                         &bound->function));
    scene_bind(&bound->scene, "m", bound->function);
    bound->p = scene_instance(&bound->scene, "p", scene_class(&bound->scene, "P"));
}

static Object *make(Bound *bound, const char *name) {
    Object *method = NULL;
    CHECK_INT(HEAP_OK, method_new(bound->scene.heap, bound->function, bound->p, &method));
    return scene_bind(&bound->scene, name, method);
}

static void a_bound_method_is_one_block_and_one_for_the_collector(void) {
    Bound bound;
    begin(&bound);
    int64_t count = scene_count(&bound.scene);
    HeapObjectInfo info = scene_info(&bound.scene, make(&bound, "bm"));
    CHECK_STR("method", info.type);
    CHECK_INT(64, info.size);
    CHECK_INT(1, info.block_count);
    CHECK_INT(64, info.blocks[0].bytes);
    CHECK_INT(0, info.generation);
    CHECK_INT(count + 1, scene_count(&bound.scene));
    scene_unbind(&bound.scene, "bm");
    CHECK_INT(count, scene_count(&bound.scene));
    scene_end(&bound.scene);
}

static void a_bound_method_holds_its_function_and_then_its_object(void) {
    Bound bound;
    begin(&bound);
    Object *method = make(&bound, "bm");
    HeapHolder slot;
    uint32_t cursor = 0;
    CHECK(heap_next_slot(bound.scene.heap, method, &cursor, &slot));
    CHECK_STR("__func__", slot.label);
    CHECK(slot.object == bound.function);
    CHECK(heap_next_slot(bound.scene.heap, method, &cursor, &slot));
    CHECK_STR("__self__", slot.label);
    CHECK(slot.object == bound.p);
    CHECK(!heap_next_slot(bound.scene.heap, method, &cursor, &slot));
    CHECK(heap_method_function(bound.scene.heap, method) == bound.function);
    CHECK(heap_method_self(bound.scene.heap, method) == bound.p);
    CHECK_INT(2, scene_info(&bound.scene, bound.function).references);
    CHECK_INT(2, scene_info(&bound.scene, bound.p).references);
    scene_end(&bound.scene);
}

static void bound_methods_of_one_object_are_equal_and_hash_alike(void) {
    Bound bound;
    begin(&bound);
    Object *one = make(&bound, "one"), *two = make(&bound, "two");
    Heap *heap = bound.scene.heap;
    Object *self = bound.p;
    bound.p = scene_instance(&bound.scene, "q", heap_object_class(heap, bound.p));
    Object *other = make(&bound, "other");
    bool equal = false;
    int64_t hash_one = 0, hash_two = 0, hash_self = 0, hash_function = 0;
    CHECK_INT(HEAP_OK, heap_equal(heap, one, two, &equal));
    CHECK(equal);
    CHECK_INT(HEAP_OK, heap_equal(heap, one, other, &equal));
    CHECK(!equal);
    CHECK_INT(HEAP_OK, heap_hash(heap, one, &hash_one));
    CHECK_INT(HEAP_OK, heap_hash(heap, two, &hash_two));
    CHECK_INT(HEAP_OK, heap_hash(heap, self, &hash_self));
    CHECK_INT(HEAP_OK, heap_hash(heap, bound.function, &hash_function));
    CHECK(hash_one == hash_two);
    CHECK(hash_one == (hash_self ^ hash_function));
    scene_end(&bound.scene);
}

static void a_bound_method_shows_its_function_and_its_object(void) {
    Bound bound;
    begin(&bound);
    char object[100], method[200], expected[200];
    bool cut;
    heap_repr(bound.scene.heap, bound.p, object, sizeof object, &cut);
    heap_repr(bound.scene.heap, make(&bound, "bm"), method, sizeof method, &cut);
    snprintf(expected, sizeof expected, "<bound method m of %s>", object);
    CHECK_STR(expected, method);
    scene_end(&bound.scene);
}

// p.bm = p.m: the collector clears the instance, and the method dies with it.
static void a_bound_method_in_its_own_object_is_garbage_of_a_collection(void) {
    Bound bound;
    begin(&bound);
    scene_set(&bound.scene, bound.p, "bm", make(&bound, "bm"));
    scene_unbind(&bound.scene, "bm");
    scene_unbind(&bound.scene, "p");
    CHECK_INT(2, scene_collect(&bound.scene, 2));
    CHECK_INT(1, scene_info(&bound.scene, bound.function).references);
    scene_end(&bound.scene);
}

int main(void) {
    RUN(a_bound_method_is_one_block_and_one_for_the_collector);
    RUN(a_bound_method_holds_its_function_and_then_its_object);
    RUN(bound_methods_of_one_object_are_equal_and_hash_alike);
    RUN(a_bound_method_shows_its_function_and_its_object);
    RUN(a_bound_method_in_its_own_object_is_garbage_of_a_collection);
    return 0;
}
