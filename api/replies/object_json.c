#include "api/replies/object_json.h"

#include <stdlib.h>

static void write_number_or_null(JsonWriter *writer, const char *key, int64_t value) {
    json_key(writer, key);
    if (value < 0) {
        json_null(writer);
    } else {
        json_int(writer, value);
    }
}

void block_write(JsonWriter *writer, const HeapBlock *block) {
    json_begin_object(writer);
    json_member_string(writer, "use", block->use);
    json_member_address(writer, "address", block->address);
    json_member_uint(writer, "bytes", block->bytes);
    write_number_or_null(writer, "size_class",
                         block->size_class == 0 ? -1 : (int64_t)block->size_class);
    write_number_or_null(writer, "arena", block->arena);
    write_number_or_null(writer, "pool", block->pool);
    json_end_object(writer);
}

static void write_repr(JsonWriter *writer, const Heap *heap, const Object *object) {
    char text[OBJECT_REPR_BYTES + 1];
    bool cut = false;
    size_t size = heap_repr(heap, object, text, sizeof text, &cut);
    json_key(writer, "repr");
    json_text(writer, text, size);
    if (cut) {
        json_member_bool(writer, "repr_cut", true);
    }
}

static void write_counts(JsonWriter *writer, const Heap *heap, const Object *object,
                         uint64_t references, const HeapName *name) {
    json_member_uint(writer, "references", references);
    json_member_uint(writer, "refcount", heap_shown_refcount(heap, object, references));
    json_member_uint(writer, "getrefcount",
                     name == NULL ? heap_shown_getrefcount(heap, object, references)
                                  : heap_name_getrefcount(heap, name));
}

static void write_blocks(JsonWriter *writer, const HeapObjectInfo *info) {
    json_key(writer, "blocks");
    json_begin_array(writer);
    for (size_t i = 0; i < info->block_count; i++) {
        block_write(writer, &info->blocks[i]);
    }
    json_end_array(writer);
}

static void write_state(JsonWriter *writer, const HeapObjectInfo *info) {
    json_member_bool(writer, "tracked", info->tracked);
    write_number_or_null(writer, "generation", info->tracked ? info->generation : -1);
    json_member_bool(writer, "frozen", info->frozen);
    json_member_bool(writer, "interned", info->interned);
    json_member_bool(writer, "cached", info->cached);
    json_member_bool(writer, "finalized", info->finalized);
    if (info->internal) {
        json_member_bool(writer, "internal", true);
    }
}

// Where a weakref leads: it holds nothing, so it is no slot.
static void write_target(JsonWriter *writer, const Heap *heap, const Object *object) {
    if (heap_object_kind(object) == HEAP_WEAKREF) {
        const Object *target = heap_weakref_target(heap, object);
        write_number_or_null(writer, "target",
                             target == NULL ? -1 : (int64_t)heap_object_id(target));
    }
}

static void write_slots(JsonWriter *writer, const Heap *heap, const Object *object) {
    HeapHolder holder;
    uint32_t cursor = 0;
    json_key(writer, "slots");
    json_begin_array(writer);
    size_t written = 0;
    bool more = heap_next_slot(heap, object, &cursor, &holder);
    for (; more && written < OBJECT_MAX_SLOTS;
         more = heap_next_slot(heap, object, &cursor, &holder)) {
        char name[SLOT_NAME_SIZE];
        holder_slot_name(heap, &holder, name);
        json_begin_object(writer);
        json_member_string(writer, "slot", name);
        json_member_uint(writer, "object", heap_object_id(holder.object));
        json_end_object(writer);
        written++;
    }
    json_end_array(writer);
    if (more) {
        json_member_uint(writer, "slots_left_out", heap_slot_count(heap, object) - written);
    }
}

static void write_identity(JsonWriter *writer, const Heap *heap, const Object *object,
                           const HeapObjectInfo *info) {
    json_member_uint(writer, "id", info->id);
    json_member_address(writer, "address", info->address);
    json_member_string(writer, "type", info->type);
    write_repr(writer, heap, object);
}

// ---------------------------------------------------------------- referrers

static ReferredObject *find_object(const Referrers *referrers, uint32_t id) {
    size_t low = 0, high = referrers->object_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (referrers->objects[middle].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < referrers->object_count && referrers->objects[low].id == id;
    return found ? &referrers->objects[low] : NULL;
}

static bool grow_items(Referrers *referrers) {
    if (referrers->count < referrers->capacity) {
        return true;
    }
    size_t capacity = referrers->capacity == 0 ? 64 : referrers->capacity * 2;
    Referrer *items = realloc(referrers->items, capacity * sizeof *items);
    if (items == NULL) {
        referrers->failed = true;
        return false;
    }
    referrers->items = items;
    referrers->capacity = capacity;
    return true;
}

static void add_referrer(void *context, const HeapHolder *holder) {
    Referrers *referrers = context;
    ReferredObject *object = find_object(referrers, heap_object_id(holder->object));
    if (object == NULL || object->count++ >= OBJECT_MAX_REFERRERS || !grow_items(referrers)) {
        return;
    }
    referrers->items[referrers->count++] = (Referrer){.holder = *holder};
    if (object->last != 0) {
        referrers->items[object->last - 1].next = referrers->count;
    } else {
        object->first = referrers->count;
    }
    object->last = referrers->count;
}

// A static object that is not listed can still be asked for: its cache holds it, and nothing else.
static void add_only_cache(Referrers *referrers, const Heap *heap, size_t index) {
    Object *object = heap_find(heap, referrers->objects[index].id);
    if (referrers->objects[index].count == 0 && heap_object_info(heap, object).cached) {
        add_referrer(referrers, &(HeapHolder){.kind = HEAP_HOLDER_CACHE, .object = object});
    }
}

bool referrers_find(Referrers *referrers, const Heap *heap, const uint32_t *ids, size_t count) {
    *referrers = (Referrers){.object_count = count};
    referrers->objects = calloc(count + 1, sizeof *referrers->objects);
    if (referrers->objects == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        referrers->objects[i].id = ids[i];
    }
    holders_each(heap, add_referrer, referrers);
    for (size_t i = 0; i < count; i++) {
        add_only_cache(referrers, heap, i);
    }
    return !referrers->failed;
}

void referrers_discard(Referrers *referrers) {
    free(referrers->objects);
    free(referrers->items);
    *referrers = (Referrers){0};
}

static void write_referrers(JsonWriter *writer, const Heap *heap, const Referrers *referrers,
                            uint32_t id) {
    const ReferredObject *object = find_object(referrers, id);
    json_key(writer, "referrers");
    json_begin_array(writer);
    for (size_t at = object != NULL ? object->first : 0; at != 0;
         at = referrers->items[at - 1].next) {
        holder_write(writer, heap, &referrers->items[at - 1].holder);
    }
    json_end_array(writer);
    if (object != NULL && object->count > OBJECT_MAX_REFERRERS) {
        json_member_uint(writer, "referrers_left_out", object->count - OBJECT_MAX_REFERRERS);
    }
}

// ---------------------------------------------------------------- objects

// What an object tells of itself but its slots.
static void write_fields(JsonWriter *writer, const Heap *heap, const Object *object,
                         const HeapObjectInfo *info, const HeapName *name) {
    write_identity(writer, heap, object, info);
    write_counts(writer, heap, object, info->references, name);
    json_member_bool(writer, "immortal", info->immortal);
    json_member_uint(writer, "size", info->size);
    write_blocks(writer, info);
    write_state(writer, info);
    write_target(writer, heap, object);
}

void object_write(JsonWriter *writer, const Heap *heap, const Object *object, ObjectExtras extras) {
    HeapObjectInfo info = heap_object_info(heap, object);
    json_begin_object(writer);
    write_fields(writer, heap, object, &info, extras.name);
    write_slots(writer, heap, object);
    if (extras.reachable) {
        json_member_bool(writer, "reachable", heap_is_reachable(object));
    }
    if (extras.referrers != NULL) {
        write_referrers(writer, heap, extras.referrers, info.id);
    }
    json_end_object(writer);
}

void object_write_new(JsonWriter *writer, const Heap *heap, const Object *object) {
    HeapObjectInfo info = heap_object_info(heap, object);
    info.block_count = 0;
    json_begin_object(writer);
    write_fields(writer, heap, object, &info, NULL);
    json_key(writer, "slots");
    json_begin_array(writer);
    json_end_array(writer);
    json_end_object(writer);
}
