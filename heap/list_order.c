// list.sort() and list.reverse().
#include <stdlib.h>

#include "heap/methods.h"
#include "heap/sort.h"
#include "heap/state.h"
#include "heap/types/list.h"
#include "heap/types/list_object.h"

static HeapStatus reverse_items(Heap *heap, Object **items, size_t count) {
    heap->work += count / 8;
    for (size_t i = 0; i < count / 2; i++) {
        Object *item = items[i];
        items[i] = items[count - 1 - i];
        items[count - 1 - i] = item;
    }
    return HEAP_OK;
}

// The items are arranged in a copy: the list has its old order until all went well. Meanwhile it is
// empty, as in CPython, to a comparison that comes to it by way of its items.
static HeapStatus arrange(Heap *heap, Object *list,
                          HeapStatus (*by)(Heap *heap, Object **items, size_t count)) {
    size_t count = list_length(list);
    Object **items = calloc(count + 1, sizeof *items);
    if (items == NULL) {
        return heap_fail(heap, HEAP_NO_MEMORY, "no memory to arrange %zu items", count);
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = list_item(heap, list, i);
    }
    ((ListObject *)list)->length = 0;
    HeapStatus status = by(heap, items, count);
    ((ListObject *)list)->length = count;
    if (status == HEAP_OK) {
        list_rearrange(heap, list, items);
    }
    free(items);
    return status;
}

HeapStatus heap_sort(Heap *heap, Object *target) {
    if (target->kind != HEAP_LIST) {
        return methods_fail(heap, target, "sort");
    }
    heap_hold(heap, target);
    return methods_end(heap, target, arrange(heap, target, sort_items));
}

HeapStatus heap_reverse(Heap *heap, Object *target) {
    if (target->kind != HEAP_LIST) {
        return methods_fail(heap, target, "reverse");
    }
    heap_hold(heap, target);
    return methods_end(heap, target, arrange(heap, target, reverse_items));
}
