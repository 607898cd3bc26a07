// The collector: asked by hand, switched on and off.
#include "api/operations/operation.h"

// What gc.collect() returns.
static ApiCode bind_number(Run *run, const cJSON *into, const HeapCollection *collection) {
    Object *number = NULL;
    if (into == NULL) {
        return API_OK;
    }
    int64_t found = (int64_t)(collection->collected + collection->uncollectable);
    ApiCode code = run_status(run, heap_new_int(run->heap, found, &number));
    code = code != API_OK ? code : run_keep(run, number);
    return code != API_OK ? code : run_bind(run, into, number);
}

static ApiCode collect(Run *run, const Invocation *invocation) {
    const cJSON *given = invocation->arguments[0];
    int64_t generation = given != NULL ? (int64_t)given->valuedouble : HEAP_GENERATIONS - 1;
    HeapCollection collection;
    if (generation < INT32_MIN || generation > INT32_MAX) {
        return problem_raise(run->problem, HEAP_OVERFLOW_ERROR,
                             "Python int too large to convert to C int");
    }
    ApiCode code = run_status(run, heap_collect(run->heap, generation, &collection));
    if (code != API_OK) {
        return code;
    }
    run_result_collection(run, &collection);
    return bind_number(run, invocation->arguments[1], &collection);
}

// Those that are not given stay as they are.
static void set_thresholds(Heap *heap, const cJSON *given) {
    HeapGcInfo info = heap_gc_info(heap);
    size_t generation = 0;
    for (const cJSON *item = given->child; item != NULL; item = item->next) {
        info.thresholds[generation++] = (uint32_t)item->valuedouble;
    }
    heap_gc_set_thresholds(heap, info.thresholds);
}

static ApiCode set_up(Run *run, const Invocation *invocation) {
    if (invocation->arguments[0] != NULL) {
        heap_gc_enable(run->heap, cJSON_IsTrue(invocation->arguments[0]));
    }
    if (invocation->arguments[1] != NULL) {
        set_thresholds(run->heap, invocation->arguments[1]);
    }
    return API_OK;
}

static void write_set_up(PythonText *python, const Invocation *invocation) {
    const cJSON *enabled = invocation->arguments[0], *thresholds = invocation->arguments[1];
    if (enabled != NULL) {
        text_add_string(&python->text, cJSON_IsTrue(enabled) ? "gc.enable()" : "gc.disable()");
    }
    if (thresholds == NULL) {
        return;
    }
    text_add_string(&python->text, enabled != NULL ? "; gc.set_threshold(" : "gc.set_threshold(");
    for (const cJSON *item = thresholds->child; item != NULL; item = item->next) {
        text_add_format(&python->text, "%.0f%s", item->valuedouble,
                        item->next != NULL ? ", " : ")");
    }
}

const Operation collector_operations[] = {
    {
        .name = "collect",
        .summary = "Collect a generation and the younger ones; all of them if none is named.",
        .arguments = {{"generation", ARGUMENT_INTEGER, OPTIONAL},
                      {"into", ARGUMENT_NAME, OPTIONAL}},
        .python = "{into} = gc.collect({generation})",
        .run = collect,
    },
    {
        .name = "gc",
        .summary = "Switch automatic collections on or off, set their thresholds.",
        .arguments = {{"enabled", ARGUMENT_BOOL, ANY_OF},
                      {"thresholds", ARGUMENT_THRESHOLDS, ANY_OF}},
        .python = "gc.enable(); gc.set_threshold({thresholds})",
        .write_python = write_set_up,
        .run = set_up,
    },
    {0},
};
