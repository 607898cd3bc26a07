#include "api/replies/holder_json.h"

#include <string.h>

enum { KEY_REPR_SIZE = 256 + 8, TEXT_SIZE = 1024, SHOWN_KEY = 64, MAX_LOOKS = 64 };

// ---------------------------------------------------------------- short texts

// Room for a text and its NUL; what does not fit is cut.
typedef struct {
    char *at, *last;
} Room;

static Room room_in(char *text, size_t size) {
    *text = '\0';
    return (Room){text, text + size - 1};
}

static void put_bytes(Room *room, const char *bytes, size_t size) {
    size_t left = (size_t)(room->last - room->at);
    size_t taken = size < left ? size : left;
    memcpy(room->at, bytes, taken);
    room->at += taken;
    *room->at = '\0';
}

static void put(Room *room, const char *text) {
    put_bytes(room, text, strlen(text));
}

static void put_number(Room *room, uint32_t number) {
    char digits[TEXT_NUMBER_SIZE];
    put_bytes(room, digits, (size_t)(text_write_uint(digits, number) - digits));
}

// ---------------------------------------------------------------- slots

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
    Room room = room_in(text, size);
    if (key == NULL) {
        put(&room, "?");
        return;
    }
    if (may_show_otherwise(heap, key)) {
        put(&room, "@");
        put_number(&room, heap_object_id(key));
        return;
    }
    size_t used = heap_repr(heap, key, text, size - 3, &cut);
    if (cut) {
        memcpy(text + used, "...", 4);
    }
}

// An attribute's name is a str object; its repr has quotes around it, which go.
static void put_attribute(Room *room, const Heap *heap, const HeapHolder *holder) {
    char repr[KEY_REPR_SIZE];
    put(room, ".");
    if (holder->key == NULL) {
        put(room, holder->label != NULL ? holder->label : "?");
        return;
    }
    key_repr(heap, holder->key, repr, sizeof repr);
    size_t size = strlen(repr);
    put_bytes(room, repr + 1, size > 2 ? size - 2 : 0);
}

static void put_key(Room *room, const Heap *heap, const Object *key) {
    char repr[SHOWN_KEY];
    key_repr(heap, key, repr, sizeof repr);
    put(room, repr);
}

static void put_label(Room *room, const HeapHolder *holder) {
    put(room, ".");
    put(room, holder->label != NULL ? holder->label : heap_holder_kind_name(holder->kind));
}

void holder_slot_name(const Heap *heap, const HeapHolder *holder, char name[SLOT_NAME_SIZE]) {
    Room room = room_in(name, SLOT_NAME_SIZE);
    switch (holder->kind) {
    case HEAP_HOLDER_ITEM:
    case HEAP_HOLDER_GARBAGE:
        put(&room, "[");
        put_number(&room, holder->index);
        put(&room, "]");
        break;
    case HEAP_HOLDER_CONSTANT:
        put(&room, "constant ");
        put_number(&room, holder->index);
        break;
    case HEAP_HOLDER_KEY:
        put(&room, "key ");
        put_key(&room, heap, holder->key);
        break;
    case HEAP_HOLDER_ELEMENT:
        put(&room, "element ");
        put_key(&room, heap, holder->key);
        break;
    case HEAP_HOLDER_VALUE:
        put(&room, "[");
        put_key(&room, heap, holder->key);
        put(&room, "]");
        break;
    case HEAP_HOLDER_ATTR: put_attribute(&room, heap, holder); break;
    case HEAP_HOLDER_NAME:
    case HEAP_HOLDER_CLASS:
    case HEAP_HOLDER_CELL:
    case HEAP_HOLDER_CLOSURE:
    case HEAP_HOLDER_DEFAULT:
    case HEAP_HOLDER_CALLBACK:
    case HEAP_HOLDER_FRAME:
    case HEAP_HOLDER_CACHE:
    case HEAP_HOLDER_DYING:
    case HEAP_HOLDER_KINDS: put_label(&room, holder); break;
    }
}

static void put_frame(Room *room, const Heap *heap, uint32_t frame) {
    HeapFrameInfo info = {.label = ""};
    if (frame == HEAP_MODULE_FRAME) {
        put(room, "<module>");
    } else {
        (void)heap_find_frame(heap, frame, &info);
        put(room, info.label);
        put(room, "#");
        put_number(room, frame);
        put(room, "()");
    }
}

static void name_text(const Heap *heap, uint32_t frame, const char *name, char *text, size_t size) {
    Room room = room_in(text, size);
    put_frame(&room, heap, frame);
    put(&room, ".");
    put(&room, name != NULL ? name : "?");
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
    Room room = room_in(text, sizeof text);
    put_frame(&room, heap, holder->frame);
    json_member_uint(writer, "of", holder->frame);
    write_members(writer, NULL, text);
}

static void write_garbage(JsonWriter *writer, const HeapHolder *holder) {
    char name[SLOT_NAME_SIZE], text[TEXT_SIZE];
    holder_slot_name(NULL, holder, name);
    Room room = room_in(text, sizeof text);
    put(&room, "gc.garbage");
    put(&room, name);
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
    Room room = room_in(text, sizeof text);
    put(&room, "@");
    put_number(&room, owner);
    put(&room, ", which is dying");
    json_member_uint(writer, "of", owner);
    write_members(writer, NULL, text);
}

static void write_slot(JsonWriter *writer, const Heap *heap, const HeapHolder *holder) {
    char name[SLOT_NAME_SIZE], text[TEXT_SIZE];
    uint32_t owner = heap_object_id(holder->owner);
    holder_slot_name(heap, holder, name);
    bool apart = name[0] != '[' && name[0] != '.';
    Room room = room_in(text, sizeof text);
    put(&room, "@");
    put_number(&room, owner);
    put(&room, apart ? " " : "");
    put(&room, name);
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
