// Doing the same several times.
#include "api/operations/operation.h"

#include "api/operations/arguments.h"
#include "api/operations/bound_names.h"
#include "api/operations/loops.h"
#include "api/operations/operations.h"
#include "api/operations/turns.h"

static ApiCode check_times(const Invocation *invocation, const Place *place, Problem *problem) {
    double times = invocation->arguments[0]->valuedouble;
    bool is_named = turns_are_named(invocation->arguments[1]);
    Place at = {.parent = place, .member = "times"};
    if (times < 0 || times > LOOP_MAX_TURNS) {
        problem_argument(problem, "argument", "times");
        return problem_limit(problem, LIMIT_TURNS, &at, "'times' should be a number from 0 to %d.",
                             LOOP_MAX_TURNS);
    }
    if (is_named && times > LOOP_MAX_NAMED_TURNS) {
        problem_argument(problem, "argument", "times");
        return problem_limit(problem, LIMIT_NAMED_TURNS, &at,
                             "'times' should be %d at most where {i} is in a name.",
                             LOOP_MAX_NAMED_TURNS);
    }
    return API_OK;
}

// Where a name says which turn it is, the operations are looked at as they are in the last, which
// has the longest names; in the others only digits differ.
// NOLINTNEXTLINE(misc-no-recursion): a block in a block, as deep as a request may be.
static ApiCode check_operations(const Invocation *invocation, const Place *place,
                                Problem *problem) {
    double times = invocation->arguments[0]->valuedouble;
    const cJSON *operations = invocation->arguments[1];
    if (!turns_are_named(operations)) {
        return argument_check(ARGUMENT_BODY, operations, place, problem);
    }
    cJSON *last = turn_operations(operations, times > 0 ? (uint64_t)times - 1 : 0);
    ApiCode code = last != NULL ? argument_check(ARGUMENT_BODY, last, place, problem)
                                : problem_no_memory(problem);
    cJSON_Delete(last);
    return code;
}

// NOLINTNEXTLINE(misc-no-recursion): see check_operations.
static ApiCode check_repeat(const Invocation *invocation, const Place *place, Problem *problem) {
    Place at = {.parent = place, .member = "ops"};
    ApiCode code = check_times(invocation, place, problem);
    return code != API_OK ? code : check_operations(invocation, &at, problem);
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
        python->impossible = python->impossible || python->text.size > LOOP_MAX_PYTHON_BYTES;
    }
}

// NOLINTNEXTLINE(misc-no-recursion): see write_turns.
static void write_loop(PythonText *python, const cJSON *operations) {
    if (operations->child == NULL) {
        text_add_string(&python->text, " pass");
        return;
    }
    python->indent++;
    python_new_line(python);
    operations_python(python, operations);
    python->indent--;
}

// A repeat of no turns is told all the same: its names are those of the function that it is in.
// NOLINTNEXTLINE(misc-no-recursion): see write_turns.
static void write_no_turn(PythonText *python, const cJSON *operations) {
    cJSON *copy = turn_operations(operations, 0);
    python->text.failed = copy == NULL || python->text.failed;
    if (copy != NULL) {
        write_loop(python, copy);
    }
    cJSON_Delete(copy);
}

// What the operations bind hides Python's own names from the turns that follow.
static void hide_names(PythonText *inner, const BoundNames *bound) {
    for (size_t i = 0; i < BUILTINS; i++) {
        const char *name = python_builtin_name((Builtin)i);
        inner->hidden[i] = inner->hidden[i] || bound_names_have(bound, name);
    }
    inner->loop_names = inner->loop_names != NULL ? inner->loop_names : bound;
}

// NOLINTNEXTLINE(misc-no-recursion): see write_turns.
static void write_repeat(PythonText *python, const Invocation *invocation) {
    double times = invocation->arguments[0]->valuedouble;
    const cJSON *operations = invocation->arguments[1];
    PythonText inner = *python;
    bool is_unrolled = times > 0 && turns_are_named(operations);
    if (!is_unrolled) {
        text_add_string(&inner.text, "for _ in ");
        python_builtin(&inner, BUILTIN_RANGE);
        text_add_format(&inner.text, "(%.0f):", times);
    }
    BoundNames bound = {0};
    inner.text.failed = !bound_names_find(&bound, operations) || inner.text.failed;
    hide_names(&inner, &bound);
    if (is_unrolled) {
        write_turns(&inner, operations, (uint64_t)times);
    } else if (times == 0) {
        write_no_turn(&inner, operations);
    } else {
        write_loop(&inner, operations);
    }
    bound_names_discard(&bound);
    python->text = inner.text;
    python->impossible = inner.impossible;
}

const Operation loop_operations[] = {
    {
        .name = "repeat",
        .summary = "Do the same several times; {i} in a name is the number of the turn.",
        .arguments = {{"times", ARGUMENT_COUNT, REQUIRED, LOOP_MAX_TURNS},
                      {"ops", ARGUMENT_BLOCK, REQUIRED}},
        .python = "for _ in range({times}): {ops}",
        .write_python = write_repeat,
        .together = "More than 10,000 turns where {i} is in a name; a name that is none once the "
                    "last turn's number stands in it.",
        .check = check_repeat,
        .run = repeat,
    },
    {0},
};
