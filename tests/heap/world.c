#include "tests/heap/world.h"

#include <stdlib.h>

#include "tests/support/test.h"

Heap *world_create_as(const char *profile) {
    Heap *heap = heap_create(&(HeapOptions){.index = true, .profile = profile});
    CHECK(heap != NULL);
    return heap;
}

Heap *world_create(void) {
    return world_create_as(getenv("SANDHEAP_PROFILE"));
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

static void same_totals(const Heap *one, const Heap *other) {
    HeapTotals a = heap_totals(one), b = heap_totals(other);
    CHECK_INT(a.objects, b.objects);
    CHECK_INT(a.requested, b.requested);
    CHECK_INT(a.in_blocks, b.in_blocks);
    CHECK_INT(a.from_system, b.from_system);
    CHECK_INT(a.pools, b.pools);
    CHECK_INT(a.arenas, b.arenas);
}

static void same_collector(const Heap *one, const Heap *other) {
    HeapGcInfo a = heap_gc_info(one), b = heap_gc_info(other);
    for (int i = 0; i < HEAP_GENERATIONS; i++) {
        CHECK_INT(a.counts[i], b.counts[i]);
        CHECK_INT(a.objects[i], b.objects[i]);
        CHECK_INT(a.stats[i].collected, b.stats[i].collected);
    }
    CHECK_INT(a.long_lived_pending, b.long_lived_pending);
    CHECK_INT(a.increments, b.increments);
    CHECK_INT(a.freed_by_count, b.freed_by_count);
}

void world_same(Heap *one, Heap *other) {
    Object *object, *twin;
    uint32_t cursor = 0, other_cursor = 0;
    while (heap_next_object(one, &cursor, &object)) {
        CHECK(heap_next_object(other, &other_cursor, &twin));
        CHECK_INT(heap_object_id(object), heap_object_id(twin));
        CHECK_INT(address_of(one, object), address_of(other, twin));
        CHECK_INT(references_of(one, object), references_of(other, twin));
    }
    CHECK(!heap_next_object(other, &other_cursor, &twin));
    same_totals(one, other);
    same_collector(one, other);
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

Object *new_float(Heap *heap, double value) {
    Object *object = NULL;
    succeed(heap, heap_new_float(heap, value, &object));
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

Object *bind_name(Heap *heap, const char *name, Object *hold) {
    succeed(heap, heap_bind(heap, HEAP_MODULE_FRAME, name, hold));
    heap_drop(heap, hold);
    return hold;
}

void unbind_name(Heap *heap, const char *name) {
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
