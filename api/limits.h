// The limits that api/ holds requests, sessions and answers to: one table, which GET /v1/limits and
// the OpenAPI document tell. The values stand where they are used; limits.c has their words.
//
// A refusal by a limit goes through problem_limit() or problem_quota(): its arguments name the row
// and its value.
#pragma once

#include "api/api.h"

typedef enum {
    // Of a request's JSON.
    LIMIT_JSON_DEPTH,
    LIMIT_JSON_MEMBERS,
    LIMIT_JSON_ELEMENTS,
    LIMIT_JSON_ALL_ELEMENTS,
    LIMIT_JSON_STRING,
    LIMIT_JSON_NUMBER,
    // Of its operations.
    LIMIT_LIST,
    LIMIT_NAME,
    LIMIT_NAMES_AT_ONCE,
    LIMIT_REFERENCE_STEPS,
    LIMIT_KEY_ITEMS,
    LIMIT_KEY_DEPTH,
    LIMIT_INT_DIGITS,
    LIMIT_WHOLE_NUMBER,
    LIMIT_THRESHOLD,
    LIMIT_TURNS,
    LIMIT_NAMED_TURNS,
    LIMIT_TURN_NAMES,
    LIMIT_LABEL,
    LIMIT_COMPARE_PROFILES,
    // Of what one request may cause.
    LIMIT_WORK,
    LIMIT_STEPS,
    LIMIT_BODY_BYTES,
    LIMIT_BODIES,
    LIMIT_FRAMES,
    LIMIT_FINALIZERS,
    // Of a session.
    LIMIT_OBJECTS,
    LIMIT_IDS,
    LIMIT_BYTES,
    LIMIT_NAMES,
    LIMIT_OPERATIONS,
    LIMIT_LOG_BYTES,
    // Of each heap of a comparison.
    LIMIT_COMPARE_OBJECTS,
    LIMIT_COMPARE_BYTES,
    // Of answers: what is beyond them is left out, and the answer says so.
    LIMIT_ANSWER_BYTES,
    LIMIT_ANSWER_GRAPH_BYTES,
    LIMIT_ANSWER_EVENTS,
    LIMIT_ANSWER_FREED,
    LIMIT_ANSWER_OBJECTS,
    LIMIT_ANSWER_SLOTS,
    LIMIT_ANSWER_REFERRERS,
    LIMIT_ANSWER_DIFFERENCES,
    LIMIT_ANSWER_PATH,
    LIMIT_ANSWER_CYCLE,
    LIMIT_ANSWER_RETAINED,
    LIMIT_ANSWER_REPR,
    LIMIT_ANSWER_PYTHON,
    LIMIT_PAGE,
    LIMIT_GRAPH_NODES,
    LIMIT_GRAPH_DEPTH,

    LIMITS
} LimitName;

ApiLimit limit_row(LimitName name);
