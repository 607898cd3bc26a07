// The intern table: one str for each text that the profile's rule interns. Private to heap/.
// It holds nothing: an entry goes with its string. Open addressing by the string's hash.
#pragma once

#include "heap/object.h"

typedef struct {
    Ref table;  // Slots and entries, as intern.c lays them out; walk it by heap_next_interned().
    uint32_t capacity, used, live;
} Intern;

// The interned str equal to `str` (which may be a scratch object), or NULL. Borrowed.
Object *intern_find(Heap *heap, const Object *str);
// Enters a str that is not in the table yet and marks it.
MUST_USE HeapStatus intern_add(Heap *heap, Object *str);
// A new hold on the interned str of a name: names of attributes are interned, words or not.
MUST_USE HeapStatus intern_new(Heap *heap, const char *name, size_t size, Object **out_str);
void intern_remove(Heap *heap, Object *str);
// Whether the profile lets an interned str of this text live for ever.
bool intern_is_immortal(const Heap *heap, const Object *str);
// Code uses the text as a name: its interned str, if there is one, never dies.
MUST_USE HeapStatus intern_make_immortal(Heap *heap, const char *text, size_t size);
