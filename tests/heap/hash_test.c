// hash(). The facts are what CPython 3.11 said with PYTHONHASHSEED=0.
#include "heap/heap.h"
#include "tests/heap/world.h"
#include "tests/support/test.h"

static int64_t hash_of(Heap *heap, Object *object) {
    int64_t hash = -1;
    CHECK_INT(HEAP_OK, heap_hash(heap, object, &hash));
    return hash;
}

typedef struct {
    const char *data;
    size_t size;
    int64_t hash;
} Fact;

static const Fact strs[] = {
    {"", 0, 0},
    {"a", 1, 4644417185603328019},
    {"abc", 3, -4594863902769663758},
    {"hello_world_42", 14, 7070907536200205653},
    {"hello world", 11, -5642461784034726774},
    {"\u00e9", 2, 6047309291227476195},
    {"caf\u00e9", 5, 137524001917817222},
    {"\u20ac", 3, -5529981157763016009},
    {"pri\u0161", 5, -8788105628661849133},
    {"\U0001f600", 4, -3536540696076613844},
    {"a\U0001f600b", 6, -7541021549821082252},
    {"a\0b", 3, -2562947060344435835},
    {"xxxxxxx", 7, 4423015880544474238},
    {"xxxxxxxx", 8, -4724777423671707232},
    {"xxxxxxxxx", 9, 1110956022226650754},
};

static void a_str_hashes_as_in_python(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof strs / sizeof *strs; i++) {
        Object *object;
        CHECK_INT(HEAP_OK, heap_new_str(heap, strs[i].data, strs[i].size, HEAP_LITERAL, &object));
        CHECK_INT(strs[i].hash, hash_of(heap, object));
        CHECK_INT(strs[i].hash, hash_of(heap, object));
    }
    world_destroy(heap);
}

static const Fact bytes[] = {
    {"", 0, 0},
    {"a", 1, 4644417185603328019},
    {"\xff", 1, 3476900567878811119},
    {"abc", 3, -4594863902769663758},
    {"\0\1\2", 3, 5569996484167262381},
    {"12345678", 8, 3785724242978802311},
};

static void bytes_hash_as_in_python(void) {
    Heap *heap = world_create();
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        Object *object;
        CHECK_INT(HEAP_OK, heap_new_bytes(heap, bytes[i].data, bytes[i].size, &object));
        CHECK_INT(bytes[i].hash, hash_of(heap, object));
    }
    world_destroy(heap);
}

// The items' holds are the test's no more.
static Object *new_tuple(Heap *heap, Object *const *items, size_t count) {
    Object *tuple = NULL;
    CHECK_INT(HEAP_OK, heap_new_tuple(heap, items, count, &tuple));
    for (size_t i = 0; i < count; i++) {
        heap_drop(heap, items[i]);
    }
    return tuple;
}

static Object *nested_tuple(Heap *heap, int depth) {
    Object *tuple = new_tuple(heap, (Object *[]){new_int(heap, 1)}, 1);
    for (int i = 1; i < depth; i++) {
        tuple = new_tuple(heap, &tuple, 1);
    }
    return tuple;
}

static void a_tuple_hashes_as_in_python(void) {
    Heap *heap = world_create();
    Object *one = new_int(heap, 1), *two = new_int(heap, 2), *minus = new_int(heap, -1);
    Object *empty = new_tuple(heap, NULL, 0), *yes, *x;
    CHECK_INT(HEAP_OK, heap_new_bool(heap, true, &yes));
    CHECK_INT(HEAP_OK, heap_new_bytes(heap, "x", 1, &x));
    CHECK_INT(5740354900026072187, hash_of(heap, empty));
    CHECK_INT(-6644214454873602895, hash_of(heap, new_tuple(heap, &one, 1)));
    CHECK_INT(8078679518589016365, hash_of(heap, new_tuple(heap, &minus, 1)));
    Object *pair = new_tuple(heap, (Object *[]){one, two}, 2);
    CHECK_INT(-3550055125485641917, hash_of(heap, pair));
    CHECK_INT(3906047847676358913,
              hash_of(heap, new_tuple(heap, (Object *[]){one, new_str(heap, "a")}, 2)));
    CHECK_INT(-5486347211504344842, hash_of(heap, new_tuple(heap, &empty, 1)));
    CHECK_INT(-333907151259015829,
              hash_of(heap, new_tuple(heap, (Object *[]){pair, new_int(heap, 3)}, 2)));
    CHECK_INT(-5747088043320052232,
              hash_of(heap, new_tuple(heap, (Object *[]){yes, x, new_str(heap, "abc")}, 3)));
    CHECK_INT(-1068167671846782252, hash_of(heap, nested_tuple(heap, 4)));
    world_destroy(heap);
}

static void hashing_deeper_than_1000_is_a_recursion_error(void) {
    Heap *heap = world_create();
    Object *deep = nested_tuple(heap, 1000);
    int64_t hash = hash_of(heap, deep);
    Object *deeper = new_tuple(heap, &deep, 1);
    CHECK_INT(HEAP_RECURSION_ERROR, heap_hash(heap, deeper, &hash));
    CHECK_STR("maximum recursion depth exceeded", heap_error(heap));
    world_destroy(heap);
}

static void what_can_change_is_unhashable(void) {
    Heap *heap = world_create();
    Object *list = new_list(heap), *dict = new_dict(heap);
    int64_t hash = 7;
    CHECK_INT(HEAP_TYPE_ERROR, heap_hash(heap, list, &hash));
    CHECK_STR("unhashable type: 'list'", heap_error(heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_hash(heap, dict, &hash));
    CHECK_STR("unhashable type: 'dict'", heap_error(heap));
    CHECK_INT(HEAP_TYPE_ERROR, heap_hash(heap, new_tuple(heap, &list, 1), &hash));
    CHECK_STR("unhashable type: 'list'", heap_error(heap));
    CHECK_INT(7, hash);
    world_destroy(heap);
}

static void what_has_no_value_is_hashed_by_its_address(void) {
    Heap *heap = world_create();
    Object *none, *cls = new_class(heap, "P"), *instance = new_instance(heap, cls);
    CHECK_INT(HEAP_OK, heap_new_none(heap, &none));
    Object *objects[] = {none, cls, instance};
    for (int i = 0; i < 3; i++) {
        CHECK_INT(address_of(heap, objects[i]) >> 4, hash_of(heap, objects[i]));
    }
    world_destroy(heap);
}

static void a_scratch_object_hashes_as_the_real_one(void) {
    Heap *heap = world_create();
    Object *none, *scratch_none, *scratch_word;
    CHECK_INT(HEAP_OK, heap_new_none(heap, &none));
    heap_scratch_begin(heap);
    CHECK_INT(HEAP_OK, heap_new_none(heap, &scratch_none));
    CHECK_INT(HEAP_OK, heap_new_str(heap, "abc", 3, HEAP_LITERAL, &scratch_word));
    CHECK(none != scratch_none);
    CHECK_INT(hash_of(heap, none), hash_of(heap, scratch_none));
    CHECK_INT(-4594863902769663758, hash_of(heap, scratch_word));
    heap_scratch_end(heap);
    world_destroy(heap);
}

// x = (x, x), forty times: 2^40 items to hash.
static void hashing_is_work_and_ends_with_the_budget(void) {
    Heap *heap = world_create();
    Object *tuple = new_tuple(heap, (Object *[]){new_int(heap, 1)}, 1);
    for (int i = 0; i < 40; i++) {
        Object *twice[] = {tuple, tuple};
        Object *outer;
        CHECK_INT(HEAP_OK, heap_new_tuple(heap, twice, 2, &outer));
        heap_drop(heap, tuple);
        tuple = outer;
    }
    int64_t hash;
    heap_set_budget(heap, 10000);
    CHECK_INT(HEAP_QUOTA_WORK, heap_hash(heap, tuple, &hash));
    world_destroy(heap);
}

int main(void) {
    RUN(a_str_hashes_as_in_python);
    RUN(bytes_hash_as_in_python);
    RUN(a_tuple_hashes_as_in_python);
    RUN(hashing_deeper_than_1000_is_a_recursion_error);
    RUN(what_can_change_is_unhashable);
    RUN(what_has_no_value_is_hashed_by_its_address);
    RUN(a_scratch_object_hashes_as_the_real_one);
    RUN(hashing_is_work_and_ends_with_the_budget);
    return 0;
}
