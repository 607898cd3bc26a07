// dict: how many entries live, and a key table. Private to heap/.
#pragma once

#include "heap/types/dict_keys.h"

size_t dict_length(const Object *dict);
// A class's dict: Python shows it through a mappingproxy, which lets nobody change it. Only
// methods.c asks; the class itself goes on.
void dict_guard(Object *dict);
bool dict_is_guarded(const Object *dict);
// Live entries in order. *cursor starts at 0.
bool dict_next(const Heap *heap, const Object *dict, uint32_t *cursor, Object **out_key,
               Object **out_value);
// NULL when absent. Borrowed. `key` may be a scratch object.
MUST_USE HeapStatus dict_find(Heap *heap, Object *dict, Object *key, Object **out_value);
MUST_USE HeapStatus dict_set(Heap *heap, Object *dict, Object *key, Object *value);
// HEAP_KEY_ERROR when absent.
MUST_USE HeapStatus dict_delete(Heap *heap, Object *dict, Object *key);
MUST_USE HeapStatus dict_pop(Heap *heap, Object *dict, Object *key, Object **out_object);
HeapStatus dict_fail_key(Heap *heap, const Object *key);  // HEAP_KEY_ERROR, worded.
void dict_clear(Heap *heap, Object *dict);
// An empty dict with a hold, announced. `flags`: OBJECT_INTERNAL or 0.
MUST_USE HeapStatus dict_new(Heap *heap, uint8_t flags, Object **out_dict);
// As dict() makes it: its block never comes from the free list.
MUST_USE HeapStatus dict_new_fresh(Heap *heap, Object **out_dict);
// An empty dict without a table gets the one for str keys that a dict with `used` live entries
// grows to.
MUST_USE HeapStatus dict_reserve(Heap *heap, Object *dict, size_t used);
// A copy as class creation makes it: a table of the same size, holes too, always fresh memory; then
// the dict object.
MUST_USE HeapStatus dict_clone(Heap *heap, Object *dict, uint8_t flags, Object **out_dict);
// What the collector knows of the source it knows of its copy.
void dict_track_like(Heap *heap, Object *copy, const Object *source);
// An empty dict gets such a copy of the source's table for its own.
MUST_USE HeapStatus dict_clone_into(Heap *heap, Object *dict, Object *source);
// Makes the table large enough at once for `more` new entries, unless it is for as many already.
// `kind` is that of a new table, if the dict has no general one.
MUST_USE HeapStatus dict_expect(Heap *heap, Object *dict, size_t more, KeysKind kind);

// All that the dict holds, whether the collector meets it through the dict or through an instance
// whose values it uses.
void dict_visit_all(Heap *heap, Object *dict, void (*visit)(Heap *, Object *, void *),
                    void *context);

// d.copy()
MUST_USE HeapStatus dict_copy(Heap *heap, Object *dict, Object **out_dict);
// d.update(source): a dict, or pairs of anything that Python iterates.
MUST_USE HeapStatus dict_update(Heap *heap, Object *dict, Object *source);
