// The questions a session answers. A new one is a function and its row in views.c.
#pragma once

#include "api/replies/object_json.h"
#include "api/session.h"
#include "api/views/query.h"

// How many of its parts an answer has at most; what is left out it counts.
enum {
    VIEW_MAX_PINS = 100,
    VIEW_MAX_GARBAGE = 1000,
    VIEW_MAX_PATH = 1000,       // Holders on the way to an object.
    VIEW_MAX_CYCLE = 1000,      // Ids.
    VIEW_MAX_RETAINED = 10000,  // Ids.
};

// A question that is being answered.
typedef struct {
    ApiSession *session;
    const ApiInput *input;
    JsonWriter *writer;
    Problem *problem;
} View;

// Each writes one JSON value, or fills the problem and returns its code.
ApiCode view_session(View *view);
ApiCode view_objects(View *view);
ApiCode view_object(View *view);
ApiCode view_why_alive(View *view);
ApiCode view_retained(View *view);
ApiCode view_is(View *view);
// A sentence about an object that is.
extern const char view_immortal_words[];
// The words of its `why`; NULL past the last.
const char *identity_why(size_t index);
ApiCode view_names(View *view);
ApiCode view_frames(View *view);
ApiCode view_graph(View *view);
ApiCode view_graph_dot(View *view);  // For graphviz.
ApiCode view_gc(View *view);
ApiCode view_memory(View *view);
ApiCode view_pool(View *view);
ApiCode view_interned(View *view);
ApiCode view_small_ints(View *view);
ApiCode view_history(View *view);
ApiCode view_script(View *view);  // The history as Python.

// The living object that the path names; NULL, and the problem is filled, when there is none.
Object *view_find_object(View *view);

API_MUST_USE ApiReply view_call(ApiSession *session, ApiCall call, const ApiInput *input);

// A row of GET /v1/limits.
void view_write_limit(JsonWriter *writer, const ApiLimit *limit);

void view_write_session(JsonWriter *writer, ApiSession *session);
void view_write_thresholds(JsonWriter *writer, const uint32_t *thresholds);
// The `heap` of sessions and changes.
void view_write_heap(JsonWriter *writer, const Heap *heap);

// Whether the object's repr, as answers show it, has the text in it.
bool view_repr_contains(const Heap *heap, const Object *object, const char *text);
// Whether the item at the position, counted from 1, is on the page. One that has enough bytes ends.
bool view_is_on_page(const JsonWriter *writer, Page *page, uint64_t position);
// A listing: {"items": [...], "next_cursor": ..., "total": ...}.
void view_begin_list(JsonWriter *writer);
// `next_cursor` 0: nothing follows.
void view_end_list(JsonWriter *writer, uint64_t next_cursor, uint64_t total);
// Answers what belongs to no session.
ApiReply view_shared_reply(JsonWriter *writer);
