#include "heap/memory/size_class.h"

unsigned size_class_of(uint64_t bytes) {
    if (bytes <= SIZE_STEP_LIMIT) {
        return bytes == 0 ? 0 : (unsigned)((bytes - 1) / SIZE_STEP);
    }
    unsigned doubling = 0;
    while (((uint64_t)SIZE_STEP_LIMIT << (doubling + 1)) < bytes) {
        doubling++;
    }
    uint64_t below = (uint64_t)SIZE_STEP_LIMIT << doubling;
    uint64_t step = below / 4;
    return SIZE_STEP_CLASSES + 4 * doubling + (unsigned)((bytes - below + step - 1) / step) - 1;
}

uint64_t size_class_bytes(unsigned size_class) {
    if (size_class < SIZE_STEP_CLASSES) {
        return (uint64_t)(size_class + 1) * SIZE_STEP;
    }
    unsigned above = size_class - SIZE_STEP_CLASSES;
    uint64_t below = (uint64_t)SIZE_STEP_LIMIT << (above / 4);
    return below + (above % 4 + 1) * (below / 4);
}
