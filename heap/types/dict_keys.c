#include "heap/types/dict_keys.h"

#include <string.h>

#include "heap/events.h"
#include "heap/freelist.h"
#include "heap/hash.h"
#include "heap/memory/poison.h"
#include "heap/state.h"
#include "heap/types/str.h"

enum { INDEX_EMPTY = -1, INDEX_DUMMY = -2, PERTURB_SHIFT = 5 };

typedef struct {
    int64_t hash;
    KeysEntry entry;
} GeneralEntry;

static unsigned index_width(unsigned log2_size) {
    return log2_size < 8 ? 1 : log2_size < 16 ? 2 : 4;
}

int64_t keys_usable_for(unsigned log2_size) {
    return ((int64_t)2 << log2_size) / 3;
}

uint64_t keys_bytes_for(unsigned log2_size, KeysKind kind) {
    uint64_t index = (uint64_t)index_width(log2_size) << log2_size;
    uint64_t entry = kind == KEYS_GENERAL ? sizeof(GeneralEntry) : sizeof(KeysEntry);
    return sizeof(Keys) + index + (uint64_t)keys_usable_for(log2_size) * entry;
}

uint64_t keys_bytes(const Keys *keys) {
    return keys_bytes_for(keys->log2_size, (KeysKind)keys->kind);
}

// ---- making and freeing

static bool is_parkable(unsigned log2_size, KeysKind kind) {
    return log2_size == KEYS_MIN_LOG2 && kind == KEYS_STR;
}

static Ref take_parked(Heap *heap, Object *owner) {
    Ref block = free_list_take(heap, FREE_KEYS);
    if (block == 0) {
        return 0;
    }
    uint64_t bytes = free_list_block(heap, FREE_KEYS);
    unpoison(range_at(heap, block), bytes);
    heap->memory.requested += bytes;
    if (owner != NULL && event_wanted(heap, HEAP_EVENT_BLOCK_ALLOC)) {
        event_block(heap, HEAP_EVENT_BLOCK_ALLOC, owner,
                    block_describe(heap, "keys", block, bytes));
    }
    return block;
}

Ref keys_new(Heap *heap, Object *owner, unsigned log2_size, KeysKind kind, bool parked) {
    uint64_t bytes = keys_bytes_for(log2_size, kind);
    Ref block = parked && is_parkable(log2_size, kind) ? take_parked(heap, owner) : 0;
    if (block == 0) {
        block = block_new(heap, owner, "keys", bytes);
    }
    if (block == 0) {
        return 0;
    }
    Keys *keys = range_at(heap, block);
    *keys = (Keys){.holders = 1, .log2_size = (uint8_t)log2_size, .kind = (uint8_t)kind};
    keys->usable = keys_usable_for(log2_size);
    memset(keys + 1, 0xff, (size_t)index_width(log2_size) << log2_size);
    return block;
}

void keys_free(Heap *heap, Object *owner, Ref block) {
    const Keys *keys = range_at(heap, block);
    uint64_t bytes = keys_bytes(keys);
    if (!is_parkable(keys->log2_size, (KeysKind)keys->kind)) {
        block_free(heap, owner, "keys", block, bytes);
        return;
    }
    if (owner != NULL && event_wanted(heap, HEAP_EVENT_BLOCK_FREE)) {
        event_block(heap, HEAP_EVENT_BLOCK_FREE, owner, block_describe(heap, "keys", block, bytes));
    }
    if (free_list_put(heap, FREE_KEYS, block)) {
        heap->memory.requested -= bytes;
    } else {
        memory_free(heap, block, bytes);
    }
}

// ---- the index

static int64_t read_index(const Keys *keys, uint64_t place) {
    const void *indices = keys + 1;
    switch (index_width(keys->log2_size)) {
    case 1: return ((const int8_t *)indices)[place];
    case 2: return ((const int16_t *)indices)[place];
    default: return ((const int32_t *)indices)[place];
    }
}

static void write_index(Keys *keys, uint64_t place, int64_t index) {
    void *indices = keys + 1;
    switch (index_width(keys->log2_size)) {
    case 1: ((int8_t *)indices)[place] = (int8_t)index; break;
    case 2: ((int16_t *)indices)[place] = (int16_t)index; break;
    default: ((int32_t *)indices)[place] = (int32_t)index; break;
    }
}

// The walk through the places where a hash may stand: CPython's perturbed probing.
typedef struct {
    uint64_t place, perturb, mask;
} Probe;

static Probe probe_start(const Keys *keys, int64_t hash) {
    uint64_t mask = ((uint64_t)1 << keys->log2_size) - 1;
    return (Probe){(uint64_t)hash & mask, (uint64_t)hash, mask};
}

static void probe_next(Probe *probe) {
    probe->perturb >>= PERTURB_SHIFT;
    probe->place = (probe->place * 5 + probe->perturb + 1) & probe->mask;
}

// ---- entries

static char *entries_of(Keys *keys) {
    return (char *)(keys + 1) + ((size_t)index_width(keys->log2_size) << keys->log2_size);
}

KeysEntry *keys_entry(Keys *keys, int64_t index) {
    char *entries = entries_of(keys);
    if (keys->kind == KEYS_GENERAL) {
        return &((GeneralEntry *)(void *)entries)[index].entry;
    }
    return &((KeysEntry *)(void *)entries)[index];
}

int64_t keys_entry_hash(Heap *heap, Keys *keys, int64_t index) {
    if (keys->kind == KEYS_GENERAL) {
        return ((GeneralEntry *)(void *)entries_of(keys))[index].hash;
    }
    return str_hash(heap, slot_object(heap, keys_entry(keys, index)->key));
}

int64_t keys_find_str(Heap *heap, Keys *keys, Object *key) {
    int64_t hash = str_hash(heap, key);
    for (Probe probe = probe_start(keys, hash);; probe_next(&probe)) {
        int64_t index = read_index(keys, probe.place);
        heap->work++;
        if (index == INDEX_EMPTY) {
            return -1;
        }
        if (index == INDEX_DUMMY) {
            continue;
        }
        Object *found = slot_object(heap, keys_entry(keys, index)->key);
        if (found == key || (str_hash(heap, found) == hash && str_equal(heap, found, key))) {
            return index;
        }
    }
}

static HeapStatus same_key(Heap *heap, Keys *keys, int64_t index, Object *key, int64_t hash,
                           bool *out_same) {
    Object *found = slot_object(heap, keys_entry(keys, index)->key);
    if (found == key || keys_entry_hash(heap, keys, index) != hash) {
        *out_same = found == key;
        return HEAP_OK;
    }
    return heap_equal(heap, found, key, out_same);
}

HeapStatus keys_find(Heap *heap, Keys *keys, Object *key, int64_t hash, int64_t *out_index) {
    for (Probe probe = probe_start(keys, hash);; probe_next(&probe)) {
        int64_t index = read_index(keys, probe.place);
        if (index == INDEX_EMPTY) {
            *out_index = -1;
            return HEAP_OK;
        }
        heap->work++;
        bool same = false;
        HeapStatus status = heap_check_budget(heap);
        if (status == HEAP_OK && index != INDEX_DUMMY) {
            status = same_key(heap, keys, index, key, hash, &same);
        }
        if (status != HEAP_OK || same) {
            *out_index = index;
            return status;
        }
    }
}

void keys_append(Heap *heap, Keys *keys, int64_t hash, Object *key, Object *value) {
    Probe probe = probe_start(keys, hash);
    while (read_index(keys, probe.place) >= 0) {
        probe_next(&probe);
    }
    int64_t index = keys->entries++;
    write_index(keys, probe.place, index);
    keys->usable--;
    *keys_entry(keys, index) = (KeysEntry){ref_of(heap, key), ref_of(heap, value)};
    if (keys->kind == KEYS_GENERAL) {
        ((GeneralEntry *)(void *)entries_of(keys))[index].hash = hash;
    }
}

void keys_make_hole(Heap *heap, Keys *keys, int64_t index) {
    Probe probe = probe_start(keys, keys_entry_hash(heap, keys, index));
    while (read_index(keys, probe.place) != index) {
        probe_next(&probe);
    }
    write_index(keys, probe.place, INDEX_DUMMY);
    *keys_entry(keys, index) = (KeysEntry){0, 0};
}
