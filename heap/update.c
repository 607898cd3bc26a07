// target.update(source).
#include "heap/methods.h"
#include "heap/state.h"
#include "heap/types/dict.h"
#include "heap/types/set.h"

HeapStatus heap_update(Heap *heap, Object *target, Object *source) {
    bool set = target->kind == HEAP_SET;
    if (!set && !methods_is_open_dict(target)) {
        return methods_fail(heap, target, "update");
    }
    heap_hold(heap, target);
    heap_hold(heap, source);
    HeapStatus status = set ? set_update(heap, target, source) : dict_update(heap, target, source);
    heap_drop(heap, source);
    return methods_end(heap, target, status);
}
