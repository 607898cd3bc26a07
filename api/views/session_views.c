// What a session is, its operations, its collector.
#include "api/script/script.h"
#include "api/views/views.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// ---------------------------------------------------------------- state_hash

typedef struct {
    const Heap *heap;
    JsonWriter writer;  // Emptied after each piece.
    uint64_t hash;
} Hasher;

// FNV-1a over what was written since the last time.
static void absorb(Hasher *hasher) {
    for (size_t i = 0; i < hasher->writer.buffer.size; i++) {
        hasher->hash =
            (hasher->hash ^ (unsigned char)hasher->writer.buffer.text[i]) * 1099511628211u;
    }
    text_cut(&hasher->writer.buffer, 0);
    hasher->writer.comma = false;
}

static void hash_root(void *context, const HeapHolder *holder) {
    Hasher *hasher = context;
    json_begin_array(&hasher->writer);
    holder_write(&hasher->writer, hasher->heap, holder);
    json_uint(&hasher->writer, heap_object_id(holder->object));
    json_end_array(&hasher->writer);
    absorb(hasher);
}

// An object whole: also the slots that its JSON leaves out.
static void hash_object(Hasher *hasher, const Object *object) {
    HeapHolder slot;
    object_write(&hasher->writer, hasher->heap, object, (ObjectExtras){0});
    absorb(hasher);
    for (uint32_t cursor = 0; heap_next_slot(hasher->heap, object, &cursor, &slot);) {
        json_uint(&hasher->writer, heap_object_id(slot.object));
        absorb(hasher);
    }
}

// What the collector will do depends on. What it has done so far, as GET gc counts it, is no state.
static void hash_collector(Hasher *hasher) {
    JsonWriter *writer = &hasher->writer;
    HeapGcInfo info = heap_gc_info(hasher->heap);
    json_begin_array(writer);
    json_bool(writer, info.enabled);
    json_bool(writer, info.saveall);
    if (info.scheduled) {
        json_string(writer, "scheduled");
    }
    for (size_t i = 0; i < HEAP_GENERATIONS; i++) {
        json_uint(writer, info.thresholds[i]);
    }
    json_uint(writer, info.long_lived_pending);
    json_uint(writer, info.long_lived_total);
    for (size_t i = 0; i < info.garbage; i++) {
        json_uint(writer, heap_object_id(heap_garbage(hasher->heap, i)));
    }
    json_end_array(writer);
    absorb(hasher);
}

static void hash_numbers(Hasher *hasher, const uint64_t *numbers, size_t count) {
    json_begin_array(&hasher->writer);
    for (size_t i = 0; i < count; i++) {
        json_uint(&hasher->writer, numbers[i]);
    }
    json_end_array(&hasher->writer);
    absorb(hasher);
}

// What is the allocator's own; whose the blocks are, the objects say.
static void hash_memory(Hasher *hasher) {
    const Heap *heap = hasher->heap;
    HeapArenaInfo arena;
    HeapPoolInfo pool;
    HeapLargeInfo large;
    HeapFreeListInfo list;
    for (uint32_t at = 0; heap_next_arena(heap, &at, &arena);) {
        const uint64_t numbers[] = {arena.index, arena.address, arena.pools_used, arena.pools_free};
        hash_numbers(hasher, numbers, sizeof numbers / sizeof *numbers);
    }
    for (uint32_t at = 0; heap_next_pool(heap, &at, &pool);) {
        const uint64_t numbers[] = {pool.arena, pool.index, pool.size_class, pool.used,
                                    pool.capacity};
        hash_numbers(hasher, numbers, sizeof numbers / sizeof *numbers);
    }
    for (uint64_t at = 0; heap_next_large(heap, &at, &large);) {
        const uint64_t numbers[] = {large.address, large.bytes};
        hash_numbers(hasher, numbers, sizeof numbers / sizeof *numbers);
    }
    for (uint32_t at = 0; heap_next_free_list(heap, &at, &list);) {
        const uint64_t numbers[] = {list.block, list.length};
        hash_numbers(hasher, numbers, sizeof numbers / sizeof *numbers);
    }
}

// The hash of everything that GET graph, memory and the `heap` of a session tell, and would if
// nothing were cut, and of the collector's settings.
static bool hash_state(const Heap *heap, uint64_t *out_hash) {
    Hasher hasher = {.heap = heap, .hash = 14695981039346656037u};
    holders_each_root(heap, hash_root, &hasher);
    Object *object = NULL;
    for (uint32_t id = 0; heap_next_object(heap, &id, &object);) {
        hash_object(&hasher, object);
    }
    view_write_heap(&hasher.writer, heap);
    absorb(&hasher);
    hash_collector(&hasher);
    hash_memory(&hasher);
    bool hashed = !hasher.writer.buffer.failed;
    text_discard(&hasher.writer.buffer);
    *out_hash = hasher.hash;
    return hashed;
}

// Also false without memory.
static bool find_hash(ApiSession *session) {
    uint64_t mutations = heap_mutations(session->heap);
    if (!session->has_hash || session->hash_mutations != mutations) {
        session->has_hash = hash_state(session->heap, &session->hash);
        session->hash_mutations = mutations;
    }
    return session->has_hash;
}

// ---------------------------------------------------------------- the session

void view_write_session(JsonWriter *writer, ApiSession *session) {
    char hash[32];
    writer->buffer.failed = writer->buffer.failed || !find_hash(session);
    snprintf(hash, sizeof hash, "%016" PRIx64, session->hash);
    json_begin_object(writer);
    json_member_string(writer, "id", session->id);
    json_member_string(writer, "url", session->url);
    json_member_string(writer, "profile", heap_profile_info(session->heap)->name);
    json_member_int(writer, "model_version", SESSION_MODEL_VERSION);
    if (session->label != NULL) {
        json_member_string(writer, "label", session->label);
    } else {
        json_member_null(writer, "label");
    }
    json_member_uint(writer, "seq", session->log.count);
    json_member_string(writer, "state_hash", hash);
    json_key(writer, "heap");
    view_write_heap(writer, session->heap);
    json_member_string(writer, "created_at", session->created_at);
    json_end_object(writer);
}

ApiCode view_session(View *view) {
    view_write_session(view->writer, view->session);
    return API_OK;
}

// ---------------------------------------------------------------- the script

// Whole, whatever page is asked for.
ApiCode view_script(View *view) {
    script_write(&view->writer->buffer, view->session, JSON_ENOUGH);
    return API_OK;
}

// ---------------------------------------------------------------- the collector

void view_write_thresholds(JsonWriter *writer, const uint32_t *thresholds) {
    json_key(writer, "thresholds");
    json_begin_array(writer);
    for (size_t i = 0; i < HEAP_GENERATIONS; i++) {
        json_uint(writer, thresholds[i]);
    }
    json_end_array(writer);
}

static void write_stats(JsonWriter *writer, const HeapGcInfo *info) {
    json_key(writer, "stats");
    json_begin_array(writer);
    for (size_t i = 0; i < HEAP_GENERATIONS; i++) {
        json_begin_object(writer);
        json_member_uint(writer, "collections", info->stats[i].collections);
        json_member_uint(writer, "collected", info->stats[i].collected);
        json_member_uint(writer, "uncollectable", info->stats[i].uncollectable);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void write_garbage(JsonWriter *writer, const Heap *heap, uint64_t count) {
    json_key(writer, "garbage");
    json_begin_array(writer);
    for (size_t i = 0; i < count && i < VIEW_MAX_GARBAGE; i++) {
        json_uint(writer, heap_object_id(heap_garbage(heap, i)));
    }
    json_end_array(writer);
    if (count > VIEW_MAX_GARBAGE) {
        json_member_uint(writer, "garbage_left_out", count - VIEW_MAX_GARBAGE);
    }
}

ApiCode view_gc(View *view) {
    JsonWriter *writer = view->writer;
    HeapGcInfo info = heap_gc_info(view->session->heap);
    json_begin_object(writer);
    json_member_bool(writer, "enabled", info.enabled);
    view_write_thresholds(writer, info.thresholds);
    json_member_uints(writer, "counts", info.counts, HEAP_GENERATIONS);
    json_member_uints(writer, "objects", info.objects, HEAP_GENERATIONS);
    write_stats(writer, &info);
    json_member_uint(writer, "long_lived_pending", info.long_lived_pending);
    json_member_uint(writer, "long_lived_total", info.long_lived_total);
    json_member_uint(writer, "increments", info.increments);
    json_member_uint(writer, "decrements", info.decrements);
    json_member_uint(writer, "freed_by_count", info.freed_by_count);
    json_member_uint(writer, "freed_by_collector", info.freed_by_collector);
    json_member_bool(writer, "saveall", info.saveall);
    json_member_uint(writer, "frozen", info.frozen);
    write_garbage(writer, view->session->heap, info.garbage);
    json_end_object(writer);
    return API_OK;
}
