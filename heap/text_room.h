// How much room CPython has for a text that it writes piece by piece, as repr() of a container
// does: ahead of need, so that what is given back in the end may leave a larger block.
#pragma once

#include "heap/types/str.h"

typedef struct {
    const Heap *heap;
    bool at_once;        // The room is there before anything is written.
    uint64_t least;      // Characters that are asked for first.
    bool ahead;          // Whether a quarter more than needed is asked for.
    StrForm form;        // That of the room.
    uint64_t length;     // Characters written.
    uint64_t size;       // Characters there is room for; 0: nothing was written.
    uint64_t requested;  // Characters for which the block was taken.
    bool large;          // It is none of a pool's, and never will be.
} TextRoom;

void text_room_begin(TextRoom *room, const Heap *heap, bool at_once, uint64_t least);
void text_room_add(TextRoom *room, const char *utf8, size_t size);
// What stands between pieces, and what ends the text: where the room was made at once, CPython
// writes their characters one by one.
void text_room_add_mark(TextRoom *room, const char *ascii, size_t size);
// The next piece is the last: unless the room was made at once, nothing is asked for ahead.
void text_room_expect_end(TextRoom *room);
// For how many characters the block was taken that the text ends in; for StrText.room.
uint64_t text_room_end(TextRoom *room);
