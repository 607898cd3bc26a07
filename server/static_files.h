// The page's files, which travel inside the executable.
#pragma once

#include <stddef.h>

#include "server/reply.h"
#include "server/request.h"

typedef struct {
    const char *path;  // "/index.html"
    const unsigned char *bytes;
    size_t size;
    const char *etag;  // With its quotes.
} StaticFile;

// Made at build time by embed_page.cmake; a row without a path ends it.
extern const StaticFile page_files[];

// The file at `path`, where "/" is "/index.html"; NULL if there is none.
const StaticFile *static_file_find(const char *path);

void static_file_serve(const StaticFile *file, const Request *request, Reply *reply);
