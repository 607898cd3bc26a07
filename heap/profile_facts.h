// The fields of a profile as facts: what each is about, where it stands, what its values mean.
// Private to heap/; heap_profile_fact() tells them.
//
// Whoever adds a field that a user could notice adds its row.
#pragma once

#include "heap/profile.h"

enum { FACT_MAX_WORDS = 3 };

// By what stands there in C.
typedef enum {
    FACT_BOOL,
    FACT_NUMBER,       // uint32_t
    FACT_LARGE,        // uint64_t
    FACT_RANGE,        // int [2]
    FACT_GENERATIONS,  // uint32_t [HEAP_GENERATIONS]
    FACT_RULE,         // An enum.
    FACT_TEXT,         // const char *
} FactType;

typedef struct {
    const char *word;
    const char *meaning;  // A sentence of its own.
} FactWord;

typedef struct {
    const char *name;
    const char *summary;  // A sentence: what it is about.
    FactType type;
    size_t offset;  // In Profile.
    // Of a rule, by value; of a boolean false and true. Of a number the first is what 0 means,
    // where that is no number.
    FactWord words[FACT_MAX_WORDS];
} FactRow;

const FactRow *fact_row(size_t index);  // NULL past the last.
size_t fact_bytes(FactType type);
