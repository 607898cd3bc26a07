#include "api/compare/compared_names.h"

#include "api/replies/holder_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 16 };

// ---------------------------------------------------------------- finding

static const char *key_of(const ComparedNames *names, size_t at) {
    return names->keys.text + names->names[at].key;
}

static uint64_t hash_text(const char *text) {
    uint64_t hash = 14695981039346656037u;
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    }
    return hash;
}

static bool has_key(const ComparedNames *names, size_t at, const char *key, uint64_t hash) {
    return names->names[at].hash == hash && strcmp(key_of(names, at), key) == 0;
}

// The place of the key, or the empty one where it belongs. Whoever chooses names can make them
// collide: each place that is passed is counted.
static uint32_t *place_of(const ComparedNames *names, const char *key, uint64_t hash,
                          uint64_t *probes) {
    size_t at = hash & (names->place_count - 1);
    while (names->places[at] != 0 && !has_key(names, names->places[at] - 1, key, hash)) {
        at = (at + 1) & (names->place_count - 1);
        ++*probes;
    }
    return &names->places[at];
}

static const ComparedName *find(const ComparedNames *names, const char *key, uint64_t hash,
                                uint64_t *probes) {
    uint32_t place = names->count > 0 ? *place_of(names, key, hash, probes) : 0;
    return place > 0 ? &names->names[place - 1] : NULL;
}

// ---------------------------------------------------------------- gathering

// Room for as many names as all frames of all sides bind, at most half of the places taken.
static bool make_room(ComparedNames *names, const Sides *sides) {
    size_t most = 0, places = FIRST_CAPACITY;
    for (size_t i = 0; i < sides->count; i++) {
        most += heap_name_count(sides->of[i].heap);
    }
    while (places < 2 * most) {
        places *= 2;
    }
    if (most > names->capacity || names->places == NULL) {
        compared_names_discard(names);
        names->names = calloc(most + 1, sizeof *names->names);
        names->places = malloc(places * sizeof *names->places);
        names->firsts = malloc(places * sizeof *names->firsts);
        names->capacity = most;
        names->place_count = places;
    }
    names->count = 0;
    names->probes = 0;
    text_cut(&names->keys, 0);
    if (names->names == NULL || names->places == NULL || names->firsts == NULL) {
        compared_names_discard(names);
        return false;
    }
    memset(names->places, 0, names->place_count * sizeof *names->places);
    return true;
}

// Frames of the same depth that run functions of the same name are the same: their numbers tell
// how many there were before, which may differ.
static size_t add_key(ComparedNames *names, size_t depth, const char *label, const char *name) {
    size_t key = names->keys.size;
    text_add_uint(&names->keys, depth);
    text_add_string(&names->keys, " ");
    text_add_string(&names->keys, label);
    text_add_string(&names->keys, ".");
    text_add_string(&names->keys, name);
    text_add(&names->keys, "", 1);
    return key;
}

static void add_name(ComparedNames *names, const Heap *heap, size_t side, size_t key,
                     const HeapName *name) {
    uint64_t hash = hash_text(names->keys.text + key);
    uint32_t *place = place_of(names, names->keys.text + key, hash, &names->probes);
    if (*place == 0) {
        names->names[names->count] =
            (ComparedName){.key = key, .hash = hash, .frame = name->frame, .side = side};
        *place = (uint32_t)++names->count;
    } else {
        text_cut(&names->keys, key);
    }
    ComparedName *compared = &names->names[*place - 1];
    compared->objects[side] = name->object;
    compared->ids[side] = heap_object_id(name->object);
    compared->getrefcounts[side] = heap_name_getrefcount(heap, name);
}

static bool gather_side(ComparedNames *names, const Heap *heap, size_t side) {
    HeapFrameInfo frame;
    for (size_t depth = 0; heap_frame(heap, depth, &frame); depth++) {
        HeapName name;
        for (uint32_t cursor = 0; heap_next_name(heap, frame.number, &cursor, &name);) {
            size_t key = add_key(names, depth, frame.label, name.name);
            if (names->keys.failed) {
                return false;
            }
            add_name(names, heap, side, key, &name);
        }
    }
    return true;
}

// Which names of a side are the same object.
static void find_firsts(ComparedNames *names, size_t side) {
    memset(names->firsts, 0, names->place_count * sizeof *names->firsts);
    for (size_t i = 0; i < names->count; i++) {
        const Object *object = names->names[i].objects[side];
        if (object == NULL) {
            continue;
        }
        size_t at = heap_object_id(object) & (names->place_count - 1);
        while (names->firsts[at] != 0 &&
               names->names[names->firsts[at] - 1].objects[side] != object) {
            at = (at + 1) & (names->place_count - 1);
            names->probes++;
        }
        names->firsts[at] = names->firsts[at] != 0 ? names->firsts[at] : (uint32_t)i + 1;
        names->names[i].first[side] = names->firsts[at] - 1;
    }
}

// Ids, not addresses: a heap that went back is another one.
static bool is_as_before(const ComparedName *name, const ComparedName *old, const Sides *sides) {
    for (size_t i = 0; i < sides->count; i++) {
        const Object *object = name->objects[i];
        if (name->ids[i] != old->ids[i] ||
            (object != NULL && !watch_knows(&sides->of[i].watch, object))) {
            return false;
        }
    }
    return true;
}

static void remember(ComparedName *name, const ComparedName *old, const Sides *sides) {
    if (old != NULL) {
        memcpy(name->told, old->told, sizeof name->told);
        name->is_as_before = is_as_before(name, old, sides);
    }
}

bool compared_names_gather(ComparedNames *names, const Sides *sides, const ComparedNames *before) {
    bool gathered = make_room(names, sides);
    for (size_t i = 0; gathered && i < sides->count; i++) {
        gathered = gather_side(names, sides->of[i].heap, i);
    }
    if (!gathered) {
        return false;
    }
    for (size_t i = 0; i < sides->count; i++) {
        find_firsts(names, i);
    }
    for (size_t i = 0; i < names->count; i++) {
        ComparedName *name = &names->names[i];
        remember(name, find(before, key_of(names, i), name->hash, &names->probes), sides);
    }
    return true;
}

void compared_names_discard(ComparedNames *names) {
    text_discard(&names->keys);
    free(names->names);
    free(names->places);
    free(names->firsts);
    *names = (ComparedNames){.count = 0};
}

// ---------------------------------------------------------------- one name

bool compared_name_is_everywhere(const ComparedName *name, const Sides *sides) {
    for (size_t i = 0; i < sides->count; i++) {
        if (name->objects[i] == NULL) {
            return false;
        }
    }
    return true;
}

void compared_name_text(const ComparedNames *names, const Sides *sides, size_t at,
                        TextBuffer *text) {
    const ComparedName *name = &names->names[at];
    const char *bare = strrchr(key_of(names, at), '.') + 1;
    if (name->frame == HEAP_MODULE_FRAME) {
        text_add_string(text, bare);
        return;
    }
    HeapFrameInfo frame = {.label = ""};
    (void)heap_find_frame(sides->of[name->side].heap, name->frame, &frame);
    text_add_string(text, frame.label);
    text_add_string(text, "#");
    text_add_uint(text, name->frame);
    text_add_string(text, "().");
    text_add_string(text, bare);
}
