// What went wrong, kept until the answer is written: a code, a sentence for a learner, and where in
// the request it is.
#pragma once

#include "api/api.h"
#include "api/json/json_writer.h"
#include "api/limits.h"
#include "heap/heap.h"

enum {
    PROBLEM_DETAIL_SIZE = 1024,
    PROBLEM_POINTER_SIZE = 512,
    PROBLEM_TEXT_SIZE = 256,
    PROBLEM_MAX_ARGUMENTS = 4,
};

// Where in the request something stands: a chain that lives on the stack of whoever walks down the
// request, and becomes a JSON Pointer only when something is wrong there.
typedef struct Place {
    const struct Place *parent;  // NULL at the whole request.
    const char *member;          // NULL: an element of an array, at `index`.
    size_t index;
} Place;

typedef struct {
    const char *name;
    char text[PROBLEM_TEXT_SIZE];
    int64_t number;
    bool is_number;
} ProblemArgument;

typedef struct {
    ApiCode code;
    char detail[PROBLEM_DETAIL_SIZE];
    char pointer[PROBLEM_POINTER_SIZE];  // "" when there is none.
    const char *exception;               // What Python would raise; NULL if it would not.
    int64_t op_index;                    // In a list of operations; -1 otherwise.
    ProblemArgument arguments[PROBLEM_MAX_ARGUMENTS];
    size_t argument_count;
} Problem;

void problem_init(Problem *problem);

// Each fills the problem and returns its code, so that a refusal is one expression. `place` may be
// NULL.
__attribute__((format(printf, 4, 5))) ApiCode
problem_set(Problem *problem, ApiCode code, const Place *place, const char *format, ...);
// Where a part of the request stands, after the fact: the pointer of a problem that has been set.
// `root` stands at `place`. Nothing happens if the part is not in it.
void problem_find_place(Problem *problem, const cJSON *root, const Place *place, const cJSON *part);
ApiCode problem_no_memory(Problem *problem);
// The translation between the layers: what a heap's status means, with the heap's own words.
// API_OK for HEAP_OK, and the problem stays as it was.
ApiCode problem_heap(Problem *problem, Heap *heap, HeapStatus status);
// An exception that this layer knows of without asking the heap.
__attribute__((format(printf, 3, 4))) ApiCode problem_raise(Problem *problem, HeapStatus status,
                                                            const char *format, ...);

// What a sentence quotes of the request: its beginning, cut between two characters.
enum { QUOTE_SIZE = 104 };
typedef struct {
    char text[QUOTE_SIZE];
} Quote;
Quote problem_quote(const char *text);

// What a page can translate the sentence with.
void problem_argument(Problem *problem, const char *name, const char *text);
void problem_number(Problem *problem, const char *name, int64_t number);
// A refusal by a limit, with the code of its row: the arguments are `limit`, its name, and `value`.
__attribute__((format(printf, 4, 5))) ApiCode
problem_limit(Problem *problem, LimitName limit, const Place *place, const char *format, ...);
// Its arguments alone, for a refusal in words of its own.
void problem_name_limit(Problem *problem, LimitName limit);
// The same of a quota; `given` is what there was when it was refused.
ApiCode problem_quota(Problem *problem, LimitName limit, uint64_t given, const char *detail);

// Whether its arguments name the limit.
bool problem_names_limit(const Problem *problem, LimitName limit);

// What kind of problem it is, for people.
const char *problem_title(ApiCode code);

ApiReply problem_reply(const Problem *problem, uint64_t seq);
