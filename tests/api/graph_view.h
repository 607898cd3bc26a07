// What a client can know of a heap, kept up to date by events alone, forwards and backwards.
//
// It begins as GET graph tells it and follows the rules of the table in api/README.md, to the
// letter and with every `from` checked: that this always ends where the next GET graph is shows that the
// events of a change are complete.
#pragma once

#include <cjson/cJSON.h>
#include <stdbool.h>

typedef struct GraphView GraphView;

// From the answer of GET graph. NULL when it leaves something out, so that nothing can be proved.
GraphView *graph_view_create(const char *graph);
void graph_view_destroy(GraphView *view);

// False, with a message on standard output, when the event does not fit what is there.
bool graph_view_apply(GraphView *view, const cJSON *event);
bool graph_view_undo(GraphView *view, const cJSON *event);

// False, with the first difference on standard output.
bool graph_view_equal(const GraphView *view, const GraphView *other);

// Every object's `references` is the number of edges that lead to it.
bool graph_view_counts_fit(const char *graph);
