// set and frozenset: a hash table of elements. Private to heap/.
//
// A frozenset is changed only while it is made. Elements are listed in the order of the table,
// which is that of CPython with PYTHONHASHSEED=0.
#pragma once

#include "heap/object.h"

bool set_is_any(const Object *object);  // set or frozenset.
size_t set_length(const Object *set);
// Elements in order. *cursor starts at 0.
bool set_next(const Heap *heap, const Object *set, uint32_t *cursor, Object **out_element);
int64_t set_hash(const Heap *heap, Object *frozenset);

// An empty one (HEAP_SET or HEAP_FROZENSET) with a hold, announced and tracked.
MUST_USE HeapStatus set_new(Heap *heap, HeapKind kind, Object **out_set);
// set(source), frozenset(source), as if `source` were not a frozenset itself; `source` is anything
// that Python iterates.
MUST_USE HeapStatus set_new_from(Heap *heap, HeapKind kind, Object *source, Object **out_set);

// HEAP_TYPE_ERROR: unhashable type: 'list'.
MUST_USE HeapStatus set_add(Heap *heap, Object *set, Object *element);
// The elements of anything that Python iterates, possibly the set itself.
MUST_USE HeapStatus set_update(Heap *heap, Object *set, Object *source);
// A key that is a set stands for an equal frozenset.
MUST_USE HeapStatus set_discard(Heap *heap, Object *set, Object *key, bool *out_found);
// HEAP_KEY_ERROR when absent.
MUST_USE HeapStatus set_remove(Heap *heap, Object *set, Object *key);
// Takes an element out and gives a hold on it. HEAP_KEY_ERROR when the set is empty.
MUST_USE HeapStatus set_pop(Heap *heap, Object *set, Object **out_object);
void set_clear(Heap *heap, Object *set);
