#include "heap/code_names.h"

#include <string.h>

#include "heap/intern.h"
#include "heap/memory/store.h"
#include "heap/state.h"

enum { MIN_CAPACITY = 64 };

typedef struct {
    uint32_t hash, size;
    char text[];
} CodeName;

static uint32_t hash_text(const char *text, size_t size) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    }
    return hash ^ hash >> 15;
}

static Ref *place_at(const Heap *heap, uint32_t place) {
    return (Ref *)range_at(heap, heap->code_names.table) + place;
}

// The place of the name, or the free one where the search ends. There is one.
static Ref *find_place(const Heap *heap, const char *text, size_t size, uint32_t hash) {
    uint32_t mask = heap->code_names.capacity - 1, place = hash & mask;
    for (; *place_at(heap, place) != 0; place = (place + 1) & mask) {
        const CodeName *name = range_at(heap, *place_at(heap, place));
        if (name->hash == hash && name->size == size && memcmp(name->text, text, size) == 0) {
            break;
        }
    }
    return place_at(heap, place);
}

bool code_names_have(const Heap *heap, const char *text, size_t size) {
    return heap->code_names.count != 0 && *find_place(heap, text, size, hash_text(text, size)) != 0;
}

// After: at least half of the places are free.
static bool make_room(Heap *heap) {
    CodeNames old = heap->code_names;
    if (old.count < old.capacity / 2) {
        return true;
    }
    uint32_t capacity = old.capacity == 0 ? MIN_CAPACITY : old.capacity * 2;
    Ref table = store_allocate(heap, (uint64_t)capacity * sizeof(Ref));
    if (table == 0) {
        return false;
    }
    heap->code_names = (CodeNames){.table = table, .capacity = capacity, .count = old.count};
    for (uint32_t i = 0; i < old.capacity; i++) {
        Ref ref = ((Ref *)range_at(heap, old.table))[i];
        if (ref != 0) {
            const CodeName *name = range_at(heap, ref);
            *find_place(heap, name->text, name->size, name->hash) = ref;
        }
    }
    store_free(heap, old.table, (uint64_t)old.capacity * sizeof(Ref));
    return true;
}

static HeapStatus add(Heap *heap, const char *text, size_t size, uint32_t hash) {
    Ref ref = make_room(heap) ? store_allocate(heap, sizeof(CodeName) + size) : 0;
    if (ref == 0) {
        return store_refuse(heap, "the names that code uses");
    }
    CodeName *name = range_at(heap, ref);
    name->hash = hash;
    name->size = (uint32_t)size;
    memcpy(name->text, text, size);
    *find_place(heap, text, size, hash) = ref;
    heap->code_names.count++;
    heap->mutations++;
    heap->mutations++;
    return HEAP_OK;
}

bool heap_keeps_names(const Heap *heap) {
    return heap->profile->interned_life == INTERNED_NAMES_IMMORTAL;
}

HeapStatus heap_use_name(Heap *heap, const char *text, size_t size) {
    if (!heap_keeps_names(heap) || size > CODE_NAME_BYTES) {
        return HEAP_OK;
    }
    uint32_t hash = hash_text(text, size);
    if (heap->code_names.count != 0 && *find_place(heap, text, size, hash) != 0) {
        return HEAP_OK;
    }
    HeapStatus status = add(heap, text, size, hash);
    return status == HEAP_OK ? intern_make_immortal(heap, text, size) : status;
}
