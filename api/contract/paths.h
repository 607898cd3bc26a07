// The paths of the document, and what they share: refusals and header fields.
#pragma once

#include "api/contract/calls.h"
#include "api/contract/examples.h"
#include "api/json/schema.h"

enum { DOCUMENT_MAX_REFUSALS = 256 };

// What is refused with one status, with these codes: a component of the document, since many routes
// share it.
typedef struct {
    unsigned status;
    uint64_t codes;
    ApiRoute route;  // The first that has it.
} RefusalSet;

// The document while it is being written.
typedef struct {
    JsonWriter *writer;
    const ApiService *service;
    ExampleReplies replies;
    RefusalSet refusals[DOCUMENT_MAX_REFUSALS];
    size_t refusal_count;
} Document;

// `paths`. After: document->refusals are those that are referred to.
void paths_write(Document *document);
// `responses` and `headers` of the components.
void paths_write_refusals(Document *document);
void paths_write_headers(const Document *document);
