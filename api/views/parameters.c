#include "api/views/parameters.h"

#include "heap/heap.h"

enum { LIST_LIMIT = 100, GRAPH_LIMIT = 1000, GRAPH_DEPTH = 2 };

static const LimitName page = LIMIT_PAGE, nodes = LIMIT_GRAPH_NODES, depth = LIMIT_GRAPH_DEPTH;

// ---------------------------------------------------------------- listings

const Parameter parameter_limit = {
    .name = "limit",
    .kind = PARAMETER_NUMBER,
    .low = 1,
    .high = PARAMETER_MAX_LIMIT,
    .limit = &page,
    .fallback = LIST_LIMIT,
    .summary = "How many items to answer at most.",
};

// Of listings that end soon in any case.
const Parameter parameter_whole_limit = {
    .name = "limit",
    .kind = PARAMETER_NUMBER,
    .low = 1,
    .high = PARAMETER_MAX_LIMIT,
    .limit = &page,
    .fallback = UINT32_MAX,
    .summary = "How many items to answer at most. Left out: all.",
};

const Parameter parameter_cursor = {
    .name = "cursor",
    .kind = PARAMETER_NUMBER,
    .low = 1,
    .high = UINT32_MAX,
    .summary = "Where to go on: `next_cursor` of the page before. Left out: at the beginning.",
};

// ---------------------------------------------------------------- objects

const Parameter parameter_type = {
    .name = "type",
    .kind = PARAMETER_TEXT,
    .summary = "Only objects of this type: `list`, or the name of a class.",
};

const Parameter parameter_generation = {
    .name = "generation",
    .kind = PARAMETER_NUMBER,
    .high = HEAP_GENERATIONS - 1,
    .fallback = HEAP_GENERATIONS,
    .summary = "Only objects of this generation.",
};

const Parameter parameter_tracked = {
    .name = "tracked",
    .kind = PARAMETER_BOOL,
    .summary = "Only objects that the collector knows of, or only others.",
};

const Parameter parameter_reachable = {
    .name = "reachable",
    .kind = PARAMETER_BOOL,
    .summary = "Only objects that a name, a frame or a cache leads to, or only garbage.",
};

const Parameter parameter_min_size = {
    .name = "min_size",
    .kind = PARAMETER_NUMBER,
    .high = UINT64_MAX,
    .summary = "Only objects whose `size` is this many bytes or more.",
};

const Parameter parameter_text = {
    .name = "q",
    .kind = PARAMETER_TEXT,
    .summary = "Only objects whose repr has this text in it.",
};

// ---------------------------------------------------------------- names, frames, machinery

const Parameter parameter_frame = {
    .name = "frame",
    .kind = PARAMETER_NUMBER,
    .high = UINT32_MAX,
    .fallback = UINT64_MAX,
    .summary = "Only names of the frame with this number; 0 is the module.",
};

const Parameter parameter_name_text = {
    .name = "q",
    .kind = PARAMETER_TEXT,
    .summary = "Only names that have this text in them.",
};

const Parameter parameter_name_type = {
    .name = "type",
    .kind = PARAMETER_TEXT,
    .summary = "Only names bound to objects of this type: `list`, or the name of a class.",
};

const Parameter parameter_function = {
    .name = "function",
    .kind = PARAMETER_NUMBER,
    .low = 1,
    .high = UINT32_MAX,
    .summary = "Only frames that run the function with this id.",
};

const Parameter parameter_used = {
    .name = "used",
    .kind = PARAMETER_BOOL,
    .summary = "Only ints that something holds besides their cache, or only others.",
};

// ---------------------------------------------------------------- history

const Parameter parameter_operation = {
    .name = "op",
    .kind = PARAMETER_TEXT,
    .summary = "Only operations of this name: `append`.",
};

const Parameter parameter_python_text = {
    .name = "q",
    .kind = PARAMETER_TEXT,
    .summary = "Only operations whose Python has this text in it; their JSON, where there is none.",
};

// ---------------------------------------------------------------- the graph

const Parameter parameter_graph_limit = {
    .name = "limit",
    .kind = PARAMETER_NUMBER,
    .low = 1,
    .high = PARAMETER_MAX_GRAPH_LIMIT,
    .limit = &nodes,
    .fallback = GRAPH_LIMIT,
    .summary = "How many nodes to answer at most; `left_out` tells how many there are more.",
};

const Parameter parameter_around = {
    .name = "around",
    .kind = PARAMETER_NUMBER,
    .low = 1,
    .high = UINT32_MAX,
    .summary = "The id of an object: only what is near it. Left out: everything.",
};

const Parameter parameter_depth = {
    .name = "depth",
    .kind = PARAMETER_NUMBER,
    .high = PARAMETER_MAX_GRAPH_DEPTH,
    .limit = &depth,
    .fallback = GRAPH_DEPTH,
    .summary = "With `around`: how many references away, in either direction.",
};

// ---------------------------------------------------------------- two references

const Parameter parameter_a = {
    .name = "a",
    .kind = PARAMETER_TEXT,
    .required = true,
    .summary = "A reference, as in operations: `li[0].x`, `@17`.",
};

const Parameter parameter_b = {
    .name = "b",
    .kind = PARAMETER_TEXT,
    .required = true,
    .summary = "Another reference.",
};

// ---------------------------------------------------------------- changes

static const char *events_word(size_t index) {
    static const char *const words[] = {[EVENTS_ALL] = "all", [EVENTS_NONE] = "none"};
    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

static const char *include_word(size_t index) {
    static const char *const words[] = {
        [INCLUDE_REACHABLE] = "reachable", [INCLUDE_REFERRERS] = "referrers"};
    return index < sizeof words / sizeof *words ? words[index] : NULL;
}

const Parameter parameter_events = {
    .name = "events",
    .kind = PARAMETER_WORD,
    .word = events_word,
    .summary = "`none` leaves `events` and `objects` empty.",
};

const Parameter parameter_include = {
    .name = "include",
    .kind = PARAMETER_WORDS,
    .word = include_word,
    .summary = "What `objects` tell besides; each word costs a walk of the heap.",
};

// ---------------------------------------------------------------- profiles

static const char *profile_word(size_t index) {
    HeapProfileInfo info;
    return heap_profile(index, &info) ? info.name : NULL;
}

const Parameter parameter_profiles = {
    .name = "profiles",
    .kind = PARAMETER_WORDS,
    .word = profile_word,
    .summary = "Only these profiles, and in what they differ. Left out: all.",
};
