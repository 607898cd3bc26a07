#include "heap/types/values.h"

#include <assert.h>
#include <string.h>

#include "heap/state.h"

enum { VALUES_OFFSET = 1, VALUES_USED = 2, VALUES_ORDER = 3 };

static uint8_t *byte_before(const Heap *heap, Values values, unsigned distance) {
    return (uint8_t *)range_at(heap, values.at) - distance;
}

static unsigned order_bytes(unsigned slots) {
    return (slots + VALUES_USED + 7) / 8 * 8;
}

uint64_t values_bytes(Values values) {
    return order_bytes(values.slots) + values.slots * sizeof(Slot);
}

static Ref block_of(Values values) {
    return values.at - order_bytes(values.slots);
}

Values values_new(Heap *heap, Object *owner, unsigned slots) {
    Values values = {.slots = slots};
    Ref block = block_new(heap, owner, "values", values_bytes(values));
    if (block != 0) {
        memset(range_at(heap, block), 0, values_bytes(values));
        values.at = block + order_bytes(slots);
        *byte_before(heap, values, VALUES_OFFSET) = (uint8_t)order_bytes(slots);
    }
    return values;
}

void values_free(Heap *heap, Object *owner, Values values) {
    block_free(heap, owner, "values", block_of(values), values_bytes(values));
}

HeapBlock values_describe(const Heap *heap, Values values) {
    return block_describe(heap, "values", block_of(values), values_bytes(values));
}

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
