// repr(), without recursion: what is shown inside what is a stack of levels.
#include "heap/repr.h"

#include <stdio.h>
#include <string.h>

#include "heap/iteration.h"
#include "heap/state.h"
#include "heap/types/bytes.h"
#include "heap/types/cell.h"
#include "heap/types/descriptor.h"
#include "heap/types/dict.h"
#include "heap/types/float.h"
#include "heap/types/int.h"
#include "heap/types/list.h"
#include "heap/types/set.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"
#include "heap/types/weakref.h"
#include "heap/writer.h"

enum {
    MAX_DEPTH = 1000,
    ADDRESS_SIZE = 24,
    ESCAPE_SIZE = 12,
};

// ---- writing

static void put_name(Writer *writer, const char *name) {
    writer_put(writer, name == NULL ? "?" : name);
}

static void put_address(const Heap *heap, Writer *writer, const Object *object) {
    char text[ADDRESS_SIZE];
    unsigned long long address = range_virtual_address(ref_of(heap, object));
    snprintf(text, sizeof text, " at 0x%llx", address);
    writer_put(writer, text);
}

// ---- texts

static void put_hex(Writer *writer, uint32_t character) {
    char text[ESCAPE_SIZE];
    unsigned value = character;
    int size = value < 0x100     ? snprintf(text, sizeof text, "\\x%02x", value)
               : value < 0x10000 ? snprintf(text, sizeof text, "\\u%04x", value)
                                 : snprintf(text, sizeof text, "\\U%08x", value);
    writer_put_whole(writer, text, (size_t)size);
}

// 0: the character has no escape of two characters.
static char escape_letter(uint32_t character, char quote) {
    switch (character) {
    case '\t': return 't';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\\': return '\\';
    default: break;
    }
    if (character == (unsigned char)quote) {
        return quote;
    }
    return '\0';
}

static void put_character(Writer *writer, uint32_t character, char quote) {
    char utf8[4];
    char letter = escape_letter(character, quote);
    if (letter != '\0') {
        writer_put_whole(writer, (char[]){'\\', letter}, 2);
    } else if (heap_is_printable(character)) {
        writer_put_whole(writer, utf8, str_encode(character, utf8));
    } else {
        put_hex(writer, character);
    }
}

typedef struct {
    const Object *object;
    size_t length;
    uint32_t (*at)(const Heap *heap, const Object *object, size_t index);
    uint32_t plain_end;  // Characters from here on are escaped.
} Text;

// Only what can be shown is looked at: a text may have half a gigabyte.
static char choose_quote(const Heap *heap, const Writer *writer, const Text *text) {
    bool has_single = false, has_double = false;
    for (size_t i = 0; i < text->length && i < writer->limit; i++) {
        uint32_t character = text->at(heap, text->object, i);
        has_single = has_single || character == '\'';
        has_double = has_double || character == '"';
    }
    return has_single && !has_double ? '"' : '\'';
}

static void put_text(const Heap *heap, Writer *writer, const Text *text) {
    char quote = choose_quote(heap, writer, text);
    writer_put_whole(writer, &quote, 1);
    for (size_t i = 0; i < text->length && !writer->cut; i++) {
        uint32_t character = text->at(heap, text->object, i);
        if (character < text->plain_end) {
            put_character(writer, character, quote);
        } else {
            put_hex(writer, character);
        }
    }
    writer_put_whole(writer, &quote, 1);
}

static uint32_t byte_at(const Heap *heap, const Object *object, size_t index) {
    (void)heap;
    return ((const BytesObject *)object)->data[index];
}

// ---- objects without items

static void show_none(const Heap *heap, Writer *writer, const Object *object) {
    (void)heap, (void)object;
    writer_put(writer, "None");
}

static void show_bool(const Heap *heap, Writer *writer, const Object *object) {
    (void)heap;
    writer_put(writer, ((const IntObject *)object)->size == 0 ? "False" : "True");
}

static void show_int(const Heap *heap, Writer *writer, const Object *object) {
    (void)heap;
    char text[INT_TEXT_SIZE] = "<an int of more than 4300 digits>";  // Python gives none.
    writer->lacks_text = writer->lacks_text || !int_has_text(object);
    writer->shows_zero = writer->shows_zero || ((const IntObject *)object)->size == 0;
    if (int_has_text(object)) {
        int_text(object, text);
    }
    writer_put(writer, text);
}

static void show_float(const Heap *heap, Writer *writer, const Object *object) {
    (void)heap;
    char text[FLOAT_TEXT_SIZE];
    float_text(float_value(object), text);
    writer_put(writer, text);
}

static void show_str(const Heap *heap, Writer *writer, const Object *object) {
    Text text = {object, str_length(object), str_character, UINT32_MAX};
    put_text(heap, writer, &text);
}

static void show_bytes(const Heap *heap, Writer *writer, const Object *object) {
    Text text = {object, ((const BytesObject *)object)->size, byte_at, 0x80};
    writer_put(writer, "b");
    put_text(heap, writer, &text);
}

static void show_class(const Heap *heap, Writer *writer, const Object *object) {
    writer_put(writer, object_is_static(object) ? "<class '" : "<class '__main__.");
    put_name(writer, heap_function_qualname(heap, object));
    writer_put(writer, "'>");
}

static void show_instance(const Heap *heap, Writer *writer, const Object *object) {
    writer_put(writer, "<__main__.");
    put_name(writer, heap_function_qualname(heap, object_at(heap, object->cls)));
    writer_put(writer, " object");
    put_address(heap, writer, object);
    writer_put(writer, ">");
}

static void show_function(const Heap *heap, Writer *writer, const Object *object) {
    writer_put(writer, "<function ");
    put_name(writer, heap_function_qualname(heap, object));
    put_address(heap, writer, object);
    writer_put(writer, ">");
}

// The object is an instance, which shows nothing inside.
static void show_method(const Heap *heap, Writer *writer, const Object *object) {
    writer_put(writer, "<bound method ");
    if (heap_method_self(heap, object) == NULL) {  // It is being made.
        writer_put(writer, "of nothing yet>");
        return;
    }
    put_name(writer, heap_function_qualname(heap, heap_method_function(heap, object)));
    writer_put(writer, " of ");
    show_instance(heap, writer, heap_method_self(heap, object));
    writer_put(writer, ">");
}

static void show_cell(const Heap *heap, Writer *writer, const Object *object) {
    const Object *content = cell_content(heap, object);
    writer_put(writer, "<cell");
    put_address(heap, writer, object);
    writer_put(writer, ": ");
    if (content == NULL) {
        writer_put(writer, "empty>");
        return;
    }
    put_name(writer, object_type_name(heap, content));
    writer_put(writer, " object");
    put_address(heap, writer, content);
    writer_put(writer, ">");
}

static void show_descriptor(const Heap *heap, Writer *writer, const Object *object) {
    const Object *owner = descriptor_owner(heap, object);
    writer_put(writer, object->kind == HEAP_MEMBER ? "<member '" : "<attribute '");
    char name[DESCRIPTOR_NAME_SIZE];
    descriptor_name(heap, object, name);
    writer_put(writer, name);
    if (object_is_static(object)) {
        writer_put(writer, "'>");
        return;
    }
    writer_put(writer, "' of '");
    put_name(writer, owner == NULL ? NULL : heap_function_name(heap, owner));
    writer_put(writer, "' objects>");
}

// What has a `__name__` is shown with it; by the profile only if its type gives it one, which that
// of bound methods does not.
static void put_attribute_name(const Heap *heap, Writer *writer, const Object *target) {
    bool through = target->kind == HEAP_METHOD && heap->profile->weakref_names_methods;
    const Object *named = through ? heap_method_function(heap, target) : target;
    if (named->kind == HEAP_CLASS || named->kind == HEAP_FUNCTION) {
        writer_put(writer, " (");
        put_name(writer, heap_function_name(heap, named));
        writer_put(writer, ")");
    }
}

static void show_weakref(const Heap *heap, Writer *writer, const Object *object) {
    const Object *target = weakref_target(heap, object);
    writer_put(writer, "<weakref");
    put_address(heap, writer, object);
    if (target == NULL) {
        writer_put(writer, "; dead>");
        return;
    }
    writer_put(writer, "; to '");
    writer_put(writer, object_type_name(heap, target));
    writer_put(writer, "'");
    put_address(heap, writer, target);
    put_attribute_name(heap, writer, target);
    writer_put(writer, ">");
}

// ---- containers

typedef struct {
    const Object *object;
    uint32_t cursor;
    bool begun;           // Something stands before the next item.
    const Object *value;  // Of a dict: belongs to the key shown last.
} Level;

static bool next_in_list(const Heap *heap, Level *level, const Object **out_item) {
    if (level->cursor == list_length(level->object)) {
        return false;
    }
    *out_item = list_item(heap, level->object, level->cursor++);
    return true;
}

static bool next_in_tuple(const Heap *heap, Level *level, const Object **out_item) {
    if (level->cursor == tuple_length(level->object)) {
        return false;
    }
    *out_item = tuple_item(heap, level->object, level->cursor++);
    return true;
}

static bool next_in_set(const Heap *heap, Level *level, const Object **out_item) {
    Object *element;
    if (!set_next(heap, level->object, &level->cursor, &element)) {
        return false;
    }
    *out_item = element;
    return true;
}

static bool next_in_dict(const Heap *heap, Level *level, const Object **out_item) {
    Object *key, *value;
    if (!dict_next(heap, level->object, &level->cursor, &key, &value)) {
        return false;
    }
    *out_item = key;
    level->value = value;
    return true;
}

// Containers have the last four, the others `show`.
typedef struct {
    void (*show)(const Heap *heap, Writer *writer, const Object *object);
    bool (*next)(const Heap *heap, Level *level, const Object **out_item);
    const char *open, *close;
    const char *cycle;
    // For how many characters CPython asks room at first: at least, and for each item.
    uint8_t least, least_each;
} Shape;

static const Shape shapes[HEAP_KINDS] = {
    [HEAP_NONE] = {.show = show_none},
    [HEAP_BOOL] = {.show = show_bool},
    [HEAP_INT] = {.show = show_int},
    [HEAP_FLOAT] = {.show = show_float},
    [HEAP_STR] = {.show = show_str},
    [HEAP_BYTES] = {.show = show_bytes},
    [HEAP_LIST] =
        {.next = next_in_list, .open = "[", .close = "]", .cycle = "[...]", .least_each = 3},
    [HEAP_TUPLE] = {.next = next_in_tuple,
                    .open = "(",
                    .close = ")",
                    .cycle = "(...)",
                    .least = 4,
                    .least_each = 3},
    [HEAP_DICT] =
        {.next = next_in_dict, .open = "{", .close = "}", .cycle = "{...}", .least_each = 6},
    [HEAP_SET] =
        {.next = next_in_set, .open = "{", .close = "}", .cycle = "set(...)", .least = 104},
    [HEAP_FROZENSET] = {.next = next_in_set,
                        .open = "frozenset({",
                        .close = "})",
                        .cycle = "frozenset(...)",
                        .least = 108},
    [HEAP_CLASS] = {.show = show_class},
    [HEAP_INSTANCE] = {.show = show_instance},
    [HEAP_FUNCTION] = {.show = show_function},
    [HEAP_METHOD] = {.show = show_method},
    [HEAP_CELL] = {.show = show_cell},
    [HEAP_DESCRIPTOR] = {.show = show_descriptor},
    [HEAP_MEMBER] = {.show = show_descriptor},
    [HEAP_WEAKREF] = {.show = show_weakref},
};

typedef struct {
    size_t depth;
    ReprText most;         // Its counts of containers, until now...
    size_t writers, sets;  // ... and now.
    Level levels[MAX_DEPTH];
} Stack;

static bool is_open(const Stack *stack, const Object *object) {
    for (size_t i = 0; i < stack->depth; i++) {
        if (stack->levels[i].object == object) {
            return true;
        }
    }
    return false;
}

static void count_open(Stack *stack, const Object *object, int change) {
    stack->sets += set_is_any(object) ? (size_t)change : 0;
    stack->writers += iteration_length(object) > 0 ? (size_t)change : 0;
    ReprText *most = &stack->most;
    most->sets = stack->sets > most->sets ? stack->sets : most->sets;
    most->writers = stack->writers > most->writers ? stack->writers : most->writers;
}

// Python would raise RecursionError where this cuts.
static void go_down(Writer *writer, Stack *stack, const Object *object) {
    if (set_is_any(object) && set_length(object) == 0) {
        writer_put(writer, object->kind == HEAP_SET ? "set()" : "frozenset()");
        return;
    }
    if (is_open(stack, object)) {
        writer_put(writer, shapes[object->kind].cycle);
        return;
    }
    writer_put(writer, shapes[object->kind].open);
    if (stack->depth == 0) {
        writer_end_piece(writer);
    }
    if (stack->depth == MAX_DEPTH) {
        writer_put(writer, "...");
        writer->cut = true;
        return;
    }
    stack->levels[stack->depth++] = (Level){.object = object};
    count_open(stack, object, +1);
}

static void show_item(const Heap *heap, Writer *writer, Stack *stack, const Object *item) {
    if (item == NULL) {
        writer_put(writer, "<NULL>");  // As gc.get_objects() shows a tuple that is being built.
    } else if (shapes[item->kind].show != NULL) {
        shapes[item->kind].show(heap, writer, item);
    } else {
        go_down(writer, stack, item);
    }
}

static void close_level(Writer *writer, Stack *stack) {
    const Level *level = &stack->levels[--stack->depth];
    count_open(stack, level->object, -1);
    if (stack->depth == 0) {
        writer_end_piece(writer);
    }
    if (level->object->kind == HEAP_TUPLE && level->cursor == 1) {
        writer_put(writer, ",");
    }
    writer_put(writer, shapes[level->object->kind].close);
    if (stack->depth == 0) {
        writer_end_text(writer);
    }
}

// Whether what stands inside is told item by item: that of a set is shown as a list before.
static bool is_in_pieces(const Stack *stack) {
    return stack->depth == 1 && !set_is_any(stack->levels[0].object);
}

static void put_between(Writer *writer, const Stack *stack, const char *text) {
    if (is_in_pieces(stack)) {
        writer_end_piece(writer);
    }
    writer_put(writer, text);
    if (is_in_pieces(stack)) {
        writer_end_mark(writer);
    }
}

// Shows the next item of the innermost container, or its end.
static void take_step(const Heap *heap, Writer *writer, Stack *stack) {
    Level *level = &stack->levels[stack->depth - 1];
    const Object *item;
    if (level->value != NULL) {
        item = level->value;
        level->value = NULL;
        put_between(writer, stack, ": ");
    } else if (shapes[level->object->kind].next(heap, level, &item)) {
        put_between(writer, stack, level->begun ? ", " : "");
        level->begun = true;
    } else {
        close_level(writer, stack);
        return;
    }
    show_item(heap, writer, stack, item);
}

// Returns the counts of containers in one another.
static ReprText show_deep(const Heap *heap, Writer *writer, const Object *object) {
    Stack stack;
    stack.depth = stack.sets = stack.writers = 0;
    stack.most = (ReprText){0};
    go_down(writer, &stack, object);
    while (stack.depth > 0 && !writer->cut) {
        take_step(heap, writer, &stack);
    }
    return stack.most;
}

static ReprText write_repr(const Heap *heap, const Object *object, char *buffer, size_t capacity,
                           TextRoom *room) {
    Writer writer = {.buffer = buffer, .limit = capacity == 0 ? 0 : capacity - 1, .room = room};
    ReprText text = {0};
    if (shapes[object->kind].show != NULL) {
        shapes[object->kind].show(heap, &writer, object);
    } else {
        text = show_deep(heap, &writer, object);
    }
    if (capacity > 0) {
        buffer[writer.size] = '\0';
    }
    text.size = writer.size;
    text.cut = writer.cut;
    text.lacks_text = writer.lacks_text;
    text.shows_zero = writer.shows_zero;
    return text;
}

size_t heap_repr(const Heap *heap, const Object *object, char *buffer, size_t capacity,
                 bool *out_cut) {
    ReprText text = write_repr(heap, object, buffer, capacity, NULL);
    *out_cut = text.cut;
    return text.size;
}

// An empty container's text is a constant of CPython's.
ReprText repr_with_room(const Heap *heap, const Object *object, char *buffer, size_t capacity) {
    const Shape *shape = &shapes[object->kind];
    uint64_t length = shape->next == NULL ? 0 : iteration_length(object);
    uint64_t each = shape->least_each * length;
    TextRoom room;
    text_room_begin(&room, heap, heap->profile->repr_has_room && !set_is_any(object),
                    each < shape->least ? shape->least : each);
    ReprText text = write_repr(heap, object, buffer, capacity, length > 0 ? &room : NULL);
    text.room = length > 0 && !text.cut ? text_room_end(&room) : 0;
    return text;
}
