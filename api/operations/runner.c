// What the heap starts by itself: finalizers, and the callbacks of weak references.
//
// They run in the middle of whatever lets an object die, each in a Run of its own. What Python
// would raise there is told as an event and forgotten. Whatever else goes wrong, a quota or a
// refusal that is not Python's, ends the request, and is what the client is told.
#include "api/operations/calls.h"

#include <string.h>

static const char *message_of(const Problem *problem) {
    for (size_t i = 0; i < problem->argument_count; i++) {
        if (!problem->arguments[i].is_number &&
            strcmp(problem->arguments[i].name, "message") == 0) {
            return problem->arguments[i].text;
        }
    }
    return "";
}

// As the interpreter does: the exception is told while the frames that it comes through are there.
static ApiCode give_up(Run *run, Object *callable) {
    heap_unraisable(run->heap, callable, run->problem->exception, message_of(run->problem));
    return run_leave_frames(run);
}

static ApiCode call_and_run(Run *run, Object *callable, Object *argument) {
    Call call = {.callable = callable, .positional = {argument}, .positional_count = 1};
    ApiCode code = call_object(run, &call);
    while (code == API_OK && run->depth > 0) {
        code = run_step(run);
    }
    return code;
}

static HeapStatus end_request(Run *root, const Problem *problem) {
    if (root->ended.code == API_OK) {
        root->ended = *problem;
    }
    return problem->code == API_NO_MEMORY ? HEAP_NO_MEMORY : HEAP_QUOTA_WORK;
}

static HeapStatus run_started(void *context, Heap *heap, HeapRunReason reason, Object *callable,
                              Object *argument) {
    (void)reason;
    Problem problem;
    Constants none = {0};
    Run run;
    problem_init(&problem);
    run_init(&run, heap, &problem);
    run.root = context;
    run.constants = &none;
    ApiCode code = call_and_run(&run, callable, argument);
    if (code == API_EXCEPTION) {
        code = give_up(&run, callable);
    }
    run_end(&run);
    return code == API_OK ? HEAP_OK : end_request(run.root, &problem);
}

void runner_attach(Run *run) {
    heap_set_runner(run->heap, &(HeapRunner){.run = run_started, .context = run});
}

void runner_detach(Run *run) {
    heap_set_runner(run->heap, NULL);
}
