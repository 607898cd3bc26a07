// A session from its first day to its last.
#include "api/session.h"

#include "api/operations/operations.h"
#include "api/views/views.h"

#include <stdlib.h>
#include <string.h>

// ---------------------------------------------------------------- a call

static bool is_change(ApiCall call) {
    return call <= API_CALL_COLLECT;
}

ApiReply api_call(ApiSession *session, ApiCall call, const ApiInput *input) {
    Problem problem;
    problem_init(&problem);
    if (session->stale && session_go_back(session, &problem) != API_OK) {
        return problem_reply(&problem, session->log.count);
    }
    return is_change(call) ? change_call(session, call, input) : view_call(session, call, input);
}

// ---------------------------------------------------------------- going back

static Heap *new_heap(const char *profile) {
    return heap_create(&(HeapOptions){
        .profile = profile,
        .max_objects = SESSION_MAX_OBJECTS,
        .max_bytes = SESSION_MAX_BYTES,
        .index = true,
    });
}

// Runs an operation again that has worked before, and so works.
static ApiCode replay_entry(Heap *heap, const LogEntry *entry, uint64_t seq, Problem *problem) {
    JsonDocument document = {0};
    if (!json_read(&document, entry->operation, entry->operation_size)) {
        json_document_discard(&document);
        return problem_no_memory(problem);
    }
    Run run;
    run_init(&run, heap, problem);
    heap_set_operation(heap, seq);
    ApiCode code = run_operation(&run, document.root);
    json_document_discard(&document);
    return code;
}

static ApiCode replay(Heap *heap, const Log *log, size_t from, Problem *problem) {
    ApiCode code = API_OK;
    heap_set_budget(heap, 0);
    for (size_t i = from; code == API_OK && i < log->count; i++) {
        code = replay_entry(heap, &log->entries[i], i + 1, problem);
    }
    return code;
}

// The old heap stays until the new one stands: what fails here can be tried again.
ApiCode session_go_back(ApiSession *session, Problem *problem) {
    Heap *heap = session->checkpoint != NULL ? heap_clone(session->checkpoint)
                                             : new_heap(heap_profile_info(session->heap)->name);
    ApiCode code = heap != NULL ? replay(heap, &session->log, session->checkpoint_count, problem)
                                : problem_no_memory(problem);
    session->stale = code != API_OK;
    session->has_hash = false;
    if (code != API_OK) {
        heap_destroy(heap);
        return code;
    }
    heap_destroy(session->heap);
    session->heap = heap;
    return API_OK;
}

// How much may be done again when something fails: in proportion to what copying the heap costs.
static uint64_t checkpoint_bound(const ApiSession *session) {
    uint64_t by_size = 4 * heap_totals(session->heap).objects;
    return by_size > session->checkpoint_work ? by_size : session->checkpoint_work;
}

void session_keep_up(ApiSession *session, uint64_t work) {
    session->work += work;
    if (session->work <= checkpoint_bound(session)) {
        return;
    }
    Heap *checkpoint = heap_clone(session->heap);
    if (checkpoint != NULL) {  // Without memory the old one does, at more work.
        heap_destroy(session->checkpoint);
        session->checkpoint = checkpoint;
        session->checkpoint_count = session->log.count;
        session->work = 0;
    }
}

// ---------------------------------------------------------------- beginning and end

void api_session_destroy(ApiSession *session) {
    if (session == NULL) {
        return;
    }
    heap_destroy(session->heap);
    heap_destroy(session->checkpoint);
    log_discard(&session->log);
    free(session->id);
    free(session->url);
    free(session->created_at);
    free(session->label);
    free(session);
}

// What the body of a new session may have.
typedef struct {
    const char *profile, *label;
    const cJSON *operations;  // NULL: none.
} Wish;

static bool profile_exists(const char *name) {
    HeapProfileInfo info;
    for (size_t i = 0; heap_profile(i, &info); i++) {
        if (strcmp(info.name, name) == 0) {
            return true;
        }
    }
    return false;
}

ApiCode profile_check(const cJSON *json, const Place *place, Problem *problem) {
    if (!cJSON_IsString(json)) {
        return problem_set(problem, API_BAD_ARGUMENT, place,
                           "The name of a profile should be a string.");
    }
    if (!profile_exists(json->valuestring)) {
        problem_argument(problem, "profile", json->valuestring);
        return problem_set(problem, API_UNKNOWN_PROFILE, place,
                           "There is no profile '%s'; GET /v1/profiles lists them.",
                           problem_quote(json->valuestring).text);
    }
    return API_OK;
}

static ApiCode read_profile(const cJSON *json, Wish *wish, Problem *problem) {
    Place place = {.member = "profile"};
    ApiCode code = profile_check(json, &place, problem);
    if (code == API_OK) {
        wish->profile = json->valuestring;
    }
    return code;
}

static ApiCode read_label(const cJSON *json, Wish *wish, Problem *problem) {
    Place place = {.member = "label"};
    if (cJSON_IsNull(json)) {
        return API_OK;
    }
    if (!cJSON_IsString(json) || strlen(json->valuestring) > SESSION_MAX_LABEL) {
        return problem_limit(problem, LIMIT_LABEL, &place,
                             "'label' should be a string of %d bytes at most.", SESSION_MAX_LABEL);
    }
    wish->label = json->valuestring;
    return API_OK;
}

static ApiCode read_operations(const cJSON *json, Wish *wish, Problem *problem) {
    Place place = {.member = "ops"};
    if (!cJSON_IsArray(json)) {
        return problem_set(problem, API_BAD_ARGUMENT, &place,
                           "'ops' should be an array of operations.");
    }
    wish->operations = json;
    return API_OK;
}

static ApiCode read_member(const cJSON *member, Wish *wish, Problem *problem) {
    static const struct {
        const char *name;
        ApiCode (*read)(const cJSON *json, Wish *wish, Problem *problem);
    } members[] = {{"profile", read_profile}, {"label", read_label}, {"ops", read_operations}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (strcmp(member->string, members[i].name) == 0) {
            return members[i].read(member, wish, problem);
        }
    }
    Place place = {.member = member->string};
    problem_argument(problem, "field", member->string);
    return problem_set(problem, API_UNKNOWN_FIELD, &place, "A session has no '%s'.",
                       problem_quote(member->string).text);
}

static ApiCode read_wish(const cJSON *tree, Wish *wish, Problem *problem) {
    ApiCode code = API_OK;
    const cJSON *member = tree->child;
    for (; code == API_OK && member != NULL; member = member->next) {
        code = read_member(member, wish, problem);
    }
    return code;
}

static ApiCode fill(ApiSession *session, const ApiIdentity *identity, const Wish *wish,
                    Problem *problem) {
    session->id = text_copy(identity->id);
    session->url = text_copy(identity->url);
    session->created_at = text_copy(identity->created_at);
    session->label = wish->label != NULL ? text_copy(wish->label) : NULL;
    session->heap = new_heap(wish->profile);
    bool filled = session->id != NULL && session->url != NULL && session->created_at != NULL &&
                  session->heap != NULL && (wish->label == NULL || session->label != NULL);
    if (!filled) {
        return problem_no_memory(problem);
    }
    return wish->operations != NULL ? change_begin(session, wish->operations, problem) : API_OK;
}

// NULL, and the problem is filled, when there can be none.
static ApiSession *make(const ApiIdentity *identity, const Wish *wish, Problem *problem) {
    ApiSession *session = calloc(1, sizeof *session);
    if (session == NULL) {
        (void)problem_no_memory(problem);
        return NULL;
    }
    session->checkpoint_work = SESSION_CHECKPOINT_WORK;
    session->work_budget = SESSION_WORK_BUDGET;
    session->step_budget = RUN_MAX_STEPS;
    if (fill(session, identity, wish, problem) != API_OK) {
        api_session_destroy(session);
        return NULL;
    }
    return session;
}

static ApiReply created(ApiSession *session) {
    JsonWriter writer = {0};
    view_write_session(&writer, session);
    ApiReply reply = {.code = API_CREATED, .seq = session->log.count};
    reply.body = text_take(&writer.buffer, &reply.size);
    return reply;
}

static ApiReply create(const ApiIdentity *identity, const cJSON *tree, Problem *problem,
                       ApiSession **out_session) {
    Wish wish = {0};
    ApiSession *session =
        read_wish(tree, &wish, problem) == API_OK ? make(identity, &wish, problem) : NULL;
    if (session == NULL) {
        return problem_reply(problem, 0);
    }
    ApiReply reply = created(session);
    if (reply.body == NULL) {
        api_session_destroy(session);
        (void)problem_no_memory(problem);
        return problem_reply(problem, 0);
    }
    *out_session = session;
    return reply;
}

ApiReply api_session_create(const ApiIdentity *identity, const ApiInput *input,
                            ApiSession **out_session) {
    static const Parameter *const no_parameters[] = {NULL};
    Problem problem;
    problem_init(&problem);
    JsonDocument document = {0};
    ApiCode code = query_check(input, no_parameters, &problem);
    code = code != API_OK ? code : request_read(input, true, &document, &problem);
    ApiReply reply = code == API_OK ? create(identity, document.root, &problem, out_session)
                                    : problem_reply(&problem, 0);
    json_document_discard(&document);
    return reply;
}

char *api_session_check(ApiSession *session) {
    enum { MESSAGE_SIZE = 512 };
    char message[MESSAGE_SIZE] = "";
    return heap_check(session->heap, message, sizeof message) ? NULL : text_copy(message);
}
