// Holders in JSON: {"kind": "item", "of": 5, "slot": "[2]", "text": "@5[2]"}.
#pragma once

#include "api/json/json_writer.h"
#include "heap/heap.h"

enum { SLOT_NAME_SIZE = 320 };

// How a holder that is a slot of an object is called among its `slots`: "[2]", "['k']", ".x".
void holder_slot_name(const Heap *heap, const HeapHolder *holder, char name[SLOT_NAME_SIZE]);
void holder_write(JsonWriter *writer, const Heap *heap, const HeapHolder *holder);
// What a name is called with its frame: "<module>.a", "foo#2().x".
void holder_write_name(JsonWriter *writer, const Heap *heap, uint32_t frame, const char *name);

// Every reference there is: names, frames, caches, gc.garbage, then the slots of the objects by id.
typedef void HolderVisit(void *context, const HeapHolder *holder);
void holders_each(const Heap *heap, HolderVisit *visit, void *context);
void holders_each_root(const Heap *heap, HolderVisit *visit, void *context);
