#include "server/static_files.h"

#include <stdbool.h>
#include <string.h>

typedef struct {
    const char *extension;
    const char *type;
} ContentType;

static const ContentType content_types[] = {
    {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},   {".svg", "image/svg+xml"},
    {".json", "application/json"},
};

// The page runs only what came with it, asks only its own server, and cannot be framed.
static const ReplyField page_fields[] = {
    {"Cache-Control", "no-cache"},
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
     "require-trusted-types-for 'script'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
};

static const char *content_type(const char *path) {
    const char *extension = strrchr(path, '.');
    for (size_t i = 0; i < sizeof content_types / sizeof *content_types; i++) {
        if (extension != NULL && strcmp(content_types[i].extension, extension) == 0) {
            return content_types[i].type;
        }
    }
    return "application/octet-stream";
}

const StaticFile *static_file_find(const char *path) {
    const char *wanted = strcmp(path, "/") == 0 ? "/index.html" : path;
    for (const StaticFile *file = page_files; file->path != NULL; file++) {
        if (strcmp(file->path, wanted) == 0) {
            return file;
        }
    }
    return NULL;
}

// Whether the client has the file already: If-None-Match is `*`, or a list that holds the tag.
static bool is_known(const StaticFile *file, const Request *request) {
    const Field *field = request_field(request, "If-None-Match");
    return field != NULL &&
           (strcmp(field->value, "*") == 0 || strstr(field->value, file->etag) != NULL);
}

void static_file_serve(const StaticFile *file, const Request *request, Reply *reply) {
    if (is_known(file, request)) {
        reply->status = 304;
    } else {
        reply_set_constant(reply, 200, content_type(file->path), file->bytes, file->size);
    }
    reply_add_field(reply, "ETag", file->etag);
    for (size_t i = 0; i < sizeof page_fields / sizeof *page_fields; i++) {
        reply_add_field(reply, page_fields[i].name, page_fields[i].value);
    }
}
