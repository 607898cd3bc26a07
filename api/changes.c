// Calls that change something. All of a request happens, or nothing of it.
#include "api/operations/operations.h"
#include "api/replies/replies.h"
#include "api/session.h"

#include <stdlib.h>
#include <string.h>

// A single operation is not in a list, and its answer neither. What a request may take is counted
// over all its operations.
typedef struct {
    const cJSON *root;  // The tree of all that was sent, which stands at `place` of the body.
    const Place *place;
    const cJSON *first;
    bool is_list;
    Wanted wanted;
    uint64_t steps;   // Spent in bodies.
    uint64_t visits;  // By walks of the heap that ?include= asked for.
    // Of the operation that runs.
    JsonWriter operation;
    TextBuffer python;
    Recorder recorder;
} Request;

static void request_discard(Request *request) {
    text_discard(&request->operation.buffer);
    text_discard(&request->python);
    recorder_discard(&request->recorder);
}

// ---------------------------------------------------------------- one operation

// In a frame that was entered by hand a script may need the text in another way, too.
static bool make_apart(const ApiSession *session, const cJSON *operation, LogEntry *entry) {
    if (heap_current_frame(session->heap) == HEAP_MODULE_FRAME || entry->python == NULL) {
        return true;
    }
    PythonText python = python_at(session->heap);
    python.tells_module = true;
    operation_python(&python, operation);
    text_add(&python.text, "", 0);
    bool made = !python.text.failed;
    if (made && !python.impossible && strcmp(python.text.text, entry->python) != 0) {
        return log_entry_note_apart(entry, text_take(&python.text, NULL));
    }
    text_discard(&python.text);
    return made;
}

// The Python text has to be made before the operation: after it names may lead elsewhere.
static ApiCode make_entry(const ApiSession *session, const cJSON *operation, Request *request,
                          LogEntry *entry, Problem *problem) {
    JsonWriter *writer = &request->operation;
    json_restart(writer);
    json_tree(writer, operation);
    PythonText python = python_at(session->heap);
    python.text = request->python;
    text_cut(&python.text, 0);
    operation_python(&python, operation);
    request->python = python.text;
    text_add(&request->python, "", 0);
    bool made = !writer->buffer.failed && !request->python.failed &&
                log_entry_make(entry, writer->buffer.text, writer->buffer.size,
                               python.impossible ? NULL : request->python.text);
    if (made && !make_apart(session, operation, entry)) {
        log_entry_discard(entry);
        made = false;
    }
    return made ? API_OK : problem_no_memory(problem);
}

// Whether the operation has entered a frame that stays; then the entry keeps what a script needs.
static bool note_frame(const ApiSession *session, const cJSON *operation, const Result *result,
                       LogEntry *entry) {
    return result->kind != RESULT_FRAME ||
           log_entry_note_frame(entry, session->heap, json_find(operation, "cells"));
}

static ApiCode check_quota(const ApiSession *session, Problem *problem) {
    if (session->log.count >= SESSION_MAX_OPERATIONS) {
        return problem_quota(problem, LIMIT_OPERATIONS, session->log.count,
                             "The session has had all its operations.");
    }
    if (session->log.bytes >= SESSION_MAX_LOG_BYTES) {
        return problem_quota(problem, LIMIT_LOG_BYTES, session->log.bytes,
                             "The operations of the session are longer than they may be.");
    }
    return API_OK;
}

// Runs it while the recorder listens, then writes it into the log.
static ApiCode run_recorded(ApiSession *session, const cJSON *operation, Request *request,
                            Change *change, size_t room, Problem *problem) {
    LogEntry entry = {0};
    ApiCode code = make_entry(session, operation, request, &entry, problem);
    if (code != API_OK) {
        return code;
    }
    Run run;
    run_init(&run, session->heap, problem);
    run.steps = request->steps;
    run.step_budget = session->step_budget;
    heap_set_operation(session->heap, session->log.count + 1);
    Recorder *recorder = change->recorder;
    recorder_attach(recorder, session->heap, change->wanted.events, room);
    code = run_operation(&run, operation);
    recorder_detach(session->heap);
    session->work += run.steps - request->steps;
    request->steps = run.steps;
    if (run.refused != NULL) {
        problem_find_place(problem, request->root, request->place, run.refused);
    }
    change->result = run.result;
    bool failed = recorder_has_failed(recorder) ||
                  (code == API_OK && !note_frame(session, operation, &run.result, &entry));
    if (code != API_OK || failed) {
        log_entry_discard(&entry);
        return code != API_OK ? code : problem_no_memory(problem);
    }
    change->python = entry.python;
    change->seq = session->log.count + 1;
    return log_append(&session->log, entry) ? API_OK : problem_no_memory(problem);
}

// The objects and slots that a walk of the heap visits. Counting them is such a walk, which ends
// early when there are more than `limit`.
static uint64_t visits_of_a_walk(const Heap *heap, uint64_t limit) {
    Object *object = NULL;
    uint64_t visits = 0;
    for (uint32_t id = 0; visits <= limit && heap_next_object(heap, &id, &object);) {
        visits++;
        HeapHolder slot;
        for (uint32_t at = 0; visits <= limit && heap_next_slot(heap, object, &at, &slot);) {
            visits++;
        }
    }
    return visits;
}

// What tells reachable objects and referrers walks the whole heap: that is work, too. It is refused
// before the walks, and the count for that ends where they would be refused.
static ApiCode charge_walks(const ApiSession *session, Request *request, Problem *problem) {
    uint64_t walks = (request->wanted.reachable ? 1u : 0u) + (request->wanted.referrers ? 1u : 0u);
    uint64_t work = heap_work(session->heap) + request->visits;
    uint64_t left = work < session->work_budget ? session->work_budget - work : 0;
    if (walks > 0) {
        walks += 1;  // The count.
        uint64_t visits = walks * visits_of_a_walk(session->heap, left / walks);
        request->visits += visits;
        work += visits;
    }
    return work <= session->work_budget
               ? API_OK
               : problem_quota(problem, LIMIT_WORK, work,
                               "This takes more walks of the heap than one request may ask for.");
}

static ApiCode change_one(ApiSession *session, const cJSON *operation, Request *request,
                          JsonWriter *writer, Problem *problem) {
    Change change = {.recorder = &request->recorder, .wanted = request->wanted};
    size_t room = json_is_enough(writer) ? 0 : JSON_ENOUGH - writer->buffer.size;
    ApiCode code = check_quota(session, problem);
    if (code == API_OK) {
        code = run_recorded(session, operation, request, &change, room, problem);
    }
    if (code == API_OK) {
        code = charge_walks(session, request, problem);
    }
    if (code == API_OK) {
        code = change_write(writer, session->heap, &change, problem);
    }
    return code;
}

// ---------------------------------------------------------------- a request

ApiCode list_check(const cJSON *list, const Place *place, Problem *problem) {
    if (!cJSON_IsArray(list)) {
        return problem_set(problem, API_BAD_ARGUMENT, place,
                           "'ops' should be an array of operations.");
    }
    int64_t index = 0;
    for (const cJSON *operation = list->child; operation != NULL; operation = operation->next) {
        Place at = {.parent = place, .index = (size_t)index};
        ApiCode code = operation_check(operation, &at, problem);
        if (code == API_OK && index == SESSION_MAX_LIST) {
            return problem_limit(problem, LIMIT_LIST, place, "A list has %d operations at most.",
                                 SESSION_MAX_LIST);
        }
        if (code != API_OK) {
            problem->op_index = index;
            return code;
        }
        index++;
    }
    return API_OK;
}

static ApiCode run_list(ApiSession *session, Request *request, JsonWriter *writer,
                        Problem *problem) {
    ApiCode code = API_OK;
    int64_t index = 0;
    const cJSON *operation = request->first;
    for (; code == API_OK && operation != NULL; operation = operation->next) {
        code = change_one(session, operation, request, writer, problem);
        if (code == API_OK && writer->buffer.failed) {
            code = problem_no_memory(problem);
        }
        problem->op_index = code != API_OK ? index : -1;
        index++;
    }
    return code;
}

static ApiCode run_request(ApiSession *session, Request *request, JsonWriter *writer,
                           Problem *problem) {
    if (!request->is_list) {
        return change_one(session, request->first, request, writer, problem);
    }
    JsonWriter results = {0};
    ApiCode code = run_list(session, request, &results, problem);
    json_begin_object(writer);
    json_member_uint(writer, "seq", session->log.count);
    json_key(writer, "results");
    json_begin_array(writer);
    json_raw(writer, results.buffer.text, results.buffer.size);
    json_end_array(writer);
    json_end_object(writer);
    text_discard(&results.buffer);
    return code;
}

// Leaves the session as it was before the request: the log always, the heap where it changed.
static void take_back(ApiSession *session, size_t count, uint64_t mutations) {
    Problem ignored;
    problem_init(&ignored);
    log_cut(&session->log, count);
    if (heap_mutations(session->heap) != mutations) {
        ApiCode code = session_go_back(session, &ignored);
        (void)code;  // If it failed, the session is stale and tries again before its next call.
    }
}

static ApiReply reply_with(ApiSession *session, JsonWriter *writer) {
    ApiReply reply = {.code = API_OK, .seq = session->log.count};
    reply.body = text_take(&writer->buffer, &reply.size);
    return reply;
}

static ApiReply run_atomically(ApiSession *session, Request *request, Problem *problem) {
    JsonWriter writer = {0};
    size_t count = session->log.count;
    uint64_t mutations = heap_mutations(session->heap);
    heap_set_budget(session->heap, session->work_budget);
    ApiCode code = run_request(session, request, &writer, problem);
    uint64_t work = heap_work(session->heap);
    if (code == API_OK) {
        ApiReply reply = reply_with(session, &writer);
        if (reply.body != NULL) {
            session_keep_up(session, work);
            return reply;
        }
        problem_no_memory(problem);
    }
    text_discard(&writer.buffer);
    take_back(session, count, mutations);
    return problem_reply(problem, session->log.count);
}

ApiCode change_begin(ApiSession *session, const cJSON *operations, Problem *problem) {
    Place place = {.member = "ops"};
    Request request = {
        .root = operations, .place = &place, .first = operations->child, .is_list = true};
    ApiCode code = list_check(operations, &place, problem);
    if (code != API_OK) {
        return code;
    }
    JsonWriter writer = {0};
    heap_set_budget(session->heap, session->work_budget);
    code = run_request(session, &request, &writer, problem);
    text_discard(&writer.buffer);
    request_discard(&request);
    session_keep_up(session, heap_work(session->heap));
    return code;
}

// ---------------------------------------------------------------- the short forms

static ApiCode refuse_field(Problem *problem, const char *name) {
    Place place = {.member = name};
    problem_argument(problem, "field", name);
    return problem_set(problem, API_UNKNOWN_FIELD, &place, "There is no '%s' here.",
                       problem_quote(name).text);
}

// Adds a member that the client may not give.
static ApiCode add_text(JsonDocument *document, const char *name, const char *text,
                        Problem *problem) {
    if (json_find(document->root, name) != NULL) {
        return refuse_field(problem, name);
    }
    return json_document_add(document, name, text) ? API_OK : problem_no_memory(problem);
}

// Turns the body of a short form into the operation that it stands for.
static ApiCode complete(ApiCall call, const ApiInput *input, JsonDocument *document,
                        Problem *problem) {
    bool named = json_find(document->root, "name") != NULL;
    ApiCode code = API_OK;
    switch (call) {
    case API_CALL_CREATE_OBJECT:
        return add_text(document, "op", named ? "assign" : "evaluate", problem);
    case API_CALL_COLLECT: return add_text(document, "op", "collect", problem);
    case API_CALL_BIND_NAME:
    case API_CALL_DELETE_NAME:
        code = add_text(document, "op", call == API_CALL_BIND_NAME ? "assign" : "del", problem);
        return code != API_OK ? code : add_text(document, "name", input->path[0], problem);
    default: return API_OK;
    }
}

// A name in the path that is not bound is a path that leads nowhere.
static ApiCode check_bound(const ApiSession *session, const char *text, Problem *problem) {
    BindingName name = binding_name(text);
    uint32_t frame = binding_frame(session->heap, name);
    if (heap_frame_lookup(session->heap, frame, name.name) != NULL) {
        return API_OK;
    }
    problem_argument(problem, "name", text);
    return problem_set(problem, API_NO_SUCH_NAME, NULL, "The name '%s' is not bound.",
                       problem_quote(text).text);
}

static ApiCode check_request(ApiSession *session, ApiCall call, const ApiInput *input,
                             const cJSON *tree, Request *request, Problem *problem) {
    const cJSON *list = json_find(tree, "ops");
    bool is_operation = json_find(tree, "op") != NULL;  // A repeat has both.
    if (call == API_CALL_OPERATIONS && list != NULL && !is_operation) {
        Place place = {.member = "ops"};
        const cJSON *other = tree->child == list ? list->next : tree->child;
        request->is_list = true;
        request->first = list->child;
        return other != NULL ? refuse_field(problem, other->string)
                             : list_check(list, &place, problem);
    }
    request->first = tree;
    ApiCode code = operation_check(tree, NULL, problem);
    if (code == API_OK && call == API_CALL_DELETE_NAME) {
        code = check_bound(session, input->path[0], problem);
    }
    return code;
}

static ApiReply change_document(ApiSession *session, ApiCall call, const ApiInput *input,
                                JsonDocument *document, Wanted wanted) {
    Problem problem;
    problem_init(&problem);
    const cJSON *tree = document->root;
    Request request = {.root = tree, .wanted = wanted};
    ApiCode code = complete(call, input, document, &problem);
    if (code == API_OK) {
        code = check_request(session, call, input, tree, &request, &problem);
    }
    ApiReply reply = code == API_OK ? run_atomically(session, &request, &problem)
                                    : problem_reply(&problem, session->log.count);
    request_discard(&request);
    return reply;
}

ApiReply change_call(ApiSession *session, ApiCall call, const ApiInput *input) {
    Problem problem;
    problem_init(&problem);
    Wanted wanted = {0};
    JsonDocument document = {0};
    ApiCode code = wanted_read(input, call, &wanted, &problem);
    if (code == API_OK) {
        bool may_be_empty = call == API_CALL_COLLECT || call == API_CALL_DELETE_NAME;
        code = request_read(input, may_be_empty, &document, &problem);
    }
    if (code == API_OK) {
        code = expected_check(session, input, &problem);
    }
    ApiReply reply = code == API_OK ? change_document(session, call, input, &document, wanted)
                                    : problem_reply(&problem, session->log.count);
    json_document_discard(&document);
    return reply;
}
