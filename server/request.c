#include "server/request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/limits.h"
#include "server/percent.h"

void request_destroy(Request *request) {
    free(request->target);
    free(request->path);
    free(request->copies);
}

static bool is_called(const Field *field, const char *name, size_t size) {
    return field->name_size == size && strcasecmp(field->name, name) == 0;
}

const Field *request_field(const Request *request, const char *name) {
    size_t size = strlen(name);
    for (size_t i = 0; i < request->field_count; i++) {
        if (is_called(&request->fields[i], name, size)) {
            return &request->fields[i];
        }
    }
    return NULL;
}

size_t request_field_count(const Request *request, const char *name) {
    size_t count = 0, size = strlen(name);
    for (size_t i = 0; i < request->field_count; i++) {
        count += is_called(&request->fields[i], name, size);
    }
    return count;
}

bool request_length(const Request *request, uint64_t *out_length) {
    const Field *field = request_field(request, "Content-Length");
    if (field == NULL || field->value_size == 0 ||
        strspn(field->value, "0123456789") != field->value_size) {
        return false;
    }
    errno = 0;
    uint64_t length = strtoull(field->value, NULL, 10);
    if (errno != 0) {
        return false;
    }
    *out_length = length;
    return true;
}

bool request_has_body(const Request *request) {
    uint64_t length = 0;
    return request_field(request, "Transfer-Encoding") != NULL ||
           (request_length(request, &length) && length > 0);
}

// One `name=value` of the query; a name alone has an empty value.
static bool read_parameter(char *text, ApiParameter *parameter) {
    char *value = strchr(text, '=');
    if (value != NULL) {
        *value++ = '\0';
    }
    parameter->name = text;
    parameter->value = value != NULL ? value : text + strlen(text);
    return percent_decode(text) && (value == NULL || percent_decode(value));
}

static Refusal split_query(Request *request, char *query) {
    char *rest = query;
    while (rest != NULL && *rest != '\0') {
        char *text = rest;
        rest = strchr(text, '&');
        if (rest != NULL) {
            *rest++ = '\0';
        }
        if (request->parameter_count == API_MAX_PARAMETERS) {
            return limits_refuse(limits_fixed(SERVER_LIMIT_PARAMETERS),
                                 "The query has too many parameters.");
        }
        if (!read_parameter(text, &request->parameters[request->parameter_count++])) {
            return (Refusal){API_BAD_QUERY, "A % in the query is not followed by two hexadecimal "
                                            "digits, or does not decode to UTF-8."};
        }
    }
    return (Refusal){API_OK, NULL, NULL};
}

// Paths with more pieces than any route has are cut off: piece_count tells them from the others.
static void split_path(Request *request, char *path) {
    char *rest = path + 1;
    while (rest != NULL) {
        char *piece = rest;
        rest = strchr(piece, '/');
        if (rest != NULL) {
            *rest++ = '\0';
        }
        if (request->piece_count < REQUEST_MAX_PIECES) {
            request->pieces[request->piece_count] = piece;
        }
        request->piece_count++;
    }
}

Refusal request_split(Request *request) {
    request->path = strdup(request->target);
    request->copies = strdup(request->target);
    if (request->path == NULL || request->copies == NULL) {
        return (Refusal){API_NO_MEMORY, "The server is out of memory."};
    }
    request->path[strcspn(request->path, "?")] = '\0';
    char *query = strchr(request->copies, '?');
    if (query != NULL) {
        *query++ = '\0';
    }
    split_path(request, request->copies);
    return split_query(request, query);
}

bool request_decode_piece(Request *request, size_t piece) {
    return percent_decode(request->pieces[piece]);
}
