// Reads a text as strict JSON (RFC 8259) without building anything, and refuses what a request may
// not have: broken UTF-8, a byte order mark, raw control bytes, \u0000, lone surrogates, the same
// member twice, and whatever is too deep, too long or too many.
//
// What passes here, json_reader.c reads as it was meant; when it fails after that, memory is wanting.
#pragma once

#include "api/replies/problem.h"

enum {
    JSON_MAX_DEPTH = 32,
    JSON_MAX_MEMBERS = 64,
    JSON_MAX_ELEMENTS = 10000,      // Of one array.
    JSON_MAX_ALL_ELEMENTS = 50000,  // Of all: one operation may hold an object that often.
    JSON_MAX_STRING = 64 * 1024,
    JSON_MAX_NUMBER = 40,
};

// API_OK, API_BAD_JSON or API_TOO_MANY_ITEMS; the detail names the position, counted from 1.
API_MUST_USE ApiCode json_scan(const char *text, size_t size, Problem *problem);
