#include "heap/text_room.h"

#include "heap/state.h"

static uint64_t bytes_of(const TextRoom *room, uint64_t characters) {
    return str_bytes(room->heap, room->form, characters);
}

// As PyUnicode_New().
static void request(TextRoom *room, uint64_t characters) {
    room->size = room->requested = characters;
    room->large = bytes_of(room, characters) > room->heap->profile->info.small_request_limit;
}

// At once as PyUnicodeWriter_Create().
void text_room_begin(TextRoom *room, const Heap *heap, bool at_once, uint64_t least) {
    *room = (TextRoom){.heap = heap, .at_once = at_once, .least = least, .ahead = true};
    if (at_once) {
        request(room, least);
        room->least = 0;
    }
}

// As resize_compact().
static void resize(TextRoom *room, uint64_t characters) {
    uint64_t bytes = bytes_of(room, characters);
    if (!room->large && !memory_stays(bytes_of(room, room->requested), bytes)) {
        request(room, characters);
    }
    room->size = characters;
}

static uint64_t ask_for(const TextRoom *room, uint64_t needed) {
    uint64_t asked = needed + (room->ahead ? needed / 4 : 0);
    return asked < room->least ? room->least : asked;
}

// As _PyUnicodeWriter_PrepareInternal(): a wider form is always made anew.
static void make_room(TextRoom *room, uint64_t needed, StrForm form) {
    uint64_t characters = needed > room->size ? ask_for(room, needed) : room->size;
    if (room->size == 0 || form > room->form) {
        room->form = form > room->form ? form : room->form;
        request(room, characters);
    } else if (characters > room->size) {
        resize(room, characters);
    }
}

void text_room_add(TextRoom *room, const char *utf8, size_t size) {
    StrText piece = str_scan(utf8, size);
    make_room(room, room->length + piece.length, piece.form);
    room->length += piece.length;
}

void text_room_add_mark(TextRoom *room, const char *ascii, size_t size) {
    size_t piece = room->at_once ? 1 : size;
    for (size_t i = 0; i < size; i += piece) {
        text_room_add(room, ascii + i, piece);
    }
}

void text_room_expect_end(TextRoom *room) {
    room->ahead = room->at_once;
}

uint64_t text_room_end(TextRoom *room) {
    resize(room, room->length);
    return room->large ? room->heap->profile->info.small_request_limit : room->requested;
}
