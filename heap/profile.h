// What differs between the Pythons that a heap can imitate, as rows of one table. Private to heap/.
//
// A rule that is a number is a number here; a rule that is code has a name here and its code with
// the other rules of its kind. Nothing else asks which profile runs.
#pragma once

#include "heap/heap.h"

typedef enum { LOCALS_IN_ORDER, LOCALS_IN_REVERSE } LocalsOrder;

enum { FREE_TUPLE_LENGTHS = 20 };
// The free lists by what they park.
typedef enum {
    FREE_LIST,
    FREE_DICT,
    FREE_KEYS,  // Key tables of 8 slots for str keys.
    FREE_FLOAT,
    FREE_TUPLE,  // Length 1; FREE_TUPLE + n - 1 for length n.
    FREE_LISTS = FREE_TUPLE + FREE_TUPLE_LENGTHS,
} FreeListKind;

typedef struct {
    HeapProfileInfo info;
    LocalsOrder locals_order;
    bool tracks_every_dict;   // From creation; else from the first possibly tracked content.
    bool tracks_every_tuple;  // Non-empty ones, at creation.
    uint32_t tuple_free_limit, list_free_limit, dict_free_limit, keys_free_limit;
    uint32_t float_free_limit;
    uint32_t tuple_free_reused;                 // Longest length that a free list ever gives back.
    uint64_t str_ascii_bytes, str_other_bytes;  // Of a str before its characters and their end.
    uint64_t tuple_bytes;                       // Of a tuple's block before its items.
    const char *interned_letters;  // One-character words that the interpreter interned itself.
    bool empty_leaves_pools;  // A block resized to no bytes goes to the large requests, for good.
    uint64_t function_bytes, method_bytes, cell_bytes, class_bytes, descriptor_bytes,
        weakref_bytes;  // Blocks.
} Profile;

const Profile *profile_find(const char *name);  // NULL: unknown.
