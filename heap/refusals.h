// Refusals that Pythons word in different ways. Private to heap/.
#pragma once

#include "heap/object.h"

// HEAP_ATTRIBUTE_ERROR: the target has no such attribute, nor a dict to put one into.
HeapStatus refuse_new_attribute(Heap *heap, const Object *target, const char *name);
// How such a refusal ends: with what it says of the dict.
const char *refusal_of_no_dict(const Heap *heap);
// The bounds as in a slice, NULL where there is none.
HeapStatus refuse_slice_as_key(Heap *heap, const int64_t *begin, const int64_t *end);
// HEAP_TYPE_ERROR: an item of what a dict is to be updated with is no pair, since it has no items.
HeapStatus refuse_pair(Heap *heap, size_t index);

// The hash of what is to be found or put in a dict or set: its refusal may say in which.
MUST_USE HeapStatus hash_as_key(Heap *heap, Object *key, int64_t *out_hash);
MUST_USE HeapStatus hash_as_element(Heap *heap, Object *element, int64_t *out_hash);
