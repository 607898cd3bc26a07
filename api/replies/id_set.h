// A set of object ids that remembers nothing about their order.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t *places;  // Open addressing, linear; 0 is empty.
    size_t size, count;
} IdSet;

// False without memory. 0 is never added.
bool id_set_add(IdSet *set, uint32_t id);
bool id_set_has(const IdSet *set, uint32_t id);
void id_set_remove(IdSet *set, uint32_t id);
// The ids by rising number, owned by the caller; NULL without memory.
uint32_t *id_set_sorted(const IdSet *set);
// Keeps its memory, unless that is much.
void id_set_clear(IdSet *set);
void id_set_discard(IdSet *set);
