// The operations that only sets have.
#include "heap/methods.h"
#include "heap/types/set.h"

HeapStatus heap_add(Heap *heap, Object *target, Object *item) {
    if (target->kind != HEAP_SET) {
        return methods_fail(heap, target, "add");
    }
    heap_hold(heap, target);
    return methods_end(heap, target, set_add(heap, target, item));
}

HeapStatus heap_discard(Heap *heap, Object *target, Object *item) {
    if (target->kind != HEAP_SET) {
        return methods_fail(heap, target, "discard");
    }
    bool found;
    heap_hold(heap, target);
    return methods_end(heap, target, set_discard(heap, target, item, &found));
}
