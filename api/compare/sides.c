#include "api/compare/sides.h"

#include "api/operations/operations.h"
#include "api/session.h"

#include <stdlib.h>

// What making a heap costs, in units of work.
enum { NEW_HEAP_WORK = 10000 };

// ---------------------------------------------------------------- budgets

static ApiCode refuse_work(const Sides *sides, Problem *problem) {
    problem_init(problem);
    return problem_quota(problem, LIMIT_WORK, sides->work,
                         "The profiles together take more work than one request may ask for.");
}

ApiCode sides_spend(Sides *sides, uint64_t work, Problem *problem) {
    sides->work += work;
    return sides->work < SESSION_WORK_BUDGET ? API_OK : refuse_work(sides, problem);
}

// A heap of a comparison has limits of its own.
static ApiCode name_limit(const Sides *sides, const Heap *heap, Problem *problem) {
    HeapTotals totals = heap_totals(heap);
    if (problem_names_limit(problem, LIMIT_OBJECTS)) {
        problem_init(problem);
        return problem_quota(problem, LIMIT_COMPARE_OBJECTS, totals.objects,
                             "A heap of the comparison would have more objects than it may.");
    }
    if (problem_names_limit(problem, LIMIT_BYTES)) {
        problem_init(problem);
        return problem_quota(problem, LIMIT_COMPARE_BYTES, totals.from_system,
                             "A heap of the comparison would take more memory than it may.");
    }
    return problem_names_limit(problem, LIMIT_WORK) ? refuse_work(sides, problem) : problem->code;
}

// ---------------------------------------------------------------- one operation

static Heap *new_heap(const char *profile) {
    return heap_create(&(HeapOptions){
        .profile = profile,
        .max_objects = COMPARE_MAX_OBJECTS,
        .max_bytes = COMPARE_MAX_BYTES,
        .index = true,
    });
}

// What is left of the budgets is for this operation.
static ApiCode run_in(Sides *sides, Heap *heap, size_t at, Result *out_result, Problem *problem) {
    ApiCode code = sides_spend(sides, 0, problem);
    if (code != API_OK) {
        return code;
    }
    Run run;
    run_init(&run, heap, problem);
    run.steps = sides->steps;
    heap_set_operation(heap, at + 1);
    heap_set_budget(heap, SESSION_WORK_BUDGET - sides->work);
    code = run_operation(&run, sides->operations[at]);
    sides->work += heap_work(heap);
    sides->steps = run.steps;
    *out_result = run.result;
    return code;
}

// What takes long to read takes so again.
static ApiCode run_again(Sides *sides, Heap *heap, size_t at, Problem *problem) {
    Result ignored;
    sides->steps += operation_reading_steps(sides->operations[at]);
    return run_in(sides, heap, at, &ignored, problem);
}

// As it was before the operation that ran last: those that have happened, again.
static ApiCode go_back(Sides *sides, Side *side, Problem *problem) {
    Heap *heap = new_heap(side->profile);
    ApiCode code =
        heap != NULL ? sides_spend(sides, NEW_HEAP_WORK, problem) : problem_no_memory(problem);
    for (size_t at = 0; code == API_OK && at + 1 < sides->operation_count; at++) {
        code = side->happened[at] ? run_again(sides, heap, at, problem) : API_OK;
    }
    if (code != API_OK) {
        heap_destroy(heap);
        return code;
    }
    heap_destroy(side->heap);
    side->heap = heap;
    return API_OK;
}

// Whether the state refused it, and the next operation goes on.
static bool is_refusal(ApiCode code) {
    return code == API_EXCEPTION || code == API_CONFLICT || code == API_BAD_REFERENCE;
}

static ApiCode take_refusal(Sides *sides, Side *side, uint64_t mutations, Problem *problem) {
    side->refusal = text_copy(problem->detail);
    watch_forget(&side->watch);
    problem_init(problem);
    if (side->refusal == NULL) {
        return problem_no_memory(problem);
    }
    return heap_mutations(side->heap) == mutations ? API_OK : go_back(sides, side, problem);
}

static ApiCode run_on(Sides *sides, Side *side, Problem *problem) {
    size_t at = sides->operation_count - 1;
    uint64_t mutations = heap_mutations(side->heap);
    free(side->refusal);
    side->refusal = NULL;
    watch_attach(&side->watch, side->heap);
    ApiCode code = run_in(sides, side->heap, at, &side->result, problem);
    watch_detach(side->heap);
    side->happened[at] = code == API_OK;
    code = code == API_OK && side->watch.failed ? problem_no_memory(problem) : code;
    if (is_refusal(code)) {
        code = take_refusal(sides, side, mutations, problem);
    }
    return code == API_OK ? API_OK : name_limit(sides, side->heap, problem);
}

ApiCode sides_run(Sides *sides, const cJSON *operation, Problem *problem) {
    ApiCode code = API_OK;
    sides->operations[sides->operation_count++] = operation;
    for (size_t i = 0; code == API_OK && i < sides->count; i++) {
        code = run_on(sides, &sides->of[i], problem);
    }
    return code;
}

// ---------------------------------------------------------------- beginning and end

ApiCode sides_begin(Sides *sides, const char *const *profiles, size_t count, size_t most,
                    Problem *problem) {
    *sides = (Sides){.operations = calloc(most + 1, sizeof *sides->operations)};
    bool begun = sides->operations != NULL;
    for (size_t i = 0; begun && i < count; i++) {
        Side *side = &sides->of[sides->count++];
        side->profile = profiles[i];
        side->heap = new_heap(profiles[i]);
        side->happened = calloc(most + 1, sizeof *side->happened);
        begun = side->heap != NULL && side->happened != NULL;
    }
    return begun ? sides_spend(sides, count * NEW_HEAP_WORK, problem) : problem_no_memory(problem);
}

void sides_end(Sides *sides) {
    for (size_t i = 0; i < sides->count; i++) {
        heap_destroy(sides->of[i].heap);
        free(sides->of[i].happened);
        free(sides->of[i].refusal);
        watch_discard(&sides->of[i].watch);
    }
    free(sides->operations);
    *sides = (Sides){.count = 0};
}
