// The graph as an outline: what each name leads to, and what that leads to, each object once.
#include "api/text/answer_text.h"
#include "api/text/cell.h"

#include <stdint.h>
#include <stdlib.h>

// So deep an outline goes; what lies deeper comes afterwards, on the left again.
enum { MAX_DEPTH = 16, INDENT = 2 };

typedef struct {
    uint64_t id;
    JsonPart type, repr, references, slots, slots_left_out;
    bool is_reachable;
    bool is_shown;
} Node;

// The parts of the answer that are shown, which are found in one walk: it may be long.
typedef struct {
    JsonPart names, nodes, left_out, edges_left_out;
} Graph;

// By rising id.
typedef struct {
    Node *nodes;  // Owned.
    size_t count;
} Nodes;

// The slots of the objects on the way from the left to where the outline is.
typedef struct {
    JsonWalk slots[MAX_DEPTH];
    JsonPart left_out[MAX_DEPTH];  // How many slots more they have.
    size_t depth;
} Way;

static Graph read_graph(JsonPart json) {
    Graph graph = {0};
    JsonMember member;
    for (JsonWalk walk = json_walk(json); json_walk_next(&walk, &member);) {
        if (json_part_is(member.key, "names")) {
            graph.names = member.value;
        } else if (json_part_is(member.key, "nodes")) {
            graph.nodes = member.value;
        } else if (json_part_is(member.key, "left_out")) {
            graph.left_out = member.value;
        } else if (json_part_is(member.key, "edges_left_out")) {
            graph.edges_left_out = member.value;
        }
    }
    return graph;
}

// ---------------------------------------------------------------- nodes

static uint64_t read_id(JsonPart value) {
    return value.text != NULL ? strtoull(value.text, NULL, 10) : 0;
}

static Node read_node(JsonPart json) {
    Node node = {0};
    JsonMember member;
    for (JsonWalk walk = json_walk(json); json_walk_next(&walk, &member);) {
        if (json_part_is(member.key, "id")) {
            node.id = read_id(member.value);
        } else if (json_part_is(member.key, "type")) {
            node.type = member.value;
        } else if (json_part_is(member.key, "repr")) {
            node.repr = member.value;
        } else if (json_part_is(member.key, "references")) {
            node.references = member.value;
        } else if (json_part_is(member.key, "slots")) {
            node.slots = member.value;
        } else if (json_part_is(member.key, "slots_left_out")) {
            node.slots_left_out = member.value;
        } else if (json_part_is(member.key, "reachable")) {
            node.is_reachable = json_part_is(member.value, "true");
        }
    }
    return node;
}

static int compare_nodes(const void *one, const void *other) {
    const Node *left = one, *right = other;
    return left->id < right->id ? -1 : left->id > right->id;
}

// False without memory.
static bool read_nodes(Nodes *nodes, JsonPart json) {
    JsonMember member;
    nodes->nodes = calloc(json_part_count(json) + 1, sizeof *nodes->nodes);
    if (nodes->nodes == NULL) {
        return false;
    }
    for (JsonWalk walk = json_walk(json); json_walk_next(&walk, &member);) {
        nodes->nodes[nodes->count++] = read_node(member.value);
    }
    qsort(nodes->nodes, nodes->count, sizeof *nodes->nodes, compare_nodes);
    return true;
}

static Node *find_node(const Nodes *nodes, uint64_t id) {
    Node wanted = {.id = id};
    return bsearch(&wanted, nodes->nodes, nodes->count, sizeof *nodes->nodes, compare_nodes);
}

// ---------------------------------------------------------------- lines

static void write_object(TextBuffer *text, const Node *node) {
    text_add_format(text, "@%llu ", (unsigned long long)node->id);
    cell_write(text, node->type, CELL_LIMIT);
    text_add_string(text, " ");
    cell_write(text, node->repr, LINE_LIMIT / 2);
    text_add_string(text, json_part_is(node->references, "1") ? "  (1 reference)" : "  (");
    if (!json_part_is(node->references, "1")) {
        text_add(text, node->references.text, node->references.size);
        text_add_string(text, " references)");
    }
}

// The line of an object, at the end of what leads to it; then its slots are next on the way.
static void show(TextBuffer *text, const Nodes *nodes, uint64_t id, Way *way) {
    Node *node = find_node(nodes, id);
    bool has_slots = node != NULL && node->slots.size > 2;
    if (node == NULL) {
        text_add_format(text, "@%llu (left out)\n", (unsigned long long)id);
    } else if (has_slots && node->is_shown) {
        text_add_format(text, "@%llu (above)\n", (unsigned long long)id);
    } else if (has_slots && way->depth == MAX_DEPTH) {
        text_add_format(text, "@%llu (below)\n", (unsigned long long)id);
    } else {
        write_object(text, node);
        text_add_string(text, "\n");
        node->is_shown = true;
        if (has_slots) {
            way->left_out[way->depth] = node->slots_left_out;
            way->slots[way->depth++] = json_walk(node->slots);
        }
    }
}

// The object at the end of the way has no slot left to be shown.
static void step_back(TextBuffer *text, Way *way) {
    JsonPart left_out = way->left_out[way->depth - 1];
    if (left_out.text != NULL) {
        cell_pad(text, INDENT * way->depth);
        text_add_string(text, "… ");
        text_add(text, left_out.text, left_out.size);
        text_add_string(text, " slots more\n");
    }
    way->depth--;
}

// An object and all below it. Loop invariant: what is on the way has been shown up to its next slot.
static void show_all(TextBuffer *text, const Nodes *nodes, uint64_t id) {
    Way way = {.depth = 0};
    JsonMember member;
    show(text, nodes, id, &way);
    while (way.depth > 0 && !text->failed) {
        if (!json_walk_next(&way.slots[way.depth - 1], &member)) {
            step_back(text, &way);
            continue;
        }
        cell_pad(text, INDENT * way.depth);
        cell_write(text, json_part_member(member.value, "slot"), CELL_LIMIT);
        text_add_string(text, " -> ");
        show(text, nodes, read_id(json_part_member(member.value, "object")), &way);
    }
}

static void show_names(TextBuffer *text, const Nodes *nodes, JsonPart names) {
    JsonMember member;
    for (JsonWalk walk = json_walk(names); !text->failed && json_walk_next(&walk, &member);) {
        cell_write(text, json_part_member(member.value, "holder"), CELL_LIMIT);
        text_add_string(text, " -> ");
        show_all(text, nodes, read_id(json_part_member(member.value, "object")));
    }
}

// Objects that no name led to in the outline: those that something reaches, or the others.
static void show_rest(TextBuffer *text, const Nodes *nodes, bool reachable, const char *title) {
    bool has_title = false;
    for (size_t i = 0; i < nodes->count; i++) {
        const Node *node = &nodes->nodes[i];
        if (!node->is_shown && node->is_reachable == reachable) {
            text_add_string(text, has_title ? "" : title);
            has_title = true;
            show_all(text, nodes, node->id);
        }
    }
}

static void show_counts(TextBuffer *text, const Nodes *nodes, const Graph *graph) {
    text_add_format(text, "\nnames: %zu\nobjects: %zu\nleft_out: ", json_part_count(graph->names),
                    nodes->count);
    cell_write(text, graph->left_out, CELL_LIMIT);
    text_add_string(text, "\n");
    if (graph->edges_left_out.text != NULL) {
        text_add_string(text, "edges_left_out: ");
        cell_write(text, graph->edges_left_out, CELL_LIMIT);
        text_add_string(text, "\n");
    }
}

void graph_text_write(TextBuffer *text, JsonPart json) {
    Graph graph = read_graph(json);
    Nodes nodes = {0};
    if (!read_nodes(&nodes, graph.nodes)) {
        text->failed = true;
        return;
    }
    show_names(text, &nodes, graph.names);
    show_rest(text, &nodes, true, "\nheld by no name shown above:\n");
    show_rest(text, &nodes, false, "\nreachable from nowhere:\n");
    show_counts(text, &nodes, &graph);
    free(nodes.nodes);
}
