// Why an object is alive: the way from a root to it, all its holders, and what that means, in words.
#include "api/views/chain.h"
#include "api/views/keepers.h"
#include "api/views/views.h"

#include <inttypes.h>

enum { TOLD_LINKS = 8 };

// What the answer is made of. For an object that a root leads to there are no keepers.
typedef struct {
    const Heap *heap;
    const Object *object;
    bool is_immortal;
    ObjectMap map;
    Chain chain;
    Keepers keepers;
    Referrers referrers;
} WhyAlive;

// ---------------------------------------------------------------- in words

const char view_immortal_words[] = " It is immortal: nobody who lets go of it frees it.";

static void tell_root(TextBuffer *text, const Heap *heap, const HeapHolder *root) {
    HeapFrameInfo frame = {.label = ""};
    bool in_module = root->frame == HEAP_MODULE_FRAME;
    (void)heap_find_frame(heap, root->frame, &frame);
    if (root->kind == HEAP_HOLDER_CACHE) {
        text_add_string(text, "The cache of objects that are made once for all");
    } else if (root->kind == HEAP_HOLDER_GARBAGE) {
        text_add_format(text, "gc.garbage[%" PRIu32 "]", root->index);
    } else if (root->kind == HEAP_HOLDER_FRAME) {
        text_add_string(text, "The frame ");
    }
    if (root->kind == HEAP_HOLDER_FRAME || root->kind == HEAP_HOLDER_NAME) {
        text_add_string(text, frame.label);
        if (!in_module) {
            text_add_format(text, "#%" PRIu32 "()", root->frame);
        }
    }
    if (root->kind == HEAP_HOLDER_NAME) {
        text_add_string(text, ".");
        text_add_string(text, root->label);
    }
}

static void tell_link(TextBuffer *text, const Heap *heap, const HeapHolder *holder) {
    char slot[SLOT_NAME_SIZE];
    holder_slot_name(heap, holder, slot);
    text_add_string(text, ", whose ");
    text_add_string(text, slot);
}

// "<module>.a holds @3, whose [2] holds @5." Of a long chain the beginning and the end.
static void tell_chain(TextBuffer *text, const Heap *heap, const Chain *chain) {
    for (size_t i = 0; i < chain->count; i++) {
        if (chain->count > TOLD_LINKS && i == TOLD_LINKS / 2) {
            i = chain->count - TOLD_LINKS / 2;
            text_add_format(text, ", and so on through %zu more, to @%" PRIu32,
                            chain->count - TOLD_LINKS, heap_object_id(chain->holders[i].owner));
        }
        if (i == 0) {
            tell_root(text, heap, &chain->holders[i]);
        } else {
            tell_link(text, heap, &chain->holders[i]);
        }
        text_add_format(text, " holds @%" PRIu32, heap_object_id(chain->holders[i].object));
    }
    text_add_string(text, ".");
}

static void tell_holders(TextBuffer *text, const WhyAlive *why) {
    uint64_t count = why->referrers.objects[0].count;
    if (heap_object_info(why->heap, why->object).cached) {
        text_add_string(text, " Its cache never lets go of it, so it is never freed.");
    } else if (why->is_immortal) {
        text_add_string(text, view_immortal_words);
    } else if (count == 1) {
        text_add_string(text, " Nothing else holds it.");
    } else {
        text_add_format(text, " It has %" PRIu64 " holders in all.", count);
    }
}

static void tell_cycle(TextBuffer *text, uint32_t count) {
    if (count == 0) {
        text_add_string(text, "What keeps it is garbage as well.");
    } else if (count == 1) {
        text_add_string(text, "It refers to itself, which keeps it alive.");
    } else {
        text_add_format(
            text, "It is in a cycle of %" PRIu32 " objects, which keep each other alive.", count);
    }
}

static void tell_keepers(TextBuffer *text, const Keepers *keepers) {
    bool in_cycle = keepers->cycle_count > 0;
    uint32_t others = in_cycle ? keepers->keepers + 1 - keepers->cycle_count : keepers->keepers;
    text_add_string(text, "No root leads to it: it is garbage. ");
    tell_cycle(text, keepers->cycle_count);
    if (others > 0) {
        text_add_format(text,
                        others == 1 ? " %" PRIu32 " %sobject leads to it."
                                    : " %" PRIu32 " %sobjects lead to it.",
                        others, in_cycle ? "other " : "");
    }
}

static void tell_collection(TextBuffer *text, int generation) {
    if (generation < 0) {
        text_add_string(
            text,
            " Frozen objects are among them, at which no collection looks before gc.unfreeze().");
    } else if (generation == HEAP_GENERATIONS - 1) {
        text_add_format(text, " Only a full collection finds it: gc.collect(%d).", generation);
    } else {
        text_add_format(text, " A collection of generation %d or older finds it: gc.collect(%d).",
                        generation, generation);
    }
}

static void write_text(JsonWriter *writer, const WhyAlive *why) {
    TextBuffer text = {0};
    if (why->chain.count > 0) {
        tell_chain(&text, why->heap, &why->chain);
        tell_holders(&text, why);
    } else if (why->is_immortal) {
        text_add_string(&text, "No root leads to it.");
        text_add_string(&text, view_immortal_words);
    } else {
        tell_keepers(&text, &why->keepers);
        tell_collection(&text, why->keepers.generation);
    }
    json_member_text(writer, "text", &text);
}

// ---------------------------------------------------------------- in JSON

// Of a path that is too long the beginning and the end.
static void write_path(JsonWriter *writer, const Heap *heap, const Chain *chain) {
    size_t left_out = chain->count > VIEW_MAX_PATH ? chain->count - VIEW_MAX_PATH : 0;
    json_key(writer, "path");
    json_begin_array(writer);
    for (size_t i = 0; i < chain->count; i++) {
        if (i == VIEW_MAX_PATH / 2) {
            i += left_out;
        }
        holder_write(writer, heap, &chain->holders[i]);
    }
    json_end_array(writer);
    if (left_out > 0) {
        json_member_uint(writer, "path_left_out", left_out);
    }
}

static void write_holders(JsonWriter *writer, const Heap *heap, const Referrers *referrers) {
    const ReferredObject *object = &referrers->objects[0];
    json_key(writer, "holders");
    json_begin_array(writer);
    for (size_t at = object->first; at != 0; at = referrers->items[at - 1].next) {
        holder_write(writer, heap, &referrers->items[at - 1].holder);
    }
    json_end_array(writer);
    if (object->count > OBJECT_MAX_REFERRERS) {
        json_member_uint(writer, "holders_left_out", object->count - OBJECT_MAX_REFERRERS);
    }
}

static void write_cycle(JsonWriter *writer, const ObjectMap *map, const Keepers *keepers) {
    json_key(writer, "cycle");
    json_begin_array(writer);
    for (uint32_t i = 0; i < keepers->cycle_count && i < VIEW_MAX_CYCLE; i++) {
        json_uint(writer, heap_object_id(map->objects[keepers->cycle[i]]));
    }
    json_end_array(writer);
    if (keepers->cycle_count > VIEW_MAX_CYCLE) {
        json_member_uint(writer, "cycle_left_out", keepers->cycle_count - VIEW_MAX_CYCLE);
    }
}

static void write_answer(JsonWriter *writer, const WhyAlive *why) {
    bool reachable = why->chain.count > 0 || why->is_immortal;
    json_begin_object(writer);
    json_member_bool(writer, "reachable", reachable);
    write_path(writer, why->heap, &why->chain);
    write_holders(writer, why->heap, &why->referrers);
    write_cycle(writer, &why->map, &why->keepers);
    json_key(writer, "found_by");
    if (reachable || why->keepers.generation < 0) {
        json_null(writer);
    } else {
        json_int(writer, why->keepers.generation);
    }
    write_text(writer, why);
    json_end_object(writer);
}

// ---------------------------------------------------------------- the walks

static bool find_out(WhyAlive *why) {
    uint32_t id = heap_object_id(why->object);
    why->is_immortal = heap_object_is_immortal(why->object);
    bool done = object_map_make(&why->map, why->heap) &&
                chain_find(&why->chain, why->heap, &why->map, why->object) &&
                referrers_find(&why->referrers, why->heap, &id, 1);
    return done && (why->chain.count > 0 || why->is_immortal ||
                    keepers_find(&why->keepers, why->heap, &why->map,
                                 object_map_find(&why->map, why->object)));
}

ApiCode view_why_alive(View *view) {
    WhyAlive why = {.heap = view->session->heap, .object = view_find_object(view)};
    if (why.object == NULL) {
        return view->problem->code;
    }
    bool done = find_out(&why);
    if (done) {
        write_answer(view->writer, &why);
    }
    object_map_discard(&why.map);
    chain_discard(&why.chain);
    keepers_discard(&why.keepers);
    referrers_discard(&why.referrers);
    return done ? API_OK : problem_no_memory(view->problem);
}
