#include "api/replies/id_set.h"

#include <stdlib.h>
#include <string.h>

static size_t home_of(const IdSet *set, uint32_t id) {
    return (size_t)(id * 2654435769u) & (set->size - 1);
}

// Where the id is, or the empty place where it belongs.
static size_t place_of(const IdSet *set, uint32_t id) {
    size_t at = home_of(set, id);
    while (set->places[at] != 0 && set->places[at] != id) {
        at = (at + 1) & (set->size - 1);
    }
    return at;
}

// After: at most half of the places are taken, so that a search ends.
static bool make_room(IdSet *set) {
    if ((set->count + 1) * 2 <= set->size) {
        return true;
    }
    IdSet larger = {.size = set->size == 0 ? 64 : set->size * 2, .count = set->count};
    larger.places = calloc(larger.size, sizeof *larger.places);
    if (larger.places == NULL) {
        return false;
    }
    for (size_t i = 0; i < set->size; i++) {
        if (set->places[i] != 0) {
            larger.places[place_of(&larger, set->places[i])] = set->places[i];
        }
    }
    free(set->places);
    *set = larger;
    return true;
}

bool id_set_add(IdSet *set, uint32_t id) {
    if (id == 0) {
        return true;
    }
    if (!make_room(set)) {
        return false;
    }
    size_t at = place_of(set, id);
    if (set->places[at] == 0) {
        set->places[at] = id;
        set->count++;
    }
    return true;
}

bool id_set_has(const IdSet *set, uint32_t id) {
    return set->size > 0 && id != 0 && set->places[place_of(set, id)] == id;
}

// What stands behind the gap moves into it when its search would end there.
static void close_gap(IdSet *set, size_t gap) {
    size_t mask = set->size - 1;
    for (size_t at = (gap + 1) & mask; set->places[at] != 0; at = (at + 1) & mask) {
        size_t home = home_of(set, set->places[at]);
        if (((at - home) & mask) >= ((at - gap) & mask)) {
            set->places[gap] = set->places[at];
            gap = at;
        }
    }
    set->places[gap] = 0;
}

void id_set_remove(IdSet *set, uint32_t id) {
    if (set->size == 0 || id == 0) {
        return;
    }
    size_t at = place_of(set, id);
    if (set->places[at] == id) {
        set->count--;
        close_gap(set, at);
    }
}

static int compare(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

uint32_t *id_set_sorted(const IdSet *set) {
    uint32_t *ids = malloc((set->count + 1) * sizeof *ids);
    if (ids == NULL) {
        return NULL;
    }
    size_t count = 0;
    for (size_t i = 0; i < set->size; i++) {
        if (set->places[i] != 0) {
            ids[count++] = set->places[i];
        }
    }
    qsort(ids, count, sizeof *ids, compare);
    return ids;
}

void id_set_clear(IdSet *set) {
    enum { MUCH = 1024 };
    if (set->size > MUCH) {
        id_set_discard(set);
    } else if (set->count > 0) {
        memset(set->places, 0, set->size * sizeof *set->places);
        set->count = 0;
    }
}

void id_set_discard(IdSet *set) {
    free(set->places);
    *set = (IdSet){0};
}
