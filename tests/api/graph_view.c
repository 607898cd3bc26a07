#include "tests/api/graph_view.h"

#include "tests/api/trees.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct GraphView {
    cJSON *names;   // {"0 a": 5}: the frame, the name, the object.
    cJSON *frames;  // {"2": {"label", "function"}}
    cJSON *nodes;   // {"5": an object without what is no part of the view}
};

// ---------------------------------------------------------------- nodes

static const char *address_of(const cJSON *block) {
    return tree_member(block, "address")->valuestring;
}

// Blocks have no order of their own: by address.
static void insert_block(cJSON *blocks, cJSON *block) {
    int at = 0;
    const cJSON *next = blocks->child;
    while (next != NULL && strcmp(address_of(next), address_of(block)) < 0) {
        at++;
        next = next->next;
    }
    tree_insert(blocks, at, block);
}

// An object as the view keeps it.
static cJSON *normalized(const cJSON *record) {
    static const char *const left_out[] = {"repr", "repr_cut", "reachable", "referrers",
                                           "referrers_left_out"};
    cJSON *node = cJSON_Duplicate(record, true);
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        cJSON_DeleteItemFromObjectCaseSensitive(node, left_out[i]);
    }
    cJSON *blocks = cJSON_CreateArray();
    for (const cJSON *block = tree_member(record, "blocks")->child; block != NULL;
         block = block->next) {
        insert_block(blocks, cJSON_Duplicate(block, true));
    }
    cJSON_ReplaceItemInObjectCaseSensitive(node, "blocks", blocks);
    return node;
}

static bool add_node(GraphView *view, const cJSON *record) {
    const char *key = tree_key(tree_member(record, "id")->valuedouble);
    if (tree_member(view->nodes, key) != NULL) {
        return tree_complain("is there already:", record);
    }
    return cJSON_AddItemToObject(view->nodes, key, normalized(record));
}

// It has to be as the record says when it goes.
static bool remove_node(GraphView *view, const cJSON *record) {
    const char *key = tree_key(tree_member(record, "id")->valuedouble);
    cJSON *node = tree_member(view->nodes, key);
    if (node == NULL) {
        return tree_complain("is not there:", record);
    }
    cJSON *expected = normalized(record);
    bool fits = tree_same(node, expected);
    if (!fits) {
        tree_complain("goes as", expected);
        tree_complain("but is   ", node);
    }
    cJSON_Delete(expected);
    cJSON_DeleteItemFromObjectCaseSensitive(view->nodes, key);
    return fits;
}

// The object that an event is about; NULL when it is not in the view (any more, or yet): then the
// event tells nothing that matters.
static cJSON *node_of(const GraphView *view, const cJSON *event) {
    const cJSON *object = tree_member(event, "object");
    return cJSON_IsNumber(object) ? tree_member(view->nodes, tree_key(object->valuedouble)) : NULL;
}

// Replaces a member that has to be `from`.
static bool change(cJSON *node, const char *name, const cJSON *from, const cJSON *to) {
    if (!tree_same(tree_member(node, name), from)) {
        tree_complain(name, tree_member(node, name));
        return tree_complain("should have been", from);
    }
    tree_copy(node, name, to);
    return true;
}

static bool change_to(cJSON *node, const char *name, cJSON *from, cJSON *to) {
    bool fits = change(node, name, from, to);
    cJSON_Delete(from);
    cJSON_Delete(to);
    return fits;
}

// ---------------------------------------------------------------- events of objects

typedef bool EventRule(GraphView *view, const cJSON *event, bool forward);

static bool rule_alloc(GraphView *view, const cJSON *event, bool forward) {
    const cJSON *record = tree_member(event, "record");
    return forward ? add_node(view, record) : remove_node(view, record);
}

static bool rule_dealloc(GraphView *view, const cJSON *event, bool forward) {
    return rule_alloc(view, event, !forward);
}

static bool rule_refcount(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    const char *from = forward ? "from" : "to", *to = forward ? "to" : "from";
    const cJSON *refcount = tree_member(event, "refcount"),
                *shown = tree_member(event, "getrefcount");
    return node == NULL ||
           (change(node, "references", tree_member(event, from), tree_member(event, to)) &&
            change(node, "refcount", tree_member(refcount, from), tree_member(refcount, to)) &&
            change(node, "getrefcount", tree_member(shown, from), tree_member(shown, to)));
}

static bool rule_resize(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    return node == NULL || change(node, "size", tree_member(event, forward ? "from" : "to"),
                                  tree_member(event, forward ? "to" : "from"));
}

static bool rule_promote(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    return node == NULL || change(node, "generation", tree_member(event, forward ? "from" : "to"),
                                  tree_member(event, forward ? "to" : "from"));
}

static bool rule_track(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event), *nothing = cJSON_CreateNull();
    const cJSON *generation = tree_member(event, "generation");
    bool fits = node == NULL || (change_to(node, "tracked", cJSON_CreateBool(!forward),
                                           cJSON_CreateBool(forward)) &&
                                 change(node, "generation", forward ? nothing : generation,
                                        forward ? generation : nothing));
    cJSON_Delete(nothing);
    return fits;
}

static bool rule_untrack(GraphView *view, const cJSON *event, bool forward) {
    return rule_track(view, event, !forward);
}

// From a generation into none, or back.
static bool rule_freeze(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event), *nothing = cJSON_CreateNull();
    const cJSON *generation = tree_member(event, "generation");
    bool fits = node == NULL ||
                (change_to(node, "frozen", cJSON_CreateBool(!forward), cJSON_CreateBool(forward)) &&
                 change(node, "generation", forward ? generation : nothing,
                        forward ? nothing : generation));
    cJSON_Delete(nothing);
    return fits;
}

static bool rule_unfreeze(GraphView *view, const cJSON *event, bool forward) {
    return rule_freeze(view, event, !forward);
}

static bool rule_finalizer(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    return node == NULL ||
           change_to(node, "finalized", cJSON_CreateBool(!forward), cJSON_CreateBool(forward));
}

static bool rule_weakref_clear(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    return node == NULL || change(node, "target", tree_member(event, forward ? "from" : "to"),
                                  tree_member(event, forward ? "to" : "from"));
}

static bool rule_intern(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    return node == NULL ||
           change_to(node, "interned", cJSON_CreateBool(!forward), cJSON_CreateBool(forward));
}

static bool rule_immortal(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    const char *from = forward ? "from" : "to", *to = forward ? "to" : "from";
    const cJSON *refcount = tree_member(event, "refcount"),
                *shown = tree_member(event, "getrefcount");
    return node == NULL ||
           (change_to(node, "immortal", cJSON_CreateBool(!forward), cJSON_CreateBool(forward)) &&
            change(node, "refcount", tree_member(refcount, from), tree_member(refcount, to)) &&
            change(node, "getrefcount", tree_member(shown, from), tree_member(shown, to)));
}

static bool rule_block_alloc(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    const cJSON *block = tree_member(event, "block");
    if (node == NULL) {
        return true;
    }
    cJSON *blocks = tree_member(node, "blocks");
    if (forward) {
        insert_block(blocks, cJSON_Duplicate(block, true));
        return true;
    }
    int at = 0;
    for (const cJSON *item = blocks->child; item != NULL; item = item->next, at++) {
        if (tree_same(item, block)) {
            cJSON_DeleteItemFromArray(blocks, at);
            return true;
        }
    }
    return tree_complain("there is no block", block);
}

static bool rule_block_free(GraphView *view, const cJSON *event, bool forward) {
    return rule_block_alloc(view, event, !forward);
}

// ---------------------------------------------------------------- slots

static cJSON *new_slot(const cJSON *event, const cJSON *object) {
    cJSON *slot = cJSON_CreateObject();
    tree_copy(slot, "slot", tree_member(event, "slot"));
    tree_copy(slot, "object", object);
    return slot;
}

// The slot at the event's position has to be the one that the event names, and hold `from`.
static bool change_slot(cJSON *slots, const cJSON *event, const cJSON *from, const cJSON *to) {
    int at = (int)tree_member(event, "at")->valuedouble;
    cJSON *slot = cJSON_GetArrayItem(slots, at);
    bool fits = slot != NULL && tree_same(tree_member(slot, "slot"), tree_member(event, "slot")) &&
                tree_same(tree_member(slot, "object"), from);
    if (!fits) {
        tree_complain("the slot is", slot);
        return false;
    }
    if (cJSON_IsNull(to)) {
        cJSON_DeleteItemFromArray(slots, at);
    } else {
        tree_copy(slot, "object", to);
    }
    return true;
}

static bool rule_slot(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    const cJSON *from = tree_member(event, forward ? "from" : "to");
    const cJSON *to = tree_member(event, forward ? "to" : "from");
    if (node == NULL || (cJSON_IsNull(from) && cJSON_IsNull(to))) {
        return true;
    }
    cJSON *slots = tree_member(node, "slots");
    int at = (int)tree_member(event, "at")->valuedouble;
    if (!cJSON_IsNull(from)) {
        return change_slot(slots, event, from, to);
    }
    if (at > cJSON_GetArraySize(slots)) {
        return tree_complain("no such place for a slot:", slots);
    }
    tree_insert(slots, at, new_slot(event, to));
    return true;
}

static void renumber(cJSON *slot, int by) {
    char name[32];
    long index = strtol(tree_member(slot, "slot")->valuestring + 1, NULL, 10);
    snprintf(name, sizeof name, "[%ld]", index + by);
    cJSON *text = cJSON_CreateString(name);
    tree_copy(slot, "slot", text);
    cJSON_Delete(text);
}

static bool rule_shift(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    int by = (int)tree_member(event, "by")->valuedouble,
        at = (int)tree_member(event, "at")->valuedouble;
    cJSON *slots = node != NULL ? tree_member(node, "slots") : NULL;
    int position = 0;
    for (cJSON *slot = slots != NULL ? slots->child : NULL; slot != NULL; slot = slot->next) {
        bool numbered = tree_member(slot, "slot")->valuestring[0] == '[';
        if (position++ >= at && numbered) {
            renumber(slot, forward ? by : -by);
        }
    }
    return true;
}

// ---------------------------------------------------------------- names and frames

static bool rule_bind(GraphView *view, const cJSON *event, bool forward) {
    char key[400];
    snprintf(key, sizeof key, "%.0f %.300s", tree_member(event, "frame")->valuedouble,
             tree_member(event, "name")->valuestring);
    const cJSON *from = tree_member(event, forward ? "from" : "to");
    const cJSON *to = tree_member(event, forward ? "to" : "from");
    const cJSON *bound = tree_member(view->names, key);
    bool fits = bound == NULL ? cJSON_IsNull(from) : tree_same(bound, from);
    if (!fits) {
        return tree_complain("the name holds", bound);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(view->names, key);
    if (!cJSON_IsNull(to)) {
        tree_copy(view->names, key, to);
    }
    return true;
}

static cJSON *new_frame(const cJSON *from) {
    cJSON *frame = cJSON_CreateObject();
    tree_copy(frame, "label", tree_member(from, "label"));
    tree_copy(frame, "function", tree_member(from, "function"));
    return frame;
}

static bool rule_frame_push(GraphView *view, const cJSON *event, bool forward) {
    const char *key = tree_key(tree_member(event, "frame")->valuedouble);
    cJSON *frame = new_frame(event), *present = tree_member(view->frames, key);
    bool fits = forward ? present == NULL : present != NULL && tree_same(present, frame);
    if (!fits) {
        tree_complain("the frame is", present);
    }
    if (forward && fits) {
        return cJSON_AddItemToObject(view->frames, key, frame);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(view->frames, key);
    cJSON_Delete(frame);
    return fits;
}

static bool rule_frame_pop(GraphView *view, const cJSON *event, bool forward) {
    return rule_frame_push(view, event, !forward);
}

// ---------------------------------------------------------------- all events

static const struct {
    const char *event;
    EventRule *rule;
} rules[] = {
    {"alloc", rule_alloc},
    {"dealloc", rule_dealloc},
    {"refcount", rule_refcount},
    {"bind", rule_bind},
    {"slot", rule_slot},
    {"shift", rule_shift},
    {"resize", rule_resize},
    {"block_alloc", rule_block_alloc},
    {"block_free", rule_block_free},
    {"track", rule_track},
    {"untrack", rule_untrack},
    {"promote", rule_promote},
    {"intern", rule_intern},
    {"immortal", rule_immortal},
    {"freeze", rule_freeze},
    {"unfreeze", rule_unfreeze},
    {"finalizer", rule_finalizer},
    {"weakref_clear", rule_weakref_clear},
    {"frame_push", rule_frame_push},
    {"frame_pop", rule_frame_pop},
};

static bool follow(GraphView *view, const cJSON *event, bool forward) {
    const char *name = tree_member(event, "event")->valuestring;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].event, name) == 0) {
            return rules[i].rule(view, event, forward) ||
                   tree_complain(forward ? "at applying" : "at undoing", event);
        }
    }
    return true;
}

bool graph_view_apply(GraphView *view, const cJSON *event) {
    return follow(view, event, true);
}

bool graph_view_undo(GraphView *view, const cJSON *event) {
    return follow(view, event, false);
}

// ---------------------------------------------------------------- beginning and comparing

static void read_names(GraphView *view, const cJSON *names) {
    for (const cJSON *name = names->child; name != NULL; name = name->next) {
        char key[400];
        snprintf(key, sizeof key, "%.0f %.300s", tree_member(name, "frame")->valuedouble,
                 tree_member(name, "name")->valuestring);
        tree_copy(view->names, key, tree_member(name, "object"));
    }
}

static void read_frames(GraphView *view, const cJSON *frames) {
    for (const cJSON *frame = frames->child; frame != NULL; frame = frame->next) {
        cJSON_AddItemToObject(view->frames, tree_key(tree_member(frame, "frame")->valuedouble),
                              new_frame(frame));
    }
}

static bool read_nodes(GraphView *view, const cJSON *nodes) {
    bool whole = true;
    for (const cJSON *node = nodes->child; node != NULL; node = node->next) {
        whole = whole && tree_member(node, "slots_left_out") == NULL && add_node(view, node);
    }
    return whole;
}

GraphView *graph_view_create(const char *graph) {
    cJSON *tree = cJSON_Parse(graph);
    GraphView *view = malloc(sizeof *view);
    *view = (GraphView){cJSON_CreateObject(), cJSON_CreateObject(), cJSON_CreateObject()};
    bool whole = tree != NULL && tree_member(tree, "left_out")->valuedouble == 0;
    if (whole) {
        read_names(view, tree_member(tree, "names"));
        read_frames(view, tree_member(tree, "frames"));
        whole = read_nodes(view, tree_member(tree, "nodes"));
    }
    cJSON_Delete(tree);
    if (!whole) {
        graph_view_destroy(view);
        return NULL;
    }
    return view;
}

void graph_view_destroy(GraphView *view) {
    if (view != NULL) {
        cJSON_Delete(view->names);
        cJSON_Delete(view->frames);
        cJSON_Delete(view->nodes);
        free(view);
    }
}

// Every member of one is in the other, and equal.
static bool contained(const cJSON *all, const cJSON *other, const char *what) {
    for (const cJSON *item = all->child; item != NULL; item = item->next) {
        const cJSON *counterpart = tree_member(other, item->string);
        if (counterpart == NULL || !tree_same(item, counterpart)) {
            printf("  %s %s differs:\n", what, item->string);
            tree_complain(" ", item);
            return tree_complain(" ", counterpart);
        }
    }
    return true;
}

static bool parts_equal(const cJSON *a, const cJSON *b, const char *what) {
    return contained(a, b, what) && contained(b, a, what);
}

bool graph_view_equal(const GraphView *view, const GraphView *other) {
    return parts_equal(view->names, other->names, "the name") &&
           parts_equal(view->frames, other->frames, "the frame") &&
           parts_equal(view->nodes, other->nodes, "the object");
}
