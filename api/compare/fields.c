#include "api/compare/fields.h"

#include <string.h>

// ---------------------------------------------------------------- the rows

// clang-format off
const Field name_fields[] = {
    {"bound", offsetof(NameSight, is_bound), FIELD_BOOL},
    {"type", offsetof(NameSight, info.type), FIELD_TEXT},
    {"repr", offsetof(NameSight, repr), FIELD_TEXT},
    {"references", offsetof(NameSight, info.references), FIELD_NUMBER},
    {"refcount", offsetof(NameSight, info.refcount), FIELD_NUMBER},
    {"getrefcount", offsetof(NameSight, info.getrefcount), FIELD_NUMBER},
    {"immortal", offsetof(NameSight, info.immortal), FIELD_BOOL},
    {"size", offsetof(NameSight, info.size), FIELD_NUMBER},
    {"blocks.object", offsetof(NameSight, object_block), FIELD_MAYBE},
    {"blocks.items", offsetof(NameSight, items_block), FIELD_MAYBE},
    {"blocks.keys", offsetof(NameSight, keys_block), FIELD_MAYBE},
    {"blocks.table", offsetof(NameSight, table_block), FIELD_MAYBE},
    {"blocks.values", offsetof(NameSight, values_block), FIELD_MAYBE},
    {"tracked", offsetof(NameSight, info.tracked), FIELD_BOOL},
    {"generation", offsetof(NameSight, generation), FIELD_MAYBE},
    {"frozen", offsetof(NameSight, info.frozen), FIELD_BOOL},
    {"interned", offsetof(NameSight, info.interned), FIELD_BOOL},
    {"cached", offsetof(NameSight, info.cached), FIELD_BOOL},
    {"finalized", offsetof(NameSight, info.finalized), FIELD_BOOL},
    {"same_as", offsetof(NameSight, same_as), FIELD_TEXT},
    {0},
};

const Field heap_fields[] = {
    {"exception", offsetof(HeapSight, exception), FIELD_TEXT, .passes = true},
    {"result.collected", offsetof(HeapSight, collected), FIELD_MAYBE, .passes = true},
    {"result.examined", offsetof(HeapSight, examined), FIELD_MAYBE, .passes = true},
    {"result.survived", offsetof(HeapSight, survived), FIELD_MAYBE, .passes = true},
    {"result.promoted", offsetof(HeapSight, promoted), FIELD_MAYBE, .passes = true},
    {"result.uncollectable", offsetof(HeapSight, uncollectable), FIELD_MAYBE, .passes = true},
    {"freed", offsetof(HeapSight, freed), FIELD_NUMBER, .passes = true},
    {"unraisable", offsetof(HeapSight, unraisable), FIELD_NUMBER, .passes = true},
    {"heap.objects", offsetof(HeapSight, totals.objects), FIELD_NUMBER},
    {"heap.gc_count", offsetof(HeapSight, gc_count), FIELD_NUMBERS},
    {"heap.requested", offsetof(HeapSight, totals.requested), FIELD_NUMBER},
    {"heap.in_blocks", offsetof(HeapSight, totals.in_blocks), FIELD_NUMBER},
    {"heap.from_system", offsetof(HeapSight, totals.from_system), FIELD_NUMBER},
    {"heap.pools", offsetof(HeapSight, totals.pools), FIELD_NUMBER},
    {"heap.arenas", offsetof(HeapSight, totals.arenas), FIELD_NUMBER},
    {"gc.objects", offsetof(HeapSight, objects), FIELD_NUMBERS},
    {"gc.collections", offsetof(HeapSight, collections), FIELD_NUMBERS},
    {0},
};
// clang-format on

_Static_assert(sizeof name_fields / sizeof *name_fields - 1 <= COMPARE_MAX_FIELDS &&
                   sizeof heap_fields / sizeof *heap_fields - 1 <= COMPARE_MAX_FIELDS,
               "what was told of each field is remembered");

// ---------------------------------------------------------------- what is seen

// "<P object at 0x7f0000000030>" becomes "<P object at 0x...>".
static void hide_addresses(char *repr) {
    static const char mark[] = " at 0x", hidden[] = "...";
    char *to = repr;
    for (const char *from = repr; *from != '\0';) {
        if (strncmp(from, mark, sizeof mark - 1) != 0) {
            *to++ = *from++;
            continue;
        }
        size_t digits = strspn(from + sizeof mark - 1, "0123456789abcdef");
        size_t dots = digits < sizeof hidden - 1 ? digits : sizeof hidden - 1;
        from += sizeof mark - 1 + digits;
        memcpy(to, mark, sizeof mark - 1);
        memcpy(to + sizeof mark - 1, hidden, dots);
        to += sizeof mark - 1 + dots;
    }
    *to = '\0';
}

// What the allocator gave, which may be more than was asked for.
static int64_t block_bytes(const HeapObjectInfo *info, const char *use) {
    for (size_t i = 0; i < info->block_count; i++) {
        const HeapBlock *block = &info->blocks[i];
        if (strcmp(block->use, use) == 0) {
            return (int64_t)(block->size_class != 0 ? block->size_class : block->bytes);
        }
    }
    return -1;
}

void name_sight_take(NameSight *sight, const Heap *heap, const ComparedName *name, size_t side) {
    const Object *object = name->objects[side];
    bool cut = false;
    sight->is_bound = object != NULL;
    if (object == NULL) {
        return;
    }
    sight->info = heap_object_info(heap, object);
    sight->info.getrefcount = name->getrefcounts[side];
    sight->generation = sight->info.tracked ? sight->info.generation : -1;
    sight->object_block = block_bytes(&sight->info, "object");
    sight->items_block = block_bytes(&sight->info, "items");
    sight->keys_block = block_bytes(&sight->info, "keys");
    sight->table_block = block_bytes(&sight->info, "table");
    sight->values_block = block_bytes(&sight->info, "values");
    heap_repr(heap, object, sight->repr_text, sizeof sight->repr_text, &cut);
    hide_addresses(sight->repr_text);
    sight->repr = sight->repr_text;
}

static void take_collection(HeapSight *sight, const HeapCollection *collection) {
    sight->collected = (int64_t)collection->collected;
    sight->examined = (int64_t)collection->examined;
    sight->survived = (int64_t)collection->survived;
    sight->promoted = (int64_t)collection->promoted;
    sight->uncollectable = (int64_t)collection->uncollectable;
}

void heap_sight_take(HeapSight *sight, const Side *side) {
    HeapGcInfo gc = heap_gc_info(side->heap);
    *sight = (HeapSight){
        .exception = side->refusal,
        .collected = -1,
        .examined = -1,
        .survived = -1,
        .promoted = -1,
        .uncollectable = -1,
        .freed = side->watch.freed,
        .unraisable = side->watch.unraisable,
        .totals = heap_totals(side->heap),
    };
    if (side->refusal == NULL && side->result.kind == RESULT_COLLECTION) {
        take_collection(sight, &side->result.collection);
    }
    for (size_t i = 0; i < HEAP_GENERATIONS; i++) {
        sight->gc_count[i] = gc.counts[i];
        sight->objects[i] = gc.objects[i];
        sight->collections[i] = gc.stats[i].collections;
    }
}

// ---------------------------------------------------------------- values

static const char *place_of(const Field *field, Sights sights, size_t at) {
    return (const char *)sights.sights + at * sights.size + field->offset;
}

static const char *text_at(const char *place) {
    const char *text = NULL;
    memcpy(&text, place, sizeof text);
    return text;
}

static size_t bytes_of(FieldKind kind) {
    static const size_t sizes[] = {
        [FIELD_BOOL] = sizeof(bool),
        [FIELD_NUMBER] = sizeof(uint64_t),
        [FIELD_MAYBE] = sizeof(int64_t),
        [FIELD_NUMBERS] = HEAP_GENERATIONS * sizeof(uint64_t),
    };
    return sizes[kind];
}

static bool are_equal(const Field *field, const char *a, const char *b) {
    if (field->kind != FIELD_TEXT) {
        return memcmp(a, b, bytes_of(field->kind)) == 0;
    }
    const char *one = text_at(a), *other = text_at(b);
    return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

bool field_is_equal(const Field *field, Sights sights) {
    const char *first = place_of(field, sights, 0);
    size_t i = 1;
    while (i < sights.count && are_equal(field, first, place_of(field, sights, i))) {
        i++;
    }
    return i == sights.count;
}

// FNV-1a
static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    }
    return hash;
}

uint64_t field_hash(const Field *field, Sights sights) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < sights.count; i++) {
        const char *place = place_of(field, sights, i);
        const char *text = field->kind == FIELD_TEXT ? text_at(place) : NULL;
        if (text != NULL) {
            hash = hash_bytes(hash, text, strlen(text));
        }
        hash = field->kind == FIELD_TEXT ? hash_bytes(hash, text != NULL ? "\1" : "\2", 1)
                                         : hash_bytes(hash, place, bytes_of(field->kind));
    }
    return hash != 0 ? hash : 1;
}

// ---------------------------------------------------------------- writing

static void write_text(JsonWriter *writer, const char *text) {
    if (text != NULL) {
        json_string(writer, text);
    } else {
        json_null(writer);
    }
}

static void write_maybe(JsonWriter *writer, int64_t number) {
    if (number >= 0) {
        json_int(writer, number);
    } else {
        json_null(writer);
    }
}

static void write_numbers(JsonWriter *writer, const uint64_t *numbers, size_t count) {
    json_begin_array(writer);
    for (size_t i = 0; i < count; i++) {
        json_uint(writer, numbers[i]);
    }
    json_end_array(writer);
}

void field_write(JsonWriter *writer, const Field *field, Sights sights, size_t at) {
    const char *place = place_of(field, sights, at);
    uint64_t numbers[HEAP_GENERATIONS] = {0};
    if (field->kind == FIELD_TEXT) {
        write_text(writer, text_at(place));
        return;
    }
    memcpy(numbers, place, bytes_of(field->kind));
    switch (field->kind) {
    case FIELD_BOOL: json_bool(writer, *place != 0); break;
    case FIELD_NUMBER: json_uint(writer, numbers[0]); break;
    case FIELD_MAYBE: write_maybe(writer, (int64_t)numbers[0]); break;
    case FIELD_NUMBERS: write_numbers(writer, numbers, HEAP_GENERATIONS); break;
    case FIELD_TEXT: break;
    }
}
