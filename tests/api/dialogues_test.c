// Replays the dialogues against the layer itself. After every change the heap is checked, and the
// change's events are applied to the graph before it and undone again.
#include "api/api.h"
#include "tests/api/dialogue.h"
#include "tests/api/ending.h"
#include "tests/api/graph_view.h"
#include "tests/support/test.h"

#include <cjson/cJSON.h>

enum { MAX_TEXT = 1024 };

// Answers of the dialogues that do not have all their events: by ?events=none, or too many.
enum { SKIPPED = 95 };

typedef struct {
    ApiSession *session;
    char *graph;   // As it was after the last change.
    char *hash;    // And the state_hash.
    double gc[3];  // The gc_count as the last change told it.
    bool knows_gc;
    bool asked_for_events;  // By the last request.
    int skipped;            // Changes whose events could not be followed.
} Partner;

// ---------------------------------------------------------------- asking

static const struct {
    const char *method, *path;  // "{}" takes a piece.
    ApiCall call;
} routes[] = {
    {"POST", "ops", API_CALL_OPERATIONS},
    {"POST", "objects", API_CALL_CREATE_OBJECT},
    {"PUT", "names/{}", API_CALL_BIND_NAME},
    {"DELETE", "names/{}", API_CALL_DELETE_NAME},
    {"POST", "collect", API_CALL_COLLECT},
    {"GET", "", API_CALL_SESSION},
    {"GET", "objects", API_CALL_OBJECTS},
    {"GET", "objects/{}", API_CALL_OBJECT},
    {"GET", "objects/{}/why-alive", API_CALL_WHY_ALIVE},
    {"GET", "objects/{}/retained", API_CALL_RETAINED},
    {"GET", "is", API_CALL_IS},
    {"GET", "names", API_CALL_NAMES},
    {"GET", "frames", API_CALL_FRAMES},
    {"GET", "graph", API_CALL_GRAPH},
    {"GET", "gc", API_CALL_GC},
    {"GET", "memory", API_CALL_MEMORY},
    {"GET", "memory/pools/{}/{}", API_CALL_POOL},
    {"GET", "interned", API_CALL_INTERNED},
    {"GET", "small-ints", API_CALL_SMALL_INTS},
    {"GET", "history", API_CALL_HISTORY},
};

// Cuts the pieces out of `path` in place; false when it is not this route.
static bool match_route(const char *route, char *path, ApiInput *input) {
    size_t pieces = 0;
    while (*route != '\0' && *path != '\0') {
        if (strncmp(route, "{}", 2) == 0) {
            input->path[pieces++] = path;
            path += strcspn(path, "/");
            route += 2;
            if (*path == '/' && *route == '/') {
                *path++ = '\0';
                route++;
            }
        } else if (*route++ != *path++) {
            return false;
        }
    }
    return *route == '\0' && *path == '\0';
}

// `copy` has room for MAX_TEXT bytes, into which the input will point.
static ApiReply ask_session(Partner *partner, const DialogueRequest *request, char *copy,
                            ApiInput *input) {
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        snprintf(copy, MAX_TEXT, "%s", request->path);
        if (strcmp(routes[i].method, request->method) == 0 &&
            match_route(routes[i].path, copy, input)) {
            return api_call(partner->session, routes[i].call, input);
        }
    }
    return api_problem(API_NOT_FOUND, "The test knows no such route.");
}

static void read_query(char *query, ApiInput *input) {
    while (*query != '\0' && input->parameter_count < API_MAX_PARAMETERS) {
        char *next = query + strcspn(query, "&");
        next += *next == '&' ? (*next = '\0', 1) : 0;
        char *value = strchr(query, '=');
        if (value != NULL) {
            *value++ = '\0';
        }
        input->parameters[input->parameter_count++] =
            (ApiParameter){.name = query, .value = value != NULL ? value : ""};
        query = next;
    }
}

static ApiReply create_session(Partner *partner, const ApiInput *input) {
    ApiIdentity identity = {"s0", "/v1/sessions/s0", "2026-01-01T00:00:00Z"};
    api_session_destroy(partner->session);
    free(partner->graph);
    free(partner->hash);
    partner->session = NULL;
    partner->graph = partner->hash = NULL;
    partner->knows_gc = false;
    return api_session_create(&identity, input, &partner->session);
}

static ApiReply route(Partner *partner, const DialogueRequest *request) {
    char path[MAX_TEXT], query[MAX_TEXT];
    ApiInput input = {.body = request->body,
                      .size = request->body != NULL ? strlen(request->body) : 0};
    snprintf(query, sizeof query, "%s", request->query);
    read_query(query, &input);
    if (strcmp(request->path, "sessions") == 0) {
        return create_session(partner, &input);
    }
    if (strcmp(request->path, "/profiles") == 0) {
        return api_profiles(&input);
    }
    if (strcmp(request->path, "/compare") == 0) {
        return api_compare(&input);
    }
    if (strcmp(request->path, "/limits") == 0) {
        return api_limits(NULL, 0);
    }
    return strcmp(request->path, "/operations") == 0 ? api_operations()
                                                     : ask_session(partner, request, path, &input);
}

static void ask(void *context, const DialogueRequest *request, DialogueAnswer *answer) {
    Partner *partner = context;
    partner->asked_for_events = strstr(request->query, "events=none") == NULL;
    ApiReply reply = route(partner, request);
    const char *code = reply.code < API_BAD_JSON ? "ok" : api_code_name(reply.code);
    snprintf(answer->code, sizeof answer->code, "%s", code);
    answer->body = reply.body;
}

// ---------------------------------------------------------------- checking

static char *read_graph(Partner *partner) {
    ApiInput input = {.parameters = {{"limit", "10000"}}, .parameter_count = 1};
    ApiReply reply = api_call(partner->session, API_CALL_GRAPH, &input);
    CHECK(reply.code == API_OK);
    return reply.body;
}

// Whether the events are all there; a change of nothing has none, and they are all.
static bool is_complete(const Partner *partner, const cJSON *change) {
    return partner->asked_for_events &&
           cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(change, "complete"));
}

// Applies the events of a change, or undoes them, last first.
static bool follow(GraphView *view, const cJSON *change, bool forward) {
    const cJSON *events = cJSON_GetObjectItemCaseSensitive(change, "events");
    const cJSON *event = events->child;
    if (!forward && event != NULL) {
        event = event->prev;  // cJSON's first child has the last as its predecessor.
    }
    for (int left = cJSON_GetArraySize(events); left > 0 && event != NULL; left--) {
        if (!(forward ? graph_view_apply(view, event) : graph_view_undo(view, event))) {
            return false;
        }
        event = forward ? event->next : event->prev;
    }
    return true;
}

static bool follow_all(GraphView *view, const cJSON *changes, bool forward) {
    bool fits = true;
    int count = cJSON_GetArraySize(changes);
    for (int i = 0; fits && i < count; i++) {
        fits = follow(view, cJSON_GetArrayItem(changes, forward ? i : count - 1 - i), forward);
    }
    return fits;
}

static bool step_there_and_back(const char *before, const char *after, const cJSON *changes) {
    GraphView *view = graph_view_create(before), *start = graph_view_create(before);
    GraphView *end = graph_view_create(after);
    bool fits = true;
    if (view != NULL && end != NULL) {
        fits = follow_all(view, changes, true) && graph_view_equal(view, end) &&
               follow_all(view, changes, false) && graph_view_equal(view, start);
    }
    graph_view_destroy(view);
    graph_view_destroy(start);
    graph_view_destroy(end);
    return fits;
}

// The gc_count before, changed as the events say, is the one after.
static bool counts_fit(Partner *partner, const cJSON *change) {
    const cJSON *heap = cJSON_GetObjectItemCaseSensitive(change, "heap");
    const cJSON *after = cJSON_GetObjectItemCaseSensitive(heap, "gc_count");
    const cJSON *events = cJSON_GetObjectItemCaseSensitive(change, "events");
    bool fits = true;
    for (const cJSON *event = events->child; event != NULL; event = event->next) {
        if (strcmp(cJSON_GetObjectItemCaseSensitive(event, "event")->valuestring, "gc_count") ==
            0) {
            const cJSON *from = cJSON_GetObjectItemCaseSensitive(event, "from");
            const cJSON *to = cJSON_GetObjectItemCaseSensitive(event, "to");
            for (int i = 0; i < 3; i++) {
                fits = fits && (!partner->knows_gc ||
                                partner->gc[i] == cJSON_GetArrayItem(from, i)->valuedouble);
                partner->gc[i] = cJSON_GetArrayItem(to, i)->valuedouble;
            }
        }
    }
    for (int i = 0; i < 3; i++) {
        double told = cJSON_GetArrayItem(after, i)->valuedouble;
        fits =
            fits && (!partner->knows_gc || partner->gc[i] == told || !is_complete(partner, change));
        partner->gc[i] = told;
    }
    partner->knows_gc = true;
    if (!fits) {
        printf("  gc_count does not follow from the events\n");
    }
    return fits;
}

// The changes of an answer as an array; NULL when it is not the answer of a change.
static cJSON *changes_of(const char *body) {
    cJSON *tree = cJSON_Parse(body != NULL ? body : "null");
    cJSON *results = cJSON_DetachItemFromObjectCaseSensitive(tree, "results");
    if (results != NULL) {
        cJSON_Delete(tree);
        return results;
    }
    if (cJSON_GetObjectItemCaseSensitive(tree, "events") == NULL) {
        cJSON_Delete(tree);
        return NULL;
    }
    results = cJSON_CreateArray();
    cJSON_AddItemToArray(results, tree);
    return results;
}

static bool check_changes(Partner *partner, const char *after, const cJSON *changes) {
    bool fits = true, complete = true;
    for (const cJSON *change = changes->child; change != NULL; change = change->next) {
        complete = complete && is_complete(partner, change);
        fits = fits && counts_fit(partner, change);
    }
    partner->skipped += complete ? 0 : 1;
    return fits && (!complete || step_there_and_back(partner->graph, after, changes));
}

// Whether the state_hash has changed where the graph has; it may where it has not.
static bool hash_fits(Partner *partner, const char *after) {
    char *hash = ending_hash(partner->session);
    bool changed = partner->hash != NULL && strcmp(hash, partner->hash) != 0;
    bool fits = partner->graph == NULL || changed || strcmp(partner->graph, after) == 0;
    if (!fits) {
        printf("  the state_hash is the same as before: %s\n", hash);
    }
    free(partner->hash);
    partner->hash = hash;
    return fits;
}

static bool check(void *context, const char *answer) {
    Partner *partner = context;
    if (partner->session == NULL) {
        return true;  // It was refused.
    }
    char *message = api_session_check(partner->session);
    if (message != NULL) {
        printf("  %s\n", message);
        free(message);
        return false;
    }
    char *after = read_graph(partner);
    cJSON *changes = changes_of(answer);
    bool fits = graph_view_counts_fit(after) && hash_fits(partner, after);
    if (fits && partner->graph != NULL && changes != NULL) {
        fits = check_changes(partner, after, changes);
    } else if (fits && partner->graph != NULL) {
        fits = strcmp(partner->graph, after) == 0;  // A refusal leaves everything as it was.
    }
    cJSON_Delete(changes);
    free(partner->graph);
    partner->graph = after;
    return fits;
}

// ---------------------------------------------------------------- running

static bool end(void *context) {
    Partner *partner = context;
    bool good = partner->session == NULL || ending_is_good(partner->session);
    api_session_destroy(partner->session);
    free(partner->graph);
    free(partner->hash);
    *partner = (Partner){.skipped = partner->skipped};
    return good;
}

int main(int count, char **arguments) {
    Partner partner = {.session = NULL};
    DialoguePartner talk = {.context = &partner, .ask = ask, .check = check, .end = end};
    if (count == 3 && strcmp(arguments[1], "--file") == 0) {
        return dialogue_run(arguments[2], &talk) ? 0 : 1;
    }
    int failed = dialogues_run(arguments + 1, (size_t)count - 1, &talk);
    printf("%d changes were not followed, expected %d\n", partner.skipped, SKIPPED);
    return failed == 0 && partner.skipped == SKIPPED ? 0 : 1;
}
