#include "heap/gc/gc_list.h"

#include "heap/object.h"

void gc_list_init(Heap *heap, GcHeader *list) {
    list->next = ref_of(heap, list);
    list->previous = list->next;
}

bool gc_list_is_empty(const Heap *heap, const GcHeader *list) {
    return list->next == ref_of(heap, list);
}

void gc_list_insert(Heap *heap, GcHeader *before, GcHeader *node) {
    Ref ref = ref_of(heap, node);
    node->previous = ref_of(heap, before);
    node->next = before->next;
    gc_at(heap, before->next)->previous = ref;
    before->next = ref;
}

void gc_list_append(Heap *heap, GcHeader *list, GcHeader *node) {
    gc_list_insert(heap, gc_at(heap, list->previous), node);
}

void gc_list_remove(Heap *heap, GcHeader *node) {
    gc_at(heap, node->previous)->next = node->next;
    gc_at(heap, node->next)->previous = node->previous;
}

void gc_list_merge(Heap *heap, GcHeader *from, GcHeader *to) {
    if (gc_list_is_empty(heap, from)) {
        return;
    }
    gc_at(heap, to->previous)->next = from->next;
    gc_at(heap, from->next)->previous = to->previous;
    gc_at(heap, from->previous)->next = ref_of(heap, to);
    to->previous = from->previous;
    gc_list_init(heap, from);
}
