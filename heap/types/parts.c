#include "heap/types/parts.h"

#include <string.h>

#include "heap/events.h"
#include "heap/holding.h"

unsigned part_position(Parts parts, unsigned index) {
    unsigned position = 0;
    for (unsigned i = 0; i < index; i++) {
        position += parts.slots[i] != 0;
    }
    return position;
}

static HeapHolder part_holder(const Object *owner, Parts parts, unsigned index) {
    HeapHolder holder = holder_part(owner, parts.labels[index]);
    holder.kind = parts.kinds == NULL ? HEAP_HOLDER_ATTR : parts.kinds[index];
    return holder;
}

void part_set(Heap *heap, Object *owner, Parts parts, unsigned index, Object *value) {
    Object *old = slot_object(heap, parts.slots[index]);
    HeapHolder holder = part_holder(owner, parts, index);
    parts.slots[index] = ref_of(heap, value);
    object_retain(heap, value, holder);
    event_slot(heap, holder, part_position(parts, index), old, value);
    if (old != NULL) {
        object_release(heap, old, holder);
    }
}

void part_clear(Heap *heap, Object *owner, Parts parts, unsigned index) {
    Object *old = part_take(heap, parts, index);
    if (old != NULL) {
        HeapHolder holder = part_holder(owner, parts, index);
        event_slot(heap, holder, part_position(parts, index), old, NULL);
        object_release(heap, old, holder);
    }
}

Object *part_take(const Heap *heap, Parts parts, unsigned index) {
    Object *part = slot_object(heap, parts.slots[index]);
    parts.slots[index] = 0;
    return part;
}

bool part_next(const Heap *heap, const Object *owner, Parts parts, uint32_t *cursor,
               HeapHolder *out_holder) {
    while (*cursor < parts.count) {
        uint32_t index = (*cursor)++;
        if (parts.slots[index] != 0) {
            *out_holder = part_holder(owner, parts, index);
            out_holder->object = slot_object(heap, parts.slots[index]);
            return true;
        }
    }
    return false;
}

bool part_find(const Heap *heap, Parts parts, const char *label, Object **out_part) {
    for (unsigned i = 0; i < parts.count; i++) {
        if (strcmp(parts.labels[i], label) == 0) {
            *out_part = slot_object(heap, parts.slots[i]);
            return true;
        }
    }
    return false;
}
