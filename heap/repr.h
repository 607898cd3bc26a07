// heap_repr() for a str that is kept. Private to heap/.
#pragma once

#include "heap/object.h"

typedef struct {
    size_t size;
    bool cut;
    bool lacks_text;  // An int in it is too long for Python to show.
    bool shows_zero;  // There is an int in it that is 0.
    size_t writers;   // How many containers that are not empty stand in one another, at most.
    size_t sets;      // How many sets that are not empty do.
    uint64_t room;    // Characters for which CPython takes the block; 0 for as many as it has.
} ReprText;
ReprText repr_with_room(const Heap *heap, const Object *object, char *buffer, size_t capacity);
