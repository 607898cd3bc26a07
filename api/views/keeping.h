// Which objects stay and which go when one of them goes: the walks of retained.h.
#pragma once

#include "api/views/object_map.h"

// What becomes of an object. Those not met are garbage that has nothing to do with it.
typedef enum { FATE_NOT_MET, FATE_GOES, FATE_STAYS } Fate;

typedef struct {
    const Heap *heap;
    const ObjectMap *map;
    const bool *is_freed;  // Borrowed; NULL: nothing.
    uint32_t lost;         // The position of the object that goes.
    bool is_held;          // Something that stays leads to it.
    unsigned char *fates;  // By position. Owned, as the work list.
    uint32_t *work;        // Positions whose references are still to be followed.
    uint32_t work_count;
    Fate fate;  // Of what is met now.
} Keeping;

// The object is listed. `is_freed` tells by position what counting frees of it all: weakrefs to these
// give up their callbacks; NULL: nothing. False without memory; to be discarded all the same.
MUST_USE bool keeping_find(Keeping *keeping, const Heap *heap, const ObjectMap *map,
                           const Object *object, const bool *is_freed);
static inline bool keeping_goes(const Keeping *keeping, uint32_t position) {
    return position != OBJECT_MAP_NONE && keeping->fates[position] == FATE_GOES;
}
void keeping_discard(Keeping *keeping);
