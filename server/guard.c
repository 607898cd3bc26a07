#include "server/guard.h"

#include <string.h>
#include <strings.h>

#include "server/limits.h"

static const Refusal fine = {API_OK, NULL, NULL};

static Refusal bad(const char *detail) {
    return (Refusal){API_BAD_REQUEST, detail};
}

// --- The method, the target, the fields ---

static const char *const known_methods[] = {"GET",    "HEAD",  "POST",   "PUT",
                                            "DELETE", "PATCH", "OPTIONS"};

Refusal guard_method(const Request *request) {
    for (size_t i = 0; i < sizeof known_methods / sizeof *known_methods; i++) {
        if (strcmp(request->method, known_methods[i]) == 0) {
            return fine;
        }
    }
    return (Refusal){API_METHOD_UNKNOWN, "This server knows no such method."};
}

static Refusal check_target(const Request *request) {
    const char *target = request->target;
    if (strlen(target) > REQUEST_MAX_TARGET) {
        return limits_refuse(limits_fixed(SERVER_LIMIT_TARGET), "The request target is too long.");
    }
    if (target[0] != '/') {
        Refusal refusal = guard_method(request);  // That of CONNECT is no path.
        return refusal.code != API_OK
                   ? refusal
                   : bad("The request target must be a path that begins with a slash.");
    }
    for (const char *next = target; *next != '\0'; next++) {
        if (*next < '!' || *next > '~' || *next == '#') {
            return bad("The request target holds a character that must be percent-encoded.");
        }
    }
    return fine;
}

static bool is_token(const char *text, size_t size) {
    static const char others[] = "!#$%&'*+-.^_`|~0123456789";
    for (size_t i = 0; i < size; i++) {
        char lower = (char)(text[i] | 0x20);
        bool is_letter = lower >= 'a' && lower <= 'z';
        if (!is_letter && (text[i] == '\0' || strchr(others, text[i]) == NULL)) {
            return false;
        }
    }
    return size > 0;
}

static bool has_control(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
            return true;
        }
    }
    return false;
}

static Refusal check_fields(const Request *request) {
    if (request->field_count > REQUEST_MAX_FIELDS) {
        return limits_refuse(limits_fixed(SERVER_LIMIT_FIELDS),
                             "The request has too many header fields.");
    }
    for (size_t i = 0; i < request->field_count; i++) {
        const Field *field = &request->fields[i];
        if (!is_token(field->name, field->name_size)) {
            return bad("The name of a header field holds a character that names cannot hold.");
        }
        if (has_control(field->value, field->value_size)) {
            return bad("The value of a header field holds a control character.");
        }
    }
    return fine;
}

static bool is_old(const Request *request) {
    return strcmp(request->version, "HTTP/1.0") == 0;
}

static Refusal check_host(const Request *request) {
    size_t count = request_field_count(request, "Host");
    if (count > 1) {
        return bad("The request has more than one Host field.");
    }
    return count == 1 || is_old(request) ? fine : bad("The request has no Host field.");
}

// --- Where the request ends ---

static Refusal check_transfer_encoding(const Request *request) {
    const Field *coding = request_field(request, "Transfer-Encoding");
    if (coding == NULL) {
        return fine;
    }
    if (request_field_count(request, "Transfer-Encoding") > 1) {
        return bad("The request has more than one Transfer-Encoding field.");
    }
    if (is_old(request)) {
        return bad("HTTP/1.0 has no Transfer-Encoding.");
    }
    if (request_field(request, "Content-Length") != NULL) {
        return bad("The request has both a Content-Length and a Transfer-Encoding.");
    }
    if (strcasecmp(coding->value, "chunked") != 0) {
        return (Refusal){API_CODING_UNKNOWN,
                         "The only transfer coding this server knows is chunked."};
    }
    return fine;
}

static Refusal check_content_length(const Request *request) {
    uint64_t length = 0;
    if (request_field(request, "Content-Length") == NULL) {
        return fine;
    }
    if (request_field_count(request, "Content-Length") > 1) {
        return bad("The request has more than one Content-Length field.");
    }
    return request_length(request, &length) ? fine : bad("The Content-Length is not a number.");
}

static Refusal check_expect(const Request *request) {
    const Field *expect = request_field(request, "Expect");
    if (expect == NULL || strcasecmp(expect->value, "100-continue") == 0) {
        return fine;
    }
    return (Refusal){API_EXPECTATION_FAILED,
                     "The only expectation this server meets is 100-continue."};
}

typedef Refusal (*Check)(const Request *request);

static const Check framing_checks[] = {
    check_fields,         check_host,   check_transfer_encoding,
    check_content_length, check_target, check_expect,
};

// --- The name that the request was sent to, and the page that sent it ---

// Whether `host`, without its port, is `name`.
static bool is_host(const char *host, const char *name) {
    size_t size = strlen(name);
    if (strncasecmp(host, name, size) != 0) {
        return false;
    }
    const char *port = host + size;
    return *port == '\0' || (*port == ':' && strspn(port + 1, "0123456789") == strlen(port + 1));
}

static bool is_own_name(const char *host, const char *own_address) {
    const char *const names[] = {"localhost", "127.0.0.1", "[::1]", own_address};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_host(host, names[i])) {
            return true;
        }
    }
    return false;
}

static Refusal check_own_host(const Request *request, const char *own_address) {
    const Field *host = request_field(request, "Host");
    if (host == NULL || is_own_name(host->value, own_address)) {
        return fine;
    }
    return (Refusal){API_MISDIRECTED, "The server listens on loopback and answers only to "
                                      "localhost, 127.0.0.1 and [::1]."};
}

// The host and port of an origin, "" if it is `null` or of another scheme.
static const char *origin_host(const char *origin) {
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncasecmp(origin, schemes[i], strlen(schemes[i])) == 0) {
            return origin + strlen(schemes[i]);
        }
    }
    return "";
}

// Browsers let any page send a POST without a body; what they add is the page's origin.
static Refusal check_own_origin(const Request *request, const char *own_address) {
    for (size_t i = 0; i < request->field_count; i++) {
        const Field *field = &request->fields[i];
        if (strcasecmp(field->name, "Origin") == 0 &&
            !is_own_name(origin_host(field->value), own_address)) {
            return (Refusal){API_FOREIGN_ORIGIN, "The server listens on loopback and takes "
                                                 "nothing from pages of others."};
        }
    }
    return fine;
}

static Refusal check_loopback(const Request *request, const char *own_address) {
    Refusal refusal = check_own_host(request, own_address);
    return refusal.code != API_OK ? refusal : check_own_origin(request, own_address);
}

Refusal guard_framing(const Request *request, const char *own_address) {
    for (size_t i = 0; i < sizeof framing_checks / sizeof *framing_checks; i++) {
        Refusal refusal = framing_checks[i](request);
        if (refusal.code != API_OK) {
            return refusal;
        }
    }
    return own_address != NULL ? check_loopback(request, own_address) : fine;
}

// --- The path ---

static bool is_dots(const char *piece) {
    return strcmp(piece, ".") == 0 || strcmp(piece, "..") == 0;
}

Refusal guard_path(const Request *request, int decoded_piece) {
    if (strstr(request->path, "//") != NULL) {
        return bad("The path holds two slashes in a row.");
    }
    size_t count = request->piece_count;
    for (size_t i = 0; i < count && i < REQUEST_MAX_PIECES; i++) {
        if (is_dots(request->pieces[i])) {
            return bad("The path holds a piece that is only dots.");
        }
        if ((int)i != decoded_piece && strchr(request->pieces[i], '%') != NULL) {
            return bad("Nothing but a name at the end of a path may be percent-encoded.");
        }
    }
    return fine;
}

// --- The body ---

static bool is_json(const char *type) {
    static const char json[] = "application/json";
    size_t size = strlen(json);
    return strncasecmp(type, json, size) == 0 && (type[size] == '\0' || strchr("; \t", type[size]));
}

static Refusal check_media_type(const Request *request) {
    const Field *coding = request_field(request, "Content-Encoding");
    const Field *type = request_field(request, "Content-Type");
    if (coding != NULL && strcasecmp(coding->value, "identity") != 0) {
        return (Refusal){API_UNSUPPORTED_MEDIA_TYPE, "This server takes no Content-Encoding."};
    }
    if (type == NULL) {
        return (Refusal){API_UNSUPPORTED_MEDIA_TYPE,
                         "The header Content-Type: application/json is missing."};
    }
    if (!is_json(type->value)) {
        return (Refusal){API_UNSUPPORTED_MEDIA_TYPE, "The Content-Type must be application/json."};
    }
    return fine;
}

Refusal guard_body(const Request *request, BodyRule rule) {
    bool has_body = request_has_body(request);
    if (rule == BODY_NONE) {
        return has_body ? bad("This request takes no body.") : fine;
    }
    bool has_length = request_field(request, "Content-Length") != NULL;
    if (!has_length && !has_body) {
        return (Refusal){API_LENGTH_REQUIRED,
                         "A Content-Length is missing; 0 if there is no body."};
    }
    return has_body ? check_media_type(request) : fine;
}
