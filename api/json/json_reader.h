// Reads JSON into a tree of cJSON's nodes, all of whose memory is the document's: nothing of it is
// changed or deleted by cJSON. Its copies, by cJSON_Duplicate(), are cJSON's own.
//
// A library's node costs it three calls of malloc(); a list of a thousand operations has ten
// thousand.
#pragma once

#include "api/api.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

typedef struct JsonChunk JsonChunk;

typedef struct {
    cJSON *root;
    JsonChunk *chunks;  // Owned; the last comes first.
    char *free, *end;   // Of the last chunk, what is not taken.
} JsonDocument;

// `text` has passed json_scan(), or is part of what has. False without memory. Either way the
// document is to be discarded.
API_MUST_USE bool json_read(JsonDocument *document, const char *text, size_t size);
// An empty object.
API_MUST_USE bool json_read_nothing(JsonDocument *document);
// Adds a member to the object that is the root, at its end.
API_MUST_USE bool json_document_add(JsonDocument *document, const char *name, const char *string);
void json_document_discard(JsonDocument *document);

// The member of an object; NULL when it has none of this name. Any other value has none.
cJSON *json_find(const cJSON *object, const char *name);
