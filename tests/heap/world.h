// What the tests of the heap share: a heap that is checked at the end, and short words for making
// things. A helper that can't fail in a test ends it if it does.
#pragma once

#include "heap/heap.h"

Heap *world_create(void);  // With the index; profile $SANDHEAP_PROFILE, else "article".
Heap *world_create_as(const char *profile);
void world_check(Heap *heap);
void world_destroy(Heap *heap);  // Checks first.
// Both have the same objects at the same addresses, and took the same memory for them.
void world_same(Heap *one, Heap *other);

// Each gives a hold.
Object *new_list(Heap *heap);
Object *new_int(Heap *heap, int64_t value);
Object *new_float(Heap *heap, double value);
Object *new_str(Heap *heap, const char *text);
Object *new_dict(Heap *heap);
Object *new_class(Heap *heap, const char *name);
Object *new_instance(Heap *heap, Object *cls);
Object *new_tuple_of(Heap *heap, Object *only);

// Each binds a module's name and gives the object, borrowed; what was made is held by the name
// alone.
Object *bind_name(Heap *heap, const char *name, Object *hold);
void unbind_name(Heap *heap, const char *name);

void append(Heap *heap, Object *list, Object *item);
void set_attr(Heap *heap, Object *object, const char *name, Object *value);
void set_item(Heap *heap, Object *dict, const char *key, Object *value);
HeapCollection collect(Heap *heap, int generation);

uint64_t size_of(Heap *heap, Object *object);  // sys.getsizeof
uint64_t references_of(Heap *heap, Object *object);
int generation_of(Heap *heap, Object *object);  // -1: not tracked.
uint64_t address_of(Heap *heap, Object *object);
uint64_t count0(Heap *heap);  // gc.get_count()[0]
// The size class of the block with that use; 0 when there is none.
uint64_t class_of_block(Heap *heap, Object *object, const char *use);
