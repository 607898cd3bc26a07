// An object in JSON, as design section 5 has it, and who refers to it.
#pragma once

#include "api/replies/holder_json.h"

enum { OBJECT_MAX_SLOTS = 1000, OBJECT_MAX_REFERRERS = 1000, OBJECT_REPR_BYTES = 200 };

typedef struct {
    HeapHolder holder;
    size_t next;  // Position + 1 of the next one of the same object; 0 ends.
} Referrer;

typedef struct {
    uint32_t id;
    size_t first, last;  // Positions + 1.
    uint64_t count;      // More than OBJECT_MAX_REFERRERS are only counted.
} ReferredObject;

// Who refers to each of some objects, found in one pass over the whole heap; good until it changes.
typedef struct {
    ReferredObject *objects;  // By rising id.
    size_t object_count;
    Referrer *items;
    size_t count, capacity;
    bool failed;
} Referrers;

// `ids` rise. False without memory.
bool referrers_find(Referrers *referrers, const Heap *heap, const uint32_t *ids, size_t count);
void referrers_discard(Referrers *referrers);

// What an object's JSON says beyond the object itself.
typedef struct {
    bool reachable;              // heap_mark_reachable() was called before.
    const Referrers *referrers;  // NULL: not told.
    const HeapName *name;        // By which sys.getrefcount() is asked; NULL: a name of the module.
} ObjectExtras;

void object_write(JsonWriter *writer, const Heap *heap, const Object *object, ObjectExtras extras);
// As it appears: held by its cache at most, no blocks, no slots yet.
void object_write_new(JsonWriter *writer, const Heap *heap, const Object *object);
void block_write(JsonWriter *writer, const HeapBlock *block);
