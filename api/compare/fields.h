// What is compared, as rows: what each is called, and where it stands in what is seen of a name, or
// of a whole heap, under one profile.
#pragma once

#include "api/compare/compared_names.h"
#include "api/replies/object_json.h"

// By what stands there in C.
typedef enum {
    FIELD_BOOL,
    FIELD_NUMBER,   // uint64_t
    FIELD_MAYBE,    // int64_t; below 0 there is none.
    FIELD_NUMBERS,  // uint64_t [HEAP_GENERATIONS]
    FIELD_TEXT,     // const char *; NULL: none.
} FieldKind;

typedef struct {
    const char *name;
    size_t offset;
    FieldKind kind;
    bool passes;  // It is what the operation did, not a state that lasts.
} Field;

// What a name is bound to. Where it is bound to nothing, only that is told.
typedef struct {
    int64_t generation;
    int64_t object_block, items_block, keys_block, table_block, values_block;
    const char *repr;     // Without addresses, which mean nothing elsewhere.
    const char *same_as;  // The first name that is the same object; NULL: this one.
    HeapObjectInfo info;
    bool is_bound;
    char repr_text[OBJECT_REPR_BYTES + 1];
} NameSight;

// What belongs to no name.
typedef struct {
    const char *exception;
    int64_t collected, examined, survived, promoted, uncollectable;
    uint64_t freed, unraisable;
    HeapTotals totals;
    uint64_t gc_count[HEAP_GENERATIONS], objects[HEAP_GENERATIONS], collections[HEAP_GENERATIONS];
} HeapSight;

// The first without a name ends each. Where a name is not bound everywhere, its first field alone
// is compared.
extern const Field name_fields[];
extern const Field heap_fields[];

void name_sight_take(NameSight *sight, const Heap *heap, const ComparedName *name, size_t side);
void heap_sight_take(HeapSight *sight, const Side *side);

// `sights` are of the kind that the field is of, each `size` bytes.
typedef struct {
    const void *sights;
    size_t size, count;
} Sights;
bool field_is_equal(const Field *field, Sights sights);
uint64_t field_hash(const Field *field, Sights sights);  // Never 0.
void field_write(JsonWriter *writer, const Field *field, Sights sights, size_t at);
