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

void writer_end_piece(Writer *writer) {
    if (writer->room != NULL && writer->size > writer->piece) {
        text_room_add(writer->room, writer->buffer + writer->piece, writer->size - writer->piece);
    }
    writer->piece = writer->size;
}

void writer_end_text(Writer *writer) {
    if (writer->room != NULL) {
        writer->room->ahead = false;
    }
    writer_end_piece(writer);
}
