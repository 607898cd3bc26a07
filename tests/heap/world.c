#include "tests/heap/world.h"

#include "tests/support/test.h"

Heap *world_create(void) {
    Heap *heap = heap_create(&(HeapOptions){.index = true});
    CHECK(heap != NULL);
    return heap;
}

void world_check(Heap *heap) {
    char message[256];
    if (!heap_check(heap, message, sizeof message)) {
        CHECK_STR("", message);
    }
}

void world_destroy(Heap *heap) {
    world_check(heap);
    heap_destroy(heap);
}

static void succeed(Heap *heap, HeapStatus status) {
    if (status != HEAP_OK) {
        CHECK_STR("", heap_error(heap));
        CHECK_INT(HEAP_OK, status);
    }
}

Object *new_list(Heap *heap) {
    Object *list = NULL;
    succeed(heap, heap_new_list(heap, NULL, 0, HEAP_DISPLAY_EXACT, &list));
    return list;
}

Object *new_int(Heap *heap, int64_t value) {
    Object *object = NULL;
    succeed(heap, heap_new_int(heap, value, &object));
    return object;
}

Object *new_str(Heap *heap, const char *text) {
    Object *object = NULL;
    succeed(heap, heap_new_str(heap, text, strlen(text), HEAP_LITERAL, &object));
    return object;
}

Object *new_dict(Heap *heap) {
    Object *dict = NULL;
    succeed(heap, heap_new_dict(heap, NULL, 0, &dict));
    return dict;
}

Object *new_class(Heap *heap, const char *name) {
    Object *cls = NULL;
    succeed(heap, heap_new_class(heap, name, &cls));
    return cls;
}

Object *new_instance(Heap *heap, Object *cls) {
    Object *instance = NULL;
    succeed(heap, heap_instantiate(heap, cls, &instance));
    return instance;
}

Object *new_tuple_of(Heap *heap, Object *only) {
    Object *tuple = NULL;
    succeed(heap, heap_new_tuple(heap, &only, 1, &tuple));
    return tuple;
}

Object *bind(Heap *heap, const char *name, Object *hold) {
    succeed(heap, heap_bind(heap, HEAP_MODULE_FRAME, name, hold));
    heap_drop(heap, hold);
    return hold;
}

void unbind(Heap *heap, const char *name) {
    succeed(heap, heap_unbind(heap, HEAP_MODULE_FRAME, name));
}

void append(Heap *heap, Object *list, Object *item) {
    succeed(heap, heap_append(heap, list, item));
}

void set_attr(Heap *heap, Object *object, const char *name, Object *value) {
    succeed(heap, heap_set_attr(heap, object, name, value));
}

void set_item(Heap *heap, Object *dict, const char *key, Object *value) {
    Object *name = new_str(heap, key);
    succeed(heap, heap_set_item(heap, dict, name, value));
    heap_drop(heap, name);
}

HeapCollection collect(Heap *heap, int generation) {
    HeapCollection collection = {0};
    succeed(heap, heap_collect(heap, generation, &collection));
    return collection;
}

uint64_t size_of(Heap *heap, Object *object) {
    return heap_object_info(heap, object).size;
}

uint64_t references_of(Heap *heap, Object *object) {
    return heap_object_info(heap, object).references;
}

int generation_of(Heap *heap, Object *object) {
    return heap_object_info(heap, object).generation;
}

uint64_t address_of(Heap *heap, Object *object) {
    return heap_object_info(heap, object).address;
}

uint64_t count0(Heap *heap) {
    return heap_gc_info(heap).counts[0];
}

uint64_t class_of_block(Heap *heap, Object *object, const char *use) {
    HeapObjectInfo info = heap_object_info(heap, object);
    for (size_t i = 0; i < info.block_count; i++) {
        if (strcmp(info.blocks[i].use, use) == 0) {
            return info.blocks[i].size_class;
        }
    }
    return 0;
}
