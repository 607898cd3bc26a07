// Arenas, pools and blocks.
#include "api/views/views.h"

#include <stdlib.h>

enum { MAX_CLASSES = 256, MAX_FREE_LISTS = 64 };

// ---------------------------------------------------------------- arenas and what pins them

typedef struct {
    uint32_t ids[VIEW_MAX_PINS];
    uint64_t count;
    uint32_t parked[MAX_FREE_LISTS];  // Blocks of each free list.
} Pins;

static size_t arena_bound(const Heap *heap) {
    HeapArenaInfo info;
    size_t bound = 0;
    for (uint32_t cursor = 0; heap_next_arena(heap, &cursor, &info);) {
        bound = info.index >= bound ? (size_t)info.index + 1 : bound;
    }
    return bound;
}

// The arena of the object's block, unless an earlier block of it is in the same one.
static bool is_first_in_arena(const HeapObjectInfo *info, size_t block) {
    for (size_t i = 0; i < block; i++) {
        if (info->blocks[i].arena == info->blocks[block].arena) {
            return false;
        }
    }
    return info->blocks[block].arena >= 0;
}

static void add_pins(Pins *pins, size_t arenas, const HeapObjectInfo *info) {
    for (size_t i = 0; i < info->block_count; i++) {
        if (is_first_in_arena(info, i) && (size_t)info->blocks[i].arena < arenas) {
            Pins *arena = &pins[info->blocks[i].arena];
            if (arena->count < VIEW_MAX_PINS) {
                arena->ids[arena->count] = info->id;
            }
            arena->count++;
        }
    }
}

static void find_pins(const Heap *heap, Pins *pins, size_t arenas) {
    Object *object = NULL;
    for (uint32_t id = 0; heap_next_object(heap, &id, &object);) {
        HeapObjectInfo info = heap_object_info(heap, object);
        add_pins(pins, arenas, &info);
    }
}

// What is in an arena and belongs to no object.
static void find_parked(const Heap *heap, Pins *pins, size_t arenas) {
    HeapParkedBlock parked;
    for (uint64_t cursor = 0; heap_next_parked(heap, &cursor, &parked);) {
        int64_t arena = parked.block.arena;
        if (arena >= 0 && (size_t)arena < arenas && parked.list < MAX_FREE_LISTS) {
            pins[arena].parked[parked.list]++;
        }
    }
}

static void write_parked(JsonWriter *writer, const Heap *heap, const Pins *pins) {
    HeapFreeListInfo list;
    json_key(writer, "parked");
    json_begin_array(writer);
    for (uint32_t i = 0; i < MAX_FREE_LISTS && heap_next_free_list(heap, &i, &list);) {
        if (pins->parked[i - 1] > 0) {
            json_begin_object(writer);
            json_member_string(writer, "list", list.name);
            json_member_uint(writer, "blocks", pins->parked[i - 1]);
            json_end_object(writer);
        }
    }
    json_end_array(writer);
}

static void write_arena(JsonWriter *writer, const Heap *heap, const HeapArenaInfo *info,
                        const Pins *pins) {
    json_begin_object(writer);
    json_member_uint(writer, "index", info->index);
    json_member_address(writer, "address", info->address);
    json_member_uint(writer, "pools_used", info->pools_used);
    json_member_uint(writer, "pools_free", info->pools_free);
    json_member_uint(writer, "pools_total", info->pools_total);
    json_key(writer, "pinned_by");
    json_begin_array(writer);
    for (size_t i = 0; i < pins->count && i < VIEW_MAX_PINS; i++) {
        json_uint(writer, pins->ids[i]);
    }
    json_end_array(writer);
    json_member_uint(writer, "pinned_by_count", pins->count);
    write_parked(writer, heap, pins);
    if (info->pools_used == 0) {
        json_member_bool(writer, "spare", true);
    }
    json_end_object(writer);
}

static ApiCode write_arenas(View *view) {
    const Heap *heap = view->session->heap;
    size_t arenas = arena_bound(heap);
    Pins *pins = calloc(arenas + 1, sizeof *pins);
    if (pins == NULL) {
        return problem_no_memory(view->problem);
    }
    find_pins(heap, pins, arenas);
    find_parked(heap, pins, arenas);
    HeapArenaInfo info;
    json_key(view->writer, "arenas");
    json_begin_array(view->writer);
    for (uint32_t cursor = 0; heap_next_arena(heap, &cursor, &info);) {
        write_arena(view->writer, heap, &info, &pins[info.index]);
    }
    json_end_array(view->writer);
    free(pins);
    return API_OK;
}

// ---------------------------------------------------------------- size classes and pools

typedef struct {
    uint64_t size, pools, used, capacity;
} SizeClass;

// By rising size.
typedef struct {
    SizeClass rows[MAX_CLASSES];
    size_t count;
} SizeClasses;

static SizeClass *class_of(SizeClasses *classes, uint64_t size) {
    size_t at = classes->count;
    while (at > 0 && classes->rows[at - 1].size > size) {
        at--;
    }
    if (at > 0 && classes->rows[at - 1].size == size) {
        return &classes->rows[at - 1];
    }
    if (classes->count == MAX_CLASSES) {
        return NULL;
    }
    for (size_t i = classes->count++; i > at; i--) {
        classes->rows[i] = classes->rows[i - 1];
    }
    classes->rows[at] = (SizeClass){.size = size};
    return &classes->rows[at];
}

static void write_classes(JsonWriter *writer, const Heap *heap) {
    SizeClasses classes = {.count = 0};
    HeapPoolInfo pool;
    for (uint32_t cursor = 0; heap_next_pool(heap, &cursor, &pool);) {
        SizeClass *row = class_of(&classes, pool.size_class);
        if (row != NULL) {
            row->pools++;
            row->used += pool.used;
            row->capacity += pool.capacity;
        }
    }
    json_key(writer, "classes");
    json_begin_array(writer);
    for (size_t i = 0; i < classes.count; i++) {
        const SizeClass *row = &classes.rows[i];
        json_begin_object(writer);
        json_member_uint(writer, "size", row->size);
        json_member_uint(writer, "pools", row->pools);
        json_member_uint(writer, "used", row->used);
        json_member_uint(writer, "free", row->capacity - row->used);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void write_pool_members(JsonWriter *writer, const HeapPoolInfo *pool) {
    json_member_uint(writer, "arena", pool->arena);
    json_member_uint(writer, "index", pool->index);
    json_member_address(writer, "address", pool->address);
    json_member_uint(writer, "size_class", pool->size_class);
    json_member_uint(writer, "used", pool->used);
    json_member_uint(writer, "capacity", pool->capacity);
}

static void write_pools(JsonWriter *writer, const Heap *heap) {
    HeapPoolInfo pool;
    json_key(writer, "pools");
    json_begin_array(writer);
    for (uint32_t cursor = 0; heap_next_pool(heap, &cursor, &pool);) {
        json_begin_object(writer);
        write_pool_members(writer, &pool);
        json_end_object(writer);
    }
    json_end_array(writer);
}

// ---------------------------------------------------------------- the rest

static void write_large(JsonWriter *writer, const Heap *heap) {
    HeapLargeInfo large;
    json_key(writer, "large");
    json_begin_array(writer);
    for (uint64_t cursor = 0; heap_next_large(heap, &cursor, &large);) {
        json_begin_object(writer);
        json_member_address(writer, "address", large.address);
        json_member_uint(writer, "bytes", large.bytes);
        json_member_id(writer, "object", large.object != NULL ? heap_object_id(large.object) : 0);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void write_free_lists(JsonWriter *writer, const Heap *heap) {
    HeapFreeListInfo list;
    json_key(writer, "free_lists");
    json_begin_array(writer);
    for (uint32_t cursor = 0; heap_next_free_list(heap, &cursor, &list);) {
        json_begin_object(writer);
        json_member_string(writer, "name", list.name);
        json_member_uint(writer, "length", list.length);
        json_member_uint(writer, "limit", list.limit);
        json_member_uint(writer, "block", list.block);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static double fragmentation(const Heap *heap) {
    HeapTotals totals = heap_totals(heap);
    if (totals.arena_bytes == 0 || totals.in_blocks > totals.arena_bytes) {
        return 0;
    }
    return 1 - (double)totals.in_blocks / (double)totals.arena_bytes;
}

ApiCode view_memory(View *view) {
    const Heap *heap = view->session->heap;
    json_begin_object(view->writer);
    ApiCode code = write_arenas(view);
    write_classes(view->writer, heap);
    write_pools(view->writer, heap);
    write_large(view->writer, heap);
    write_free_lists(view->writer, heap);
    json_key(view->writer, "fragmentation");
    json_share(view->writer, fragmentation(heap));
    json_end_object(view->writer);
    return code;
}

// ---------------------------------------------------------------- one pool

// One pool has one address: no zeros in front.
static bool read_index(const char *text, uint32_t *out_index) {
    uint64_t index = 0;
    bool padded = text[0] == '0' && text[1] != '\0';
    if (padded || !query_read_number(text, &index) || index > UINT32_MAX) {
        return false;
    }
    *out_index = (uint32_t)index;
    return true;
}

static const char *state_name(HeapBlockUse state) {
    static const char *const names[] = {
        [HEAP_BLOCK_USED] = "used",
        [HEAP_BLOCK_PARKED] = "parked",
        [HEAP_BLOCK_FREE] = "free",
        [HEAP_BLOCK_FRESH] = "fresh",
    };
    return names[state];
}

static void write_pool_blocks(JsonWriter *writer, const HeapPoolBlock *blocks, size_t count) {
    json_key(writer, "blocks");
    json_begin_array(writer);
    for (size_t i = 0; i < count; i++) {
        const Object *object = blocks[i].object;
        json_begin_object(writer);
        json_member_uint(writer, "index", i);
        json_member_address(writer, "address", blocks[i].address);
        json_member_string(writer, "state", state_name(blocks[i].state));
        json_member_id(writer, "object", object != NULL ? heap_object_id(object) : 0);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static ApiCode write_pool(View *view, const HeapPoolInfo *info) {
    HeapPoolBlock *blocks = calloc((size_t)info->capacity + 1, sizeof *blocks);
    if (blocks == NULL) {
        return problem_no_memory(view->problem);
    }
    json_begin_object(view->writer);
    write_pool_members(view->writer, info);
    if (heap_pool_blocks(view->session->heap, info->arena, info->index, blocks)) {
        write_pool_blocks(view->writer, blocks, info->capacity);
    }
    json_end_object(view->writer);
    free(blocks);
    return API_OK;
}

ApiCode view_pool(View *view) {
    uint32_t arena = 0, pool = 0;
    HeapPoolInfo info;
    const char *const *path = view->input->path;
    if (!read_index(path[0], &arena) || !read_index(path[1], &pool) ||
        !heap_pool(view->session->heap, arena, pool, &info)) {
        problem_argument(view->problem, "arena", path[0]);
        problem_argument(view->problem, "pool", path[1]);
        return problem_set(view->problem, API_NO_SUCH_POOL, NULL,
                           "There is no pool %s in use in an arena %s.",
                           problem_quote(path[1]).text, problem_quote(path[0]).text);
    }
    return write_pool(view, &info);
}
