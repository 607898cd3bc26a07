#include "heap/hash.h"

#include <math.h>
#include <string.h>

#include "heap/state.h"
#include "heap/statics.h"
#include "heap/types/bytes.h"
#include "heap/types/dict.h"
#include "heap/types/float.h"
#include "heap/types/int.h"
#include "heap/types/method.h"
#include "heap/types/set.h"
#include "heap/types/str.h"
#include "heap/types/tuple.h"
#include "heap/types/weakref.h"

enum { MAX_DEPTH = 1000 };

// CPython's C code returns -1 for a failure, so no hash may be -1.
static int64_t never_minus_one(uint64_t hash) {
    return hash == UINT64_MAX ? -2 : (int64_t)hash;
}

// ---- texts

static uint64_t rotate_left(uint64_t word, unsigned bits) {
    return word << bits | word >> (64 - bits);
}

static void sip_round(TextHash *hash) {
    hash->v0 += hash->v1;
    hash->v2 += hash->v3;
    hash->v1 = rotate_left(hash->v1, 13) ^ hash->v0;
    hash->v3 = rotate_left(hash->v3, 16) ^ hash->v2;
    hash->v0 = rotate_left(hash->v0, 32) + hash->v3;
    hash->v2 += hash->v1;
    hash->v1 = rotate_left(hash->v1, 17) ^ hash->v2;
    hash->v3 = rotate_left(hash->v3, 21) ^ hash->v0;
    hash->v2 = rotate_left(hash->v2, 32);
}

static void mix_word(TextHash *hash, uint64_t word) {
    hash->v3 ^= word;
    sip_round(hash);
    hash->v0 ^= word;
}

void hash_begin(TextHash *hash) {
    *hash = (TextHash){
        .v0 = 0x736f6d6570736575,
        .v1 = 0x646f72616e646f6d,
        .v2 = 0x6c7967656e657261,
        .v3 = 0x7465646279746573,
    };
}

static void add_byte(TextHash *hash, unsigned char byte) {
    hash->tail |= (uint64_t)byte << hash->size % 8 * 8;
    hash->size++;
    if (hash->size % 8 == 0) {
        mix_word(hash, hash->tail);
        hash->tail = 0;
    }
}

void hash_add(TextHash *hash, const void *data, size_t size) {
    const unsigned char *bytes = data;
    const unsigned char *end = bytes + size;
    while (bytes < end && hash->size % 8 != 0) {
        add_byte(hash, *bytes++);
    }
    for (; end - bytes >= 8; bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        mix_word(hash, word);
        hash->size += 8;
    }
    while (bytes < end) {
        add_byte(hash, *bytes++);
    }
}

int64_t hash_end(const TextHash *hash) {
    if (hash->size == 0) {
        return 0;
    }
    TextHash last = *hash;
    mix_word(&last, last.size << 56 | last.tail);
    last.v2 ^= 0xff;
    for (int i = 0; i < 3; i++) {
        sip_round(&last);
    }
    return never_minus_one(last.v0 ^ last.v1 ^ last.v2 ^ last.v3);
}

int64_t hash_data(const void *data, size_t size) {
    TextHash hash;
    hash_begin(&hash);
    hash_add(&hash, data, size);
    return hash_end(&hash);
}

int64_t str_hash(const Heap *heap, Object *str) {
    StrObject *text = (StrObject *)str;
    if (text->hash == -1) {
        text->hash = hash_data(str_units(heap, str), str_unit_bytes(str));
    }
    return text->hash;
}

static int64_t bytes_hash(Object *object) {
    BytesObject *bytes = (BytesObject *)object;
    if (bytes->hash == -1) {
        bytes->hash = hash_data(bytes->data, bytes->size);
    }
    return bytes->hash;
}

// ---- objects

// id() rotated right by 4, because its lowest bits are always zero.
int64_t hash_identity(const Heap *heap, const Object *object) {
    uint64_t address = range_virtual_address(ref_of(heap, object));
    return never_minus_one(rotate_left(address, 60));
}

// No nan equals another, so that each has a hash of its own.
static int64_t hash_float(const Heap *heap, const Object *object) {
    double value = float_value(object);
    return isnan(value) ? hash_identity(heap, object) : float_hash(value);
}

// What is hashed without looking at other objects, or at one only. False for the others, and for a
// weakref that has no hash.
static bool hash_flat(Heap *heap, Object *object, int64_t *out_hash) {
    switch ((HeapKind)object->kind) {
    case HEAP_NONE: *out_hash = hash_identity(heap, static_none(heap)); return true;
    case HEAP_BOOL:
    case HEAP_INT: *out_hash = int_hash(object); return true;
    case HEAP_FLOAT: *out_hash = hash_float(heap, object); return true;
    case HEAP_STR: *out_hash = str_hash(heap, object); return true;
    case HEAP_BYTES: *out_hash = bytes_hash(object); return true;
    case HEAP_FROZENSET: *out_hash = set_hash(heap, object); return true;
    case HEAP_CLASS:
    case HEAP_INSTANCE:
    case HEAP_FUNCTION:
    case HEAP_DESCRIPTOR:
    case HEAP_MEMBER: *out_hash = hash_identity(heap, object); return true;
    case HEAP_WEAKREF: return weakref_hash(heap, object, out_hash) == HEAP_OK;
    case HEAP_METHOD: *out_hash = method_hash(heap, object); return true;
    case HEAP_LIST:
    case HEAP_TUPLE:
    case HEAP_DICT:
    case HEAP_CELL:
    case HEAP_SET:
    case HEAP_KINDS: return false;
    }
    return false;
}

static const uint64_t prime_1 = 11400714785074694791U;
static const uint64_t prime_2 = 14029467366897019727U;
static const uint64_t prime_5 = 2870177450012600261U;

// A tuple whose first `index` items are mixed into `hash` (xxHash, one lane).
typedef struct {
    const Object *tuple;
    size_t index;
    uint64_t hash;
} Level;

static void mix_item(Level *level, int64_t item_hash) {
    level->hash += (uint64_t)item_hash * prime_2;
    level->hash = rotate_left(level->hash, 31) * prime_1;
    level->index++;
}

static int64_t finish(const Level *level) {
    uint64_t hash = level->hash + (level->index ^ (prime_5 ^ 3527539));
    return hash == UINT64_MAX ? 1546275796 : (int64_t)hash;
}

static HeapStatus go_down(Heap *heap, Object *object, Level *levels, size_t *depth) {
    int64_t hash;
    if (object->kind == HEAP_WEAKREF) {
        return weakref_hash(heap, object, &hash);  // It has none, and says why.
    }
    if (object->kind != HEAP_TUPLE) {
        bool proxy = object->kind == HEAP_DICT && dict_is_guarded(object) &&
                     !heap->profile->slices_and_proxies_hash;
        return heap_fail(heap, HEAP_TYPE_ERROR, "unhashable type: '%s'",
                         proxy ? "mappingproxy" : object_type(object)->name);
    }
    if (*depth == MAX_DEPTH) {
        return heap_fail(heap, HEAP_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    levels[(*depth)++] = (Level){.tuple = object, .hash = prime_5};
    return HEAP_OK;
}

// Takes the next step in the innermost tuple: an item mixed in, a tuple begun, or its own hash
// given to the level below; the last goes to *out_hash.
static HeapStatus take_step(Heap *heap, Level *levels, size_t *depth, int64_t *out_hash) {
    Level *level = &levels[*depth - 1];
    int64_t hash;
    if (level->index < tuple_length(level->tuple)) {
        Object *item = tuple_item(heap, level->tuple, level->index);
        if (!hash_flat(heap, item, &hash)) {
            return go_down(heap, item, levels, depth);
        }
        mix_item(level, hash);
    } else if (--*depth > 0) {
        mix_item(level - 1, finish(level));
    } else {
        *out_hash = finish(level);
    }
    heap->work++;
    return heap_check_budget(heap);
}

static HeapStatus hash_deep(Heap *heap, Object *object, int64_t *out_hash) {
    Level levels[MAX_DEPTH];
    size_t depth = 0;
    int64_t hash = 0;
    HeapStatus status = go_down(heap, object, levels, &depth);
    while (status == HEAP_OK && depth > 0) {
        status = take_step(heap, levels, &depth, &hash);
    }
    if (status == HEAP_OK) {
        *out_hash = hash;
    }
    return status;
}

HeapStatus heap_hash(Heap *heap, Object *object, int64_t *out_hash) {
    heap->work++;
    return hash_flat(heap, object, out_hash) ? HEAP_OK : hash_deep(heap, object, out_hash);
}
