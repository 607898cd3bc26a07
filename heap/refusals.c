#include "heap/refusals.h"

#include <inttypes.h>
#include <stdio.h>

#include "heap/state.h"
#include "heap/types/dict.h"

enum { BOUND_SIZE = 24 };

const char *refusal_of_no_dict(const Heap *heap) {
    return heap->profile->tells_missing_dict ? " and no __dict__ for setting new attributes" : "";
}

HeapStatus refuse_new_attribute(Heap *heap, const Object *target, const char *name) {
    return heap_fail(heap, HEAP_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'%s",
                     object_type_name(heap, target), name, refusal_of_no_dict(heap));
}

static const char *bound_text(const int64_t *bound, char text[BOUND_SIZE]) {
    if (bound == NULL) {
        return "None";
    }
    snprintf(text, BOUND_SIZE, "%" PRId64, *bound);
    return text;
}

HeapStatus refuse_slice_as_key(Heap *heap, const int64_t *begin, const int64_t *end) {
    char from[BOUND_SIZE], to[BOUND_SIZE];
    return heap->profile->slices_and_proxies_hash
               ? heap_fail(heap, HEAP_KEY_ERROR, "slice(%s, %s, None)", bound_text(begin, from),
                           bound_text(end, to))
               : heap_fail(heap, HEAP_TYPE_ERROR, "unhashable type: 'slice'");
}

HeapStatus refuse_pair(Heap *heap, size_t index) {
    return heap->profile->tells_pair_in_note
               ? heap_fail(heap, HEAP_TYPE_ERROR, "object is not iterable")
               : heap_fail(heap, HEAP_TYPE_ERROR,
                           "cannot convert dictionary update sequence element #%zu to a sequence",
                           index);
}

static const char *full_type_name(const Heap *heap, const Object *object) {
    bool proxy = object->kind == HEAP_DICT && dict_is_guarded(object);
    return proxy ? "mappingproxy" : object_type_name(heap, object);
}

static HeapStatus hash_for(Heap *heap, Object *object, const char *use, int64_t *out_hash) {
    HeapStatus status = heap_hash(heap, object, out_hash);
    if (status != HEAP_TYPE_ERROR || !heap->profile->tells_use_of_unhashable) {
        return status;
    }
    char why[HEAP_ERROR_SIZE / 2];
    snprintf(why, sizeof why, "%s", heap_error(heap));
    return heap_fail(heap, status, "cannot use '%s' as a %s (%s)", full_type_name(heap, object),
                     use, why);
}

HeapStatus hash_as_key(Heap *heap, Object *key, int64_t *out_hash) {
    return hash_for(heap, key, "dict key", out_hash);
}

HeapStatus hash_as_element(Heap *heap, Object *element, int64_t *out_hash) {
    return hash_for(heap, element, "set element", out_hash);
}
