#include "heap/profile_facts.h"

#include <string.h>

// clang-format off
static const FactRow rows[] = {
    {"python", "The version of CPython whose rules are followed.",
     FACT_TEXT, offsetof(Profile, info.python)},
    {"thresholds", "How many objects of each generation are counted before a collection of it is due.",
     FACT_GENERATIONS, offsetof(Profile, info.thresholds)},
    {"older_at_threshold", "When a collection of generation 1 or 2 is due.",
     FACT_BOOL, offsetof(Profile, info.older_at_threshold),
     {{"false", "when there were more collections of the younger generation than its threshold"},
      {"true", "when there were as many collections of the younger generation as its threshold"}}},
    {"quarter_rule", "Whether an automatic full collection waits for newcomers.",
     FACT_BOOL, offsetof(Profile, info.quarter_rule),
     {{"false", "it does not wait"},
      {"true", "it waits until a quarter as many objects have come as the last one left"}}},
    {"collects_when", "When a collection that is due runs.",
     FACT_RULE, offsetof(Profile, collects_when),
     {{"in-allocation", "inside the allocation, before the new object is tracked"},
      {"at-check-point", "at the next check point: before the next operation, or turn of a loop"}}},
    {"disable_unschedules", "What gc.disable() does to a collection that is due and has not run yet.",
     FACT_BOOL, offsetof(Profile, disable_unschedules),
     {{"false", "it runs all the same"},
      {"true", "it does not run"}}},
    {"tracks_every_dict", "Which dicts the collector knows of.",
     FACT_BOOL, offsetof(Profile, tracks_every_dict),
     {{"false", "a dict from the moment when something is stored in it that may be in a cycle"},
      {"true", "every dict from the beginning"}}},
    {"tracks_every_tuple", "Which new tuples the collector knows of.",
     FACT_BOOL, offsetof(Profile, tracks_every_tuple),
     {{"false", "of those made at run time by a display or tuple() only such with an item that may be in a cycle"},
      {"true", "all but the empty one"}}},
    {"instruction_cuts", "What the collector knows of a tuple made by a slice with a bound below zero.",
     FACT_BOOL, offsetof(Profile, instruction_cuts),
     {{"false", "it tracks it, as one made by any slice"},
      {"true", "it tracks it only with an item that may be in a cycle"}}},
    {"common_constants", "What becomes of None, True, False, '' and -1 in a function.",
     FACT_BOOL, offsetof(Profile, common_constants),
     {{"false", "they are constants of its code like others"},
      {"true", "its instructions have them; only the first constant of all stays in the code"}}},
    {"tracks_every_frozenset", "Which new frozensets the collector knows of.",
     FACT_BOOL, offsetof(Profile, tracks_every_frozenset),
     {{"false", "only those with an element that may be in a cycle"},
      {"true", "all"}}},
    {"immortals_met", "What a collection does with a container whose count has reached 2**31.",
     FACT_RULE, offsetof(Profile, immortals_met),
     {{"frozen", "it is frozen"},
      {"untracked", "it is not tracked any more"}}},
    {"weakrefs_die", "Which weakrefs to garbage are dead when its finalizers run.",
     FACT_RULE, offsetof(Profile, weakrefs_die),
     {{"all-first", "all of them"},
      {"with-callback-first", "those with a callback; the others live until the finalizers have run"}}},
    {"weakrefs_die_again", "What becomes of weakrefs that finalizers made to what dies after all.",
     FACT_BOOL, offsetof(Profile, weakrefs_die_again),
     {{"false", "they are alive until their object is freed"},
      {"true", "they are cleared once the finalizers have run"}}},

    {"static_count_base", "What is added to the counts shown of static objects: small ints, one-character strings, ().",
     FACT_LARGE, offsetof(Profile, info.static_count_base),
     {{"0", "nothing: they count like all others"}}},
    {"immortal_count", "The count shown of every immortal object.",
     FACT_LARGE, offsetof(Profile, info.immortal_count),
     {{"0", "nothing is immortal: None and small ints are counted like all others"}}},
    {"saturates", "What becomes of a count that is very large.",
     FACT_BOOL, offsetof(Profile, saturates),
     {{"false", "it goes up and down like any other"},
      {"true", "from 2**31 on it only grows, up to that of the immortal: the object never dies"}}},
    {"small_ints", "The ints that are kept ready, so that every such number is one object.",
     FACT_RANGE, offsetof(Profile, info.small_int_min)},
    {"intern_every_word", "Which strings of letters, digits and _ are interned.",
     FACT_BOOL, offsetof(Profile, info.intern_every_word),
     {{"false", "literals, and names"},
      {"true", "all, however they were made"}}},
    {"interned_life", "How long an interned string lives.",
     FACT_RULE, offsetof(Profile, interned_life),
     {{"mortal", "as long as something holds it"},
      {"immortal", "for ever"},
      {"names-immortal", "for ever once code has used it as a name, else as long as something holds it"}}},
    {"interned_letters", "One-character words that the interpreter has interned before the program begins.",
     FACT_TEXT, offsetof(Profile, interned_letters)},
    {"bool_text_is_interned", "What str(True) and str(False) give.",
     FACT_BOOL, offsetof(Profile, bool_text_is_interned),
     {{"false", "strings that are kept ready, but are not the interned 'True' and 'False'"},
      {"true", "the interned 'True' and 'False'"}}},
    {"locals_are_borrowed", "What sys.getrefcount() adds to the count of a local variable.",
     FACT_BOOL, offsetof(Profile, locals_are_borrowed),
     {{"false", "one, the argument of the call"},
      {"true", "nothing: the argument is borrowed from the variable"}}},
    {"locals_order", "In which order a frame lets go of its variables.",
     FACT_RULE, offsetof(Profile, locals_order),
     {{"in-order", "in that of the code, the parameters first"},
      {"in-reverse", "the other way round, the last one first"}}},

    {"tuple_free_limit", "How many freed tuples of each length are kept for the next of that length.",
     FACT_NUMBER, offsetof(Profile, tuple_free_limit)},
    {"tuple_free_reused", "The longest tuple whose kept block is ever used again.",
     FACT_NUMBER, offsetof(Profile, tuple_free_reused)},
    {"list_free_limit", "How many freed lists are kept for the next.",
     FACT_NUMBER, offsetof(Profile, list_free_limit)},
    {"dict_free_limit", "How many freed dicts are kept for the next.",
     FACT_NUMBER, offsetof(Profile, dict_free_limit)},
    {"keys_free_limit", "How many freed key tables of 8 slots are kept for the next.",
     FACT_NUMBER, offsetof(Profile, keys_free_limit)},
    {"float_free_limit", "How many freed floats are kept for the next.",
     FACT_NUMBER, offsetof(Profile, float_free_limit)},
    {"int_free_limit", "How many freed ints of one digit are kept for the next.",
     FACT_NUMBER, offsetof(Profile, int_free_limit)},
    {"method_free_limit", "How many freed bound methods are kept for the next.",
     FACT_NUMBER, offsetof(Profile, method_free_limit)},
    {"iterator_free_limit", "How many freed iterators of lists are kept for the next, and as many of tuples.",
     FACT_NUMBER, offsetof(Profile, iterator_free_limit)},
    {"range_free_limit", "How many freed ranges are kept for the next, and as many of their iterators.",
     FACT_NUMBER, offsetof(Profile, range_free_limit)},
    {"builtin_method_free_limit", "How many freed methods of Python's own types are kept for the next.",
     FACT_NUMBER, offsetof(Profile, builtin_method_free_limit)},
    {"slice_free_limit", "How many freed slices are kept for the next; up to 3.13 the last one is, for ever.",
     FACT_NUMBER, offsetof(Profile, slice_free_limit)},
    {"writer_free_limit", "How many writers of the text of a list, tuple or dict are kept for the next such text.",
     FACT_NUMBER, offsetof(Profile, writer_free_limit)},

    {"str_takes_tuple", "How str(a) is called.",
     FACT_BOOL, offsetof(Profile, str_takes_tuple),
     {{"false", "with its argument"},
      {"true", "with a tuple of its argument, which is made and dropped"}}},
    {"set_update_takes_tuple", "How a.update(b) of a set is called.",
     FACT_BOOL, offsetof(Profile, set_update_takes_tuple),
     {{"false", "with its argument"},
      {"true", "with a tuple of its argument, which is made and dropped"}}},
    {"tuple_collects_first", "How tuple(a) takes the items of an iterator.",
     FACT_BOOL, offsetof(Profile, tuple_collects_first),
     {{"false", "into a tuple that grows"},
      {"true", "all of them first, then into a tuple of their number"}}},

    {"small_request_limit", "The largest request in bytes that is served from a pool.",
     FACT_LARGE, offsetof(Profile, info.small_request_limit)},
    {"arena_bytes", "The bytes of an arena.",
     FACT_LARGE, offsetof(Profile, info.arena_bytes)},
    {"pool_bytes", "The bytes of a pool.",
     FACT_LARGE, offsetof(Profile, info.pool_bytes)},
    {"empty_leaves_pools", "Where a block is that was resized to no bytes.",
     FACT_BOOL, offsetof(Profile, empty_leaves_pools),
     {{"false", "in a pool"},
      {"true", "outside of the pools, for good"}}},
    {"emptying_pop_clears", "What a pop that empties a list does to its array.",
     FACT_BOOL, offsetof(Profile, emptying_pop_clears),
     {{"false", "it is resized to nothing, of which a byte stays"},
      {"true", "it goes"}}},
    {"del_keeps_room", "Whether `del a[i]` of a list may give room back.",
     FACT_BOOL, offsetof(Profile, del_keeps_room),
     {{"false", "when the list is less than half full"},
      {"true", "never"}}},
    {"list_reads_tables", "How list() and extend() take the items of a set or dict.",
     FACT_BOOL, offsetof(Profile, list_reads_tables),
     {{"false", "by an iterator"},
      {"true", "from its table, without an iterator"}}},
    {"list_display_limit", "The longest display of constants that becomes a list in one step; a longer one is appended to item by item.",
     FACT_NUMBER, offsetof(Profile, list_display_limit),
     {{"0", "any is made in one step"}}},
    {"merging_copy_is_fresh", "Where the block of d.copy() is from when d is empty, or has lost so many keys that its table is not copied as it is.",
     FACT_BOOL, offsetof(Profile, merging_copy_is_fresh),
     {{"false", "from the free list, if there is one"},
      {"true", "never from the free list, as that of dict()"}}},
    {"merge_keeps_values", "What becomes of an empty __dict__ that shares names with its class when it is updated by a dict.",
     FACT_BOOL, offsetof(Profile, merge_keeps_values),
     {{"false", "it gets a copy of that dict's table, if that has no holes and is no larger than it must be"},
      {"true", "it makes room for the keys and takes them in one by one, among the names that it shares"}}},
    {"few_keys_grow_twice", "What a full key table with one or two live keys becomes.",
     FACT_BOOL, offsetof(Profile, few_keys_grow_twice),
     {{"false", "one of 8 slots again"},
      {"true", "one of 16 slots"}}},
    {"attributes", "Which attributes objects have of their type.",
     FACT_RULE, offsetof(Profile, info.attributes),
     {{"first", "those that dir() lists in 3.11"},
      {"type-params", "also (5).is_integer, b''.__buffer__, and __type_params__ of classes and functions"},
      {"annotate", "also (0.5).from_number, and __annotate__ of classes and functions"}}},
    {"slices_and_proxies_hash", "Whether slices and what P.__dict__ gives have a hash.",
     FACT_BOOL, offsetof(Profile, slices_and_proxies_hash),
     {{"false", "no: d[1:2] is a TypeError"},
      {"true", "a slice has one, so d[1:2] is a KeyError; a mappingproxy hashes as its dict, which has none"}}},
    {"runs_are_fair", "How long a sort makes the runs of a list of 64 items or more.",
     FACT_BOOL, offsetof(Profile, runs_are_fair),
     {{"false", "each alike, the last one shorter"}, {"true", "so that all are alike, to an item"}}},
    {"runs_have_equals", "Which falling runs a sort finds; it shows where the order is only in part one.",
     FACT_BOOL, offsetof(Profile, runs_have_equals),
     {{"false", "those in which each item is less than the one before"},
      {"true", "those with equal items among them, too"}}},
    {"mro_message_has_lines", "How it is said that bases have no consistent order.",
     FACT_BOOL, offsetof(Profile, mro_message_has_lines),
     {{"false", "in one line"}, {"true", "in two lines"}}},
    {"tells_missing_dict", "What is said of an attribute that an object has not, and cannot get.",
     FACT_BOOL, offsetof(Profile, tells_missing_dict),
     {{"false", "that the object has no such attribute"},
      {"true", "also that it has no __dict__ for a new one"}}},
    {"tells_use_of_unhashable", "What is said of a dict key or set element that has no hash.",
     FACT_BOOL, offsetof(Profile, tells_use_of_unhashable),
     {{"false", "that its type is unhashable"},
      {"true", "also that it cannot be used as a dict key, or as a set element"}}},
    {"tells_pair_in_note", "What is said of an item of a dict's source that has no items itself.",
     FACT_BOOL, offsetof(Profile, tells_pair_in_note),
     {{"false", "that the item of this index cannot be converted to a sequence"},
      {"true", "that it is not iterable"}}},
    {"weakref_names_methods", "How a weakref to a bound method is shown.",
     FACT_BOOL, offsetof(Profile, weakref_names_methods),
     {{"false", "with the address of the method"},
      {"true", "with the address of the method and the name of its function"}}},
    {"set_display_limit", "The longest display of constants that becomes a set in one step; a longer one is added to item by item.",
     FACT_NUMBER, offsetof(Profile, set_display_limit),
     {{"0", "any is made in one step"}}},
    {"set_display_refills", "How often the constant set behind a display is made anew, which may change its order.",
     FACT_NUMBER, offsetof(Profile, set_display_refills)},

    {"str_ascii_bytes", "The bytes of a str of ASCII characters, without these and their end.",
     FACT_LARGE, offsetof(Profile, str_ascii_bytes)},
    {"str_other_bytes", "The bytes of a str with other characters than ASCII, without these and their end.",
     FACT_LARGE, offsetof(Profile, str_other_bytes)},
    {"letters_have_utf8", "Whether sys.getsizeof() of a one-character str from '\\x80' to '\\xff' has its UTF-8 in it.",
     FACT_BOOL, offsetof(Profile, letters_have_utf8),
     {{"false", "no"},
      {"true", "yes: 3 bytes more"}}},
    {"wide_literals_fit", "How large the block of a str literal with other characters than ASCII is.",
     FACT_BOOL, offsetof(Profile, wide_literals_fit),
     {{"false", "large enough for its source"},
      {"true", "as large as the str, where it has no escapes"}}},
    {"repr_has_room", "When str() of a list, tuple or dict asks for memory.",
     FACT_BOOL, offsetof(Profile, repr_has_room),
     {{"false", "with the first thing it writes; ahead of need but for the last"},
      {"true", "before it writes; always ahead of need"}}},
    {"tuple_bytes", "The bytes of a tuple, without its items.",
     FACT_LARGE, offsetof(Profile, tuple_bytes)},
    {"function_bytes", "The bytes of a function.",
     FACT_LARGE, offsetof(Profile, function_bytes)},
    {"method_bytes", "The bytes of a bound method.",
     FACT_LARGE, offsetof(Profile, method_bytes)},
    {"cell_bytes", "The bytes of a cell, which keeps a captured variable.",
     FACT_LARGE, offsetof(Profile, cell_bytes)},
    {"class_bytes", "The bytes of the block of a class.",
     FACT_LARGE, offsetof(Profile, class_bytes)},
    {"object_class_bytes", "The size of `object`, as sys.getsizeof() tells it.",
     FACT_LARGE, offsetof(Profile, object_class_bytes)},
    {"descriptor_bytes", "The bytes of a descriptor: a class has one each for __dict__ and __weakref__.",
     FACT_LARGE, offsetof(Profile, descriptor_bytes)},
    {"weakref_bytes", "The bytes of a weakref.",
     FACT_LARGE, offsetof(Profile, weakref_bytes)},
    {"class_tells_code", "Whether a class has __firstlineno__ and __static_attributes__, the names that its functions store in self.",
     FACT_BOOL, offsetof(Profile, class_tells_code),
     {{"false", "no"},
      {"true", "yes, in its dict"}}},
    {"stored_names_come_first", "Whether the names that the functions of a class store in self come first among those that its instances share.",
     FACT_BOOL, offsetof(Profile, stored_names_come_first),
     {{"false", "no: they are shared in the order in which they are stored"},
      {"true", "yes, sorted"}}},
    {"class_body_has_cell", "Whether a class with functions keeps its namespace in a cell while it is made.",
     FACT_BOOL, offsetof(Profile, class_body_has_cell),
     {{"false", "no"},
      {"true", "yes: its dict has had an entry more"}}},
    {"object_has_getsets", "Whose the descriptors of __dict__ and __weakref__ are that a class has in its dict.",
     FACT_BOOL, offsetof(Profile, object_has_getsets),
     {{"false", "its own: they hold it"},
      {"true", "those of object, the same for all classes"}}},
    {"values_place", "Where the values of an instance's attributes are.",
     FACT_RULE, offsetof(Profile, values_place),
     {{"before-dict", "in a block of their own; two words in front of the instance lead to it and to its dict"},
      {"or-dict", "in a block of their own; one word in front of the instance leads to it or to its dict, another to its weakrefs"},
      {"inside", "in the instance's own block, until its dict takes other names in"}}},
    {"values_beside_slots", "Whether an instance that has __slots__ too is made with values for its other attributes.",
     FACT_BOOL, offsetof(Profile, values_beside_slots),
     {{"false", "no: its dict comes with the first of them"},
      {"true", "yes"}}},
    {"attribute_tracks_dict", "Whether the collector comes to know of an instance's __dict__ when p.x = [] stores in it.",
     FACT_BOOL, offsetof(Profile, attribute_tracks_dict),
     {{"false", "no"},
      {"true", "yes, as when the dict itself stores it"}}},
    {"traverse_passes_dict", "What the collector follows from an instance whose __dict__ was asked for.",
     FACT_BOOL, offsetof(Profile, traverse_passes_dict),
     {{"false", "the dict"},
      {"true", "the values and not the dict"}}},
};
// clang-format on

_Static_assert(sizeof(LocalsOrder) == sizeof(uint32_t), "a rule is read as a number");

const FactRow *fact_row(size_t index) {
    return index < sizeof rows / sizeof *rows ? &rows[index] : NULL;
}

size_t fact_bytes(FactType type) {
    static const size_t sizes[] = {
        [FACT_BOOL] = sizeof(bool),
        [FACT_NUMBER] = sizeof(uint32_t),
        [FACT_LARGE] = sizeof(uint64_t),
        [FACT_RANGE] = 2 * sizeof(int),
        [FACT_GENERATIONS] = HEAP_GENERATIONS * sizeof(uint32_t),
        [FACT_RULE] = sizeof(LocalsOrder),
        [FACT_TEXT] = sizeof(const char *),
    };
    return sizes[type];
}

// ---------------------------------------------------------------- reading

static uint64_t read_number(const FactRow *row, const void *place) {
    uint32_t number = 0;
    uint64_t large = 0;
    bool truth = false;
    switch (row->type) {
    case FACT_BOOL: memcpy(&truth, place, sizeof truth); return truth;
    case FACT_LARGE: memcpy(&large, place, sizeof large); return large;
    default: memcpy(&number, place, sizeof number); return number;
    }
}

// Two for a range, one for each generation.
static void read_numbers(const FactRow *row, const void *place, HeapProfileFact *fact) {
    int range[2];
    uint32_t generations[HEAP_GENERATIONS];
    fact->number_count = row->type == FACT_RANGE ? 2 : HEAP_GENERATIONS;
    if (row->type == FACT_RANGE) {
        memcpy(range, place, sizeof range);
    } else {
        memcpy(generations, place, sizeof generations);
    }
    for (size_t i = 0; i < fact->number_count; i++) {
        fact->numbers[i] = row->type == FACT_RANGE ? range[i] : (int64_t)generations[i];
    }
}

static void read_word(const FactRow *row, const void *place, HeapProfileFact *fact) {
    uint64_t number = read_number(row, place);
    bool has_word = number < FACT_MAX_WORDS && row->words[number].word != NULL;
    fact->number_count = 1;
    fact->numbers[0] = (int64_t)number;
    fact->word = has_word ? row->words[number].word : NULL;
    fact->meaning = has_word ? row->words[number].meaning : NULL;
}

static HeapFactKind kind_of(FactType type) {
    switch (type) {
    case FACT_BOOL: return HEAP_FACT_BOOL;
    case FACT_RULE: return HEAP_FACT_RULE;
    case FACT_TEXT: return HEAP_FACT_TEXT;
    case FACT_RANGE:
    case FACT_GENERATIONS: return HEAP_FACT_NUMBERS;
    case FACT_NUMBER:
    case FACT_LARGE: break;
    }
    return HEAP_FACT_NUMBER;
}

bool heap_profile_fact(size_t profile, size_t index, HeapProfileFact *out_fact) {
    const Profile *from = profile_row(profile);
    const FactRow *row = fact_row(index);
    if (from == NULL || row == NULL) {
        return false;
    }
    const void *place = (const char *)from + row->offset;
    HeapProfileFact fact = {.name = row->name, .summary = row->summary, .kind = kind_of(row->type)};
    if (fact.kind == HEAP_FACT_TEXT) {
        memcpy(&fact.word, place, sizeof fact.word);
    } else if (fact.kind == HEAP_FACT_NUMBERS) {
        read_numbers(row, place, &fact);
    } else {
        read_word(row, place, &fact);
    }
    *out_fact = fact;
    return true;
}
