#include "heap/types/values.h"

#include <assert.h>
#include <string.h>

#include "heap/state.h"
#include "heap/types/dict_keys.h"

enum { VALUES_OFFSET = 1, VALUES_USED = 2, VALUES_ORDER = 3 };

static uint8_t *byte_before(const Heap *heap, Values values, unsigned distance) {
    return (uint8_t *)range_at(heap, values.at) - distance;
}

// What stands before slot 0: order and numbers, and in newer Pythons a header.
static unsigned bytes_before(const Heap *heap, unsigned slots) {
    bool has_header = heap->profile->values_place == VALUES_INSIDE;
    return has_header ? (unsigned)sizeof(Slot) + (slots + 7) / 8 * 8
                      : (slots + VALUES_USED + 7) / 8 * 8;
}

static uint64_t bytes_for(const Heap *heap, unsigned slots) {
    return bytes_before(heap, slots) + slots * sizeof(Slot);
}

static Ref block_of(const Heap *heap, Values values) {
    return values.at - bytes_before(heap, values.slots);
}

static void empty(const Heap *heap, Ref begin, unsigned room) {
    unsigned before = bytes_before(heap, room);
    memset(range_at(heap, begin), 0, bytes_for(heap, room));
    *byte_before(heap, (Values){.at = begin + before}, VALUES_OFFSET) = (uint8_t)before;
}

// ---- in a block of their own

Values values_new(Heap *heap, Object *owner, unsigned slots) {
    Values values = {.slots = slots};
    Ref block = block_new(heap, owner, "values", bytes_for(heap, slots));
    if (block != 0) {
        empty(heap, block, slots);
        values.at = block + bytes_before(heap, slots);
    }
    return values;
}

void values_free(Heap *heap, Object *owner, Values values) {
    block_free(heap, owner, "values", block_of(heap, values), bytes_for(heap, values.slots));
}

HeapBlock values_describe(const Heap *heap, Values values) {
    return block_describe(heap, "values", block_of(heap, values), bytes_for(heap, values.slots));
}

// ---- in an instance's block

// What begins an area; the rest of its header and the order of the slots grow towards it.
typedef struct {
    uint8_t room;   // Slots that there are bytes for.
    uint8_t slots;  // 0: given up.
} Area;
_Static_assert(sizeof(Area) + VALUES_USED <= sizeof(Slot), "the header has room for both");
_Static_assert((int)VALUES_MAX == (int)SHARED_KEYS_MAX, "a slot for each name");

static Area *area_at(const Heap *heap, Ref area) {
    return range_at(heap, area);
}

uint64_t values_area_bytes(const Heap *heap, unsigned room) {
    return bytes_for(heap, room);
}

void values_begin_area(Heap *heap, Ref area, unsigned room, unsigned slots) {
    empty(heap, area, room);
    *area_at(heap, area) = (Area){.room = (uint8_t)room, .slots = (uint8_t)slots};
}

unsigned values_area_room(const Heap *heap, Ref area) {
    return area_at(heap, area)->room;
}

Values values_in_area(const Heap *heap, Ref area) {
    const Area *begin = area_at(heap, area);
    return begin->slots == 0
               ? (Values){0}
               : (Values){.at = area + bytes_before(heap, begin->room), .slots = begin->slots};
}

void values_give_up_area(Heap *heap, Ref area) {
    unsigned room = values_area_room(heap, area);
    values_begin_area(heap, area, room, 0);
}

// ---- the slots

Slot *values_slot(const Heap *heap, Values values, unsigned slot) {
    return (Slot *)range_at(heap, values.at) + slot;
}

Object *values_object(const Heap *heap, Values values, unsigned slot) {
    return slot_object(heap, *values_slot(heap, values, slot));
}

unsigned values_used(const Heap *heap, Values values) {
    return values.at == 0 ? 0 : *byte_before(heap, values, VALUES_USED);
}

unsigned values_slot_at(const Heap *heap, Values values, unsigned position) {
    return *byte_before(heap, values, VALUES_ORDER + position);
}

unsigned values_append(const Heap *heap, Values values, unsigned slot) {
    unsigned position = (*byte_before(heap, values, VALUES_USED))++;
    *byte_before(heap, values, VALUES_ORDER + position) = (uint8_t)slot;
    return position;
}

unsigned values_find(const Heap *heap, Values values, unsigned slot) {
    unsigned position = 0;
    while (values_slot_at(heap, values, position) != slot) {
        position++;
        assert(position < values_used(heap, values));
    }
    return position;
}

unsigned values_remove(const Heap *heap, Values values, unsigned slot) {
    unsigned position = values_find(heap, values, slot);
    unsigned used = --*byte_before(heap, values, VALUES_USED);
    for (unsigned i = position; i < used; i++) {
        *byte_before(heap, values, VALUES_ORDER + i) = (uint8_t)values_slot_at(heap, values, i + 1);
    }
    return position;
}

void values_take_all(Heap *heap, Values values, Slot slots[static VALUES_MAX]) {
    for (unsigned slot = 0; slot < values.slots; slot++) {
        slots[slot] = *values_slot(heap, values, slot);
        *values_slot(heap, values, slot) = 0;
    }
    *byte_before(heap, values, VALUES_USED) = 0;
}

void values_copy(Heap *heap, Values values, Values copy) {
    for (unsigned i = 0; i < values_used(heap, values); i++) {
        unsigned slot = values_slot_at(heap, values, i);
        (void)values_append(heap, copy, slot);
        *values_slot(heap, copy, slot) = *values_slot(heap, values, slot);
    }
}
