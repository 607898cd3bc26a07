// What there is to ask, as rows: the words of each, what it takes, what it answers.
#pragma once

#include "api/api.h"

enum { CALL_MAX_SETS = 5 };

typedef struct {
    const char *id;       // Of the operation in the document: "listObjects".
    const char *tag;      // A group of them, one of call_tags[].
    const char *summary;  // A line.
    const char *text;     // More of it; NULL: nothing.
    const char *request;  // The schema of the body; NULL: none.
    const char *reply;    // The schema of the answer; NULL: none.
    ApiCode success;
    const ApiCode *refusals[CALL_MAX_SETS];  // Sets of codes, each ended by API_OK; NULL ends them.
} CallRow;

const CallRow *call_row(ApiCall call);
// The bits 1 << code of what api/ refuses it with.
uint64_t call_refusals(ApiCall call);

typedef struct {
    const char *name, *summary;
} CallTag;
extern const CallTag call_tags[];  // The first without a name ends them.

// A piece of a path: its schema and what it is.
typedef struct {
    const char *name;
    const char *of;  // The schema of that name; NULL: the pattern.
    const char *pattern;
    const char *summary;
} CallPiece;
const CallPiece *call_piece(const char *name, size_t size);
