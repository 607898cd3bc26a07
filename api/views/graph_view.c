// The graph: every holder as an edge, every object as a node.
#include "api/views/graph_nodes.h"

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
static void write_nodes(JsonWriter *writer, const Heap *heap, GraphNodes *nodes) {
    json_key(writer, "nodes");
    json_begin_array(writer);
    size_t written = 0;
    for (; written < nodes->count && writer->buffer.size < GRAPH_NODES_ENOUGH; written++) {
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
    const GraphNodes *nodes;
    uint64_t limit, count, left_out;
} Edges;

// One of a root, or of a node, which both are shown.
static void write_edge(void *context, const HeapHolder *holder) {
    Edges *edges = context;
    if (!graph_nodes_have(edges->nodes, holder->object)) {
        return;
    }
    if (edges->count == edges->limit || edges->writer->buffer.size >= GRAPH_ENOUGH) {
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

static void write_edges(JsonWriter *writer, const Heap *heap, const GraphNodes *nodes) {
    Edges edges = {.writer = writer, .heap = heap, .nodes = nodes};
    edges.limit = graph_nodes_edges(nodes);
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
    GraphNodes nodes = {0};
    ApiCode code = graph_nodes_choose(view, &nodes);
    if (code == API_OK) {
        json_begin_object(view->writer);
        write_names(view->writer, heap);
        write_frames(view->writer, heap);
        write_nodes(view->writer, heap, &nodes);
        write_edges(view->writer, heap, &nodes);
        json_member_uint(view->writer, "left_out", nodes.left_out);
        json_end_object(view->writer);
    }
    graph_nodes_discard(&nodes);
    return code;
}
