// The names that are bound under any of the profiles, each with what it is bound to under each.
#pragma once

#include "api/compare/sides.h"
#include "api/json/text_buffer.h"

// The differences of a name are remembered by these positions.
enum { COMPARE_MAX_FIELDS = 24 };

typedef struct {
    size_t key;      // Where its text begins among the table's: what it is called in every heap.
    uint64_t hash;   // Of that text.
    uint32_t frame;  // The number of its frame under the first profile that binds it ...
    size_t side;     // ... and the position of that.
    Object *objects[COMPARE_MOST_PROFILES];        // NULL: not bound there.
    uint32_t ids[COMPARE_MOST_PROFILES];           // Theirs; 0 for none.
    uint64_t getrefcounts[COMPARE_MOST_PROFILES];  // What sys.getrefcount(name) prints there.
    // The position of the first name that is the same object; its own if none is before it.
    uint32_t first[COMPARE_MOST_PROFILES];
    uint64_t told[COMPARE_MAX_FIELDS];  // Of the values told last; 0: they are equal.
    bool is_as_before;  // Under every profile it is bound to what it was, and that is as it was.
} ComparedName;

// In the order of their frames and of binding, under the first profile that binds them.
typedef struct {
    TextBuffer keys;
    ComparedName *names;  // Owned, as the places.
    size_t count, capacity;
    uint32_t *places;  // Position + 1, by the hash of the key; 0 is empty.
    uint32_t *firsts;  // The same by object, of one side at a time.
    size_t place_count;
    uint64_t probes;  // Places that the gathering has passed because they were taken.
} ComparedNames;

// What is bound now. The names that were bound `before` keep what was told of them. False without
// memory.
API_MUST_USE bool compared_names_gather(ComparedNames *names, const Sides *sides,
                                        const ComparedNames *before);
void compared_names_discard(ComparedNames *names);

bool compared_name_is_everywhere(const ComparedName *name, const Sides *sides);
// As answers call it: "t", "foo#2().x".
void compared_name_text(const ComparedNames *names, const Sides *sides, size_t at,
                        TextBuffer *text);
