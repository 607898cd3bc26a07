// target.update(source).
#include "heap/methods.h"
#include "heap/state.h"
#include "heap/temporary.h"
#include "heap/types/dict.h"
#include "heap/types/set.h"

// The methods are called with a tuple of their arguments, but for later Pythons' one of sets.
static HeapStatus update_by_call(Heap *heap, Object *target, Object *source) {
    bool is_set = target->kind == HEAP_SET;
    Ref arguments = 0;
    HeapStatus status = is_set && !heap->profile->set_update_takes_tuple
                            ? HEAP_OK
                            : temporary_arguments_begin(heap, 1, &arguments);
    if (status == HEAP_OK) {
        status = is_set ? set_update(heap, target, source) : dict_update(heap, target, source);
    }
    temporary_arguments_end(heap, arguments, 1);
    return status;
}

HeapStatus heap_merge(Heap *heap, Object *dict, Object *source) {
    return dict_update(heap, dict, source);
}

HeapStatus heap_update(Heap *heap, Object *target, Object *source) {
    if (target->kind != HEAP_SET && !methods_is_open_dict(target)) {
        return methods_fail(heap, target, "update");
    }
    heap_hold(heap, target);
    heap_hold(heap, source);
    HeapStatus status = update_by_call(heap, target, source);
    heap_drop(heap, source);
    return methods_end(heap, target, status);
}
