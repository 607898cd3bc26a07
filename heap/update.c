// target.update(source).
#include "heap/methods.h"
#include "heap/state.h"
#include "heap/types/dict.h"

HeapStatus heap_update(Heap *heap, Object *target, Object *source) {
    if (target->kind != HEAP_DICT || dict_is_guarded(target)) {
        return methods_fail(heap, target, "update");
    }
    heap_hold(heap, target);
    heap_hold(heap, source);
    HeapStatus status = dict_update(heap, target, source);
    heap_drop(heap, source);
    heap_drop(heap, target);
    return status == HEAP_OK ? heap_check_budget(heap) : status;
}
