// Writes what was answered into a file of this process, for replies_test.mjs to hold against the
// document: a line of JSON, then `size` bytes of body and the end of a line.
//
// The folder is named by SANDHEAP_RECORDS; without it nothing is written. Takes no memory from
// malloc(), which some tests let fail.
#pragma once

#include <stddef.h>

// A line that is being made; what does not fit is cut.
typedef struct {
    char text[8192];
    size_t size;
} RecordLine;

// {"name":"value" ... with the comma in front that it needs.
void record_member(RecordLine *line, const char *name, const char *value);
void record_write(RecordLine *line, const void *body, size_t size);
