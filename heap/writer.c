#include "heap/writer.h"

#include <string.h>

void writer_put_whole(Writer *writer, const char *text, size_t size) {
    writer->cut = writer->cut || size > writer->limit - writer->size;
    if (!writer->cut) {
        memcpy(writer->buffer + writer->size, text, size);
        writer->size += size;
    }
}

void writer_put(Writer *writer, const char *text) {
    size_t size = strlen(text);
    size_t room = writer->cut ? 0 : writer->limit - writer->size;
    size_t fits = size < room ? size : room;
    while (fits > 0 && ((unsigned char)text[fits] & 0xc0) == 0x80) {
        fits--;
    }
    writer_put_whole(writer, text, fits);
    writer->cut = writer->cut || fits < size;
}

static void end_piece(Writer *writer, void (*add)(TextRoom *room, const char *utf8, size_t size)) {
    if (writer->room != NULL && writer->size > writer->piece) {
        add(writer->room, writer->buffer + writer->piece, writer->size - writer->piece);
    }
    writer->piece = writer->size;
}

void writer_end_piece(Writer *writer) {
    end_piece(writer, text_room_add);
}

void writer_end_mark(Writer *writer) {
    end_piece(writer, text_room_add_mark);
}

void writer_end_text(Writer *writer) {
    if (writer->room != NULL) {
        text_room_expect_end(writer->room);
    }
    writer_end_mark(writer);
}
