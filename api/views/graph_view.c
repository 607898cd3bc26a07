// The graph: every holder as an edge, every object as a node.
#include "api/views/neighbours.h"
#include "api/views/views.h"

#include <stdlib.h>

// Nodes leave room for edges. There are as many of these as nodes may be, times ten.
enum { EDGES_PER_NODE = 10, MIN_EDGES = 10000, NODES_ENOUGH = JSON_ENOUGH / 4 * 3 };

// ---------------------------------------------------------------- which objects

typedef struct {
    uint32_t *ids;  // Rising; owned.
    size_t count;
    uint64_t limit;  // As asked for.
    uint64_t left_out;
    // With `around`: what is near it. Otherwise every object up to the last of the ids is a node.
    ObjectMap map;
    Neighbours near;
} Nodes;

static bool is_node(const Nodes *nodes, const Object *object) {
    if (nodes->count == 0 || heap_object_id(object) > nodes->ids[nodes->count - 1]) {
        return false;
    }
    if (nodes->near.is_in == NULL) {
        return true;
    }
    uint32_t position = object_map_find(&nodes->map, object);
    return position != OBJECT_MAP_NONE && nodes->near.is_in[position];
}

static void discard_nodes(Nodes *nodes) {
    free(nodes->ids);
    object_map_discard(&nodes->map);
    neighbours_discard(&nodes->near);
}

// The first objects, by id.
static void take_first(const Heap *heap, Nodes *nodes) {
    Object *object = NULL;
    for (uint32_t id = 0; nodes->count < nodes->limit && heap_next_object(heap, &id, &object);) {
        nodes->ids[nodes->count++] = id;
    }
}

// The nearest, in the order of their ids.
static bool take_near(const Heap *heap, const Object *around, uint64_t depth, Nodes *nodes) {
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

static ApiCode choose_nodes(View *view, Nodes *nodes) {
    const Heap *heap = view->session->heap;
    uint64_t around = query_number(view->input, &parameter_around);
    const Object *object = around == 0 ? NULL : heap_find(heap, (uint32_t)around);
    if (around != 0 && object == NULL) {
        return query_refuse(view->problem, "around", "the id of an object that exists");
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
    return done ? API_OK : problem_no_memory(view->problem);
}

// ---------------------------------------------------------------- writing

static void write_names(JsonWriter *writer, const Heap *heap) {
    HeapFrameInfo frame;
    json_key(writer, "names");
    json_begin_array(writer);
    for (size_t i = 0; heap_frame(heap, i, &frame); i++) {
        HeapName name;
        for (uint32_t cursor = 0; heap_next_name(heap, frame.number, &cursor, &name);) {
            json_begin_object(writer);
            json_member_uint(writer, "frame", name.frame);
            json_member_string(writer, "name", name.name);
            json_key(writer, "holder");
            holder_write_name(writer, heap, name.frame, name.name);
            json_member_uint(writer, "object", heap_object_id(name.object));
            json_end_object(writer);
        }
    }
    json_end_array(writer);
}

static void write_frames(JsonWriter *writer, const Heap *heap) {
    HeapFrameInfo frame;
    json_key(writer, "frames");
    json_begin_array(writer);
    for (size_t i = 0; heap_frame(heap, i, &frame); i++) {
        json_begin_object(writer);
        json_member_uint(writer, "frame", frame.number);
        json_member_string(writer, "label", frame.label);
        json_member_id(writer, "function",
                       frame.function != NULL ? heap_object_id(frame.function) : 0);
        json_end_object(writer);
    }
    json_end_array(writer);
}

// After: the nodes are those that were written.
static void write_nodes(JsonWriter *writer, const Heap *heap, Nodes *nodes) {
    json_key(writer, "nodes");
    json_begin_array(writer);
    size_t written = 0;
    for (; written < nodes->count && writer->buffer.size < NODES_ENOUGH; written++) {
        object_write(writer, heap, heap_find(heap, nodes->ids[written]),
                     (ObjectExtras){.reachable = true});
    }
    json_end_array(writer);
    nodes->left_out += nodes->count - written;
    nodes->count = written;
}

typedef struct {
    JsonWriter *writer;
    const Heap *heap;
    const Nodes *nodes;
    uint64_t limit, count, left_out;
} Edges;

// One of a root, or of a node, which both are shown.
static void write_edge(void *context, const HeapHolder *holder) {
    Edges *edges = context;
    if (!is_node(edges->nodes, holder->object)) {
        return;
    }
    if (edges->count == edges->limit || json_is_enough(edges->writer)) {
        edges->left_out++;
        return;
    }
    edges->count++;
    json_begin_object(edges->writer);
    json_key(edges->writer, "from");
    holder_write(edges->writer, edges->heap, holder);
    json_member_uint(edges->writer, "to", heap_object_id(holder->object));
    json_end_object(edges->writer);
}

static void write_edges_of(Edges *edges, const Object *owner) {
    HeapHolder holder;
    for (uint32_t cursor = 0; heap_next_slot(edges->heap, owner, &cursor, &holder);) {
        write_edge(edges, &holder);
    }
}

static void write_edges(JsonWriter *writer, const Heap *heap, const Nodes *nodes) {
    Edges edges = {.writer = writer, .heap = heap, .nodes = nodes};
    edges.limit = nodes->limit * EDGES_PER_NODE;
    edges.limit = edges.limit < MIN_EDGES ? MIN_EDGES : edges.limit;
    json_key(writer, "edges");
    json_begin_array(writer);
    holders_each_root(heap, write_edge, &edges);
    for (size_t i = 0; i < nodes->count; i++) {
        write_edges_of(&edges, heap_find(heap, nodes->ids[i]));
    }
    json_end_array(writer);
    if (edges.left_out > 0) {
        json_member_uint(writer, "edges_left_out", edges.left_out);
    }
}

ApiCode view_graph(View *view) {
    Heap *heap = view->session->heap;
    Nodes nodes = {0};
    ApiCode code = choose_nodes(view, &nodes);
    if (code == API_OK) {
        code = problem_heap(view->problem, heap, heap_mark_reachable(heap));
    }
    if (code == API_OK) {
        json_begin_object(view->writer);
        write_names(view->writer, heap);
        write_frames(view->writer, heap);
        write_nodes(view->writer, heap, &nodes);
        write_edges(view->writer, heap, &nodes);
        json_member_uint(view->writer, "left_out", nodes.left_out);
        json_end_object(view->writer);
    }
    discard_nodes(&nodes);
    return code;
}
