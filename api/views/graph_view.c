// The graph: every holder as an edge, every object as a node.
#include "api/replies/id_set.h"
#include "api/views/views.h"

#include <stdlib.h>

enum { MAX_EDGES = 10000 };

// ---------------------------------------------------------------- which objects

typedef struct {
    uint32_t *ids;  // Rising; owned.
    size_t count;
    uint64_t left_out;
} Nodes;

static bool is_node(const Nodes *nodes, uint32_t id) {
    size_t low = 0, high = nodes->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (nodes->ids[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < nodes->count && nodes->ids[low] == id;
}

// The first `limit` of the objects that are `wanted`, or of all when it is NULL.
static ApiCode take_nodes(View *view, const Nodes *wanted, uint64_t limit, Nodes *nodes) {
    Object *object = NULL;
    nodes->ids = calloc(limit, sizeof *nodes->ids);
    if (nodes->ids == NULL) {
        return problem_no_memory(view->problem);
    }
    for (uint32_t id = 0; heap_next_object(view->session->heap, &id, &object);) {
        if (nodes->count < limit && (wanted == NULL || is_node(wanted, id))) {
            nodes->ids[nodes->count++] = id;
        } else {
            nodes->left_out++;
        }
    }
    return API_OK;
}

typedef struct {
    const Nodes *near;
    IdSet found;
    bool failed;
} Spread;

// Both ends of a reference that has one end among those that are near.
static void spread(void *context, const HeapHolder *holder) {
    Spread *state = context;
    uint32_t target = heap_object_id(holder->object);
    uint32_t owner = holder->owner != NULL ? heap_object_id(holder->owner) : 0;
    if (owner == 0 || (!is_node(state->near, target) && !is_node(state->near, owner))) {
        return;
    }
    bool added = id_set_add(&state->found, target) && id_set_add(&state->found, owner);
    state->failed = state->failed || !added;
}

// One step further; false without memory.
static bool widen(const Heap *heap, Nodes *near) {
    Spread state = {.near = near};
    for (size_t i = 0; i < near->count; i++) {
        state.failed = !id_set_add(&state.found, near->ids[i]) || state.failed;
    }
    holders_each(heap, spread, &state);
    uint32_t *ids = state.failed ? NULL : id_set_sorted(&state.found);
    if (ids != NULL) {
        free(near->ids);
        near->ids = ids;
        near->count = state.found.count;
    }
    id_set_discard(&state.found);
    return ids != NULL;
}

// The objects that are `depth` references or less away from one, in either direction.
static ApiCode find_near(View *view, uint32_t around, uint64_t depth, Nodes *near) {
    if (heap_find(view->session->heap, around) == NULL) {
        return query_refuse(view->problem, "around", "the id of an object that exists");
    }
    near->ids = malloc(sizeof *near->ids);
    bool done = near->ids != NULL;
    if (done) {
        near->ids[near->count++] = around;
    }
    for (size_t before = 0; done && depth > 0 && near->count > before; depth--) {
        before = near->count;
        done = widen(view->session->heap, near);
    }
    return done ? API_OK : problem_no_memory(view->problem);
}

static ApiCode choose_nodes(View *view, Nodes *nodes) {
    uint64_t limit = query_number(view->input, &parameter_graph_limit);
    uint64_t around = query_number(view->input, &parameter_around);
    if (around == 0) {
        return take_nodes(view, NULL, limit, nodes);
    }
    Nodes near = {0};
    uint64_t depth = query_number(view->input, &parameter_depth);
    ApiCode code = find_near(view, (uint32_t)around, depth, &near);
    code = code != API_OK ? code : take_nodes(view, &near, limit, nodes);
    free(near.ids);
    return code;
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
    for (; written < nodes->count && !json_is_enough(writer); written++) {
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
    size_t count;
    uint64_t left_out;
} Edges;

// References between what is shown; roots are always shown.
static void write_edge(void *context, const HeapHolder *holder) {
    Edges *edges = context;
    bool owner_shown =
        holder->owner == NULL || is_node(edges->nodes, heap_object_id(holder->owner));
    if (!owner_shown || !is_node(edges->nodes, heap_object_id(holder->object))) {
        return;
    }
    if (edges->count == MAX_EDGES) {
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

static void write_edges(JsonWriter *writer, const Heap *heap, const Nodes *nodes) {
    Edges edges = {.writer = writer, .heap = heap, .nodes = nodes};
    json_key(writer, "edges");
    json_begin_array(writer);
    holders_each(heap, write_edge, &edges);
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
    free(nodes.ids);
    return code;
}
