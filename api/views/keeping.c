#include "api/views/keeping.h"

#include "api/replies/holder_json.h"

#include <stdlib.h>
#include <string.h>

// What is met stays what it was when that is better. Whatever leads to the lost object, it goes.
static void meet_at(Keeping *keeping, uint32_t position) {
    if (position == OBJECT_MAP_NONE || keeping->fates[position] >= keeping->fate) {
        return;
    }
    if (position == keeping->lost && keeping->fate == FATE_STAYS) {
        keeping->is_held = true;
        return;
    }
    keeping->fates[position] = (unsigned char)keeping->fate;
    keeping->work[keeping->work_count++] = position;
}

static void meet(Keeping *keeping, const Object *object) {
    meet_at(keeping, object_map_find(keeping->map, object));
}

static void meet_root(void *context, const HeapHolder *holder) {
    meet(context, holder->object);
}

// What a class knows its subclasses by: a dict, or of `object` the weakrefs themselves.
static bool is_for_subclasses(const HeapHolder *slot) {
    const char *label = heap_object_kind(slot->owner) == HEAP_CLASS ? slot->label : NULL;
    return label != NULL &&
           (strcmp(label, "subclasses") == 0 || strcmp(label, "__subclasses__") == 0);
}

static bool is_freed(const Keeping *keeping, const Object *object) {
    uint32_t position = object == NULL ? OBJECT_MAP_NONE : object_map_find(keeping->map, object);
    return keeping->is_freed != NULL && position != OBJECT_MAP_NONE && keeping->is_freed[position];
}

// The callback of a weakref whose object counting frees.
static bool is_given_up(const Keeping *keeping, const HeapHolder *slot) {
    return slot->kind == HEAP_HOLDER_CALLBACK &&
           is_freed(keeping, heap_weakref_target(keeping->heap, slot->owner));
}

// A dict that shares its keys with instances takes them over when their class goes.
static void meet_slot(Keeping *keeping, const HeapHolder *slot) {
    if (slot->kind == HEAP_HOLDER_VALUE && slot->key != NULL) {
        meet(keeping, slot->key);
    }
    if (!is_for_subclasses(slot) && !is_given_up(keeping, slot)) {
        meet(keeping, slot->object);
    }
}

// What weakrefs to the object give up.
static void meet_callbacks(Keeping *keeping, const Object *object) {
    Object *weakref = NULL;
    for (uint32_t cursor = 0; heap_next_weakref(keeping->heap, object, &cursor, &weakref);) {
        HeapHolder slot;
        for (uint32_t at = 0; heap_next_slot(keeping->heap, weakref, &at, &slot);) {
            meet(keeping, slot.object);
        }
    }
}

// After: all that is kept alive by what was met has been met too.
static void follow(Keeping *keeping) {
    while (keeping->work_count > 0) {
        const Object *object = keeping->map->objects[keeping->work[--keeping->work_count]];
        HeapHolder slot;
        for (uint32_t cursor = 0; heap_next_slot(keeping->heap, object, &cursor, &slot);) {
            meet_slot(keeping, &slot);
        }
        if (is_freed(keeping, object)) {
            meet_callbacks(keeping, object);
        }
    }
}

// ---------------------------------------------------------------- subclasses

static unsigned char fate_of(const Keeping *keeping, const Object *object) {
    uint32_t position = object == NULL ? OBJECT_MAP_NONE : object_map_find(keeping->map, object);
    return position == OBJECT_MAP_NONE ? FATE_NOT_MET : keeping->fates[position];
}

// To the worse of two fates, when it has none as good.
static void raise_fate(Keeping *keeping, const Object *object, unsigned char fate,
                       unsigned char other) {
    uint32_t position = object_map_find(keeping->map, object);
    unsigned char worse = fate < other ? fate : other;
    if (position != OBJECT_MAP_NONE && position != keeping->lost &&
        keeping->fates[position] < worse) {
        keeping->fates[position] = worse;
    }
}

static unsigned char fate_of_target(const Keeping *keeping, const Object *weakref) {
    return fate_of(keeping, heap_weakref_target(keeping->heap, weakref));
}

// The dict of a class stays as long as the class and one of the subclasses, an entry as long as the
// dict and its subclass.
static void settle_dict(Keeping *keeping, const Object *cls, const Object *dict) {
    HeapHolder entry;
    for (uint32_t cursor = 0; heap_next_slot(keeping->heap, dict, &cursor, &entry);) {
        if (entry.kind == HEAP_HOLDER_VALUE) {
            raise_fate(keeping, dict, fate_of(keeping, cls), fate_of_target(keeping, entry.object));
        }
    }
    unsigned char fate = fate_of(keeping, dict);
    for (uint32_t cursor = 0; heap_next_slot(keeping->heap, dict, &cursor, &entry);) {
        if (entry.kind == HEAP_HOLDER_VALUE) {
            raise_fate(keeping, entry.object, fate, fate_of_target(keeping, entry.object));
            raise_fate(keeping, entry.key, fate, fate_of_target(keeping, entry.object));
        }
    }
}

static void settle_subclasses(Keeping *keeping, const HeapHolder *slot) {
    if (heap_object_kind(slot->object) == HEAP_WEAKREF) {
        raise_fate(keeping, slot->object, FATE_STAYS, fate_of_target(keeping, slot->object));
    } else {
        settle_dict(keeping, slot->owner, slot->object);
    }
}

// What is there for a subclass has its fate. None of it refers to anything else.
static void settle_all_subclasses(Keeping *keeping) {
    for (uint32_t i = 0; i < keeping->map->count; i++) {
        HeapHolder slot;
        uint32_t cursor = 0;
        const Object *object = keeping->map->objects[i];
        while (heap_object_kind(object) == HEAP_CLASS &&
               heap_next_slot(keeping->heap, object, &cursor, &slot)) {
            if (is_for_subclasses(&slot)) {
                settle_subclasses(keeping, &slot);
            }
        }
    }
}

// ---------------------------------------------------------------- the walks

// What stays because a root leads there, or because it is immortal, not through the lost object.
static void walk_from_roots(Keeping *keeping) {
    keeping->fate = FATE_STAYS;
    holders_each_root(keeping->heap, meet_root, keeping);
    for (uint32_t i = 0; i < keeping->map->count; i++) {
        if (heap_object_is_immortal(keeping->map->objects[i])) {
            meet_at(keeping, i);
        }
    }
    follow(keeping);
}

static void walk_from_lost(Keeping *keeping) {
    keeping->fate = FATE_GOES;
    meet_at(keeping, keeping->lost);
    follow(keeping);
}

// Garbage that the lost object does not lead to stays, for all that this tells, and keeps its own.
static void walk_from_other_garbage(Keeping *keeping) {
    keeping->fate = FATE_STAYS;
    for (uint32_t i = 0; i < keeping->map->count; i++) {
        if (keeping->fates[i] == FATE_NOT_MET) {
            meet_at(keeping, i);
            follow(keeping);
        }
    }
}

bool keeping_find(Keeping *keeping, const Heap *heap, const ObjectMap *map, const Object *object,
                  const bool *is_freed) {
    *keeping = (Keeping){
        .heap = heap, .map = map, .is_freed = is_freed, .lost = object_map_find(map, object)};
    keeping->fates = calloc((size_t)map->count + 1, sizeof *keeping->fates);
    keeping->work = malloc(((size_t)map->count + 1) * sizeof *keeping->work);
    if (keeping->fates == NULL || keeping->work == NULL) {
        return false;
    }
    walk_from_roots(keeping);
    walk_from_lost(keeping);
    if (!keeping->is_held) {
        walk_from_other_garbage(keeping);
    }
    settle_all_subclasses(keeping);
    return true;
}

void keeping_discard(Keeping *keeping) {
    free(keeping->fates);
    free(keeping->work);
    *keeping = (Keeping){0};
}
