#include "tests/api/graph_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct GraphView {
    cJSON *names;   // {"0 a": 5}: the frame, the name, the object.
    cJSON *frames;  // {"2": {"label", "function"}}
    cJSON *nodes;   // {"5": an object without what is no part of the view}
};

static cJSON *member(const cJSON *object, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *key_of(double number) {
    static _Thread_local char keys[4][32];
    static _Thread_local unsigned next;
    char *key = keys[next++ % 4];
    snprintf(key, sizeof keys[0], "%.0f", number);
    return key;
}

static bool complain(const char *what, const cJSON *about) {
    char *text = about != NULL ? cJSON_PrintUnformatted(about) : NULL;
    printf("  %s %s\n", what, text != NULL ? text : "");
    free(text);
    return false;
}

static void set_copy(cJSON *object, const char *name, const cJSON *value) {
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    cJSON_AddItemToObject(object, name, cJSON_Duplicate(value, true));
}

static bool same(const cJSON *a, const cJSON *b) {
    return cJSON_Compare(a, b, true);
}

// cJSON_InsertItemInArray() of Debian 12 refuses to insert between two items.
static void insert_at(cJSON *array, int at, cJSON *item) {
    cJSON *tail = cJSON_CreateArray();
    while (cJSON_GetArraySize(array) > at) {
        cJSON_AddItemToArray(tail, cJSON_DetachItemFromArray(array, at));
    }
    cJSON_AddItemToArray(array, item);
    while (tail->child != NULL) {
        cJSON_AddItemToArray(array, cJSON_DetachItemFromArray(tail, 0));
    }
    cJSON_Delete(tail);
}

// ---------------------------------------------------------------- nodes

static const char *address_of(const cJSON *block) {
    return member(block, "address")->valuestring;
}

// Blocks have no order of their own: by address.
static void insert_block(cJSON *blocks, cJSON *block) {
    int at = 0;
    const cJSON *next = blocks->child;
    while (next != NULL && strcmp(address_of(next), address_of(block)) < 0) {
        at++;
        next = next->next;
    }
    insert_at(blocks, at, block);
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
    for (const cJSON *block = member(record, "blocks")->child; block != NULL; block = block->next) {
        insert_block(blocks, cJSON_Duplicate(block, true));
    }
    cJSON_ReplaceItemInObjectCaseSensitive(node, "blocks", blocks);
    return node;
}

static bool add_node(GraphView *view, const cJSON *record) {
    const char *key = key_of(member(record, "id")->valuedouble);
    if (member(view->nodes, key) != NULL) {
        return complain("is there already:", record);
    }
    return cJSON_AddItemToObject(view->nodes, key, normalized(record));
}

// It has to be as the record says when it goes.
static bool remove_node(GraphView *view, const cJSON *record) {
    const char *key = key_of(member(record, "id")->valuedouble);
    cJSON *node = member(view->nodes, key);
    if (node == NULL) {
        return complain("is not there:", record);
    }
    cJSON *expected = normalized(record);
    bool fits = same(node, expected);
    if (!fits) {
        complain("goes as", expected);
        complain("but is   ", node);
    }
    cJSON_Delete(expected);
    cJSON_DeleteItemFromObjectCaseSensitive(view->nodes, key);
    return fits;
}

// The object that an event is about; NULL when it is not in the view (any more, or yet): then the
// event tells nothing that matters.
static cJSON *node_of(const GraphView *view, const cJSON *event) {
    const cJSON *object = member(event, "object");
    return cJSON_IsNumber(object) ? member(view->nodes, key_of(object->valuedouble)) : NULL;
}

// Replaces a member that has to be `from`.
static bool change(cJSON *node, const char *name, const cJSON *from, const cJSON *to) {
    if (!same(member(node, name), from)) {
        complain(name, member(node, name));
        return complain("should have been", from);
    }
    set_copy(node, name, to);
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
    const cJSON *record = member(event, "record");
    return forward ? add_node(view, record) : remove_node(view, record);
}

static bool rule_dealloc(GraphView *view, const cJSON *event, bool forward) {
    return rule_alloc(view, event, !forward);
}

static bool rule_refcount(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    const char *from = forward ? "from" : "to", *to = forward ? "to" : "from";
    const cJSON *refcount = member(event, "refcount"), *shown = member(event, "getrefcount");
    return node == NULL ||
           (change(node, "references", member(event, from), member(event, to)) &&
            change(node, "refcount", member(refcount, from), member(refcount, to)) &&
            change(node, "getrefcount", member(shown, from), member(shown, to)));
}

static bool rule_resize(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    return node == NULL || change(node, "size", member(event, forward ? "from" : "to"),
                                  member(event, forward ? "to" : "from"));
}

static bool rule_promote(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    return node == NULL || change(node, "generation", member(event, forward ? "from" : "to"),
                                  member(event, forward ? "to" : "from"));
}

static bool rule_track(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event), *nothing = cJSON_CreateNull();
    const cJSON *generation = member(event, "generation");
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

static bool rule_intern(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    return node == NULL ||
           change_to(node, "interned", cJSON_CreateBool(!forward), cJSON_CreateBool(forward));
}

static bool rule_block_alloc(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    const cJSON *block = member(event, "block");
    if (node == NULL) {
        return true;
    }
    cJSON *blocks = member(node, "blocks");
    if (forward) {
        insert_block(blocks, cJSON_Duplicate(block, true));
        return true;
    }
    int at = 0;
    for (const cJSON *item = blocks->child; item != NULL; item = item->next, at++) {
        if (same(item, block)) {
            cJSON_DeleteItemFromArray(blocks, at);
            return true;
        }
    }
    return complain("there is no block", block);
}

static bool rule_block_free(GraphView *view, const cJSON *event, bool forward) {
    return rule_block_alloc(view, event, !forward);
}

// ---------------------------------------------------------------- slots

static cJSON *new_slot(const cJSON *event, const cJSON *object) {
    cJSON *slot = cJSON_CreateObject();
    set_copy(slot, "slot", member(event, "slot"));
    set_copy(slot, "object", object);
    return slot;
}

// The slot at the event's position has to be the one that the event names, and hold `from`.
static bool change_slot(cJSON *slots, const cJSON *event, const cJSON *from, const cJSON *to) {
    int at = (int)member(event, "at")->valuedouble;
    cJSON *slot = cJSON_GetArrayItem(slots, at);
    bool fits = slot != NULL && same(member(slot, "slot"), member(event, "slot")) &&
                same(member(slot, "object"), from);
    if (!fits) {
        complain("the slot is", slot);
        return false;
    }
    if (cJSON_IsNull(to)) {
        cJSON_DeleteItemFromArray(slots, at);
    } else {
        set_copy(slot, "object", to);
    }
    return true;
}

static bool rule_slot(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    const cJSON *from = member(event, forward ? "from" : "to");
    const cJSON *to = member(event, forward ? "to" : "from");
    if (node == NULL || (cJSON_IsNull(from) && cJSON_IsNull(to))) {
        return true;
    }
    cJSON *slots = member(node, "slots");
    int at = (int)member(event, "at")->valuedouble;
    if (!cJSON_IsNull(from)) {
        return change_slot(slots, event, from, to);
    }
    if (at > cJSON_GetArraySize(slots)) {
        return complain("no such place for a slot:", slots);
    }
    insert_at(slots, at, new_slot(event, to));
    return true;
}

static void renumber(cJSON *slot, int by) {
    char name[32];
    long index = strtol(member(slot, "slot")->valuestring + 1, NULL, 10);
    snprintf(name, sizeof name, "[%ld]", index + by);
    cJSON *text = cJSON_CreateString(name);
    set_copy(slot, "slot", text);
    cJSON_Delete(text);
}

static bool rule_shift(GraphView *view, const cJSON *event, bool forward) {
    cJSON *node = node_of(view, event);
    int by = (int)member(event, "by")->valuedouble, at = (int)member(event, "at")->valuedouble;
    cJSON *slots = node != NULL ? member(node, "slots") : NULL;
    int position = 0;
    for (cJSON *slot = slots != NULL ? slots->child : NULL; slot != NULL; slot = slot->next) {
        bool numbered = member(slot, "slot")->valuestring[0] == '[';
        if (position++ >= at && numbered) {
            renumber(slot, forward ? by : -by);
        }
    }
    return true;
}

// ---------------------------------------------------------------- names and frames

static bool rule_bind(GraphView *view, const cJSON *event, bool forward) {
    char key[400];
    snprintf(key, sizeof key, "%.0f %.300s", member(event, "frame")->valuedouble,
             member(event, "name")->valuestring);
    const cJSON *from = member(event, forward ? "from" : "to");
    const cJSON *to = member(event, forward ? "to" : "from");
    const cJSON *bound = member(view->names, key);
    bool fits = bound == NULL ? cJSON_IsNull(from) : same(bound, from);
    if (!fits) {
        return complain("the name holds", bound);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(view->names, key);
    if (!cJSON_IsNull(to)) {
        set_copy(view->names, key, to);
    }
    return true;
}

static cJSON *new_frame(const cJSON *from) {
    cJSON *frame = cJSON_CreateObject();
    set_copy(frame, "label", member(from, "label"));
    set_copy(frame, "function", member(from, "function"));
    return frame;
}

static bool rule_frame_push(GraphView *view, const cJSON *event, bool forward) {
    const char *key = key_of(member(event, "frame")->valuedouble);
    cJSON *frame = new_frame(event), *present = member(view->frames, key);
    bool fits = forward ? present == NULL : present != NULL && same(present, frame);
    if (!fits) {
        complain("the frame is", present);
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
    {"frame_push", rule_frame_push},
    {"frame_pop", rule_frame_pop},
};

static bool follow(GraphView *view, const cJSON *event, bool forward) {
    const char *name = member(event, "event")->valuestring;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].event, name) == 0) {
            return rules[i].rule(view, event, forward) ||
                   complain(forward ? "at applying" : "at undoing", event);
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
        snprintf(key, sizeof key, "%.0f %.300s", member(name, "frame")->valuedouble,
                 member(name, "name")->valuestring);
        set_copy(view->names, key, member(name, "object"));
    }
}

static void read_frames(GraphView *view, const cJSON *frames) {
    for (const cJSON *frame = frames->child; frame != NULL; frame = frame->next) {
        cJSON_AddItemToObject(view->frames, key_of(member(frame, "frame")->valuedouble),
                              new_frame(frame));
    }
}

static bool read_nodes(GraphView *view, const cJSON *nodes) {
    bool whole = true;
    for (const cJSON *node = nodes->child; node != NULL; node = node->next) {
        whole = whole && member(node, "slots_left_out") == NULL && add_node(view, node);
    }
    return whole;
}

GraphView *graph_view_create(const char *graph) {
    cJSON *tree = cJSON_Parse(graph);
    GraphView *view = malloc(sizeof *view);
    *view = (GraphView){cJSON_CreateObject(), cJSON_CreateObject(), cJSON_CreateObject()};
    bool whole = tree != NULL && member(tree, "left_out")->valuedouble == 0;
    if (whole) {
        read_names(view, member(tree, "names"));
        read_frames(view, member(tree, "frames"));
        whole = read_nodes(view, member(tree, "nodes"));
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
        const cJSON *counterpart = member(other, item->string);
        if (counterpart == NULL || !same(item, counterpart)) {
            printf("  %s %s differs:\n", what, item->string);
            complain(" ", item);
            return complain(" ", counterpart);
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

bool graph_view_counts_fit(const char *graph) {
    cJSON *tree = cJSON_Parse(graph);
    bool fits = tree != NULL;
    if (tree == NULL || member(tree, "left_out")->valuedouble > 0) {
        cJSON_Delete(tree);
        return fits;
    }
    cJSON *counts = cJSON_CreateObject();
    for (const cJSON *edge = member(tree, "edges")->child; edge != NULL; edge = edge->next) {
        const char *key = key_of(member(edge, "to")->valuedouble);
        cJSON *count = member(counts, key);
        if (count == NULL) {
            cJSON_AddNumberToObject(counts, key, 1);
        } else {
            cJSON_SetNumberValue(count, count->valuedouble + 1);
        }
    }
    for (const cJSON *node = member(tree, "nodes")->child; fits && node != NULL;
         node = node->next) {
        const cJSON *count = member(counts, key_of(member(node, "id")->valuedouble));
        double edges = count != NULL ? count->valuedouble : 0;
        fits = edges == member(node, "references")->valuedouble ||
               complain("its edges are not its references:", node);
    }
    cJSON_Delete(counts);
    cJSON_Delete(tree);
    return fits;
}
