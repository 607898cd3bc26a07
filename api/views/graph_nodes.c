#include "api/views/graph_nodes.h"

#include <stdlib.h>

enum { EDGES_PER_NODE = 10, MIN_EDGES = 10000 };

bool graph_nodes_have(const GraphNodes *nodes, const Object *object) {
    if (nodes->count == 0 || heap_object_id(object) > nodes->ids[nodes->count - 1]) {
        return false;
    }
    if (nodes->near.is_in == NULL) {
        return true;
    }
    uint32_t position = object_map_find(&nodes->map, object);
    return position != OBJECT_MAP_NONE && nodes->near.is_in[position];
}

// The first objects, by id.
static void take_first(const Heap *heap, GraphNodes *nodes) {
    Object *object = NULL;
    for (uint32_t id = 0; nodes->count < nodes->limit && heap_next_object(heap, &id, &object);) {
        nodes->ids[nodes->count++] = id;
    }
}

// The nearest, in the order of their ids.
static bool take_near(const Heap *heap, const Object *around, uint64_t depth, GraphNodes *nodes) {
    if (!object_map_make(&nodes->map, heap) ||
        !neighbours_find(&nodes->near, heap, &nodes->map, object_map_find(&nodes->map, around),
                         depth, nodes->limit)) {
        return false;
    }
    for (uint32_t i = 0; i < nodes->map.count && nodes->count < nodes->near.count; i++) {
        if (nodes->near.is_in[i]) {
            nodes->ids[nodes->count++] = heap_object_id(nodes->map.objects[i]);
        }
    }
    return true;
}

ApiCode graph_nodes_choose(View *view, GraphNodes *nodes) {
    Heap *heap = view->session->heap;
    uint64_t around = query_number(view->input, &parameter_around);
    const Object *object = around == 0 ? NULL : heap_find(heap, (uint32_t)around);
    if (around != 0 && object == NULL) {
        problem_number(view->problem, "id", (int64_t)around);
        return problem_set(view->problem, API_BAD_REFERENCE, NULL,
                           "'around' is the id of no object that exists (any more).");
    }
    uint64_t objects = heap_totals(heap).objects;
    nodes->limit = query_number(view->input, &parameter_graph_limit);
    nodes->ids = calloc((nodes->limit < objects ? nodes->limit : objects) + 1, sizeof *nodes->ids);
    bool done = nodes->ids != NULL;
    if (done && object == NULL) {
        take_first(heap, nodes);
    } else if (done) {
        done = take_near(heap, object, query_number(view->input, &parameter_depth), nodes);
    }
    nodes->left_out = objects - nodes->count;
    return done ? problem_heap(view->problem, heap, heap_mark_reachable(heap))
                : problem_no_memory(view->problem);
}

uint64_t graph_nodes_edges(const GraphNodes *nodes) {
    uint64_t edges = nodes->limit * EDGES_PER_NODE;
    return edges < MIN_EDGES ? MIN_EDGES : edges;
}

void graph_nodes_discard(GraphNodes *nodes) {
    free(nodes->ids);
    object_map_discard(&nodes->map);
    neighbours_discard(&nodes->near);
}
