// d.copy() and d.update(source).
#include "heap/iteration.h"
#include "heap/refusals.h"
#include "heap/state.h"
#include "heap/types/dict.h"
#include "heap/types/dict_object.h"
#include "heap/types/items.h"

// ---- by a dict

void dict_track_like(Heap *heap, Object *copy, const Object *source) {
    if (gc_is_tracked(source) && !gc_is_tracked(copy)) {
        gc_track(heap, copy);
    }
}

// A table without holes that is no larger than it must be is copied as it is.
static bool is_just_right(const Heap *heap, const DictObject *dict) {
    const Keys *keys = keys_of(heap, dict);
    return !dict_is_split(dict) && (int64_t)dict->used == keys->entries &&
           (keys->log2_size == KEYS_MIN_LOG2 ||
            keys_usable_for(keys->log2_size - 1U) < (int64_t)dict->used);
}

// What is replaced may have a finalizer, which may change the source.
static HeapStatus insert_entries(Heap *heap, Object *dict, Object *source) {
    int64_t entries = dict_entry_count(heap, as_dict(source));
    Object *key, *value;
    uint32_t cursor = 0;
    HeapStatus status = HEAP_OK;
    while (status == HEAP_OK && dict_next(heap, source, &cursor, &key, &value)) {
        heap_hold(heap, key);
        heap_hold(heap, value);
        status = dict_set(heap, dict, key, value);
        heap_drop(heap, value);
        heap_drop(heap, key);
        if (status == HEAP_OK && dict_entry_count(heap, as_dict(source)) != entries) {
            return heap_fail(heap, HEAP_RUNTIME_ERROR, "dict mutated during update");
        }
        status = status == HEAP_OK ? heap_check_budget(heap) : status;
    }
    return status;
}

static HeapStatus merge(Heap *heap, Object *dict, Object *source) {
    if (dict == source || dict_length(source) == 0) {
        return HEAP_OK;
    }
    // Values that an instance uses, or has used, are filled then, not replaced.
    bool keeps_values = heap->profile->merge_keeps_values && dict_is_split(as_dict(dict));
    if (dict_length(dict) == 0 && !keeps_values && is_just_right(heap, as_dict(source))) {
        HeapStatus status = dict_clone_into(heap, dict, source);
        if (status == HEAP_OK) {
            dict_track_like(heap, dict, source);
        }
        return status;
    }
    KeysKind kind = (KeysKind)keys_of(heap, as_dict(source))->kind;
    HeapStatus status = dict_expect(heap, dict, dict_length(source),
                                    kind == KEYS_GENERAL ? KEYS_GENERAL : KEYS_STR);
    return status == HEAP_OK ? insert_entries(heap, dict, source) : status;
}

// ---- by pairs

// A list or tuple is a pair as it stands; anything else becomes a list first. A hold.
static HeapStatus make_pair(Heap *heap, Object *item, size_t index, Object **out_pair) {
    if (items_are_there(item)) {
        heap_hold(heap, item);
        *out_pair = item;
        return HEAP_OK;
    }
    HeapStatus status = list_new_of_iterated(heap, item, out_pair);
    return status == HEAP_TYPE_ERROR ? refuse_pair(heap, index) : status;
}

static HeapStatus set_pair(Heap *heap, Object *dict, Object *pair, size_t index) {
    size_t length = items_count(pair);
    if (length != 2) {
        return heap_fail(heap, HEAP_VALUE_ERROR,
                         "dictionary update sequence element #%zu has length %zu; 2 is required",
                         index, length);
    }
    Object *key = items_at(heap, pair, 0);
    Object *value = items_at(heap, pair, 1);
    heap_hold(heap, key);
    heap_hold(heap, value);
    HeapStatus status = dict_set(heap, dict, key, value);
    heap_drop(heap, key);
    heap_drop(heap, value);
    return status;
}

static HeapStatus add_pair(Heap *heap, Object *dict, Object *item, size_t index) {
    Object *pair = NULL;
    HeapStatus status = make_pair(heap, item, index, &pair);
    if (status == HEAP_OK) {
        status = set_pair(heap, dict, pair, index);
        heap_drop(heap, pair);
    }
    return status;
}

static HeapStatus add_pairs(Heap *heap, Object *dict, Iteration *pairs) {
    HeapStatus status = HEAP_OK;
    Object *item = NULL;
    for (size_t index = 0; status == HEAP_OK; index++) {
        status = iteration_next(heap, pairs, &item);
        if (status != HEAP_OK || item == NULL) {
            return status;
        }
        status = add_pair(heap, dict, item, index);
        heap_drop(heap, item);
    }
    return status;
}

static HeapStatus update_by_pairs(Heap *heap, Object *dict, Object *source) {
    Iteration pairs;
    HeapStatus status = iteration_begin(heap, source, &pairs);
    if (status == HEAP_OK) {
        status = add_pairs(heap, dict, &pairs);
        iteration_end(heap, &pairs);
    }
    return status;
}

HeapStatus dict_update(Heap *heap, Object *dict, Object *source) {
    return source->kind == HEAP_DICT ? merge(heap, dict, source)
                                     : update_by_pairs(heap, dict, source);
}

// ---- copying

// As PyDict_Copy: few holes are copied along, many are not; a split dict's copy is split. What the
// collector knows of the dict it knows of its clone.
static HeapStatus new_to_merge(Heap *heap, Object **out_dict) {
    return heap->profile->merging_copy_is_fresh ? dict_new_fresh(heap, out_dict)
                                                : dict_new(heap, 0, out_dict);
}

HeapStatus dict_copy(Heap *heap, Object *object, Object **out_dict) {
    uint64_t used = dict_length(object);
    uint64_t entries = used == 0 ? 0 : (uint64_t)dict_entry_count(heap, as_dict(object));
    bool clones = used > 0 && (dict_is_split(as_dict(object)) || used >= entries * 2 / 3);
    Object *copy;
    HeapStatus status = clones ? dict_clone(heap, object, 0, &copy) : new_to_merge(heap, &copy);
    if (status != HEAP_OK) {
        return status;
    }
    status = clones ? HEAP_OK : merge(heap, copy, object);
    if (status != HEAP_OK) {
        heap_drop(heap, copy);
        return status;
    }
    *out_dict = copy;
    return HEAP_OK;
}
