// The graph for graphviz: a name, a frame or an object is a node, a reference an edge. An object
// that refers to others is a record with a port for each slot. Garbage stands in a cluster of its
// own. What is cached is grey; the edges of the cache itself are not drawn, there would be so many.
#include "api/views/dot_text.h"
#include "api/views/graph_nodes.h"

#include <inttypes.h>

enum { MAX_PORTS = 24, MAX_REPR = 40, MAX_SLOT = 24, MAX_NAME = 60 };

typedef struct {
    TextBuffer *text;
    const Heap *heap;
    const GraphNodes *nodes;
    uint64_t edge_limit, edges, edges_left_out;
    uint64_t names, names_left_out;
} Dot;

// ---------------------------------------------------------------- nodes

static void add_title(const Dot *dot, const Object *object, const HeapObjectInfo *info,
                      DotPlace place) {
    char repr[OBJECT_REPR_BYTES + 1];
    bool cut = false;
    text_add_format(dot->text, "@%" PRIu32, info->id);
    text_add_string(dot->text, place == DOT_RECORD ? "\\ " : " ");
    dot_text_add(dot->text, place, info->type, MAX_NAME);
    text_add_format(dot->text, place == DOT_RECORD ? "\\ ×%" PRIu64 : " ×%" PRIu64,
                    info->references);
    if (place == DOT_LABEL) {
        heap_repr(dot->heap, object, repr, sizeof repr, &cut);
        text_add_string(dot->text, "\\n");
        dot_text_add(dot->text, place, repr, MAX_REPR);
    }
}

static void add_ports(const Dot *dot, const Object *object) {
    HeapHolder slot;
    size_t count = 0;
    for (uint32_t cursor = 0;
         count < MAX_PORTS && heap_next_slot(dot->heap, object, &cursor, &slot); count++) {
        char name[SLOT_NAME_SIZE];
        holder_slot_name(dot->heap, &slot, name);
        text_add_format(dot->text, "|<s%zu>", count);
        dot_text_add(dot->text, DOT_RECORD, name, MAX_SLOT);
    }
    size_t all = count < MAX_PORTS ? count : heap_slot_count(dot->heap, object);
    if (all > count) {
        text_add_format(dot->text, "|<more>%zu\\ more", all - count);
    }
}

static void add_node(const Dot *dot, const Object *object, const char *indent) {
    HeapObjectInfo info = heap_object_info(dot->heap, object);
    HeapHolder slot;
    uint32_t cursor = 0;
    bool is_record = heap_next_slot(dot->heap, object, &cursor, &slot);
    text_add_string(dot->text, indent);
    text_add_format(dot->text, "n%" PRIu32 " [%slabel=\"", info.id,
                    is_record ? "shape=record, " : "");
    add_title(dot, object, &info, is_record ? DOT_RECORD : DOT_LABEL);
    if (is_record) {
        add_ports(dot, object);
    }
    text_add_string(dot->text, "\"");
    text_add_string(dot->text, info.cached ? ", color=gray60, fontcolor=gray40" : "");
    text_add_string(dot->text, "];\n");
}

static bool is_enough(const Dot *dot, size_t bytes) {
    return dot->text->size >= bytes;
}

// After: those are the nodes that were written.
static void add_reachable_nodes(const Dot *dot, GraphNodes *nodes, size_t *out_garbage) {
    size_t written = 0;
    for (; written < nodes->count && !is_enough(dot, GRAPH_NODES_ENOUGH); written++) {
        const Object *object = heap_find(dot->heap, nodes->ids[written]);
        if (heap_is_reachable(object)) {
            add_node(dot, object, "    ");
        } else {
            ++*out_garbage;
        }
    }
    nodes->left_out += nodes->count - written;
    nodes->count = written;
}

static void add_garbage(const Dot *dot) {
    text_add_string(dot->text, "    subgraph cluster_garbage {\n"
                               "        label=\"garbage\";\n"
                               "        style=filled;\n"
                               "        color=\"#c0392b\";\n"
                               "        fillcolor=\"#fdedec\";\n");
    for (size_t i = 0; i < dot->nodes->count; i++) {
        const Object *object = heap_find(dot->heap, dot->nodes->ids[i]);
        if (!heap_is_reachable(object)) {
            add_node(dot, object, "        ");
        }
    }
    text_add_string(dot->text, "    }\n");
}

// ---------------------------------------------------------------- edges

// Whether there is room for one more to this object, which is shown.
static bool may_add_edge(Dot *dot, const Object *to) {
    if (!graph_nodes_have(dot->nodes, to)) {
        return false;
    }
    if (dot->edges == dot->edge_limit || is_enough(dot, GRAPH_ENOUGH)) {
        dot->edges_left_out++;
        return false;
    }
    dot->edges++;
    return true;
}

static void add_target(const Dot *dot, const Object *to, const char *style) {
    text_add_format(dot->text, " -> n%" PRIu32, heap_object_id(to));
    text_add_string(dot->text, style);
    text_add_string(dot->text, ";\n");
}

static void add_slot_edges(Dot *dot, const Object *owner) {
    HeapHolder slot;
    size_t count = 0;
    for (uint32_t cursor = 0; heap_next_slot(dot->heap, owner, &cursor, &slot); count++) {
        if (may_add_edge(dot, slot.object)) {
            text_add_format(dot->text, "    n%" PRIu32, heap_object_id(owner));
            text_add_format(dot->text, count < MAX_PORTS ? ":s%zu" : ":more", count);
            add_target(dot, slot.object, "");
        }
    }
}

// Where a weakref leads: it holds nothing.
static void add_weak_edge(Dot *dot, const Object *weakref) {
    const Object *target = heap_weakref_target(dot->heap, weakref);
    if (target != NULL && may_add_edge(dot, target)) {
        text_add_format(dot->text, "    n%" PRIu32, heap_object_id(weakref));
        add_target(dot, target, " [style=dashed]");
    }
}

static void add_edges(Dot *dot) {
    for (size_t i = 0; i < dot->nodes->count; i++) {
        const Object *object = heap_find(dot->heap, dot->nodes->ids[i]);
        add_slot_edges(dot, object);
        add_weak_edge(dot, object);
    }
}

// ---------------------------------------------------------------- roots

static void add_frame_label(const Dot *dot, const HeapFrameInfo *frame) {
    dot_text_add(dot->text, DOT_LABEL, frame->label, MAX_NAME);
    if (frame->number != HEAP_MODULE_FRAME) {
        text_add_format(dot->text, "#%" PRIu32 "()", frame->number);
    }
}

// The names of a frame in a box, and a point for the function that it holds. No edges: what they
// lead to would come into the box as well.
static void add_frame(Dot *dot, const HeapFrameInfo *frame) {
    HeapName name;
    text_add_format(dot->text, "    subgraph cluster_frame_%" PRIu32 " {\n        label=\"",
                    frame->number);
    add_frame_label(dot, frame);
    text_add_string(dot->text, "\";\n");
    for (uint32_t cursor = 0; heap_next_name(dot->heap, frame->number, &cursor, &name);) {
        if (!graph_nodes_have(dot->nodes, name.object)) {
            dot->names_left_out++;
            continue;
        }
        text_add_format(dot->text, "        v%" PRIu64 " [shape=plaintext, label=\"", dot->names++);
        dot_text_add(dot->text, DOT_LABEL, name.name, MAX_NAME);
        text_add_string(dot->text, "\"];\n");
    }
    if (frame->function != NULL) {
        text_add_format(dot->text, "        f%" PRIu32 " [shape=point];\n", frame->number);
    }
    text_add_string(dot->text, "    }\n");
}

static void add_frames(Dot *dot) {
    HeapFrameInfo frame;
    for (size_t i = 0; heap_frame(dot->heap, i, &frame); i++) {
        add_frame(dot, &frame);
    }
    if (heap_garbage(dot->heap, 0) != NULL) {
        text_add_string(dot->text, "    gc_garbage [label=\"gc.garbage\"];\n");
    }
}

// Names come in the order of their nodes.
static void add_root_edge(void *context, const HeapHolder *holder) {
    Dot *dot = context;
    bool is_shown = graph_nodes_have(dot->nodes, holder->object);
    uint64_t name = dot->names;
    dot->names += is_shown && holder->kind == HEAP_HOLDER_NAME;
    if (holder->kind == HEAP_HOLDER_CACHE || !may_add_edge(dot, holder->object)) {
        return;
    }
    if (holder->kind == HEAP_HOLDER_NAME) {
        text_add_format(dot->text, "    v%" PRIu64, name);
    } else if (holder->kind == HEAP_HOLDER_FRAME) {
        text_add_format(dot->text, "    f%" PRIu32, holder->frame);
    } else {
        text_add_string(dot->text, "    gc_garbage");
    }
    add_target(dot, holder->object, "");
}

static void add_root_edges(Dot *dot) {
    dot->names = 0;
    holders_each_root(dot->heap, add_root_edge, dot);
}

// ---------------------------------------------------------------- the whole

static void add_count(TextBuffer *text, uint64_t count, const char *one, const char *many) {
    text_add_format(text, "%" PRIu64 " ", count);
    text_add_string(text, count == 1 ? one : many);
}

static void add_left_out(const Dot *dot) {
    add_count(dot->text, dot->nodes->left_out, "object", "objects");
    text_add_string(dot->text, ", ");
    add_count(dot->text, dot->names_left_out, "name", "names");
    text_add_string(dot->text, " and ");
    add_count(dot->text, dot->edges_left_out, "reference", "references");
    text_add_string(dot->text, " between what is shown were left out");
}

static void add_label(const Dot *dot) {
    text_add_string(dot->text, "    label=\"");
    add_count(dot->text, dot->nodes->count, "object", "objects");
    if (dot->nodes->left_out + dot->names_left_out + dot->edges_left_out > 0) {
        text_add_string(dot->text, "\\n");
        add_left_out(dot);
    }
    text_add_string(dot->text, "\";\n");
}

static void write_dot(Dot *dot, GraphNodes *nodes) {
    size_t garbage = 0;
    text_add_string(dot->text, "digraph heap {\n"
                               "    rankdir=LR;\n"
                               "    node [shape=box, fontname=\"monospace\"];\n");
    add_reachable_nodes(dot, nodes, &garbage);
    if (garbage > 0) {
        add_garbage(dot);
    }
    add_frames(dot);
    add_root_edges(dot);
    add_edges(dot);
    add_label(dot);
    text_add_string(dot->text, "}\n");
}

ApiCode view_graph_dot(View *view) {
    Heap *heap = view->session->heap;
    GraphNodes nodes = {0};
    ApiCode code = graph_nodes_choose(view, &nodes);
    if (code == API_OK) {
        Dot dot = {.text = &view->writer->buffer,
                   .heap = heap,
                   .nodes = &nodes,
                   .edge_limit = graph_nodes_edges(&nodes)};
        write_dot(&dot, &nodes);
    }
    graph_nodes_discard(&nodes);
    return code;
}
