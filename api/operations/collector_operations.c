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

enum { ENABLED, THRESHOLDS, SAVEALL, CLEAR_GARBAGE };

static ApiCode set_up(Run *run, const Invocation *invocation) {
    const cJSON *const *arguments = invocation->arguments;
    if (arguments[ENABLED] != NULL) {
        heap_gc_enable(run->heap, cJSON_IsTrue(arguments[ENABLED]));
    }
    if (arguments[THRESHOLDS] != NULL) {
        set_thresholds(run->heap, arguments[THRESHOLDS]);
    }
    if (arguments[SAVEALL] != NULL) {
        heap_gc_set_saveall(run->heap, cJSON_IsTrue(arguments[SAVEALL]));
    }
    if (arguments[CLEAR_GARBAGE] != NULL) {
        heap_clear_garbage(run->heap);
    }
    return API_OK;
}

// The beginning of a statement, and what parts it from the one before.
static void begin_statement(PythonText *python, size_t *count, const char *text) {
    text_add_string(&python->text, (*count)++ > 0 ? "; " : "");
    text_add_string(&python->text, text);
}

static void write_thresholds(PythonText *python, const cJSON *thresholds) {
    for (const cJSON *item = thresholds->child; item != NULL; item = item->next) {
        text_add_format(&python->text, "%.0f%s", item->valuedouble,
                        item->next != NULL ? ", " : ")");
    }
}

static void write_set_up(PythonText *python, const Invocation *invocation) {
    const cJSON *const *arguments = invocation->arguments;
    size_t count = 0;
    if (arguments[ENABLED] != NULL) {
        begin_statement(python, &count,
                        cJSON_IsTrue(arguments[ENABLED]) ? "gc.enable()" : "gc.disable()");
    }
    if (arguments[THRESHOLDS] != NULL) {
        begin_statement(python, &count, "gc.set_threshold(");
        write_thresholds(python, arguments[THRESHOLDS]);
    }
    if (arguments[SAVEALL] != NULL) {
        begin_statement(python, &count,
                        cJSON_IsTrue(arguments[SAVEALL]) ? "gc.set_debug(gc.DEBUG_SAVEALL)"
                                                         : "gc.set_debug(0)");
    }
    if (arguments[CLEAR_GARBAGE] != NULL) {
        begin_statement(python, &count, "gc.garbage.clear()");
    }
}

static ApiCode freeze(Run *run, const Invocation *invocation) {
    (void)invocation;
    return run_status(run, heap_freeze(run->heap));
}

static ApiCode unfreeze(Run *run, const Invocation *invocation) {
    (void)invocation;
    return run_status(run, heap_unfreeze(run->heap));
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
        .summary = "Switch automatic collections on or off, set their thresholds; let what "
                   "collections find go to gc.garbage instead of away, and empty that.",
        .arguments = {[ENABLED] = {"enabled", ARGUMENT_BOOL, ANY_OF},
                      [THRESHOLDS] = {"thresholds", ARGUMENT_THRESHOLDS, ANY_OF},
                      [SAVEALL] = {"debug_saveall", ARGUMENT_BOOL, ANY_OF},
                      [CLEAR_GARBAGE] = {"clear_garbage", ARGUMENT_TRUE, ANY_OF}},
        .python = "gc.enable(); gc.set_threshold({thresholds}); gc.set_debug(gc.DEBUG_SAVEALL); "
                  "gc.garbage.clear()",
        .write_python = write_set_up,
        .run = set_up,
    },
    {
        .name = "freeze",
        .summary = "Put all tracked objects where no collection looks.",
        .python = "gc.freeze()",
        .run = freeze,
    },
    {
        .name = "unfreeze",
        .summary = "Put the frozen objects into the oldest generation.",
        .python = "gc.unfreeze()",
        .run = unfreeze,
    },
    {0},
};
