#include "api/replies/holder_json.h"

#include <stdio.h>
#include <string.h>

enum { KEY_REPR_SIZE = 256 + 8, TEXT_SIZE = 1024, SHOWN_KEY = 64, MAX_LOOKS = 64 };

static bool holds_others(const Object *key) {
    HeapKind kind = heap_object_kind(key);
    return kind == HEAP_TUPLE || kind == HEAP_FROZENSET;
}

// A slot keeps its name, but what a weakref shows changes when it dies: whether one is in the key,
// as far as that is soon found out.
static bool may_show_otherwise(const Heap *heap, const Object *key) {
    const Object *left[MAX_LOOKS] = {key};
    size_t count = 1, looked = 1;
    while (count > 0) {
        const Object *object = left[--count];
        HeapHolder slot;
        uint32_t cursor = 0;
        if (heap_object_kind(object) == HEAP_WEAKREF) {
            return true;
        }
        while (holds_others(object) && heap_next_slot(heap, object, &cursor, &slot)) {
            if (looked++ == MAX_LOOKS) {
                return true;
            }
            left[count++] = slot.object;
        }
    }
    return false;
}

static void key_repr(const Heap *heap, const Object *key, char *text, size_t size) {
    bool cut = false;
    if (key == NULL) {
        snprintf(text, size, "?");
        return;
    }
    if (may_show_otherwise(heap, key)) {
        snprintf(text, size, "@%u", heap_object_id(key));
        return;
    }
    size_t used = heap_repr(heap, key, text, size - 3, &cut);
    if (cut) {
        memcpy(text + used, "...", 4);
    }
}

// An attribute's name is a str object; its repr has quotes around it, which go.
static void attribute_name(const Heap *heap, const HeapHolder *holder, char *name) {
    char repr[KEY_REPR_SIZE];
    if (holder->key == NULL) {
        snprintf(name, SLOT_NAME_SIZE, ".%s", holder->label != NULL ? holder->label : "?");
        return;
    }
    key_repr(heap, holder->key, repr, sizeof repr);
    size_t size = strlen(repr);
    snprintf(name, SLOT_NAME_SIZE, ".%.*s", size > 2 ? (int)size - 2 : 0, repr + 1);
}

static void labelled(const HeapHolder *holder, char *name) {
    snprintf(name, SLOT_NAME_SIZE, ".%s",
             holder->label != NULL ? holder->label : heap_holder_kind_name(holder->kind));
}

void holder_slot_name(const Heap *heap, const HeapHolder *holder, char name[SLOT_NAME_SIZE]) {
    char repr[SHOWN_KEY];
    switch (holder->kind) {
    case HEAP_HOLDER_ITEM:
    case HEAP_HOLDER_GARBAGE: snprintf(name, SLOT_NAME_SIZE, "[%u]", holder->index); break;
    case HEAP_HOLDER_CONSTANT: snprintf(name, SLOT_NAME_SIZE, "constant %u", holder->index); break;
    case HEAP_HOLDER_KEY:
        key_repr(heap, holder->key, repr, sizeof repr);
        snprintf(name, SLOT_NAME_SIZE, "key %s", repr);
        break;
    case HEAP_HOLDER_ELEMENT:
        key_repr(heap, holder->key, repr, sizeof repr);
        snprintf(name, SLOT_NAME_SIZE, "element %s", repr);
        break;
    case HEAP_HOLDER_VALUE:
        key_repr(heap, holder->key, repr, sizeof repr);
        snprintf(name, SLOT_NAME_SIZE, "[%s]", repr);
        break;
    case HEAP_HOLDER_ATTR: attribute_name(heap, holder, name); break;
    case HEAP_HOLDER_NAME:
    case HEAP_HOLDER_CLASS:
    case HEAP_HOLDER_CELL:
    case HEAP_HOLDER_CLOSURE:
    case HEAP_HOLDER_DEFAULT:
    case HEAP_HOLDER_CALLBACK:
    case HEAP_HOLDER_FRAME:
    case HEAP_HOLDER_CACHE:
    case HEAP_HOLDER_DYING:
    case HEAP_HOLDER_KINDS: labelled(holder, name); break;
    }
}

static void frame_text(const Heap *heap, uint32_t frame, char *text, size_t size) {
    HeapFrameInfo info = {.label = ""};
    if (frame == HEAP_MODULE_FRAME) {
        snprintf(text, size, "<module>");
    } else {
        (void)heap_find_frame(heap, frame, &info);
        snprintf(text, size, "%s#%u()", info.label, frame);
    }
}

static void name_text(const Heap *heap, uint32_t frame, const char *name, char *text, size_t size) {
    frame_text(heap, frame, text, size);
    size_t used = strlen(text);
    snprintf(text + used, size - used, ".%s", name != NULL ? name : "?");
}

void holder_write_name(JsonWriter *writer, const Heap *heap, uint32_t frame, const char *name) {
    char text[TEXT_SIZE];
    name_text(heap, frame, name, text, sizeof text);
    json_string(writer, text);
}

static void write_members(JsonWriter *writer, const char *slot, const char *text) {
    json_key(writer, "slot");
    if (slot != NULL) {
        json_string(writer, slot);
    } else {
        json_null(writer);
    }
    json_member_string(writer, "text", text);
}

static void write_name(JsonWriter *writer, const Heap *heap, const HeapHolder *holder) {
    char text[TEXT_SIZE];
    name_text(heap, holder->frame, holder->label, text, sizeof text);
    json_member_uint(writer, "of", holder->frame);
    write_members(writer, holder->label, text);
}

static void write_frame(JsonWriter *writer, const Heap *heap, const HeapHolder *holder) {
    char text[TEXT_SIZE];
    frame_text(heap, holder->frame, text, sizeof text);
    json_member_uint(writer, "of", holder->frame);
    write_members(writer, NULL, text);
}

static void write_garbage(JsonWriter *writer, const HeapHolder *holder) {
    char name[SLOT_NAME_SIZE], text[TEXT_SIZE];
    holder_slot_name(NULL, holder, name);
    snprintf(text, sizeof text, "gc.garbage%s", name);
    json_member_null(writer, "of");
    write_members(writer, name, text);
}

static void write_cache(JsonWriter *writer) {
    json_member_null(writer, "of");
    write_members(writer, NULL, "cache");
}

static void write_dying(JsonWriter *writer, const HeapHolder *holder) {
    char text[TEXT_SIZE];
    uint32_t owner = heap_object_id(holder->owner);
    snprintf(text, sizeof text, "@%u, which is dying", owner);
    json_member_uint(writer, "of", owner);
    write_members(writer, NULL, text);
}

static void write_slot(JsonWriter *writer, const Heap *heap, const HeapHolder *holder) {
    char name[SLOT_NAME_SIZE], text[TEXT_SIZE];
    uint32_t owner = heap_object_id(holder->owner);
    holder_slot_name(heap, holder, name);
    bool apart = name[0] != '[' && name[0] != '.';
    snprintf(text, sizeof text, "@%u%s%s", owner, apart ? " " : "", name);
    json_member_uint(writer, "of", owner);
    write_members(writer, name, text);
}

void holder_write(JsonWriter *writer, const Heap *heap, const HeapHolder *holder) {
    json_begin_object(writer);
    json_member_string(writer, "kind", heap_holder_kind_name(holder->kind));
    if (holder->kind == HEAP_HOLDER_NAME) {
        write_name(writer, heap, holder);
    } else if (holder->kind == HEAP_HOLDER_FRAME) {
        write_frame(writer, heap, holder);
    } else if (holder->kind == HEAP_HOLDER_GARBAGE) {
        write_garbage(writer, holder);
    } else if (holder->owner == NULL) {
        write_cache(writer);
    } else if (holder->kind == HEAP_HOLDER_DYING) {
        write_dying(writer, holder);
    } else {
        write_slot(writer, heap, holder);
    }
    json_end_object(writer);
}

// ---------------------------------------------------------------- all of them

static void each_of_frame(const Heap *heap, const HeapFrameInfo *frame, HolderVisit *visit,
                          void *context) {
    HeapName name;
    for (uint32_t cursor = 0; heap_next_name(heap, frame->number, &cursor, &name);) {
        HeapHolder holder = {.kind = HEAP_HOLDER_NAME,
                             .frame = frame->number,
                             .label = name.name,
                             .object = name.object};
        visit(context, &holder);
    }
    if (frame->function != NULL) {
        HeapHolder holder = {
            .kind = HEAP_HOLDER_FRAME, .frame = frame->number, .object = frame->function};
        visit(context, &holder);
    }
}

static void each_of_garbage(const Heap *heap, HolderVisit *visit, void *context) {
    Object *object = NULL;
    for (uint32_t i = 0; (object = heap_garbage(heap, i)) != NULL; i++) {
        HeapHolder holder = {.kind = HEAP_HOLDER_GARBAGE, .index = i, .object = object};
        visit(context, &holder);
    }
}

void holders_each_root(const Heap *heap, HolderVisit *visit, void *context) {
    HeapFrameInfo frame;
    for (size_t i = 0; heap_frame(heap, i, &frame); i++) {
        each_of_frame(heap, &frame, visit, context);
    }
    Object *cached = NULL;
    for (uint32_t cursor = 0; heap_next_cached(heap, &cursor, &cached);) {
        HeapHolder holder = {.kind = HEAP_HOLDER_CACHE, .object = cached};
        visit(context, &holder);
    }
    each_of_garbage(heap, visit, context);
}

void holders_each(const Heap *heap, HolderVisit *visit, void *context) {
    holders_each_root(heap, visit, context);
    Object *object = NULL;
    for (uint32_t id = 0; heap_next_object(heap, &id, &object);) {
        HeapHolder holder;
        for (uint32_t cursor = 0; heap_next_slot(heap, object, &cursor, &holder);) {
            visit(context, &holder);
        }
    }
}
