// What differs between the Pythons that a heap can imitate, as rows of one table. Private to heap/.
//
// A rule that is a number is a number here; a rule that is code has a name here and its code with
// the other rules of its kind. Nothing else asks which profile runs.
#pragma once

#include "heap/heap.h"

typedef enum { LOCALS_IN_ORDER, LOCALS_IN_REVERSE } LocalsOrder;

// When a collection that is due runs.
typedef enum {
    COLLECTS_IN_ALLOCATION,   // Inside it: what is being made is not tracked yet.
    COLLECTS_AT_CHECK_POINT,  // Before the next operation, body operation or turn of a loop.
} CollectsWhen;

// Which strings, once interned, never die.
typedef enum {
    INTERNED_MORTAL,
    INTERNED_IMMORTAL,        // All.
    INTERNED_NAMES_IMMORTAL,  // Those that code has used as a name.
} InternedLife;

// Where the values of an instance's attributes are.
typedef enum {
    VALUES_BEFORE_DICT,  // In a block of their own; two words before the object: values, dict.
    VALUES_OR_DICT,      // In a block of their own; two words: weakrefs, values or dict.
    VALUES_INSIDE,       // In the object's own block; two words: weakrefs, dict.
} ValuesPlace;

// Which weakrefs to garbage are dead when its finalizers run.
typedef enum { WEAKREFS_DIE_FIRST, WEAKREFS_WITH_CALLBACK_DIE_FIRST } WeakrefsDie;

// What becomes of containers whose count is saturated when a collection meets them.
typedef enum { IMMORTALS_ARE_FROZEN, IMMORTALS_ARE_UNTRACKED } ImmortalsMet;

enum { FREE_TUPLE_LENGTHS = 20 };
// The free lists by what they park.
typedef enum {
    FREE_LIST,
    FREE_DICT,
    FREE_KEYS,  // Key tables of 8 slots for str keys.
    FREE_FLOAT,
    FREE_INT,     // Of one digit.
    FREE_METHOD,  // Bound methods.
    // What no program can reach: see temporary.h.
    FREE_LIST_ITERATOR,
    FREE_TUPLE_ITERATOR,
    FREE_RANGE,
    FREE_RANGE_ITERATOR,
    FREE_BUILTIN_METHOD,
    FREE_SLICE,
    FREE_WRITER,  // What CPython writes the text of a container with.
    FREE_TUPLE,   // Length 1; FREE_TUPLE + n - 1 for length n.
    FREE_LISTS = FREE_TUPLE + FREE_TUPLE_LENGTHS,
} FreeListKind;

// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): fields stand with their kin; few rows.
typedef struct {
    HeapProfileInfo info;

    // Counting.
    bool saturates;  // From 2^31 on a count only grows, up to the immortal one.
    InternedLife interned_life;
    const char *interned_letters;  // One-character words that the interpreter interned itself.
    bool bool_text_is_interned;    // str(True) is 'True'.
    bool locals_are_borrowed;      // A local that is an argument of C is not held once more.
    LocalsOrder locals_order;      // In which a frame lets go of them.

    // The collector.
    CollectsWhen collects_when;
    bool disable_unschedules;     // gc.disable() also stops what is scheduled already.
    bool tracks_every_dict;       // From creation; else from the first possibly tracked content.
    bool tracks_every_tuple;      // Non-empty ones, at creation; else displays and conversions only
                                  // with an item of a GC type.
    bool instruction_cuts;        // a[-1:2] tracks a tuple as tuple() does, not as a slice.
    bool common_constants;        // None, True, False, '' and -1 are no constants of a function's
                                  // code, unless the first.
    bool tracks_every_frozenset;  // Else only with a possibly tracked item.
    ImmortalsMet immortals_met;
    WeakrefsDie weakrefs_die;
    bool weakrefs_die_again;  // Those that finalizers made to what dies after all.

    // Free lists.
    uint32_t tuple_free_limit, list_free_limit, dict_free_limit, keys_free_limit;
    uint32_t float_free_limit;
    uint32_t int_free_limit, method_free_limit;
    uint32_t iterator_free_limit;  // Those of lists; and as many of tuples.
    uint32_t range_free_limit;     // And as many of their iterators.
    uint32_t builtin_method_free_limit, slice_free_limit, writer_free_limit;
    uint32_t tuple_free_reused;  // Longest length that a free list ever gives back.

    // What calls make on the way.
    bool str_takes_tuple;         // str(a) is called with a tuple of its argument.
    bool set_update_takes_tuple;  // So is a.update(b) of a set.
    bool tuple_collects_first;    // tuple(a) has all items of an iterator before it is made.

    // Memory.
    bool empty_leaves_pools;  // A block resized to no bytes goes to the large requests, for good.

    // Refusals.
    bool slices_and_proxies_hash;  // A dict looks up a slice; a mappingproxy hashes as its dict.
    bool runs_are_fair;            // The runs that a sort lengthens are of one length on average.
    bool runs_have_equals;         // A sort finds falling runs with equal items in them.
    bool mro_message_has_lines;    // That bases have no consistent order is said in two lines.
    bool tells_missing_dict;       // What takes no attribute says that it has no __dict__.
    bool tells_use_of_unhashable;  // As a dict key, or as a set element.
    bool tells_pair_in_note;       // dict([5]) says of 5 only that it is not iterable.

    // What is shown.
    bool weakref_names_methods;  // repr() of a weakref to a bound method ends in its name.

    // Lists.
    bool emptying_pop_clears;  // The array goes; else what a resize to no bytes leaves of it stays.
    bool del_keeps_room;       // `del a[i]` never shrinks the array.
    bool list_reads_tables;    // list() and extend() of a set or dict: no iterator, no exact room.
    uint32_t list_display_limit;  // Longest display of constants made of a tuple; 0: any.

    // Dicts and sets.
    bool merging_copy_is_fresh;  // d.copy() entry by entry is made as dict() makes it.
    bool merge_keeps_values;     // The empty dict of an instance takes in another entry by entry,
                                 // instead of its whole table.
    bool few_keys_grow_twice;  // A key table that is full with one or two live keys gets 16 slots.
    uint32_t set_display_limit;    // Longest display of constants made of a frozenset; 0: any.
    uint32_t set_display_refills;  // Times that the frozenset of a set display is made anew.

    // Classes.
    bool class_tells_code;  // Its dict has `__firstlineno__` and `__static_attributes__`, the names
                            // that its functions store in `self`.
    bool stored_names_come_first;  // Its instances share those names from the beginning.
    bool object_has_getsets;  // The descriptors of `__dict__` and `__weakref__` are `object`'s, for
                              // all classes; else each class has its own.
    bool class_body_has_cell;  // A class with functions keeps its namespace, later its dict, in a
                               // cell, for as long as it is being made.

    // Sizes: of blocks, in bytes.
    uint64_t str_ascii_bytes, str_other_bytes;  // Of a str before its characters and their end.
    bool letters_have_utf8;  // Preallocated one-character strs beyond ASCII keep it ready.
    bool wide_literals_fit;  // Str literals beyond ASCII without escapes are made in no more room
                             // than they need.
    bool repr_has_room;      // str() of a list, tuple or dict makes room before it writes, and
                             // always ahead of need; else with the first piece.
    uint64_t tuple_bytes;    // Of a tuple's block before its items.
    uint64_t function_bytes, method_bytes, cell_bytes, class_bytes, descriptor_bytes, weakref_bytes;
    uint64_t object_class_bytes;  // sys.getsizeof(object)
    ValuesPlace values_place;
    bool values_beside_slots;  // Instances that have slots too are made with values.
    // The dict that an instance with such values makes for them, while it uses them:
    bool attribute_tracks_dict;  // A container stored as attribute has the collector know it.
    bool traverse_passes_dict;   // The instance's traverse visits the values and not the dict.
} Profile;

const Profile *profile_find(const char *name);  // NULL: unknown.
const Profile *profile_row(size_t index);       // NULL past the last.
