#include "server/routes.h"

#include <assert.h>
#include <string.h>

#include "server/handlers.h"

// clang-format off
static const Route routes[] = {
    {"POST",   "/v1/sessions", handle_create_session, API_TOPIC_CREATE_SESSION, BODY_OPTIONAL, SERVER_LIMIT_OPERATIONS_BODY},
    {"GET",    "/v1/sessions/{session}", handle_session_call, API_CALL_SESSION, BODY_NONE, 0},
    {"DELETE", "/v1/sessions/{session}", handle_end_session, API_TOPIC_END_SESSION, BODY_NONE, 0},

    {"POST",   "/v1/sessions/{session}/ops",          handle_session_call, API_CALL_OPERATIONS, BODY_REQUIRED, SERVER_LIMIT_OPERATIONS_BODY},
    {"POST",   "/v1/sessions/{session}/objects",      handle_session_call, API_CALL_CREATE_OBJECT, BODY_REQUIRED, SERVER_LIMIT_BODY},
    {"PUT",    "/v1/sessions/{session}/names/{name}", handle_session_call, API_CALL_BIND_NAME, BODY_REQUIRED, SERVER_LIMIT_BODY},
    {"DELETE", "/v1/sessions/{session}/names/{name}", handle_session_call, API_CALL_DELETE_NAME, BODY_NONE, 0},
    {"POST",   "/v1/sessions/{session}/collect",      handle_session_call, API_CALL_COLLECT, BODY_OPTIONAL, SERVER_LIMIT_BODY},

    {"GET",    "/v1/sessions/{session}/objects",      handle_session_call, API_CALL_OBJECTS, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/objects/{id}", handle_session_call, API_CALL_OBJECT, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/objects/{id}/why-alive", handle_session_call, API_CALL_WHY_ALIVE, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/objects/{id}/retained", handle_session_call, API_CALL_RETAINED, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/is",           handle_session_call, API_CALL_IS, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/names",        handle_session_call, API_CALL_NAMES, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/frames",       handle_session_call, API_CALL_FRAMES, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/graph",        handle_session_call, API_CALL_GRAPH, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/gc",           handle_session_call, API_CALL_GC, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/memory",       handle_session_call, API_CALL_MEMORY, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/memory/pools/{arena}/{pool}", handle_session_call, API_CALL_POOL, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/interned",     handle_session_call, API_CALL_INTERNED, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/small-ints",   handle_session_call, API_CALL_SMALL_INTS, BODY_NONE, 0},
    {"GET",    "/v1/sessions/{session}/history",      handle_session_call, API_CALL_HISTORY, BODY_NONE, 0},

    {"POST",   "/v1/compare",    handle_compare, API_TOPIC_COMPARE, BODY_REQUIRED, SERVER_LIMIT_OPERATIONS_BODY},
    {"GET",    "/v1/profiles",   handle_profiles, API_TOPIC_PROFILES, BODY_NONE, 0},
    {"GET",    "/v1/operations", handle_operations, API_TOPIC_OPERATIONS, BODY_NONE, 0},
    {"GET",    "/v1/limits",     handle_limits, API_TOPIC_LIMITS, BODY_NONE, 0},
    {"GET",    "/openapi.json",  handle_document, API_TOPIC_DOCUMENT, BODY_NONE, 0},
    {"GET",    "/livez",         handle_alive, API_TOPIC_ALIVE, BODY_NONE, 0},
    {"GET",    "/readyz",        handle_ready, API_TOPIC_READY, BODY_NONE, 0},
};
// clang-format on

static const Route page_route = {"GET", "/", handle_page, 0, BODY_NONE, 0};
static const Route options_route = {"OPTIONS", "*", handle_options, 0, BODY_NONE, 0};

enum { ROUTES = sizeof routes / sizeof *routes };

const Route *route_row(size_t index) {
    return index < ROUTES ? &routes[index] : NULL;
}

unsigned route_formats(const Route *route) {
    if (route->handle == handle_page || route->handle == handle_options) {
        return 0;
    }
    if (route->handle == handle_session_call) {
        return api_call_formats(route->call);
    }
    bool is_question = strcmp(route->method, "GET") == 0 || route->call == API_TOPIC_COMPARE;
    return 1u << API_JSON | (is_question ? 1u << API_TEXT : 0);
}

// Where a route's braces stand.
typedef struct {
    size_t count;
    int pieces[API_MAX_PATH_PIECES + 1];
    int name;  // The piece that is {name}, -1 if none is.
} Places;

// Up to the next slash. Not strcspn(): it is slow to begin, and this runs for every row.
static size_t piece_size(const char *path) {
    size_t size = 0;
    while (path[size] != '\0' && path[size] != '/') {
        size++;
    }
    return size;
}

// Whether the pieces of the request fit `path`; fills `places` as far as they do.
static bool path_fits(const char *path, const Request *request, Places *places) {
    *places = (Places){.name = -1};
    size_t piece = 0;
    while (*path != '\0') {
        path++;
        size_t size = piece_size(path);
        if (piece >= request->piece_count || piece >= REQUEST_MAX_PIECES) {
            return false;
        }
        const char *text = request->pieces[piece];
        if (*path == '{') {
            places->name = strncmp(path, "{name}", size) == 0 ? (int)piece : places->name;
            places->pieces[places->count++] = (int)piece;
        } else if (strlen(text) != size || memcmp(text, path, size) != 0) {
            return false;
        }
        path += size;
        piece++;
    }
    return piece == request->piece_count;
}

// What the table says about a path: the row for the method, and all methods there are.
typedef struct {
    const Route *route;
    const StaticFile *file;
    Places places;
    char *allow;
} Match;

static void add_method(char *allow, const char *method) {
    const char *const parts[] = {allow[0] != '\0' ? ", " : "", method,
                                 strcmp(method, "GET") == 0 ? ", HEAD" : ""};
    size_t size = strlen(allow);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t length = strlen(parts[i]);
        assert(size + length < ROUTE_ALLOW_SIZE);
        memcpy(allow + size, parts[i], length + 1);
        size += length;
    }
}

static void consider(Match *match, const Route *route, const char *method) {
    add_method(match->allow, route->method);
    if (strcmp(route->method, method) == 0) {
        match->route = route;
    }
}

// The page's files are routes too, but for their being found elsewhere: no row has the path of one.
static void match_path(const Request *request, Match *match) {
    bool is_head = strcmp(request->method, "HEAD") == 0;
    const char *method = is_head ? "GET" : request->method;
    for (size_t i = 0; i < ROUTES; i++) {
        Places places;
        if (path_fits(routes[i].path, request, &places)) {
            match->places = places;
            consider(match, &routes[i], method);
        }
    }
    match->file = match->allow[0] == '\0' ? static_file_find(request->path) : NULL;
    if (match->file != NULL) {
        consider(match, &page_route, method);
    }
    if (match->allow[0] != '\0') {
        consider(match, &options_route, method);
    }
}

// The braces of the route, in order: the session first, where there is one.
static void fill_call(Call *call, const Request *request, const Match *match) {
    call->route = match->route;
    call->request = request;
    if (match->places.count > 0) {
        call->session = request->pieces[match->places.pieces[0]];
    }
    for (size_t i = 1; i < match->places.count; i++) {
        call->input.path[i - 1] = request->pieces[match->places.pieces[i]];
    }
    memcpy(call->input.parameters, request->parameters, sizeof request->parameters);
    call->input.parameter_count = request->parameter_count;
}

static Refusal decode_name(Request *request, const Places *places) {
    if (places->name >= 0 && !request_decode_piece(request, (size_t)places->name)) {
        return (Refusal){API_BAD_REQUEST,
                         "The name in the path is not percent-encoded UTF-8 without NUL."};
    }
    return (Refusal){API_OK, NULL, NULL};
}

Refusal route_find(Request *request, Call *call, char allow[static ROUTE_ALLOW_SIZE]) {
    Match match = {.places = {.name = -1}, .allow = allow};
    allow[0] = '\0';
    match_path(request, &match);
    call->file = match.file;
    Refusal refusal = guard_path(request, match.places.name);
    if (refusal.code != API_OK) {
        return refusal;
    }
    if (allow[0] == '\0') {
        refusal = guard_method(request);
        return refusal.code != API_OK ? refusal
                                      : (Refusal){API_NOT_FOUND, "There is nothing at this path."};
    }
    if (match.route == NULL) {
        return (Refusal){API_METHOD_NOT_ALLOWED,
                         "This path knows other methods; the Allow field lists them."};
    }
    refusal = decode_name(request, &match.places);
    if (refusal.code == API_OK) {
        fill_call(call, request, &match);
    }
    return refusal;
}
