// Key tables: the hash tables of dicts, and of classes for their instances' attributes. Private to
// heap/.
//
// As CPython's PyDictKeysObject: a header of 32 bytes, an index of 2^log2_size numbers (1, 2 or 4
// bytes each) found by open addressing, and entries in order of insertion. A table whose keys are
// all str has entries of 16 bytes (key, value), a general one of 24 (hash, key, value). Deleting
// leaves a hole among the entries; only a new table closes it.
//
// Always: usable + entries = floor(2 * size / 3) (a class's table: SHARED_KEYS_MAX + what instances
// took), and every live entry is found by its key's hash.
#pragma once

#include "heap/object.h"

enum { KEYS_MIN_LOG2 = 3, SHARED_KEYS_MAX = 30, SHARED_KEYS_LOG2 = 6 };
typedef enum { KEYS_GENERAL, KEYS_STR, KEYS_SHARED } KeysKind;

typedef struct {
    uint32_t holders;  // Dicts, class and instances that use it.
    uint8_t log2_size;
    uint8_t kind;
    uint16_t unused;
    Ref owner;        // Of a shared one: the class whose it is, or, after its death, a dict.
    Ref first_dict;   // Of a shared one: the first of the dicts that share it.
    int64_t usable;   // Entries that may still be added.
    int64_t entries;  // Entries ever added, holes too.
} Keys;
_Static_assert(sizeof(Keys) == 32, "as PyDictKeysObject");

typedef struct {
    Slot key, value;
} KeysEntry;  // Without the hash, which a str keeps itself.

uint64_t keys_bytes(const Keys *keys);
uint64_t keys_bytes_for(unsigned log2_size, KeysKind kind);
int64_t keys_usable_for(unsigned log2_size);
// A fresh table: from its free list if `parked` allows and there is one, else from memory. 0: none.
MUST_USE Ref keys_new(Heap *heap, Object *owner, unsigned log2_size, KeysKind kind, bool parked);
// The table itself goes, to its free list if it is of that size; its entries are gone already.
void keys_free(Heap *heap, Object *owner, Ref keys);

KeysEntry *keys_entry(Keys *keys, int64_t index);
int64_t keys_entry_hash(Heap *heap, Keys *keys, int64_t index);
// Index of the entry with this str key, or -1. `key` may be a scratch object. For tables whose keys
// are all str.
int64_t keys_find_str(Heap *heap, Keys *keys, Object *key);
// The same for any key; comparing may fail.
MUST_USE HeapStatus keys_find(Heap *heap, Keys *keys, Object *key, int64_t hash,
                              int64_t *out_index);
// Appends an entry whose key is not there yet; usable > 0. Counts nothing.
void keys_append(Heap *heap, Keys *keys, int64_t hash, Object *key, Object *value);
// Makes a hole of a live entry. Counts nothing.
void keys_make_hole(Heap *heap, Keys *keys, int64_t index);
