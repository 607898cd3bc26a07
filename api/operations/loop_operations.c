// Doing the same several times.
#include "api/operations/operation.h"

#include "api/operations/operations.h"
#include "api/operations/turns.h"

enum {
    MAX_TIMES = 1000000,
    MAX_NAMED_TURNS = RUN_MAX_NAMES,     // Written out in Python, turn by turn.
    MAX_PYTHON_BYTES = 4 * 1024 * 1024,  // Of a text that is written out.
};

static ApiCode check_repeat(const Invocation *invocation, const Place *place, Problem *problem) {
    double times = invocation->arguments[0]->valuedouble;
    bool is_named = turns_are_named(invocation->arguments[1]);
    Place at = {.parent = place, .member = "times"};
    if (times < 0 || times > MAX_TIMES) {
        problem_argument(problem, "argument", "times");
        return problem_set(problem, API_BAD_ARGUMENT, &at,
                           "'times' should be a number from 0 to %d.", MAX_TIMES);
    }
    if (is_named && times > MAX_NAMED_TURNS) {
        problem_argument(problem, "argument", "times");
        return problem_set(problem, API_BAD_ARGUMENT, &at,
                           "'times' should be %d at most where {i} is in a name.", MAX_NAMED_TURNS);
    }
    return API_OK;
}

static ApiCode repeat(Run *run, const Invocation *invocation) {
    return run_repeat(run, invocation->arguments[1],
                      (uint64_t)invocation->arguments[0]->valuedouble);
}

// One turn after the other, where a name says which it is.
// NOLINTNEXTLINE(misc-no-recursion): a block in a block, as deep as a request may be.
static void write_turns(PythonText *python, const cJSON *operations, uint64_t times) {
    for (uint64_t turn = 0; turn < times && !python->impossible && !python->text.failed; turn++) {
        cJSON *copy = turn_operations(operations, turn);
        python->text.failed = copy == NULL || python->text.failed;
        if (turn > 0) {
            python_new_line(python);
        }
        if (copy != NULL) {
            operations_python(python, copy);
        }
        cJSON_Delete(copy);
        python->impossible = python->impossible || python->text.size > MAX_PYTHON_BYTES;
    }
}

// NOLINTNEXTLINE(misc-no-recursion): see write_turns.
static void write_repeat(PythonText *python, const Invocation *invocation) {
    uint64_t times = (uint64_t)invocation->arguments[0]->valuedouble;
    const cJSON *operations = invocation->arguments[1];
    bool is_named = turns_are_named(operations);
    if (is_named && times > 0) {
        write_turns(python, operations, times);
        return;
    }
    text_add_format(&python->text, "for _ in range(%.0f):", invocation->arguments[0]->valuedouble);
    if (times == 0 || operations->child == NULL) {
        text_add_string(&python->text, " pass");
        return;
    }
    python->indent++;
    python_new_line(python);
    operations_python(python, operations);
    python->indent--;
}

const Operation loop_operations[] = {
    {
        .name = "repeat",
        .summary = "Do the same several times; {i} in a name is the number of the turn.",
        .arguments = {{"times", ARGUMENT_INTEGER, REQUIRED}, {"ops", ARGUMENT_BLOCK, REQUIRED}},
        .python = "for _ in range({times}): {ops}",
        .write_python = write_repeat,
        .check = check_repeat,
        .run = repeat,
    },
    {0},
};
