// The doubly linked lists of the collector. Private to heap/. A list is circular through its head,
// a GcHeader; all of them lie in the heap's range.
#pragma once

#include "heap/gc/gc.h"

void gc_list_init(Heap *heap, GcHeader *list);
bool gc_list_is_empty(const Heap *heap, const GcHeader *list);
void gc_list_append(Heap *heap, GcHeader *list, GcHeader *node);
void gc_list_insert(Heap *heap, GcHeader *before, GcHeader *node);  // Right behind `before`.
void gc_list_remove(Heap *heap, GcHeader *node);
// All of `from` goes to the end of `to`; `from` is empty afterwards.
void gc_list_merge(Heap *heap, GcHeader *from, GcHeader *to);

static inline GcHeader *gc_at(const Heap *heap, Ref ref) {
    return range_at(heap, ref);
}
static inline Object *gc_object(const GcHeader *node) {
    return (Object *)(uintptr_t)(node + 1);
}
