// Which objects a graph shows: the first, or what is near one of them.
#pragma once

#include "api/views/neighbours.h"
#include "api/views/views.h"

// Nodes leave room for edges in what an answer may have of bytes.
enum { GRAPH_NODES_ENOUGH = GRAPH_ENOUGH / 4 * 3 };

typedef struct {
    uint32_t *ids;  // Rising; owned.
    size_t count;
    uint64_t limit;  // As asked for.
    uint64_t left_out;
    // With `around`: what is near it. Otherwise every object up to the last of the ids is a node.
    ObjectMap map;
    Neighbours near;
} GraphNodes;

// As the query says. After: what a root leads to is marked. Whatever comes of it, to be discarded.
ApiCode graph_nodes_choose(View *view, GraphNodes *nodes);
bool graph_nodes_have(const GraphNodes *nodes, const Object *object);
// How many edges may be told.
uint64_t graph_nodes_edges(const GraphNodes *nodes);
void graph_nodes_discard(GraphNodes *nodes);
